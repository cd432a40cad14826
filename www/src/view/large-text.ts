/**
 * Keeps texts out of the fields that no field has a use for. A browser is busy for many seconds with the lines of
 * a megabyte, before the page is told that there is one.
 */
import { announce } from './announcer.ts';
import { byId, element } from './dom.ts';

/** Characters that a field takes at once: as many as the largest key document that is fetched. */
const LONGEST_TEXT = 65_536;
/** Far more than a key set of that length has when it is indented. Short lines cost a browser most. */
const MOST_LINES = 3000;
const LONGEST_LINE = 8192;

/** Refuses what is pasted or dropped, and says so below the field. The token's own box cuts its text instead. */
export function mountLargeText(): void {
  const note = element('p', { class: 'problem', attributes: { id: 'large-text-note' } });
  const token = byId('token', HTMLTextAreaElement);
  byId('clear', HTMLElement).addEventListener('click', () => {
    note.remove();
  });
  document.addEventListener('beforeinput', (event) => {
    note.remove();
    const { target: field, data } = event;
    if (data === null || field === token) return;
    const message =
      field instanceof HTMLTextAreaElement
        ? objectionTo(data)
        : field instanceof HTMLInputElement && data.length > LONGEST_LINE
          ? tooLong(data.length, LONGEST_LINE)
          : undefined;
    if (message === undefined) return;
    event.preventDefault();
    note.textContent = message;
    (field as HTMLElement).after(note);
    announce(message);
  });
}

function objectionTo(text: string): string | undefined {
  if (text.length > LONGEST_TEXT) {
    return tooLong(text.length, LONGEST_TEXT);
  }
  const lines = text.split('\n').length;
  return lines > MOST_LINES
    ? `Not taken: this text has ${lines} lines, and at most ${MOST_LINES} are read here.`
    : undefined;
}

function tooLong(length: number, most: number): string {
  return `Not taken: this text has ${length} characters, and at most ${most} are read here.`;
}
