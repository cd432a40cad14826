/** What every adapter does with a request: find the token, verify it, check the rights, answer a refusal. */
import { authorizer, type Requirements } from './authorize.js';
import { isClaimgateError, type ClaimgateError } from './errors.js';
import { answerTo, type Answer, type RefusalOptions } from './http.js';
import { checkMembers, configError } from './options.js';
import { tokenFinder, type HeaderLookup, type TokenSource } from './token-source.js';
import type { Verified, VerifierOptions, VerifyContext } from './types.js';
import { createVerifier, type Verifier } from './verifier.js';

/** How requests are protected, beside the rules for their tokens. */
export interface GuardOptions<Incoming> extends RefusalOptions {
  /**
   * Where the token is. Default `'authorization'`. Of several sources a request may use one; with more it is
   * answered 400.
   */
  readonly token?: TokenSource<Incoming> | readonly TokenSource<Incoming>[] | undefined;
  /** What every request needs; the rest gets 403. As `authorize`, which a handler may call for more. */
  readonly requires?: Requirements | undefined;
}

/** The rules for tokens: options of `createVerifier`, or a verifier that was made of them. */
export type Rules = VerifierOptions | readonly VerifierOptions[] | Verifier;

export interface Guard<Incoming> {
  /**
   * @param verifierFor asked for the verifier once the request turned out to have a token
   * @throws ClaimgateError for a request that may not pass
   */
  admit(
    request: Incoming,
    headers: HeaderLookup,
    verifierFor: () => Verifier,
    context?: VerifyContext,
  ): Promise<Verified>;
  /** The answer to a refusal. Throws any other error again. */
  readonly answer: (error: unknown) => Answer;
}

/** @throws ClaimgateError ERR_CONFIG for options that cannot be used */
export function createGuard<Incoming>(options: GuardOptions<Incoming> = {}): Guard<Incoming> {
  checkMembers(options, ['realm', 'token', 'requires'], 'the options of the adapter');
  const { token, requires } = options;
  const tokenOf = tokenFinder(token);
  const checkAccess = authorizer(requires);
  const answer = refuser(options);
  return {
    async admit(request, headers, verifierFor, context = {}) {
      const token = tokenOf(request, headers);
      const verified = await verifierFor().verify(token, context);
      checkAccess(verified);
      return verified;
    },
    answer,
  };
}

/**
 * How ClaimgateErrors are answered, from wherever they were thrown, also by another copy of the package. Throws any
 * other error again.
 * @throws ClaimgateError ERR_CONFIG, at once
 */
export function refuser(options: RefusalOptions): (error: unknown) => Answer {
  const realm: unknown = options.realm;
  if (realm !== undefined && typeof realm !== 'string') {
    throw configError('realm', 'realm must be a text.');
  }
  return (error) => {
    if (!isClaimgateError(error)) {
      throw error;
    }
    reportMistake(error);
    return answerTo(error, options);
  };
}

/** @throws ClaimgateError ERR_CONFIG */
export function verifierOf(rules: Rules): Verifier {
  return 'verify' in rules ? rules : createVerifier(rules);
}

/**
 * The client of a misconfigured service learns nothing, so its operator must. The message is about options
 * only.
 */
function reportMistake(error: ClaimgateError): void {
  if (error.code === 'ERR_CONFIG') {
    // eslint-disable-next-line no-console -- without a verifier there is no listener that could be told
    console.error(`claimgate: ${error.message}`);
  }
}
