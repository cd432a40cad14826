/** The command `claimgate`. */
import { ClaimgateError, engine } from 'claimgate/full';
import { Command, CommanderError, Option } from 'commander';
import { inspectCommand, type InspectFlags } from './inspect.js';
import { diffCommand, fetchCommand, type JwksFlags, lintCommand, listCommand, watchCommand } from './jwks.js';
import { lintPolicyCommand } from './lint.js';
import { EXIT, type ExitCode } from './outcome.js';
import { rolesDiffCommand } from './roles.js';
import { printable, say } from './terminal.js';
import { verifyCommand, type VerifyFlags } from './verify.js';

let exitCode: ExitCode = EXIT.good;

/** Wraps a command so that its exit code is kept. */
function ending<A extends readonly unknown[]>(command: (...args: A) => Promise<ExitCode>) {
  return async (...args: A) => {
    exitCode = await command(...args);
  };
}

function program(): Command {
  const root = new Command('claimgate')
    .description('Looks at JSON Web Tokens with the engine that judges them in production.')
    .version(engine().version)
    .showHelpAfterError('(claimgate --help, or claimgate <command> --help, shows how it is called.)')
    .addHelpText('after', '\nExit codes: 0 valid, 1 not valid, 2 called wrongly.')
    .exitOverride();
  root.addCommand(inspectProgram());
  root.addCommand(verifyProgram());
  root.addCommand(jwksProgram());
  root.addCommand(lintProgram());
  root.addCommand(rolesProgram());
  for (const command of allOf(root)) {
    command.exitOverride().configureOutput({
      outputError: (text) => {
        say(text.trimEnd());
      },
    });
  }
  return root;
}

function allOf(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(allOf)];
}

function inspectProgram(): Command {
  const command = new Command('inspect')
    .description('Every check of a token, with cause and fix. Without options nothing is fetched.')
    .argument('[token...]', 'the token; better piped in, or pasted when asked for')
    .action(ending((tokens: string[], flags: InspectFlags) => inspectCommand(tokens, flags)));
  return withExamples(withJudging(command), [
    'claimgate inspect < token.txt',
    'claimgate inspect --jwks keys.json --issuer https://issuer.example --audience api://orders < token.txt',
    'claimgate inspect --key public.pem --json < token.txt | jq .checks',
    'grep -o "eyJ[^ ]*" access.log | claimgate inspect --policy policy.json',
  ]);
}

function verifyProgram(): Command {
  const command = new Command('verify')
    .description(
      'The verdict of a verifier: prints the claims of a valid token, or the reason of the refusal.',
    )
    .argument('[token...]', 'the token; better piped in, or pasted when asked for')
    .action(ending((tokens: string[], flags: VerifyFlags) => verifyCommand(tokens, flags)));
  return withExamples(withJudging(command), [
    'claimgate verify --discovery https://issuer.example/.well-known/openid-configuration \\',
    '    --issuer https://issuer.example --audience api://orders < token.txt',
    'claimgate verify --entra-tenant f645ad92-e38d-4d1a-b510-d1b09a74a8ca --audience api://orders < token.txt',
    'claimgate verify --policy policy.json --jwks keys.json --offline < token.txt',
  ]);
}

/** The options that say what a token is judged by. */
function withJudging(command: Command): Command {
  return withNetwork(command)
    .optionsGroup('Policy:')
    .option('--policy <file>', 'JSON of the options of createVerifier; "profile": "entra" applies a profile')
    .option('--issuer <issuer...>', 'accepted issuers, exactly')
    .option('--audience <audience...>', 'accepted audiences, exactly')
    .option('--any-audience', 'accept any audience')
    .option('--algorithm <name...>', 'accepted algorithms')
    .option('--typ <type...>', 'accepted types')
    .option('--tolerance <seconds>', 'by how much clocks may differ')
    .option('--entra-tenant <guid...>', 'the rules of Microsoft Entra for these tenants; verify fetches their keys')
    .option('--at <time>', 'judge by another time: seconds since 1970, or a date')
    .optionsGroup('Keys:')
    .option('--jwks <file or address>', 'a key set')
    .option('--discovery <address>', 'an OpenID configuration')
    .option('--key <file...>', 'a key: JWK, PEM, certificate, or the base64 of one')
    .option('--secret-file <file>', 'a shared secret')
    .option('--secret <text>', 'a shared secret, seen by everybody on this machine')
    .addOption(
      new Option('--secret-encoding <encoding>', 'how the secret is written')
        .choices(['text', 'base64', 'base64url'])
        .default('text'),
    );
}

function withNetwork(command: Command): Command {
  return command
    .option('--json', 'for programs')
    .option('--offline', 'refuse any use of the network')
    .option('--allow-http-loopback', 'allow http for this machine');
}

function jwksProgram(): Command {
  const command = new Command('jwks').description('Key sets: fetch, list, lint, diff, watch for rotation.');
  withNetwork(command.command('fetch'))
    .description('Prints the key set at an address, or at an OpenID configuration.')
    .argument('<address>')
    .option('-o, --output <file>', 'write it there')
    .action(ending((address: string, flags: JwksFlags) => fetchCommand(address, flags)));
  withNetwork(command.command('list'))
    .description('Every key, and whether it can be used.')
    .argument('<file or address>')
    .action(ending((source: string, flags: JwksFlags) => listCommand(source, flags)));
  withNetwork(command.command('lint'))
    .description('What is wrong with a key set, for whoever publishes it.')
    .argument('<file or address>')
    .action(ending((source: string, flags: JwksFlags) => lintCommand(source, flags)));
  withNetwork(command.command('diff'))
    .description('Which keys differ. Exit code 1 where some do.')
    .argument('<before>', 'file or address')
    .argument('<after>', 'file or address')
    .action(ending((before: string, after: string, flags: JwksFlags) => diffCommand(before, after, flags)));
  withNetwork(command.command('watch'))
    .description('Looks again and again, and tells of each change.')
    .argument('<address>')
    .option('--interval <seconds>', 'between two looks', '300')
    .option('--count <looks>', 'end after so many looks')
    .action(ending((address: string, flags: JwksFlags) => watchCommand(address, flags)));
  return withExamples(command, [
    'claimgate jwks list https://issuer.example/.well-known/openid-configuration',
    'claimgate jwks fetch https://issuer.example/keys -o keys.json',
    'claimgate jwks diff keys.json https://issuer.example/keys',
    'claimgate jwks watch https://issuer.example/keys --interval 60',
  ]);
}

function lintProgram(): Command {
  const command = new Command('lint')
    .description('What a policy lets through that it should not. Exit code 1 for errors.')
    .argument('<policy>', 'JSON of the options of createVerifier')
    .option('--json', 'for programs')
    .action(ending((file: string, flags: { readonly json?: boolean }) => lintPolicyCommand(file, flags)));
  return withExamples(command, ['claimgate lint policy.json']);
}

function rolesProgram(): Command {
  const command = new Command('roles').description('Roles that a mapping gives.');
  command
    .command('diff')
    .description(
      'What two providers grant differently to one person. Exit code 1 where they do. Verifies nothing.',
    )
    .argument('<mapping>', 'JSON of the option roles, or of the options of createVerifier')
    .argument('<first>', 'file with a token, or with its claims as JSON')
    .argument('<second>', 'the same from the other provider')
    .option('--json', 'for programs')
    .action(
      ending((mapping: string, first: string, second: string, flags: { readonly json?: boolean }) =>
        rolesDiffCommand(mapping, [first, second], flags),
      ),
    );
  return withExamples(command, ['claimgate roles diff roles.json entra.json adfs-token.txt']);
}

function withExamples(command: Command, examples: readonly string[]): Command {
  return command.addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`);
}

/** What went wrong, for a person; never a stack. */
function problemOf(error: unknown): string {
  if (error instanceof ClaimgateError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : 'unknown error';
}

async function main(): Promise<ExitCode> {
  try {
    await program().parseAsync();
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help and version were printed; anything else was said, too.
      return error.exitCode === 0 ? EXIT.good : EXIT.usage;
    }
    say(`error: ${printable(problemOf(error))}`);
    return EXIT.usage;
  }
}

// Not process.exit: what was written to a pipe may still be on its way.
void main().then((code) => {
  process.exitCode = code;
});
