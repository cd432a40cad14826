/** Tokens that were good and are no longer: entries in a store, memory before it, and what happens without it. */
import {
  createVerifier,
  entra,
  type Revocation,
  revocationList,
  type RevocationOptions,
  type RevocationTarget,
  type Store,
  type VerifierEvent,
  type VerifierOptions,
} from 'claimgate';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  API,
  API_URI,
  type Claims,
  claimsV1,
  claimsV2,
  CLIENT,
  entraKey,
  OTHER_TENANT,
  PERSON,
  signed,
  TENANT,
  withKeys,
} from './microsoft.js';
import { CLAIMS, codeOf, ISSUER, NOW, optionsFor, refusalOf, sharedKey, sign } from './support.js';

beforeAll(() => sharedKey());

/** A store of texts that counts, fails and hangs as told. */
class TestStore implements Store {
  readonly name = 'test';
  readonly texts = new Map<string, string>();
  readonly ttls: number[] = [];
  reads = 0;
  mode: 'up' | 'down' | 'hanging' = 'up';

  async get(key: string): Promise<string | null> {
    this.reads += 1;
    if (this.mode === 'down') {
      throw new Error('a secret of the store');
    }
    return this.mode === 'hanging' ? new Promise(() => undefined) : (this.texts.get(key) ?? null);
  }

  async put(key: string, value: string, { ttl }: { readonly ttl: number }): Promise<void> {
    this.ttls.push(ttl);
    this.texts.set(key, value);
  }
}

/** A verifier with a clock, a store and a list of entries. */
async function setUp(changes: Partial<RevocationOptions> = {}, of?: VerifierOptions) {
  const store = new TestStore();
  const clock = { now: NOW };
  const events: VerifierEvent[] = [];
  const verifier = createVerifier({
    ...(of ?? optionsFor(await sharedKey())),
    now: () => clock.now,
    revocation: { store, ...changes },
    onEvent: (event) => events.push(event),
  });
  return { store, clock, events, verifier, list: revocationList(store, { now: () => clock.now }) };
}

const TOKEN = { jti: 'token-1', sid: 'session-1', azp: 'client-1' };

async function token(claims: Claims = {}): Promise<string> {
  return sign(await sharedKey(), { claims: { ...TOKEN, ...claims } });
}

describe('a memory that is smaller than what is looked up', () => {
  test('refuses nobody for it, also with several requests at once', async () => {
    const { verifier, list, clock } = await setUp({ maxEntries: 1 });
    const tokens = await Promise.all(['token-1', 'token-2', 'token-3'].map((jti) => token({ jti })));
    const all = () => Promise.allSettled(tokens.map((text) => verifier.verify(text)));
    const accepted = { status: 'fulfilled' };
    expect(await all()).toMatchObject([accepted, accepted, accepted]);
    await list.revoke({ kind: 'token', id: 'token-2', issuer: ISSUER });
    clock.now += 31;
    expect(await all()).toMatchObject([accepted, { reason: { code: 'ERR_TOKEN_REVOKED' } }, accepted]);
  });
});

describe('a token', () => {
  test.each<[string, Revocation, string]>([
    ['by itself', { kind: 'token', id: 'token-1', issuer: ISSUER }, 'revoked.token'],
    ['with its session', { kind: 'session', id: 'session-1', issuer: ISSUER }, 'revoked.session'],
    [
      'with its subject',
      { kind: 'subject', id: CLAIMS.sub, issuer: ISSUER, notBefore: NOW + 1 },
      'revoked.subject',
    ],
    [
      'with its client',
      { kind: 'client', id: 'client-1', issuer: ISSUER, notBefore: NOW + 1 },
      'revoked.client',
    ],
  ])('is refused when it was revoked %s', async (_name, revocation, reason) => {
    const { verifier, list, events } = await setUp();
    await list.revoke(revocation);
    const error = await refusalOf(async () => verifier.verify(await token()));
    expect(error).toMatchObject({ code: 'ERR_TOKEN_REVOKED', status: 401, retryable: false });
    expect(error.detail).toEqual({ reason, kid: 'key-1' });
    expect(events.at(-1)).toMatchObject({ type: 'token.refused', code: 'ERR_TOKEN_REVOKED', reason });
    expect(await codeOf(async () => verifier.verifySync(await token()))).toBe('ERR_TOKEN_REVOKED');
  });

  test.each<[string, Revocation]>([
    ['another token', { kind: 'token', id: 'token-2', issuer: ISSUER }],
    ['a session with its id', { kind: 'session', id: 'token-1', issuer: ISSUER }],
    ["another issuer's token", { kind: 'token', id: 'token-1', issuer: 'https://other.example' }],
    [
      'its subject, before it was issued',
      { kind: 'subject', id: CLAIMS.sub, issuer: ISSUER, notBefore: NOW },
    ],
  ])('is accepted when something else was revoked: %s', async (_name, revocation) => {
    const { verifier, list } = await setUp();
    await list.revoke(revocation);
    expect((await verifier.verify(await token())).claims.jti).toBe('token-1');
    expect(verifier.verifySync(await token()).claims.jti).toBe('token-1');
  });

  test('without a time of issue is older than any revocation of its subject', async () => {
    const { verifier, list } = await setUp();
    await list.revoke({ kind: 'subject', id: CLAIMS.sub, issuer: ISSUER, notBefore: 1 });
    expect(await codeOf(async () => verifier.verify(await token({ iat: undefined })))).toBe(
      'ERR_TOKEN_REVOKED',
    );
  });

  test('of a new sign-in is good again', async () => {
    const { verifier, list, clock } = await setUp();
    clock.now = NOW + 10.5;
    await list.revoke({ kind: 'subject', id: CLAIMS.sub, issuer: ISSUER });
    expect(await codeOf(async () => verifier.verify(await token({ iat: NOW + 10 })))).toBe(
      'ERR_TOKEN_REVOKED',
    );
    expect((await verifier.verify(await token({ iat: NOW + 11 }))).issuer).toBe(ISSUER);
  });

  test('that is not valid is refused for that, and the store is not asked', async () => {
    const { verifier, store } = await setUp();
    expect(await codeOf(async () => verifier.verify(await token({ exp: NOW - 600 })))).toBe(
      'ERR_TOKEN_EXPIRED',
    );
    expect(store.reads).toBe(0);
  });

  test('that was verified before is refused all the same', async () => {
    const { verifier, list, clock } = await setUp();
    const good = await token();
    await verifier.verify(good);
    await list.revoke({ kind: 'token', id: 'token-1', issuer: ISSUER });
    clock.now = NOW + 30;
    expect(await codeOf(() => verifier.verify(good))).toBe('ERR_TOKEN_REVOKED');
    expect(verifier.stats()).toMatchObject({ fromTokenCache: 1, verified: 1, refused: 1 });
  });

  test('is accepted again when its entry is taken back, or has ended', async () => {
    const { verifier, list, clock, store } = await setUp();
    const target: RevocationTarget = { kind: 'token', id: 'token-1', issuer: ISSUER };
    await list.revoke(target);
    expect(await codeOf(async () => verifier.verify(await token()))).toBe('ERR_TOKEN_REVOKED');
    await list.restore(target);
    expect(await list.find(target)).toBeUndefined();
    clock.now += 30;
    await verifier.verify(await token());
    await list.revoke({ ...target, until: clock.now + 60 });
    clock.now += 60;
    await verifier.verify(await token());
    expect(store.ttls).toEqual([108_000, 60, 60]);
  });

  test('shows as refused in a report', async () => {
    const { verifier, list } = await setUp();
    expect((await verifier.inspect(await token())).verdict).toBe('valid');
    await list.revoke({ kind: 'client', id: 'client-2', issuer: ISSUER, notBefore: NOW + 1 });
    const report = await verifier.inspect(await token({ azp: 'client-2' }));
    expect(report).toMatchObject({ verdict: 'refused', code: 'ERR_TOKEN_REVOKED' });
    expect(report.notes).toContainEqual({ reason: 'revoked.client' });
  });
});

describe('tokens of Entra', () => {
  const options = entra({ tenants: [TENANT], audience: [API, API_URI] });

  test.each<[string, Revocation]>([
    ['uti', { kind: 'token', id: 'Uti-1', tenant: TENANT }],
    [
      'person',
      { kind: 'subject', id: PERSON.toUpperCase(), tenant: TENANT.toUpperCase(), notBefore: NOW + 1 },
    ],
    ['client', { kind: 'client', id: CLIENT, tenant: TENANT, notBefore: NOW + 1 }],
  ])('of both versions are revoked by one entry for the tenant: %s', async (_name, revocation) => {
    const { verifier, list } = await setUp({}, withKeys(options, entraKey(await sharedKey())));
    await list.revoke(revocation);
    for (const claims of [claimsV1(), claimsV2()]) {
      const refused = await signed({ ...claims, uti: 'Uti-1' });
      expect(await codeOf(() => verifier.verify(refused))).toBe('ERR_TOKEN_REVOKED');
    }
  });

  test.each<[string, Revocation]>([
    ['another tenant', { kind: 'subject', id: PERSON, tenant: OTHER_TENANT, notBefore: NOW + 1 }],
    ['the pairwise subject', { kind: 'subject', id: 'pairwise', tenant: TENANT, notBefore: NOW + 1 }],
    ['another case of the uti', { kind: 'token', id: 'uti-1', tenant: TENANT }],
  ])('are not revoked by an entry for %s', async (_name, revocation) => {
    const { verifier, list } = await setUp({}, withKeys(options, entraKey(await sharedKey())));
    await list.revoke(revocation);
    await verifier.verify(await signed({ ...claimsV2(), uti: 'Uti-1' }));
  });

  test('a tenant claim of another provider names no tenant', async () => {
    const { verifier, list } = await setUp();
    await list.revoke({ kind: 'subject', id: CLAIMS.sub, issuer: ISSUER, notBefore: NOW + 1 });
    const refused = await token({ tid: OTHER_TENANT, oid: PERSON });
    expect(await codeOf(() => verifier.verify(refused))).toBe('ERR_TOKEN_REVOKED');
  });
});

describe('memory', () => {
  test('answers for freshFor seconds, then the store is asked again', async () => {
    const { verifier, clock, store } = await setUp({ freshFor: 20 });
    await verifier.verify(await token());
    expect(store.reads).toBe(4);
    clock.now += 19;
    await verifier.verify(await token());
    expect(store.reads).toBe(4);
    clock.now += 1;
    await verifier.verify(await token());
    expect(store.reads).toBe(8);
  });

  test('holds what tokens have in common', async () => {
    const { verifier, store } = await setUp();
    await verifier.verify(await token());
    await verifier.verify(await token({ jti: 'token-2' }));
    expect(store.reads).toBe(5);
  });

  test('is bounded', async () => {
    const { verifier, store } = await setUp({ maxEntries: 4 });
    for (const jti of ['a', 'b', 'c', 'd', 'a']) {
      await verifier.verify(await token({ jti }));
    }
    // The first token needs four answers, each other one of its own; the first was forgotten.
    expect(store.reads).toBe(8);
  });

  test('of a clock that was set back counts for nothing', async () => {
    const { verifier, store, clock } = await setUp();
    await verifier.verify(await token());
    clock.now -= 100;
    await verifier.verify(await token());
    expect(store.reads).toBe(8);
  });

  test('is all that verifySync has', async () => {
    const { verifier, clock, store } = await setUp({ freshFor: 10, maxStale: 60 });
    const error = await refusalOf(async () => verifier.verifySync(await token()));
    expect(error).toMatchObject({ code: 'ERR_REVOCATION_UNAVAILABLE', status: 503, retryable: true });
    expect(store.reads).toBe(0);
    await verifier.verify(await token());
    clock.now += 59;
    expect(verifier.verifySync(await token()).issuer).toBe(ISSUER);
    clock.now += 1;
    expect(await codeOf(async () => verifier.verifySync(await token()))).toBe('ERR_REVOCATION_UNAVAILABLE');
    const open = await setUp({ whenUnavailable: 'accept' });
    expect(open.verifier.verifySync(await token()).issuer).toBe(ISSUER);
  });
});

describe('a store that fails', () => {
  test.each([
    ['down', 'store.error'],
    ['hanging', 'store.timeout'],
  ] as const)('%s: the token is refused with 503, and the listener knows why', async (mode, reason) => {
    const { verifier, store, events } = await setUp({ timeout: 5 });
    store.mode = mode;
    const error = await refusalOf(async () => verifier.verify(await token()));
    expect(error).toMatchObject({ code: 'ERR_REVOCATION_UNAVAILABLE', status: 503, retryable: true });
    expect(error.detail.retryAfter).toBe(5);
    expect(events[0]).toEqual({
      type: 'store.failure',
      store: 'test',
      operation: 'get',
      reason,
      issuer: ISSUER,
      at: NOW,
    });
    expect(JSON.stringify([error, events])).not.toContain('a secret of the store');
    const report = await verifier.inspect(await token());
    expect(report).toMatchObject({ verdict: 'incomplete', code: 'ERR_REVOCATION_UNAVAILABLE' });
  });

  test('accepts by option', async () => {
    const { verifier, store } = await setUp({ whenUnavailable: 'accept' });
    store.mode = 'down';
    expect((await verifier.verify(await token())).issuer).toBe(ISSUER);
  });

  test('is left alone for 5 seconds', async () => {
    const { verifier, store, clock } = await setUp();
    store.mode = 'down';
    for (const later of [0, 4.9, 5]) {
      clock.now = NOW + later;
      expect(await codeOf(async () => verifier.verify(await token()))).toBe('ERR_REVOCATION_UNAVAILABLE');
    }
    expect(store.reads).toBe(8);
  });

  test('is replaced by memory for maxStale seconds', async () => {
    const { verifier, store, clock } = await setUp({ freshFor: 10, maxStale: 60 });
    await verifier.verify(await token());
    store.mode = 'down';
    clock.now = NOW + 59;
    await verifier.verify(await token());
    clock.now = NOW + 65;
    expect(await codeOf(async () => verifier.verify(await token()))).toBe('ERR_REVOCATION_UNAVAILABLE');
  });

  test('leaves a known revocation standing until its end', async () => {
    const { verifier, store, clock, list } = await setUp({ whenUnavailable: 'accept' });
    await list.revoke({ kind: 'token', id: 'token-1', issuer: ISSUER, until: NOW + 1000 });
    const later = { iat: NOW, exp: NOW + 5000 };
    expect(await codeOf(async () => verifier.verify(await token(later)))).toBe('ERR_TOKEN_REVOKED');
    store.mode = 'down';
    clock.now = NOW + 999;
    expect(await codeOf(async () => verifier.verify(await token(later)))).toBe('ERR_TOKEN_REVOKED');
    clock.now = NOW + 1000;
    await verifier.verify(await token(later));
  });

  test.each([
    ['no JSON', 'x'],
    ['no object', '1'],
    ['no end', JSON.stringify({ kind: 'token', id: 'token-1', issuer: ISSUER, at: NOW })],
    [
      'another target',
      JSON.stringify({ kind: 'token', id: 'token-2', issuer: ISSUER, at: NOW, until: NOW + 9 }),
    ],
  ])('by an entry that is %s', async (_name, text) => {
    const { verifier, store, list, events } = await setUp();
    await list.revoke({ kind: 'token', id: 'token-1', issuer: ISSUER });
    const [key] = store.texts.keys();
    store.texts.set(key!, text);
    expect(await codeOf(async () => verifier.verify(await token()))).toBe('ERR_REVOCATION_UNAVAILABLE');
    expect(events[0]).toMatchObject({ type: 'store.failure', reason: 'store.malformed' });
  });
});

describe('entries', () => {
  test('say what they are about, under a name that does not', async () => {
    const { store, list } = await setUp();
    const record = await list.revoke({ kind: 'subject', id: PERSON, tenant: TENANT });
    expect(record).toEqual({
      kind: 'subject',
      id: PERSON,
      tenant: TENANT,
      notBefore: NOW,
      until: NOW + 108_000,
      at: NOW,
    });
    expect(await list.find({ kind: 'subject', id: PERSON, tenant: TENANT })).toEqual(record);
    const [key, text] = [...store.texts][0]!;
    expect(key).toMatch(/^revoked:[0-9a-f]{64}$/);
    expect(JSON.parse(text)).toEqual(record);
  });

  test.each<[string, unknown]>([
    ['of an unknown kind', { kind: 'user', id: 'x', issuer: ISSUER }],
    ['without an id', { kind: 'token', id: '', issuer: ISSUER }],
    ['without an authority', { kind: 'token', id: 'x' }],
    ['with two authorities', { kind: 'token', id: 'x', issuer: ISSUER, tenant: TENANT }],
    ['of a tenant by its domain', { kind: 'token', id: 'x', tenant: 'contoso.com' }],
    ['of a token, from some time on', { kind: 'token', id: 'x', issuer: ISSUER, notBefore: 1 }],
    ['of a time that is none', { kind: 'client', id: 'x', issuer: ISSUER, notBefore: NaN }],
    ['that have ended', { kind: 'token', id: 'x', issuer: ISSUER, until: NOW }],
  ])('%s are ERR_CONFIG', async (_name, revocation) => {
    const { list, store } = await setUp();
    expect(await codeOf(() => list.revoke(revocation as Revocation))).toBe('ERR_CONFIG');
    expect(store.texts.size).toBe(0);
  });
});

describe('the option', () => {
  const store = new TestStore();

  test.each<[string, unknown]>([
    ['null', null],
    ['no store', {}],
    ['a binding that is missing', { store: undefined }],
    ['an unknown answer to a failure', { store, whenUnavailable: 'open' }],
    ['a misspelt member', { store, freshfor: 1 }],
    ['a negative time', { store, freshFor: -1 }],
    ['a time that is no number', { store, maxStale: NaN }],
    ['freshFor above maxStale', { store, freshFor: 400 }],
    ['no room', { store, maxEntries: 0 }],
  ])('%s is ERR_CONFIG', async (_name, revocation) => {
    const options = optionsFor(await sharedKey());
    const wrong = { ...options, revocation: revocation as RevocationOptions };
    expect(await codeOf(() => createVerifier(wrong))).toBe('ERR_CONFIG');
  });

  test('a list without a store is ERR_CONFIG', async () => {
    expect(await codeOf(() => revocationList(undefined as unknown as Store))).toBe('ERR_CONFIG');
  });
});
