/** Handing on: a link whose fragment carries the token without its signature, and a text for a ticket. */
import type { ShareView } from '../derive/share.ts';
import type { Store } from '../state.ts';
import { copyText } from './clipboard.ts';
import { byId, element, onChange } from './dom.ts';
import { untrusted } from './untrusted.ts';
import type { Update } from './view.ts';

export function mountShare(store: Store): Update {
  const section = byId('share-section', HTMLElement);
  const masks = byId('masks', HTMLElement);
  const note = byId('share-note', HTMLElement);
  const text = byId('share-text', HTMLTextAreaElement);
  const link = byId('copy-link', HTMLButtonElement);
  const markdown = byId('copy-markdown', HTMLButtonElement);
  let shown: ShareView | undefined;

  const copy = async (copied: string, what: string): Promise<void> => {
    const isCopied = await copyText(copied);
    note.textContent = isCopied ? `Copied ${what}.` : `Copying was not allowed; here is ${what}:`;
    text.value = copied;
    text.hidden = false;
    if (!isCopied) text.select();
  };
  link.addEventListener('click', () => {
    if (shown?.fragment !== undefined) {
      void copy(`${location.origin}${location.pathname}${shown.fragment}`, 'the link');
    }
  });
  markdown.addEventListener('click', () => {
    if (shown?.markdown !== undefined) void copy(shown.markdown, 'the text');
  });

  const updateMasks = onChange((claims: ShareView['claims']) => {
    const focused = document.activeElement?.id;
    masks.replaceChildren(...claims.map((claim, index) => maskElement(claim, index, store)));
    if (focused?.startsWith('mask-') === true) document.getElementById(focused)?.focus();
  });
  const forget = onChange((_: string | undefined) => {
    note.textContent = '';
    text.value = '';
    text.hidden = true;
  });
  return ({ share, token }) => {
    shown = share;
    section.hidden = token.text === '';
    // A link to a file on one's own disk opens nothing for others.
    link.disabled = share.fragment === undefined || location.protocol === 'file:';
    markdown.disabled = share.markdown === undefined;
    updateMasks(share.claims);
    forget(token.text);
  };
}

function maskElement(
  { name, isMasked }: ShareView['claims'][number],
  index: number,
  store: Store,
): HTMLElement {
  const box = element('input', { attributes: { type: 'checkbox', id: `mask-${index}` } });
  box.checked = isMasked;
  box.addEventListener('change', () => {
    const masked = Array.from(
      document.querySelectorAll<HTMLInputElement>('#masks input:checked'),
      (checked) => checked.dataset['mask'],
    ).filter((claim) => claim !== undefined);
    store.change({ masked });
  });
  box.dataset['mask'] = name;
  return element('label', { class: 'choice' }, box, untrusted(name));
}
