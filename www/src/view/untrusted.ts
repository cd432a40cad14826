/** Texts of a token or a server: shown so that they can neither hide nor reorder anything. */
import { element } from './dom.ts';

/**
 * Characters without a shape of their own: controls, direction marks, joiners, separators, lone surrogates.
 */
const SHAPELESS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const SPLIT = new RegExp(`(${SHAPELESS.source})`, 'u');
/** Longer values are cut in the table; the raw view has all of it. */
const LONGEST = 2000;
/** Runs of text, and shapeless characters between them, that one element shows: each of these is an element. */
const MOST_PARTS = 600;

/** An element with the text, its shapeless characters spelt out, in its own direction context. */
export function untrusted(text: string, keepLines = false): HTMLElement {
  const shown = text.length > LONGEST && !keepLines ? `${text.slice(0, LONGEST)}…` : text;
  return element('span', { class: 'untrusted' }, ...spelt(shown, keepLines));
}

function spelt(text: string, keepLines: boolean): (Node | string)[] {
  const parts = text.split(SPLIT, MOST_PARTS);
  const left = text.length - parts.reduce((sum, { length }) => sum + length, 0);
  const nodes = parts
    .filter((part) => part !== '')
    .map((part) => {
      const isShapeless = SHAPELESS.test(part) && !(keepLines && part === '\n');
      return isShapeless ? element('span', { class: 'escape' }, escapeOf(part)) : part;
    });
  return left === 0 ? nodes : [...nodes, `… ${left} more characters`];
}

function escapeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
