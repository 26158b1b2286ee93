import { nameOf, parentId } from '../model/arm-id';
import { az, within } from '../model/az';
import type { See } from '../model/observation';
import { forEach } from '../model/see';
import { text, type Text } from '../model/text';
import { prefixContains } from '../network/prefix';
import { networkInterface } from '../observations/network-interface';
import { virtualMachine } from '../observations/virtual-machine';
import { virtualNetwork } from '../observations/virtual-network';

/** Why an appliance certainly passes nothing on: its id, what shows it, and what to do. */
export interface DeadAppliance {
  readonly blamed: string;
  readonly because: Text;
  readonly advice: Text;
}

/**
 * Why the appliance at an address, to which a route of a subnet (an id) leads, certainly passes nothing on, if so. `undefined` where it may:
 * what it does with packets cannot be seen, nor who is behind a load balancer at that address.
 */
export function deadAppliance(see: See, subnet: string, address: string): DeadAppliance | undefined {
  const nic = forEach(nicsAround(see, subnet, address), (id) => see(networkInterface, { id })).find(({ addresses }) =>
    addresses.some(({ privateAddress }) => privateAddress === address),
  );
  if (!nic) return undefined;
  const name = nameOf(nic.id);
  if (nic.vm === undefined)
    return {
      blamed: nic.id,
      because: text(
        `The appliance ${address} is no more: ${name} belongs to no VM.`,
        `어플라이언스 ${address}이(가) 없습니다. ${name}에 연결된 VM이 없습니다.`,
      ),
      advice: text('Lead the route elsewhere, or take it away.', '경로의 다음 홉을 바꾸거나 경로를 제거하세요.'),
    };
  const vm = see(virtualMachine, { id: nic.vm });
  if ('known' in vm.power && vm.power.known !== 'running')
    return {
      blamed: vm.id,
      because: text(
        `The appliance ${vm.name} (${address}) is ${vm.power.known}.`,
        `어플라이언스 ${vm.name}(${address})의 전원 상태는 ${vm.power.known}입니다.`,
      ),
      advice: text(
        `Find out why it does not run; this starts it: ${az('vm start', within('name', vm.id))}`,
        `실행되지 않는 이유를 확인하세요. 다음으로 시작합니다: ${az('vm start', within('name', vm.id))}`,
      ),
    };
  if (nic.forwards !== false) return undefined;
  const command = az('network nic update', { ...within('name', nic.id), 'ip-forwarding': 'true' });
  return {
    blamed: nic.id,
    because: text(
      `${name} of the appliance ${vm.name} (${address}) does not forward: Azure drops what is not for its own address.`,
      `어플라이언스 ${vm.name}(${address})의 ${name}에서 IP 전달이 꺼져 있어, 자기 주소로 오지 않은 패킷을 Azure가 버립니다.`,
    ),
    advice: text(`This lets it forward: ${command}`, `다음으로 IP 전달을 켭니다: ${command}`),
  };
}

/** What is said of an appliance that may pass packets on. */
export const cannotSeeThrough = text(
  'Whether it passes that on cannot be seen from here.',
  '어플라이언스가 전달하는지는 여기서 알 수 없습니다.',
);

/** The interfaces (ids) of the network around a subnet, or of the peer of it, in which the address is. */
function nicsAround(see: See, subnet: string, address: string): readonly string[] {
  const home = see(virtualNetwork, { id: parentId(subnet) });
  if (holds(home.prefixes, address)) return home.nics;
  const peer = home.peers.find(({ prefixes }) => holds(prefixes, address));
  return peer ? see(virtualNetwork, { id: peer.network }).nics : [];
}

const holds = (prefixes: readonly string[], address: string): boolean =>
  prefixes.some((prefix) => prefixContains(prefix, address));
