import { nameOf, sameId } from '../model/arm-id';
import { az, within } from '../model/az';
import type { ChangeOf } from '../model/change';
import { wordOf } from '../model/known';
import type { See } from '../model/observation';
import { text } from '../model/text';
import { loadBalancer } from '../observations/load-balancer';
import { amend } from './arm';
import type { ChangeHandling } from './change-kind';

type Change = ChangeOf<'set-load-balancer-part'>;

/** Sets one value of an inbound NAT rule or of a probe. Azure: PUT loadBalancers, of the whole load balancer, as `az network lb` does it. */
export const setLoadBalancerPart: ChangeHandling<'set-load-balancer-part'> = {
  kind: 'set-load-balancer-part',
  resource: ({ loadBalancer: id }) => id,
  request: ({ loadBalancer: id, list, name, field, from, to }) =>
    amend('Microsoft.Network/loadBalancers', id, { list, name, at: [field], from, to }),
  byHand: ({ loadBalancer: id, list, name, field, to }) =>
    az(`network lb ${list === 'probes' ? 'probe' : 'inbound-nat-rule'} update`, {
      ...within('lb-name', id),
      name,
      [field === 'backendPort' ? 'backend-port' : field]: String(to),
    }),
  // The whole load balancer is sent, and with it whatever its frontends and pools join. Azure: "Azure permissions for Networking".
  permissions: [
    'Microsoft.Network/loadBalancers/write',
    'Microsoft.Network/loadBalancers/read',
    'Microsoft.Network/virtualNetworks/subnets/join/action',
    'Microsoft.Network/virtualNetworks/join/action',
    'Microsoft.Network/publicIPAddresses/join/action',
    'Microsoft.Network/publicIPPrefixes/join/action',
    'Microsoft.Network/locations/operations/read',
    'Microsoft.Network/locations/operationResults/read',
  ],
  detail: ({ name, field, from, to }) => `${name}: ${field} ${from} → ${to}`,
  takesDown: () => [],
  losses: () => [],
  undo: ({ from, to, ...change }) => ({ ...change, from: to, to: from }),
  ready(see, change) {
    const { list, name, field, from, to } = change;
    const value = valueOf(see, change);
    // Taking back what never came about changes nothing.
    if (isSame(value, from) || isSame(value, to)) return { kind: 'ready' };
    const balancer = nameOf(change.loadBalancer);
    const is = value === undefined ? text('gone', '없음') : text(String(value), String(value));
    return {
      kind: 'not-ready',
      because: text(
        `The ${field} of ${list}/${name} of ${balancer} is ${is.en}, no longer ${from}: somebody has changed it meanwhile.`,
        `${balancer}의 ${list}/${name}의 ${field} 값이 ${from}이(가) 아니라 ${is.ko}입니다. 그사이 다른 사람이 바꿨습니다.`,
      ),
    };
  },
  inspect(see, change) {
    const { provisioningState } = see(loadBalancer, { id: change.loadBalancer });
    if (!/^(succeeded|failed|canceled)$/i.test(provisioningState)) return 'unsettled';
    const value = valueOf(see, change);
    if (isSame(value, change.from)) return 'absent';
    return isSame(value, change.to) && /^succeeded$/i.test(provisioningState) ? 'landed' : 'unknown';
  },
};

const isSame = (a: number | string | undefined, b: number | string): boolean =>
  a !== undefined && sameId(String(a), String(b));

/** What is there now. */
export function valueOf(
  see: See,
  { loadBalancer: id, list, name, field }: Omit<Change, 'kind' | 'from' | 'to'>,
): number | string | undefined {
  const balancer = see(loadBalancer, { id });
  const part = balancer[list === 'probes' ? 'probes' : 'natRules'].find((each) => sameId(each.name, name));
  if (!part) return undefined;
  if (field === 'protocol') return wordOf(part.protocol);
  return 'backendPort' in part ? (field === 'backendPort' ? part.backendPort : undefined) : part.port;
}
