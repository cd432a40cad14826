/** The fields of the policy: the options that the package takes, under the same names. */
import type { EntraCloud, EntraTokenVersion, FullAlgorithm } from 'claimgate/full/slim';

import type { PolicyView } from '../derive/policy.ts';
import type { PolicyForm, Profile } from '../policy/form.ts';
import { readPolicy } from '../policy/read.ts';
import type { Store } from '../state.ts';
import { mountCopy } from './clipboard.ts';
import { byId, element, onChange, setValue } from './dom.ts';
import { untrusted } from './untrusted.ts';
import type { Update } from './view.ts';

const ALGORITHMS: readonly FullAlgorithm[] = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'HS256', 'HS384', 'HS512'] as const),
];
/** What the build of a Worker verifies. */
const OF_THE_EDGE = /^(RS|PS)/;
const VERSIONS: readonly EntraTokenVersion[] = ['1.0', '2.0'];
/** The fields with one text each, by the id of their element. */
const TEXT_FIELDS = {
  issuer: 'issuer',
  tenants: 'tenants',
  'tenant-name': 'tenantName',
  policies: 'policies',
  host: 'host',
  audience: 'audience',
  clients: 'allowedClients',
  tolerance: 'clockTolerance',
  others: 'others',
} as const satisfies Readonly<Record<string, keyof PolicyForm>>;

export function mountPolicy(store: Store): Update {
  const showTexts = mountTexts(store);
  const showSuggestions = mountSuggestions(store);
  const showNote = mountTakeOver(store);
  const problem = byId('policy-problem', HTMLElement);
  const code = byId('policy-code', HTMLElement);
  const codeNote = byId('code-note', HTMLElement);
  const profile = byId('profile', HTMLSelectElement);
  const cloud = byId('cloud', HTMLSelectElement);
  const anyAudience = byId('any-audience', HTMLInputElement);
  const audience = byId('audience', HTMLInputElement);
  const showAlgorithms = boxes('algorithms', ALGORITHMS, (algorithms) => {
    store.changePolicy({ algorithms });
  });
  const showVersions = boxes('versions', VERSIONS, (versions) => {
    store.changePolicy({ versions });
  });
  profile.addEventListener('change', () => {
    store.changePolicy({ profile: profile.value as Profile });
  });
  cloud.addEventListener('change', () => {
    store.changePolicy({ cloud: cloud.value as EntraCloud });
  });
  anyAudience.addEventListener('change', () => {
    store.changePolicy({ acceptAnyAudience: anyAudience.checked });
  });
  mountCopy('copy-code', () => code.textContent);

  const update = onChange((policy: PolicyView) => {
    const { form } = policy;
    showTexts(form);
    showSuggestions(policy);
    profile.value = form.profile;
    cloud.value = form.cloud;
    anyAudience.checked = form.acceptAnyAudience;
    audience.disabled = form.acceptAnyAudience;
    showAlgorithms(form.algorithms);
    showVersions(form.versions);
    for (const field of document.querySelectorAll<HTMLElement>('[data-profiles]')) {
      field.hidden = field.dataset['profiles']?.split(' ').includes(form.profile) !== true;
    }
    problem.textContent = policy.problem?.message ?? '';
    code.replaceChildren(untrusted(policy.code, true));
    codeNote.hidden = form.algorithms.every((name) => OF_THE_EDGE.test(name));
    showNote(policy.skipped);
  });
  return ({ policy }) => {
    update(policy);
  };
}

function mountTexts(store: Store): (form: PolicyForm) => void {
  const fields = Object.entries(TEXT_FIELDS).map(([id, name]) => {
    const field = document.getElementById(id);
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) {
      throw new Error(`The page has no field named ${id}.`);
    }
    field.addEventListener('input', () => {
      store.changePolicy({ [name]: field.value });
    });
    return { field, name };
  });
  return (form) => {
    fields.forEach(({ field, name }) => {
      setValue(field, form[name]);
    });
  };
}

function mountSuggestions(store: Store): (policy: PolicyView) => void {
  const useProfile = suggestion('use-profile', (policy) => policy.suggestedProfile?.form);
  const useIssuer = suggestion('use-issuer', ({ suggestedIssuer: issuer }) =>
    issuer === undefined ? undefined : { issuer },
  );
  const useAudience = suggestion('use-audience', ({ suggestedAudience: audience }) =>
    audience === undefined ? undefined : { audience },
  );
  const useAlgorithm = suggestion('use-algorithm', ({ suggestedAlgorithm, form }) =>
    suggestedAlgorithm === undefined ? undefined : { algorithms: [...form.algorithms, suggestedAlgorithm] },
  );
  let shown: PolicyView | undefined;
  for (const { button, formOf, focus } of [
    { ...useProfile, focus: 'profile' },
    { ...useIssuer, focus: 'issuer' },
    { ...useAudience, focus: 'audience' },
    { ...useAlgorithm, focus: 'policy-title' },
  ]) {
    button.addEventListener('click', () => {
      const form = shown === undefined ? undefined : formOf(shown);
      if (form !== undefined) store.changePolicy(form);
      document.getElementById(focus)?.focus();
    });
  }
  return (policy) => {
    shown = policy;
    const { suggestedProfile, suggestedIssuer, suggestedAudience, suggestedAlgorithm } = policy;
    useProfile.show(
      suggestedProfile && [`This looks like a token of ${suggestedProfile.name}: judge it by those rules`],
    );
    useIssuer.show(suggestedIssuer === undefined ? undefined : tokensOwn(suggestedIssuer));
    useAudience.show(suggestedAudience === undefined ? undefined : tokensOwn(suggestedAudience));
    useAlgorithm.show(suggestedAlgorithm && [`Allow the token’s: ${suggestedAlgorithm}`]);
  };
}

function tokensOwn(value: string): readonly (Node | string)[] {
  return ['Use the token’s: ', element('code', {}, untrusted(value))];
}

interface Suggestion {
  readonly button: HTMLButtonElement;
  readonly formOf: (policy: PolicyView) => Partial<PolicyForm> | undefined;
  readonly show: (words: readonly (Node | string)[] | undefined) => void;
}

/** A button that fills in what the token says of itself; hidden when it says nothing new. */
function suggestion(id: string, formOf: Suggestion['formOf']): Suggestion {
  const button = byId(id, HTMLButtonElement);
  return {
    button,
    formOf,
    show: (words) => {
      button.hidden = words === undefined;
      button.replaceChildren(...(words ?? []));
    },
  };
}

function mountTakeOver(store: Store): (skipped: readonly string[]) => void {
  const text = byId('policy-text', HTMLTextAreaElement);
  const note = byId('policy-text-note', HTMLElement);
  byId('read-policy', HTMLElement).addEventListener('click', () => {
    const read = readPolicy(text.value);
    if (read === undefined) {
      note.textContent = 'No options of the package were found in this text.';
      return;
    }
    text.value = '';
    note.textContent = 'Taken over.';
    store.change({ policy: read.form, policySkipped: read.skipped });
  });
  return (skipped) => {
    if (skipped.length > 0) {
      note.replaceChildren(
        'Taken over, without what plays no part here: ',
        untrusted(skipped.join(', ')),
        '.',
      );
    }
  };
}

/** Boxes of which any number can be ticked. */
function boxes<T extends string>(
  id: string,
  names: readonly T[],
  change: (ticked: readonly T[]) => void,
): (ticked: readonly string[]) => void {
  const all = names.map((name) => ({ name, box: element('input', { attributes: { type: 'checkbox' } }) }));
  byId(id, HTMLElement).append(
    ...all.map(({ name, box }) => element('label', { class: 'choice' }, box, ` ${name}`)),
  );
  for (const { box } of all) {
    box.addEventListener('change', () => {
      change(all.filter((one) => one.box.checked).map(({ name }) => name));
    });
  }
  return (ticked) => {
    for (const { name, box } of all) {
      box.checked = ticked.includes(name);
    }
  };
}
