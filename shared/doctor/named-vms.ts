import { nameOf } from '../model/arm-id';
import { az, within } from '../model/az';
import type { InstallationCheck } from '../model/installation';
import { sure } from '../model/known';
import { text } from '../model/text';
import { namedVm, vmExtensions, type VmExtensions } from '../installation/watched';
import { installWatcherAgent, powerOf } from '../observations/virtual-machine';
import { provision } from './commands';
import { apart, sureOfNone, wrong } from './findings';
import { policyOf, testersOf, vmsOf } from './given';

/** By what it is, because its name is free (Azure: "Network Watcher Agent virtual machine extension"). */
const isAgent = ({ publisher, type }: VmExtensions['extensions'][number]): boolean =>
  publisher.toLowerCase() === 'microsoft.azure.networkwatcher' && /^networkwatcheragent/i.test(type);

/** The VMs of the policy are there, and those from which connections are tried run and have the agent for it. */
export const namedVms: InstallationCheck = {
  id: 'named-vms',
  part: 'network',
  examine(see, installation) {
    const { targets, regressionProbes } = policyOf(see, installation);
    const origins = new Set([
      ...targets.flatMap((target) => testersOf(target)),
      ...regressionProbes.map(({ from }) => from),
    ]);
    const all = new Set([...targets.flatMap((target) => vmsOf(target)), ...origins]);
    return apart([...all], (id) => {
      const named = see(namedVm, { id });
      const name = nameOf(id);
      if (named.kind === 'absent')
        return [
          wrong(
            'no-such-vm',
            text(`The policy names a VM that does not exist: ${id}`, `정책에 있는 VM이 존재하지 않습니다: ${id}`),
            text(
              'It is not watched, or nothing can be tried from it.',
              '감시되지 않거나, 그곳에서 연결을 시도할 수 없습니다.',
            ),
            [provision(see, installation)],
            text(
              'Correct the id in policy of infra/main.parameters.json.',
              'infra/main.parameters.json의 policy에서 ID를 고치세요.',
            ),
          ),
        ];
      if (!origins.has(id)) return [];
      const meaning = text(
        'No connection can be tried from it, so nothing is repaired where it is the origin.',
        '그곳에서 연결을 시도할 수 없어, 그 VM을 출발지로 하는 대상은 고치지 못합니다.',
      );
      const power = sure(named.vm.power, powerOf(name));
      if (power !== 'running')
        return [
          wrong(
            'origin-not-running',
            text(
              `${name}, from which connections are tried, is ${power}.`,
              `연결을 시도하는 출발지 ${name}의 전원 상태: ${power}.`,
            ),
            meaning,
            [az('vm start', within('name', id))],
          ),
        ];
      const agent = see(vmExtensions, { vm: id }).extensions.find(isAgent);
      if (agent && agent.provisioningState !== 'Failed') return [];
      if (!agent) sureOfNone(see, id, 'Microsoft.Compute/virtualMachines/extensions/read');
      return [
        wrong(
          'no-agent',
          agent
            ? text(
                `The Network Watcher agent of ${name}, from which connections are tried, could not be installed.`,
                `연결을 시도하는 출발지 ${name}의 Network Watcher 에이전트 설치가 실패했습니다.`,
              )
            : text(
                `${name}, from which connections are tried, has no Network Watcher agent.`,
                `연결을 시도하는 출발지 ${name}에 Network Watcher 에이전트가 없습니다.`,
              ),
          meaning,
          [installWatcherAgent({ id, os: named.vm.os })],
        ),
      ];
    });
  },
};
