// One scenario on a thread of its own: each has its own clock and timers.

import { parentPort, workerData } from 'node:worker_threads';

// The engine, which the key cache has its keys described by.
import 'claimgate';

import { runFleet } from './fleet.mjs';
import { scenarios } from './scenarios.mjs';

const { index, small } = workerData;
const { scenario, requests, coldStart, kv, record } = await runFleet(scenarios(small)[index].scenario);
const { reads, writes, rejected } = kv;
parentPort.postMessage({
  // Of the scenario what is no function.
  scenario: JSON.parse(JSON.stringify(scenario)),
  requests,
  coldStart,
  kv: { reads, writes, rejected },
  record,
});
