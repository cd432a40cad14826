/**
 * Routes that no real provider has, for checks. They sign anything for anyone who can reach them, so the
 * server listens on loopback only, and requests that a web page sends are refused.
 *
 *   POST /test/rotate { keepOld = true }       -> { kid, published }
 *   POST /test/sign   { claims, header? }      -> { token }
 *   GET  /test/stats                           -> { jwks, discovery }: requests to these two documents
 */
import { BadRequest, isObject, readJsonObject, sendJson } from './http.mjs';
import { ALGORITHM } from './signing-keys.mjs';

/**
 * @param {object} parts
 * @param {import('./signing-keys.mjs').SigningKeys} parts.signingKeys
 * @param {{ jwks: number, discovery: number }} parts.fetches
 * @param {() => void} parts.onRotated called after the keys changed and before the answer
 */
export function createTestRoutes({ signingKeys, fetches, onRotated }) {
  const routes = new Map(Object.entries({
    '/test/rotate': { method: 'POST', answer: rotate },
    '/test/sign': { method: 'POST', answer: sign },
    '/test/stats': { method: 'GET', answer: stats },
  }));

  /** @param {Record<string, unknown>} body */
  async function rotate({ keepOld = true }) {
    if (typeof keepOld !== 'boolean') throw new BadRequest('keepOld is not a boolean');
    await signingKeys.rotate(keepOld);
    onRotated();
    return { kid: signingKeys.currentKid(), published: signingKeys.publishedKids() };
  }

  /** @param {Record<string, unknown>} body */
  async function sign({ claims, header = {} }) {
    if (!isObject(claims)) throw new BadRequest('claims is not an object');
    if (!isObject(header)) throw new BadRequest('header is not an object');
    if ('alg' in header && header.alg !== ALGORITHM) {
      throw new BadRequest(`the key signs with ${ALGORITHM} only`);
    }
    return { token: await signingKeys.sign(claims, header) };
  }

  async function stats() {
    return { ...fetches };
  }

  return {
    /** @param {string} pathname */
    has: (pathname) => routes.has(pathname),

    /**
     * @param {string} pathname one that `has` knows
     * @param {import('node:http').IncomingMessage} request
     * @param {import('node:http').ServerResponse} response
     */
    async handle(pathname, request, response) {
      const { method, answer } = routes.get(pathname);
      // Browsers send Origin with each POST and with each request across origins.
      if (request.headers.origin !== undefined) return sendJson(response, 403, { error: 'not_for_pages' });
      if (request.method !== method) return sendJson(response, 405, { error: 'method_not_allowed' });
      try {
        return sendJson(response, 200, await answer(await readJsonObject(request)));
      } catch (error) {
        if (!(error instanceof BadRequest)) throw error;
        return sendJson(response, 400, { error: 'invalid_request', error_description: error.message });
      }
    },
  };
}
