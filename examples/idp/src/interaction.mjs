/** The sign-in: every user is the demo user and agrees to everything, so there is nothing to click. */
import { DEMO_USER } from './registrations.mjs';

const PREFIX = '/interaction/';

/** @param {string} uid */
export const interactionPath = (uid) => PREFIX + uid;

/** @param {string} pathname */
export const isInteraction = (pathname) => pathname.startsWith(PREFIX);

/**
 * Answers what `oidc-provider` asks the user, and sends the browser back to it.
 *
 * @param {import('oidc-provider').default} provider
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
export async function finishInteraction(provider, request, response) {
  const interaction = await provider.interactionDetails(request, response);
  const result = interaction.prompt.name === 'login'
    ? { login: { accountId: DEMO_USER } }
    : { consent: { grantId: await grantEverything(provider, interaction) } };
  await provider.interactionFinished(request, response, result);
}

async function grantEverything(provider, { prompt, params, session, grantId }) {
  const grant = grantId === undefined
    ? new provider.Grant({ accountId: session.accountId, clientId: params.client_id })
    : await provider.Grant.find(grantId);
  const { missingOIDCScope = [], missingResourceScopes = {} } = prompt.details;
  grant.addOIDCScope(missingOIDCScope.join(' '));
  for (const [resource, scopes] of Object.entries(missingResourceScopes)) {
    grant.addResourceScope(resource, scopes.join(' '));
  }
  return grant.save();
}
