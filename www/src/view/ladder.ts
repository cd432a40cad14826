/** The ladder of checks: the failed ones open, the others closed unless a person opened them. */
import type { RungFact, RungView } from '../derive/ladder.ts';
import { byId, element, onChange } from './dom.ts';
import { stateIcon } from './icons.ts';
import { untrusted } from './untrusted.ts';
import type { Update } from './view.ts';

export function mountLadder(): Update {
  const list = byId('ladder', HTMLElement);
  const hint = byId('ladder-hint', HTMLElement);
  /** What a person did, by rung and state: another state starts anew. */
  const chosen = new Map<string, boolean>();

  const update = onChange((rungs: readonly RungView[]) => {
    const focused = document.activeElement?.closest<HTMLElement>('[data-check]')?.dataset['check'];
    hint.textContent = rungs.some(({ state }) => state === 'planned')
      ? 'What will be looked at, in this order'
      : 'In the order in which a Worker makes them';
    list.replaceChildren(...rungs.map((rung) => rungElement(rung, chosen)));
    if (focused !== undefined) {
      list.querySelector<HTMLElement>(`[data-check="${focused}"] summary`)?.focus();
    }
  });
  return ({ ladder }) => {
    update(ladder);
  };
}

function rungElement(rung: RungView, chosen: Map<string, boolean>): HTMLElement {
  const { id, name, state, summary } = rung;
  const attributes = { 'data-check': id, 'data-state': state };
  if (state === 'planned') {
    return element(
      'li',
      { class: 'rung rung-planned', attributes },
      element('span', { class: 'rung-name' }, name),
      element('span', { class: 'rung-summary' }, untrusted(summary)),
    );
  }
  const details = element('details', { class: 'rung-details' }, summaryOf(rung), explanationOf(rung));
  const key = `${id} ${state}`;
  details.open = chosen.get(key) ?? state === 'fail';
  details.addEventListener('toggle', () => {
    chosen.set(key, details.open);
  });
  return element('li', { class: `rung rung-${state}`, attributes }, details);
}

function summaryOf({ state, name, stateWord, summary }: RungView): HTMLElement {
  const icon = element('span', { class: 'rung-icon' });
  icon.append(...(state === 'planned' ? [] : [stateIcon(state)]));
  return element(
    'summary',
    {},
    icon,
    element('span', { class: 'rung-name' }, name),
    element('span', { class: 'rung-state' }, stateWord),
    element('span', { class: 'rung-summary' }, untrusted(summary)),
  );
}

function explanationOf({ purpose, summary, fix, facts, code, reason, slug }: RungView): HTMLElement {
  return element(
    'div',
    { class: 'rung-more' },
    fix === undefined ? undefined : element('p', { class: 'rung-fix' }, untrusted(fix)),
    facts.length === 0 ? undefined : element('dl', { class: 'facts' }, ...facts.flatMap(factElements)),
    purpose === summary
      ? undefined
      : element('p', { class: 'rung-purpose' }, `Passing means: ${lowerFirst(purpose)}`),
    code === undefined
      ? undefined
      : element(
          'p',
          { class: 'rung-code' },
          element('code', {}, code),
          reason === undefined ? undefined : element('code', { class: 'rung-reason' }, reason),
          // Made of the engine's own words, never of the token's.
          slug === undefined
            ? undefined
            : element('a', { attributes: { href: `#why/${slug}` } }, 'Link to this explanation'),
        ),
  );
}

function factElements({ label, values }: RungFact): HTMLElement[] {
  return [
    element('dt', {}, label),
    ...values.map((value) => element('dd', {}, value === '' ? '(empty)' : untrusted(value))),
  ];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
