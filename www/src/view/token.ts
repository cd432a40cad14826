/** The box for the token. A textarea takes the text; behind it lies the same text with its parts marked. */
import { cleanToken, type FoundToken, LONGEST_TOKEN } from '../clean-token.ts';
import type { InspectedSegment } from '../derive/inspector.ts';
import type { TokenView } from '../derive/model.ts';
import type { Segment } from '../segments.ts';
import type { Store } from '../state.ts';
import { byId, element, onChange, setValue } from './dom.ts';
import { untrusted } from './untrusted.ts';
import type { Update } from './view.ts';

export function mountToken(store: Store): Update {
  const box = byId('token', HTMLTextAreaElement);
  const mirror = byId('token-mirror', HTMLElement);
  const legend = byId('token-legend', HTMLElement);
  const note = byId('token-note', HTMLElement);
  const live = byId('token-live', HTMLElement);
  const found = byId('token-found', HTMLElement);
  const showInspector = mountInspector();

  box.addEventListener('beforeinput', (event) => {
    const { data, inputType } = event;
    const { value, selectionStart, selectionEnd } = box;
    const isGiven = data !== null && (inputType === 'insertFromPaste' || inputType === 'insertFromDrop');
    const isAll = selectionStart === 0 && selectionEnd === value.length;
    if (isGiven && (isAll || data.length > LONGEST_TOKEN)) {
      // Cleaned before it is shown: a text of a megabyte would keep the browser busy with its lines.
      event.preventDefault();
      takeToken(store, value.slice(0, selectionStart) + data + value.slice(selectionEnd));
    }
  });
  box.addEventListener('input', () => {
    const cleaned = cleanToken(box.value);
    // What was typed since still belongs to what was pasted before.
    const isSame = cleaned.trimmed.length === 0 && cleaned.token !== '' && store.get().trimmed.length > 0;
    store.change(isSame ? { token: cleaned.token } : { ...cleaned, origin: { kind: 'given' } });
    setValue(box, cleaned.token);
  });
  byId('clear', HTMLElement).addEventListener('click', () => {
    store.clear();
    box.focus();
  });
  mountPaste(store, box);

  const showText = onChange(({ text, segments }: Pick<TokenView, 'text' | 'segments'>) => {
    setValue(box, text);
    mirror.replaceChildren(...marked(segments));
    legend.replaceChildren(...segments.map(legendEntry));
  });
  const showNotes = onChange((token: Omit<TokenView, 'segments' | 'text'>) => {
    note.textContent = noteOn(token);
    live.textContent =
      token.liveFor === undefined
        ? ''
        : `This token is live: whoever has it can use it for another ${token.liveFor}.`;
    found.replaceChildren(...foundElements(token.found, store));
    showInspector(token.inspected);
  });
  return ({ token: { text, segments, ...rest } }) => {
    showText({ text, segments });
    showNotes(rest);
  };
}

/** Takes a text as the token, whatever stands around it. */
export function takeToken(store: Store, pasted: string): void {
  store.change({ ...cleanToken(pasted), origin: { kind: 'given' } });
}

function mountPaste(store: Store, box: HTMLTextAreaElement): void {
  const button = byId('paste', HTMLButtonElement);
  button.addEventListener('click', () => {
    navigator.clipboard.readText().then(
      (text) => {
        takeToken(store, text);
      },
      () => {
        // Not allowed: the person can still do it with the keyboard.
        box.focus();
        box.select();
      },
    );
  });
}

const LEAKED =
  'The address had a token in its query. A query is sent to the server, and stays in its logs and in the ' +
  'browser’s history: treat that token as exposed, and paste tokens here instead. It was not read.';

function noteOn({ trimmed, origin }: Pick<TokenView, 'trimmed' | 'origin'>): string {
  const removed = trimmed.length === 0 ? '' : `Removed ${trimmed.join(', ')}.`;
  switch (origin.kind) {
    case 'given':
      return removed;
    case 'fragment':
      return `Taken from the address, and erased there. ${removed}`;
    case 'query':
      return LEAKED;
    case 'shared': {
      const claims = origin.masked.length === 0 ? '' : `, and the values of ${origin.masked.join(', ')}`;
      return `Opened from a link. Whoever made it left out the signature${claims}: the signature cannot be checked here.`;
    }
  }
}

function foundElements(found: readonly FoundToken[], store: Store): readonly Node[] {
  if (found.length === 0) {
    return [];
  }
  const shown = store.get().token;
  const buttons = found.map(({ name, token }, index) => {
    const button = element(
      'button',
      {
        class: 'quiet',
        attributes: { type: 'button', 'aria-pressed': String(token === shown), 'data-found': String(index) },
      },
      name,
    );
    button.addEventListener('click', () => {
      store.change({ token });
      // The buttons were made anew.
      document.querySelector<HTMLElement>(`[data-found="${index}"]`)?.focus();
    });
    return button;
  });
  return [element('span', {}, `${found.length} tokens were found:`), ...buttons];
}

function mountInspector(): (segments: readonly InspectedSegment[]) => void {
  const details = byId('inspector-details', HTMLDetailsElement);
  const place = byId('inspector', HTMLElement);
  const count = byId('inspector-count', HTMLElement);
  return onChange((segments: readonly InspectedSegment[]) => {
    details.hidden = segments.length === 0;
    const problems = segments.reduce((sum, segment) => sum + segment.problems.length, 0);
    count.textContent = problems === 0 ? '' : `${problems} ${problems === 1 ? 'fault' : 'faults'}`;
    count.hidden = problems === 0;
    if (problems > 0) details.open = true;
    place.replaceChildren(...segments.map(inspectedElement));
  });
}

function inspectedElement({ name, kind, facts, problems }: InspectedSegment): HTMLElement {
  return element(
    'div',
    { class: 'inspected' },
    element('p', {}, element('span', { class: `segment segment-${kind}` }, name), ` ${facts.join('; ')}`),
    problems.length === 0
      ? undefined
      : element(
          'ul',
          { class: 'inspected-problems' },
          ...problems.map((problem) => element('li', {}, untrusted(problem))),
        ),
  );
}

function marked(segments: readonly Segment[]): (Node | string)[] {
  return segments.flatMap(({ kind, text }, index) => [
    ...(index === 0 ? [] : [element('span', { class: 'token-dot' }, '.')]),
    element('span', { class: `segment segment-${kind}` }, text),
  ]);
}

function legendEntry({ kind, name, text }: Segment): HTMLElement {
  return element(
    'li',
    {},
    element('span', { class: `segment segment-${kind}` }, name),
    element('span', { class: 'legend-size' }, ` ${text.length}`),
  );
}
