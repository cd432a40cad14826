// What the measured programs have in common: each runs in a process of its own and prints one JSON text.

/** `--quick`: enough to see that everything works, too little to quote. */
export const QUICK = process.argv.includes('--quick');

/** The count to use: `full`, or a small share of it in a quick run. */
export function scaled(full) {
  return QUICK ? Math.max(3, Math.round(full / 20)) : full;
}

export function print(result) {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
