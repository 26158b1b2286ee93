import { ids } from '../model/testing';
import { foundResources } from '../observations/found-resources';
import { targetKinds } from '../targets';
import { networkSecurityGroup } from '../observations/network-security-group';
import { resourceHealth } from '../observations/resource-health';
import { virtualMachine } from '../observations/virtual-machine';
import { connectAzure } from './connect';

const subscription = '11111111-1111-4111-8111-111111111111';

test.each([
  ['https://management.azure.com', 'https://management.azure.com/.default'],
  ['https://management.usgovcloudapi.net/', 'https://management.usgovcloudapi.net/.default'],
  ['https://management.chinacloudapi.cn', 'https://management.chinacloudapi.cn/.default'],
  ['https://127.0.0.1:8443', 'https://management.azure.com/.default'],
])('behind %s every client asks for tokens of %s', async (armEndpoint, scope) => {
  const asked: unknown[] = [];
  const credential = {
    getToken: (scopes: string | string[]) => {
      asked.push(...[scopes].flat());
      return Promise.reject(new Error('No token, so nothing is sent.'));
    },
  };
  const azure = connectAzure({
    armEndpoint,
    credentials: { observer: credential, remediator: credential },
    now: () => 0,
  });
  await azure.ask(networkSecurityGroup.request({ id: ids.group }));
  await azure.ask(virtualMachine.request({ id: ids.vm }));
  await azure.ask(resourceHealth.request({ resource: ids.vm }));
  await azure.ask(foundResources.request({ types: [targetKinds.gateway.resourceType], subscriptions: [subscription] }));
  await azure.submit({ kind: 'restart-vm', vm: ids.vm }, 'r');
  expect(asked).toEqual([scope, scope, scope, scope, scope]);
});
