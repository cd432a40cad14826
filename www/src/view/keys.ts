/** The issuer's keys: pasted, or fetched from an address that the button shows. */
import type { KeysView } from '../derive/keys.ts';
import { readKeyDocument } from '../key-document.ts';
import { Consent, FetchFailure, fetchDocument } from '../net.ts';
import type { Input, Store } from '../state.ts';
import { failureMessage, NOT_A_KEY_DOCUMENT, NOT_JSON } from '../texts/key-requests.ts';
import { mountCopy } from './clipboard.ts';
import { byId, element, onChange, setValue } from './dom.ts';
import { untrusted } from './untrusted.ts';
import type { Update } from './view.ts';

export function mountKeys(store: Store): Update {
  const box = byId('keys', HTMLTextAreaElement);
  const problem = byId('keys-problem', HTMLElement);
  const list = byId('key-list', HTMLElement);
  const field = byId('keys-address', HTMLInputElement);
  const button = byId('fetch-keys', HTMLButtonElement);
  const shownAddress = byId('fetch-address', HTMLElement);
  const note = byId('fetch-note', HTMLElement);
  const kind = byId('keys-kind', HTMLElement);
  const instead = byId('fetch-instead', HTMLElement);
  const command = byId('fetch-command', HTMLElement);
  mountCopy('copy-curl', () => command.textContent);

  box.addEventListener('input', () => {
    store.change({ keysText: box.value, keyRequest: { state: 'none' } });
  });
  field.addEventListener('input', () => {
    store.change({ address: field.value === '' ? undefined : field.value, keyRequest: { state: 'none' } });
  });
  button.addEventListener('click', (click) => {
    // The address that the person saw, not one that was found since.
    void fetchKeys(store, new Consent(click, shownAddress.textContent));
  });

  const update = onChange((keys: KeysView) => {
    setValue(box, keys.text);
    kind.textContent = keys.kind ?? 'JWKS, JWK, PEM or certificate';
    problem.replaceChildren(...(keys.holdsSecret ? secretWarning(store) : [keys.problem ?? '']));
    list.replaceChildren(...keys.keys.map(keyElement));
    setValue(field, keys.address);
    const { judgedAddress } = keys;
    button.hidden = judgedAddress.state !== 'allowed';
    button.disabled = keys.request.state === 'running';
    shownAddress.textContent = judgedAddress.state === 'allowed' ? judgedAddress.href : '';
    note.replaceChildren(...noteOn(keys));
    const isCurl = judgedAddress.state === 'elsewhere' || keys.request.state === 'failed';
    instead.hidden = !isCurl || !('command' in judgedAddress);
    command.replaceChildren(...('command' in judgedAddress ? [untrusted(judgedAddress.command)] : []));
  });
  return ({ keys }) => {
    update(keys);
  };
}

async function fetchKeys(store: Store, consent: Consent): Promise<void> {
  const { address } = consent;
  store.change({ keyRequest: { state: 'running', address } });
  const outcome = await requestKeys(consent);
  const { keyRequest } = store.get();
  // The person has gone on to something else in the meantime.
  if (keyRequest.state === 'running' && keyRequest.address === address) {
    store.change(outcome);
  }
}

async function requestKeys(consent: Consent): Promise<Partial<Input>> {
  const { address } = consent;
  const failed = (message: string): Partial<Input> => ({ keyRequest: { state: 'failed', address, message } });
  let text: string;
  try {
    text = await fetchDocument(consent);
  } catch (error) {
    if (error instanceof FetchFailure) {
      return failed(failureMessage(error));
    }
    throw error;
  }
  const document = readKeyDocument(text);
  switch (document.kind) {
    case 'keys':
      return { keysText: text, keyRequest: { state: 'keys', address } };
    case 'configuration':
      return {
        address: document.keysAddress,
        keyRequest: { state: 'configuration', address, issuer: document.issuer },
      };
    case 'not-json':
      return failed(NOT_JSON);
    case 'empty':
    case 'unknown':
      return failed(NOT_A_KEY_DOCUMENT);
  }
}

function noteOn({ request, judgedAddress, isSuggested, foreignConfiguration }: KeysView): (Node | string)[] {
  switch (request.state) {
    case 'running':
      return ['Fetching…'];
    case 'failed':
      return [request.message];
    case 'keys':
      return ['Fetched from ', untrusted(request.address), '.'];
    case 'configuration':
      return foreignConfiguration === undefined
        ? ['The OpenID configuration names this key set. Click again to fetch it.']
        : ['Careful: this configuration is for another issuer, ', untrusted(foreignConfiguration), '.'];
    case 'none':
      break;
  }
  switch (judgedAddress.state) {
    case 'none':
      return ['With a token or an issuer given, the address of its keys is proposed here.'];
    case 'not-an-address':
      return ['This is not an https address.'];
    case 'elsewhere':
      return [
        'This page’s own security policy does not let it go there. Fetch the document yourself and ' +
          'paste its keys:',
      ];
    case 'allowed':
      return [
        isSuggested
          ? 'Proposed because of the issuer. Nothing has been fetched.'
          : 'Nothing has been fetched.',
      ];
  }
}

function secretWarning(store: Store): readonly (Node | string)[] {
  const clear = element('button', { class: 'quiet', attributes: { type: 'button' } }, 'Clear it');
  clear.addEventListener('click', () => {
    store.change({ keysText: '', keyRequest: { state: 'none' } });
    byId('keys', HTMLElement).focus();
  });
  return [
    'This holds a private key or a shared secret, which only the issuer should ever see. It is not used. Treat ' +
      'it as exposed, and paste the public key instead. ',
    clear,
  ];
}

function keyElement({ kid, facts, isPicked, because }: KeysView['keys'][number]): HTMLElement {
  return element(
    'li',
    { class: isPicked ? 'key key-named' : 'key' },
    element('code', {}, kid === undefined ? 'without kid' : untrusted(kid)),
    element('span', { class: 'key-facts' }, untrusted(facts.join(' · '))),
    because === undefined
      ? undefined
      : element('span', { class: isPicked ? 'tag tag-strong' : 'tag' }, untrusted(because)),
  );
}
