/** The strip that stays in sight. */
import { byId, onChange } from './dom.ts';
import { toneIcon } from './icons.ts';
import { untrusted } from './untrusted.ts';
import type { Update } from './view.ts';
import type { VerdictView } from '../derive/verdict.ts';

export function mountVerdict(): Update {
  const section = byId('verdict-section', HTMLElement);
  const icon = byId('verdict-icon', HTMLElement);
  const title = byId('verdict-title', HTMLElement);
  const reason = byId('verdict-reason', HTMLElement);
  const facts = byId('verdict-facts', HTMLElement);
  const count = byId('verdict-count', HTMLElement);
  const code = byId('verdict-code', HTMLElement);

  keepClear(section);
  const update = onChange((verdict: VerdictView) => {
    section.dataset['tone'] = verdict.tone;
    icon.replaceChildren(toneIcon(verdict.tone));
    title.textContent = verdict.title;
    reason.replaceChildren(untrusted(verdict.reason));
    facts.hidden = verdict.count === undefined && verdict.code === undefined;
    count.textContent = verdict.count ?? '';
    code.textContent = verdict.code ?? '';
  });
  return ({ verdict }) => {
    update(verdict);
  };
}

/** What gets the focus or is scrolled to must not lie behind the strip, however many lines that has. */
function keepClear(strip: HTMLElement): void {
  new ResizeObserver(() => {
    document.documentElement.style.setProperty('--strip', `${strip.offsetHeight}px`);
  }).observe(strip);
}
