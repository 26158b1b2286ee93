import { nameOf, sameId } from '../model/arm-id';
import type { ChangeOf } from '../model/change';
import type { See } from '../model/observation';
import { text } from '../model/text';
import { applicationGateway } from '../observations/application-gateway';
import { amend } from './arm';
import { az, within } from './az';
import type { ChangeHandling } from './change-kind';

type Change = ChangeOf<'set-gateway-probe'>;

/**
 * Sets one field of a custom probe. Azure: PUT applicationGateways, of the whole gateway, as `az network application-gateway probe
 * update` does it: what a GET leaves out (the keys of certificates that were uploaded) a PUT without it keeps.
 */
export const setGatewayProbe: ChangeHandling<'set-gateway-probe'> = {
  kind: 'set-gateway-probe',
  resource: ({ gateway }) => gateway,
  request: ({ gateway, probe: name, field, from, to }) =>
    amend('Microsoft.Network/applicationGateways', gateway, { list: 'probes', name, field, from, to }),
  byHand: ({ gateway, probe, field, to }) =>
    az('network application-gateway probe update', {
      ...within('gateway-name', gateway),
      name: probe,
      [field]: String(to),
    }),
  // The whole gateway is sent, and with it whatever it joins. Azure: "Application Gateway infrastructure configuration", Permissions.
  permissions: [
    'Microsoft.Network/applicationGateways/write',
    'Microsoft.Network/applicationGateways/read',
    'Microsoft.Network/virtualNetworks/subnets/join/action',
    'Microsoft.Network/publicIPAddresses/join/action',
    'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies/join/action',
    'Microsoft.Network/locations/operations/read',
    'Microsoft.Network/locations/operationResults/read',
  ],
  detail: ({ probe, field, from, to }) => `probe ${probe}: ${field} ${from} → ${to}`,
  takesDown: () => [],
  losses(see, { gateway: id }) {
    const names = see(applicationGateway, { id }).pools.flatMap(({ hostNames }) => hostNames);
    if (names.length === 0) return [];
    return [
      text(
        `The addresses that the gateway remembers of ${names.join(', ')}: every update clears them, so DNS must answer.`,
        `게이트웨이가 기억하는 ${names.join(', ')}의 주소: 업데이트할 때마다 지워지므로 DNS가 응답해야 합니다.`,
      ),
    ];
  },
  undo: ({ from, to, ...change }) => ({ ...change, from: to, to: from }),
  ready(see, change) {
    const { probe, field, from, to } = change;
    const value = valueOf(see, change);
    // Taking back what never came about changes nothing.
    if (value === from || value === to) return { kind: 'ready' };
    const gateway = nameOf(change.gateway);
    return {
      kind: 'not-ready',
      because: text(
        `The ${field} of probe ${probe} of ${gateway} is ${value ?? 'gone'}, no longer ${from}: somebody has changed it meanwhile.`,
        `${gateway}의 프로브 ${probe}의 ${field} 값이 ${from}이(가) 아니라 ${value ?? '없음'}입니다. 그사이 다른 사람이 바꿨습니다.`,
      ),
    };
  },
  inspect(see, change) {
    const { provisioningState } = see(applicationGateway, { id: change.gateway });
    if (!/^(succeeded|failed|canceled)$/i.test(provisioningState)) return 'unsettled';
    const value = valueOf(see, change);
    if (value === change.from) return 'absent';
    return value === change.to && /^succeeded$/i.test(provisioningState) ? 'landed' : 'unknown';
  },
};

const valueOf = (see: See, { gateway: id, probe: name, field }: Change): number | undefined =>
  see(applicationGateway, { id }).probes.find((probe) => sameId(probe.name, name))?.[field];
