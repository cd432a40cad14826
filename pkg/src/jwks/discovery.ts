/** OpenID Connect Discovery 1.0, section 4: the way from an issuer's configuration to its keys. */
import { isFetchable } from './fetch-document.js';
import { KeyFailure } from './failure.js';
import { isObject, parseJson } from '../json.js';

/**
 * The `jwks_uri` of an OpenID configuration.
 *
 * @param issuers the document must be that of one of them, letter by letter (section 4.3)
 * @throws KeyFailure `ERR_JWKS_INVALID`
 */
export function readConfiguration(
  text: string, issuers: readonly string[], allowHttpLoopback: boolean,
): string {
  const document = parseJson(text);
  if (!isObject(document)) {
    throw new KeyFailure('ERR_JWKS_INVALID', 'discovery.not_a_configuration');
  }
  const { issuer, jwks_uri: jwksUri } = document;
  if (typeof issuer !== 'string' || !issuers.includes(issuer)) {
    throw new KeyFailure('ERR_JWKS_INVALID', 'discovery.issuer_mismatch');
  }
  if (typeof jwksUri !== 'string' || !isFetchable(jwksUri, allowHttpLoopback)) {
    throw new KeyFailure('ERR_JWKS_INVALID', 'discovery.jwks_uri');
  }
  return jwksUri;
}
