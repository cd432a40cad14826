/** The update of the table of Entra's roles, from a document in the form of Microsoft's. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mergeRoles, parseReference, parseTable } from '../../../scripts/lib/role-templates.mjs';

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));
const ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';
const NEW = '00000000-1111-4222-8333-444444444444';

const DOCUMENT = `---
title: Built-in roles
ms.date: 03/09/2026
---
> [!div class="mx-tableFixed"]
> | Role | Description | Template ID |
> | --- | --- | --- |
> | [New  Administrator](#new-administrator) | Manages what is new. | ${NEW} |
> | [Global Boss](#global-boss) | All of it.<br/>[![Privileged label icon.](./media/privileged-label.png)](p.md) | ${ADMINISTRATOR.toUpperCase()} |

## Global Boss
> | Actions | Description |
> | microsoft.directory/users/create | Not a role: ${NEW} |
`;

let folder;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'claimgate-roles-'));
});

afterAll(() => rm(folder, { recursive: true }));

test('the rows of the reference are read, and no others', () => {
  expect(parseReference(DOCUMENT)).toEqual({
    date: '2026-03-09',
    roles: [
      { id: NEW, name: 'New Administrator', privileged: false, source: 'doc-2026-03-09' },
      { id: ADMINISTRATOR, name: 'Global Boss', privileged: true, source: 'doc-2026-03-09' },
    ],
  });
});

test('what is new, renamed and missing is told', () => {
  const known = [
    { id: ADMINISTRATOR, name: 'Global Administrator', privileged: true, source: 'both' },
    { id: 'gone', name: 'Gone', privileged: false, source: 'older list' },
  ];
  const { roles, added, renamed, missing } = mergeRoles(known, parseReference(DOCUMENT));
  expect(roles.map(({ name }) => name)).toEqual(['Global Boss', 'Gone', 'New Administrator']);
  expect(added.map(({ id }) => id)).toEqual([NEW]);
  expect(renamed).toMatchObject([{ id: ADMINISTRATOR, before: 'Global Administrator' }]);
  expect(missing).toEqual([known[1]]);
});

test('the script writes a table with its origin and date, and keeps every role', async () => {
  const document = path.join(folder, 'reference.md');
  const out = path.join(folder, 'table.tsv');
  await writeFile(document, DOCUMENT);
  const script = path.join(PROJECT, 'scripts', 'update-role-templates.mjs');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, document, '--out', out]);
  expect(stdout + stderr).toContain('Global Administrator is now Global Boss');
  const text = await readFile(out, 'utf8');
  expect(text).toMatch(
    /ms\.date 2026-03-09\),\n# read on \d{4}-\d\d-\d\d by scripts\/update-role-templates\.mjs/,
  );
  const before = parseTable(await readFile(path.join(PROJECT, 'data', 'entra-role-templates.tsv'), 'utf8'));
  const after = new Map(parseTable(text).map((role) => [role.id, role]));
  expect(after.size).toBe(before.length + 1);
  expect(before.every(({ id }) => after.has(id))).toBe(true);
  expect(after.get(ADMINISTRATOR)).toMatchObject({ name: 'Global Boss', privileged: true });
});

test('a document without the table is refused, and nothing is written', async () => {
  const document = path.join(folder, 'other.md');
  await writeFile(document, '# Something else\n');
  const script = path.join(PROJECT, 'scripts', 'update-role-templates.mjs');
  await expect(promisify(execFile)(process.execPath, [script, document])).rejects.toMatchObject({ code: 1 });
});
