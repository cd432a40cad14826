/**
 * The rungs of the ladder in words: their names, what each proves, and what it means when one was left out.
 */
import type { Check } from 'claimgate/full/slim';

export interface CheckText {
  readonly name: string;
  /** What the check is for; shown before there is a token, too. */
  readonly purpose: string;
  readonly passed: string;
  /** Why it was left out when nothing was given to check it with. */
  readonly notGiven: string;
}

export const CHECK_TEXTS: Readonly<Record<Check['id'], CheckText>> = {
  structure: {
    name: 'Structure',
    purpose: 'Three base64url parts; header and payload are JSON objects without duplicate members.',
    passed: 'Well formed: strict base64url, strict JSON, no duplicate members.',
    notGiven: 'There is nothing to look at.',
  },
  header: {
    name: 'Header',
    purpose: 'The algorithm and the type are ones that your policy allows.',
    passed: 'The header asks for nothing that is not allowed.',
    notGiven: 'The header could not be read.',
  },
  key: {
    name: 'Key',
    purpose: 'The issuer’s key set has the key that the token names, and it is fit for use.',
    passed: 'The key set has the key that the token names.',
    notGiven: 'No keys given. Paste or fetch the issuer’s key set.',
  },
  signature: {
    name: 'Signature',
    purpose: 'Header and payload are exactly what the issuer signed.',
    passed: 'Header and payload are exactly what this key signed.',
    notGiven: 'Without a key there is nothing to check the signature with.',
  },
  time: {
    name: 'Time',
    purpose: 'It has not expired and is not from the future.',
    passed: 'Within its times.',
    notGiven: 'The times could not be judged.',
  },
  issuer: {
    name: 'Issuer',
    purpose: 'It comes from the issuer that you trust, spelt exactly.',
    passed: 'It names the issuer of your policy.',
    notGiven: 'Name the issuer you trust; only then can this be checked.',
  },
  audience: {
    name: 'Audience',
    purpose: 'It was made for your API and not for another.',
    passed: 'It was made for the audience of your policy.',
    notGiven: 'Name the audience of your API; only then can this be checked.',
  },
  provider: {
    name: 'Provider rules',
    purpose: 'What one identity provider promises beyond the standards.',
    passed: 'It follows the rules of its provider.',
    notGiven: 'The policy has no rules for this provider.',
  },
};

/** Passed because the person said that any value will do. */
export const ANY_AUDIENCE = 'Your policy accepts any audience.';

export const STATE_WORDS: Readonly<Record<Check['state'], string>> = {
  pass: 'Passed',
  fail: 'Failed',
  'not-checked': 'Not checked',
  'cannot-check': 'Cannot check',
};
