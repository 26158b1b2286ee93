import { GATEWAY, NIC, VM, applicationGateway, smallModel, virtualMachine, virtualNetwork } from '../walk/small-estate';
import { networkProvider } from '.';
import { call } from './ask';

const model = smallModel([
  virtualNetwork('vnet', '10.0.0.0/16', { gateway: { prefix: '10.0.0.0/24' }, web: { prefix: '10.0.1.0/24' } }),
  ...virtualMachine('web', { address: '10.0.1.4', subnet: 'web', pool: 'web' }),
  applicationGateway([]),
]);

const shown = (id: string) => networkProvider.show?.(model.get(id)!, call('GET', id), model).properties;

test('an interface names the VM that it is attached to', () => {
  expect(shown(NIC('web-nic'))).toMatchObject({ provisioningState: 'Succeeded', virtualMachine: { id: VM('web') } });
});

test('a network names the interfaces in its subnets', () => {
  expect(shown(virtualNetwork('vnet', '10.0.0.0/16', {}).id)).toMatchObject({
    subnets: [
      { name: 'gateway', properties: { addressPrefix: '10.0.0.0/24' } },
      { name: 'web', properties: { ipConfigurations: [{ id: `${NIC('web-nic')}/ipConfigurations/primary` }] } },
    ],
  });
});

test('a gateway runs and names the interfaces in its pools', () => {
  expect(shown(GATEWAY)).toMatchObject({
    operationalState: 'Running',
    backendAddressPools: [
      {
        id: `${GATEWAY}/backendAddressPools/web`,
        properties: { backendIPConfigurations: [{ id: `${NIC('web-nic')}/ipConfigurations/primary` }] },
      },
    ],
  });
});

test('what the provider does not know is left to the engine', () => {
  expect(networkProvider.handle(call('GET', GATEWAY), model)).toBeUndefined();
  expect(networkProvider.handle(call('POST', GATEWAY, 'resolvePrivateLinkServiceId'), model)).toBeUndefined();
});
