/** `claimgate/telemetry`: listeners for the option `onEvent`, and texts for what collects them. Needs no engine. */
import { deliver } from './events.js';
import type { VerifierEvent } from './types.js';

export { eventAttributes, type AttributeValue, type EventAttributes } from './telemetry/attributes.js';
export { consoleEvents, type ConsoleEventsOptions, type LogLike } from './telemetry/console-events.js';
export {
  eventCounter,
  PROMETHEUS_CONTENT_TYPE,
  prometheusText,
  type EventCounter,
} from './telemetry/metrics.js';
export { severityOf, type Severity } from './telemetry/severity.js';

/** One listener of several: each hears every event, whatever another one throws or rejects with. */
export function listeners(
  ...all: readonly ((event: VerifierEvent) => unknown)[]
): (event: VerifierEvent) => void {
  return (event) => {
    for (const listen of all) {
      deliver(() => listen(event));
    }
  };
}
