/**
 * Judges one hostile token in every way that the package offers: all have to agree on one code, none may make
 * a request that the token asks for, and nothing of the token may be left behind.
 */
import {
  ClaimgateError,
  createVerifier,
  decode,
  ERROR_CODES,
  type ErrorCode,
  inspect,
  type Jwk,
  type JwkSet,
  type Report,
  type VerifierEvent,
  type VerifierOptions,
  verifySignature,
} from 'claimgate';
import { withAuth } from 'claimgate/workers';
import { vi } from 'vitest';
import { leaksOf, textsOfError } from '../leak-search.js';
import { AUDIENCE, ISSUER, NOW, sharedKey } from '../support.js';

export interface Case {
  readonly name: string;
  readonly token: string;
  /** The code that refuses it; absent: it is accepted. */
  readonly code?: ErrorCode | undefined;
  /** The keys of the provider, as a set or as the text of its answer. Default: the usual key. */
  readonly jwks?: JwkSet | string;
  readonly options?: Partial<VerifierOptions>;
  /**
   * What `verifySignature` says. Default: `code` where it concerns header, key or signature, or else nothing
   * in particular: claims are no matter of a signature, and the length has a limit of its own there.
   */
  readonly bare?: ErrorCode | 'accepted';
  /** What `verify` says when a provider serves these keys. Default: `code`. */
  readonly remote?: ErrorCode;
}

type Outcome = { readonly code: ErrorCode | 'accepted'; readonly error?: ClaimgateError };

const REMOTELY = 'verify with remote keys';
const PROVIDER = 'https://issuer.example/keys';
const CONSOLE_METHODS = ['debug', 'log', 'info', 'warn', 'error', 'trace'] as const;

/** @returns what is wrong, in words; nothing when all is well */
export async function problemsOf(hostile: Case): Promise<string[]> {
  const consoleLines: string[] = [];
  const spies = CONSOLE_METHODS.map((method) =>
    vi.spyOn(console, method).mockImplementation((...values: unknown[]) => {
      consoleLines.push(values.map(String).join(' '));
    }),
  );
  const strayRequests: string[] = [];
  const fetchSpy = vi.spyOn(globalThis, 'fetch').mockImplementation(async (target) => {
    strayRequests.push(target instanceof Request ? target.url : String(target));
    throw new Error('There is no network here.');
  });
  try {
    const { problems, traces } = await judged(hostile);
    const stray = strayRequests.map((url) => `a request to ${url}`);
    const named = JSON.stringify([policyOf(hostile), NOW]);
    const leaks = leaksOf(hostile.token, [...traces, ...consoleLines], named);
    return [...problems, ...stray, ...leaks].map((problem) => `${hostile.name}: ${problem}`);
  } finally {
    fetchSpy.mockRestore();
    spies.forEach((spy) => spy.mockRestore());
  }
}

/** The policy of a case, without its keys. */
function policyOf({ options }: Case): Omit<VerifierOptions, 'jwks'> {
  return { issuer: ISSUER, audience: AUDIENCE, ...options, now: () => NOW, tokenCache: false };
}

interface Judged {
  readonly problems: readonly string[];
  /** Everything that refusals left behind. */
  readonly traces: readonly string[];
}

async function judged(hostile: Case): Promise<Judged> {
  const { token, code = 'accepted' } = hostile;
  const jwks = hostile.jwks ?? { keys: [(await sharedKey()).publicJwk] };
  const events: VerifierEvent[] = [];
  const onEvent = (event: VerifierEvent) => {
    events.push(event);
  };
  const fixed = typeof jwks === 'string' ? { json: jwks } : jwks;
  const options = { ...policyOf(hostile), jwks: fixed, onEvent };
  const provider = providerOf(code === 'ERR_KEY_UNUSABLE' ? withBystander(jwks, await bystander()) : jwks);
  const remote = { ...options, jwks: { url: PROVIDER }, fetch: provider.fetch };

  const ways: Record<string, Outcome> = {
    verify: await outcomeOf(() => createVerifier(options).verify(token)),
    verifySync: await outcomeOf(() => createVerifier(options).verifySync(token)),
    [REMOTELY]: await outcomeOf(() => createVerifier(remote).verify(token)),
    'inspect of the verifier': await outcomeOfReport(() => createVerifier(options).inspect(token)),
    inspect: await outcomeOfReport(() => inspect(token, { jwks, policy: options, now: NOW })),
  };
  const expected = (way: string) => (way === REMOTELY ? hostile.remote : undefined) ?? code;
  const problems = Object.entries(ways)
    .filter(([way, outcome]) => outcome.code !== expected(way))
    .map(([way, outcome]) => `${way} says ${outcome.code}, not ${expected(way)}${detailOf(outcome)}`);
  problems.push(...provider.requests.filter((url) => url !== PROVIDER).map((url) => `a request to ${url}`));

  const bare = await outcomeOf(() =>
    verifySignature(token, jwks, { algorithms: hostile.options?.algorithms ?? ['RS256'] }),
  );
  const expectedBare = hostile.bare ?? bareCodeOf(code);
  if (expectedBare !== undefined && bare.code !== expectedBare) {
    problems.push(`verifySignature says ${bare.code}, not ${expectedBare}${detailOf(bare)}`);
  }
  decode(token);

  const answer = await answerTo(token, options, code);
  const errors = [...Object.values(ways), bare].flatMap(({ error }) =>
    error === undefined ? [] : textsOfError(error),
  );
  const traces = [...errors, ...events.map((event) => JSON.stringify(event)), ...answer.traces];
  return { problems: [...problems, ...answer.problems], traces };
}

/** A sound key of another name: an answer without any usable key is refused as a whole. */
async function bystander(): Promise<Jwk> {
  return { ...(await sharedKey('other')).publicJwk, kid: 'bystander' };
}

function withBystander(jwks: JwkSet | string, key: Jwk): JwkSet | string {
  return typeof jwks === 'string'
    ? jwks.replace(/\]\}$/, `,${JSON.stringify(key)}]}`)
    : { keys: [...jwks.keys, key] };
}

/** A provider that counts what it is asked for. */
function providerOf(jwks: JwkSet | string) {
  const requests: string[] = [];
  const body = typeof jwks === 'string' ? jwks : JSON.stringify(jwks);
  const fetch = async (url: string) => {
    requests.push(url);
    return new Response(body);
  };
  return { fetch, requests: requests as readonly string[] };
}

/** @throws whatever is not an orderly refusal */
async function outcomeOf(call: () => unknown): Promise<Outcome> {
  try {
    await call();
    return { code: 'accepted' };
  } catch (error) {
    if (error instanceof ClaimgateError && error.code !== 'ERR_ENGINE_PANIC') {
      return { code: error.code, error };
    }
    throw error;
  }
}

/** The same of a report, whose verdict and code have to belong together. */
async function outcomeOfReport(call: () => Report | Promise<Report>): Promise<Outcome> {
  let report: Report | undefined;
  const outcome = await outcomeOf(async () => {
    report = await call();
  });
  if (report === undefined) {
    return outcome;
  }
  if (report.verdict !== (report.code === undefined ? 'valid' : 'refused')) {
    throw new Error(`A report that is ${report.verdict} with ${report.code}`);
  }
  return { code: report.code ?? 'accepted' };
}

function detailOf({ error }: Outcome): string {
  return error === undefined ? '' : ` ${JSON.stringify(error.detail)}`;
}

/** Codes that a bare signature shares with a verdict on claims. */
const SHARED: ReadonlySet<ErrorCode | 'accepted'> = new Set([
  'accepted',
  'ERR_TOKEN_EMPTY',
  'ERR_TOKEN_MALFORMED',
  'ERR_TOKEN_ENCRYPTED',
  'ERR_TOKEN_BASE64URL',
  'ERR_HEADER_INVALID',
  'ERR_HEADER_CRIT',
  'ERR_HEADER_B64',
  'ERR_ALG_NOT_ALLOWED',
  'ERR_JWKS_INVALID',
  'ERR_KEY_NOT_FOUND',
  'ERR_KEY_AMBIGUOUS',
  'ERR_KEY_UNUSABLE',
  'ERR_SIGNATURE_INVALID',
]);

function bareCodeOf(code: ErrorCode | 'accepted'): ErrorCode | 'accepted' | undefined {
  return SHARED.has(code) ? code : undefined;
}

interface Answer {
  readonly problems: readonly string[];
  readonly traces: readonly string[];
}

const NO_ANSWER: Answer = { problems: [], traces: [] };

/** What a protected service answers: the code and its general sentence, nothing about this token. */
async function answerTo(
  token: string,
  options: VerifierOptions,
  code: ErrorCode | 'accepted',
): Promise<Answer> {
  // No other character gets into a header; one is not part of the credential any more.
  const fits = /^[\x21-\x7e]+$/.test(token) && !token.includes(',');
  if (!fits || code === 'ERR_JWKS_INVALID') {
    return NO_ANSWER;
  }
  const handler = withAuth(options, () => new Response('in'));
  const request = new Request('https://api.example', { headers: { authorization: `Bearer ${token}` } });
  const response = await handler(request, {}, { waitUntil: () => undefined });
  const body = await response.text();
  const traces = [body, JSON.stringify([...response.headers])];
  if (code === 'accepted') {
    return { problems: response.status === 200 ? [] : [`answered with ${response.status}`], traces };
  }
  if (response.status === 200) {
    return { problems: ['answered with 200'], traces };
  }
  const { error, ...rest } = JSON.parse(body) as Record<string, unknown>;
  const { sentence, status } = ERROR_CODES[code];
  const asExpected =
    response.status === status &&
    typeof error === 'string' &&
    JSON.stringify(rest) === JSON.stringify({ code, message: sentence });
  return { problems: asExpected ? [] : [`answered with ${response.status} ${body}`], traces };
}
