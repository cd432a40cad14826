/** A token for other people's eyes: without its signature, and without the values of chosen claims. */
import { base64urlText } from './segments.ts';

/** What a masked value becomes. */
export const MASK = '•••';

/** Claims that name a person or reach one, which is what a ticket can do without. */
const PERSONAL: ReadonlySet<string> = new Set(
  (
    'sub oid name given_name family_name middle_name nickname preferred_username upn unique_name email ' +
    'verified_primary_email verified_secondary_email phone_number address birthdate picture profile ipaddr ' +
    'onprem_sid puid sid deviceid login_hint emails signInNames jti uti rh aio nonce'
  ).split(' '),
);

export function isPersonal(claim: string): boolean {
  return PERSONAL.has(claim);
}

/**
 * The token with an empty signature and masked claims. Undefined where the payload is no JSON object: then
 * nothing in it could be masked by name.
 */
export function redactToken(
  token: string,
  claims: Readonly<Record<string, unknown>> | undefined,
  masked: readonly string[],
): string | undefined {
  const [header, payload] = token.split('.');
  if (header === undefined || payload === undefined || claims === undefined) {
    return undefined;
  }
  const present = masked.filter((name) => Object.hasOwn(claims, name));
  const shown = present.length === 0 ? payload : base64urlText(JSON.stringify(maskClaims(claims, present)));
  return `${header}.${shown}.`;
}

export function maskClaims(
  claims: Readonly<Record<string, unknown>>,
  masked: readonly string[],
): Readonly<Record<string, unknown>> {
  const hidden = new Set(masked);
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [name, hidden.has(name) ? MASK : value]),
  );
}
