// The response headers of the page: what its browser lets it do, and above all whom it lets it talk to.

/** Whose keys the page may fetch wherever it is served: the sign-in hosts of Microsoft's clouds. */
const ALWAYS = [
  'https://login.microsoftonline.com',
  'https://login.microsoftonline.us',
  'https://login.partner.microsoftonline.cn',
  'https://login.sovcloud-identity.fr',
  'https://login.sovcloud-identity.de',
  'https://login.sovcloud-identity.sg',
];

/** The one policy of Trusted Types: it returns the constant address of the service worker. */
const SERVICE_WORKER_POLICY = 'claimgate-sw';

/**
 * The origins of `connect-src` besides the page's own.
 *
 * @param {string | undefined} extra more of them, separated by spaces
 * @returns {string[]}
 * @throws {Error} for what is not exactly an origin of http or https
 */
export function connectOrigins(extra = '') {
  const given = extra.split(/\s+/).filter(Boolean);
  const wrong = given.find((origin) => !isOrigin(origin));
  if (wrong !== undefined)
    throw new Error(`CLAIMGATE_CONNECT_SRC: ${JSON.stringify(wrong)} is not an origin`);
  return [...new Set([...ALWAYS, ...given])];
}

function isOrigin(text) {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/**
 * The text of the `_headers` file: a rule for everything, and one for the document that may fetch nothing.
 *
 * @param {readonly string[]} origins
 */
export function headersFile(origins) {
  const all = {
    'Content-Security-Policy': contentSecurityPolicy(['connect-src', "'self'", ...origins].join(' ')),
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    // Reading the clipboard is for the button Paste, and the browser asks before.
    'Permissions-Policy': 'clipboard-read=(self), geolocation=(), camera=(), microphone=()',
  };
  const offline = { 'Content-Security-Policy': contentSecurityPolicy("connect-src 'none'") };
  return [
    '/*',
    ...lines(all),
    // Two rules that give the same header would both be sent: the first one is taken back.
    '/offline',
    '  ! Content-Security-Policy',
    ...lines(offline),
    // To keep, and not to open here, where the policy of the other documents is in force.
    '/claimgate-debugger.html',
    '  Content-Disposition: attachment',
    '/assets/*',
    '  Cache-Control: public, max-age=31536000, immutable',
    '',
  ].join('\n');
}

function lines(headers) {
  return Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`);
}

function contentSecurityPolicy(connect) {
  return [
    "default-src 'none'",
    // The engine is WebAssembly; 'wasm-unsafe-eval' allows that and no eval.
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self'",
    connect,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    // A token is hostile text: nothing in the page may turn text into elements or scripts.
    "require-trusted-types-for 'script'",
    `trusted-types ${SERVICE_WORKER_POLICY}`,
  ].join('; ');
}

/**
 * The policy of the page as one file, which has no headers to bring it.
 *
 * @param {{ script: string, style: string }} hashes of what stands in the document
 */
export function singleFilePolicy({ script, style }) {
  return [
    "default-src 'none'",
    `script-src ${script} 'wasm-unsafe-eval'`,
    `style-src ${style}`,
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
