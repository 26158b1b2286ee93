import { nameOf, sameId } from '../model/arm-id';
import type { Amendment } from '../model/azure';
import { canonicalJson } from '../model/canonical';
import type { ChangeOf } from '../model/change';
import type { See } from '../model/observation';
import { shownValue, type ProbeField, type ProbeValue } from '../model/probe-field';
import { text } from '../model/text';
import { applicationGateway } from '../observations/application-gateway';
import { healthyByDefault } from '../observations/gateway-backends';
import { amend } from './arm';
import { az, within } from '../model/az';
import type { ChangeHandling } from './change-kind';

type Change = ChangeOf<'set-gateway-probe'>;

/**
 * Sets one field of a custom probe. Azure: PUT applicationGateways, of the whole gateway, as `az network application-gateway probe
 * update` does it: what a GET leaves out (the keys of certificates that were uploaded) a PUT without it keeps.
 */
export const setGatewayProbe: ChangeHandling<'set-gateway-probe'> = {
  kind: 'set-gateway-probe',
  resource: ({ gateway }) => gateway,
  request: ({ gateway, probe: name, field, from, to }) => {
    const { at, byDefault } = fields[field];
    return amend('Microsoft.Network/applicationGateways', gateway, { list: 'probes', name, at, from, to, byDefault });
  },
  byHand: ({ gateway, probe, field, to }) =>
    az('network application-gateway probe update', {
      ...within('gateway-name', gateway),
      name: probe,
      [fields[field].option]: typeof to === 'object' ? to : String(to),
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
  detail: ({ probe, field, from, to }) => `probe ${probe}: ${field} ${shownValue(from)} → ${shownValue(to)}`,
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
    if (isSame(value, from) || isSame(value, to)) return { kind: 'ready' };
    const gateway = nameOf(change.gateway);
    const was = shownValue(from);
    const is = value === undefined ? text('gone', '없음') : text(shownValue(value), shownValue(value));
    return {
      kind: 'not-ready',
      because: text(
        `The ${field} of probe ${probe} of ${gateway} is ${is.en}, no longer ${was}: somebody has changed it meanwhile.`,
        `${gateway}의 프로브 ${probe}의 ${field} 값이 ${was}이(가) 아니라 ${is.ko}입니다. 그사이 다른 사람이 바꿨습니다.`,
      ),
    };
  },
  inspect(see, change) {
    const { provisioningState } = see(applicationGateway, { id: change.gateway });
    if (!/^(succeeded|failed|canceled)$/i.test(provisioningState)) return 'unsettled';
    const value = valueOf(see, change);
    if (isSame(value, change.from)) return 'absent';
    return isSame(value, change.to) && /^succeeded$/i.test(provisioningState) ? 'landed' : 'unknown';
  },
};

/** Where ARM keeps a field of a probe, and by what option Azure's command line sets it. */
const fields: Readonly<Record<ProbeField, Pick<Amendment, 'at' | 'byDefault'> & { readonly option: string }>> = {
  timeout: { at: ['timeout'], option: 'timeout' },
  statusCodes: { at: ['match', 'statusCodes'], option: 'match-status-codes', byDefault: healthyByDefault },
  host: { at: ['host'], option: 'host' },
  path: { at: ['path'], option: 'path', byDefault: '/' },
};

const isSame = (a: ProbeValue | undefined, b: ProbeValue): boolean => canonicalJson(a) === canonicalJson(b);

const valueOf = (see: See, { gateway: id, probe: name, field }: Change): ProbeValue | undefined =>
  see(applicationGateway, { id }).probes.find((probe) => sameId(probe.name, name))?.[field];
