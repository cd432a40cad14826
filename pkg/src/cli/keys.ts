/** Keys from files, addresses and secrets. */
import { type Jwk, readKeys, secretKey } from 'claimgate/full';
import { readText } from './files.js';
import { fetchText, isAddress, type NetworkOptions } from './network.js';
import { UsageError } from './outcome.js';
import { printable, say } from './terminal.js';

export interface KeyOptions extends NetworkOptions {
  readonly jwks?: string;
  readonly discovery?: string;
  readonly key?: readonly string[];
  readonly secret?: string;
  readonly secretFile?: string;
  readonly secretEncoding?: string;
}

/** The text of a key set, from a file or an address; an OpenID configuration leads on to its keys. */
export async function keySetText(source: string, options: NetworkOptions): Promise<string> {
  if (!isAddress(source)) {
    return readText(source);
  }
  const text = await fetchText(source, options);
  const address = keysAddress(text);
  return address === undefined ? text : fetchText(address, options);
}

function keysAddress(text: string): string | undefined {
  try {
    const document = JSON.parse(text) as { readonly jwks_uri?: unknown } | null;
    return typeof document?.jwks_uri === 'string' ? document.jwks_uri : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The keys that the options name; undefined where they name none.
 * @param kid given to keys without a name, such as those in PEM
 * @throws UsageError for what is no key
 */
export async function givenKeys(options: KeyOptions, kid?: string): Promise<readonly Jwk[] | undefined> {
  const { jwks, discovery, key = [] } = options;
  const texts = await Promise.all([
    ...[jwks, discovery].filter((source) => source !== undefined).map((source) => keySetText(source, options)),
    ...key.map(readText),
  ]);
  const secret = await givenSecret(options, kid);
  if (texts.length === 0 && secret === undefined) {
    return undefined;
  }
  return [...texts.flatMap((text) => keysOf(text, kid)), ...(secret === undefined ? [] : [secret])];
}

function keysOf(text: string, kid: string | undefined): readonly Jwk[] {
  const { jwks, found, problems } = readKeys(text, { kid });
  for (const problem of problems) {
    say(`warning: ${printable(problem.text)} ${problem.fix ?? ''}`);
  }
  if (jwks === undefined) {
    throw new UsageError('No key could be read.');
  }
  if (found.some(({ isPrivate }) => isPrivate === true)) {
    say('warning: this is a private key. Only its public part is used; whoever has seen it can make tokens.');
  }
  return jwks.keys;
}

async function givenSecret(options: KeyOptions, kid: string | undefined): Promise<Jwk | undefined> {
  const { secret, secretFile, secretEncoding = 'text' } = options;
  if (!isEncoding(secretEncoding)) {
    throw new UsageError('--secret-encoding is text, base64 or base64url.');
  }
  if (secret !== undefined) {
    say('warning: a secret on the command line is seen by every user of this machine. Use --secret-file.');
  }
  // An editor ends a file with a line break, which is not part of the secret.
  const text = secret ?? (secretFile === undefined ? undefined : (await readText(secretFile)).replace(/\r?\n$/, ''));
  if (text === undefined) {
    return undefined;
  }
  return { ...secretKey(text, secretEncoding), ...(kid === undefined ? {} : { kid }) };
}

function isEncoding(text: string): text is 'text' | 'base64' | 'base64url' {
  return ['text', 'base64', 'base64url'].includes(text);
}
