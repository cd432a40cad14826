// The code blocks of README.md that a comment `<!-- run: name -->` marks, as they are printed.

import { readFileSync } from 'node:fs';

import { inProject } from '../../scripts/lib/paths.mjs';

/** @param {string} name */
export function snippet(name) {
  const readme = readFileSync(inProject('README.md'), 'utf8');
  const [, code] = new RegExp(`<!-- run: ${name} -->\n\`\`\`\\w+\n([\\s\\S]*?)\n\`\`\`\n`).exec(readme) ?? [];
  if (code === undefined) throw new Error(`README.md has no snippet ${name}`);
  return code;
}
