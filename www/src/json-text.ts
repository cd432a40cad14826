/**
 * JSON for reading, from the source text: numbers, escapes, order and duplicate members stay as they were
 * sent.
 */

const INDENT = '  ';
/** A string, a run of white space, one structural character, or anything else up to the next of these. */
const PIECE = /"(?:[^"\\]|\\.)*"?|\s+|[{}[\],:]|[^\s{}[\],:"]+/gsu;

/**
 * Adds line breaks and indentation, and changes nothing else. Text that is not JSON comes out readable too.
 */
export function indentJson(text: string): string {
  const pieces = (text.match(PIECE) ?? []).filter((piece) => piece.trim() !== '');
  let depth = 0;
  let result = '';
  const newLine = (): string => `\n${INDENT.repeat(depth)}`;
  pieces.forEach((piece, index) => {
    if (piece === '{' || piece === '[') {
      depth += 1;
      result += closes(pieces[index + 1]) ? piece : piece + newLine();
    } else if (closes(piece)) {
      depth = Math.max(0, depth - 1);
      result += opens(pieces[index - 1]) ? piece : newLine() + piece;
    } else if (piece === ',') {
      result += piece + newLine();
    } else {
      result += piece === ':' ? ': ' : piece;
    }
  });
  return result;
}

function opens(piece: string | undefined): boolean {
  return piece === '{' || piece === '[';
}

function closes(piece: string | undefined): boolean {
  return piece === '}' || piece === ']';
}
