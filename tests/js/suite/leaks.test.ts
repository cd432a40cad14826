/**
 * A bearer token is a password. Nothing that a refusal leaves behind may carry it: no message, detail, event,
 * answer or console line holds its signature, its payload, or a claim value that the policy does not name.
 */
import { createVerifier, type VerifierEvent, verifySignature } from 'claimgate';
import { withAuth } from 'claimgate/workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { optionsOf, REFUSED_TOKENS } from './refused-tokens.js';
import { CLAIMS, refusalOf, sharedKey } from './support.js';

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

/**
 * The texts whose appearance would be a leak: parts of the token long enough to be no coincidence, and claim
 * values.
 */
function secretsOf(token: string): string[] {
  const segments = token.split('.').filter((segment) => segment.length >= 8);
  const [, ...afterHeader] = segments;
  return [...afterHeader.map((segment) => segment.slice(0, 24)), CLAIMS.email, CLAIMS.sub];
}

function expectNoLeak(texts: readonly string[], token: string): void {
  for (const secret of secretsOf(token)) {
    for (const text of texts) {
      expect(text).not.toContain(secret);
    }
  }
}

function everythingOf(error: unknown): string[] {
  const { message, cause, stack } = error as Error;
  return [
    message,
    String(error),
    String(cause),
    String(stack),
    JSON.stringify(error),
    ...Object.values(error as object).map((value) => JSON.stringify(value)),
  ];
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
    const texts = [asynchronous, synchronous, routed].flatMap(everythingOf);
    expectNoLeak(
      [...texts, ...answer, ...events.map((event) => JSON.stringify(event)), ...consoleLines],
      token,
    );
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
      expectNoLeak([...(thrown === undefined ? [] : everythingOf(thrown)), ...consoleLines], token);
    },
  );

  test('the search finds what it looks for', async () => {
    const token = (await REFUSED_TOKENS.find(({ code }) => code === 'ERR_TOKEN_EXPIRED')?.token()) as string;
    expect(() => {
      expectNoLeak([`token ${token} expired`], token);
    }).toThrow();
    expect(() => {
      expectNoLeak([`for ${CLAIMS.email}`], token);
    }).toThrow();
  });
});
