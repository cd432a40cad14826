/** What the page's own address carries: a shared token, a token of a callback, or a reason to explain. */
import { hasTokenInQuery, readFragment } from '../fragment.ts';
import { EMPTY_POLICY } from '../policy/form.ts';
import type { Store } from '../state.ts';
import { takeToken } from './token.ts';

/** Reads the address now and whenever its fragment changes, and erases from it what is a secret. */
export function mountAddress(store: Store): void {
  const read = (): void => {
    const fragment = readFragment(location.hash);
    switch (fragment.kind) {
      case 'none':
        if (store.get().why !== undefined) store.change({ why: undefined });
        return;
      case 'why':
        store.change({ why: fragment.slug });
        return;
      case 'token':
        erase();
        takeToken(store, fragment.pasted);
        store.change({ origin: { kind: 'fragment' } });
        return;
      case 'shared': {
        erase();
        const { token, keysText, at, policy, masked } = fragment.shared;
        store.clear();
        store.change({
          token,
          keysText,
          at,
          policy: { ...EMPTY_POLICY, ...policy },
          origin: { kind: 'shared', masked },
          masked,
        });
      }
    }
  };
  if (hasTokenInQuery(location.search)) {
    erase();
    store.change({ origin: { kind: 'query' } });
  }
  read();
  addEventListener('hashchange', read);
}

function erase(): void {
  history.replaceState(null, '', location.pathname);
}
