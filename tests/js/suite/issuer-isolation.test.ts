/** Several issuers in one verifier: the trouble of one is not that of another. */
import { createVerifier, type VerifierEvent, type VerifierOptions } from 'claimgate';
import { describe, expect, test } from 'vitest';
import { AUDIENCE, codeOf, NOW, rawToken, sharedKey, sign } from './support.js';

const GOOD = 'https://good.example';
const BAD = 'https://bad.example';

type Answer = () => Promise<Response>;

/** A verifier for two issuers with one key each; `bad` says how the second one's provider answers. */
async function twoIssuers(bad: Answer, more: Partial<VerifierOptions> = {}) {
  const asked: string[] = [];
  const events: VerifierEvent[] = [];
  const clock = { now: NOW };
  const [good, other] = [await sharedKey('good'), await sharedKey('bad')];
  const entry = (issuer: string, answer: Answer): VerifierOptions => ({
    issuer,
    audience: AUDIENCE,
    jwks: { url: `${issuer}/keys` },
    now: () => clock.now,
    fetch: (url) => {
      asked.push(url);
      return answer();
    },
    onEvent: (event) => events.push(event),
    ...more,
  });
  const verifier = createVerifier([
    // Later than whatever goes wrong at once at the other one.
    entry(GOOD, async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return Response.json({ keys: [good.publicJwk] });
    }),
    entry(BAD, bad),
  ]);
  const token = (iss: string, kid?: string) =>
    sign(iss === GOOD ? good : other, {
      claims: { iss, exp: NOW + 100_000 },
      header: kid === undefined ? {} : { kid },
    });
  return { verifier, asked, events, clock, token };
}

const down: Answer = () => Promise.resolve(new Response('down', { status: 500 }));

describe('an outage of one issuer', () => {
  test('that hangs leaves the other one served at once, cold and warm', async () => {
    let release = (): void => undefined;
    const hanging: Answer = () =>
      new Promise((resolve) => {
        release = () => {
          resolve(new Response('down', { status: 500 }));
        };
      });
    const { verifier, token, asked } = await twoIssuers(hanging, { cache: { timeout: 25_000 } });
    let isOver = false;
    const stuck = Array.from({ length: 20 }, async () => codeOf(async () => verifier.verify(await token(BAD))));
    const all = Promise.all(stuck).finally(() => {
      isOver = true;
    });
    for (let count = 0; count < 20; count += 1) {
      expect((await verifier.verify(await token(GOOD))).issuer).toBe(GOOD);
    }
    // All of that while the first attempt of the other issuer was still unanswered.
    expect(isOver).toBe(false);
    release();
    expect(new Set(await all)).toEqual(new Set(['ERR_JWKS_UNAVAILABLE']));
    expect(asked.filter((url) => url.startsWith(GOOD))).toHaveLength(1);
  });

  test('is no failure of the other one: hydrate and purge reach it all the same', async () => {
    const { verifier, token } = await twoIssuers(down);
    expect(await codeOf(() => verifier.hydrate())).toBe('ERR_JWKS_UNAVAILABLE');
    expect(verifier.verifySync(await token(GOOD)).issuer).toBe(GOOD);
    await verifier.purge('good');
    expect(await codeOf(async () => verifier.verify(await token(GOOD)))).toBe('ERR_KEY_NOT_FOUND');
  });
});

describe('a flood of unknown keys for one issuer', () => {
  test('uses up no cooldown of the other one', async () => {
    const keys: object[] = [(await sharedKey('bad')).publicJwk];
    const { verifier, token, asked, events, clock } = await twoIssuers(() =>
      Promise.resolve(Response.json({ keys })),
    );
    await verifier.hydrate();
    clock.now += 31;
    for (let count = 0; count < 100; count += 1) {
      const forged = await token(BAD, `made-up-${count}`);
      expect(await codeOf(() => verifier.verify(forged))).toBe('ERR_KEY_NOT_FOUND');
    }
    const askedFor = (issuer: string) => asked.filter((url) => url.startsWith(issuer)).length;
    expect([askedFor(BAD), askedFor(GOOD)]).toEqual([2, 1]);
    // The other one may still look for a key of its own at once.
    expect(await codeOf(async () => verifier.verify(await token(GOOD, 'new')))).toBe('ERR_KEY_NOT_FOUND');
    expect(askedFor(GOOD)).toBe(2);
    expect(new Set(events.filter(({ type }) => type === 'jwks.cooldown').map(({ issuer }) => issuer))).toEqual(
      new Set([BAD]),
    );
  });
});

describe('the route of a token', () => {
  test('is found for payloads that are not ASCII, and for tokens that were verified before', async () => {
    const { verifier, token } = await twoIssuers(down);
    const wide = await sign(await sharedKey('good'), { claims: { iss: GOOD, name: 'Zoë 東京' } });
    for (const good of [wide, wide, await token(GOOD)]) {
      expect((await verifier.verify(good)).issuer).toBe(GOOD);
    }
    expect(verifier.stats()).toMatchObject({ verified: 3, fromTokenCache: 1, refused: 0, refusals: {} });
  });

  test.each([
    ['two issuers', `{"iss":"${GOOD}","iss":"${BAD}"}`, 'ERR_TOKEN_DUPLICATE_MEMBER'],
    ['two issuers, the other way round', `{"iss":"${BAD}","iss":"${GOOD}"}`, 'ERR_TOKEN_DUPLICATE_MEMBER'],
    ['no object', '[]', 'ERR_TOKEN_JSON'],
    ['null', 'null', 'ERR_TOKEN_JSON'],
    ['no issuer', '{}', 'ERR_CLAIM_MISSING'],
    ['a list of issuers', `{"iss":["${GOOD}"]}`, 'ERR_CLAIM_TYPE'],
    ['an issuer that is no text', '{"iss":1}', 'ERR_CLAIM_TYPE'],
    ['another issuer', '{"iss":"https://third.example"}', 'ERR_ISSUER_MISMATCH'],
  ])('a payload with %s is refused, without a request', async (_name, payload, code) => {
    const { verifier, asked } = await twoIssuers(down);
    const token = rawToken({ alg: 'RS256', kid: 'good' }, payload);
    expect(await codeOf(() => verifier.verify(token))).toBe(code);
    expect(asked).toEqual([]);
    expect(verifier.stats().refusals).toEqual({ [code]: 1 });
  });
});
