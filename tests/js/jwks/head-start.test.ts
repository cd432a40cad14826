/** Isolates that took one record from a store with late reads do not all ask at once. */
import { describe, expect, test } from 'vitest';
import { headStart } from '../../../pkg/src/jwks/head-start.js';
import { cacheRules } from '../../../pkg/src/jwks/rules.js';
import { isolate, key, MemoryStore, START, world } from './support.js';

const HOUR = 3600;

describe('the head start', () => {
  const record = { keys: [], tombstones: [], fetchedAt: START };

  test('is a twentieth of freshFor in the mean, at least a minute, at most the half', () => {
    const median = () => 0.5;
    expect(headStart(record, cacheRules(), () => 0)).toBeCloseTo(0);
    expect(headStart(record, cacheRules(), median)).toBeCloseTo(180 * Math.LN2);
    expect(headStart({ ...record, maxAge: 600 }, cacheRules(), median)).toBeCloseTo(60 * Math.LN2);
    expect(headStart(record, cacheRules(), () => 1 - Number.EPSILON / 2)).toBe(1800);
  });

  async function adopter(lateReads: boolean) {
    const at = world();
    at.origin.publish(key('a'));
    const stores = [new MemoryStore('kv', lateReads ? 60 : undefined)];
    const asked = isolate(at, { stores });
    await asked.kids();
    await asked.settle();
    const adopted = isolate(at, { stores, random: () => 0.5 });
    await adopted.kids();
    return { at, stores, asked, adopted };
  }

  test('is taken by an isolate that did not ask itself, and by it alone', async () => {
    const { at, asked, adopted } = await adopter(true);
    const due = HOUR - 180 * Math.LN2;
    at.clock.now = START + due - 1;
    for (const one of [adopted, asked]) {
      await one.kids();
      await one.settle();
    }
    expect(at.origin.asked).toBe(1);
    at.clock.now = START + due + 1;
    await asked.kids();
    await asked.settle();
    expect(at.origin.asked).toBe(1);
    await adopted.kids();
    await adopted.settle();
    expect(at.origin.asked).toBe(2);
    // Served at once all the time, as fresh as it is.
    expect(adopted.types()).not.toContain('jwks.stale');
  });

  test('ends with an answer of its own', async () => {
    const { at, adopted } = await adopter(true);
    at.clock.now = START + HOUR - 60;
    await adopted.kids();
    await adopted.settle();
    expect(at.origin.asked).toBe(2);
    at.clock.pass(HOUR - 1);
    await adopted.kids();
    await adopted.settle();
    expect(at.origin.asked).toBe(2);
  });

  test('is not needed where isolates can agree on who asks', async () => {
    const { at, adopted } = await adopter(false);
    at.clock.now = START + HOUR - 1;
    await adopted.kids();
    await adopted.settle();
    expect(at.origin.asked).toBe(1);
  });
});
