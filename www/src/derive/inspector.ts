/** What the encoding of each part says: lengths, foreign characters, padding, bits that decode to nothing. */
import type { Fault } from 'claimgate/full/slim';

import { lenientBytes, type Segment } from '../segments.ts';
import { faultMessage } from '../texts/faults.ts';

export interface InspectedSegment {
  readonly name: string;
  readonly kind: Segment['kind'];
  readonly facts: readonly string[];
  readonly problems: readonly string[];
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Bits of the last character that belong to no byte, by the length of the text modulo 4. */
const UNUSED_BITS: Readonly<Record<number, number>> = { 2: 4, 3: 2 };
/** Foreign characters that are shown one by one. */
const MOST = 4;

/** @param keyBits the modulus of the key that was picked, to compare the signature's length with */
export function inspectSegments(
  segments: readonly Segment[],
  faults: readonly Fault[],
  keyBits: number | undefined,
): readonly InspectedSegment[] {
  return segments.map((segment) => ({
    name: segment.name,
    kind: segment.kind,
    facts: factsOf(segment, keyBits),
    problems: problemsOf(segment, faults),
  }));
}

function factsOf({ text, kind }: Segment, keyBits: number | undefined): readonly string[] {
  const bytes = lenientBytes(text).length;
  const size = `${text.length} characters, ${bytes} bytes`;
  if (kind !== 'signature' || keyBits === undefined) {
    return [size];
  }
  const expected = Math.ceil(keyBits / 8);
  return [
    size,
    bytes === expected
      ? `as long as the key’s modulus (${keyBits} bits)`
      : `a key of ${keyBits} bits makes signatures of ${expected} bytes: another key made this one`,
  ];
}

function problemsOf(segment: Segment, faults: readonly Fault[]): readonly string[] {
  const { text, kind } = segment;
  const foreign = [...text.matchAll(/[^A-Za-z0-9_=-]/gu)];
  const padding = /=+$/.exec(text);
  const bare = text.replace(/=+$/, '');
  const shown = foreign.slice(0, MOST).map(({ 0: character, index }) => foreignMessage(character, index));
  const more = foreign.length > MOST ? [`and ${foreign.length - MOST} more such characters`] : [];
  const problems = [
    ...shown,
    ...more,
    ...(padding === null ? [] : [`“${padding[0]}” at ${padding.index} ${faultMessage('base64url.padding')}`]),
    ...(foreign.length === 0 && bare.length % 4 === 1 ? [faultMessage('base64url.length')] : []),
    ...(foreign.length === 0 ? trailingBits(bare) : []),
  ];
  // Whatever the engine objects to and this list does not name is said all the same.
  const missed = faults.filter(({ segment: of, code }) => of === kind && code === 'ERR_TOKEN_BASE64URL');
  return problems.length > 0 ? problems : missed.map(({ reason }) => faultMessage(reason));
}

function foreignMessage(character: string, index: number): string {
  const standard = character === '+' ? '-' : character === '/' ? '_' : undefined;
  return standard === undefined
    ? `“${character}” at ${index} ${faultMessage('base64url.character')}`
    : `“${character}” at ${index}: standard base64, base64url has “${standard}” there`;
}

/** The last character may carry bits that decode to nothing: several characters then mean the same bytes. */
function trailingBits(text: string): readonly string[] {
  const unused = UNUSED_BITS[text.length % 4];
  const last = text.at(-1);
  const value = last === undefined ? -1 : ALPHABET.indexOf(last);
  const mask = unused === undefined ? 0 : (1 << unused) - 1;
  if (unused === undefined || value < 0 || (value & mask) === 0) {
    return [];
  }
  const bits = (value & mask).toString(2).padStart(unused, '0');
  const canonical = ALPHABET.charAt(value & ~mask);
  return [
    `“${last ?? ''}” at the end ${faultMessage('base64url.trailing_bits')} (${bits}); the same bytes are ` +
      `spelt “${canonical}”. A lenient decoder accepts both, so this is refused.`,
  ];
}
