import { ComputeManagementClient } from '@azure/arm-compute';
import { NetworkManagementClient } from '@azure/arm-network';
import { createHttpHeaders, type HttpClient, type PipelineRequest } from '@azure/core-rest-pipeline';
import type { Clients } from '../azure/clients';
import { submit } from '../azure/submit';
import type { Change } from '../model/change';
import { ids } from '../model/testing';
import { contentOf } from './content';

const put: Change = {
  kind: 'put-security-rule',
  networkSecurityGroup: ids.group,
  name: 'reconnect-allow-1',
  rule: {
    description: 'Allows TCP 22.',
    direction: 'Inbound',
    access: 'Allow',
    protocol: 'Tcp',
    priority: 100,
    sourceAddressPrefix: '10.0.0.9',
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '22',
  },
};
const extend: Change = {
  kind: 'put-vm-extension',
  vm: ids.vm,
  name: 'enablevmaccess',
  extension: {
    location: 'koreacentral',
    publisher: 'Microsoft.OSTCExtensions',
    type: 'VMAccessForLinux',
    typeHandlerVersion: '1.5',
    forceUpdateTag: 'i-1',
    settings: {},
    protectedSettings: { reset_ssh: true },
  },
};

/** What goes over the wire when the change is sent. */
async function sent(change: Change): Promise<PipelineRequest> {
  const requests: PipelineRequest[] = [];
  const httpClient: HttpClient = {
    sendRequest: (request) => {
      requests.push(request);
      return Promise.resolve({ request, status: 200, headers: createHttpHeaders(), bodyAsText: '{}' });
    },
  };
  const credential = { getToken: () => Promise.resolve({ token: 't', expiresOnTimestamp: Infinity }) };
  const clients = {
    network: (subscription: string) => new NetworkManagementClient(credential, subscription, { httpClient }),
    compute: (subscription: string) => new ComputeManagementClient(credential, subscription, { httpClient }),
  } as unknown as Clients;
  await submit(clients, change, 'request-1');
  const [request] = requests;
  if (!request) throw new Error('Nothing was sent.');
  return request;
}

test.each([put, extend])('$kind: Azure Policy is asked about exactly what is sent', async (change) => {
  const request = await sent(change);
  const asked = contentOf(change);
  const { type, name, ...body } = asked?.content as { readonly type: string; readonly name: string };
  expect(JSON.parse(request.body as string)).toEqual(body);
  const url = new URL(request.url);
  const [provider = '', ...parts] = type.split('/');
  expect(url.pathname).toContain(`/providers/${provider}/`);
  expect(url.pathname).toBe(`${asked?.scope ?? ''}/${parts.at(-1) ?? ''}/${name}`);
  expect(url.searchParams.get('api-version')).toBe(asked?.apiVersion);
});

test.each<Change>([
  { kind: 'delete-security-rule', networkSecurityGroup: ids.group, name: put.name, rule: put.rule },
  { kind: 'run-command', vm: ids.vm, script: ['x'], leaves: '/x' },
  { kind: 'restart-vm', vm: ids.vm },
  { kind: 'redeploy-vm', vm: ids.vm },
])('$kind sends no resource', (change) => expect(contentOf(change)).toBeUndefined());
