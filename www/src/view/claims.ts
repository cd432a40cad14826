/** The token in a line, its claims with their meaning, and both JSON texts as they were sent. */
import type { ClaimView } from '../derive/claims.ts';
import type { ViewModel } from '../derive/model.ts';
import type { Summary } from '../derive/summary.ts';
import type { ShownTime } from '../times.ts';
import { byId, element, onChange } from './dom.ts';
import { mountRaw } from './raw.ts';
import { untrusted } from './untrusted.ts';
import type { Update } from './view.ts';

export function mountClaims(): Update {
  const section = byId('claims-section', HTMLElement);
  const list = byId('claims', HTMLElement);
  const hint = byId('claims-hint', HTMLElement);
  const more = byId('claims-more', HTMLElement);
  const showSummary = mountSummary();
  const showHeader = mountRaw('raw-header');
  const showPayload = mountRaw('raw-payload');

  const updateClaims = onChange((shown: ShownClaims) => {
    const { claims, unlistedClaims, summary, isVerified, isEncrypted } = shown;
    hint.textContent = isEncrypted
      ? 'Encrypted: only the header can be read'
      : isVerified
        ? 'The signature vouches for them'
        : 'What the token says; nobody vouches for it';
    hint.classList.toggle('hint-open', !isVerified);
    list.replaceChildren(...claims.map(claimElement));
    more.textContent =
      unlistedClaims === 0 ? '' : `And ${unlistedClaims} more claims, which are not listed; the payload below has them.`;
    showSummary(summary);
  });
  const updateRaw = onChange((raw: ViewModel['raw']) => {
    showHeader(raw.header);
    showPayload(raw.payload);
  });
  return ({ claims, unlistedClaims, summary, raw, ladder, token }) => {
    section.hidden = claims.length === 0 && raw.header === undefined && raw.payload === undefined;
    updateClaims({
      claims,
      unlistedClaims,
      summary,
      isVerified: ladder.some(({ id, state }) => id === 'signature' && state === 'pass'),
      isEncrypted: token.segments.length === 5,
    });
    updateRaw(raw);
  };
}

interface ShownClaims extends Pick<ViewModel, 'claims' | 'unlistedClaims' | 'summary'> {
  readonly isVerified: boolean;
  readonly isEncrypted: boolean;
}

function mountSummary(): (summary: Summary | undefined) => void {
  const card = byId('summary', HTMLElement);
  const title = byId('summary-title', HTMLElement);
  const facts = byId('summary-facts', HTMLElement);
  return (summary) => {
    card.hidden = summary === undefined;
    title.textContent = summary?.title ?? '';
    facts.replaceChildren(
      ...(summary?.facts ?? []).map(({ label, value }) =>
        element('div', {}, element('dt', {}, label), element('dd', {}, untrusted(value))),
      ),
    );
  };
}

function claimElement(claim: ClaimView): HTMLElement {
  const { name, time, meaning, source, fitness, fitnessWord } = claim;
  return element(
    'div',
    { class: 'claim', attributes: { 'data-claim': name } },
    element(
      'dt',
      {},
      element('code', {}, untrusted(name)),
      element('span', { class: 'tag claim-source' }, source),
    ),
    element(
      'dd',
      {},
      valueElement(claim),
      time === undefined ? undefined : timeElement(time),
      element(
        'p',
        { class: 'claim-meaning' },
        element('span', { class: `fitness fitness-${fitness ?? 'unknown'}` }, fitnessWord),
        ` ${meaning}`,
      ),
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
