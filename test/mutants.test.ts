import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';

// A scenario proves something only if it fails without what it is about. Each of these builds the app with one part taken
// out, and rehearses a scenario that needs the part.

const root = path.join(__dirname, '..');

interface Mutant {
  readonly without: string;
  /** The file that is changed, and the change. */
  readonly file: string;
  readonly from: string | RegExp;
  readonly to: string;
  readonly fails: string;
}

/** Takes a file's value out of the registry of its folder. */
const unregistered = (folder: string, name: string, fails: string): Mutant => ({
  without: `${folder} ${name}`,
  file: `shared/${folder}/index.generated.ts`,
  from: new RegExp(`(?<=: readonly \\w+\\[\\] = \\[[^\\]]*)\\b${name}\\b,?`),
  to: '',
  fails,
});

const mutants: readonly Mutant[] = [
  unregistered('fixes', 'allowInbound', 'gateway-v2-ports-denied'),
  unregistered('fixes', 'resetSsh', 'vm-sshd-config-invalid'),
  unregistered('fixes', 'restartVm', 'vm-hung-guest'),
  unregistered('fixes', 'redeployVm', 'vm-bad-node'),
  unregistered('causes', 'infrastructurePortsBlocked', 'gateway-v1-ports-denied'),
  unregistered('causes', 'defaultRouteDiverted', 'gateway-default-route-diverted'),
  unregistered('causes', 'nsgBlocksPort', 'vm-nsg-denies-ssh'),
  unregistered('causes', 'sshdOnAnotherPort', 'vm-sshd-on-another-port'),
  unregistered('causes', 'notRunning', 'vm-stopped-by-a-person'),
  unregistered('causes', 'platformEvent', 'vm-platform-event'),
  unregistered('guards', 'mode', 'gateway-observe-mode'),
  unregistered('guards', 'verifiable', 'vm-nobody-to-try-from'),
  {
    without: 'the look just before a fix is applied',
    file: 'shared/incident/next.ts',
    from: 'return recheck(state, phase.proposal.hash, policy);',
    to: "return record({ kind: 'rechecked', result: 'same' });",
    fails: 'gateway-healed-meanwhile',
  },
  {
    without: 'the comparison of the plan with the approved one',
    file: 'shared/incident/next.ts',
    from: 'assessment.proposal.hash === approvedHash',
    to: 'true',
    fails: 'gateway-rules-changed-meanwhile',
  },
  {
    without: 'the difference between yes and no',
    file: 'shared/incident/state.ts',
    from: "return decision.decision === 'approve'",
    to: 'return true',
    fails: 'gateway-rejected',
  },
  {
    without: 'the list of approvers',
    file: 'shared/approvals/decide.ts',
    from: /if \(!approval\.approvers\.some\([^{]+\) \{/,
    to: 'if (false) {',
    fails: 'gateway-wrong-person',
  },
  {
    without: 'the time limit of a question',
    file: 'shared/incident/next.ts',
    from: 'policy.approvalMinutes * 60_000',
    to: 'policy.approvalMinutes * 6_000_000',
    fails: 'gateway-nobody-answers',
  },
  {
    without: 'the inspection after a lost answer',
    file: 'shared/incident/next.ts',
    from: "if (found === 'landed')",
    to: 'if (false)',
    fails: 'vm-redeploy-answer-lost',
  },
  {
    without: 'the protected settings of VMAccess',
    file: 'shared/fixes/reset-ssh.ts',
    from: /settings: \{\},\s+protectedSettings: \{ reset_ssh: true \},/,
    to: 'settings: { reset_ssh: true }, protectedSettings: {},',
    fails: 'vm-sshd-config-invalid',
  },
];

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The app with one part changed; answers the folder that the host can run it from. */
async function buildMutant({ file, from, to }: Mutant): Promise<string> {
  const changed = path.join(root, file);
  const before = readFileSync(changed, 'utf8');
  const after = before.replace(from, to);
  if (after === before)
    throw new Error(`${file} has nothing like ${String(from)}: the mutant would be the app itself.`);
  const plugin: Plugin = {
    name: 'mutant',
    setup: (app) =>
      app.onLoad({ filter: /\.ts$/ }, (args) =>
        args.path === changed ? { contents: after, loader: 'ts' } : undefined,
      ),
  };
  const folder = mkdtempSync(path.join(root, '.reconnect-mutant-'));
  folders.push(folder);
  copyFileSync(path.join(root, 'host.json'), path.join(folder, 'host.json'));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ main: 'app.js' }));
  await build({
    entryPoints: [path.join(root, 'functions/index.ts')],
    outfile: path.join(folder, 'app.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    external: ['@azure/functions-core', './telemetry.js'],
    logLevel: 'error',
    plugins: [plugin],
  });
  return folder;
}

test.each(mutants)(
  'without $without, $fails does not come true',
  async (mutant) => {
    const folder = await buildMutant(mutant);
    const command = [path.join(root, 'dist/cli.js'), 'rehearse', mutant.fails, '--json', '--app', folder];
    const status = await promisify(execFile)(process.execPath, command, { cwd: root, timeout: 150_000 }).then(
      () => 0,
      (failed: unknown) => (failed as { code: number }).code,
    );

    expect(status).toBe(1);
  },
  180_000,
);
