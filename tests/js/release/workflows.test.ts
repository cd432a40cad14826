/** The workflows: actions pinned by commit with their version beside, no permission by default, none to write. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const FOLDER = new URL('../../../.github/workflows/', import.meta.url);
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yml'));

describe.each(files)('%s', (name) => {
  const text = readFileSync(new URL(name, FOLDER), 'utf8');

  test('every action is pinned by commit', () => {
    const uses = text.split('\n').filter((line) => line.includes('uses:'));
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) {
      expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  test('nothing is permitted by default, and nothing may write to the repository', () => {
    expect(text).toMatch(/^permissions: \{\}$/m);
    const granted = [...text.matchAll(/^ {6}([\w-]+): (read|write)$/gm)].map(([, what, how]) => `${what} ${how}`);
    expect(new Set(granted)).toEqual(
      new Set(name === 'release.yml' ? ['contents read', 'id-token write'] : ['contents read']),
    );
  });

  test('a checkout leaves no credentials behind', () => {
    const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
    expect(count(/persist-credentials: false/g)).toBe(count(/uses: actions\/checkout@/g));
  });

  test('no text of a request becomes a command', () => {
    const commands = [...text.matchAll(/run: (.+)$/gm)].map(([, command]) => command);
    expect(commands.filter((command) => command?.includes('${{'))).toEqual([]);
  });
});
