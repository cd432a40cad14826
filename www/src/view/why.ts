/** The explanation of one reason, for those who followed a link to it. */
import type { WhyView } from '../derive/why.ts';
import { byId, element, onChange } from './dom.ts';
import type { Store } from '../state.ts';
import type { Update } from './view.ts';

export function mountWhy(store: Store): Update {
  const section = byId('why-section', HTMLElement);
  const title = byId('why-title', HTMLElement);
  const text = byId('why-text', HTMLElement);
  byId('why-close', HTMLElement).addEventListener('click', () => {
    history.replaceState(null, '', location.pathname);
    store.change({ why: undefined });
  });
  const update = onChange((why: WhyView | undefined) => {
    section.hidden = why === undefined;
    title.textContent = why === undefined ? '' : 'Why: ' + (why.reason ?? why.slug);
    text.replaceChildren(...(why === undefined ? [] : whyElements(why)));
    if (why !== undefined) {
      title.focus();
      section.scrollIntoView({ block: 'nearest' });
    }
  });
  return ({ why }) => {
    update(why);
  };
}

function whyElements({ cause, fix }: WhyView): readonly Node[] {
  return [
    element('p', {}, cause),
    ...(fix === undefined ? [] : [element('p', {}, element('strong', {}, 'What to do: '), fix)]),
  ];
}
