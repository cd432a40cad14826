/** Buttons that fill the page with tokens made here. */
import { type ExampleChoice, EXAMPLES } from '../examples.ts';
import type { Store } from '../state.ts';
import { byId, element } from './dom.ts';

export function mountExamples(store: Store): void {
  const [first, ...others] = EXAMPLES;
  if (first !== undefined) {
    shows(byId('example', HTMLButtonElement), first, store);
  }
  byId('examples', HTMLElement).append(
    ...others.map((choice) => {
      const button = element('button', { class: 'quiet', attributes: { type: 'button' } }, choice.name);
      shows(button, choice, store);
      return button;
    }),
  );
}

function shows(button: HTMLButtonElement, { make }: ExampleChoice, store: Store): void {
  button.addEventListener('click', () => {
    button.disabled = true;
    void make(store.get().now)
      .then((example) => {
        store.clear();
        store.change(example);
      })
      .finally(() => {
        button.disabled = false;
      });
  });
}
