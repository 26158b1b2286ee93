import type { Change } from '../model/change';
import { requestTitle, shownRequest } from './shown-request';

const group = '/subscriptions/s/resourceGroups/rg/providers';
const vm = `${group}/Microsoft.Compute/virtualMachines/vm1`;

test('shows a request with every value that is sent', () => {
  const change: Change = {
    kind: 'add-route',
    routeTable: `${group}/Microsoft.Network/routeTables/rt`,
    name: 'out',
    route: { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' },
  };
  expect(requestTitle(change)).toBe('PUT /routeTables/rt/routes/out');
  expect(shownRequest(change)).toEqual({
    line: `PUT ${group}/Microsoft.Network/routeTables/rt/routes/out`,
    values: ['properties.addressPrefix: 0.0.0.0/0', 'properties.nextHopType: Internet'],
  });
});

test('of a value in a whole resource it shows what becomes of it', () => {
  const change: Change = {
    kind: 'set-gateway-probe',
    gateway: `${group}/Microsoft.Network/applicationGateways/agw`,
    probe: 'health',
    field: 'timeout',
    from: 30,
    to: 60,
  };
  expect(shownRequest(change).values).toEqual(['probes.health.timeout: 30 → 60']);
});

test('shows a script line by line, and keeps what is secret', () => {
  const script = ['systemctl start nginx', 'touch /run/done'];
  expect(shownRequest({ kind: 'run-command', vm, script, leaves: '/run/done' }).values).toEqual(
    expect.arrayContaining(script.map((line) => `script: ${line}`)),
  );
  const extension = {
    location: 'koreacentral',
    publisher: 'Microsoft.OSTCExtensions',
    type: 'VMAccessForLinux',
    typeHandlerVersion: '1.5',
    forceUpdateTag: 't',
    settings: {},
    protectedSettings: { password: 'hunter2' },
  };
  const shown = JSON.stringify(shownRequest({ kind: 'put-vm-extension', vm, name: 'enablevmaccess', extension }));
  expect(shown).toContain('protectedSettings: …');
  expect(shown).not.toContain('hunter2');
});
