/** Faults of encoding and JSON in words, by the engine's dotted reasons. */
const MESSAGES: Readonly<Record<string, string>> = {
  'json.invalid': 'Here the text stops being JSON.',
  'json.utf8': 'These bytes are not UTF-8.',
  'json.duplicate_member': 'This member is there twice.',
  'json.depth': 'Nested deeper than any token needs.',
  'json.not_an_object': 'This is JSON, but not an object.',
  'json.surrogate': 'Half of a surrogate pair: no Unicode text contains it.',
  'base64url.character': 'is not a character of base64url',
  'base64url.padding': 'is padding, which tokens leave out',
  'base64url.length': 'No base64url text has this length: a character is missing, or one too many',
  'base64url.trailing_bits': 'carries bits that decode to nothing',
};

export function faultMessage(reason: string | undefined): string {
  return MESSAGES[reason ?? ''] ?? 'Here something is wrong.';
}
