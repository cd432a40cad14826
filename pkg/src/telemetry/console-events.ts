import type { VerifierEvent } from '../types.js';
import { eventAttributes } from './attributes.js';
import { severityOf } from './severity.js';

/** The part of `console` that is used. */
export interface LogLike {
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

export interface ConsoleEventsOptions {
  /** Types of events that are not written. Default: `jwks.hit` and `token.verified`, one a request each. */
  readonly skip?: readonly VerifierEvent['type'][] | undefined;
  /** Default: the host's console. */
  readonly log?: LogLike | undefined;
}

/**
 * A listener that writes each event as one line of JSON: `timestamp`, `severity`, and the attributes of
 * `eventAttributes`. Workers Logs and most collectors make fields of it.
 */
export function consoleEvents(options: ConsoleEventsOptions = {}): (event: VerifierEvent) => void {
  const skipped = new Set(options.skip ?? ['jwks.hit', 'token.verified']);
  return (event) => {
    if (skipped.has(event.type)) {
      return;
    }
    const severity = severityOf(event);
    const line = { timestamp: new Date(event.at * 1000).toISOString(), severity, ...eventAttributes(event) };
    write(options.log ?? console, severity, JSON.stringify(line));
  };
}

function write(log: LogLike, severity: ReturnType<typeof severityOf>, line: string): void {
  switch (severity) {
    case 'DEBUG':
      log.debug(line);
      break;
    case 'INFO':
      log.info(line);
      break;
    case 'WARN':
      log.warn(line);
      break;
    case 'ERROR':
      log.error(line);
      break;
  }
}
