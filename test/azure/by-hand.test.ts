import { execFileSync } from 'node:child_process';
import {
  extension,
  newRoute,
  probing,
  redeploy,
  removal,
  restart,
  route,
  routeRemoval,
  rule,
  powerShell,
  script,
} from './sample-changes';
import type { Change } from '../../shared/model/change';
import { byHand } from '../../shared/changes';

/** What the command line gets of a command, as a shell hands it over. */
const argumentsOf = (change: Change): readonly string[] =>
  execFileSync('/bin/sh', ['-c', `az() { printf '%s\\n' "$@"; }; ${byHand(change)}`], { encoding: 'utf8' })
    .trimEnd()
    .split('\n');

const vm = [
  ...['--subscription', '11111111-1111-1111-1111-111111111111'],
  ...['--resource-group', 'shop', '--name', 'web1'],
];
const desk = vm.map((word) => (word === 'web1' ? 'desk' : word));

test('a rule is made and deleted', () => {
  expect(argumentsOf(rule).join(' ')).toBe(
    'network nsg rule create --subscription 11111111-1111-1111-1111-111111111111 --resource-group shop --nsg-name web-nsg' +
      ' --name reconnect-allow-1 --priority 300 --direction Inbound --access Allow --protocol Tcp' +
      ' --source-address-prefixes 203.0.113.7 --source-port-ranges * --destination-address-prefixes 10.0.1.4' +
      ' --destination-port-ranges 443',
  );
  expect(argumentsOf(removal).slice(0, 4)).toEqual(['network', 'nsg', 'rule', 'delete']);
  expect(argumentsOf(removal).slice(-2)).toEqual(['--name', 'reconnect-allow-1']);
});

test('a route is added and deleted', () => {
  const table =
    '--subscription 11111111-1111-1111-1111-111111111111 --resource-group shop --route-table-name web-routes';
  expect(argumentsOf(newRoute).join(' ')).toBe(
    `network route-table route create ${table} --name reconnect-to-internet --address-prefix 0.0.0.0/0 --next-hop-type Internet`,
  );
  expect(argumentsOf(routeRemoval).join(' ')).toBe(
    `network route-table route delete ${table} --name reconnect-to-internet`,
  );
});

test('a route is changed', () => {
  expect(argumentsOf(route).join(' ')).toBe(
    'network route-table route update --subscription 11111111-1111-1111-1111-111111111111 --resource-group shop' +
      ' --route-table-name web-routes --name drop --next-hop-type Internet --next-hop-ip-address null',
  );
});

test('an extension and a script arrive whole', () => {
  const sent = argumentsOf(extension);
  expect(sent).toEqual(expect.arrayContaining(['--publisher', 'Microsoft.OSTCExtensions', '--version', '1.5']));
  expect(sent).toContain('{"reset_ssh":true}');
  expect(argumentsOf(script)).toEqual([
    ...['vm', 'run-command', 'invoke', ...vm, '--command-id', 'RunShellScript', '--scripts'],
    ...script.script,
  ]);
  expect(argumentsOf(powerShell)).toEqual([
    ...['vm', 'run-command', 'invoke', ...desk, '--command-id', 'RunPowerShellScript', '--scripts'],
    ...powerShell.script,
  ]);
});

test('a machine is restarted and redeployed', () => {
  expect(argumentsOf(restart)).toEqual(['vm', 'restart', ...vm]);
  expect(argumentsOf(redeploy)).toEqual(['vm', 'redeploy', ...vm]);
});

test('a probe is updated', () => {
  expect(argumentsOf(probing).join(' ')).toBe(
    'network application-gateway probe update --subscription 11111111-1111-1111-1111-111111111111 --resource-group shop' +
      ' --gateway-name gw1 --name health --timeout 60',
  );
  const accepting: Change = { ...probing, field: 'statusCodes', from: ['200-399'], to: ['200-399', '401'] };
  expect(argumentsOf(accepting).slice(-3)).toEqual(['--match-status-codes', '200-399', '401']);
});

test('what somebody put into a name is only ever a name', () => {
  const name = `'; echo gone; '$(id)`;
  expect(argumentsOf({ ...removal, name }).at(-1)).toBe(name);
});
