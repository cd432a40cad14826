/**
 * Reads a value as JavaScript writes it: objects and lists with or without quotes, single quotes, comments and
 * commas at the end. It evaluates nothing: calls are read as calls, and any other expression is passed over
 * and named.
 */

/** A call such as `entra({ ... })`, read and not made. */
export interface Call {
  readonly call: string;
  readonly argument: unknown;
}

export interface Literal {
  readonly value: unknown;
  /** The members whose values are code and not values. */
  readonly skipped: readonly string[];
}

/** The key under which an object keeps the calls that were spread into it: `...entra({ ... })`. */
export const SPREAD = Symbol('spread');

/** How deep a policy may be nested, which guards the stack. */
const DEEPEST = 20;

/** Undefined for what is not a value from beginning to end. */
export function readLiteral(text: string): Literal | undefined {
  const reader = new Reader(text);
  try {
    const value = reader.value(0);
    return reader.isAtEnd() ? { value, skipped: reader.skipped } : undefined;
  } catch (error) {
    if (error instanceof NotALiteral) {
      return undefined;
    }
    throw error;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isCall(value: unknown): value is Call {
  return isObject(value) && typeof value['call'] === 'string' && 'argument' in value;
}

class NotALiteral extends Error {}

/** An expression that is not a value. */
const CODE = Symbol('code');

const GAP = /(?:\s|\/\/[^\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)*/y;
const NAME = /[A-Za-z_$][\w$]*/y;
const NUMBER = /-?(?:\d[\d_]*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const QUOTED = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.)*`/y;
const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['undefined', undefined],
]);

class Reader {
  readonly skipped: string[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  isAtEnd(): boolean {
    this.#match(GAP);
    return this.#at === this.#text.length;
  }

  value(depth: number): unknown {
    const value = this.#expression(depth);
    if (value === CODE) {
      throw new NotALiteral();
    }
    return value;
  }

  #expression(depth: number): unknown {
    if (depth > DEEPEST) {
      throw new NotALiteral();
    }
    const start = this.#at;
    const value = this.#simple(depth);
    // What goes on after a value makes it a part of an expression.
    if (value !== CODE && /[,}\])]/.test(this.#peek() || ',')) {
      return value;
    }
    this.#at = start;
    this.#passOver();
    return CODE;
  }

  #simple(depth: number): unknown {
    const next = this.#peek();
    if (next === '{') return this.#object(depth);
    if (next === '[') return this.#list(depth);
    const quoted = this.#match(QUOTED);
    if (quoted !== undefined) return unquoted(quoted);
    const number = this.#match(NUMBER);
    if (number !== undefined) return Number(number.replaceAll('_', ''));
    const name = this.#match(NAME);
    if (name === undefined) return CODE;
    if (WORDS.has(name)) return WORDS.get(name);
    return this.#peek() === '(' ? this.#call(name, depth) : CODE;
  }

  #call(call: string, depth: number): unknown {
    this.#take('(');
    const argument = this.#peek() === ')' ? undefined : this.#expression(depth + 1);
    if (this.#peek() === ',') this.#take(',');
    if (argument === CODE || this.#peek() !== ')') return CODE;
    this.#take(')');
    return { call, argument } satisfies Call;
  }

  #object(depth: number): Record<string | symbol, unknown> {
    const members: Record<string | symbol, unknown> = {};
    const spread: unknown[] = [];
    this.#take('{');
    while (this.#peek() !== '}') {
      if (this.#text.startsWith('...', this.#at)) {
        this.#at += 3;
        const value = this.#expression(depth + 1);
        if (isCall(value)) spread.push(value);
        else if (isObject(value)) Object.assign(members, value);
        else this.skipped.push('...');
      } else {
        const quoted = this.#match(QUOTED);
        const name = quoted === undefined ? this.#match(NAME) : unquoted(quoted);
        if (name === undefined || name === '__proto__') throw new NotALiteral();
        if (this.#peek() === ':') {
          this.#take(':');
          const value = this.#expression(depth + 1);
          if (value === CODE || isCall(value)) this.skipped.push(name);
          else members[name] = value;
        } else {
          // A method, or the short form for a variable.
          this.#passOver();
          this.skipped.push(name);
        }
      }
      if (this.#peek() !== '}') this.#take(',');
    }
    this.#take('}');
    if (spread.length > 0) members[SPREAD] = spread;
    return members;
  }

  /** A list with code among its elements is code. */
  #list(depth: number): unknown {
    const elements: unknown[] = [];
    this.#take('[');
    while (this.#peek() !== ']') {
      elements.push(this.#expression(depth + 1));
      if (this.#peek() !== ']') this.#take(',');
    }
    this.#take(']');
    return elements.some((element) => element === CODE || isCall(element)) ? CODE : elements;
  }

  /** Goes to the comma or bracket that ends the expression. */
  #passOver(): void {
    let depth = 0;
    while (this.#at < this.#text.length) {
      const next = this.#peek();
      if (depth === 0 && (next === ',' || next === '}' || next === ']' || next === ')')) return;
      if (this.#match(QUOTED) !== undefined) continue;
      if ('{[('.includes(next)) depth += 1;
      if ('}])'.includes(next)) depth -= 1;
      this.#at += 1;
    }
  }

  #peek(): string {
    this.#match(GAP);
    return this.#text.charAt(this.#at);
  }

  #take(character: string): void {
    if (this.#peek() !== character) throw new NotALiteral();
    this.#at += 1;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined || found === '') return undefined;
    this.#at += found.length;
    return found;
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
};

function unquoted(quoted: string): string {
  return quoted
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))/g, (_, unit, byte, character: string) => {
      const code = (unit ?? byte) as string | undefined;
      return code === undefined ? (ESCAPES[character] ?? character) : String.fromCharCode(parseInt(code, 16));
    });
}
