/**
 * One column in the order of reading; on wide screens two, with what is given left and what follows from it
 * right.
 */
import { byId, element } from './dom.ts';

const WIDE = '(min-width: 62rem)';
const READING_ORDER = ['token', 'verdict', 'ladder', 'keys', 'claims', 'policy'] as const;
const GIVEN: readonly string[] = ['token', 'keys', 'policy'];

/** Moves the sections themselves, so that the order of focus is the order on the screen. */
export function mountColumns(): void {
  const main = byId('columns', HTMLElement);
  const sections = READING_ORDER.map((name) => ({ name, section: byId(`${name}-section`, HTMLElement) }));
  const left = element('div', { class: 'column' });
  const right = element('div', { class: 'column' });
  const wide = matchMedia(WIDE);

  const arrange = (): void => {
    if (wide.matches) {
      left.replaceChildren(
        ...sections.filter(({ name }) => GIVEN.includes(name)).map(({ section }) => section),
      );
      right.replaceChildren(
        ...sections.filter(({ name }) => !GIVEN.includes(name)).map(({ section }) => section),
      );
      main.replaceChildren(left, right);
    } else {
      main.replaceChildren(...sections.map(({ section }) => section));
    }
  };
  wide.addEventListener('change', arrange);
  arrange();
}
