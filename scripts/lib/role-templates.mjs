// The table of Entra's built-in roles: reading Microsoft's reference and our own file, and bringing them together.

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * @typedef {object} Role
 * @property {string} id the template id, as `wids` carries it
 * @property {string} name
 * @property {boolean} privileged whether Microsoft calls it so
 * @property {string} source where the row comes from
 *
 * @typedef {object} Reference
 * @property {string} date its `ms.date`, as YYYY-MM-DD
 * @property {Role[]} roles
 */

/**
 * Reads the rows `| [Name](#anchor) | description | template id |` of Microsoft's document, in Markdown.
 *
 * @param {string} markdown
 * @returns {Reference}
 */
export function parseReference(markdown) {
  const [, month, day, year] = /^ms\.date:\s*(\d\d)\/(\d\d)\/(\d{4})/m.exec(markdown) ?? [];
  const date = year === undefined ? 'unknown date' : `${year}-${month}-${day}`;
  const source = `doc-${date}`;
  const roles = markdown.split('\n').flatMap((line) => {
    const cells = line
      .replace(/^>?\s*\|/, '')
      .split('|')
      .map((cell) => cell.trim());
    const [, name] = /^\[([^\]]+)\]\(#/.exec(cells[0] ?? '') ?? [];
    const id = cells.find((cell) => GUID.test(cell.toLowerCase()))?.toLowerCase();
    if (name === undefined || id === undefined) return [];
    return [{ id, name: name.replaceAll(/\s+/g, ' '), privileged: /privileged-label/i.test(line), source }];
  });
  return { date, roles: [...new Map(roles.map((role) => [role.id, role])).values()] };
}

/** @param {string} text of data/entra-role-templates.tsv @returns {Role[]} */
export function parseTable(text) {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'))
    .map(([id, name, mark, source]) => ({ id, name, privileged: mark === 'P', source }));
}

/**
 * The reference's word counts; what it does not have is kept as it was.
 *
 * @param {Role[]} known
 * @param {Reference} reference
 */
export function mergeRoles(known, { roles }) {
  const before = new Map(known.map((role) => [role.id, role]));
  const current = new Map(roles.map((role) => [role.id, role]));
  const missing = known.filter(({ id }) => !current.has(id));
  const merged = [...missing, ...roles].sort((one, other) => (one.name < other.name ? -1 : 1));
  return {
    roles: merged,
    added: roles.filter(({ id }) => !before.has(id)),
    renamed: roles.flatMap((role) => {
      const old = before.get(role.id);
      return old === undefined || old.name === role.name ? [] : [{ ...role, before: old.name }];
    }),
    missing,
  };
}

/**
 * @param {Role[]} roles
 * @param {Reference} reference
 * @param {string} today
 */
export function tableText(roles, { date }, today) {
  const rows = roles.map(({ id, name, privileged, source }) =>
    [id, name, privileged ? 'P' : '', source].join('\t'),
  );
  return `# Template ids of the built-in roles of Microsoft Entra, as the claim \`wids\` carries them: id, name, P where Microsoft calls the role privileged, source.
# Origin: MicrosoftDocs/entra-docs, docs/identity/role-based-access-control/permissions-reference.md (ms.date ${date}),
# read on ${today} by scripts/update-role-templates.mjs. Rows of another source are not in it, and kept.
${rows.join('\n')}
`;
}
