/** What is worth knowing about the token and changes no verdict. */
import type { NoteView } from '../derive/notes.ts';
import { byId, element, onChange } from './dom.ts';
import { untrusted } from './untrusted.ts';
import type { Update } from './view.ts';

export function mountNotes(): Update {
  const section = byId('notes-section', HTMLElement);
  const list = byId('notes', HTMLElement);
  const update = onChange((notes: readonly NoteView[]) => {
    section.hidden = notes.length === 0;
    list.replaceChildren(...notes.map(noteElement));
  });
  return ({ notes }) => {
    update(notes);
  };
}

function noteElement({ reason, severity, text, fix }: NoteView): HTMLElement {
  return element(
    'li',
    { class: `note-item note-${severity}`, attributes: { 'data-note': reason } },
    severity === 'warning' ? element('strong', {}, 'Careful') : undefined,
    element('span', {}, untrusted(text)),
    fix === undefined ? undefined : element('span', { class: 'note-fix' }, untrusted(fix)),
  );
}
