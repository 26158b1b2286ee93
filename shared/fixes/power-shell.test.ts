import { readFileSync } from 'node:fs';
import { Language, Parser } from 'web-tree-sitter';
import type { FixRequest } from '../model/plan';
import { Policy } from '../model/policy';
import { healthyWindows, ids, rdpTarget, reasonOver, subscription } from '../model/testing';
import { text } from '../model/text';
import { observations } from '../observations/index.generated';
import { fixes } from './index.generated';

// The simulated PowerShell was written with these scripts; this grammar was not.

const policy = Policy.parse({
  subscriptions: [subscription],
  approvers: [{ id: subscription, name: 'Kim' }],
  services: [{ name: 'RpcSs', port: 3389 }],
});
const presence = { kind: 'present', symptom: 'rdp-unreachable', because: text('x', 'x') } as const;
const context = { incident: 'i1', target: rdpTarget, policy, presence };
const needs = [{ name: 'RpcSs', start: { known: 'disabled' } }];
const broken = {
  ...healthyWindows,
  guestRdp: {
    ...healthyWindows.guestRdp,
    service: { known: 'stopped' },
    startMode: { known: 'disabled' },
    needs,
    denied: { known: 'yes' },
    port: 3390,
    listening: [],
    rules: [{ name: 'RemoteDesktop-UserMode-In-TCP', state: 'off', profiles: 'Any' }],
  },
  guestPort: { listening: [], idle: [], firewall: { windows: ['network Public', 'profile Public True Block True'] } },
  guestService: {
    services: [{ name: 'TermService', state: { known: 'stopped' }, start: { known: 'disabled' }, needs }],
  },
};
/** What a fix plans on: each of these, where it plans anything on it. */
const worlds = [
  broken,
  { ...broken, guestRdp: { ...broken.guestRdp, port: 3389 } },
  {
    ...broken,
    guestService: { services: [{ ...broken.guestService.services[0], start: { known: 'manual' }, needs: [] }] },
  },
];

type Named = readonly [name: string, script: string];

/** What every observation that runs commands has a Windows VM run: all of its parameters are among these. */
const looks: readonly Named[] = observations
  .filter(({ permissions }) => permissions.includes('Microsoft.Compute/virtualMachines/runCommand/action'))
  .flatMap((look): readonly Named[] => {
    const asked = look.request({
      vm: ids.vm,
      os: 'Windows',
      port: 443,
      names: 'W3SVC nginx',
      url: "https://10.0.0.4/it's",
    });
    const { commandId, script = [] } = (asked === 'ledger' ? {} : asked.body) as Partial<Body>;
    return commandId === 'RunPowerShellScript' ? [[look.kind, script.join('\n')]] : [];
  });
interface Body {
  readonly commandId: string;
  readonly script: readonly string[];
}

/** What every fix that says that it changes something by PowerShell plans. */
const inPowerShell = fixes.filter(({ changes }) => changes.includes('run-power-shell'));
const planned: readonly Named[] = inPowerShell.flatMap((fix) =>
  worlds.flatMap((answers, world): readonly Named[] => {
    const request = { fix: fix.id, vm: ids.vm, port: 3389, from: '10.0.0.9', to: '10.0.0.4' } as FixRequest;
    const said = reasonOver(answers, (see) => fix.plan(see, request as never, context));
    if (said.kind !== 'done' || said.value.kind !== 'plan') return [];
    return [...said.value.plan.changes, ...said.value.plan.undo].flatMap((change) =>
      change.kind === 'run-power-shell' ? [[`${fix.id}: ${change.notes} (${world})`, change.script.join('\n')]] : [],
    );
  }),
);

let isPowerShell: (script: string) => boolean;
beforeAll(async () => {
  await Parser.init();
  const parser = new Parser();
  const grammar = require.resolve('tree-sitter-powershell/tree-sitter-powershell.wasm');
  parser.setLanguage(await Language.load(new Uint8Array(readFileSync(grammar))));
  isPowerShell = (script) => parser.parse(script)?.rootNode.hasError === false;
});

test.each([...looks, ...planned])('%s is PowerShell', (_, script) => {
  expect(isPowerShell(script)).toBe(true);
  expect(isPowerShell(`${script}\nif (`)).toBe(false);
});

test('none is forgotten', () => {
  expect(looks.length).toBeGreaterThan(0);
  for (const { id } of inPowerShell) expect(planned.map(([name]) => name)).toContainEqual(expect.stringContaining(id));
});
