import { z } from 'zod';
import { CLIENT_PORT, rulingsAt } from '../walk/security';
import { badRequest, diagnosis, result } from './replies';
import { placeOfVm, vmNotRunning, watchedVm } from './watched-vm';
import { estateOf } from './estate';
import type { ArmResource } from '../walk/arm';
import type { Flow, Ruling } from '../walk/security';
import type { Model, Reply } from '../provider';

const Port = z.string().regex(/^(\*|\d{1,5})$/);

const Question = z.object({
  targetResourceId: z.string(),
  targetNicResourceId: z.string().optional(),
  direction: z.enum(['Inbound', 'Outbound']),
  protocol: z.enum(['TCP', 'UDP']),
  localPort: Port,
  remotePort: Port,
  localIPAddress: z.ipv4(),
  remoteIPAddress: z.ipv4(),
});

/**
 * Whether the network security groups of a VM let a packet through (Azure: Network Watchers - Verify IP Flow). It looks at no
 * route and at no guest. The deciding rule of the last group is named, or the one that denies.
 */
export function ipFlowVerify(model: Model, watcher: ArmResource, body: unknown): Reply {
  const question = Question.safeParse(body);
  if (!question.success) return badRequest('InvalidRequestFormat', 'Cannot parse the request.');
  const { targetResourceId, targetNicResourceId, direction, localIPAddress } = question.data;
  const estate = estateOf(model);
  const vm = watchedVm(estate, watcher, targetResourceId);
  if ('kind' in vm) return vm;
  if (!estate.guest(vm.id).powered) return vmNotRunning(vm);
  const place = placeOfVm(estate, vm, { nic: targetNicResourceId, address: localIPAddress });
  if (!place) return badRequest('InvalidLocalIPAddress', `${localIPAddress} is not an address of ${vm.id}.`);

  return diagnosis(model.times.networkWatcher, () => {
    const ruling = rulingsAt(estateOf(model), place, direction, flowOf(question.data)).at(-1);
    return result({ access: ruling?.allowed === false ? 'Deny' : 'Allow', ruleName: ruleName(ruling), ruleId: '' });
  });
}

function flowOf(question: z.infer<typeof Question>): Flow {
  const protocol = question.protocol === 'TCP' ? 'Tcp' : 'Udp';
  const local = { address: question.localIPAddress, port: portOf(question.localPort) };
  const remote = { address: question.remoteIPAddress, port: portOf(question.remotePort) };
  const [from, to] = question.direction === 'Inbound' ? [remote, local] : [local, remote];
  return { protocol, source: from.address, sourcePort: from.port, destination: to.address, destinationPort: to.port };
}

const portOf = (port: string): number => (port === '*' ? CLIENT_PORT : Number(port));

function ruleName(ruling: Ruling | undefined): string {
  if (!ruling) return '';
  return `${ruling.rule.origin === 'user' ? 'securityRules' : 'defaultSecurityRules'}/${ruling.rule.name}`;
}
