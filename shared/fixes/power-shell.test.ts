import { readFileSync } from 'node:fs';
import { Language, Parser } from 'web-tree-sitter';
import type { AzureRequest } from '../model/azure';
import { Policy } from '../model/policy';
import { healthyWindows, ids, rdpTarget, reasonOver, subscription } from '../model/testing';
import { text } from '../model/text';
import { guestPort } from '../observations/guest-port';
import { guestRdp } from '../observations/guest-rdp';
import { guestService } from '../observations/guest-service';
import { allowInGuest } from './allow-in-guest';
import { correctRdpPort } from './correct-rdp-port';
import { resetRdp } from './reset-rdp';
import { startService } from './start-service';

// The simulated PowerShell was written with these scripts; this grammar was not.

const policy = Policy.parse({ subscriptions: [subscription], approvers: [{ id: subscription, name: 'Kim' }] });
const presence = { kind: 'present', symptom: 'rdp-unreachable', because: text('x', 'x') } as const;
const context = { incident: 'i1', target: rdpTarget, policy, presence };
const broken = {
  service: { known: 'stopped' },
  startMode: { known: 'disabled' },
  denied: { known: 'yes' },
  port: 3390,
  rules: [{ name: 'RemoteDesktop-UserMode-In-TCP', state: 'off', profiles: 'Any' }],
};
const answers = {
  ...healthyWindows,
  guestRdp: { ...healthyWindows.guestRdp, ...broken },
  guestPort: { listening: [], idle: [], firewall: { windows: ['network Public', 'profile Public True Block True'] } },
  guestService: { services: [{ name: 'TermService', state: broken.service, start: broken.startMode }] },
};

const scriptOf = ({ body }: AzureRequest): string => (body as { script: readonly string[] }).script.join('\n');

function plannedScripts(): readonly (readonly [string, string])[] {
  const vm = ids.vm;
  return [
    reasonOver(answers, (see) => resetRdp.plan(see, { fix: 'reset-rdp', vm }, context)),
    reasonOver(answers, (see) => startService.plan(see, { fix: 'start-service', vm, port: 3389 }, context)),
    reasonOver(answers, (see) =>
      allowInGuest.plan(see, { fix: 'allow-in-guest', vm, from: '10.0.0.9', to: '10.0.0.4', port: 443 }, context),
    ),
    reasonOver(answers, (see) => correctRdpPort.plan(see, { fix: 'correct-rdp-port', vm }, context)),
  ].flatMap((planned) => {
    if (planned.kind !== 'done' || planned.value.kind !== 'plan') throw new Error('Nothing was planned.');
    const { fix, changes, undo } = planned.value.plan;
    return [...changes, ...undo].flatMap((change) =>
      change.kind === 'run-power-shell' ? [[`${fix}: ${change.notes}`, change.script.join('\n')] as const] : [],
    );
  });
}

async function powerShell(): Promise<(script: string) => boolean> {
  await Parser.init();
  const parser = new Parser();
  const grammar = require.resolve('tree-sitter-powershell/tree-sitter-powershell.wasm');
  parser.setLanguage(await Language.load(new Uint8Array(readFileSync(grammar))));
  return (script) => parser.parse(script)?.rootNode.hasError === false;
}

test.each<readonly [string, string]>([
  ['guestPort', scriptOf(guestPort.request({ vm: ids.vm, os: 'Windows', port: 443 }))],
  ['guestService', scriptOf(guestService.request({ vm: ids.vm, os: 'Windows', names: 'W3SVC nginx' }))],
  ['guestRdp', scriptOf(guestRdp.request({ vm: ids.vm }))],
  ...plannedScripts(),
])('%s is PowerShell', async (_, script) => {
  const isPowerShell = await powerShell();
  expect(isPowerShell(script)).toBe(true);
  expect(isPowerShell(`${script}\nif (`)).toBe(false);
});

test('every script is among them', () => {
  expect(plannedScripts().map(([name]) => name)).toEqual([
    'reset-rdp: i1-denied-again',
    'start-service: i1-service',
    'start-service: i1-service-stopped',
    'allow-in-guest: i1-allow',
    'allow-in-guest: i1-allow-back',
    'correct-rdp-port: i1-port',
    'correct-rdp-port: i1-port-back',
  ]);
});
