/** `claimgate jwks`: fetch, list, lint, diff and watch key sets. */
import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { findingsOf } from './key-findings.js';
import { differenceOf, isEmpty, type KeySetDifference, type KeySetView, keySetView, nameOf } from './key-sets.js';
import { keySetText } from './keys.js';
import { checkAddress, type NetworkOptions } from './network.js';
import { EXIT, type ExitCode, UsageError } from './outcome.js';
import { numberOf } from './policy.js';
import { colours, counted, json, print, printable, say } from './terminal.js';

export interface JwksFlags extends NetworkOptions {
  readonly json?: boolean;
}

/** Prints a key set, or writes it to a file. */
export async function fetchCommand(address: string, flags: JwksFlags & { readonly output?: string }): Promise<ExitCode> {
  checkAddress(address, flags);
  const text = await keySetText(address, flags);
  const { keys } = keySetView(text);
  if (flags.output === undefined) {
    print(json(JSON.parse(text)));
  } else {
    await writeFile(flags.output, text);
    say(`${String(keys.length)} keys written to ${flags.output}`);
  }
  return EXIT.good;
}

export async function listCommand(source: string, flags: JwksFlags): Promise<ExitCode> {
  const { keys } = keySetView(await keySetText(source, flags));
  if (flags.json === true) {
    print(json(keys.map(({ picked: _, text, usable, ...key }) => ({ ...key, usable, ...(usable ? {} : { text }) }))));
    return EXIT.good;
  }
  for (const key of keys) {
    const facts = [key.kty, key.crv, key.bits === undefined ? undefined : `${String(key.bits)} bits`, key.alg, key.issuer];
    const known = facts.filter((fact) => fact !== undefined).map(printable);
    const state = key.usable ? '' : colours.red(`  ${key.text}`);
    print(`${nameOf(key)}  ${colours.dim(known.join('  '))}${state}`);
  }
  say(`${counted(keys.length, 'key')}, ${String(keys.filter(({ usable }) => usable).length)} usable`);
  return EXIT.good;
}

/** Refused where there is an error; warnings are only shown. */
export async function lintCommand(source: string, flags: JwksFlags): Promise<ExitCode> {
  const findings = findingsOf(keySetView(await keySetText(source, flags)));
  if (flags.json === true) {
    print(json(findings));
  } else {
    for (const { severity, key, text } of findings) {
      const mark = severity === 'error' ? colours.red('✗ error  ') : colours.yellow('! warning');
      print(`${mark}  ${key === '' ? '' : `${key}: `}${printable(text)}`);
    }
    if (findings.length === 0) print(`${colours.green('✓')} nothing found`);
  }
  return findings.some(({ severity }) => severity === 'error') ? EXIT.refused : EXIT.good;
}

/** Good where both sets have the same keys, refused where they differ. */
export async function diffCommand(before: string, after: string, flags: JwksFlags): Promise<ExitCode> {
  const [one, other] = await Promise.all([before, after].map(async (source) => viewOf(source, flags)));
  const difference = differenceOf(one as KeySetView, other as KeySetView);
  if (flags.json === true) {
    print(json(difference));
  } else {
    for (const line of differenceLines(difference)) print(line);
    if (isEmpty(difference)) print('no difference');
  }
  return isEmpty(difference) ? EXIT.good : EXIT.refused;
}

/** Looks at an address again and again and tells of each change. */
export async function watchCommand(
  address: string,
  flags: JwksFlags & { readonly interval?: string; readonly count?: string },
): Promise<ExitCode> {
  const seconds = numberOf('--interval', flags.interval ?? '300');
  const count = flags.count === undefined ? Infinity : numberOf('--count', flags.count);
  if (seconds <= 0) throw new UsageError('--interval takes seconds above 0.');
  checkAddress(address, flags);
  let before = await viewOf(address, flags);
  tell({ event: 'watching', keys: before.keys.map(nameOf) }, flags);
  for (let look = 1; look < count; look += 1) {
    await delay(seconds * 1000);
    let now;
    try {
      now = await viewOf(address, flags);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      tell({ event: 'failed', message: error.message }, flags);
      continue;
    }
    const difference = differenceOf(before, now);
    if (!isEmpty(difference)) tell({ event: 'changed', ...difference }, flags);
    before = now;
  }
  return EXIT.good;
}

async function viewOf(source: string, flags: JwksFlags): Promise<KeySetView> {
  return keySetView(await keySetText(source, flags));
}

type WatchEvent =
  | { readonly event: 'watching'; readonly keys: readonly string[] }
  | { readonly event: 'failed'; readonly message: string }
  | ({ readonly event: 'changed' } & KeySetDifference);

function tell(event: WatchEvent, flags: JwksFlags): void {
  const at = new Date().toISOString();
  if (flags.json === true) {
    print(json({ at, ...event }, 0));
    return;
  }
  const lines =
    event.event === 'watching'
      ? [`${String(event.keys.length)} keys: ${event.keys.join(', ')}`]
      : event.event === 'failed'
        ? [colours.red(printable(event.message))]
        : differenceLines(event);
  for (const line of lines) print(`${colours.dim(at)}  ${line}`);
}

function differenceLines({ added, removed, replaced }: KeySetDifference): readonly string[] {
  return [
    ...added.map((name) => colours.green(`+ ${name}`)),
    ...removed.map((name) => colours.red(`- ${name}`)),
    ...replaced.map((name) => colours.yellow(`~ ${name} (the same name, another key)`)),
  ];
}
