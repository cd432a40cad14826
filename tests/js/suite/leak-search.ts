/**
 * A bearer token is a password. What a refusal leaves behind (errors, events, console lines, HTTP answers)
 * may hold no part of it, and no claim value that the policy does not name.
 */

/** A shorter piece of a token can be a coincidence. */
const PIECE = 16;

/** The same for claim values. */
const SHORTEST_VALUE = 8;

/** Of a token that is longer, only its ends are searched for. */
const SEARCHED = 20_000;

/** Everything of an error that could be written anywhere. */
export function textsOfError(error: unknown): string[] {
  const { message, cause, stack } = error as Error;
  const own = Object.entries(error as object).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return [message, String(error), String(cause), String(stack), JSON.stringify(error), ...own];
}

/**
 * The leaks among the texts, each as what leaked and where.
 * @param named what may appear: the policy, and what the tests themselves write
 */
export function leaksOf(token: string, texts: readonly string[], named: string): string[] {
  const values = claimValuesOf(token).filter((value) => !named.includes(value));
  const leaks = texts.flatMap((text) =>
    values.filter((value) => text.includes(value)).map((value) => `the claim value ${value} in: ${text}`),
  );
  const text = texts.join('\n');
  const piece = pieceIn(text, searchedPart(token), named);
  return piece === undefined ? leaks : [...leaks, `the token's ${piece} in: ${around(text, piece)}`];
}

/**
 * A piece of the token that the text holds. Every piece has a whole block of half its length in it, so only
 * blocks are looked for, and only where one is found, what surrounds it.
 */
function pieceIn(text: string, token: string, named: string): string | undefined {
  const half = PIECE / 2;
  for (let start = 0; start + half <= token.length; start += half) {
    if (!text.includes(token.slice(start, start + half))) {
      continue;
    }
    for (let first = Math.max(0, start - half); first <= start && first + PIECE <= token.length; first += 1) {
      const piece = token.slice(first, first + PIECE);
      if (text.includes(piece) && !named.includes(piece)) {
        return piece;
      }
    }
  }
  return undefined;
}

function around(text: string, piece: string): string {
  const at = text.indexOf(piece);
  return text.slice(Math.max(0, at - 100), at + 100);
}

function searchedPart(token: string): string {
  return token.length <= 2 * SEARCHED ? token : token.slice(0, SEARCHED) + token.slice(-SEARCHED);
}

/** Every text and every long number of a payload, as far as it can be read at all. */
function claimValuesOf(token: string): string[] {
  const [, payload = ''] = searchedPart(token).split('.');
  try {
    const text = atob(payload.replaceAll('-', '+').replaceAll('_', '/'));
    const values: string[] = [];
    collect(JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (c) => c.charCodeAt(0)))), values);
    return values;
  } catch {
    return [];
  }
}

function collect(value: unknown, values: string[]): void {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) {
      collect(member, values);
    }
  } else if (
    (typeof value === 'string' || typeof value === 'number') &&
    String(value).length >= SHORTEST_VALUE
  ) {
    values.push(String(value));
  }
}
