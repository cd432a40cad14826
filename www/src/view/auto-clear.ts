/** Forgets everything when nobody has touched the page for a while. */
import type { Store } from '../state.ts';
import { byId } from './dom.ts';

const MINUTE = 60_000;
const SIGNS_OF_LIFE = ['keydown', 'pointerdown', 'input', 'wheel', 'paste'] as const;

export function mountAutoClear(store: Store): void {
  const choice = byId('auto-clear', HTMLSelectElement);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (): void => {
    clearTimeout(timer);
    const minutes = Number(choice.value);
    if (minutes > 0) {
      timer = setTimeout(() => {
        store.clear();
      }, minutes * MINUTE);
    }
  };
  SIGNS_OF_LIFE.forEach((sign) => {
    document.addEventListener(sign, wait, { passive: true, capture: true });
  });
  choice.addEventListener('change', wait);
  wait();
}
