/**
 * What the address of the page may carry: a shared token, or the name of a reason to explain. Only the
 * fragment is read, which a browser never sends; it is erased as soon as it was read.
 */
import type { PolicyForm } from './policy/form.ts';
import { cleanToken } from './clean-token.ts';

/** What a link brings. */
export interface Shared {
  readonly token: string;
  readonly keysText: string;
  /** ISO 8601, or empty for now. */
  readonly at: string;
  readonly policy: Partial<PolicyForm>;
  /** Claims whose values the sender left out. */
  readonly masked: readonly string[];
}

export type Fragment =
  | { readonly kind: 'none' }
  | { readonly kind: 'why'; readonly slug: string }
  | { readonly kind: 'shared'; readonly shared: Shared }
  /** A token that an identity provider, or an old link, put there. */
  | { readonly kind: 'token'; readonly pasted: string };

const WHY = /^#why\/([\w-]{1,80})$/;
const SHARED = /^#shared=([\w-]+)$/;
const NAMED_TOKEN = /[#&](?:access_token|id_token|token)=/;
/** The version of the link's format. It grows when old links would be read wrongly. */
const VERSION = 1;

export function readFragment(hash: string): Fragment {
  const why = WHY.exec(hash)?.[1];
  if (why !== undefined) {
    return { kind: 'why', slug: why };
  }
  const packed = SHARED.exec(hash)?.[1];
  const shared = packed === undefined ? undefined : unpack(packed);
  if (shared !== undefined) {
    return { kind: 'shared', shared };
  }
  return NAMED_TOKEN.test(hash) && cleanToken(hash).token !== ''
    ? { kind: 'token', pasted: hash.slice(1) }
    : { kind: 'none' };
}

/** Whether a token stands in the query, which was sent to the server and to whatever keeps its logs. */
export function hasTokenInQuery(search: string): boolean {
  return /[?&](?:access_token|id_token|token|jwt)=/i.test(search) || /[?&=]ey[\w-]+\.ey[\w-]+\./.test(search);
}

export function writeShared(shared: Shared): string {
  const text = JSON.stringify({ version: VERSION, ...shared });
  const binary = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
  return `#shared=${btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

/** A link is written by anybody: only texts of the known members are taken over. */
function unpack(packed: string): Shared | undefined {
  let value: unknown;
  try {
    const binary = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
    value = JSON.parse(new TextDecoder().decode(Uint8Array.from(binary, (one) => one.charCodeAt(0))));
  } catch {
    return undefined;
  }
  if (!isRecord(value) || value['version'] !== VERSION || typeof value['token'] !== 'string') {
    return undefined;
  }
  const policy = isRecord(value['policy']) ? value['policy'] : {};
  return {
    token: value['token'],
    keysText: textOf(value['keysText']),
    at: textOf(value['at']),
    policy: Object.fromEntries(Object.entries(policy).filter(([, field]) => isField(field))),
    masked: Array.isArray(value['masked']) ? value['masked'].filter((name) => typeof name === 'string') : [],
  };
}

function isField(value: unknown): boolean {
  return (
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (Array.isArray(value) && value.every((entry) => typeof entry === 'string'))
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
