// npm run chaos: isolates of a real workerd that share one KV namespace, against a provider that fails at random,
// while its keys rotate twice. Prints what happened, and exits 0 or 1.
// --seed=N --requests=N --seconds=N --isolates=N; --write puts the table into docs/OPERATIONS.md.

import { parseArgs } from 'node:util';

import { runScript, say, StepError } from '../scripts/lib/steps.mjs';
import { runChaos } from './chaos/run.mjs';
import { figure, table, writeBlock } from './report.mjs';

const number = /** @type {const} */ ('string');

await runScript(async () => {
  const { values } = parseArgs({
    options: {
      seed: { type: number, default: '1' },
      requests: { type: number, default: '5000' },
      concurrency: { type: number, default: '64' },
      isolates: { type: number, default: '4' },
      seconds: { type: number, default: '60' },
      write: { type: 'boolean', default: false },
    },
  });
  const { write, ...texts } = values;
  const options = /** @type {Parameters<typeof runChaos>[0]} */ (
    /** @type {unknown} */ (Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, Number(text)])))
  );
  const result = await runChaos(options);
  const text = `${inShort(options)}\n\n${outcome(result)}`;
  say(text);
  if (write) await writeBlock('chaos', text);
  if (!result.passed) throw new StepError('chaos: a promise was broken');
});

function inShort({ requests, concurrency, isolates, seed }) {
  return (
    `\`npm run chaos\`, seed ${seed}: ${requests.toLocaleString('en')} requests, ${concurrency} at a time, to ` +
    `${isolates} isolates. Keys rotate twice, and the new one signs at once; 30 % of the provider's answers are ` +
    'bad, a quarter of the good ones leave out the older key; for 16 % of the requests it is down, and in the ' +
    'middle of that all isolates restart.'
  );
}

function outcome(result) {
  for (const entry of [...result.wrongly, ...result.accepted, ...result.strange].slice(0, 20)) {
    say(`broken: ${JSON.stringify({ ...entry, token: undefined })}`);
  }
  const answers = Object.entries(result.answers).map(([name, count]) => `${name} ${count}`);
  return table(
    ['', 'measured', 'promised'],
    [
      ['good tokens', result.good.toLocaleString('en'), ''],
      ['refused although their key was served', result.wrongly.length, '0'],
      [
        'refused within the grace of a new key',
        `${result.refusedEarly}, the last after ${figure(result.longestEarly / 1000)} s`,
        `${figure(result.grace / 1000)} s at most`,
      ],
      [`forged tokens, of ${result.forgedKinds} kinds`, result.forged.toLocaleString('en'), ''],
      ['accepted of these', result.accepted.length, '0'],
      ['answers other than 200, 401, 503', result.strange.length, '0'],
      [
        'time of an answer: median, most',
        `${result.took.median} ms, ${figure(result.took.most / 1000)} s`,
        'less than the timeout of a fetch, 1 s, or the machine is too busy for this run',
      ],
      [`requests to the provider in ${figure(result.elapsed)} s`, result.fetches, `${result.mostFetches} at most`],
      ['its answers', answers.join(', '), ''],
    ],
  );
}
