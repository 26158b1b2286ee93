import type { z } from 'zod';
import { Estate, Fault, Happening, type Resource } from '../../scenarios/schema';
import type { ArmAnswer } from '../arm/operations';
import type { OperationTimes } from '../contract';
import { createTwin } from '../create';
import { realTimes } from '../times';

/** A shop behind an Application Gateway, for tests of what Azure says of it. */

const BASE = '/subscriptions/00000000-0000-4000-8000-00000000000b/resourceGroups/rg-shop/providers';
export const idIn = (type: string, name: string): string => `${BASE}/Microsoft.Network/${type}/${name}`;
export const AGW = idIn('applicationGateways', 'agw');
export const partOf = (collection: string, name: string) => ({ id: `${AGW}/${collection}/${name}` });
/** A question on demand about the servers. */
export const onDemand = (probe: Record<string, unknown>) => ({
  ...probe,
  backendAddressPool: partOf('backendAddressPools', 'web'),
  backendHttpSettings: partOf('backendHttpSettingsCollection', 'web'),
});
export const START = Date.parse('2026-03-02T09:00:00Z');

export const resource = (type: string, name: string, properties: Record<string, unknown>): Resource => ({
  id: idIn(type, name),
  type: `Microsoft.Network/${type}`,
  name,
  location: 'koreacentral',
  properties,
});

/** Parts by their name, as ARM lists them. */
export const named = (parts: Readonly<Record<string, object>>) =>
  Object.entries(parts).map(([name, properties]) => ({ name, properties }));

const VM = 'Microsoft.Compute/virtualMachines';

function vm(name: string, address: string, subnet: string): readonly Resource[] {
  const nic = resource('networkInterfaces', `${name}-nic`, {
    ipConfigurations: named({
      primary: {
        primary: true,
        privateIPAddress: address,
        subnet: { id: idIn('virtualNetworks', `vnet/subnets/${subnet}`) },
      },
    }),
  });
  const machine = {
    networkProfile: { networkInterfaces: [{ id: nic.id }] },
    storageProfile: { osDisk: { osType: 'Linux' } },
  };
  return [nic, { id: `${BASE}/${VM}/${name}`, type: VM, name, location: 'koreacentral', properties: machine }];
}

export interface Setup {
  /** What differs in the gateway. */
  readonly gateway?: Record<string, unknown>;
  readonly settings?: Record<string, unknown>;
  readonly probe?: Record<string, unknown>;
  readonly members?: readonly { ipAddress?: string; fqdn?: string }[];
  /** What the web server serves, by port. */
  readonly serves?: Record<string, unknown>;
  readonly vnet?: Record<string, unknown>;
  readonly gatewaySubnet?: Record<string, unknown>;
  readonly more?: readonly Resource[];
  readonly estate?: Partial<z.input<typeof Estate>>;
  readonly happenings?: readonly z.input<typeof Happening>[];
  readonly faults?: readonly z.input<typeof Fault>[];
  readonly times?: Partial<OperationTimes>;
}

function resourcesOf({
  gateway,
  settings,
  probe,
  members,
  vnet,
  gatewaySubnet,
  more = [],
}: Setup): readonly Resource[] {
  return [
    resource('applicationGateways', 'agw', {
      sku: { name: 'Standard_v2', tier: 'Standard_v2' },
      gatewayIPConfigurations: named({ ip: { subnet: { id: idIn('virtualNetworks', 'vnet/subnets/agw') } } }),
      frontendIPConfigurations: named({ public: { publicIPAddress: { id: idIn('publicIPAddresses', 'agw-ip') } } }),
      frontendPorts: named({ http: { port: 80 } }),
      backendAddressPools: named({ web: { backendAddresses: members ?? [{ ipAddress: '10.0.1.4' }] } }),
      backendHttpSettingsCollection: named({
        web: { port: 80, protocol: 'Http', ...(probe && { probe: partOf('probes', 'web') }), ...settings },
      }),
      ...(probe && {
        probes: named({
          web: { protocol: 'Http', path: '/', interval: 30, timeout: 30, unhealthyThreshold: 3, ...probe },
        }),
      }),
      requestRoutingRules: named({
        web: {
          backendAddressPool: partOf('backendAddressPools', 'web'),
          backendHttpSettings: partOf('backendHttpSettingsCollection', 'web'),
        },
      }),
      ...gateway,
    }),
    resource('publicIPAddresses', 'agw-ip', { ipAddress: '203.0.113.10' }),
    resource('virtualNetworks', 'vnet', {
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      subnets: named({
        agw: { addressPrefix: '10.0.0.0/24', ...gatewaySubnet },
        web: { addressPrefix: '10.0.1.0/24' },
        infra: { addressPrefix: '10.0.2.0/24' },
      }),
      ...vnet,
    }),
    ...vm('web', '10.0.1.4', 'web'),
    ...more,
  ];
}

export const machine = vm;

interface Server {
  readonly address: string;
  readonly health: string;
  readonly healthProbeLog: string;
  readonly healthProbeErrorName?: string;
  readonly backendCertificateChainMetadata?: { readonly certificateChainMetadata: readonly Record<string, string>[] };
}

/** A shop on a clock that only `pass` and waiting for operations move. */
export function openShop(setup: Setup = {}) {
  let now = START;
  const web = { state: 'active', serves: setup.serves ?? { '80': {} } } as const;
  const twin = createTwin(
    {
      estate: Estate.parse({
        resources: resourcesOf(setup),
        ...setup.estate,
        guests: { web: { services: { web } }, ...setup.estate?.guests },
      }),
      faults: (setup.faults ?? []).map((one) => Fault.parse(one)),
      happenings: (setup.happenings ?? []).map((one) => Happening.parse(one)),
      clock: () => now,
      times: { ...realTimes, ...setup.times },
      roles: [{ permissions: [{ actions: ['*'], notActions: [] }] }],
    },
    { endpoint: () => 'https://arm', blobs: () => 'https://blobs', verdict: (client) => ({ kind: 'valid', client }) },
  );

  const send = (method: string, id: string, body?: unknown, headers = {}, version = '2025-05-01'): ArmAnswer => {
    const [path = '', query = ''] = id.split('?');
    const search = new URLSearchParams(query);
    if (!search.has('api-version')) search.set('api-version', version);
    const text = body === undefined ? '' : JSON.stringify(body);
    const answer = twin.face({
      method,
      path,
      query: search,
      headers: { authorization: 'Bearer me', ...headers },
      body: text,
    });
    if (answer === 'drop') throw new Error('The connection dropped.');
    return answer;
  };
  /** Follows an operation to its end, letting the time pass. */
  const settled = (first: ArmAnswer): ArmAnswer => {
    const { location, 'azure-asyncoperation': state } = first.headers;
    if (first.status >= 400 || (location === undefined && state === undefined)) return first;
    for (;;) {
      now += 10_000;
      const answer = send('GET', (location ?? state ?? '').replace('https://arm', ''));
      const { status } = (answer.body ?? {}) as { status?: string };
      if (location === undefined ? status !== 'InProgress' : answer.status !== 202) return answer;
    }
  };
  const servers = (version?: string): readonly Server[] => {
    const { body } = settled(send('POST', `${AGW}/backendhealth`, undefined, {}, version));
    const { backendAddressPools: pools } = body as {
      backendAddressPools: { backendHttpSettingsCollection: { servers: Server[] }[] }[];
    };
    return pools.flatMap((pool) => pool.backendHttpSettingsCollection).flatMap((one) => one.servers);
  };
  return {
    twin,
    send,
    settled,
    servers,
    /** `Healthy: Success. …` of the first server. */
    told: () => servers().map(({ health, healthProbeLog }) => `${health}: ${healthProbeLog}`)[0] ?? '',
    get: (id: string) => send('GET', id).body as Resource & { etag: string },
    now: () => now,
    pass: (seconds: number) => void (now += seconds * 1000),
  };
}
