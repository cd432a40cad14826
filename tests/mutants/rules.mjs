// Each rule of the key cache, with a change of one line that breaks it and the tests that must notice.

/**
 * @typedef {object} Mutant
 * @property {string} rule what no longer holds
 * @property {string} file under pkg/src
 * @property {string} text found exactly once in it
 * @property {string} instead
 * @property {string} tests under tests/js
 */

const freshness = 'jwks/freshness.ts';
const keeper = 'jwks/keeper.ts';
const merge = 'jwks/merge.ts';
const record = 'jwks/record.ts';
const stores = 'jwks/record-stores.ts';
const source = 'jwks/remote-source.ts';
const fetching = 'jwks/fetch-document.ts';
const discovery = 'jwks/discovery.ts';

/** @type {(rule: string, tests: string, file: string, text: string, instead: string) => Mutant} */
const mutant = (rule, tests, file, text, instead) => ({ rule, tests, file, text, instead });

/** @type {readonly Mutant[]} */
export const MUTANTS = [
  // Freshness
  mutant('a fresh set is served without the network', 'jwks/remote-source', freshness,
    '&& now - fetchedAt < freshFor(record, rules);', '&& false;'),
  mutant('a stale set is served at once', 'jwks/remote-source', freshness,
    'Math.abs(now - fetchedAt) < rules.maxStale;', 'Math.abs(now - fetchedAt) < rules.freshFor;'),
  mutant('a stale set is refreshed behind the answer', 'jwks/remote-source', source,
    'if (this.#keeper.isRefreshDue()) {', 'if (false) {'),
  mutant('no set is served beyond maxStale', 'jwks/remote-source', freshness,
    'Math.abs(now - fetchedAt) < rules.maxStale;', 'true;'),
  mutant('Cache-Control shortens freshFor', 'jwks/remote-source', freshness,
    'return Math.min(rules.freshFor, Math.max(rules.cooldown, maxAge));', 'return rules.freshFor;'),
  mutant('Cache-Control never lengthens it', 'jwks/remote-source', freshness,
    'return Math.min(rules.freshFor, Math.max(rules.cooldown, maxAge));',
    'return maxAge === Infinity ? rules.freshFor : Math.max(rules.cooldown, maxAge);'),
  mutant('Cache-Control shortens it to the cooldown at least', 'jwks/remote-source', freshness,
    'Math.max(rules.cooldown, maxAge)', 'maxAge'),
  mutant('a head start, where a store shows writes late', 'jwks/head-start', keeper,
    'this.#headStart = this.#stores.areLate', 'this.#headStart = false'),
  mutant('no head start after an answer of one\'s own', 'jwks/head-start', keeper,
    '    this.#headStart = 0;\n', ''),

  // Tiers
  mutant('memory is compared with the stores every storeCheck', 'jwks/stores', source,
    '} else if (this.#stores.unreadFor(this.#rules.storeCheck)) {', '} else if (false) {'),
  mutant('the stores are read before the network is asked', 'jwks/stores', source,
    'const store = await this.#keeper.loadFromStores(onStep, waitUntil);', 'const store = undefined;'),
  mutant('the nearer store gets a copy', 'jwks/stores', keeper,
    'await afterwards(waitUntil, this.#mend(found));', ''),
  mutant('the seed ends with seedMaxAge', 'jwks/seed', 'jwks/key-memory.ts',
    '< this.#rules.seedMaxAge;', '< Infinity;'),
  mutant('the seed is the last resort', 'jwks/seed', source,
    "if (mayAsk && (await this.#keeper.ask('load', onStep, waitUntil)) === undefined) {", 'if (false) {'),

  // Merging
  mutant('a missing key is kept for retainMissing', 'jwks/remote-source', freshness,
    'missingSince + rules.retainMissing', 'missingSince'),
  mutant('a missing key is not kept beyond lastSeen + maxStale', 'jwks/remote-source', freshness,
    'lastSeen + rules.maxStale)', 'Infinity)'),
  mutant('other material under a kid replaces the old', 'jwks/remote-source', merge,
    'const published = new Set(newer.map(identity));',
    'const published = new Set(newer.map((key) => `${identity(key)} ${key.thumbprint}`));'),
  mutant('keys without kid are told apart by thumbprint', 'jwks/remote-source', merge,
    'return JSON.stringify(kid === undefined ? [null, thumbprint] : [kid]);', 'return JSON.stringify([kid]);'),
  mutant('retained keys give way above maxKeys', 'jwks/remote-source', merge,
    'slice(0, Math.max(0, maxKeys - present.length))', 'slice(0)'),
  mutant('an answer above maxKeys is refused, by that reason', 'jwks/fetch-document jwks/remote-source', 'jwks/answer.ts',
    'if (published.length > maxKeys) {', 'if (false) {'),
  mutant('an answer without a usable key is refused', 'jwks/fetch-document', 'jwks/answer.ts',
    'if (!keys.some(({ usable }) => usable)) {', 'if (false) {'),

  // Unknown keys
  mutant('one attempt a cooldown', 'jwks/unknown-key', freshness,
    'return pauseLeft(attemptedAt, rules.cooldown, now);', 'return 0;'),
  mutant('a provider that stays down is asked ever less often', 'jwks/remote-source', freshness,
    'Math.min(LONGEST_PAUSE, staleFor * PAUSE_SHARE)', '0'),
  mutant('it is asked every five minutes at least', 'jwks/remote-source', freshness,
    'Math.min(LONGEST_PAUSE, staleFor * PAUSE_SHARE)', 'staleFor * PAUSE_SHARE'),
  mutant('a key that nobody knows does not wait for that', 'jwks/remote-source', 'jwks/keeper.ts',
    'return cooldownLeft(this.#memory.record.attemptedAt, this.#rules, this.#now());',
    'return refreshLeft(this.#memory.record, this.#rules, this.#now());'),
  mutant('a failed attempt starts a cooldown, too', 'jwks/unknown-key', keeper,
    'this.#learn({ ...this.#memory.record, attemptedAt: askedAt, claim: undefined });',
    'this.#learn({ ...this.#memory.record, claim: undefined });'),
  mutant('503, not 401, after an attempt that failed', 'jwks/unknown-key', freshness,
    'return fetchedAt !== undefined && (attemptedAt === undefined || attemptedAt <= fetchedAt);', 'return true;'),
  mutant('isolates agree through a consistent store on who asks', 'jwks/unknown-key', keeper,
    'return winner === undefined;', 'return true;'),
  mutant('a failed attempt is noted in the stores', 'jwks/unknown-key', keeper,
    'await afterwards(waitUntil, this.#publish(true));', ''),
  mutant('notes are rationed as the store asks', 'jwks/unknown-key', stores,
    'isPast(this.#writtenAt.get(store), store.attemptWriteInterval ?? 0, this.#now())', 'true'),
  mutant('verifySync with an unknown kid is ERR_JWKS_NOT_LOADED', 'suite/remote-keys', 'configuration.ts',
    "if (outcome.error?.code === 'ERR_KEY_NOT_FOUND' && mayBeLoadable) {", 'if (false) {'),

  // Purge
  mutant('a withdrawn key is refused whoever publishes it', 'jwks/stores', freshness,
    'return tombstones.some(({ kid, thumbprint, until }) =>',
    'return [].some(({ kid, thumbprint, until }: Tombstone) =>'),
  mutant('a purge is written to the stores', 'jwks/stores', source,
    '    await this.#stores.write(this.#memory.record);\n', ''),
  mutant('a purge that was overtaken is written again', 'jwks/stores', merge,
    'return known.tombstones.some((stone) => now < stone.until && !isThere(stone))', 'return false'),
  mutant('a purge lasts for maxStale + freshFor', 'jwks/stores', source,
    'now + this.#rules.maxStale + this.#rules.freshFor', 'now + this.#rules.freshFor'),
  mutant('a purge holds for the seed', 'jwks/seed', 'jwks/key-memory.ts',
    'this.#seed = seed === undefined ? undefined : withWithdrawals(seed, this.#record);', 'this.#seed = seed;'),

  mutant('a purge by a clock that is ahead is carried out once', 'jwks/clock-steps', merge,
    'return purgedAt > Math.max(now, ours.purgedAt ?? -Infinity, ours.purgeSeen ?? -Infinity);', 'return purgedAt > now;'),
  mutant('…and at once', 'jwks/clock-steps', merge,
    'return purgedAt > Math.max(now, ours.purgedAt ?? -Infinity, ours.purgeSeen ?? -Infinity);', 'return false;'),
  mutant('…also by a clock that is set back', 'jwks/clock-steps', merge,
    'return purgedAt > askedAt ? purge(askedAt, Math.max(purgedAt, purgeSeen)) : ', 'return '),
  mutant('a purge holds here before the stores answer', 'jwks/stores', source,
    "    this.#withdraw(kid, now);\n    this.#tell({ type: 'jwks.purged'", "    this.#tell({ type: 'jwks.purged'"),
  mutant('a purge bans the material that the stores know', 'jwks/stores', source,
    '    await this.#keeper.readStores(() => undefined);\n    this.#withdraw(kid, now);\n',
    '    await this.#keeper.readStores(() => undefined);\n'),
  mutant('what verifySync uses is looked after', 'suite/remote-keys', 'configuration.ts',
    '      this.#tend(context);\n', ''),

  // Concurrency
  mutant('one refresh at a time in an isolate', 'jwks/concurrency jwks/unknown-key', 'jwks/in-flight.ts',
    'return this.#mark !== undefined && Math.abs(this.#now() - this.#mark.at) * 1000 <= this.#lifetime;',
    'return false;'),
  mutant('the work of a request that is gone is taken over', 'jwks/concurrency', 'jwks/in-flight.ts',
    'if (watchedFor > this.#lifetime) {', 'if (false) {'),
  mutant('a late older answer overwrites nothing', 'jwks/concurrency', merge,
    'if (!isNewer(askedAt, known, now) && askedAt !== known.fetchedAt) {', 'if (false) {'),
  mutant('an older record of a store overwrites nothing', 'jwks/stores', merge,
    '    && isNewer(stored.fetchedAt, known, now);', ';'),

  // Fetching
  mutant('https only', 'jwks/fetch-document', fetching,
    "return (protocol === 'https:' || isLoopback) && username === '' && password === '';", 'return true;'),
  mutant('nothing is followed', 'jwks/fetch-document', fetching, "redirect: 'manual'", "redirect: 'follow'"),
  mutant('status 200 only', 'jwks/fetch-document', fetching, 'if (status !== 200) {', 'if (false) {'),
  mutant('a timeout', 'jwks/fetch-document', fetching,
    "await within(rules.timeout, get(url, fetch, rules, controller.signal), () => {\n      controller.abort();\n    });",
    'await get(url, fetch, rules, controller.signal);'),
  mutant('no more than maxBytes are read', 'jwks/fetch-document', fetching,
    'if (received > maxBytes) {', 'if (false) {'),
  mutant('an OpenID configuration is of the configured issuer', 'jwks/discovery', discovery,
    "if (typeof issuer !== 'string' || !issuers.includes(issuer)) {", 'if (false) {'),
  mutant('its jwks_uri is https', 'jwks/discovery', discovery,
    ' || !isFetchable(jwksUri, allowHttpLoopback)', ''),

  // Clocks
  mutant('a record from the future is stale', 'jwks/stores', freshness, '&& !isFuture(fetchedAt, now)\n', '\n'),
  mutant('attempts of the future hold nobody back', 'jwks/remote-source', freshness,
    'return attemptedAt === undefined || isFuture(attemptedAt, now) ? 0', 'return attemptedAt === undefined ? 0'),

  // Stores
  mutant('a record of another format is not used', 'jwks/stores', record, "value['format'] !== FORMAT || ", ''),
  mutant('a record of another source is not used', 'jwks/stores', record, " || value['source'] !== source", ''),
  mutant('a record of another shape is not used', 'jwks/stores', record, '!hasRecordShape(value) || ', ''),
  mutant('the keys of a record are what it says', 'jwks/stores jwks/real-engine', record,
    '!keysAreWhatTheySay(value.keys, importer, rules)', 'false'),
  mutant('a store that fails to read is a fall-through', 'jwks/stores', stores,
    '      return { store, answered: false };\n', '      throw error;\n'),
  mutant('a store that fails to write is a fall-through', 'jwks/stores', stores,
    "      this.#failed(store, 'put', error);\n", '      throw error;\n'),
  mutant('a store that hangs is given up', 'jwks/stores', stores,
    'await within(this.#rules.timeout, store.get(storeKey(id)))', 'await store.get(storeKey(id))'),
  mutant('KV is told how long to keep a record', 'jwks/kv-store', 'jwks/kv-store.ts',
    'Math.max(LEAST_EXPIRATION_TTL, ttl)', 'LEAST_EXPIRATION_TTL'),

  // Several issuers, and the cache of tokens
  mutant('hydrate and purge reach all issuers', 'suite/issuer-isolation', 'verifier.ts',
    'const outcomes = await Promise.allSettled(configurations.map(action));',
    'const outcomes = [await Promise.all(configurations.map(action))].map(() => ({ status: "done" }) as never) as PromiseSettledResult<void>[];'),
  mutant('a change of the key set drops the verified tokens', 'suite/token-cache', 'token-cache.ts',
    'if (this.#generation !== generation) {', 'if (false) {'),
  mutant('times of a verified token are judged anew', 'suite/token-cache', 'token-cache.ts',
    'if (now >= entry.until) {', 'if (false) {'),
];
