/** Finding the token in what was pasted, and saying what was taken away. */

/** A token among several in one text. */
export interface FoundToken {
  /** What it was called there: `access_token`, `Authorization`, or its place. */
  readonly name: string;
  readonly token: string;
}

export interface CleanedToken {
  readonly token: string;
  /** In words, in the order in which it was removed. */
  readonly trimmed: readonly string[];
  /** All tokens of the text, where it has more than one. */
  readonly found: readonly FoundToken[];
}

/**
 * The longest text that is kept as a token, in characters. The engine refuses far shorter ones; what is
 * beyond would only slow the page down.
 */
export const LONGEST_TOKEN = 65_536;

/** Nothing but what a token has, and the white space and padding that come along when it is copied. */
const PLAIN = /^[\w.+/=\s-]*$/;
/** A token behind its name, as in a URL's fragment, a form or a JSON answer, which may stand in a text of JSON itself. */
const NAMED =
  /(access_token|id_token|token)\\?["']?\s*[=:]\s*\\?["']?([\w-]+\.[\w-]*\.[\w-]*(?:\.[\w-]*\.[\w-]*)?)/g;
/** Behind the scheme, as in a recorded request. */
const BEARER = /\bBearer\s+([\w-]+\.[\w-]*\.[\w-]*(?:\.[\w-]*\.[\w-]*)?)/gi;
/** Base64url of something that begins like a JSON object. The run before it is excluded to stay linear. */
const ANY = /(?<![\w.-])e[yw3][\w-]*\.[\w-]*\.[\w-]*(?:\.[\w-]*\.[\w-]*)?/g;
/** The most tokens that are told apart in one text. */
const MOST = 8;

/** Takes a token out of a header line, a recorded request, a URL, a JSON answer, quotes and line breaks. */
export function cleanToken(pasted: string): CleanedToken {
  const { rest, removed } = withoutPrefix(pasted);
  if (PLAIN.test(rest)) {
    return plainToken(rest, removed);
  }
  const found = tokensIn(pasted);
  const [first] = found;
  if (first === undefined) {
    return plainToken(rest, removed);
  }
  return {
    token: first.token,
    trimmed: [`everything around ${first.name}`],
    found: found.length > 1 ? found : [],
  };
}

/** Without what stands before and after a token: a header's name, the scheme, quotes, a comma at the end. */
function withoutPrefix(pasted: string): { readonly rest: string; readonly removed: readonly string[] } {
  const body = pasted.trim();
  const prefix = /^["'`]?(?:-H\s+["']?)?((?:Proxy-)?Authorization\s*:)?\s*(?:(Bearer)\s+)?["'`]?/i.exec(body);
  const words = (prefix ?? []).slice(1).filter((part) => part !== undefined);
  const suffix = /["'`]?[,;]?["'`]?$/.exec(body.slice(-3))?.[0] ?? '';
  const start = prefix?.[0].length ?? 0;
  const end = Math.max(start, body.length - suffix.length);
  const around = body.slice(0, start) + body.slice(end);
  const quotes = (around.match(/["'`]/g) ?? []).length;
  const breaks = occurrences(pasted, '\n') + occurrences(pasted, '\r') - occurrences(pasted, '\r\n');
  return {
    rest: body.slice(start, end),
    removed: [
      ...words.map((word) => `“${word}”`),
      ...(quotes > 0 ? [counted(quotes, 'quotation mark')] : []),
      ...(/[,;]/.test(suffix) ? ['the punctuation at the end'] : []),
      ...(breaks > 0 ? [counted(breaks, 'line break')] : []),
    ],
  };
}

function plainToken(text: string, removed: readonly string[]): CleanedToken {
  const spaces = text.length - text.replace(/[^\S\r\n]+/g, '').length;
  const token = text.replace(/\s+/g, '');
  const trimmed = [...removed, ...(spaces > 0 ? [counted(spaces, 'space')] : [])];
  return token.length <= LONGEST_TOKEN
    ? { token, trimmed, found: [] }
    : {
        token: token.slice(0, LONGEST_TOKEN),
        trimmed: [...trimmed, `all but the first ${LONGEST_TOKEN} of ${token.length} characters`],
        found: [],
      };
}

/** The tokens of a text, the most telling first: by name, then by scheme, then by shape. */
function tokensIn(text: string): readonly FoundToken[] {
  const found = new Map<string, string>();
  const note = (token: string, name: string): void => {
    if (!found.has(token) && found.size < MOST && token.length <= LONGEST_TOKEN) found.set(token, name);
  };
  for (const [, name, token] of text.matchAll(NAMED)) note(token ?? '', name ?? '');
  for (const [, token] of text.matchAll(BEARER)) note(token ?? '', 'the Authorization header');
  for (const [token] of text.matchAll(ANY)) note(token, `the token`);
  const rank = ['access_token', 'the Authorization header', 'id_token'];
  const order = (name: string): number => (rank.includes(name) ? rank.indexOf(name) : rank.length);
  return [...found]
    .map(([token, name]) => ({ name, token }))
    .sort((one, other) => order(one.name) - order(other.name));
}

/** Without an array of them: a text of a megabyte may have as many line breaks. */
function occurrences(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) {
    count += 1;
  }
  return count;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
