/** Keys by way of an OpenID configuration. */
import { describe, expect, test } from 'vitest';
import { isolate, ISSUER, JWKS_URL, key, world } from './support.js';

const HOUR = 3600;

describe('discovery', () => {
  const DISCOVERY = 'https://issuer.example/.well-known/openid-configuration';
  const discovery = { jwks: { discovery: DISCOVERY } };

  function provider(configuration: unknown) {
    const at = world();
    const state = { configuration, keys: [key('a')], keysFail: false };
    at.origin.answer = (url) => {
      if (url === DISCOVERY) {
        return Response.json(state.configuration);
      }
      return state.keysFail ? new Response('', { status: 404 }) : Response.json({ keys: state.keys });
    };
    return { at, state };
  }

  test('finds the keys, and remembers where they are', async () => {
    const { at } = provider({ issuer: ISSUER, jwks_uri: JWKS_URL });
    const one = isolate(at, discovery);
    expect(await one.kids()).toBe('a');
    at.clock.pass(HOUR);
    await one.kids();
    await one.settle();
    expect(at.origin.requests).toEqual([DISCOVERY, JWKS_URL, JWKS_URL]);
  });

  test.each([
    ['another issuer', { issuer: `${ISSUER}/`, jwks_uri: JWKS_URL }, 'discovery.issuer_mismatch'],
    ['no issuer', { jwks_uri: JWKS_URL }, 'discovery.issuer_mismatch'],
    ['no jwks_uri', { issuer: ISSUER }, 'discovery.jwks_uri'],
    ['a jwks_uri over http', { issuer: ISSUER, jwks_uri: 'http://issuer.example/keys' },
      'discovery.jwks_uri'],
    ['an array', [], 'discovery.not_a_configuration'],
  ])('%s is refused before the keys are fetched', async (_name, configuration, reason) => {
    const { at } = provider(configuration);
    const one = isolate(at, discovery);
    await expect(one.source.load({})).rejects.toMatchObject({ code: 'ERR_JWKS_INVALID', detail: { reason } });
    expect(at.origin.requests).toEqual([DISCOVERY]);
  });

  test('one of several issuers, also a template', async () => {
    const template = 'https://login.example/{tenantid}/v2.0';
    const { at } = provider({ issuer: template, jwks_uri: JWKS_URL });
    const issuer = ['https://sts.example/{tenantid}/', template];
    expect(await isolate(at, { ...discovery, issuer }).kids()).toBe('a');
  });

  test('what the document may say is separate from the configured issuer', async () => {
    const issuer = 'https://login.example/c0ffee00-0000-4000-8000-000000000001/v2.0';
    const template = 'https://login.example/{tenantid}/v2.0';
    const { at } = provider({ issuer: template, jwks_uri: JWKS_URL });
    expect(await isolate(at, { ...discovery, issuer, documentIssuers: [template] }).kids()).toBe('a');
    expect(await isolate(at, { ...discovery, issuer }).kids()).toBe('ERR_JWKS_INVALID');
  });

  test('asks again for the address when the one it knows fails', async () => {
    const { at, state } = provider({ issuer: ISSUER, jwks_uri: JWKS_URL });
    const one = isolate(at, discovery);
    await one.kids();
    at.clock.pass(HOUR);
    state.keysFail = true;
    await one.kids();
    await one.settle();
    at.clock.pass(30);
    state.keysFail = false;
    state.configuration = { issuer: ISSUER, jwks_uri: 'https://issuer.example/moved' };
    await one.kids();
    await one.settle();
    expect(at.origin.requests.slice(3)).toEqual([DISCOVERY, 'https://issuer.example/moved']);
  });

  test('asks again for the address when an unknown kid comes and it is not fresh', async () => {
    const { at, state } = provider({ issuer: ISSUER, jwks_uri: JWKS_URL });
    const one = isolate(at, discovery);
    await one.kids();
    at.clock.pass(60);
    await one.lookUp('nobody');
    expect(at.origin.requests.slice(2)).toEqual([JWKS_URL]);
    at.clock.pass(HOUR);
    await one.kids();
    await one.settle();
    at.clock.pass(60);
    state.configuration = { issuer: ISSUER, jwks_uri: 'https://issuer.example/moved' };
    await one.lookUp('nobody');
    expect(at.origin.requests.slice(4)).toEqual([DISCOVERY, 'https://issuer.example/moved']);
  });
});
