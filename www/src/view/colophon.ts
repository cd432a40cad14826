/** Which engine gives the verdict, and whom the page has talked to. */
import type { EngineView } from '../derive/model.ts';
import { foreignRequests } from '../net.ts';
import { byId, element, onChange } from './dom.ts';
import type { Store } from '../state.ts';
import type { Place, Update } from './view.ts';

/** Where the other of the two documents is: fixed addresses, and never any of a token. */
const PAGE = '/';
const OFFLINE = '/offline';
const SINGLE_FILE = '/claimgate-debugger.html';

export function mountColophon(_: Store, { origin: own, connect }: Place): Update {
  const summary = byId('engine-summary', HTMLElement);
  const hash = byId('engine-hash', HTMLElement);
  const edgeHash = byId('edge-hash', HTMLElement);
  const requests = byId('foreign-requests', HTMLElement);
  const algorithms = byId('engine-algorithms', HTMLElement);
  const allowed = [...(own === '' ? [] : ['itself']), ...connect];
  byId('connect-origins', HTMLElement).replaceChildren(
    ...(allowed.length === 0 ? ['nobody'] : allowed).map((origin) => element('span', {}, origin)),
  );
  byId('other-document', HTMLElement).replaceChildren(...otherDocument(own === ''));
  const count = (): void => {
    requests.textContent = String(foreignRequests());
  };
  new PerformanceObserver(count).observe({ type: 'resource' });

  const update = onChange(
    ({ summary: text, algorithms: names, sha256, isGenuine, edgeSha256 }: EngineView) => {
      summary.textContent = text;
      algorithms.textContent = names.join(', ');
      edgeHash.textContent = edgeSha256 ?? '';
      hash.textContent =
        sha256 === undefined ? '' : sha256 + (isGenuine ? '' : ' (not the one of this package!)');
    },
  );
  return ({ engine }) => {
    update(engine);
    count();
  };
}

function otherDocument(isOffline: boolean): readonly (Node | string)[] {
  if (location.protocol === 'file:') {
    return ['This is the page as a file. A policy inside it forbids every request, and it works wherever the file is.'];
  }
  const file = link(SINGLE_FILE, 'as one file');
  file.download = '';
  return isOffline
    ? [
        'This is the page whose browser forbids it every request. ',
        link(PAGE, 'The page that can fetch keys'),
        '. Or keep it ',
        file,
        ' and open that without a server.',
      ]
    : [
        'Do not take its word for it: ',
        link(OFFLINE, 'the offline page'),
        ' is the same with every request forbidden by the browser. Or keep that page ',
        file,
        ' and open it without a server.',
      ];
}

function link(href: string, text: string): HTMLAnchorElement {
  return element('a', { attributes: { href } }, text);
}
