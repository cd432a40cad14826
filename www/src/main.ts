/** Puts the parts together: the store, what is derived from it, and the views. */
import { derive } from './derive/model.ts';
import { startEngine } from './engine.ts';
import { createStore, EMPTY_INPUT } from './state.ts';
import { mountAnnouncer } from './view/announcer.ts';
import { mountClaims } from './view/claims.ts';
import { mountColophon } from './view/colophon.ts';
import { mountColumns } from './view/columns.ts';
import { mountKeys } from './view/keys.ts';
import { mountLadder } from './view/ladder.ts';
import { mountPolicy } from './view/policy.ts';
import { mountToken } from './view/token.ts';
import { mountVerdict } from './view/verdict.ts';
import type { Mount } from './view/view.ts';

/** Milliseconds after which the times are judged again. */
const TICK = 10_000;

const MOUNTS: readonly Mount[] = [
  mountToken,
  mountVerdict,
  mountLadder,
  mountKeys,
  mountClaims,
  mountPolicy,
  mountColophon,
  mountAnnouncer,
];

function start(): void {
  const now = (): number => Date.now() / 1000;
  const place = { origin: location.origin, connect: __CONNECT_ORIGINS__ };
  const store = createStore({ ...EMPTY_INPUT, now: now() });
  mountColumns();
  const updates = MOUNTS.map((mount) => mount(store));
  const show = (): void => {
    const model = derive(store.get(), place);
    updates.forEach((update) => {
      update(model);
    });
  };
  store.subscribe(show);
  show();

  setInterval(() => {
    store.change({ now: now() });
  }, TICK);
  startEngine().then(
    (engine) => {
      store.change({ engine, now: now() });
    },
    () => {
      store.change({ engineFailed: true });
    },
  );
}

start();
