/** Finding the token in what was pasted, and saying what was taken away. */

export interface CleanedToken {
  readonly token: string;
  /** In words, in the order in which it was removed. */
  readonly trimmed: readonly string[];
}

/** A token behind its name, as in a URL's fragment, a form or a JSON answer. */
const NAMED_TOKEN = /(access_token|id_token)["']?\s*[=:]\s*["']?([\w-]+\.[\w-]*\.[\w-]*)/;

/** Takes a token out of a header line, a URL, a JSON answer, quotes and line breaks. */
export function cleanToken(pasted: string): CleanedToken {
  const trimmed: string[] = [];
  let token = pasted;

  const named = NAMED_TOKEN.exec(token);
  if (named?.[1] !== undefined && named[2] !== undefined) {
    trimmed.push(`everything around ${named[1]}`);
    token = named[2];
  }
  const prefix = /^[\s"'`]*(?:(Authorization:)\s*)?(?:(Bearer)\s+)?/i.exec(token);
  for (const word of prefix?.slice(1).filter((part) => part !== undefined) ?? []) {
    trimmed.push(`“${word}”`);
  }
  token = token.slice(prefix?.[0].length ?? 0);

  const quotes = (pasted.match(/^\s*["'`]|["'`]\s*$/g) ?? []).length;
  if (quotes > 0 && named === null) {
    trimmed.push(counted(quotes, 'quotation mark'));
    token = token.replace(/["'`]\s*$/, '');
  }
  if (named === null) {
    const body = pasted.trim();
    const breaks = (pasted.match(/\r\n|\r|\n/g) ?? []).length;
    const spaces = (body.match(/[^\S\r\n]/g) ?? []).length - trimmedSpaces(prefix);
    if (breaks > 0) trimmed.push(counted(breaks, 'line break'));
    if (spaces > 0) trimmed.push(counted(spaces, 'space'));
  }
  return { token: token.replace(/\s/g, ''), trimmed };
}

/** The spaces inside `Authorization: Bearer `, which went away with those words. */
function trimmedSpaces(prefix: RegExpExecArray | null): number {
  return (prefix?.[0].trimStart().match(/[^\S\r\n]/g) ?? []).length;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
