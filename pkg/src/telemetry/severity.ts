import type { VerifierEvent } from '../types.js';

/** The names of OpenTelemetry's severity ranges. */
export type Severity = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

/** How much attention an event deserves: WARN is for an operator to look at, ERROR for one to be woken by. */
export function severityOf(event: VerifierEvent): Severity {
  switch (event.type) {
    case 'jwks.hit':
    case 'token.verified':
      return 'DEBUG';
    case 'jwks.refresh':
    case 'jwks.rotation':
    case 'jwks.kid_miss':
    case 'jwks.cooldown':
      return 'INFO';
    case 'jwks.stale':
    case 'jwks.failure':
    case 'jwks.retained':
    case 'jwks.purged':
    case 'store.failure':
      return 'WARN';
    case 'token.refused':
      // A token of a stranger is his fault; keys that cannot be had, or an engine that broke, are ours.
      return /^ERR_(JWKS|CONFIG|ENGINE|REVOCATION)/.test(event.code) ? 'ERROR' : 'INFO';
    case 'access.decision':
      return event.granted ? 'DEBUG' : 'WARN';
    default:
      return 'INFO';
  }
}
