/** Where an issuer's keys are found, and whether this page may go there. */

const CONFIGURATION = '.well-known/openid-configuration';
const LOOPBACK_HOSTS = ['127.0.0.1', '[::1]', 'localhost'];

/**
 * The address of an issuer's OpenID configuration (OpenID Connect Discovery 1.0, section 4), or undefined
 * where the
 * issuer is not an address that could be fetched. Microsoft's v1.0 issuers are served by its sign-in host.
 */
export function configurationAddress(issuer: string): string | undefined {
  const url = httpUrl(issuer);
  if (url === undefined || url.search !== '' || url.hash !== '') {
    return undefined;
  }
  if (url.host === 'sts.windows.net') {
    url.host = 'login.microsoftonline.com';
  }
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${CONFIGURATION}`;
  return url.href;
}

export type KeyAddress =
  | { readonly state: 'none' }
  | { readonly state: 'not-an-address' }
  /** The page's Content-Security-Policy does not list this origin. */
  | { readonly state: 'elsewhere'; readonly href: string; readonly command: string }
  | { readonly state: 'allowed'; readonly href: string; readonly command: string };

/** Judges what stands in the address field. */
export function judgeAddress(text: string, ownOrigin: string, allowedOrigins: readonly string[]): KeyAddress {
  if (text.trim() === '') {
    return { state: 'none' };
  }
  const url = httpUrl(text.trim());
  if (url === undefined) {
    return { state: 'not-an-address' };
  }
  // A quote is the one character that could end the quoted word, and addresses have another spelling for it.
  const command = `curl -s '${url.href.replaceAll("'", '%27')}'`;
  const isAllowed = url.origin === ownOrigin || allowedOrigins.includes(url.origin);
  return { state: isAllowed ? 'allowed' : 'elsewhere', href: url.href, command };
}

/** An https address without a user's name in it; http only on loopback. */
function httpUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) {
    return undefined;
  }
  const url = new URL(text);
  const isSafe =
    url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK_HOSTS.includes(url.hostname));
  return isSafe && url.username === '' && url.password === '' ? url : undefined;
}
