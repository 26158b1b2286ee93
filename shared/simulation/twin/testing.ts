import { ComputeManagementClient } from '@azure/arm-compute';
import { NetworkManagementClient } from '@azure/arm-network';
import { MicrosoftResourceHealth } from '@azure/arm-resourcehealth';
import { ManagedIdentityCredential } from '@azure/identity';
import { Estate, Fault, Happening } from '../scenarios/schema';
import type { OperationTimes, RunningTwin, TwinOptions } from './contract';
import { startTwin } from '.';
import { noTimes } from './times';

/** What the twin's own tests share: a small estate with one VM, and the SDK's clients for a twin. */

export const SUBSCRIPTION = '00000000-0000-4000-8000-00000000000a';
export const GROUP = 'rg1';
/** Far ahead of any real clock: the SDK goes by that one when it asks whether a token is still valid. */
export const START = Date.parse('2126-11-21T08:00:00Z');
const BASE = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${GROUP}/providers`;

export const VM = `${BASE}/Microsoft.Compute/virtualMachines/vm1`;
export const NIC = `${BASE}/Microsoft.Network/networkInterfaces/nic1`;
export const NSG = `${BASE}/Microsoft.Network/networkSecurityGroups/nsg1`;
export const VNET = `${BASE}/Microsoft.Network/virtualNetworks/vnet1`;
export const PUBLIC_IP = `${BASE}/Microsoft.Network/publicIPAddresses/pip1`;
export const lockOf = (id: string, level: string) => ({
  id: `${id}/providers/Microsoft.Authorization/locks/keep`,
  name: 'keep',
  type: 'Microsoft.Authorization/locks',
  properties: { level },
});

const location = 'koreacentral';
const resource = (id: string, type: string, properties: Record<string, unknown>) => ({
  id,
  type,
  name: id.slice(id.lastIndexOf('/') + 1),
  location,
  properties,
});

export const vmProperties = {
  storageProfile: { osDisk: { osType: 'Linux' } },
  networkProfile: { networkInterfaces: [{ id: NIC }] },
  diagnosticsProfile: { bootDiagnostics: { enabled: true } },
};

const resources = (os: 'Linux' | 'Windows') => [
  resource(VM, 'Microsoft.Compute/virtualMachines', { ...vmProperties, storageProfile: { osDisk: { osType: os } } }),
  resource(NIC, 'Microsoft.Network/networkInterfaces', {
    ipConfigurations: [
      {
        name: 'ip1',
        properties: {
          privateIPAddress: '10.0.0.4',
          subnet: { id: `${VNET}/subnets/default` },
          publicIPAddress: { id: PUBLIC_IP },
        },
      },
    ],
  }),
  resource(PUBLIC_IP, 'Microsoft.Network/publicIPAddresses', {
    publicIPAllocationMethod: 'Dynamic',
    ipAddress: '203.0.113.10',
  }),
  resource(NSG, 'Microsoft.Network/networkSecurityGroups', {
    securityRules: [
      {
        name: 'ssh',
        properties: {
          direction: 'Inbound',
          access: 'Allow',
          protocol: 'Tcp',
          priority: 300,
          sourceAddressPrefix: '*',
          sourcePortRange: '*',
          destinationAddressPrefix: '*',
          destinationPortRange: '22',
        },
      },
    ],
  }),
  resource(VNET, 'Microsoft.Network/virtualNetworks', {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
    subnets: [{ name: 'default', properties: { addressPrefix: '10.0.0.0/24', networkSecurityGroup: { id: NSG } } }],
  }),
];

export interface World {
  /** The operating system of its VM; Linux where it is left out. */
  readonly os?: 'Linux' | 'Windows';
  readonly guest?: Record<string, unknown>;
  readonly more?: readonly unknown[];
  readonly health?: Record<string, Record<string, unknown>>;
  readonly missingActions?: readonly string[];
  readonly faults?: readonly unknown[];
  readonly happenings?: readonly unknown[];
  readonly times?: Partial<OperationTimes>;
  readonly actions?: readonly string[];
  readonly seed?: string;
}

/** A twin on a clock that only `pass` moves, and the clients of its one identity. */
export async function startWorld(world: World = {}) {
  let now = START;
  const options: TwinOptions = {
    estate: Estate.parse({
      resources: [...resources(world.os ?? 'Linux'), ...(world.more ?? [])],
      guests: world.guest ? { vm1: world.guest } : {},
      health: world.health ?? {},
      missingActions: world.missingActions ?? [],
    }),
    faults: (world.faults ?? []).map((fault) => Fault.parse(fault)),
    happenings: (world.happenings ?? []).map((happening) => Happening.parse(happening)),
    clock: () => now,
    times: { ...noTimes, ...world.times },
    ...(world.seed !== undefined && { seed: world.seed }),
    roles: [{ permissions: [{ actions: world.actions ?? ['*'], notActions: [] }] }],
  };
  const twin = await startTwin(options);
  return { twin, ...clientsOf(twin), pass: (seconds: number) => void (now += seconds * 1000), now: () => now };
}

/** The unmodified SDK clients with a managed identity, as an app in Azure has them. */
export function clientsOf(twin: RunningTwin) {
  process.env.IDENTITY_ENDPOINT = twin.identityEndpoint;
  process.env.IDENTITY_HEADER = twin.identityHeader;
  const credential = new ManagedIdentityCredential();
  const options = {
    endpoint: twin.armEndpoint,
    tlsOptions: { ca: twin.certificate },
    retryOptions: { maxRetries: 0 },
  };
  return {
    credential,
    compute: new ComputeManagementClient(credential, SUBSCRIPTION, options),
    network: new NetworkManagementClient(credential, SUBSCRIPTION, options),
    health: new MicrosoftResourceHealth(credential, SUBSCRIPTION, {
      ...options,
      credentialScopes: 'https://management.azure.com/.default',
    }),
  };
}
