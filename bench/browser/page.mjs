// What a page measures of itself, on behalf of the program that drives it.

import { engine } from 'claimgate';

import { makeContenders } from '../lib/web-contenders.mjs';

let contenders;

globalThis.bench = {
  async setUp(fixture) {
    contenders = await makeContenders(fixture);
    return engine().kernel;
  },

  /** Microseconds a call, over a batch. */
  async time(name, calls) {
    if (name === 'claimgate, cached') contenders.makeCopies(calls);
    const call = contenders[name];
    const start = performance.now();
    for (let index = 0; index < calls; index += 1) {
      const result = call(index);
      if (result instanceof Promise) await result;
    }
    return ((performance.now() - start) * 1000) / calls;
  },

  async acceptsTampered(name) {
    try {
      await contenders[name](-1);
      return true;
    } catch {
      return false;
    }
  },
};
