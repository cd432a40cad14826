/** The claims with their meaning, and both JSON texts as they were sent. */
import type { ClaimView } from '../derive/claims.ts';
import type { ViewModel } from '../derive/model.ts';
import type { ShownTime } from '../times.ts';
import { byId, element, onChange } from './dom.ts';
import { untrusted } from './untrusted.ts';
import type { Update } from './view.ts';

export function mountClaims(): Update {
  const section = byId('claims-section', HTMLElement);
  const list = byId('claims', HTMLElement);
  const hint = byId('claims-hint', HTMLElement);
  const showHeader = rawView('raw-header');
  const showPayload = rawView('raw-payload');

  const update = onChange(({ claims, raw, isVerified }: Shown) => {
    section.hidden = claims.length === 0 && raw.header === undefined && raw.payload === undefined;
    hint.textContent = isVerified
      ? 'The signature vouches for them'
      : 'What the token says; nobody vouches for it';
    hint.classList.toggle('hint-open', !isVerified);
    list.replaceChildren(...claims.map(claimElement));
    showHeader(raw.header);
    showPayload(raw.payload);
  });
  return ({ claims, raw, ladder }) => {
    update({
      claims,
      raw,
      isVerified: ladder.some(({ id, state }) => id === 'signature' && state === 'pass'),
    });
  };
}

interface Shown extends Pick<ViewModel, 'claims' | 'raw'> {
  readonly isVerified: boolean;
}

function rawView(id: string): (text: string | undefined) => void {
  const details = byId(`${id}-details`, HTMLElement);
  const pre = byId(id, HTMLElement);
  return (text) => {
    details.hidden = text === undefined;
    pre.replaceChildren(...(text === undefined ? [] : [untrusted(text, true)]));
  };
}

function claimElement(claim: ClaimView): HTMLElement {
  const { name, time, meaning, source } = claim;
  return element(
    'div',
    { class: 'claim', attributes: { 'data-claim': name } },
    element(
      'dt',
      {},
      element('code', {}, untrusted(name)),
      source === undefined ? undefined : element('span', { class: 'tag' }, source),
    ),
    element(
      'dd',
      {},
      valueElement(claim),
      time === undefined ? undefined : timeElement(time),
      element('p', { class: 'claim-meaning' }, meaning),
    ),
  );
}

function valueElement({ values, isJson }: ClaimView): HTMLElement {
  if (values.length > 1) {
    return element(
      'ul',
      { class: 'claim-value claim-list' },
      ...values.map((value) => element('li', {}, untrusted(value))),
    );
  }
  const [value] = values;
  return element(
    'div',
    { class: isJson ? 'claim-value claim-json' : 'claim-value' },
    untrusted(value ?? '', isJson),
  );
}

function timeElement({ iso, utc, local, relative, warning }: ShownTime): HTMLElement {
  return element(
    'div',
    { class: 'claim-time' },
    element('strong', {}, relative),
    element('time', { attributes: { datetime: iso } }, utc),
    element('span', {}, `Here: ${local}`),
    warning === undefined ? undefined : element('span', { class: 'claim-warning' }, warning),
  );
}
