import { nameOf } from '../model/arm-id';
import type { See } from '../model/observation';
import { forEach } from '../model/see';
import { text, type Text } from '../model/text';
import { networkInterface } from '../observations/network-interface';
import { publicIpAddress } from '../observations/public-ip-address';
import { virtualMachine, type VirtualMachine } from '../observations/virtual-machine';
import type { ChangeHandling } from './change-kind';
import { onVm, whatRuns } from './vm-operation';

/** Moves a VM to another node and starts it there. Azure: POST virtualMachines/redeploy. */
export const redeployVm: ChangeHandling<'redeploy-vm'> = {
  ...onVm('redeploy'),
  kind: 'redeploy-vm',
  permissions: ['Microsoft.Compute/virtualMachines/redeploy/action', 'Microsoft.Compute/locations/operations/read'],
  losses(see, { vm: id }) {
    const vm = see(virtualMachine, { id });
    return [whatRuns, ...disksLost(vm), ...addressesLost(see, vm)];
  },
};

function disksLost(vm: VirtualMachine): readonly Text[] {
  const temporary = text(
    'Everything on the temporary disk, if its size has one.',
    '임시 디스크가 있는 크기라면 임시 디스크의 모든 내용.',
  );
  const ephemeral = text(
    'Everything on the OS disk: it is ephemeral, so the VM starts again from its image.',
    'OS 디스크의 모든 내용: 임시 OS 디스크이므로 VM이 이미지에서 새로 시작합니다.',
  );
  return vm.osDisk === 'ephemeral' ? [ephemeral, temporary] : [temporary];
}

function addressesLost(see: See, vm: VirtualMachine): readonly Text[] {
  const addresses = forEach(vm.nics, (id) => see(networkInterface, { id }).addresses).flat();
  const publicIds = addresses.flatMap(({ publicIpAddress: id }) => id ?? []);
  return forEach(publicIds, (id) => see(publicIpAddress, { id }))
    .filter((ip) => ip.allocation === 'Dynamic')
    .map((ip) =>
      text(
        `The public address ${ip.address ?? ''} of ${nameOf(ip.id)}: it is dynamic and will change.`,
        `${nameOf(ip.id)}의 공용 주소 ${ip.address ?? ''}: 동적이므로 바뀝니다.`,
      ),
    );
}
