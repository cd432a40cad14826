/** Copying, with an answer: what was copied, or where it stands to be copied by hand. */
import { byId } from './dom.ts';

/** Makes a button copy a text and say so for a while. */
export function mountCopy(id: string, text: () => string | undefined): void {
  const button = byId(id, HTMLButtonElement);
  const label = button.textContent;
  let timer: ReturnType<typeof setTimeout> | undefined;
  button.addEventListener('click', () => {
    void copyText(text() ?? '').then((isCopied) => {
      button.textContent = isCopied ? 'Copied' : 'Copying was not allowed';
      clearTimeout(timer);
      timer = setTimeout(() => {
        button.textContent = label;
      }, ANSWER_TIME);
    });
  });
}

/** Milliseconds for which a button shows its answer. */
const ANSWER_TIME = 4000;

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
