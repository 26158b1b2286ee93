import type { Send, WireRequest } from '../azure/send';
import { submitThrough } from '../azure/submit';
import type { Change } from '../model/change';
import { allow, extension, ids } from '../model/testing';
import { resourceIn } from './policies';

const put: Change = {
  kind: 'put-security-rule',
  networkSecurityGroup: ids.group,
  name: 'reconnect-allow-1',
  rule: allow,
};
const extend: Change = {
  kind: 'put-vm-extension',
  vm: ids.vm,
  name: 'enablevmaccess',
  extension: { ...extension, protectedSettings: { reset_ssh: true } },
};

/** What goes over the wire when the change is sent. */
async function sent(change: Change): Promise<WireRequest> {
  const requests: WireRequest[] = [];
  const send: Send = (request) => {
    requests.push(request);
    return Promise.resolve({ status: 200, headers: {}, body: {} });
  };
  await submitThrough('https://management.azure.com', send)(change, 'request-1');
  const [request] = requests;
  if (!request) throw new Error('Nothing was sent.');
  return request;
}

test.each([put, extend])('$kind: Azure Policy is asked about exactly what is sent', async (change) => {
  const request = await sent(change);
  const asked = resourceIn(change);
  const { type, name, ...body } = asked?.content as { readonly type: string; readonly name: string };
  expect(request.body).toEqual(body);
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
  { kind: 'set-gateway-probe', gateway: ids.gateway, probe: 'health', field: 'timeout', from: 30, to: 60 },
])('$kind sends no resource', (change) => expect(resourceIn(change)).toBeUndefined());
