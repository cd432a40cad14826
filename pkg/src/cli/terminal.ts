/** The terminal: colours, text that cannot take it over, and input that it does not show. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import picocolors from 'picocolors';
import { withoutTokens } from './find-tokens.js';

/** Colours follow standard output: none in a file or a pipe, nor under NO_COLOR. */
const isColourful =
  process.env['NO_COLOR'] === undefined && (process.stdout.isTTY || process.env['FORCE_COLOR'] !== undefined);

export const colours = picocolors.createColors(isColourful);

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** For everything that is not the answer. Never a token: what is said here ends up in logs. */
export function say(text: string): void {
  process.stderr.write(`${withoutTokens(text)}\n`);
}

/**
 * Text of a token or a server, made harmless: control and format characters would move the cursor, hide text
 * or turn its direction.
 */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** JSON for a person or a program; what JSON leaves as it is and a terminal obeys is escaped. */
export function json(value: unknown, indent = 2): string {
  return JSON.stringify(value, undefined, indent).replace(/[^\S\n ]|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (found) =>
    found === '\n' ? found : escaped(found),
  );
}

function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}

/** Standard input to its end, or a line that is asked for and not shown. */
export async function readInput(question: string): Promise<string> {
  return process.stdin.isTTY ? askHidden(question) : readAll(process.stdin);
}

function askHidden(question: string): Promise<string> {
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  // Asked only now: the terminal shows what is typed until it was told not to.
  process.stderr.write(question);
  return new Promise((resolve) => {
    lines.question('', (answer) => {
      lines.close();
      say('');
      resolve(answer);
    });
  });
}

/** `1 key`, `2 keys`. */
export function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
