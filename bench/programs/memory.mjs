// Memory before and after a million verifications, cold and warm. Needs --expose-gc.

import 'claimgate';

import * as bindings from '../../pkg/wasm/core.js';
import { claimgateVerify } from '../lib/contenders.mjs';
import { makeFixture } from '../lib/fixture.mjs';
import { print, scaled } from '../lib/program.mjs';

const COUNT = scaled(1_000_000);

// The engine runs already: this call only gives its exports.
const { memory } = bindings.initSync(undefined);
const fixture = await makeFixture();

print({
  count: COUNT,
  atStart: linearBytes(),
  cold: run(claimgateVerify(fixture, { tokenCache: false })),
  warm: run(claimgateVerify(fixture, {})),
});

function run(verify) {
  verifyTimes(verify, 10_000);
  const before = reading();
  verifyTimes(verify, COUNT);
  return { before, after: reading() };
}

function verifyTimes(verify, count) {
  const { tokens } = fixture;
  for (let index = 0; index < count; index += 1) verify(tokens[index % tokens.length]);
}

function reading() {
  globalThis.gc();
  const { heapUsed, rss } = process.memoryUsage();
  return { linear: linearBytes(), heapUsed, rss };
}

function linearBytes() {
  return memory.buffer.byteLength;
}
