// A clock that jumps from event to event, and timers that follow it: a day passes as fast as its events are
// worked off.

const nextTurn = setImmediate;

/** More promises than any step of the cache awaits one after the other. */
const LONGEST_CHAIN = 32;

export class VirtualTime {
  /** Seconds since the epoch. */
  now;
  /** Turns of the real event loop that the work at hand needs before it waits for virtual time again. */
  #turns = 0;
  #heap = [];
  #order = 0;

  constructor(now) {
    this.now = now;
  }

  /** Calls `action` at a time; gives back a way to call it off. */
  at(time, action) {
    const entry = { time: Math.max(time, this.now), order: (this.#order += 1), action };
    push(this.#heap, entry);
    return () => {
      entry.action = undefined;
    };
  }

  after(seconds, action) {
    return this.at(this.now + seconds, action);
  }

  /** Resolves when so many seconds have passed. */
  pass(seconds) {
    return new Promise((resolve) => {
      this.after(seconds, () => resolve(undefined));
    });
  }

  /** Says that a body is about to be read: streams take several turns. */
  willStream() {
    this.#turns = 8;
  }

  async runUntil(end) {
    while (this.#heap.length > 0 && this.#heap[0].time <= end) {
      const { time, action } = pop(this.#heap);
      if (action === undefined) continue;
      this.now = time;
      action();
      // Whatever does not read a stream is a chain of promises, and not a long one.
      for (let tick = 0; tick < LONGEST_CHAIN; tick += 1) await undefined;
      for (; this.#turns > 0; this.#turns -= 1) {
        await new Promise((resolve) => void nextTurn(resolve));
      }
    }
    this.now = end;
  }

  /** Puts the timers of this process on the virtual clock. @returns {() => void} puts them back */
  takeTimers() {
    const { setTimeout: realSet, clearTimeout: realClear } = globalThis;
    globalThis.setTimeout = /** @type {any} */ (
      (action, milliseconds = 0) => this.after(milliseconds / 1000, action)
    );
    globalThis.clearTimeout = /** @type {any} */ ((callOff) => callOff?.());
    return () => Object.assign(globalThis, { setTimeout: realSet, clearTimeout: realClear });
  }
}

// A binary heap, earliest first; of the same time, first come first served.

function isBefore(one, other) {
  return one.time < other.time || (one.time === other.time && one.order < other.order);
}

function push(heap, entry) {
  let index = heap.push(entry) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (isBefore(heap[parent], entry)) break;
    heap[index] = heap[parent];
    index = parent;
  }
  heap[index] = entry;
}

function pop(heap) {
  const [top] = heap;
  const last = heap.pop();
  if (heap.length === 0) return top;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child += 1;
    if (isBefore(last, heap[child])) break;
    heap[index] = heap[child];
    index = child;
  }
  heap[index] = last;
  return top;
}
