// What the model found: the bounds, and the tables.

import { figure, table } from '../report.mjs';
import { ISOLATES, LOCATIONS } from './fleet.mjs';

const COOLDOWN = 30; // seconds, the default
const FRESH_FOR = 1; // hours, the default

/** @returns {{ bound: string, limit: string, measured: string, met: boolean }[]} */
export function boundsOf({ steady, rotations, flood }) {
  const { record, requests, scenario } = steady;
  const most = (LOCATIONS * scenario.hours) / FRESH_FOR;
  const share = 1 - record.waited / record.verifications;
  const slowest = Math.max(...[...rotations, ...flood].map(({ record: { detection } }) => Math.max(0, ...detection)));
  const none = [...record.refused.values()].reduce((sum, count) => sum + count, 0);
  return [
    {
      bound: 'a rotated key with traffic is in use, also under a flood',
      limit: `${COOLDOWN} s`,
      measured: `${figure(slowest)} s at most`,
      met: slowest <= COOLDOWN + 0.5,
    },
    {
      bound: `requests to the provider in ${scenario.hours} quiet hours: one per freshFor and location`,
      limit: `${most}`,
      measured: `${requests.length}`,
      met: requests.length <= most,
    },
    {
      bound: 'verifications that wait neither for the network nor for a store',
      limit: '99.9 %',
      measured: `${(100 * share).toFixed(3)} % of ${record.verifications.toLocaleString('en')}`,
      met: share >= 0.999,
    },
    { bound: 'good tokens refused on the quiet day', limit: '0', measured: `${none}`, met: none === 0 },
  ];
}

export function textOf(results, bounds) {
  return [
    `\`npm run model\`: ${ISOLATES} isolates in ${LOCATIONS} locations, an isolate living 6 hours in the mean; defaults of the ` +
      'cache (`freshFor` an hour, `cooldown` 30 s). KV as its documentation has it: a location answers reads from its ' +
      'own cache for 60 s, writes of other locations are seen up to 60 s later, one write a second.',
    table(
      ['bound', 'at most / at least', 'measured', ''],
      bounds.map(({ bound, limit, measured, met }) => [bound, limit, measured, met ? 'met' : '**missed**']),
    ),
    'Ways to store keys, on a quiet day:',
    storesTable(results.stores),
    'When keys change, when the provider is down, and when somebody floods:',
    eventsTable(results),
  ].join('\n\n');
}

function storesTable(list) {
  return table(
    [
      'stores',
      'requests to the provider an hour',
      'when all isolates start at once',
      'writes to KV an hour',
      'of these refused',
      'age of the keys in use: mean, most',
    ],
    list.map(({ scenario, requests, coldStart, kv, record }) => [
      scenario.name,
      figure(requests.length / scenario.hours),
      coldStart,
      figure(kv.writes / scenario.hours),
      figure(kv.rejected / scenario.hours),
      ages(record),
    ]),
  );
}

function eventsTable({ rotations, outage, flood }) {
  const row = (what) => ({ scenario, requests, record, kv }) => [
    what,
    scenario.name,
    requests.length,
    waits(record),
    [...record.refused].map(([code, count]) => `${count} ${code}`).join(', ') || 'none',
    `${kv.writes}, ${kv.rejected}`,
    ages(record),
  ];
  return table(
    [
      '',
      'stores',
      'requests to the provider',
      'an isolate that looks for a key has it after: median, 99 %, most',
      'good tokens refused',
      'writes to KV, refused',
      'age of the keys in use: mean, most',
    ],
    [
      ...rotations.map(row('a planned and an immediate rotation in 2.5 hours')),
      row('the provider down for an hour of 2')(outage),
      ...flood.map((result) =>
        row(`${result.record.forged.toLocaleString('en')} made-up kids in half an hour, a key rolled in the middle`)(result),
      ),
    ],
  );
}

/** How long isolates that had to look for a key did without it. */
function waits({ detection }) {
  const sorted = [...detection].sort((one, other) => one - other);
  const at = (share) => figure(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]);
  return sorted.length === 0 ? '' : `${at(0.5)}, ${at(0.99)}, ${at(1)} s`;
}

function ages({ ageSum, ageMax, verifications }) {
  return `${figure(ageSum / verifications / 60)}, ${figure(ageMax / 60)} min`;
}
