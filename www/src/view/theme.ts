/** Light or dark: the system's choice, or another one for as long as this page is open. */
import { byId } from './dom.ts';

export function mountTheme(): void {
  const choice = byId('theme', HTMLSelectElement);
  choice.addEventListener('change', () => {
    if (choice.value === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = choice.value;
  });
}
