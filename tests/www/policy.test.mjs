// The policy as a form, as code, and taken over from code.

import { describe, expect, test } from 'vitest';

import { field, give, shown } from './browser.mjs';
import { usePages } from './pages.mjs';
import { ISSUER, unsignedToken } from './tokens.mjs';

const TENANT = '11111111-2222-4333-8444-555555555555';
const on = usePages();
const { text, clipboard, unfold } = on;

describe('the policy', () => {
  test('knows Entra: the token proposes it, the page judges by the package’s own rules and writes them', async () => {
    const token = unsignedToken(
      { alg: 'RS256', typ: 'JWT', kid: 'k' },
      {
        iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
        ver: '2.0',
        tid: TENANT,
        aud: 'the-api',
        exp: 4e9,
      },
    );
    await give(on.page, { token });
    await on.page.getByRole('button', { name: 'a token of Microsoft Entra ID' }).click();
    expect(await field(on.page, 'Tenants').inputValue()).toBe(TENANT);
    await field(on.page, 'Audience').fill('the-api');
    expect((await shown(on.page)).rungs).toMatchObject({ issuer: 'Passed', audience: 'Passed' });
    expect((await shown(on.page)).code).toBe('ERR_TOKEN_NOT_ACCESS');
    await unfold('code-details');
    const code = await text('#policy-code');
    expect(code).toContain("import { entra } from 'claimgate';");
    expect(code).toContain(`...entra({ tenants: ['${TENANT}'], audience: 'the-api' }),`);
    await on.page.getByRole('button', { name: 'Copy the code' }).click();
    await on.page.getByRole('button', { name: 'Copied' }).waitFor();
    expect((await clipboard()).trim()).toBe(code.trim());
    await field(on.page, 'Tenants').fill('contoso.com');
    expect(await text('#policy-problem')).toMatch(/tenants/);
  });

  test('is taken over from a Worker’s code, and comes out as the same code', async () => {
    const source = `
      import { entra } from 'claimgate';
      const verifier = createVerifier({
        ...entra({ tenants: ['${TENANT}'], audience: ['api://orders', 'the-api'], versions: ['2.0'] }), // ours
        clockTolerance: 60,
        requiredClaims: ["sub",],
        stores: [kvStore(env.JWKS)],
        onEvent: (event) => { console.log(event.type, { a: 1 }); },
      });`;
    await unfold('paste-policy-details');
    await field(on.page, 'The options of your API, or the code that has them').fill(source);
    await on.page.getByRole('button', { name: 'Take it over' }).click();
    expect(await text('#policy-text-note')).toBe(
      'Taken over, without what plays no part here: stores, onEvent.',
    );
    expect(await field(on.page, 'Tenants').inputValue()).toBe(TENANT);
    expect(await field(on.page, 'Audience').inputValue()).toBe('api://orders, the-api');
    expect(await field(on.page, 'Clock tolerance, in seconds').inputValue()).toBe('60');
    await unfold('code-details');
    const code = await text('#policy-code');
    expect(code).toContain("versions: ['2.0']");
    expect(code).toContain("requiredClaims: ['sub'],");
    // What the page writes, the page reads.
    await on.page.getByRole('button', { name: 'Clear all' }).click();
    await field(on.page, 'The options of your API, or the code that has them').fill(code);
    await on.page.getByRole('button', { name: 'Take it over' }).click();
    expect(await text('#policy-code')).toBe(code);
  });

  test('takes plain options, and every other option of the package', async () => {
    await unfold('paste-policy-details');
    const options = JSON.stringify({
      issuer: ISSUER,
      audience: null,
      algorithms: ['PS256'],
      maxTokenAge: 60,
    });
    await field(on.page, 'The options of your API, or the code that has them').fill(options);
    await on.page.getByRole('button', { name: 'Take it over' }).click();
    expect(await on.page.getByLabel('Accept any audience').isChecked()).toBe(true);
    expect(await on.page.getByLabel('PS256').isChecked()).toBe(true);
    await on.page.getByLabel('RS256').check();
    await give(on.page, { token: await on.issuer.sign({ iat: 1_700_000_000 }), keys: on.issuer.keySet });
    expect((await shown(on.page)).code).toBe('ERR_TOKEN_TOO_OLD');
    await unfold('others-details');
    await field(on.page, 'Any other option of the package, as an object').fill(
      "{ requiredClaims: ['nothing'] }",
    );
    expect((await shown(on.page)).code).toBe('ERR_CLAIM_MISSING');
    await field(on.page, 'Any other option of the package, as an object').fill(
      '{ requiredClaims: alert(1) }',
    );
    expect(await text('#policy-problem')).toContain('other options');
  });
});
