// Every kernel module that this Node can run against BigInt, on random and structured moduli and bases.
// CLAIMGATE_CASES sets how many bases each kernel sees.

import { expect, test } from 'vitest';

import { kernels } from './kernels.mjs';

const CASES = Number(process.env.CLAIMGATE_CASES ?? 2000);
const BASES_PER_MODULUS = 8;
const SIZES = [2048, 2049, 2050, 2056, 2079, 2142, 3000, 3071, 3072, 4000, 4095, 4096];

test('kernels compute what BigInt computes', { timeout: 1000 * 60 * 60 }, () => {
  const edges = new Map(SIZES.map((bits) => [bits, structured(bits)]));
  const random = sequence(1);
  const candidates = kernels();
  expect(candidates.length).toBeGreaterThan(0);
  let done = 0;
  for (let round = 0; done < CASES; round += 1) {
    const { modulus, bits } = modulusOf(round, random, edges);
    const length = Math.ceil(bits / 8);
    const keys = candidates.map((kernel) => kernel.prepare(toBytes(modulus, length)));
    const bases = Array.from({ length: BASES_PER_MODULUS - 3 }, () => random.number(bits));
    for (const base of [...bases, ...[0, 1].map(() => random.pick(edges.get(bits))), modulus - 1n]) {
      const reduced = base % modulus;
      const expected = powerOf(reduced, modulus);
      candidates.forEach((kernel, index) => {
        const block = new Uint8Array(length);
        const served = kernel.power(keys[index], toBytes(reduced, length), block);
        if (served && fromBytes(block) === expected) return;
        throw new Error(`${kernel.name}: base ${reduced.toString(16)} modulus ${modulus.toString(16)}`);
      });
      done += 1;
    }
  }
  const names = candidates.map(({ name }) => name).join(' and ');
  console.log(`${process.version}: ${done} cases agree for ${names}`);
});

/** Mostly the size in use; one modulus in four is a structured number with one bit changed. */
function modulusOf(round, random, edges) {
  const bits = round % 4 === 0 ? random.pick(SIZES) : 2048;
  const changed = () => random.pick(edges.get(bits)) ^ (1n << BigInt(random.next() % bits));
  const number = round % 4 === 1 ? changed() : random.number(bits);
  return { bits, modulus: number | (1n << BigInt(bits - 1)) | 1n };
}

/** xorshift32: the same numbers for the same seed. */
function sequence(seed) {
  let state = (seed * 2654435761) | 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const hex = () => next().toString(16).padStart(8, '0');
  return {
    next,
    pick: (values) => values[next() % values.length],
    number: (bits) => {
      const words = Array.from({ length: Math.ceil(bits / 32) }, hex);
      return BigInt.asUintN(bits, BigInt(`0x${words.join('')}`));
    },
  };
}

/** Numbers below 2^bits at a kernel's edges: the ends, all ones, digits at half the range of each radix. */
function structured(bits) {
  const values = [0n, 1n, 2n, (1n << BigInt(bits)) - 1n, (1n << BigInt(bits - 1)) - 1n];
  for (const width of [13, 51]) {
    let half = 0n;
    for (let at = 0; at < bits; at += width) half |= 1n << BigInt(at + width - 1);
    half = BigInt.asUintN(bits, half);
    values.push(half, half - (half >> BigInt(width - 1)));
  }
  return values;
}

const toBytes = (number, length) => Buffer.from(number.toString(16).padStart(2 * length, '0'), 'hex');
const fromBytes = (bytes) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);

function powerOf(base, modulus) {
  let value = base;
  for (let i = 0; i < 16; i++) value = (value * value) % modulus;
  return (value * base) % modulus;
}
