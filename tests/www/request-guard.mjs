// Looks at every request that a page made: none to others that no click allowed, and none with a piece of a
// token.

/** As long a piece of the token as no other text has by chance. */
const TELLING_LENGTH = 16;
/** Path and query of everything that belongs to the page. */
const OWN_FILE =
  /^\/(offline|favicon\.svg|claimgate\.webmanifest|service-worker\.js|claimgate-debugger\.html|assets\/(index|start|offline|\w+_bg)-[\w-]{8}\.(js|css|wasm))?$/;

/**
 * @param {readonly import('playwright').Request[]} requests
 * @param {{ origin: string, allowed: readonly string[], tokens: readonly string[] }} facts
 * @throws {Error} for the first request that the page should not have made
 */
export async function checkRequests(requests, { origin, allowed, tokens }) {
  for (const request of requests) {
    const url = new URL(request.url());
    const isOwn =
      url.origin === origin && request.method() === 'GET' && OWN_FILE.test(url.pathname + url.search);
    if (!isOwn && !allowed.includes(url.origin))
      throw new Error(`the page made a request of its own: ${request.method()} ${url.origin}${url.pathname}`);
    const headers = await request.allHeaders().catch(() => request.headers());
    const sent = [request.url(), request.postData() ?? '', ...Object.values(headers)].join('\n');
    if (tokens.some((token) => sharesPiece(sent, token)))
      throw new Error(
        `a request carried a piece of the token: ${request.method()} ${url.origin}${url.pathname}`,
      );
  }
}

function sharesPiece(sent, token) {
  for (let start = 0; start + TELLING_LENGTH <= token.length; start += 1) {
    if (sent.includes(token.slice(start, start + TELLING_LENGTH))) return true;
  }
  return false;
}
