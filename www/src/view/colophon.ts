/** Which engine gives the verdict, and whom the page has talked to. */
import type { EngineView } from '../derive/model.ts';
import { foreignRequests } from '../net.ts';
import { byId, element, onChange } from './dom.ts';
import type { Update } from './view.ts';

export function mountColophon(): Update {
  const summary = byId('engine-summary', HTMLElement);
  const hash = byId('engine-hash', HTMLElement);
  const requests = byId('foreign-requests', HTMLElement);
  const origins = ['itself', ...__CONNECT_ORIGINS__].map((origin) => element('span', {}, origin));
  byId('connect-origins', HTMLElement).replaceChildren(...origins);

  const update = onChange(({ summary: text, sha256, isGenuine }: EngineView) => {
    summary.textContent = text;
    hash.textContent =
      sha256 === undefined ? '' : sha256 + (isGenuine ? '' : ' (not the one of this package!)');
  });
  return ({ engine }) => {
    update(engine);
    requests.textContent = String(foreignRequests());
  };
}
