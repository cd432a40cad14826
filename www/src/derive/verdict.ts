/** The verdict strip: never a lone word, always the reason, and how much of the whole was checked. */
import type { RungView } from './ladder.ts';
import type { Judgement } from '../judge.ts';
import type { Input } from '../state.ts';

export interface VerdictView {
  /** `problem`: nothing is known about the token, and it is not the token's fault. */
  readonly tone: 'empty' | 'valid' | 'refused' | 'incomplete' | 'problem';
  readonly title: string;
  readonly reason: string;
  readonly code: string | undefined;
  /** `5 of 7 checks passed`. */
  readonly count: string | undefined;
}

export function verdictView(
  { report, failure, policyProblem }: Judgement,
  ladder: readonly RungView[],
  input: Input,
): VerdictView {
  const without = { code: undefined, count: undefined };
  if (input.engineFailed) {
    return {
      ...without,
      tone: 'problem',
      title: 'The engine did not start',
      reason: 'Nothing can be checked. Load the page again.',
    };
  }
  if (input.token === '') {
    return {
      ...without,
      tone: 'empty',
      title: 'No token yet',
      reason:
        'Paste one, and see what a Worker would say to it and why. Or try the example: it is made ' +
        'here, in your browser.',
    };
  }
  if (report === undefined) {
    return failure === undefined
      ? {
          ...without,
          tone: 'empty',
          title: 'Starting the engine',
          reason: 'This takes a moment the first time.',
        }
      : {
          ...without,
          tone: 'problem',
          title: 'The engine broke',
          reason: 'Nothing is known about this token.',
          code: failure.code,
        };
  }
  const count = `${ladder.filter(({ state }) => state === 'pass').length} of ${ladder.length} checks passed`;
  switch (report.verdict) {
    case 'valid':
      return { tone: 'valid', title: 'Accepted', reason: acceptedBecause(input), code: undefined, count };
    case 'refused':
      return {
        tone: 'refused',
        title: 'Not accepted',
        reason: refusedBecause(ladder),
        code: report.code,
        count,
      };
    case 'incomplete':
      return policyProblem === undefined
        ? { ...incomplete(ladder), code: undefined, count }
        : {
            tone: 'incomplete',
            title: 'Not verified',
            reason: 'The policy has an error, so not everything was checked.',
            code: undefined,
            count,
          };
  }
}

function acceptedBecause({ policy }: Input): string {
  const audience = policy.acceptAnyAudience ? 'for any audience' : 'for your audience';
  return `Signed by a key of this key set, within its times, from your issuer, ${audience}.`;
}

function refusedBecause(ladder: readonly RungView[]): string {
  const [first, ...others] = ladder.filter(({ state }) => state === 'fail');
  const more = others.map(({ name }) => name.toLowerCase());
  const further = more.length === 0 ? '' : ` Also failed: ${listed(more)}.`;
  return `${first?.summary ?? 'A check failed.'}${further}`;
}

function incomplete(ladder: readonly RungView[]): Pick<VerdictView, 'tone' | 'title' | 'reason'> {
  const unable = ladder.find(({ state }) => state === 'cannot-check');
  if (unable !== undefined) {
    return { tone: 'incomplete', title: 'Cannot be checked here', reason: unable.summary };
  }
  const open = ladder.filter(({ state }) => state === 'not-checked');
  const names = listed(open.map(({ name }) => name.toLowerCase()));
  const isSigned = ladder.some(({ id, state }) => id === 'signature' && state === 'pass');
  return {
    tone: 'incomplete',
    title: isSigned ? 'Signature good, not everything checked' : 'Not verified',
    reason: isSigned
      ? `Not checked: ${names}.`
      : `No check failed, but anybody could have written this. Not checked: ${names}.`,
  };
}

/** `a`, `a and b`, `a, b and c`. */
function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
