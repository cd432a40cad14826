/** The times of the token on a line, and the moment that it is judged at. */
import type { MomentView } from '../derive/model.ts';
import type { Timeline, TimelinePoint } from '../derive/timeline.ts';
import type { Store } from '../state.ts';
import { isoText } from '../times.ts';
import { byId, element, onChange, setValue } from './dom.ts';
import type { Update } from './view.ts';

export function mountTimes(store: Store): Update {
  const section = byId('times-section', HTMLElement);
  const hint = byId('times-hint', HTMLElement);
  const place = byId('timeline', HTMLElement);
  const field = byId('moment', HTMLInputElement);
  const slider = byId('moment-slider', HTMLInputElement);
  const now = byId('moment-now', HTMLButtonElement);
  const problem = byId('moment-problem', HTMLElement);

  field.addEventListener('input', () => {
    store.change({ at: field.value });
  });
  slider.addEventListener('input', () => {
    store.change({ at: isoText(Number(slider.value)) });
  });
  now.addEventListener('click', () => {
    store.change({ at: '' });
  });

  const update = onChange(({ hasToken, moment }: { hasToken: boolean; moment: MomentView }) => {
    const { timeline, text, isNow, iso } = moment;
    section.hidden = !hasToken;
    hint.textContent = isNow ? 'Judged by this device’s clock' : `Judged as if it were ${iso}`;
    hint.classList.toggle('hint-open', !isNow);
    place.replaceChildren(...(timeline === undefined ? [] : timelineElements(timeline)));
    setValue(field, text);
    field.placeholder = iso;
    problem.textContent = moment.problem ?? '';
    now.disabled = text === '';
    slider.hidden = timeline === undefined;
    if (timeline !== undefined) {
      slider.min = String(timeline.from);
      slider.max = String(timeline.to);
      slider.value = String(Math.round(timeline.judged));
      slider.setAttribute('aria-valuetext', iso);
    }
  });
  return ({ moment, token }) => {
    update({ hasToken: token.text !== '', moment });
  };
}

function timelineElements({ points, valid }: Timeline): readonly Node[] {
  const bar = element('div', { class: 'timeline-valid' });
  // Set one by one: the page's policy allows no style attribute.
  bar.style.setProperty('--from', String(valid[0]));
  bar.style.setProperty('--to', String(valid[1]));
  const track = element('div', { class: 'timeline-track' }, bar, ...points.map(pointElement));
  return [track, element('ul', { class: 'timeline-list' }, ...points.map(listElement))];
}

function pointElement({ id, place }: TimelinePoint): HTMLElement {
  const point = element('span', {
    class: `timeline-point timeline-${id}`,
    attributes: { 'aria-hidden': 'true' },
  });
  point.style.setProperty('--place', String(place));
  return point;
}

function listElement({ id, label, utc, relative }: TimelinePoint): HTMLElement {
  return element(
    'li',
    { attributes: { 'data-point': id } },
    element('span', { class: `timeline-key timeline-${id}`, attributes: { 'aria-hidden': 'true' } }),
    element('strong', {}, label),
    element('span', {}, utc),
    relative === '' ? undefined : element('span', { class: 'timeline-relative' }, relative),
  );
}
