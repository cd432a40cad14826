// One person calls with a token of Entra, and then with one of AD FS: node hybrid.mjs

import { authorize, createVerifier, diffRoles } from 'claimgate';

import { localProviders } from './src/local-providers.mjs';
import { ROLES, verifierOptions } from './src/policy.mjs';

const { fetch, entraToken, adfsToken } = localProviders();
const verifier = createVerifier(verifierOptions({ fetch }));

const byEntra = await verifier.verify(entraToken(['960ed175-0000-4000-8000-000000000001']));
const byAdfs = await verifier.verify(
  adfsToken(['CONTOSO\\Domain Users', 'contoso\\order editors'], ['Archive Keeper']),
);

for (const verified of [byEntra, byAdfs]) {
  authorize(verified, { roles: ['viewer'], scopes: ['orders.read'] });
  console.log(`${verified.issuer}: ${verified.roles.join(', ')}`);
}

const { common, onlyA, onlyB } = diffRoles(ROLES, byEntra, byAdfs);
const names = (sides) => sides.map(({ role }) => role).join(', ') || 'none';
console.log(`both: ${names(common)}; only Entra: ${names(onlyA)}; only AD FS: ${names(onlyB)}`);

// A group that somebody gave the name of a role gives nothing.
const pretender = await verifier.verify(adfsToken(['admin'], ['admin']));
console.log(`a group named admin: ${pretender.roles.join(', ') || 'no role'}`);
