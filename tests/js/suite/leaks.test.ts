/**
 * A bearer token is a password. Nothing that a refusal leaves behind may carry it: no message, detail, event,
 * answer or console line holds its signature, its payload, or a claim value that the policy does not name.
 */
import { createVerifier, type VerifierEvent, verifySignature } from 'claimgate';
import { withAuth } from 'claimgate/workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { leaksOf, textsOfError } from './leak-search.js';
import { optionsOf, REFUSED_TOKENS } from './refused-tokens.js';
import { CLAIMS, NOW, refusalOf, sharedKey, sign } from './support.js';

const CONSOLE_METHODS = ['debug', 'log', 'info', 'warn', 'error', 'trace'] as const;
let consoleLines: string[] = [];

beforeEach(() => {
  consoleLines = [];
  for (const method of CONSOLE_METHODS) {
    vi.spyOn(console, method).mockImplementation((...values: unknown[]) => {
      consoleLines.push(values.map(String).join(' '));
    });
  }
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** Fails when one of the texts shows anything of the token that the policy does not name. */
function expectNoLeak(texts: readonly string[], token: string, policy: unknown): void {
  expect(leaksOf(token, texts, JSON.stringify([policy, NOW]))).toEqual([]);
}

describe('no refusal leaks the token', () => {
  test.each(REFUSED_TOKENS)('$name', async (refused) => {
    const events: VerifierEvent[] = [];
    const options = {
      ...(await optionsOf(refused)),
      onEvent: (event: VerifierEvent) => {
        events.push(event);
      },
    };
    const verifier = createVerifier(options);
    const token = await refused.token();
    const asynchronous = await refusalOf(() => verifier.verify(token));
    const synchronous = await refusalOf(() => verifier.verifySync(token));
    const routed = await refusalOf(() =>
      createVerifier([options, { ...options, issuer: 'https://b.example' }]).verify(token),
    );
    const response = await withAuth(options, () => new Response('in'))(
      new Request('https://api.example', { headers: { authorization: `Bearer ${token}` } }),
      {},
      { waitUntil: () => undefined },
    );
    expect(response.status).toBeGreaterThanOrEqual(400);
    const answer = [await response.text(), JSON.stringify([...response.headers])];
    const texts = [asynchronous, synchronous, routed].flatMap(textsOfError);
    const written = [...answer, ...events.map((event) => JSON.stringify(event)), ...consoleLines];
    expectNoLeak([...texts, ...written], token, { ...options, jwks: undefined });
    expect(events.length).toBeGreaterThan(0);
  });

  test.each(REFUSED_TOKENS.filter(({ code }) => /^ERR_(TOKEN|HEADER|ALG|SIGNATURE)_[A-Z0-9]+$/.test(code)))(
    'verifySignature: $name',
    async (refused) => {
      const token = await refused.token();
      const jwks = { keys: [(await sharedKey()).publicJwk] };
      let thrown: unknown;
      try {
        verifySignature(token, jwks);
      } catch (error) {
        thrown = error;
      }
      // Some of these break only a rule of claims, which a bare signature does not know.
      expectNoLeak([...(thrown === undefined ? [] : textsOfError(thrown)), ...consoleLines], token, {});
    },
  );

  test('the search finds what it looks for', async () => {
    const token = await sign(await sharedKey());
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const named = JSON.stringify({ issuer: CLAIMS.iss, audience: CLAIMS.aud });
    for (const text of [
      `token ${token} expired`,
      header.slice(3, 19),
      `at ${payload.slice(5, 21)}`,
      signature.slice(-16),
      `for ${CLAIMS.email}`,
      JSON.stringify({ sub: CLAIMS.sub }),
      `until ${CLAIMS.exp}`,
    ]) {
      expect(leaksOf(token, ['nothing', text], named), text).toHaveLength(1);
    }
    for (const text of ['', signature.slice(-15), `not for ${CLAIMS.aud} of ${CLAIMS.iss}`]) {
      expect(leaksOf(token, ['nothing', text], named), text).toEqual([]);
    }
  });
});
