// The isolates: each has the key cache of the package, its own traffic, and a life that ends.

import { createHash, generateKeyPairSync } from 'node:crypto';

import { createKeySource } from '../../pkg/dist/jwks/key-source.js';
import { cacheApiStore } from '../../pkg/dist/jwks/cache-api-store.js';
import { kvStore } from '../../pkg/dist/jwks/kv-store.js';
import { describeKeys } from '../../pkg/dist/keys.js';
import { nextArrival, seededRandom } from '../random.mjs';
import { cacheApiModel, KvModel, OriginModel } from './edge.mjs';
import { VirtualTime } from './virtual-time.mjs';

export const ISSUER = 'https://issuer.example';
export const LOCATIONS = 20;
export const ISOLATES = 300;
export const HOUR = 3600;

/** When every run begins, in seconds since the epoch. */
export const START = 1_800_000_000;

/** Seconds that an isolate lives, in the mean. */
const LIFETIME = 6 * HOUR;

/** Real keys, made once: the engine looks at each of them. */
const keys = new Map();

/** A public key of this kid. @param {string} kid */
export function keyOf(kid) {
  if (!keys.has(kid)) {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    keys.set(kid, { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' });
  }
  return keys.get(kid);
}

/** The engine, asked once a text: what it says of a key set depends on nothing else. */
const described = new Map();
const importer = {
  describe: (json, maxKeys) => {
    const key = `${maxKeys} ${json}`;
    if (!described.has(key)) described.set(key, describeKeys(json, maxKeys));
    return described.get(key);
  },
};

/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {number} [warmUp] hours before anything is counted. Default 0
 * @property {number} hours that are counted
 * @property {number} seed
 * @property {number} [isolates] default 300
 * @property {('cache' | 'kv')[]} stores nearest first
 * @property {boolean} [headStart] default true
 * @property {number} perSecond verifications of one isolate a second, in the mean over all
 * @property {(now: number) => readonly string[]} published the kids of the provider's key set
 * @property {(now: number, random: () => number) => string} signedBy the kid of a token that arrives
 * @property {(now: number) => boolean} [isUp] default: always
 * @property {number} [forgedPerSecond] tokens with made-up kids for one isolate a second
 */

/** Runs a scenario. @param {Scenario} scenario */
export async function runFleet(scenario) {
  const { hours, seed, published, isUp, isolates = ISOLATES } = scenario;
  const time = new VirtualTime(START);
  const random = seededRandom(seed);
  const giveTimersBack = time.takeTimers();
  const giveDigestBack = answerDigestsAtOnce();
  try {
    const kv = new KvModel(time, random, LOCATIONS);
    const origin = new OriginModel(time, random, (now) => published(now).map(keyOf), isUp ?? (() => true));
    const record = createRecord();
    const locations = Array.from({ length: LOCATIONS }, (_, location) => ({
      location,
      kv: kv.at(location),
      fetch: origin.from(location),
      caches: cacheApiModel(time),
    }));
    for (let index = 0; index < isolates; index += 1) {
      startIsolate({ scenario, time, random, record, ...locations[index % LOCATIONS] });
    }
    const { warmUp = 0 } = scenario;
    await time.runUntil(START + warmUp * HOUR);
    const coldStart = origin.requests.length;
    Object.assign(record, createRecord());
    Object.assign(kv, { reads: 0, writes: 0, rejected: 0 });
    await time.runUntil(START + (warmUp + hours) * HOUR);
    return { scenario, requests: origin.requests.slice(coldStart), coldStart, kv, record };
  } finally {
    giveTimersBack();
    giveDigestBack();
  }
}

/** What is measured. */
function createRecord() {
  return {
    verifications: 0,
    /** Those that waited for a store or the network. */
    waited: 0,
    /** Tokens of a published key that were refused, by code. */
    refused: new Map(),
    /** For each isolate that had to look for a key: seconds from its first token of that key to the last refused. */
    detection: [],
    ageSum: 0,
    ageMax: 0,
    forged: 0,
    forgedAccepted: 0,
    events: new Map(),
  };
}

function startIsolate(parts) {
  const { scenario, time, random, record } = parts;
  const dies = time.now + nextArrival(random, 1 / LIFETIME);
  const source = sourceOf(parts);
  // Some are busy, some are not: a spread of 1 to 16, with the scenario's mean.
  const rate = scenario.perSecond * [0.24, 0.48, 0.96, 3.84, 0.48, 0.24, 0.48, 1.28][Math.floor(random() * 8)];
  /** When this isolate saw the first token of a kid that it could not verify. */
  const missing = new Map();

  const arrive = () => {
    if (time.now >= dies) {
      startIsolate(parts);
      return;
    }
    time.after(nextArrival(random, rate), arrive);
    void verify(source, scenario.signedBy(time.now, random), { time, record, missing });
  };
  const attack = () => {
    if (time.now >= dies) return;
    time.after(nextArrival(random, scenario.forgedPerSecond), attack);
    void forge(source, `made-up-${Math.floor(random() * 1e9)}`, record);
  };
  time.after(nextArrival(random, rate), arrive);
  if (scenario.forgedPerSecond > 0) time.after(nextArrival(random, scenario.forgedPerSecond), attack);
}

function sourceOf({ scenario, time, random, record, kv, caches, fetch }) {
  const stores = scenario.stores.map((kind) => (kind === 'kv' ? kvStore(kv) : storeOver(caches)));
  const environment = {
    now: () => time.now,
    random: scenario.headStart === false ? () => 0 : random,
    fetch,
    importer,
    tell: ({ type }) => void record.events.set(type, (record.events.get(type) ?? 0) + 1),
  };
  return createKeySource({ url: `${ISSUER}/keys` }, { issuer: ISSUER, stores }, environment);
}

/** `cacheApiStore` finds its host's `caches`; here each location has its own. */
function storeOver(caches) {
  const bound = (method) => (...given) => {
    const before = globalThis.caches;
    globalThis.caches = /** @type {any} */ (caches);
    try {
      return cacheApiStore()[method](...given);
    } finally {
      globalThis.caches = before;
    }
  };
  return { ...bindOnce(caches), get: bound('get'), put: bound('put') };
}

function bindOnce(caches) {
  const before = globalThis.caches;
  globalThis.caches = /** @type {any} */ (caches);
  const { name } = cacheApiStore();
  globalThis.caches = before;
  return { name };
}

/** What the verifier does with a source, up to the key. */
async function verify(source, kid, { time, record, missing }) {
  const startedAt = time.now;
  const context = { waitUntil: () => undefined };
  let code;
  try {
    const loaded = await source.load(context);
    if (!has(loaded, kid)) {
      const newer = await source.refreshForUnknownKey(loaded, kid, context);
      if (newer === undefined || !has(newer, kid)) code = 'ERR_KEY_NOT_FOUND';
    } else {
      const age = time.now - loaded.fetchedAt;
      record.ageSum += age;
      record.ageMax = Math.max(record.ageMax, age);
    }
  } catch (error) {
    code = error.code ?? 'bug';
  }
  record.verifications += 1;
  record.waited += time.now > startedAt ? 1 : 0;
  if (code !== undefined) {
    const first = missing.get(kid)?.first ?? startedAt;
    missing.set(kid, { first, last: time.now });
    record.refused.set(code, (record.refused.get(code) ?? 0) + 1);
  } else if (missing.has(kid)) {
    const { first, last } = missing.get(kid);
    record.detection.push(last - first);
    missing.delete(kid);
  } else if (time.now > startedAt) {
    // Found at once: what it waited for.
    record.detection.push(time.now - startedAt);
  }
}

async function forge(source, kid, record) {
  record.forged += 1;
  const context = { waitUntil: () => undefined };
  try {
    const loaded = await source.load(context);
    const newer = await source.refreshForUnknownKey(loaded, kid, context);
    if (newer !== undefined && has(newer, kid)) record.forgedAccepted += 1;
  } catch (error) {
    if (error.code === undefined) throw error;
  }
}

/** The kids of a set, read once a text. */
const kidsOf = new Map();
function has({ json }, kid) {
  if (!kidsOf.has(json)) kidsOf.set(json, new Set(JSON.parse(json).keys.map((key) => key.kid)));
  return kidsOf.get(json).has(kid);
}

/** Digests are made on another thread, in real time. Here they must be there in no time at all. */
function answerDigestsAtOnce() {
  const { subtle } = globalThis.crypto;
  Object.defineProperty(subtle, 'digest', {
    configurable: true,
    value: async (_algorithm, data) => new Uint8Array(createHash('sha256').update(data).digest()).buffer,
  });
  return () => delete (/** @type {any} */ (subtle).digest);
}
