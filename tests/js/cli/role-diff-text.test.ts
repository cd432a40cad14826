/** The text form of a difference of roles, as the command line prints it. */
import { describe, expect, test } from 'vitest';
import { renderRoleDiff } from '../../../pkg/src/cli/role-diff-text.js';

const grant = (role: string, source: string, value: string) => ({ role, source, value });

describe('a difference of roles as text', () => {
  test('has a line a role, with its reasons', () => {
    const text = renderRoleDiff(
      {
        common: [
          { role: 'editor', a: [grant('editor', 'groups', 'g')], b: [grant('editor', 'group', 'A\\B')] },
        ],
        onlyA: [{ role: 'clerk', a: [grant('clerk', 'roles', 'clerk')], b: [] }],
        onlyB: [{ role: 'admin', a: [], b: [grant('admin', 'role', 'Leader'), grant('admin', 'scp', 'x')] }],
        undecidedA: ['viewer'],
        undecidedB: [],
      },
      ['Entra', 'AD FS'],
    );
    expect(text.split('\n')).toEqual([
      '= editor  (Entra: groups "g"; AD FS: group "A\\\\B")',
      '- clerk  (Entra: roles "clerk")',
      '+ admin  (AD FS: role "Leader", scp "x")',
      '? viewer  (Entra: too many groups for the token)',
    ]);
  });

  test('of nothing says so', () => {
    const none = { common: [], onlyA: [], onlyB: [], undecidedA: [], undecidedB: [] };
    expect(renderRoleDiff(none)).toBe('No roles on either side.');
  });
});
