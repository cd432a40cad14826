/**
 * One column in the order of reading; on wide screens two, with what is given left and what follows from it
 * right, and below them what needs the width.
 */
import { byId, element } from './dom.ts';

const WIDE = '(min-width: 62rem)';
const READING_ORDER = [
  'token',
  'verdict',
  'why',
  'ladder',
  'notes',
  'keys',
  'claims',
  'times',
  'policy',
  'compare',
  'share',
] as const;
const GIVEN: readonly string[] = ['token', 'keys', 'policy'];
const BROAD: readonly string[] = ['compare', 'share'];

/** Moves the sections themselves, so that the order of focus is the order on the screen. */
export function mountColumns(): void {
  const main = byId('columns', HTMLElement);
  const sections = READING_ORDER.map((name) => ({ name, section: byId(`${name}-section`, HTMLElement) }));
  const left = element('div', { class: 'column' });
  const right = element('div', { class: 'column' });
  const below = element('div', { class: 'column column-broad' });
  const wide = matchMedia(WIDE);

  const arrange = (): void => {
    if (wide.matches) {
      const of = (isWanted: (name: string) => boolean): readonly HTMLElement[] =>
        sections.filter(({ name }) => isWanted(name)).map(({ section }) => section);
      left.replaceChildren(...of((name) => GIVEN.includes(name)));
      right.replaceChildren(...of((name) => !GIVEN.includes(name) && !BROAD.includes(name)));
      below.replaceChildren(...of((name) => BROAD.includes(name)));
      main.replaceChildren(left, right, below);
    } else {
      main.replaceChildren(...sections.map(({ section }) => section));
    }
  };
  wide.addEventListener('change', arrange);
  arrange();
}
