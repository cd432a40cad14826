import type { VerifierEvent } from 'claimgate';
import { authorize, createVerifier } from 'claimgate';
import {
  consoleEvents, eventAttributes, eventCounter, listeners, prometheusText, severityOf,
} from 'claimgate/telemetry';
import { describe, expect, test } from 'vitest';
import { analyticsEngine } from 'claimgate/workers';
import { codeOf, optionsFor, sharedKey, sign } from '../suite/support.js';

const ISSUER = 'https://issuer.example';
const from = { issuer: ISSUER, at: 1_800_000_000.5 };

/** One event of each type that DESIGN's list names. */
const EVENTS: readonly VerifierEvent[] = [
  { type: 'jwks.hit', tier: 'kv', ...from },
  { type: 'jwks.refresh', keys: 3, changed: true, ...from },
  { type: 'jwks.stale', age: 4000, ...from },
  { type: 'jwks.failure', code: 'ERR_JWKS_UNAVAILABLE', reason: 'fetch.status', status: 502, ...from },
  { type: 'jwks.retained', kid: 'k', missingSince: 1_799_999_000, ...from },
  { type: 'jwks.kid_miss', kid: 'k', ...from },
  { type: 'jwks.cooldown', kid: 'k', retryAfter: 12, ...from },
  { type: 'jwks.rotation', added: ['b'], removed: ['a'], ...from },
  { type: 'jwks.purged', kid: 'k', ...from },
  { type: 'store.failure', store: 'kv', operation: 'put', reason: 'store.timeout', ...from },
  { type: 'token.verified', kid: 'k', ...from },
  { type: 'token.refused', code: 'ERR_TOKEN_EXPIRED', kid: 'k', seconds: 40, ...from },
  {
    type: 'access.decision',
    granted: false,
    code: 'ERR_ROLE_INSUFFICIENT',
    who: { kind: 'user', tenant: 't', object: 'o', client: 'c' },
    required: { roles: ['admin'], match: 'all' },
    rule: 'access.roles',
    matched: [],
    missing: ['admin'],
    ...from,
  },
];

describe('attributes', () => {
  test('every member of every event has a name, the general ones those of the conventions', () => {
    for (const event of EVENTS) {
      const attributes = eventAttributes(event);
      expect(attributes['event.name']).toBe(`claimgate.${event.type}`);
      // All but type and at; of an access decision also the four members of `who`, and `match`.
      const more = event.type === 'access.decision' ? 4 : 0;
      expect(Object.keys(attributes)).toHaveLength(Object.keys(event).length - 1 + more);
    }
    expect(eventAttributes(EVENTS[3]!)).toEqual({
      'event.name': 'claimgate.jwks.failure',
      'claimgate.issuer': ISSUER,
      'error.type': 'ERR_JWKS_UNAVAILABLE',
      'claimgate.reason': 'fetch.status',
      'http.response.status_code': 502,
    });
  });
});

describe('consoleEvents', () => {
  test('writes a line of JSON an event, at its severity, and leaves out what each request has', () => {
    const lines: string[] = [];
    const write = (level: string) => (line: string) => void lines.push(`${level} ${line}`);
    const log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
    const listen = consoleEvents({ log });
    EVENTS.forEach(listen);
    expect(lines).toHaveLength(EVENTS.length - 2);
    expect(lines).toContain(
      'warn {"timestamp":"2027-01-15T08:00:00.500Z","severity":"WARN","event.name":"claimgate.jwks.stale",' +
        `"claimgate.issuer":"${ISSUER}","claimgate.jwks.age":4000}`,
    );
    lines.length = 0;
    const all = consoleEvents({ log, skip: [] });
    EVENTS.forEach(all);
    expect(lines.map((line) => line.split(' ')[0])).toEqual(
      'debug info warn warn warn info info info warn warn debug info warn'.split(' '),
    );
  });

  test('keys that cannot be had are an error, a bad token is none', () => {
    const refused = (code: 'ERR_JWKS_UNAVAILABLE' | 'ERR_ENGINE_PANIC' | 'ERR_SIGNATURE_INVALID') =>
      severityOf({ type: 'token.refused', code, ...from });
    expect(refused('ERR_JWKS_UNAVAILABLE')).toBe('ERROR');
    expect(refused('ERR_ENGINE_PANIC')).toBe('ERROR');
    expect(refused('ERR_SIGNATURE_INVALID')).toBe('INFO');
  });
});

describe('analyticsEngine', () => {
  function recorded(options?: Parameters<typeof analyticsEngine>[1]) {
    const points: { indexes: string[]; blobs: string[]; doubles: number[] }[] = [];
    EVENTS.forEach(analyticsEngine({ writeDataPoint: (point) => points.push(point) }, options));
    return points;
  }

  test('writes a data point an event, its members at fixed places', () => {
    const points = recorded();
    expect(points).toHaveLength(EVENTS.length - 1);
    const of = (type: string) => points.find(({ blobs }) => blobs[0] === type);
    expect(of('jwks.failure')).toEqual({
      indexes: [ISSUER],
      blobs: ['jwks.failure', ISSUER, 'ERR_JWKS_UNAVAILABLE', 'fetch.status', '', '', '', '', '', ''],
      doubles: [1, 0, 0, 0, 0, 502],
    });
    expect(of('access.decision')).toEqual({
      indexes: [ISSUER],
      blobs: ['access.decision', ISSUER, 'ERR_ROLE_INSUFFICIENT', '', '', '', '', '', 'false', 'admin'],
      doubles: [1, 0, 0, 0, 0, 0],
    });
    expect(of('store.failure')?.blobs.slice(6, 8)).toEqual(['kv', 'put']);
    expect(of('jwks.stale')?.doubles).toEqual([1, 4000, 0, 0, 0, 0]);
    expect(of('jwks.cooldown')?.doubles).toEqual([1, 0, 12, 0, 0, 0]);
    expect(of('token.refused')?.doubles).toEqual([1, 0, 0, 40, 0, 0]);
  });

  test('leaves out what it is told to, and keeps to the limits of the service', () => {
    const types = recorded({ skip: ['token.verified'] }).map(({ blobs }) => blobs[0]);
    expect(types).toContain('jwks.hit');
    expect(types).not.toContain('token.verified');
    const points: { indexes: string[]; blobs: string[]; doubles: number[] }[] = [];
    const listen = analyticsEngine({ writeDataPoint: (point) => points.push(point) });
    listen({ type: 'jwks.purged', issuer: `https://${'ö'.repeat(60)}.example`, at: 0 });
    expect(new TextEncoder().encode(points[0]!.indexes[0]).length).toBeLessThanOrEqual(96);
    expect(points[0]!.indexes[0]).toMatch(/ö$/);
    expect(points[0]!.blobs.length).toBeLessThanOrEqual(20);
    expect(points[0]!.doubles.length).toBeLessThanOrEqual(20);
  });

  test('a missing binding is ERR_CONFIG', async () => {
    expect(await codeOf(() => analyticsEngine(undefined as never))).toBe('ERR_CONFIG');
  });
});

describe('prometheusText', () => {
  test('is the text format, with counts of events and of the verifier', () => {
    const counter = eventCounter();
    EVENTS.forEach(counter.listen);
    const granted: VerifierEvent = {
      type: 'access.decision',
      granted: true,
      who: { kind: 'user', object: 'o' },
      required: { roles: ['admin'], match: 'all' },
      rule: 'access.roles',
      matched: ['admin'],
      missing: [],
      ...from,
    };
    counter.listen(granted);
    counter.listen({ ...granted, at: 1_900_000_000 });
    const jwks = {
      keys: 2,
      generation: 1,
      fetchedAt: 1_800_000_000,
      fetches: 4,
      failures: 1,
      storeReads: 5,
      storeWrites: 6,
    };
    const text = prometheusText(
      {
        verified: 7,
        fromTokenCache: 3,
        refused: 3,
        refusals: { ERR_TOKEN_EXPIRED: 2, ERR_AUDIENCE_MISMATCH: 1 },
        configurations: [{ issuer: ISSUER, jwks }],
      },
      counter,
    );
    const samples = text.trimEnd().split('\n').filter((line) => !line.startsWith('#'));
    expect(samples).toEqual([
      'claimgate_tokens_verified_total 7',
      'claimgate_tokens_from_cache_total 3',
      'claimgate_tokens_refused_total{code="ERR_TOKEN_EXPIRED"} 2',
      'claimgate_tokens_refused_total{code="ERR_AUDIENCE_MISMATCH"} 1',
      ...[
        'jwks_keys{L} 2',
        'jwks_fetched_seconds{L} 1800000000',
        'jwks_fetches_total{L} 4',
        'jwks_failures_total{L} 1',
        'store_reads_total{L} 5',
        'store_writes_total{L} 6',
        'jwks_hits_total{L,tier="kv"} 1',
        'jwks_stale_serves_total{L} 1',
        'jwks_failures_by_reason_total{L,reason="fetch.status"} 1',
        'jwks_retained_total{L} 1',
        'jwks_unknown_kid_total{L} 1',
        'jwks_cooldown_total{L} 1',
        'jwks_rotations_total{L} 1',
        'jwks_purges_total{L} 1',
        'store_failures_total{L,store="kv",operation="put"} 1',
        'access_decisions_total{L,granted="false",required="admin"} 1',
        'access_decisions_total{L,granted="true",required="admin"} 2',
        'access_first_granted_seconds{L,required="admin"} 1800000000.5',
      ].map((line) => `claimgate_${line.replace('L', `issuer="${ISSUER}"`)}`),
    ]);
    const names = samples.map((line) => /^\w+/.exec(line)![0]);
    for (const name of new Set(names)) {
      expect(text).toMatch(new RegExp(`^# HELP ${name} [^\\n]+\\n# TYPE ${name} (counter|gauge)\\n${name}`, 'm'));
    }
    expect(text.endsWith('\n')).toBe(true);
    expect(text).not.toContain('"k"');
  });

  test('escapes what labels must not hold', () => {
    const counter = eventCounter();
    counter.listen({ type: 'jwks.purged', issuer: 'a"b\\c\nd', at: 0 });
    expect(prometheusText(undefined, counter)).toContain('{issuer="a\\"b\\\\c\\nd"} 1\n');
    expect(prometheusText(undefined)).toBe('');
  });
});

describe('a verifier', () => {
  test('tells what was required, by how much a time was missed, and counts refusals by code', async () => {
    const key = await sharedKey();
    const heard: VerifierEvent[] = [];
    const failing = () => {
      throw new Error('a listener with a fault');
    };
    const verifier = createVerifier({
      ...optionsFor(key),
      onEvent: listeners(failing, (event) => heard.push(event)),
    });
    const expired = await sign(key, { claims: { exp: 1_749_999_900 } });
    expect(await codeOf(() => verifier.verify(expired))).toBe('ERR_TOKEN_EXPIRED');
    const verified = await verifier.verify(await sign(key));
    expect(await codeOf(() => authorize(verified, { scopes: ['read'], roles: ['admin'] }))).toBe(
      'ERR_ROLE_INSUFFICIENT',
    );
    expect(heard).toMatchObject([
      { type: 'token.refused', code: 'ERR_TOKEN_EXPIRED', seconds: 70 },
      { type: 'token.verified' },
      { type: 'access.decision', granted: false, required: { scopes: ['read'], roles: ['admin'] } },
    ]);
    expect(verifier.stats()).toMatchObject({ verified: 1, refused: 1, refusals: { ERR_TOKEN_EXPIRED: 1 } });
  });

  test('may be asynchronous: a rejection is dropped, and ends no process', async () => {
    const rejecting = async () => Promise.reject(new Error('a collector that is down'));
    const key = await sharedKey();
    const verifiers = [rejecting, listeners(rejecting)].map((onEvent) =>
      createVerifier({ ...optionsFor(key), onEvent }),
    );
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    try {
      for (const verifier of verifiers) {
        await verifier.verify(await sign(key));
        expect(await codeOf(() => verifier.verify('x'))).toBe('ERR_TOKEN_MALFORMED');
      }
      // Node tells of them after the microtasks.
      await new Promise((resolve) => setTimeout(resolve, 0));
    } finally {
      process.off('unhandledRejection', note);
    }
    expect(unhandled).toEqual([]);
  });
});
