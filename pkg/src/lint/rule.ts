/** What a rule of the configuration lint is, and how rules read options that may be anything. */
import type { VerifierOptions } from '../types.js';

/** `error`: the policy does not do what it seems to; `warning`: a risk; `info`: worth a thought. */
export type Severity = 'error' | 'warning' | 'info';

/** Something about a configuration that its author should know. */
export interface Finding {
  /** The rule, dotted and stable: docs/LINT.md lists all of them. */
  readonly rule: string;
  /** `error`: unsafe, or it cannot work. `warning`: probably not meant. `info`: a decision worth knowing. */
  readonly severity: Severity;
  /** The option, as `provider.tenants`; of several configurations with its place, as `[1].audience`. */
  readonly option: string;
  /** What is wrong with it. */
  readonly message: string;
  /** What to do. */
  readonly fix: string;
}

/** One configuration. Nothing in it was checked yet. */
export type Entry = Partial<VerifierOptions>;

export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  readonly option: string;
  readonly message: string;
  readonly fix: string;
  /** Whether the rule has something to say about `entry`, one of `all`. Must not throw for any value. */
  readonly applies: (entry: Entry, all: readonly Entry[]) => boolean;
}

/** The texts of a value that is one text or a list. */
export function texts(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((one) => typeof one === 'string');
}

/** The members of a value, none of what is not an object. */
export function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Whether `value` is a number above `limit`. */
export function isAbove(value: unknown, limit: number): boolean {
  return typeof value === 'number' && value > limit;
}

export function providerKind(entry: Entry): unknown {
  return members(entry.provider)['kind'];
}
