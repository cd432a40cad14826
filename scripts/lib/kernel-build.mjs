// The SIMD kernels: the crate kernels/ compiled once for each instruction set, to pkg/wasm/kernel-*.wasm.

import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { wasmOpt } from './engine-build.mjs';
import { inProject, ROOT } from './paths.mjs';
import { encodeRustFlags } from './rust-flags.mjs';
import { CARGO_PROGRESS, run, say } from './steps.mjs';
import { WASM_TARGET, wasmToolchain } from './wasm-toolchain.mjs';

/** Without LLVM's loop strength reduction, which undoes the constant offsets of wasm loads. */
const FLAGS = ['-Cllvm-args=--disable-lsr', '-Clink-arg=-zstack-size=32768'];

/** The compiler's names of instruction sets in those of the optimizer. */
const FEATURE_NAMES = { '+simd128': 'simd', '+relaxed-simd': 'relaxed-simd' };

const KERNELS = [
  { name: 'simd128', features: '+simd128' },
  { name: 'relaxed-simd', features: '+simd128,+relaxed-simd' },
];

export async function buildKernels() {
  const toolchain = await wasmToolchain();
  await mkdir(inProject('pkg', 'wasm'), { recursive: true });
  for (const kernel of KERNELS) {
    const compiled = await compile(kernel, toolchain);
    const stamp = path.join(path.dirname(compiled), 'kernel.stamp');
    const file = inProject('pkg', 'wasm', `kernel-${kernel.name}.wasm`);
    if (existsSync(file) && (await newest(stamp)) > (await newest(compiled))) continue;
    const features = kernel.features.split(',').map((feature) => `--enable-${FEATURE_NAMES[feature]}`);
    const optimize = ['-O3', '--strip-debug', '--strip-producers', '--strip-target-features', ...features];
    const command = [wasmOpt(), compiled, '-o', file, ...optimize];
    await run(`optimize the kernel ${kernel.name}`, process.execPath, command);
    await writeFile(stamp, '');
    const bytes = await readFile(file);
    say(`  kernel ${kernel.name}: ${bytes.length} bytes, gzip ${gzipSync(bytes, { level: 9 }).length}`);
  }
}

/** When a file was last written; 0 if never. */
function newest(file) {
  return stat(file).then(({ mtimeMs }) => mtimeMs, () => 0);
}

async function compile({ name, features }, { cargo, env, targetFolder }) {
  const folder = path.join(targetFolder, `kernel-${name}`);
  const flags = [env.CARGO_ENCODED_RUSTFLAGS, encodeRustFlags([`-Ctarget-feature=${features}`, ...FLAGS])];
  await run(
    `compile the kernel ${name}`,
    cargo,
    ['build', '--locked', '--release', '--package', 'claimgate-kernel', '--target', WASM_TARGET],
    {
      cwd: ROOT,
      env: {
        ...env,
        ...CARGO_PROGRESS,
        CARGO_TARGET_DIR: folder,
        CARGO_ENCODED_RUSTFLAGS: flags.filter(Boolean).join('\u001f'),
      },
    },
  );
  return path.join(folder, WASM_TARGET, 'release', 'claimgate_kernel.wasm');
}
