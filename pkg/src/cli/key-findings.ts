/** What is wrong with a key set, for whoever publishes it. */
import { type KeySetView, nameOf } from './key-sets.js';

export interface KeyFinding {
  readonly severity: 'error' | 'warning';
  readonly key: string;
  readonly text: string;
}

export function findingsOf(view: KeySetView): readonly KeyFinding[] {
  const { keys, notes, secretKeys } = view;
  const findings: KeyFinding[] = [];
  const find = (severity: KeyFinding['severity'], key: string, text: string) => findings.push({ severity, key, text });
  if (keys.length === 0) find('error', '', 'The set has no key.');
  for (const key of keys) {
    const name = nameOf(key);
    if (secretKeys.includes(key.index)) {
      find('error', name, 'The set publishes a private key or a secret. Withdraw it: whoever saw it can make tokens.');
    }
    if (!key.usable) find('error', name, key.text);
    if (key.kid === undefined) find('warning', name, 'Without a kid, tokens cannot name this key.');
    if (key.alg === undefined && key.usable) {
      find('warning', name, 'Without alg, the key fits every algorithm of its type (RFC 8725 section 3.1).');
    }
    const twin = keys.find(({ index, kid }) => index < key.index && kid !== undefined && kid === key.kid);
    if (twin !== undefined) {
      const isSame = twin.thumbprint !== undefined && twin.thumbprint === key.thumbprint;
      find(isSame ? 'warning' : 'error', name, isSame ? 'The same key is there twice.' : 'Two keys have this kid.');
    }
  }
  for (const { reason, text } of notes) {
    if (reason === 'security.small_exponent' || reason === 'security.unusual_size') find('warning', '', text);
  }
  return findings;
}
