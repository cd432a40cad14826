/**
 * JSON for reading, from the source text: numbers, escapes, order and duplicate members stay as they were
 * sent, and what parsers disagree about is marked.
 */

/** A stretch of the source text, with the white space that goes before it on the screen. */
export interface JsonPiece {
  readonly lead: string;
  readonly text: string;
  /** Why it is marked, as indices into the notes. */
  readonly notes: readonly number[];
}

export interface JsonView {
  /** The first of them: a browser is busy for seconds with tens of thousands, which nobody reads. */
  readonly pieces: readonly JsonPiece[];
  /** What is marked, in the order of the text. */
  readonly notes: readonly string[];
  /** Characters of the source text behind the last piece. */
  readonly left: number;
}

/** Something that is wrong at a place of the text. */
export interface JsonFault {
  /** In bytes of UTF-8. */
  readonly offset: number;
  readonly message: string;
}

const INDENT = '  ';
/** More than twice the pieces of an Entra token with two hundred groups. */
const MOST_PIECES = 2000;
const MOST_NOTES = 50;
/** Levels beyond which lines are indented no further: a text of nothing but brackets would be all indentation. */
const DEEPEST_INDENT = 20;
/** A string, a run of white space, one structural character, or anything else up to the next of these. */
const PIECE = /"(?:[^"\\]|\\.)*"?|\s+|[{}[\],:]|[^\s{}[\],:"]+/gsu;
const LONE_SURROGATE = /\\u[dD](?:[89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|[c-fC-F][0-9a-fA-F]{2})/;
const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const BYTE_ORDER_MARK = '\uFEFF';

interface Source {
  readonly text: string;
  readonly start: number;
}

/** Adds line breaks and indentation, and changes nothing else. Text that is not JSON comes out readable too. */
export function viewJson(text: string, faults: readonly JsonFault[] = []): JsonView {
  const sources: Source[] = Array.from(text.matchAll(PIECE), ({ 0: piece, index }) => ({
    text: piece,
    start: index,
  }));
  const solid = sources.filter((piece) => piece.text.trim() !== '' || piece.text.includes(BYTE_ORDER_MARK));
  const marks = [...ownMarks(solid), ...placed(text, solid, faults)].sort(
    (one, other) => one.index - other.index,
  );
  const shown = solid.slice(0, MOST_PIECES);
  const numbers = numbersByPiece(marks.slice(0, MOST_NOTES));
  const leads = leadsOf(shown);
  const next = solid[MOST_PIECES];
  return {
    pieces: shown.map((piece, index) => ({
      lead: leads[index] ?? '',
      text: piece.text,
      notes: numbers.get(index) ?? [],
    })),
    notes: [
      ...marks.slice(0, MOST_NOTES).map(({ message }) => message),
      ...(marks.length > MOST_NOTES ? [`And ${marks.length - MOST_NOTES} more such places.`] : []),
    ],
    left: next === undefined ? 0 : text.length - next.start,
  };
}

function numbersByPiece(marks: readonly Mark[]): ReadonlyMap<number, readonly number[]> {
  const numbers = new Map<number, number[]>();
  marks.forEach(({ index }, number) => {
    numbers.set(index, [...(numbers.get(index) ?? []), number]);
  });
  return numbers;
}

interface Mark {
  readonly index: number;
  readonly message: string;
}

/** The pieces in which the faults are. A fault beyond the text belongs to its last piece. */
function placed(text: string, pieces: readonly Source[], faults: readonly JsonFault[]): readonly Mark[] {
  return faults.map(({ offset, message }) => {
    const at = characterAt(text, offset);
    const after = pieces.findIndex(({ start }) => start > at);
    return { index: Math.max(0, (after === -1 ? pieces.length : after) - 1), message };
  });
}

function characterAt(text: string, byteOffset: number): number {
  const bytes = new TextEncoder().encode(text).subarray(0, byteOffset);
  return new TextDecoder().decode(bytes).length;
}

/** What any two parsers may read differently. */
function ownMarks(pieces: readonly Source[]): readonly Mark[] {
  const marks: Mark[] = [];
  const open: { readonly isObject: boolean; readonly members: Map<string, number> }[] = [];
  let ended = false;
  pieces.forEach(({ text }, index) => {
    const note = (message: string): void => {
      marks.push({ index, message });
    };
    if (text.startsWith(BYTE_ORDER_MARK)) note('A byte order mark, which JSON must not begin with.');
    else if (ended) {
      note('This stands after the end of the object.');
      ended = false;
    }
    if (text === '{' || text === '[') open.push({ isObject: text === '{', members: new Map() });
    if (text === '}' || text === ']') {
      open.pop();
      ended = open.length === 0;
    }
    const place = open.at(-1);
    if (text.startsWith('"')) {
      if (LONE_SURROGATE.test(text)) note('Half of a surrogate pair: no Unicode text contains it.');
      if (place?.isObject === true && pieces[index + 1]?.text === ':') {
        const name = readString(text);
        const first = place.members.get(name);
        if (first === undefined) place.members.set(name, index);
        else note(`${text} is there twice: parsers keep different ones of its values.`);
      }
    } else if (NUMBER.test(text) && isAltered(text)) {
      note(`JavaScript reads this number as ${Number(text)}.`);
    }
  });
  return marks;
}

/** Whether a double holds another number than the text says. */
function isAltered(text: string): boolean {
  const value = Number(text);
  return /^-?\d+$/.test(text) ? !Number.isSafeInteger(value) : !Number.isFinite(value);
}

function readString(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}

function leadsOf(pieces: readonly Source[]): readonly string[] {
  let depth = 0;
  const newLine = (): string => `\n${INDENT.repeat(Math.min(depth, DEEPEST_INDENT))}`;
  let next = '';
  return pieces.map(({ text: piece }, index) => {
    const before = pieces[index - 1]?.text;
    let lead = next;
    next = '';
    if (piece === '{' || piece === '[') {
      depth += 1;
      next = closes(pieces[index + 1]?.text) ? '' : newLine();
    } else if (closes(piece)) {
      depth = Math.max(0, depth - 1);
      lead = opens(before) ? '' : newLine();
    } else if (piece === ',') {
      next = newLine();
    } else if (piece === ':') {
      next = ' ';
    }
    return lead;
  });
}

function opens(piece: string | undefined): boolean {
  return piece === '{' || piece === '[';
}

function closes(piece: string | undefined): boolean {
  return piece === '}' || piece === ']';
}
