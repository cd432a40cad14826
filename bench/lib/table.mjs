// The results as Markdown.

import { ratioOf } from './goals.mjs';

/** @param {any} results what run.mjs has put together, with `goals` @returns {string} */
export function markdown(results) {
  const { machine, versions } = results;
  return [
    '# Results of `npm run bench`',
    `${results.date}, ${machine.cpu}, ${machine.cores} cores, ${machine.system}. Load average (1 minute) ` +
      `${machine.loadBefore.toFixed(2)} before and ${machine.loadAfter.toFixed(2)} after the run` +
      `${results.quick ? '. **A quick run: nothing to quote.**' : '.'}`,
    'Times are of this machine and of no other; the ratios are what carries over.',
    Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(', '),
    '## Goals',
    goalTable(results.goals),
    ...results.node.flatMap(nodeSections),
    ...workerdSection(results.workerd),
    ...chromiumSection(results.chromium),
    ...latencySection(results.latency),
    '## Size',
    sizes(results.size),
    '',
  ].join('\n\n');
}

export function goalTable(list) {
  const verdict = ({ met }) => (met === undefined ? 'not measured' : met ? 'met' : '**missed**');
  return table(
    ['goal', 'at most', 'measured', ''],
    list.map((goal) => [goal.goal, `${goal.limit} ${goal.unit}`, number(goal.value), verdict(goal)]),
  );
}

function nodeSections({ version, libraries, kernels, breakdown, scaling, startup, keyImport, memory }) {
  return [
    `## Node ${version}, kernel ${libraries.kernel}`,
    `Cold: 64 tokens of ${libraries.tokenBytes} bytes in rotation, no cache of verdicts.`,
    contenders(libraries.cold, 'claimgate'),
    'Warm: the same token, each time as a new string.',
    contenders(libraries.warm, 'claimgate, cached'),
    'RSA alone, as a multiple of crypto.verify:',
    kernelTable(kernels),
    'Where the time of a cold verification goes:',
    contenders(breakdown.results, 'verifySync: and freezing, counting'),
    'Cold, by the size of the token (RSA-2048) and of the key (1.2 KB):',
    scalingTable(scaling),
    'Start in a fresh process, medians:',
    startTable(startup),
    `Import of a key set: ${keyImport.source}, ${keyImport.keys} keys, ${keyImport.bytes} bytes.`,
    contenders(keyImport.results, 'claimgate, all keys'),
    `Memory over ${memory.count.toLocaleString('en')} verifications each:`,
    memoryTable(memory),
  ];
}

function workerdSection(workerd) {
  if (workerd === undefined) return [];
  return [
    `## workerd, kernel ${workerd.kernel}`,
    'Timed from outside: a request that loops, divided by its calls. The cost of the request itself ' +
      '(`nothing`, a whole request) is contained in every other figure.',
    contenders(workerd.results, 'claimgate, cold'),
  ];
}

function chromiumSection(chromium) {
  if (chromium === undefined) return [];
  return [
    `## Chromium ${chromium.version}, kernel ${chromium.kernel}`,
    'Timed in the page, in batches that are long for its clock.',
    contenders(chromium.results, 'claimgate, cold'),
  ];
}

function latencySection(latency) {
  if (latency === undefined) return [];
  const milliseconds = (microseconds) => number(microseconds / 1000);
  return [
    '## A request on workerd',
    `Timed from outside, ${milliseconds(latency.way.microseconds)} ms of it being the way to an isolate and back. ` +
      'Overhead: less that way, and less the delay of the provider. A bare Worker takes the same steps (a read of KV, a ' +
      'request to the provider) on a cold isolate without a token.',
    table(
      ['', 'median, ms', 'quartiles, ms', 'overhead, ms', 'a bare Worker, ms', 'more than it, ms'],
      latency.results.map(({ name, microseconds, low, high, overhead, bare }) => [
        name,
        milliseconds(microseconds),
        `${milliseconds(low)} - ${milliseconds(high)}`,
        milliseconds(overhead),
        bare === undefined ? '' : milliseconds(bare),
        bare === undefined ? '' : milliseconds(microseconds - bare),
      ]),
    ),
  ];
}

function contenders(list, base) {
  const rows = list.map(({ name, note, microseconds, low, high, cpu }) => [
    name,
    number(ratioOf(list, name, base)),
    number(microseconds),
    `${number(low)} - ${number(high)}`,
    number(cpu),
    note ?? '',
  ]);
  return table(['', `x ${base}`, 'median, us', 'quartiles, us', 'processor time, us', ''], rows);
}

function kernelTable({ sizes: list }) {
  const names = list[0].results.map(({ name }) => name);
  const rows = list.map(({ bits, results }) => [
    String(bits),
    ...names.map((name) => number(ratioOf(results, name, 'crypto.verify'))),
    number(results[0].microseconds),
  ]);
  return table(['bits', ...names, 'crypto.verify, us'], rows);
}

export function scalingTable({ byTokenSize, byKeySize }) {
  const row = (label, { results }) => {
    const claimgate = results.find(({ name }) => name === 'claimgate');
    const jose = results.find(({ name }) => name === 'jose');
    const { microseconds } = claimgate;
    const perSecond = 1e6 / microseconds;
    return [
      label,
      number(ratioOf(results, 'claimgate', 'jose')),
      number(claimgate.cpu / jose.cpu),
      number(microseconds),
      Math.round(perSecond).toLocaleString('en'),
      String(Math.floor(perSecond / 100)),
    ];
  };
  return table(
    [
      '',
      'claimgate / jose',
      'the same in processor time',
      'claimgate, us',
      'tokens a second and core',
      'tokens in 10 ms',
    ],
    [
      ...byTokenSize.map((entry) => row(`${entry.tokenBytes} bytes`, entry)),
      ...byKeySize.map((entry) => row(`RSA-${entry.value}`, entry)),
    ],
  );
}

function startTable(startup) {
  const names = {
    package: '`import` of the package: files, compilation, self-test',
    bytes: 'engine and kernel from bytes: compilation, instance, self-test',
    modules: 'from compiled modules: instance, self-test',
  };
  const rows = Object.entries(startup).map(([mode, { start, first }]) => [
    names[mode],
    number(start),
    number(first),
  ]);
  return table(['', 'start, ms', 'first verification, ms'], rows);
}

function memoryTable({ cold, warm }) {
  const mebibytes = (bytes) => number(bytes / 2 ** 20);
  const rows = Object.entries({ cold, warm }).map(([name, { before, after }]) => [
    name,
    ...['linear', 'heapUsed', 'rss'].map((kind) => `${mebibytes(before[kind])} -> ${mebibytes(after[kind])}`),
  ]);
  return table(['', 'linear memory, MiB', 'JavaScript heap, MiB', 'process, MiB'], rows);
}

function sizes({ files }) {
  return table(
    ['file', 'bytes', 'gzip'],
    files.map(({ name, bytes, gzip }) => [name, bytes.toLocaleString('en'), gzip.toLocaleString('en')]),
  );
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Three significant digits. */
function number(value) {
  if (!Number.isFinite(value)) return '';
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
