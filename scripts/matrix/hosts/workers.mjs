// workerd, by every way that a Worker is built and tested.

import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { inProject } from '../../lib/paths.mjs';
import { capture, StepError } from '../../lib/steps.mjs';
import { LOOPBACK } from '../../start/ports.mjs';
import { FETCH_HANDLER, gzipSize, makeProject, printedResult } from '../project.mjs';
import { answerOf, withServer } from '../serving.mjs';

const COMPATIBILITY_DATE = '2026-10-01';
const WRANGLER = JSON.stringify({
  name: 'consumer',
  main: 'worker.mjs',
  compatibility_date: COMPATIBILITY_DATE,
});

const inModules = (...segments) => inProject('node_modules', ...segments);

/** @returns {import('../../matrix.mjs').Host[]} */
export function workerHosts(node) {
  return [
    { name: 'workerd, wrangler', run: (common) => throughWrangler(common, node) },
    { name: 'workerd, Vite dev', run: (common) => throughVitePlugin(common, node, 'dev') },
    { name: 'workerd, Vite build', run: (common) => throughVitePlugin(common, node, 'build') },
    { name: 'workerd, Vitest pool', run: (common) => throughVitest(common, node) },
  ];
}

async function throughWrangler(common, node) {
  const files = { 'worker.mjs': FETCH_HANDLER, 'wrangler.json': WRANGLER };
  const cwd = await makeProject(common, 'wrangler', files);
  const wrangler = inModules('wrangler', 'bin', 'wrangler.js');
  const env = { WRANGLER_LOG_PATH: path.join(cwd, 'logs') };
  const { code, output } = await capture(
    node,
    [wrangler, 'deploy', '--dry-run', '--minify', '--outdir', 'dist'],
    { cwd, env: { ...env, CI: '1', WRANGLER_SEND_METRICS: 'false' } },
  );
  if (code !== 0) throw new StepError(output.slice(-1500));
  const size = await gzipSize(path.join(cwd, 'dist'));
  const args = (port) => [
    wrangler, 'dev', '--local', '--ip', LOOPBACK, '--port', String(port), '--inspector-port', '0',
    '--show-interactive-dev-session', 'false',
  ];
  return { result: await withServer({ name: 'wrangler', command: node, args, cwd, env }, answerOf), size };
}

const VITE_CONFIG = `import { cloudflare } from '@cloudflare/vite-plugin';
export default { plugins: [cloudflare({ inspectorPort: false })], clearScreen: false };
`;

async function throughVitePlugin(common, node, mode) {
  const files = { 'worker.mjs': FETCH_HANDLER, 'wrangler.json': WRANGLER, 'vite.config.mjs': VITE_CONFIG };
  const cwd = await makeProject(common, `workerd-vite-${mode}`, files);
  const vite = inModules('vite', 'bin', 'vite.js');
  if (mode === 'build') {
    const { code, output } = await capture(node, [vite, 'build'], { cwd });
    if (code !== 0) throw new StepError(output.slice(-1500));
  }
  const size = mode === 'build' ? await gzipSize(path.join(cwd, 'dist')) : undefined;
  const first = mode === 'build' ? ['preview'] : [];
  const args = (port) => [vite, ...first, '--host', LOOPBACK, '--port', String(port), '--strictPort'];
  return { result: await withServer({ name: 'vite', command: node, args, cwd }, answerOf), size };
}

const VITEST_CONFIG = `import { cloudflareTest } from '@cloudflare/vitest-plugin';
export default {
  plugins: [cloudflareTest({ miniflare: {
    compatibilityDate: '${COMPATIBILITY_DATE}',
    modulesRules: [{ type: 'CompiledWasm', include: ['**/*.wasm'] }],
  } })],
  test: { include: ['probe.test.mjs'] },
};
`;

const VITEST_TEST = `import * as claimgate from 'claimgate';
import { test } from 'vitest';
import { fixture } from './fixture.mjs';
import { probe } from './probe.mjs';
test('probe', async () => {
  if (navigator.userAgent !== 'Cloudflare-Workers') throw new Error('not workerd');
  console.log('\\nPROBE' + JSON.stringify(await probe(claimgate, fixture)));
});
`;

async function throughVitest(common, node) {
  const cwd = await makeProject(common, 'vitest', { 'probe.test.mjs': VITEST_TEST });
  await writeFile(path.join(cwd, 'vitest.config.mjs'), VITEST_CONFIG);
  const args = [inModules('vitest', 'vitest.mjs'), 'run', '--reporter', 'verbose'];
  const { output } = await capture(node, args, { cwd, env: { NO_COLOR: '1' } });
  return { result: printedResult(output), size: undefined };
}
