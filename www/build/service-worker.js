// Keeps the page's own files, so that it opens without a network. It answers for those files only: whatever
// else the page asks for goes past it, untouched. Nothing that a person gave ever comes here.

const CACHE = `claimgate-${'VERSION'}`;
const FILES = [/* FILES */];
/** Documents are asked for at the server first: a new engine must not wait for an old copy to expire. */
const DOCUMENTS = ['/', '/offline'];

addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(FILES))
      .then(() => skipWaiting()),
  );
});

addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => name.startsWith('claimgate-') && name !== CACHE))
      .then((old) => Promise.all(old.map((name) => caches.delete(name)))),
  );
});

addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  const { origin, pathname, search } = new URL(url);
  if (method !== 'GET' || origin !== location.origin || search !== '' || !FILES.includes(pathname)) return;
  const kept = () => caches.match(pathname, { cacheName: CACHE });
  event.respondWith(
    DOCUMENTS.includes(pathname)
      ? fetch(event.request).catch(async (error) => (await kept()) ?? Promise.reject(error))
      : kept().then((found) => found ?? fetch(event.request)),
  );
});
