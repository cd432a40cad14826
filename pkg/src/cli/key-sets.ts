/** Key sets as the engine sees them, and what differs between two. */
import { inspect, type KeyAnswer, type ExplainedNote, readKeys } from 'claimgate/full';
import { UsageError } from './outcome.js';
import { printable } from './terminal.js';

export interface KeySetView {
  readonly keys: readonly KeyAnswer[];
  readonly notes: readonly ExplainedNote[];
  /** Positions of keys that the document shows with their private part, or that are secrets. */
  readonly secretKeys: readonly number[];
}

/** @throws UsageError for a text that holds no keys */
export function keySetView(text: string): KeySetView {
  const { jwks, found, problems } = readKeys(text);
  const [problem] = problems;
  if (jwks === undefined) {
    throw new UsageError(problem === undefined ? 'This is no key set.' : `${printable(problem.text)} ${problem.fix ?? ''}`);
  }
  // A report tells what each key is, whatever the token.
  const { keys, notes } = inspect('', { jwks });
  const secretKeys = found.filter(({ isPrivate, isSecret }) => isPrivate ?? isSecret).map(({ index }) => index);
  return { keys, notes, secretKeys };
}

/** The name of a key in a listing. */
export function nameOf(key: KeyAnswer): string {
  return printable(key.kid ?? key.thumbprint ?? `key ${String(key.index + 1)}`);
}

export interface KeySetDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** The same name with other material. */
  readonly replaced: readonly string[];
}

export function differenceOf(before: KeySetView, after: KeySetView): KeySetDifference {
  const [old, recent] = [byName(before), byName(after)];
  return {
    added: [...recent.keys()].filter((name) => !old.has(name)),
    removed: [...old.keys()].filter((name) => !recent.has(name)),
    replaced: [...recent].filter(([name, material]) => old.has(name) && old.get(name) !== material).map(([name]) => name),
  };
}

function byName({ keys }: KeySetView): ReadonlyMap<string, string> {
  return new Map(keys.map((key) => [nameOf(key), key.thumbprint ?? key.reason ?? '']));
}

export function isEmpty({ added, removed, replaced }: KeySetDifference): boolean {
  return added.length + removed.length + replaced.length === 0;
}
