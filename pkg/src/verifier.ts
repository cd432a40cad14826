/** The verifier: one configuration, or several with each token sent to the one its issuer belongs to. */
import { Configuration } from './configuration.js';
import { decode } from './decode.js';
import { ClaimgateError, type ErrorCode } from './errors.js';
import type { GroupsOwner } from './groups/options.js';
import { checkMembers, DEFAULT_MAX_TOKEN_BYTES } from './options.js';
import { routes, type Route } from './routing.js';
import { checkToken } from './token.js';
import type { Report, Verified, VerifierOptions, VerifierStats, VerifyContext } from './types.js';

/** Made once and used for every request; it keeps keys between them. */
export interface Verifier {
  /**
   * Verifies a token, with keys from memory, the stores or the network.
   *
   * `verify<Claims>` gives claims of one's own a type. It is a statement, not a check: a signed token has what
   * the issuer put into it. `requiredClaims` refuses tokens that lack one.
   * @throws ClaimgateError with the code of the first rule that the token breaks; `ERR_JWKS_UNAVAILABLE`
   *   (503) when the keys cannot be had
   */
  verify<Claims extends object = object>(
    token: string,
    context?: VerifyContext,
  ): Promise<Verified<Claims>>;
  /**
   * The same from memory, without waiting. The upkeep of the keys (a refresh when they are stale, a look at the
   * stores) is started and not waited for; in a Worker it needs `waitUntil`, here or in the options, to outlive
   * the answer.
   * @throws ClaimgateError as `verify`; `ERR_JWKS_NOT_LOADED` (503) where only `verify` can tell
   */
  verifySync<Claims extends object = object>(
    token: string,
    context?: VerifyContext,
  ): Verified<Claims>;
  /** Every check of a token. A bad token is a report, not an exception; so are keys that cannot be had. */
  inspect(token: string, context?: VerifyContext): Promise<Report>;
  /**
   * Loads the keys ahead of the first token. @throws ClaimgateError `ERR_JWKS_UNAVAILABLE`,
   * `ERR_JWKS_INVALID`
   */
  hydrate(context?: Pick<VerifyContext, 'waitUntil'>): Promise<void>;
  /**
   * Stops trusting one key, or all keys in memory and stores: here at once, in other isolates when they look at the
   * stores next. A store that fails is told (`store.failure`), and written again by the next look of this isolate.
   * Has no effect on a fixed key set: change the option.
   * @throws ClaimgateError ERR_CONFIG for what is no key id
   */
  purge(kid?: string, context?: Pick<VerifyContext, 'waitUntil'>): Promise<void>;
  /**
   * Forgets the groups that the option `groups` found for a caller, by `tenant` and `object` of the subject
   * summary, or for everybody: the next token asks again. Other isolates keep theirs for its `ttl`.
   */
  forgetGroups(owner?: GroupsOwner): void;
  /** The counts since the verifier was made. Costs nothing and makes no I/O. */
  stats(): VerifierStats;
}

/**
 * Makes a verifier. An array holds one entry an issuer: a token goes to the entry whose issuer equals its
 * `iss`, else to the one whose `{tenantid}` template matches; a token of any other issuer is refused without
 * a request.
 * @throws ClaimgateError ERR_CONFIG for options that are missing, unknown, contradictory or out of range
 */
export function createVerifier(options: VerifierOptions | readonly VerifierOptions[]): Verifier {
  const list: readonly VerifierOptions[] = Array.isArray(options) ? options : [options as VerifierOptions];
  if (list.length === 0) {
    throw new ClaimgateError('ERR_CONFIG', 'There must be at least one configuration.');
  }
  const configurations = list.map((entry) => new Configuration(entry));
  const select =
    configurations.length === 1 ? () => configurations[0] as Configuration : selector(configurations, list);
  return verifierOver(configurations, select);
}

/** Chooses the configuration for a token, or throws the token's refusal. */
type Select = (token: unknown) => Configuration;

function verifierOver(configurations: readonly Configuration[], select: Select): Verifier {
  const counts = { verified: 0, refused: 0 };
  const refusals: Partial<Record<ErrorCode, number>> = {};
  const counted = <Claims extends object>(verified: Verified) => {
    counts.verified += 1;
    return verified as Verified<Claims>;
  };
  const refused = (error: unknown): never => {
    counts.refused += 1;
    if (error instanceof ClaimgateError) {
      refusals[error.code] = (refusals[error.code] ?? 0) + 1;
    }
    throw error;
  };
  // A token that belongs to no configuration has no listener of its own: the first hears of it.
  const chosen: Select = (token) => {
    try {
      return select(token);
    } catch (error) {
      throw configurations[0]?.refused(error);
    }
  };
  return {
    async verify<Claims extends object>(token: string, context: VerifyContext = {}) {
      try {
        checkContext(context);
        return counted<Claims>(await chosen(token).verify(token, context));
      } catch (error) {
        return refused(error);
      }
    },
    verifySync<Claims extends object>(token: string, context: VerifyContext = {}) {
      try {
        checkContext(context);
        return counted<Claims>(chosen(token).verifySync(token, context));
      } catch (error) {
        return refused(error);
      }
    },
    async inspect(token, context = {}) {
      checkContext(context);
      try {
        return await select(token).inspect(token, context);
      } catch (error) {
        return reportOfUnrouted(error, token, configurations, context);
      }
    },
    async hydrate(context = {}) {
      checkContext(context);
      await each(configurations, (configuration) => configuration.hydrate(context));
    },
    async purge(kid, context = {}) {
      checkContext(context);
      await each(configurations, (configuration) => configuration.purge(kid, context));
    },
    forgetGroups(owner) {
      for (const configuration of configurations) {
        configuration.forgetGroups(owner);
      }
    },
    stats() {
      const list = configurations.map((configuration) => ({
        issuer: configuration.name,
        jwks: configuration.stats(),
      }));
      const fromTokenCache = configurations.reduce((sum, { tokenCacheHits }) => sum + tokenCacheHits, 0);
      return { ...counts, refusals: { ...refusals }, fromTokenCache, configurations: list };
    },
  };
}

const CONTEXT_MEMBERS = ['now', 'waitUntil'] as const satisfies readonly (keyof VerifyContext)[];

/**
 * Other libraries take the rules with each call. Here they would have no effect, and the token would be accepted.
 * @throws ClaimgateError ERR_CONFIG
 */
function checkContext(context: VerifyContext): void {
  checkMembers(context, CONTEXT_MEMBERS, 'context');
}

/** Does something with every configuration, and throws the first failure when all are through. */
async function each(
  configurations: readonly Configuration[],
  action: (configuration: Configuration) => Promise<void>,
): Promise<void> {
  const outcomes = await Promise.allSettled(configurations.map(action));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) {
    throw failed.reason;
  }
}

function selector(configurations: readonly Configuration[], list: readonly VerifierOptions[]): Select {
  const route = routes(configurations.map(({ issuers }) => issuers));
  const maxTokenBytes = Math.max(...list.map((entry) => entry.maxTokenBytes ?? DEFAULT_MAX_TOKEN_BYTES));
  return (token) => {
    checkToken(token, maxTokenBytes);
    const known = configurations.find((configuration) => configuration.hasVerified(token));
    if (known !== undefined) {
      return known;
    }
    const index = routeQuickly(token, route) ?? route(unverifiedIssuer(token));
    if (index === undefined) {
      throw new ClaimgateError('ERR_ISSUER_MISMATCH', undefined, {
        claim: 'iss',
        expected: configurations.flatMap(({ issuers }) => issuers),
      });
    }
    return configurations[index] as Configuration;
  };
}

/**
 * The route of a token whose payload is plain JSON in ASCII, as almost all are. The engine reads the token
 * anyway, strictly, for whichever configuration it is: reading it here as well would be half of that work
 * again.
 */
function routeQuickly(token: string, route: Route): number | undefined {
  try {
    const payload = token.split('.', 2)[1] ?? '';
    const claims: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    const { iss } = claims as { readonly iss?: unknown };
    return typeof iss === 'string' ? route(iss) : undefined;
  } catch {
    return undefined;
  }
}

/** @throws ClaimgateError when the token is not well-formed enough to have an issuer */
function unverifiedIssuer(token: string): string {
  const { payload, faults } = decode(token);
  const [fault] = faults;
  if (fault !== undefined) {
    const { code, ...where } = fault;
    throw new ClaimgateError(code, undefined, where);
  }
  const issuer = payload?.['iss'];
  if (typeof issuer !== 'string') {
    throw new ClaimgateError(issuer === undefined ? 'ERR_CLAIM_MISSING' : 'ERR_CLAIM_TYPE', undefined, {
      claim: 'iss',
    });
  }
  return issuer;
}

/** A token that belongs to no configuration is reported against the first, without a request. */
function reportOfUnrouted(
  error: unknown,
  token: unknown,
  [first]: readonly Configuration[],
  context: VerifyContext,
): Report {
  if (first !== undefined && error instanceof ClaimgateError && error.status === 401) {
    return first.reportOfRefused(token, error.code, context);
  }
  throw error;
}
