import { healthy, ids, reasonWith, vmTarget } from '../model/testing';
import { judgeWayThere } from './way-there';

const APPLIANCE = '10.0.0.20';
const NIC = ids.nic.replace('nic1', 'fw-nic');
const FW = ids.vm.replace('vm1', 'fw');
const nicOf = (more: object = {}) => ({
  id: NIC,
  addresses: [{ privateAddress: APPLIANCE, subnet: ids.subnet }],
  vm: FW,
  forwards: true,
  ...more,
});
const fw = { ...healthy.virtualMachine, id: FW, name: 'fw' };

/** What becomes of what the jump host sends, with an appliance on the way. */
function judge({ hop = {}, nic = nicOf() as object, vm = {}, network = {} }) {
  const answers: Readonly<Record<string, unknown>> = {
    ...healthy,
    nextHop: { type: 'VirtualAppliance', address: APPLIANCE, routeTable: ids.table, ...hop },
    virtualNetwork: { ...healthy.virtualNetwork, nics: [NIC], ...network },
  };
  const judged = reasonWith(
    ({ kind, params: { id } }) => {
      if (kind === 'networkInterface' && id === NIC) return nic;
      if (kind === 'virtualMachine' && id === FW) return { ...fw, ...vm };
      if (kind === 'virtualNetwork' && id === 'hub')
        return { ...healthy.virtualNetwork, prefixes: ['10.9.0.0/16'], nics: [NIC] };
      return answers[kind];
    },
    (see) => judgeWayThere(see, vmTarget, ids.jump),
  );
  if (judged.kind !== 'done') throw new Error(judged.kind);
  return judged.value;
}

test.each<[string, Parameters<typeof judge>[0], string]>([
  ['is stopped', { vm: { power: { known: 'stopped' } } }, 'The appliance fw (10.0.0.20) is stopped.'],
  ['does not forward', { nic: nicOf({ forwards: false }) }, 'fw-nic of the appliance fw (10.0.0.20) does not forward'],
  ['has no VM', { nic: nicOf({ vm: undefined }) }, 'The appliance 10.0.0.20 is no more'],
  [
    'is in a peered hub and stopped',
    {
      hop: { address: '10.9.0.4' },
      nic: nicOf({ addresses: [{ privateAddress: '10.9.0.4', subnet: 's' }] }),
      network: { nics: [], peers: [{ network: 'hub', prefixes: ['10.9.0.0/16'] }] },
      vm: { power: { known: 'stopped' } },
    },
    'The appliance fw (10.9.0.4) is stopped.',
  ],
])('an appliance that %s passes nothing on', (_, differs, because) => {
  expect(judge(differs)).toMatchObject({ kind: 'found', because: { en: expect.stringContaining(because) as string } });
});

test.each<[string, Parameters<typeof judge>[0]]>([
  ['runs and forwards', {}],
  ['of which it is not told whether it forwards', { nic: nicOf({ forwards: undefined }) }],
  ['whose power state nobody knows', { vm: { power: { unrecognised: 'Hibernated' } } }],
  ['that is not among the interfaces, as a load balancer is not', { network: { nics: [] } }],
  ['that is in no network in reach', { hop: { address: '172.16.0.4' } }],
])('one %s may pass it on', (_, differs) => expect(judge(differs).kind).toBe('uncertain'));

test('what no route leads to is dropped, without a table to blame', () => {
  expect(judge({ hop: { type: 'None', routeTable: 'System Route' } })).toMatchObject({
    kind: 'found',
    blamed: ids.jump,
    because: { en: 'Next hop: no route leads from jump1 to 10.0.0.4.' },
  });
});

test.each<[string, object, string]>([
  ['the Internet', { type: 'Internet' }, 'found'],
  ['a gateway, although it is in the same network', { type: 'VirtualNetworkGateway' }, 'uncertain'],
  ['its own network', { type: 'VnetLocal' }, 'excluded'],
])('what a route of a table leads to %s', (_, hop, kind) => {
  expect(judge({ hop: { address: undefined, ...hop } })).toMatchObject({
    kind,
    ...(kind === 'found' ? { blamed: ids.table } : {}),
  });
});

test('a gateway leads to an address of another network, as it should', () => {
  const network = { prefixes: ['10.8.0.0/16'], peers: [] };
  expect(judge({ hop: { type: 'VirtualNetworkGateway', address: undefined }, network }).kind).toBe('excluded');
});

test('without a route table of its own, nothing is led to the Internet by mistake', () => {
  expect(judge({ hop: { type: 'Internet', address: undefined, routeTable: 'System Route' } }).kind).toBe('excluded');
});
