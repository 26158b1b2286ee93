import * as z from 'zod';
import { groupsAt, rulesInForce, rulingsAt, tellingPorts } from '../walk/security';
import { isPortTerm } from './rule-checks';
import { word } from './words';
import { badRequest, diagnosis, result } from './replies';
import { placeOfVm, vmNotRunning, watchedVm } from './watched-vm';
import { estateOf } from './estate';
import type { ArmResource, Estate } from '../walk/arm';
import type { NicPlace } from '../walk/topology';
import type { Flow, Ruling } from '../walk/security';
import type { Model, Reply } from '../provider';

/** One port, a range of ports, or `*`. */
const Ports = z.string().refine(isPortTerm);

const Question = z.object({
  targetResourceId: z.string(),
  targetNicResourceId: z.string().optional(),
  direction: word('Inbound', 'Outbound'),
  protocol: word('TCP', 'UDP'),
  localPort: Ports,
  remotePort: Ports,
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
    const now = estateOf(model);
    const rulings = flowsOf(now, place, question.data).map((flow) => rulingsAt(now, place, direction, flow).at(-1));
    const telling = rulings.find((ruling) => ruling?.allowed === false) ?? rulings[0];
    return result({ access: telling?.allowed === false ? 'Deny' : 'Allow', ruleName: ruleName(telling), ruleId: '' });
  });
}

/**
 * The packets that the question stands for: with ranges, one for each pair of ports between which a verdict may change.
 * Azure does not say what it answers when they differ; here one that is denied decides.
 */
function flowsOf(estate: Estate, place: NicPlace, question: z.infer<typeof Question>): readonly Flow[] {
  const protocol = question.protocol === 'TCP' ? 'Tcp' : 'Udp';
  const rules = groupsAt(estate, place, question.direction).flatMap(({ group }) => rulesInForce(estate, group));
  const locals = tellingPorts(question.localPort, rules);
  const remotes = tellingPorts(question.remotePort, rules);
  return locals.flatMap((localPort) =>
    remotes.map((remotePort) => {
      const local = { address: question.localIPAddress, port: localPort };
      const remote = { address: question.remoteIPAddress, port: remotePort };
      const [from, to] = question.direction === 'Inbound' ? [remote, local] : [local, remote];
      return {
        protocol,
        source: from.address,
        sourcePort: from.port,
        destination: to.address,
        destinationPort: to.port,
      };
    }),
  );
}

function ruleName(ruling: Ruling | undefined): string {
  if (!ruling) return '';
  return `${ruling.rule.origin === 'user' ? 'securityRules' : 'defaultSecurityRules'}/${ruling.rule.name}`;
}
