import type { Change, ChangeKind, ChangeOf } from '../../shared/model/change';
import { BALANCER, DESK, GATEWAY, NSG, ROUTES, VM } from './estate';

/** One change of every kind. */

export const redeploy: ChangeOf<'redeploy-vm'> = { kind: 'redeploy-vm', vm: VM };

export const rule: ChangeOf<'put-security-rule'> = {
  kind: 'put-security-rule',
  networkSecurityGroup: NSG,
  name: 'reconnect-allow-1',
  rule: {
    description: 'Allows TCP 443.',
    direction: 'Inbound',
    access: 'Allow',
    protocol: 'Tcp',
    priority: 300,
    sourceAddressPrefix: '203.0.113.7',
    sourcePortRange: '*',
    destinationAddressPrefix: '10.0.1.4',
    destinationPortRange: '443',
  },
};

export const route: ChangeOf<'put-route'> = {
  kind: 'put-route',
  routeTable: ROUTES,
  name: 'drop',
  route: { addressPrefix: '198.51.100.0/24', nextHopType: 'Internet' },
  over: [{ addressPrefix: '198.51.100.0/24', nextHopType: 'None' }],
};

export const newRoute: ChangeOf<'add-route'> = {
  kind: 'add-route',
  routeTable: ROUTES,
  name: 'reconnect-to-internet',
  route: { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' },
};
export const routeRemoval: ChangeOf<'delete-route'> = { ...newRoute, kind: 'delete-route' };

export const extension: ChangeOf<'put-vm-extension'> = {
  kind: 'put-vm-extension',
  vm: VM,
  name: 'enablevmaccess',
  extension: {
    location: 'koreacentral',
    publisher: 'Microsoft.OSTCExtensions',
    type: 'VMAccessForLinux',
    typeHandlerVersion: '1.5',
    forceUpdateTag: 'incident-1',
    settings: {},
    protectedSettings: { reset_ssh: true },
  },
};

export const newExtension: ChangeOf<'add-vm-extension'> = {
  kind: 'add-vm-extension',
  vm: VM,
  name: 'AzureNetworkWatcherExtension',
  extension: {
    location: 'koreacentral',
    publisher: 'Microsoft.Azure.NetworkWatcher',
    type: 'NetworkWatcherAgentLinux',
    typeHandlerVersion: '1.4',
    autoUpgradeMinorVersion: true,
    forceUpdateTag: 'incident-1',
    settings: {},
    protectedSettings: {},
  },
};
export const extensionRemoval: ChangeOf<'delete-vm-extension'> = { ...newExtension, kind: 'delete-vm-extension' };

const copy = '/etc/ssh/sshd_config.reconnect-1';
export const script: ChangeOf<'run-command'> = {
  kind: 'run-command',
  vm: VM,
  script: [`cp -np /etc/ssh/sshd_config ${copy} && echo reconnect:done`],
  leaves: copy,
};

export const powerShell: ChangeOf<'run-power-shell'> = {
  kind: 'run-power-shell',
  vm: DESK,
  script: ["$ErrorActionPreference = 'Stop'", 'Start-Service -Name TermService', "'reconnect:done'"],
  notes: 'incident-1-service',
};

export const restart: ChangeOf<'restart-vm'> = { kind: 'restart-vm', vm: VM };
export const removal: ChangeOf<'delete-security-rule'> = {
  kind: 'delete-security-rule',
  networkSecurityGroup: NSG,
  name: rule.name,
  rule: rule.rule,
};

export const probing: ChangeOf<'set-gateway-probe'> = {
  kind: 'set-gateway-probe',
  gateway: GATEWAY,
  probe: 'health',
  field: 'timeout',
  from: 30,
  to: 60,
};

export const balancing: ChangeOf<'set-load-balancer-part'> = {
  kind: 'set-load-balancer-part',
  loadBalancer: BALANCER,
  list: 'inboundNatRules',
  name: 'to-jump',
  field: 'backendPort',
  from: 22,
  to: 2222,
};

export const stop: ChangeOf<'stop-gateway'> = { kind: 'stop-gateway', gateway: GATEWAY };
export const start: ChangeOf<'start-gateway'> = { kind: 'start-gateway', gateway: GATEWAY };

const ofKind: { readonly [K in ChangeKind]: ChangeOf<K> } = {
  'put-security-rule': rule,
  'delete-security-rule': removal,
  'add-route': newRoute,
  'put-route': route,
  'delete-route': routeRemoval,
  'put-vm-extension': extension,
  'add-vm-extension': newExtension,
  'delete-vm-extension': extensionRemoval,
  'run-command': script,
  'run-power-shell': powerShell,
  'restart-vm': restart,
  'redeploy-vm': redeploy,
  'stop-gateway': stop,
  'start-gateway': start,
  'set-gateway-probe': probing,
  'set-load-balancer-part': balancing,
};
export const sampleChanges: readonly Change[] = Object.values(ofKind);
