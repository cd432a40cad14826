/** Registers the service worker, which keeps the page's own files and answers with them. */

/** The one address that may become a script, whatever else is asked for. */
const SERVICE_WORKER = '/service-worker.js';

export function keepForOffline(): void {
  // Where it is not to be had, as in private windows, the page works all the same.
  if (!('serviceWorker' in navigator)) {
    return;
  }
  addEventListener('load', () => {
    navigator.serviceWorker.register(scriptAddress()).catch(() => undefined);
  });
}

interface TrustedTypes {
  createPolicy(name: string, rules: object): { createScriptURL(text: string): string };
}

/** In browsers with Trusted Types only a policy that the page's headers name can make such an address. */
function scriptAddress(): string {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  return trustedTypes === undefined
    ? SERVICE_WORKER
    : trustedTypes
        .createPolicy('claimgate-sw', { createScriptURL: () => SERVICE_WORKER })
        .createScriptURL('');
}
