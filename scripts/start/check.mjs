// npm start -- --check: requests that show that the parts work together, each printed with what came back.

import { isDeepStrictEqual } from 'node:util';

import { say } from '../lib/steps.mjs';
import { waitUntil } from './wait.mjs';

/** Seconds. Long enough for a few requests in a row, short enough to wait for. */
export const CHECK_COOLDOWN = 3;

/** Seconds for which the Worker relies on what it knows of revocations. */
export const CHECK_REVOCATION_FRESH_FOR = 1;

const PATIENCE = CHECK_COOLDOWN + 10; // seconds
const EXPIRED_SINCE = 600; // seconds
const REPEATS = 10;

/**
 * Runs all checks in order: later ones build on what earlier ones left in the Worker's cache.
 *
 * @param {Awaited<ReturnType<import('./stack.mjs').startStack>>} stack with a cooldown of CHECK_COOLDOWN
 * @returns {Promise<boolean>} whether every check passed
 */
export async function runChecks({ provider, worker }) {
  const results = createResults();
  const tokens = await issueTokens(provider);

  await checkPublicRoutes(results, worker, provider);
  await checkTokens(results, worker, tokens);
  await checkRoles(results, worker, tokens);
  await checkRevocation(results, worker, provider, tokens);
  await results.check('one fetch of the key set for all of these', 1, () => provider.keySetRequests());
  await checkRotation(results, worker, provider, tokens);
  await checkUnknownKey(results, worker, provider, tokens);
  await provider.stop();
  await checkOutage(results, worker, tokens);
  return results.summarize();
}

/** The tokens of the checks; those that no honest provider issues are signed by its test route. */
async function issueTokens(provider) {
  const admin = await provider.accessToken('admin');
  const claims = payloadOf(admin);
  const now = Math.floor(Date.now() / 1000);
  return {
    admin,
    reader: await provider.accessToken('reader'),
    tampered: withPayload(admin, { ...claims, sub: 'someone-else' }),
    expired: await provider.sign({ ...claims, iat: now - 2 * EXPIRED_SINCE, exp: now - EXPIRED_SINCE }),
    otherAudience: await provider.sign({ ...claims, aud: 'api://another' }),
    unknownKey: await provider.sign(claims, { kid: 'unheard-of' }),
  };
}

async function checkPublicRoutes({ check }, worker, provider) {
  await check('the page, and what its Content-Security-Policy allows', '200 the provider', async () => {
    const { status, headers } = await worker.get('/');
    const policy = headers.get('content-security-policy') ?? '';
    const isStrict = policy.includes("default-src 'none'") && !policy.includes("'unsafe-");
    const connections = /connect-src ([^;]*)/.exec(policy)?.[1].split(' ') ?? [];
    const isForProvider = connections.includes(provider.description.issuer);
    return `${status} ${isStrict && isForProvider ? 'the provider' : policy}`;
  });
  await check('the health check', '200', () => outcome(worker.get('/healthz')));
}

async function checkTokens({ check }, worker, tokens) {
  const me = (token) => outcome(worker.get('/api/me', token));
  await check('a valid token', '200', () => me(tokens.admin));
  await check('the claims in its answer', 'those of the token', async () => {
    const { text } = await worker.get('/api/me', tokens.admin);
    return isDeepStrictEqual(JSON.parse(text), payloadOf(tokens.admin)) ? 'those of the token' : 'others';
  });
  // Without a token the challenge names no error (RFC 6750, section 3.1).
  await check('no token', '401 Bearer realm="api"', () => challenge(worker.get('/api/me')));
  await check('a token that is none', '401 Bearer realm="api", error="invalid_token"', async () =>
    (await challenge(worker.get('/api/me', 'none'))).replace(/, error_description=".*"$/, ''),
  );
  await check('a tampered payload', '401 ERR_SIGNATURE_INVALID', () => me(tokens.tampered));
  await check('expired by 10 minutes', '401 ERR_TOKEN_EXPIRED', () => me(tokens.expired));
  await check('for another audience', '401 ERR_AUDIENCE_MISMATCH', () => me(tokens.otherAudience));
}

async function checkRoles({ check }, worker, tokens) {
  const admin = (token) => outcome(worker.get('/api/admin', token));
  await check('without the role', '403 ERR_ROLE_INSUFFICIENT', () => admin(tokens.reader));
  await check('with the role', '200', () => admin(tokens.admin));
}

async function checkRevocation({ check }, worker, provider, tokens) {
  const revoked = await provider.accessToken('reader');
  const entry = { kind: 'token', id: payloadOf(revoked).jti };
  const revoke = (token, body) => outcome(worker.post('/api/revocations', token, body));
  await check('revoking without the role', '403 ERR_ROLE_INSUFFICIENT', () => revoke(tokens.reader, entry));
  await check('revoking nothing', '400', () => revoke(tokens.admin, {}));
  await check('revoking a token', '201', () => revoke(tokens.admin, entry));
  await check('the revoked token', '401 ERR_TOKEN_REVOKED', () => lastOutcome(worker, revoked, '200'));
  await check('another token of its client', '200', () => outcome(worker.get('/api/me', tokens.reader)));
}

async function checkRotation({ check }, worker, provider, tokens) {
  await provider.rotateKeys();
  tokens.rotated = await provider.accessToken('admin');
  // Within the cooldown of the last fetch the new key is not known yet: the only other answer to see.
  await check('keys rotated, a new token', '200', () =>
    lastOutcome(worker, tokens.rotated, '401 ERR_KEY_NOT_FOUND'));
  await check('keys rotated, an older token', '200', () => outcome(worker.get('/api/me', tokens.admin)));
}

async function checkUnknownKey({ check }, worker, provider, tokens) {
  const before = await provider.keySetRequests();
  let triedAt;
  await check('an unknown key, until the Worker looks for it', '401 ERR_KEY_NOT_FOUND', async () => {
    let answer;
    await waitUntil(async () => {
      triedAt = performance.now();
      answer = await outcome(worker.get('/api/me', tokens.unknownKey));
      return answer !== '401 ERR_KEY_NOT_FOUND' || await provider.keySetRequests() > before;
    }, PATIENCE);
    return answer;
  });
  await check(`an unknown key ${REPEATS} times more`, '401 ERR_KEY_NOT_FOUND', async () => {
    const requests = Array.from({ length: REPEATS }, () => worker.get('/api/me', tokens.unknownKey));
    return [...new Set(await Promise.all(requests.map(outcome)))].join(', ');
  });
  await check('fetches of the key set for all of these', 1, async () => {
    const seconds = (performance.now() - triedAt) / 1000;
    if (seconds > CHECK_COOLDOWN) throw new Error(`the requests took ${seconds} s, the cooldown is over`);
    return (await provider.keySetRequests()) - before;
  });
}

async function checkOutage({ check }, worker, tokens) {
  const known = () => outcome(worker.get('/api/me', tokens.rotated));
  await check('provider stopped, a known key', '200', known);
  await check('provider stopped, an unknown key', '503 ERR_JWKS_UNAVAILABLE', () =>
    lastOutcome(worker, tokens.unknownKey, '401 ERR_KEY_NOT_FOUND'));
  await check('and when to try again', 'Retry-After in seconds', async () => {
    const { headers } = await worker.get('/api/me', tokens.unknownKey);
    const retryAfter = headers.get('retry-after');
    return /^[1-9][0-9]*$/.test(retryAfter) ? 'Retry-After in seconds' : `Retry-After: ${retryAfter}`;
  });
  await check('provider stopped, the known key again', '200', known);
}

/** Asks until the answer is another one than `passing`. */
async function lastOutcome(worker, token, passing) {
  let answer;
  await waitUntil(async () => {
    answer = await outcome(worker.get('/api/me', token));
    return answer !== passing;
  }, PATIENCE);
  return answer;
}

/** An answer in short: the status, and the code where there is one. */
async function outcome(pending) {
  const { status, code } = await pending;
  return code === undefined ? `${status}` : `${status} ${code}`;
}

/** An answer's status and how it asks for a token. */
async function challenge(pending) {
  const { status, headers } = await pending;
  return `${status} ${headers.get('www-authenticate')}`;
}

function createResults() {
  let passed = 0;
  let failed = 0;
  return {
    check: async (name, expected, action) => {
      const actual = await Promise.resolve().then(action).catch((error) => `failed: ${error.message}`);
      const good = actual === expected;
      if (good) passed += 1;
      else failed += 1;
      say(`${good ? 'ok  ' : 'FAIL'}  ${name}: ${actual} (expected ${expected})`);
    },
    summarize: () => {
      say(`${passed} passed, ${failed} failed`);
      return failed === 0;
    },
  };
}

function payloadOf(token) {
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString('utf8'));
}

function withPayload(token, claims) {
  const [header, , signature] = token.split('.');
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
}
