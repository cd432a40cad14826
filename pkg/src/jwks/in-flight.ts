/**
 * Who is at work on the keys of a source, seen by the other requests of the same isolate.
 *
 * A Worker may cancel a request with all its I/O at any time, and awaiting what another request started can
 * hang for ever. So nobody awaits anybody: the one at work leaves a mark and renews it before each step of
 * I/O, every step being bounded by the configured timeout. The others look at the mark with timers of their
 * own. A mark that was not renewed for longer than a step may take belongs to a request that is gone, and
 * counts for nothing.
 */

/** Milliseconds beyond the timeout of a step before its owner is given up. */
const GRACE = 250;

/** Milliseconds between two looks at the mark: short at first, for keys that are there in an instant. */
const FIRST_PAUSE = 2;
const LONGEST_PAUSE = 50;

/** Identifies the one at work. */
export type Owner = symbol;

interface Mark {
  readonly owner: Owner;
  /** When it was last renewed, in seconds. */
  readonly at: number;
}

export class InFlight {
  readonly #now: () => number;
  /** Milliseconds after which a mark counts for nothing. */
  readonly #lifetime: number;
  #mark: Mark | undefined;

  /**
   * @param now the clock, in seconds
   * @param timeout milliseconds that one step of I/O may take
   */
  constructor(now: () => number, timeout: number) {
    this.#now = now;
    this.#lifetime = timeout + GRACE;
  }

  /** Whether someone is at work. */
  isLive(): boolean {
    return this.#mark !== undefined && Math.abs(this.#now() - this.#mark.at) * 1000 <= this.#lifetime;
  }

  /** Takes the work, also from an owner that is still live: for what an operator asks for. */
  begin(): Owner {
    const owner = Symbol('owner');
    this.#mark = { owner, at: this.#now() };
    return owner;
  }

  /** Before each step of I/O. Does nothing for an owner that was given up. */
  renew(owner: Owner): void {
    if (this.#mark?.owner === owner) {
      this.#mark = { owner, at: this.#now() };
    }
  }

  end(owner: Owner): void {
    if (this.#mark?.owner === owner) {
      this.#mark = undefined;
    }
  }

  /**
   * Takes the work as soon as nobody is at it.
   *
   * @param isDone ends the wait: there is nothing to do any more
   * @param patience most milliseconds to wait; default: as long as two owners may be silent
   * @returns the new owner; undefined when it is done, or someone was at it all the time
   */
  async acquire(isDone: () => boolean, patience = 2 * this.#lifetime): Promise<Owner | undefined> {
    let watched = this.#mark;
    let watchedFor = 0;
    let pause = FIRST_PAUSE;
    for (let waited = 0; !isDone(); waited += pause) {
      if (!this.isLive()) {
        // In the same turn as the look: nobody comes between.
        return this.begin();
      }
      if (waited >= patience) {
        return undefined;
      }
      pause = Math.min(2 * pause, LONGEST_PAUSE, patience - waited);
      await sleep(pause);
      watchedFor = this.#mark === watched ? watchedFor + pause : 0;
      watched = this.#mark;
      if (watchedFor > this.#lifetime) {
        // The clock may stand still or jump; what this request waited by its own timers counts too.
        this.#mark = undefined;
      }
    }
    return undefined;
  }

  /** Waits until nobody is at work, no longer than two owners may be silent. */
  async idle(): Promise<void> {
    await this.acquire(() => !this.isLive());
  }
}

/** Resolves by a timer of the request at hand. */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
