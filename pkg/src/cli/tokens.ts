/** The tokens of one call: named, piped in, or asked for. */
import { type FoundTokens, findTokens } from './find-tokens.js';
import { UsageError } from './outcome.js';
import { counted, readInput, say } from './terminal.js';

/** @throws UsageError when there is nothing to look at */
export async function givenTokens(named: readonly string[]): Promise<readonly string[]> {
  const { tokens, otherLines } = await found(named);
  if (otherLines > 0) {
    say(`note: ${counted(otherLines, 'line')} without a token.`);
  }
  return tokens;
}

async function found(named: readonly string[]): Promise<FoundTokens> {
  if (named.length > 0 && !(named.length === 1 && named[0] === '-')) {
    say(
      'warning: a token on the command line is seen by every user of this machine, and the shell may keep it. ' +
        'Pipe it in, or call without it and paste.',
    );
    return findTokens(named.join('\n'));
  }
  const text = await readInput('Paste the token and press Enter (it is not shown): ');
  if (text.trim() === '') {
    throw new UsageError('No token was given.');
  }
  return findTokens(text);
}
