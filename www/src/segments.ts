/** The parts of a token's text, for showing them. Judging them is the engine's work. */
import { indentJson } from './json-text.ts';

export type SegmentKind = 'header' | 'payload' | 'signature' | 'other';

export interface Segment {
  readonly kind: SegmentKind;
  readonly name: string;
  readonly text: string;
}

const SIGNED = [
  ['header', 'Header'],
  ['payload', 'Payload'],
  ['signature', 'Signature'],
] as const;
const ENCRYPTED = [
  ['header', 'Header'],
  ['other', 'Encrypted key'],
  ['other', 'Initialization vector'],
  ['payload', 'Ciphertext'],
  ['signature', 'Authentication tag'],
] as const;

/** Something with more dots than this is no token, and is not marked part by part. */
const MOST_PARTS = 8;

/** Splits a token at its dots (RFC 7515 section 7.1; five parts are RFC 7516 section 7.1). */
export function segmentsOf(token: string): readonly Segment[] {
  if (token === '') {
    return [];
  }
  const texts = token.split('.', MOST_PARTS + 1);
  if (texts.length > MOST_PARTS) {
    return [{ kind: 'other', name: `More than ${MOST_PARTS} parts`, text: token }];
  }
  const names = texts.length === ENCRYPTED.length ? ENCRYPTED : SIGNED;
  return texts.map((text, index) => {
    const [kind, name] = names[index] ?? ['other', `Part ${index + 1}`];
    return { kind, name, text };
  });
}

/**
 * A segment as text with its own order, spelling and duplicates: only white space is added. Undefined where
 * it is not
 * base64url of UTF-8.
 */
export function sourceText(segment: string | undefined): string | undefined {
  if (segment === undefined || segment === '') {
    return undefined;
  }
  try {
    const binary = atob(segment.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return indentJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
