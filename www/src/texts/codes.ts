/** Refusals in words: what is wrong, and what to do about it. */
import { ERROR_CODES, type ErrorCode } from 'claimgate/slim';

export interface CodeText {
  /** What is wrong: a whole sentence. */
  readonly title: string;
  readonly advice: string | undefined;
}

const ADVICE: Readonly<Partial<Record<ErrorCode, CodeText>>> = {
  ERR_TOKEN_TOO_LARGE: {
    title: 'This is longer than any token that would be looked at.',
    advice: 'The limit is 16384 bytes. Very large tokens often carry group lists; ask for fewer claims.',
  },
  ERR_TOKEN_MALFORMED: {
    title: 'This is not a complete signed token.',
    advice:
      'A signed token has three parts with dots between them, the first two not empty. A part may ' +
      'have been lost ' +
      'when it was copied, and some providers issue opaque tokens that only they can read.',
  },
  ERR_TOKEN_ENCRYPTED: {
    title: 'This token is encrypted.',
    advice: 'Only its header can be read without the decryption key. Authorization codes look like this too.',
  },
  ERR_TOKEN_BASE64URL: {
    title: 'A part of the token is not valid base64url.',
    advice:
      'Look for characters such as + / = that belong to ordinary base64, for a part that was cut ' +
      'off, and for a ' +
      'changed last character.',
  },
  ERR_TOKEN_JSON: {
    title: 'A part of the token is not a valid JSON object.',
    advice: 'It may have been cut off, or re-encoded on its way.',
  },
  ERR_TOKEN_DUPLICATE_MEMBER: {
    title: 'The same member appears twice in the token’s JSON.',
    advice: 'Different parsers keep different ones, so nobody can say what this token claims.',
  },
  ERR_HEADER_INVALID: {
    title: 'The token’s header breaks the rules.',
    advice:
      'It needs alg, and alg, kid and typ have to be strings; compressed payloads (zip) are not allowed.',
  },
  ERR_ALG_NOT_ALLOWED: {
    title: 'The token’s algorithm is not one that your policy allows.',
    advice:
      'Allow it in the policy only if you know that your issuer signs with it. A verifier that ' +
      'follows whatever ' +
      'the token says can be tricked into accepting forged tokens.',
  },
  ERR_ALG_UNSUPPORTED: {
    title: 'This build does not verify the token’s algorithm.',
    advice:
      'The algorithm is known and says nothing against the token. This engine verifies RS and PS signatures.',
  },
  ERR_HEADER_CRIT: {
    title: 'The header has a critical extension.',
    advice:
      'RFC 7515 section 4.1.11: a verifier that does not understand a critical extension has to refuse.',
  },
  ERR_HEADER_B64: {
    title: 'The header asks for an unencoded payload.',
    advice: 'RFC 7797 payloads are not used in JSON Web Tokens.',
  },
  ERR_HEADER_TYP: {
    title: 'The token is of another type.',
    advice: 'Its typ says that it was made for another purpose than access to an API.',
  },
  ERR_KEY_NOT_FOUND: {
    title: 'The key that the token names is not in this key set.',
    advice:
      'Is this the key set of the token’s issuer, and recent? Issuers change their keys; a set that ' +
      'was saved ' +
      'yesterday may lack today’s.',
  },
  ERR_KEY_AMBIGUOUS: {
    title: 'More than one key answers to the token’s name.',
    advice: 'Two different keys share one kid, or the token names no key and the set has several.',
  },
  ERR_KEY_UNUSABLE: {
    title: 'The key that the token names cannot be used.',
    advice: 'The key set has it, but it is not a sound key for this algorithm.',
  },
  ERR_SIGNATURE_INVALID: {
    title: 'The signature does not belong to this header and payload.',
    advice:
      'Either the token was changed after it was signed, or another key signed it than the one in ' +
      'this key set. ' +
      'Do not trust anything in it.',
  },
  ERR_CLAIM_MISSING: {
    title: 'A claim that has to be there is missing.',
    advice: undefined,
  },
  ERR_CLAIM_TYPE: {
    title: 'A claim has a value of the wrong type.',
    advice:
      'Times are numbers of seconds; iss, sub and jti are strings; aud is a string or a list of strings.',
  },
  ERR_TOKEN_EXPIRED: {
    title: 'The token has expired.',
    advice:
      'Get a fresh one. If it should still be good, compare the clocks of the issuer and of this device.',
  },
  ERR_TOKEN_NOT_YET_VALID: {
    title: 'The token is not valid yet.',
    advice: 'If it was only just issued, the clocks of the issuer and of this device disagree.',
  },
  ERR_ISSUER_MISMATCH: {
    title: 'The token comes from another issuer than your policy names.',
    advice:
      'The comparison is exact: one more slash at the end, or another version of the same provider’s ' +
      'endpoint, ' +
      'is another issuer.',
  },
  ERR_AUDIENCE_MISMATCH: {
    title: 'The token was made for another audience than your policy names.',
    advice:
      'Ask the issuer for a token for your API. Some providers write the same API as an identifier ' +
      'in one version ' +
      'of their tokens and as an address in another.',
  },
  ERR_ENGINE_PANIC: {
    title: 'The engine broke on this input.',
    advice: 'Nothing is known about the token. Please report this.',
  },
};

/** What narrows a code, by the engine's dotted reasons. */
const REASON_TITLES: Readonly<Record<string, string>> = {
  'header.alg_none': 'The token says that it is not signed (alg “none”).',
  'key.too_small': 'The key is too short to be safe: RSA keys have 2048 bits at least.',
  'key.too_large': 'The key is longer than any that would be used (8192 bits).',
  'key.private': 'The key set holds a private key, which nobody but the issuer should ever see.',
  'key.wrong_use': 'The key is not meant for signatures.',
  'key.wrong_operations': 'The key is not meant for verifying.',
  'key.alg_mismatch': 'The key is meant for another algorithm than the token’s.',
  'key.type': 'The key is of another kind than the token’s algorithm needs.',
};

/** The title follows the reason where there is a text for it. */
export function codeText(code: ErrorCode, reason: string | undefined): CodeText {
  const text = ADVICE[code] ?? { title: ERROR_CODES[code].sentence, advice: undefined };
  const narrowed =
    reason === undefined || !Object.hasOwn(REASON_TITLES, reason) ? undefined : REASON_TITLES[reason];
  return { ...text, title: narrowed ?? text.title };
}
