/** RSA by hand, for what no library signs: blocks of any content, keys of any shape. */

/** Big-endian, filled up with zeros to the length. */
export function bytesOf(number: bigint, length: number): Uint8Array<ArrayBuffer> {
  const hex = number.toString(16).padStart(2 * length, '0');
  return Uint8Array.from({ length }, (_, index) => Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16));
}

/** The shortest form: no zero first. */
export function shortestBytes(number: bigint): Uint8Array<ArrayBuffer> {
  return bytesOf(number, Math.ceil(number.toString(16).length / 2));
}

export function numberOf(bytes: Uint8Array): bigint {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return BigInt(`0x${hex === '' ? '0' : hex}`);
}

export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let value = 1n;
  for (const bit of exponent.toString(2)) {
    value = (value * value) % modulus;
    value = bit === '1' ? (value * base) % modulus : value;
  }
  return value;
}

/** The inverse of a number that has one. */
export function inverse(number: bigint, modulus: bigint): bigint {
  let [older, newer] = [modulus, number % modulus];
  let [before, after] = [0n, 1n];
  while (newer !== 0n) {
    const quotient = older / newer;
    [older, newer] = [newer, older - quotient * newer];
    [before, after] = [after, before - quotient * after];
  }
  return ((before % modulus) + modulus) % modulus;
}

/** The largest number whose cube is not above the given one. */
export function cubeRoot(number: bigint): bigint {
  let root = 0n;
  for (let bit = BigInt(Math.ceil(number.toString(2).length / 3)); bit >= 0n; bit -= 1n) {
    const candidate = root | (1n << bit);
    root = candidate ** 3n <= number ? candidate : root;
  }
  return root;
}

/** Numbers that look random and are the same in every run (xorshift32). */
export function randomNumbers(seed: number): (bits: number) => bigint {
  let state = Math.imul(seed, 2_654_435_761) | 1;
  const word = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0).toString(16).padStart(8, '0');
  };
  return (bits) =>
    BigInt.asUintN(bits, BigInt(`0x${Array.from({ length: Math.ceil(bits / 32) }, word).join('')}`));
}

/** 2 to 701: the primes whose product is the `M` of Infineon's generator for keys of 2048 bits. */
export const SMALL_PRIMES: readonly bigint[] = Array.from({ length: 700 }, (_, index) => index + 2)
  .filter((number) =>
    Array.from({ length: number - 2 }, (_, index) => index + 2).every((divisor) => number % divisor),
  )
  .map(BigInt);

/** Fermat's test; enough for numbers that nobody chose to fool it. */
function isProbablyPrime(candidate: bigint): boolean {
  return (
    SMALL_PRIMES.every((prime) => candidate % prime !== 0n) && power(2n, candidate - 1n, candidate) === 1n
  );
}

/** The first prime among the candidates. */
export function primeAmong(candidate: () => bigint): bigint {
  for (;;) {
    const number = candidate();
    if (isProbablyPrime(number)) {
      return number;
    }
  }
}
