/** The box for the token. A textarea takes the text; behind it lies the same text with its parts marked. */
import { cleanToken } from '../clean-token.ts';
import type { ViewModel } from '../derive/model.ts';
import { makeExample } from '../example.ts';
import type { Segment } from '../segments.ts';
import { EMPTY_INPUT, type Store } from '../state.ts';
import { byId, element, onChange, setValue } from './dom.ts';
import type { Update } from './view.ts';

export function mountToken(store: Store): Update {
  const box = byId('token', HTMLTextAreaElement);
  const mirror = byId('token-mirror', HTMLElement);
  const legend = byId('token-legend', HTMLElement);
  const note = byId('token-note', HTMLElement);

  box.addEventListener('input', () => {
    const cleaned = cleanToken(box.value);
    // What was typed since still belongs to what was pasted before.
    const isSame = cleaned.trimmed.length === 0 && cleaned.token !== '' && store.get().trimmed.length > 0;
    store.change(isSame ? { token: cleaned.token } : cleaned);
  });
  byId('clear', HTMLElement).addEventListener('click', () => {
    const { now, engine, engineFailed } = store.get();
    store.change({ ...EMPTY_INPUT, now, engine, engineFailed });
    box.focus();
  });
  const example = byId('example', HTMLButtonElement);
  example.addEventListener('click', () => {
    example.disabled = true;
    void showExample(store).finally(() => {
      example.disabled = false;
    });
  });

  return onToken(({ text, segments, trimmed }) => {
    setValue(box, text);
    mirror.replaceChildren(...marked(segments));
    legend.replaceChildren(...segments.map(legendEntry));
    note.textContent = trimmed.length === 0 ? '' : `Removed ${trimmed.join(', ')}.`;
  });
}

function onToken(show: (token: ViewModel['token']) => void): Update {
  const update = onChange(show);
  return ({ token }) => {
    update(token);
  };
}

async function showExample(store: Store): Promise<void> {
  const { token, keysText, issuer, audience } = await makeExample(store.get().now);
  const { now, engine, engineFailed } = store.get();
  store.change({ ...EMPTY_INPUT, now, engine, engineFailed, token, keysText, issuer, audience });
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
