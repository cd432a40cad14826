/** The parts of a token's text, for showing them. Judging them is the engine's work. */

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
/** The share of replaced and control characters that no text has which was meant to be read. */
const MOST_UNREADABLE = 0.1;

/** Splits a token at its dots (RFC 7515 section 7.1; five parts are RFC 7516 section 7.1). */
export function segmentsOf(token: string): readonly Segment[] {
  if (token === '') {
    return [];
  }
  const texts = token.split('.', MOST_PARTS + 1);
  if (texts.length > MOST_PARTS) {
    return [{ kind: 'other', name: `More than ${MOST_PARTS} parts`, text: token }];
  }
  const names = isEncrypted(texts) ? ENCRYPTED : SIGNED;
  return texts.map((text, index) => {
    const [kind, name] = names[index] ?? ['other', `Part ${index + 1}`];
    return { kind, name, text };
  });
}

export function isEncrypted(segments: readonly unknown[]): boolean {
  return segments.length === ENCRYPTED.length;
}

/**
 * A segment as text, with its own order, spelling and duplicates. Reads as much as can be read: characters
 * that are not base64 are passed over. Undefined for what is no text.
 */
export function sourceText(segment: string | undefined): string | undefined {
  const bytes = lenientBytes(segment ?? '');
  if (bytes.length === 0) {
    return undefined;
  }
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const unreadable = (text.match(/[\uFFFD\p{Cc}]/gu) ?? []).length - (text.match(/[\t\n\r]/g) ?? []).length;
  return unreadable > text.length * MOST_UNREADABLE ? undefined : text;
}

/** The bytes of base64 or base64url with whatever is wrong with it. */
export function lenientBytes(segment: string): Uint8Array {
  const alphabet = segment
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .replace(/[^A-Za-z0-9+/]/g, '');
  const whole = alphabet.length % 4 === 1 ? alphabet.slice(0, -1) : alphabet;
  return Uint8Array.from(atob(whole), (character) => character.charCodeAt(0));
}

export function base64urlText(text: string): string {
  const binary = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
