/** Finding tokens in what people have: header lines, URLs, token responses, logs, one token a line. */

export interface FoundTokens {
  readonly tokens: readonly string[];
  /** Lines among those with tokens that have none. */
  readonly otherLines: number;
}

/** Three or five parts, the first of which begins as the base64url of a JSON object does. */
const TOKEN = /eyJ[\w-]*(?:\.[\w-]*){2}(?:(?:\.[\w-]*){2})?/g;
/** A token, or a part of one that begins as a JSON object does: enough of it to read its claims. */
const PART = /eyJ[\w-]{8,}(?:\.[\w-]*)*/g;
/** What stands before a token that is alone. */
const BEFORE = /^[\s"'`]*(?:[\w-]+:\s*)?(?:Bearer\s+)?/i;
const AFTER = /["'`,;\s]+$/;

/** Every token of a text; a text without any that is whole is taken for one that is broken. */
export function findTokens(text: string): FoundTokens {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const perLine = lines.map((line) => line.match(TOKEN) ?? []);
  const tokens = perLine.flat();
  if (tokens.length === 0 || isWrapped(lines, tokens)) {
    return { tokens: [alone(text)], otherLines: 0 };
  }
  const isDocument = /^\s*[{[<]/.test(text);
  const otherLines = isDocument ? 0 : perLine.filter((found) => found.length === 0).length;
  return { tokens: [...new Set(tokens)], otherLines };
}

/** One token over several lines: with its line breaks removed it is longer than any of its lines shows. */
function isWrapped(lines: readonly string[], tokens: readonly string[]): boolean {
  const rest = lines.slice(1);
  return tokens.length === 1 && rest.length > 0 && rest.every((line) => /^[\w.-]+$/.test(line.trim()));
}

function alone(text: string): string {
  return text.replace(BEFORE, '').replace(AFTER, '').replace(/\s+/g, '');
}

/** The text with every token in it replaced: people give one in the place of a file or an option, and logs keep it. */
export function withoutTokens(text: string): string {
  return text.replace(PART, '<token>');
}
