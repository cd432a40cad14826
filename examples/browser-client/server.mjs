// The page, its session, and the API: one origin. Tokens are in httpOnly cookies, so no script can take them.

import { fileURLToPath } from 'node:url';

import { expressAuth } from 'claimgate/node';
import express from 'express';

const ACCESS = '__Host-access';
const REFRESH = '__Host-refresh';
/** `__Host-` makes the browser insist on Secure, this host and this path. */
const COOKIE = { httpOnly: true, secure: true, sameSite: 'strict', path: '/' };

/**
 * @param {object} options
 * @param {import('claimgate/node').Rules} options.rules for the access tokens
 * @param {(refreshToken: string) => Promise<{ access: string, refresh: string } | undefined>} options.renew
 *   asks the provider's token endpoint (`grant_type=refresh_token`); undefined when it refuses, an exception when it is
 *   down
 */
export function createServer({ rules, renew }) {
  const app = express();
  app.use(express.static(fileURLToPath(new URL('public', import.meta.url))));
  app.use(sameOriginOnly);

  app.post('/session/refresh', async (request, response) => {
    const token = cookies(request)[REFRESH];
    if (token === undefined) return response.sendStatus(401);
    let renewed;
    try {
      renewed = await renew(token);
    } catch {
      return response.sendStatus(503); // The provider is down, which says nothing about the session.
    }
    if (renewed === undefined) return response.sendStatus(401);
    response.cookie(ACCESS, renewed.access, COOKIE).cookie(REFRESH, renewed.refresh, COOKIE);
    return response.sendStatus(204);
  });
  app.delete('/session', (_request, response) => {
    response.clearCookie(ACCESS, COOKIE).clearCookie(REFRESH, COOKIE).sendStatus(204);
  });

  app.use('/api', expressAuth(rules, { token: { cookie: ACCESS } }));
  app.get('/api/orders', (_request, response) => response.json({ orders: ['1001', '1002'] }));
  app.post('/api/orders', (_request, response) => response.status(201).json({ order: '1003' }));
  return app;
}

/**
 * A cookie goes along with requests that another site made (CSRF). SameSite=Strict keeps it back in every current
 * browser; this holds where it does not, and between subdomains, which SameSite counts as one site.
 */
function sameOriginOnly(request, response, next) {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const { origin, host } = request.headers;
  if (isRead || (origin !== undefined && hostOf(origin) === host)) return next();
  return response.status(403).json({ error: 'cross_origin' });
}

/** `null` is an origin too: that of a sandboxed frame. */
function hostOf(origin) {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

function cookies(request) {
  const pairs = (request.headers.cookie ?? '').split('; ').map((pair) => pair.split('='));
  return Object.fromEntries(pairs.map(([name, ...value]) => [name, value.join('=')]));
}
