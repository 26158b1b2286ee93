import { nameOf } from '../../model/arm-id';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { VirtualMachine } from '../../observations/virtual-machine';
import { installWatcherAgent, virtualMachine } from '../../observations/virtual-machine';
import { az, within } from '../../model/az';
import type { EndpointTarget } from '../../model/target';
import { text, type Text } from '../../model/text';
import { isSource, isWarning } from '../../topology/connectivity';
import { triedOf } from '../../topology/endpoints';

// What Network Watcher names at the VM itself when it tries a connection from it. Azure: "Connection troubleshoot", issues.

interface SourceIssue {
  readonly id: string;
  /** As Azure calls it. */
  readonly type: string;
  readonly title: Text;
  readonly because: (name: string) => Text;
  readonly advice: (vm: VirtualMachine) => Text;
}

const restart = ({ id }: VirtualMachine): string => az('vm restart', within('name', id));

const issues: readonly SourceIssue[] = [
  {
    id: 'agent-stopped',
    type: 'AgentStopped',
    title: text('Network Watcher’s agent in the VM does not run', 'VM의 Network Watcher 에이전트가 실행되지 않음'),
    because: (name) =>
      text(
        `The Network Watcher agent in ${name} does not run, so nothing was tried: whether the VM reaches the endpoint is not known.`,
        `${name}의 Network Watcher 에이전트가 실행되지 않아 연결을 시도하지 못했습니다. VM에서 대상에 연결되는지는 알 수 없습니다.`,
      ),
    advice: (vm) =>
      text(
        `See that the VM’s own agent is ready, and install the extension again: ${installWatcherAgent(vm)}`,
        `VM 에이전트가 준비 상태인지 확인하고 확장을 다시 설치하세요: ${installWatcherAgent(vm)}`,
      ),
  },
  {
    id: 'ports-exhausted',
    type: 'PortThrottled',
    title: text('The VM has no port left to connect from', 'VM에 연결에 사용할 포트가 남아 있지 않음'),
    because: (name) =>
      text(
        `${name} has no source port left for another connection.`,
        `${name}에 새 연결에 사용할 원본 포트가 남아 있지 않습니다.`,
      ),
    advice: () =>
      text(
        'See which program keeps so many connections (ss -tan, Windows: netstat -ano), and have it close or share them. Toward the Internet, a NAT gateway has more ports.',
        '연결을 많이 유지하는 프로그램을 확인하고(ss -tan, Windows: netstat -ano) 연결을 닫거나 공유하게 하세요. 인터넷 방향이라면 NAT 게이트웨이가 더 많은 포트를 제공합니다.',
      ),
  },
  {
    id: 'socket-refused',
    type: 'SocketBind',
    title: text('The VM gives the check no socket', 'VM이 확인용 소켓을 만들지 못함'),
    because: (name) =>
      text(
        `The agent in ${name} could not bind a socket to connect from.`,
        `${name}의 에이전트가 연결에 사용할 소켓을 바인딩하지 못했습니다.`,
      ),
    advice: () =>
      text(
        'See whether the VM’s ports are used up (ss -s, Windows: netstat -ano), and whether security software in it keeps the agent from the network.',
        'VM의 포트가 소진되었는지(ss -s, Windows: netstat -ano), 보안 소프트웨어가 에이전트의 네트워크 사용을 막는지 확인하세요.',
      ),
  },
  {
    id: 'source-firewall',
    type: 'GuestFirewall',
    title: text('The VM’s own firewall does not let it out', 'VM 내부 방화벽이 나가는 연결을 차단함'),
    because: (name) =>
      text(
        `The firewall in ${name} does not let the connection out.`,
        `${name} 내부의 방화벽이 나가는 연결을 차단합니다.`,
      ),
    advice: () =>
      text(
        'Look at the outbound rules of the VM’s own firewall (iptables -S OUTPUT; Windows: Get-NetFirewallRule -Direction Outbound -Action Block) and let it out to what it needs.',
        'VM 내부 방화벽의 아웃바운드 규칙을 확인하고(iptables -S OUTPUT, Windows: Get-NetFirewallRule -Direction Outbound -Action Block) 필요한 곳으로의 연결을 허용하세요.',
      ),
  },
  {
    id: 'platform-fault',
    type: 'Platform',
    title: text('Azure names a fault of its platform', 'Azure가 플랫폼 문제를 지목함'),
    because: (name) =>
      text(
        `Azure names a fault of its own platform at ${name}.`,
        `Azure가 ${name}에서 자체 플랫폼의 문제를 지목합니다.`,
      ),
    advice: ({ id }) =>
      text(
        `Look at the health of the VM and of the service in its region, and ask Azure’s support where it lasts: ${az('vm get-instance-view', within('name', id))}`,
        `VM과 해당 지역 서비스의 상태를 확인하고, 계속되면 Azure 지원에 문의하세요: ${az('vm get-instance-view', within('name', id))}`,
      ),
  },
  {
    id: 'source-cpu',
    type: 'CPU',
    title: text('The VM’s processor is too busy', 'VM의 CPU 사용률이 너무 높음'),
    because: (name) =>
      text(`Azure names the processor of ${name}: it is too busy.`, `Azure가 ${name}의 높은 CPU 사용률을 지목합니다.`),
    advice: (vm) =>
      text(
        `See which program takes it (top, Windows: Task Manager), or give the VM a larger size. A restart may do for a program that runs wild: ${restart(vm)}`,
        `CPU를 사용하는 프로그램을 확인하거나(top, Windows: 작업 관리자) VM 크기를 키우세요. 프로그램이 폭주했다면 다시 시작이 도움이 될 수 있습니다: ${restart(vm)}`,
      ),
  },
  {
    id: 'source-memory',
    type: 'Memory',
    title: text('The VM has too little memory left', 'VM의 남은 메모리가 너무 적음'),
    because: (name) =>
      text(`Azure names the memory of ${name}: too little is left.`, `Azure가 ${name}의 메모리 부족을 지목합니다.`),
    advice: (vm) =>
      text(
        `See which program takes it (free -m, Windows: Task Manager), or give the VM a larger size. A restart may do for a program that runs wild: ${restart(vm)}`,
        `메모리를 사용하는 프로그램을 확인하거나(free -m, Windows: 작업 관리자) VM 크기를 키우세요. 프로그램이 폭주했다면 다시 시작이 도움이 될 수 있습니다: ${restart(vm)}`,
      ),
  },
];

const causeOf = ({ id, type, title, because, advice }: SourceIssue, index: number): Cause<EndpointTarget> => ({
  id: `endpoint/${id}`,
  explains: ['endpoint-unreachable'],
  order: 410 + index,
  title,
  source: source('connectivity', 'Check connectivity to a virtual machine (issues of the source)'),
  judge: (see, target) => {
    const own = triedOf(see, target).hops.filter(isSource);
    const named = own.flatMap((hop) => hop.issues).find((each) => each.type.toLowerCase() === type.toLowerCase());
    if (!named)
      return {
        kind: 'excluded',
        because: text(`The connection check does not name ${type}.`, `연결 확인이 ${type}을(를) 지목하지 않습니다.`),
      };
    const told = because(nameOf(target.id));
    if (isWarning(named)) return { kind: 'uncertain', because: told };
    return {
      kind: 'found',
      blamed: target.id,
      because: told,
      fixes: [],
      advice: advice(see(virtualMachine, { id: target.id })),
    };
  },
});

/** A cause for each of them. */
export const sourceIssues: readonly Cause<EndpointTarget>[] = issues.map(causeOf);
