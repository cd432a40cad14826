/** A JSON text as it was sent, with numbered marks where something is wrong. */
import type { JsonPiece, JsonView } from '../json-text.ts';
import { byId, element } from './dom.ts';
import { untrusted } from './untrusted.ts';

export function mountRaw(id: string): (view: JsonView | undefined) => void {
  const details = byId(`${id}-details`, HTMLDetailsElement);
  const pre = byId(id, HTMLElement);
  const notes = byId(`${id}-notes`, HTMLElement);
  return (view) => {
    details.hidden = view === undefined;
    pre.replaceChildren(...(view?.pieces ?? []).flatMap(pieceNodes), ...restNodes(view?.left ?? 0));
    notes.replaceChildren(...(view?.notes ?? []).map((note) => element('li', {}, untrusted(note))));
    notes.hidden = view === undefined || view.notes.length === 0;
    if (!notes.hidden) details.open = true;
  };
}

function pieceNodes({ lead, text, notes }: JsonPiece): readonly (Node | string)[] {
  if (notes.length === 0) {
    return [lead, untrusted(text, true)];
  }
  const numbers = notes.map((note) => String(note + 1)).join(', ');
  return [lead, element('mark', { class: 'fault' }, untrusted(text, true), element('sup', {}, numbers))];
}

function restNodes(left: number): readonly Node[] {
  return left === 0
    ? []
    : [element('span', { class: 'raw-rest' }, `\n… ${left} more characters, which are not shown`)];
}
