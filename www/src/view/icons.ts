/** The icons of the states. Each has its own outline, so that none depends on its colour. */
import type { Check } from 'claimgate/full/slim';

import type { VerdictView } from '../derive/verdict.ts';

const SVG = 'http://www.w3.org/2000/svg';

const CIRCLE = 'M12 2.5a9.5 9.5 0 1 1 0 19a9.5 9.5 0 0 1 0-19z';
const OCTAGON = 'M8.2 2.8h7.6l5.4 5.4v7.6l-5.4 5.4H8.2l-5.4-5.4V8.2z';
const DIAMOND = 'M12 2.2l9.8 9.8l-9.8 9.8L2.2 12z';

interface Shape {
  readonly outline: string;
  readonly sign: string;
  readonly class: string;
}

const SHAPES = {
  pass: { outline: CIRCLE, sign: 'M7.4 12.4l3.2 3.2l6-6.6', class: 'icon icon-pass' },
  fail: { outline: OCTAGON, sign: 'M8.6 8.6l6.8 6.8M15.4 8.6l-6.8 6.8', class: 'icon icon-fail' },
  'not-checked': { outline: CIRCLE, sign: '', class: 'icon icon-not-checked' },
  'cannot-check': { outline: DIAMOND, sign: 'M12 7.2v5.6M12 16.2v.4', class: 'icon icon-cannot-check' },
} as const satisfies Readonly<Record<Check['state'], Shape>>;

const OF_TONE: Readonly<Record<VerdictView['tone'], Check['state']>> = {
  empty: 'not-checked',
  valid: 'pass',
  refused: 'fail',
  incomplete: 'cannot-check',
  problem: 'cannot-check',
};

export function stateIcon(state: Check['state']): SVGSVGElement {
  const { outline, sign, class: className } = SHAPES[state];
  const icon = document.createElementNS(SVG, 'svg');
  icon.setAttribute('viewBox', '0 0 24 24');
  icon.setAttribute('class', className);
  icon.setAttribute('aria-hidden', 'true');
  icon.append(path(outline, 'icon-outline'), path(sign, 'icon-sign'));
  return icon;
}

export function toneIcon(tone: VerdictView['tone']): SVGSVGElement {
  return stateIcon(OF_TONE[tone]);
}

function path(data: string, className: string): SVGPathElement {
  const made = document.createElementNS(SVG, 'path');
  made.setAttribute('d', data);
  made.setAttribute('class', className);
  return made;
}
