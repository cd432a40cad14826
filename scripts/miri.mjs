// npm run miri: the kernels' algorithms over plain lanes under Miri, where it is installed. Where it is not, this says so and
// is no failure: the crate forbids unsafe code, so Miri is a second look at integer and slice arithmetic. What is unsafe is
// in kernels/ and exists on wasm32 alone, where Miri does not run.

import { ROOT } from './lib/paths.mjs';
import { capture, CARGO_PROGRESS, run, runScript, say } from './lib/steps.mjs';

const MIRI = ['+nightly', 'miri'];

/** The known answers of every kernel, and the encodings. The tests with many powers are too long for an interpreter. */
const FILTERS = ['rsa::selftest', 'rsa::pkcs1'];

await runScript(async () => {
  const missing = await whyNot();
  if (missing !== undefined) {
    say(`Miri was not run: ${missing}`);
    return;
  }
  for (const filter of FILTERS) {
    await run(`Miri: ${filter}`, 'cargo', [...MIRI, 'test', '--locked', '--lib', filter], {
      cwd: ROOT,
      env: CARGO_PROGRESS,
    });
  }
});

/** What stands in the way; installing a compiler's component is not for a script to decide. */
async function whyNot() {
  const env = { RUSTUP_AUTO_INSTALL: '0' };
  const tool = await capture('cargo', [...MIRI, '--version'], { env });
  if (tool.code !== 0) return 'it is not installed (rustup +nightly component add miri rust-src).';
  const setUp = await capture('cargo', [...MIRI, 'setup'], { env });
  if (setUp.code !== 0) {
    return `its standard library could not be built: ${setUp.output.trim().split('\n').at(-1)}`;
  }
  return undefined;
}
