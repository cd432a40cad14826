/** JSONTestSuite through the module: each text as the payload of a token, and as a member of one. */
import { decode } from 'claimgate';
import { base64url } from 'jose';
import { expect, test } from 'vitest';
import { counted, vectors, withVectors } from './support.js';

interface Case {
  readonly name: string;
  readonly bytes_b64: string;
  readonly json_parse: 'accept' | 'reject' | 'either';
  readonly as_jwt_payload: string;
}

/** JSON allows members that occur twice; a token may not have them (RFC 7519 section 4). */
const STRICTER = ['y_object_duplicated_key.json', 'y_object_duplicated_key_and_value.json'];

/** The code of the first fault, or none. */
function fault(payload: Uint8Array): string | undefined {
  const header = base64url.encode('{"alg":"RS256"}');
  return decode(`${header}.${base64url.encode(payload)}.c2ln`).faults[0]?.code;
}

function asMember(text: Uint8Array): Uint8Array {
  const before = new TextEncoder().encode('{"member":');
  const whole = new Uint8Array(before.length + text.length + 1).fill('}'.charCodeAt(0));
  whole.set(before);
  whole.set(text, before.length);
  return whole;
}

withVectors('JSONTestSuite', () => {
  const cases = () =>
    (vectors('json/jsontestsuite.json') as { cases: readonly Case[] }).cases.map((one) => ({
      ...one,
      bytes: Uint8Array.from(atob(one.bytes_b64), (character) => character.charCodeAt(0)),
      isStricter: STRICTER.includes(one.name),
    }));

  test('every text as a payload', () => {
    const codes = cases().map(({ name, bytes, as_jwt_payload, isStricter }) => {
      if (bytes.length === 0) {
        // A detached payload (RFC 7515 appendix F): nothing to read, and nothing that is ever verified.
        return 'empty';
      }
      const code = fault(bytes);
      expect(code === undefined, name).toBe(as_jwt_payload === 'parse-ok' && !isStricter);
      return code ?? 'sound';
    });
    expect(counted(codes)).toEqual({
      empty: 1,
      sound: 10,
      ERR_TOKEN_JSON: 305,
      ERR_TOKEN_DUPLICATE_MEMBER: 2,
    });
  });

  test('every text as the value of a member', () => {
    const decided = cases().filter(({ json_parse }) => json_parse === 'accept' || json_parse === 'reject');
    expect(decided.length).toBeGreaterThan(280);
    for (const { name, bytes, json_parse, isStricter } of decided) {
      expect(fault(asMember(bytes)) === undefined, name).toBe(json_parse === 'accept' && !isStricter);
    }
  });
});
