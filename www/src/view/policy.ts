/** The fields of the policy: the options that the package takes, under the same names. */
import type { Algorithm } from 'claimgate/slim';

import type { PolicyView } from '../derive/model.ts';
import type { Store } from '../state.ts';
import { byId, element, onChange, setValue } from './dom.ts';
import { untrusted } from './untrusted.ts';
import type { Update } from './view.ts';

const ALGORITHMS: readonly Algorithm[] = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];

export function mountPolicy(store: Store): Update {
  const issuer = byId('issuer', HTMLInputElement);
  const audience = byId('audience', HTMLInputElement);
  const anyAudience = byId('any-audience', HTMLInputElement);
  const tolerance = byId('tolerance', HTMLInputElement);
  const problem = byId('policy-problem', HTMLElement);
  const useIssuer = suggestion('use-issuer', (value) => {
    store.change({ issuer: value });
    issuer.focus();
  });
  const useAudience = suggestion('use-audience', (value) => {
    store.change({ audience: value });
    audience.focus();
  });
  const boxes = ALGORITHMS.map((name) => ({ name, box: algorithmBox(name) }));

  issuer.addEventListener('input', () => {
    store.change({ issuer: issuer.value.trim() });
  });
  audience.addEventListener('input', () => {
    store.change({ audience: audience.value.trim() });
  });
  anyAudience.addEventListener('change', () => {
    store.change({ acceptAnyAudience: anyAudience.checked });
  });
  tolerance.addEventListener('input', () => {
    store.change({ clockTolerance: tolerance.value });
  });
  for (const { box } of boxes) {
    box.addEventListener('change', () => {
      store.change({ algorithms: boxes.filter((one) => one.box.checked).map(({ name }) => name) });
    });
  }

  const update = onChange((policy: PolicyView) => {
    setValue(issuer, policy.issuer);
    setValue(audience, policy.audience);
    setValue(tolerance, policy.clockTolerance);
    audience.disabled = policy.acceptAnyAudience;
    anyAudience.checked = policy.acceptAnyAudience;
    boxes.forEach(({ name, box }) => {
      box.checked = policy.algorithms.includes(name);
    });
    useIssuer(policy.suggestedIssuer);
    useAudience(policy.suggestedAudience);
    problem.textContent = policy.problem === undefined ? '' : policy.problem.message;
  });
  return ({ policy }) => {
    update(policy);
  };
}

/** A button that takes over the token's own value; hidden when there is none. */
function suggestion(id: string, use: (value: string) => void): (value: string | undefined) => void {
  const button = byId(id, HTMLButtonElement);
  let offered: string | undefined;
  button.addEventListener('click', () => {
    if (offered !== undefined) {
      use(offered);
    }
  });
  return (value) => {
    offered = value;
    button.hidden = value === undefined;
    button.replaceChildren(
      ...(value === undefined ? [] : ['Use the token’s: ', element('code', {}, untrusted(value))]),
    );
  };
}

function algorithmBox(name: Algorithm): HTMLInputElement {
  const box = element('input', { attributes: { type: 'checkbox' } });
  byId('algorithms', HTMLElement).append(element('label', { class: 'choice' }, box, ` ${name}`));
  return box;
}
