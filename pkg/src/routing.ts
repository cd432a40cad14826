/**
 * Which of several configurations a token belongs to, by its unverified `iss`. The chosen configuration then
 * checks the issuer again on the verified claims, so a wrong route can refuse a token and never accept one.
 */
import { configError } from './options.js';

const PLACEHOLDER = '{tenantid}';
const HEX = 'hex digit';
/** A lower-case GUID, one entry a character. */
const GUID: Pattern = Array.from('hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh', (character) =>
  character === 'h' ? HEX : character,
);

/** One entry a character: the character itself or HEX. */
type Pattern = readonly string[];

/** @returns the index of the configuration whose issuer matches, or undefined */
export type Route = (issuer: string) => number | undefined;

/**
 * @param issuers the accepted issuers of each configuration
 * @throws ClaimgateError ERR_CONFIG when one issuer would match two configurations
 */
export function routes(issuers: readonly (readonly string[])[]): Route {
  const exact = new Map<string, number>();
  const templates: { readonly pattern: Pattern; readonly index: number }[] = [];
  issuers.forEach((accepted, index) => {
    for (const issuer of accepted) {
      if (issuer.includes(PLACEHOLDER)) {
        const pattern = patternOf(issuer);
        rejectIf(
          templates.some((other) => other.index !== index && overlap(other.pattern, pattern)),
          issuer,
        );
        templates.push({ pattern, index });
      } else {
        rejectIf((exact.get(issuer) ?? index) !== index, issuer);
        exact.set(issuer, index);
      }
    }
  });
  return (issuer) =>
    exact.get(issuer) ?? templates.find(({ pattern }) => overlap(pattern, Array.from(issuer)))?.index;
}

function patternOf(template: string): Pattern {
  const [before = '', after = ''] = template.split(PLACEHOLDER);
  return [...Array.from(before), ...GUID, ...Array.from(after)];
}

/** Whether some text matches both; a text is a pattern of plain characters. */
function overlap(one: Pattern, other: Pattern): boolean {
  return (
    one.length === other.length &&
    one.every((character, position) => {
      const counterpart = other[position] as string;
      return (
        character === counterpart ||
        (character === HEX && /^[0-9a-f]$/.test(counterpart)) ||
        (counterpart === HEX && /^[0-9a-f]$/.test(character))
      );
    })
  );
}

function rejectIf(ambiguous: boolean, issuer: string): void {
  if (ambiguous) {
    throw configError('issuer', `Two configurations match the issuer ${issuer}.`);
  }
}
