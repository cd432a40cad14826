/**
 * Events under the names of OpenTelemetry's semantic conventions where there is one (`error.type`,
 * `event.name`, `http.response.status_code`), under `claimgate.` where there is none.
 */
import type { VerifierEvent } from '../types.js';
import { flat, type FlatValue } from './flat.js';

/** A value that an OpenTelemetry attribute may have. */
export type AttributeValue = FlatValue;

export type EventAttributes = Readonly<Record<string, AttributeValue>>;

/** How a member of an event is called as an attribute. `type` and `at` are told by `event.name` and the time. */
const NAMES: Readonly<Record<string, string>> = {
  issuer: 'claimgate.issuer',
  code: 'error.type',
  status: 'http.response.status_code',
  reason: 'claimgate.reason',
  kid: 'claimgate.key.id',
  tier: 'claimgate.jwks.tier',
  keys: 'claimgate.jwks.keys',
  changed: 'claimgate.jwks.changed',
  age: 'claimgate.jwks.age',
  missingSince: 'claimgate.jwks.missing_since',
  retryAfter: 'claimgate.jwks.retry_after',
  added: 'claimgate.jwks.added',
  removed: 'claimgate.jwks.removed',
  store: 'claimgate.store.name',
  operation: 'claimgate.store.operation',
  seconds: 'claimgate.token.seconds',
  granted: 'claimgate.access.granted',
  required: 'claimgate.access.required',
  match: 'claimgate.access.match',
  rule: 'claimgate.access.rule',
  matched: 'claimgate.access.matched',
  missing: 'claimgate.access.missing',
  grants: 'claimgate.access.grants',
  kind: 'claimgate.caller.kind',
  tenant: 'claimgate.caller.tenant',
  client: 'claimgate.caller.client',
  object: 'enduser.id',
};

/** The attributes of an event, for a log record, a span event or a data point. Times and ages are seconds. */
export function eventAttributes(event: VerifierEvent): EventAttributes {
  const members = flat(event);
  const attributes = Object.entries(NAMES)
    .filter(([member]) => members[member] !== undefined)
    .map(([member, name]) => [name, members[member]]);
  const named: EventAttributes = Object.fromEntries(attributes) as Record<string, AttributeValue>;
  return { 'event.name': `claimgate.${event.type}`, ...named };
}
