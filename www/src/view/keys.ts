/** The issuer's keys: pasted, or fetched from an address that the button shows. */
import type { KeysView } from '../derive/keys.ts';
import { slugOf } from '../derive/why.ts';
import { isJson, isKeyDocument, type KeyReading, readConfiguration } from '../key-text.ts';
import { Consent, FetchFailure, fetchDocument } from '../net.ts';
import type { Input, Store } from '../state.ts';
import { fetchProblem, type FetchProblem } from '../texts/key-requests.ts';
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

  const reading = byId('key-reading', HTMLSelectElement);
  const readingLabel = byId('key-reading-label', HTMLElement);
  reading.addEventListener('change', () => {
    store.change({ keyReading: reading.value as KeyReading });
  });
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
    problem.replaceChildren(
      ...(keys.holdsPrivate ? privateWarning(store) : []),
      ...keys.problems.map((message) => element('p', {}, untrusted(message))),
    );
    reading.value = keys.reading;
    readingLabel.hidden = !keys.asksForSecret && keys.reading === 'auto';
    list.replaceChildren(...keys.keys.map(keyElement));
    setValue(field, keys.address);
    const { judgedAddress } = keys;
    button.hidden = judgedAddress.state !== 'allowed';
    button.disabled = keys.request.state === 'running';
    shownAddress.textContent = judgedAddress.state === 'allowed' ? judgedAddress.href : '';
    note.replaceChildren(...noteOn(keys));
    const isFailed = keys.request.state === 'failed';
    note.classList.toggle('problem', isFailed);
    const isCurl = judgedAddress.state === 'elsewhere' || isFailed;
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
  const failed = (problem: FetchProblem): Partial<Input> => ({
    keyRequest: { state: 'failed', address, problem },
  });
  let text: string;
  try {
    text = await fetchDocument(consent);
  } catch (error) {
    if (error instanceof FetchFailure) {
      return failed(fetchProblem(error.reason, error.values));
    }
    throw error;
  }
  const configuration = readConfiguration(text);
  if (configuration !== undefined) {
    const { keysAddress, issuer } = configuration;
    return { address: keysAddress, keyRequest: { state: 'configuration', address, issuer } };
  }
  if (isKeyDocument(text)) {
    return { keysText: text, keyReading: 'auto', keyRequest: { state: 'keys', address } };
  }
  return failed(fetchProblem(isJson(text) ? 'key.fetch_no_keys' : 'key.fetch_json'));
}

function noteOn({ request, judgedAddress, isSuggested, foreignConfiguration }: KeysView): (Node | string)[] {
  switch (request.state) {
    case 'running':
      return ['Fetching…'];
    case 'failed':
      return problemNodes(request.address, request.problem);
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

function problemNodes(address: string, { reason, cause, fix }: FetchProblem): (Node | string)[] {
  return [
    untrusted(address),
    `: ${cause} ${fix} `,
    element('code', {}, reason),
    ' ',
    element('a', { attributes: { href: `#why/${slugOf(reason)}` } }, 'Link to this explanation'),
  ];
}

function privateWarning(store: Store): readonly (Node | string)[] {
  const clear = element('button', { class: 'quiet', attributes: { type: 'button' } }, 'Clear it');
  clear.addEventListener('click', () => {
    store.change({ keysText: '', keyRequest: { state: 'none' } });
    byId('keys', HTMLElement).focus();
  });
  return [
    'This is a private key, which only the issuer should ever see. Only its public part is used here. Treat it ' +
      'as exposed, and paste the public key instead. ',
    clear,
  ];
}

function keyElement({ kid, facts, isPicked, madeSignature, because }: KeysView['keys'][number]): HTMLElement {
  return element(
    'li',
    { class: isPicked || madeSignature ? 'key key-named' : 'key' },
    element('code', {}, kid === undefined ? 'without kid' : untrusted(kid)),
    element('span', { class: 'key-facts' }, untrusted(facts.join(' · '))),
    because === undefined ? undefined : element('span', { class: 'key-because' }, untrusted(because)),
    isPicked ? element('span', { class: 'tag tag-strong' }, 'picked') : undefined,
    madeSignature ? element('span', { class: 'tag tag-strong' }, 'made the signature') : undefined,
  );
}
