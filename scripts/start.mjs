// npm start: a local OpenID provider, the example Worker on workerd, and the page, on loopback, until Ctrl-C.
// npm start -- --check: the same, then the requests of start/check.mjs; exits 0 or 1.

import { parseArgs } from 'node:util';

import { build } from './build.mjs';
import { runScript, say } from './lib/steps.mjs';
import { prepare } from './lib/setup.mjs';
import { CHECK_COOLDOWN, CHECK_REVOCATION_FRESH_FOR, runChecks } from './start/check.mjs';
import { freePorts, loopbackOrigin } from './start/ports.mjs';
import { startStack } from './start/stack.mjs';

const WORKER_PORT = 8787;
const PROVIDER_PORT = 8788;
const INTERRUPTED = 130;

await runScript(async () => {
  const { check } = parseArgs({ options: { check: { type: 'boolean', default: false } } }).values;
  const interruption = watchForInterruption();

  const { node } = await prepare();
  const [worker, provider] = await freePorts(check ? [0, 0] : [WORKER_PORT, PROVIDER_PORT]);
  // The page may fetch keys from this origin: its Content-Security-Policy is made when it is built.
  process.env.CLAIMGATE_CONNECT_SRC = loopbackOrigin(provider);
  await build();
  const stack = await startStack({
    node,
    ports: { worker, provider },
    vars: check
      ? { COOLDOWN: String(CHECK_COOLDOWN), REVOCATION_FRESH_FOR: String(CHECK_REVOCATION_FRESH_FOR) }
      : {},
  });

  try {
    if (check) {
      if (!(await runChecks(stack))) process.exitCode = 1;
    } else {
      await introduce(stack);
      await interruption.expected();
    }
  } finally {
    await stack.stop();
  }
});

/** Before an interruption is expected it ends the process at once, and its children with it. */
function watchForInterruption() {
  let expected;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (expected === undefined) process.exit(INTERRUPTED);
      expected();
      expected = undefined;
    });
  }
  return { expected: () => new Promise((resolve) => { expected = resolve; }) };
}

async function introduce({ provider, worker }) {
  const { issuer, tokenEndpoint, clients } = provider.description;
  const token = await provider.accessToken('reader');
  say(`
Page:      ${worker.origin}/
Provider:  ${issuer}

A token from the provider, by client credentials, good for 10 minutes:
  curl -i -H 'Authorization: Bearer ${token}' ${worker.origin}/api/me

The same token lacks the role for ${worker.origin}/api/admin. One that has it:
  curl -u '${clients.admin.id}:${clients.admin.secret}' -d grant_type=client_credentials ${tokenEndpoint}

Ctrl-C ends everything.`);
}
