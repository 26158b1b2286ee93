import { idIn, named, openShop, resource } from './shop';

const LB = idIn('loadBalancers', 'lb');
const frontend = { frontendIPConfiguration: { id: `${LB}/frontendIPConfigurations/public` }, protocol: 'Tcp' };
const ip = (name: string, sku: string) => ({
  ...resource('publicIPAddresses', name, { ipAddress: `20.0.0.${name.length}`, publicIPAllocationMethod: 'Static' }),
  sku: { name: sku },
});
const properties = (more: object = {}) => ({
  frontendIPConfigurations: named({ public: { publicIPAddress: { id: idIn('publicIPAddresses', 'ip') } } }),
  backendAddressPools: named({ web: {} }),
  probes: named({ web: { protocol: 'Tcp', port: 80 } }),
  loadBalancingRules: named({
    web: {
      ...frontend,
      backendAddressPool: { id: `${LB}/backendAddressPools/web` },
      probe: { id: `${LB}/probes/web` },
      frontendPort: 80,
      backendPort: 80,
    },
  }),
  inboundNatRules: named({ ssh: { ...frontend, frontendPort: 50022, backendPort: 22 } }),
  ...more,
});

function open(sku = 'Standard') {
  const shop = openShop({
    more: [
      ip('ip', sku),
      ip('basic', 'Basic'),
      { ...resource('loadBalancers', 'lb', properties()), sku: { name: sku } },
    ],
  });
  const put = (more: object) => {
    const { etag, ...body } = shop.get(LB);
    return shop.send('PUT', LB, { ...body, properties: { ...body.properties, ...more } }, { 'if-match': etag });
  };
  return { ...shop, put };
}

test('a port of a NAT rule is changed when the update ends, and nothing else', () => {
  const shop = open();
  const rules = named({ ssh: { ...frontend, frontendPort: 50022, backendPort: 2222 } });
  expect(shop.settled(shop.put({ inboundNatRules: rules })).body).toMatchObject({ status: 'Succeeded' });
  expect(shop.get(LB)).toMatchObject({
    properties: { inboundNatRules: [{ properties: { backendPort: 2222 } }], probes: [{ properties: { port: 80 } }] },
    sku: { name: 'Standard' },
  });
});

test.each<[string, object, string]>([
  [
    'a probe over HTTP without a path',
    { probes: named({ web: { protocol: 'Http', port: 80 } }) },
    'LoadBalancerProbeInvalidRequestPath',
  ],
  [
    'two rules for one port',
    { inboundNatRules: named({ ssh: { ...frontend, frontendPort: 80, backendPort: 22 } }) },
    'RulesUseSameFrontendPortProtocolAndIPConfig',
  ],
  [
    'an address of another SKU',
    { frontendIPConfigurations: named({ public: { publicIPAddress: { id: idIn('publicIPAddresses', 'basic') } } }) },
    'PublicIPAndLBSkuDoNotMatch',
  ],
  ['a probe that rules go by and that is gone', { probes: [] }, 'InvalidResourceReference'],
  ['a port that is none', { probes: named({ web: { protocol: 'Tcp', port: 0 } }) }, 'InvalidRequestFormat'],
])('%s is refused', (_, more, code) => {
  expect(open().put(more)).toMatchObject({ status: 400, body: { error: { code } } });
});

test('a public address says whose it is', () => {
  expect(open().get(idIn('publicIPAddresses', 'ip'))).toMatchObject({
    properties: { ipConfiguration: { id: `${LB}/frontendIPConfigurations/public` } },
  });
});

test('the health of a rule is told of the Standard SKU only', () => {
  const asked = (sku: string, rule = 'web') => {
    const shop = open(sku);
    return shop.settled(shop.send('POST', `${LB}/loadBalancingRules/${rule}/health`));
  };
  expect(asked('Standard')).toMatchObject({ status: 200, body: { up: 0, down: 0, loadBalancerBackendAddresses: [] } });
  expect(asked('Basic').status).toBe(400);
  expect(asked('Standard', 'other').status).toBe(404);
});
