/** The comparison of two tokens, as a table. */
import type { ComparedRow, Comparison } from '../derive/compare.ts';
import type { CompareView } from '../derive/model.ts';
import type { Store } from '../state.ts';
import { byId, element, onChange, setValue } from './dom.ts';
import { untrusted } from './untrusted.ts';
import type { Update } from './view.ts';

export function mountCompare(store: Store): Update {
  const box = byId('other', HTMLTextAreaElement);
  const note = byId('compare-note', HTMLElement);
  const scroll = byId('compare-scroll', HTMLElement);
  const table = byId('compare', HTMLTableElement);
  const all = byId('compare-all', HTMLInputElement);
  const allLabel = byId('compare-all-label', HTMLElement);

  box.addEventListener('input', () => {
    store.change({ other: box.value });
  });
  const update = onChange(({ text, comparison }: CompareView) => {
    setValue(box, text);
    scroll.hidden = comparison === undefined;
    allLabel.hidden = comparison === undefined;
    note.textContent = comparison === undefined ? '' : noteOn(comparison);
    table.replaceChildren(...(comparison === undefined ? [] : tableParts(comparison.rows)));
  });
  all.addEventListener('change', () => {
    table.classList.toggle('compare-all', all.checked);
  });
  return ({ compare }) => {
    update(compare);
  };
}

function noteOn({ differences, left }: Comparison): string {
  const more = left === 0 ? '' : ` ${left} more members are not shown.`;
  return differences === 0
    ? `No difference but in the signature, if there.${more}`
    : `${differences} ${differences === 1 ? 'difference' : 'differences'}.${more}`;
}

function tableParts(rows: readonly ComparedRow[]): readonly Node[] {
  const heading = (text: string): HTMLElement => element('th', { attributes: { scope: 'col' } }, text);
  return [
    element(
      'thead',
      {},
      element('tr', {}, heading('Of both'), heading('The token above'), heading('The other token')),
    ),
    element('tbody', {}, ...rows.map(rowElement)),
  ];
}

function rowElement({ group, name, first, second, isSame }: ComparedRow): HTMLElement {
  const cell = (value: string | undefined): HTMLElement =>
    element(
      'td',
      {},
      value === undefined ? element('span', { class: 'absent' }, 'not there') : untrusted(value),
    );
  return element(
    'tr',
    { class: isSame ? 'same' : 'differs', attributes: { 'data-row': `${group} ${name}` } },
    element(
      'th',
      { attributes: { scope: 'row' } },
      element('span', { class: 'compare-group' }, group),
      ' ',
      untrusted(name),
    ),
    cell(first),
    cell(second),
  );
}
