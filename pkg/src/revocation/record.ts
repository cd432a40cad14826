/**
 * One record an entry, under a key of its own: two operators who revoke at the same time do not overwrite each
 * other, which a store with late reads could not prevent for one list. The name of a key is a digest, so that
 * it has one length, and that a list of keys shows no person.
 */
import { isGuid } from '../guid.js';
import { isFiniteNumber, isObject, parseJson } from '../json.js';
import { configError } from '../options.js';

/** What an entry is about. */
export interface RevocationTarget {
  /**
   * `token`: one, by its `jti` (of Entra: `uti`). `session`: all tokens of one sign-in, by `sid`. `subject`:
   * all of a person or application, by `oid` (Entra) or `sub`. `client`: all that an application asked for, by
   * `azp`, `appid` or `client_id`.
   */
  readonly kind: 'token' | 'session' | 'subject' | 'client';
  /** The value of that claim. */
  readonly id: string;
  /** Of Entra and External ID: the tenant's id, so that an entry holds for both token versions. */
  readonly tenant?: string | undefined;
  /** Of all other providers: the `iss` of the tokens. Exactly one of `tenant` and `issuer`. */
  readonly issuer?: string | undefined;
}

/** An entry, as it is stored. */
export interface RevocationRecord extends RevocationTarget {
  /** `subject` and `client`: tokens that were issued before are refused, in seconds. */
  readonly notBefore?: number;
  /** When the entry ends, in seconds: once every token that it is about has expired. */
  readonly until: number;
  /** When it was made, in seconds. */
  readonly at: number;
}

/** A target whose members are checked and in one spelling. */
export interface KnownTarget extends RevocationTarget {
  /** Tells it from every other target. */
  readonly name: string;
}

const KINDS: readonly unknown[] = ['token', 'session', 'subject', 'client'];

/** @throws ClaimgateError ERR_CONFIG for a target that no token could meet */
export function knownTarget({ kind, id, tenant, issuer }: RevocationTarget): KnownTarget {
  if (!KINDS.includes(kind)) {
    throw configError('kind', 'kind must be token, session, subject or client.');
  }
  if (typeof id !== 'string' || id === '') {
    throw configError('id', 'id must be a text.');
  }
  if ((tenant === undefined) === (issuer === undefined)) {
    throw configError('tenant', 'A revocation names either the tenant or the issuer.');
  }
  if (tenant === undefined) {
    if (typeof issuer !== 'string' || issuer === '') {
      throw configError('issuer', 'issuer must be the "iss" of the tokens.');
    }
    return { kind, id, issuer, name: JSON.stringify([kind, 'issuer', issuer, id]) };
  }
  if (typeof tenant !== 'string' || !isGuid(tenant)) {
    throw configError('tenant', 'tenant must be the id of a tenant, which is a GUID.');
  }
  const lower = tenant.toLowerCase();
  // People copy GUIDs in either case; the other ids of Entra's tokens differ by it.
  const spelled = isGuid(id) ? id.toLowerCase() : id;
  return { kind, id: spelled, tenant: lower, name: JSON.stringify([kind, 'tenant', lower, spelled]) };
}

/** The key under which the store has the entry. */
export async function storeKey({ name }: KnownTarget): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(name));
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0'));
  return `revoked:${hex.join('')}`;
}

/** Reads an entry. What is not one, or is about something else, is undefined: it says nothing. */
export function parseRecord(text: string, target: KnownTarget): RevocationRecord | undefined {
  const value = parseJson(text);
  if (!isObject(value)) {
    return undefined;
  }
  const { kind, id, tenant, issuer, notBefore, until, at } = value;
  const isAboutTarget =
    kind === target.kind && id === target.id && tenant === target.tenant && issuer === target.issuer;
  if (!isAboutTarget || !isFiniteNumber(until) || !isFiniteNumber(at)) {
    return undefined;
  }
  if (notBefore !== undefined && !isFiniteNumber(notBefore)) {
    return undefined;
  }
  const { name: _name, ...rest } = target;
  return { ...rest, ...(notBefore === undefined ? {} : { notBefore }), until, at };
}

/** Whether the entry refuses a token that was issued at `iat`. One without that time cannot show that it is newer. */
export function isRevokedBy({ notBefore }: RevocationRecord, iat: unknown): boolean {
  return notBefore === undefined || typeof iat !== 'number' || iat < notBefore;
}
