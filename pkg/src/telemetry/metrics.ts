/** Counts for Prometheus: from events, and from `verifier.stats()`. */
import type { VerifierEvent, VerifierStats } from '../types.js';
import { flat, textOf } from './flat.js';

interface Metric {
  readonly name: string;
  readonly kind: 'counter' | 'gauge';
  readonly help: string;
}

type Labels = Readonly<Record<string, string>>;

/**
 * Which counter an event adds to, and the members that become its labels. `kid` never does: whoever sends
 * tokens chooses it, and would choose how many series there are.
 */
const COUNTED: Readonly<
  Partial<Record<VerifierEvent['type'], readonly [name: string, help: string, ...labels: string[]]>>
> = {
  'jwks.hit': ['jwks_hits_total', 'Loads of a fresh key set, by where it was.', 'tier'],
  'jwks.stale': ['jwks_stale_serves_total', 'Loads of a key set that is older than freshFor.'],
  'jwks.failure': ['jwks_failures_by_reason_total', 'Failed attempts at the provider.', 'reason'],
  'jwks.retained': ['jwks_retained_total', 'Keys that vanished from an answer and are kept.'],
  'jwks.kid_miss': ['jwks_unknown_kid_total', 'Tokens that name a key which is not known.'],
  'jwks.cooldown': ['jwks_cooldown_total', 'Unknown keys that were not looked for, because of the cooldown.'],
  'jwks.rotation': ['jwks_rotations_total', 'Changes of the set of keys in force.'],
  'jwks.purged': ['jwks_purges_total', 'Keys that an operator withdrew.'],
  'store.failure': ['store_failures_total', 'Failed reads and writes of a store.', 'store', 'operation'],
  'access.decision': ['access_decisions_total', 'Decisions of authorize.', 'granted', 'required'],
};

interface Series {
  readonly metric: Metric;
  readonly labels: Labels;
  value: number;
}

/** Counts events. `listen` is for the option `onEvent`; pass the counter to `prometheusText`. */
export interface EventCounter {
  readonly listen: (event: VerifierEvent) => void;
  /** What was counted so far, a line of the text format each. */
  readonly series: () => readonly Readonly<Series>[];
}

/** Counts events of one isolate or process since it was made. */
export function eventCounter(): EventCounter {
  const all = new Map<string, Series>();
  const at = (metric: Metric, labels: Labels): Series => {
    const key = JSON.stringify([metric.name, labels]);
    const series = all.get(key) ?? { metric, labels, value: 0 };
    all.set(key, series);
    return series;
  };
  return {
    listen(event) {
      const counted = COUNTED[event.type];
      if (counted === undefined) {
        return;
      }
      const [name, help, ...labels] = counted;
      at({ name, help, kind: 'counter' }, { issuer: event.issuer, ...labelsOf(event, labels) }).value += 1;
      if (event.type === 'access.decision' && event.granted) {
        noteFirstUse(event, at);
      }
    },
    series: () => [...all.values()],
  };
}

/** When something that needs a role or scope was allowed for the first time. */
function noteFirstUse(
  event: Extract<VerifierEvent, { readonly type: 'access.decision' }>,
  at: (metric: Metric, labels: Labels) => Series,
): void {
  const help = 'When a requirement was met first, in seconds since the epoch.';
  const metric: Metric = { name: 'access_first_granted_seconds', kind: 'gauge', help };
  const first = at(metric, { issuer: event.issuer, ...labelsOf(event, ['required']) });
  first.value ||= event.at;
}

function labelsOf(event: VerifierEvent, names: readonly string[]): Labels {
  const members = flat(event);
  return Object.fromEntries(names.map((name) => [name, textOf(members[name])]));
}

/** The content type of `prometheusText`. */
export const PROMETHEUS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * The text exposition format of Prometheus, version 0.0.4. All names begin with `claimgate_`.
 *
 * Counts are those of one isolate or process. Cloudflare gives each request to one of many isolates: there,
 * scrape for a look and alert on Analytics Engine or logs.
 */
export function prometheusText(stats: VerifierStats | undefined, counter?: EventCounter): string {
  const series = [...(stats === undefined ? [] : seriesOfStats(stats)), ...(counter?.series() ?? [])];
  const byMetric = new Map<string, Readonly<Series>[]>();
  for (const one of series) {
    byMetric.set(one.metric.name, [...(byMetric.get(one.metric.name) ?? []), one]);
  }
  const lines = [...byMetric].flatMap(([name, ofMetric]) => {
    const { kind, help } = (ofMetric[0] as Series).metric;
    const samples = ofMetric.map(({ labels, value }) => `claimgate_${name}${labelText(labels)} ${value}`);
    return [`# HELP claimgate_${name} ${help}`, `# TYPE claimgate_${name} ${kind}`, ...samples];
  });
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function seriesOfStats(stats: VerifierStats): Series[] {
  const counter = (name: string, help: string, value: number, labels: Labels = {}): Series => ({
    metric: { name, help, kind: 'counter' },
    labels,
    value,
  });
  const ofTokens = [
    counter('tokens_verified_total', 'Tokens that were accepted.', stats.verified),
    counter(
      'tokens_from_cache_total',
      'Accepted tokens whose signature had been checked before.',
      stats.fromTokenCache,
    ),
    ...Object.entries(stats.refusals).map(([code, count]) =>
      counter('tokens_refused_total', 'Tokens that were refused, by code.', count, { code }),
    ),
  ];
  const ofKeys = stats.configurations.flatMap(({ issuer, jwks }) => {
    const gauge = (name: string, help: string, value: number | undefined): Series[] =>
      value === undefined ? [] : [{ metric: { name, help, kind: 'gauge' }, labels: { issuer }, value }];
    return [
      ...gauge('jwks_keys', 'Usable keys in memory.', jwks.keys),
      ...gauge('jwks_fetched_seconds', 'When the provider answered last, since the epoch.', jwks.fetchedAt),
      ...gauge('jwks_attempted_seconds', 'When the provider was asked last, since the epoch.', jwks.attemptedAt),
      counter('jwks_fetches_total', 'Requests to the provider.', jwks.fetches, { issuer }),
      counter('jwks_failures_total', 'Failed attempts at the provider.', jwks.failures, { issuer }),
      counter('store_reads_total', 'Reads of the stores.', jwks.storeReads, { issuer }),
      counter('store_writes_total', 'Writes of the stores.', jwks.storeWrites, { issuer }),
    ];
  });
  return [...ofTokens, ...ofKeys];
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
