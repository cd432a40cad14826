// The response headers of the page: what its browser lets it do, and above all whom it lets it talk to.

/** Whose keys the page may fetch wherever it is served. */
const ALWAYS = ['https://login.microsoftonline.com'];

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
 * The text of the `_headers` file.
 *
 * @param {readonly string[]} origins
 */
export function headersFile(origins) {
  const policy = [
    "default-src 'none'",
    // The engine is WebAssembly; 'wasm-unsafe-eval' allows that and no eval.
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self'",
    ['connect-src', "'self'", ...origins].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    // A token is hostile text: nothing in the page may turn text into elements or scripts.
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  const headers = {
    'Content-Security-Policy': policy.join('; '),
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': 'clipboard-read=(), geolocation=(), camera=(), microphone=()',
  };
  const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`);
  return ['/*', ...lines, ''].join('\n');
}
