/** Puts the parts together: the store, what is derived from it, and the views. */
import { derive } from './derive/model.ts';
import { type EngineSource, startEngine } from './engine.ts';
import { createStore } from './state.ts';
import { mountAddress } from './view/address.ts';
import { mountAnnouncer } from './view/announcer.ts';
import { mountAutoClear } from './view/auto-clear.ts';
import { mountClaims } from './view/claims.ts';
import { mountColophon } from './view/colophon.ts';
import { mountColumns } from './view/columns.ts';
import { mountCompare } from './view/compare.ts';
import { mountExamples } from './view/examples.ts';
import { mountKeys } from './view/keys.ts';
import { mountLadder } from './view/ladder.ts';
import { mountLargeText } from './view/large-text.ts';
import { mountNotes } from './view/notes.ts';
import { mountPolicy } from './view/policy.ts';
import { mountShare } from './view/share.ts';
import { mountTheme } from './view/theme.ts';
import { mountTimes } from './view/times.ts';
import { mountToken } from './view/token.ts';
import { mountVerdict } from './view/verdict.ts';
import type { Mount } from './view/view.ts';
import { mountWhy } from './view/why.ts';

/** Milliseconds after which the times are judged again. */
const TICK = 10_000;

const MOUNTS: readonly Mount[] = [
  mountToken,
  mountVerdict,
  mountWhy,
  mountLadder,
  mountNotes,
  mountKeys,
  mountClaims,
  mountTimes,
  mountPolicy,
  mountCompare,
  mountShare,
  mountColophon,
  mountAnnouncer,
];

/** What differs between the page and the one that may fetch nothing. */
export interface Edition {
  readonly engine: EngineSource;
  /** The origins of others that the document's own policy lets it fetch from. */
  readonly connect: readonly string[];
  /** Whether it may fetch at all, be it from its own origin. */
  readonly fetchesOwn: boolean;
}

export function start({ engine: source, connect, fetchesOwn }: Edition): void {
  const place = { origin: fetchesOwn ? location.origin : '', connect };
  const store = createStore(() => Date.now() / 1000);
  mountColumns();
  mountTheme();
  mountAutoClear(store);
  mountLargeText();
  mountExamples(store);
  const updates = MOUNTS.map((mount) => mount(store, place));
  const show = (): void => {
    const model = derive(store.get(), place);
    updates.forEach((update) => {
      update(model);
    });
  };
  store.subscribe(show);
  mountAddress(store);
  show();

  setInterval(() => {
    store.change({});
  }, TICK);
  startEngine(source).then(
    (engine) => {
      store.change({ engine });
    },
    () => {
      store.change({ engineFailed: true });
    },
  );
}
