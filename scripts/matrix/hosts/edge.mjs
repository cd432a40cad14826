// Next.js with its edge runtime: built and started, asked over HTTP.

import path from 'node:path';

import { capture, StepError } from '../../lib/steps.mjs';
import { gzipSize, makeProject } from '../project.mjs';
import { answerOf, withServer } from '../serving.mjs';
import { inMatrix } from '../tools.mjs';

const ROUTE = `import * as claimgate from 'claimgate';
import { fixture } from '../fixture.mjs';
import { probe } from '../probe.mjs';
export const runtime = 'edge';
export async function GET() {
  return Response.json({ ...(await probe(claimgate, fixture)), runtime: globalThis.EdgeRuntime ?? 'none' });
}
`;

/** @returns {import('../../matrix.mjs').Host[]} */
export function edgeHosts(node) {
  return [{ name: 'Next.js, edge runtime', run: (common) => throughNext(common, node) }];
}

async function throughNext(common, node) {
  const cwd = await makeProject(common, 'next-edge', {
    'app/route.js': ROUTE,
    'next.config.mjs': `export default { outputFileTracingRoot: ${JSON.stringify(inMatrix())}, turbopack: { root: ${JSON.stringify(inMatrix())} } };\n`,
  });
  const next = inMatrix('node_modules', 'next', 'dist', 'bin', 'next');
  const env = { NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1', CI: '1' };
  const { code, output } = await capture(node, [next, 'build'], { cwd, env });
  if (code !== 0) throw new StepError(output.slice(-2500));
  const args = (port) => [next, 'start', '--hostname', '127.0.0.1', '--port', String(port)];
  const { runtime, ...result } = await withServer({ name: 'next', command: node, args, cwd, env }, answerOf);
  if (runtime !== 'edge-runtime') throw new StepError(`it ran in another runtime: ${runtime}`);
  return { result, size: await gzipSize(path.join(cwd, '.next', 'server', 'edge')).catch(() => undefined) };
}
