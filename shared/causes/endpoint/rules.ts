import { nameOf, parentId, sameId } from '../../model/arm-id';
import { tcp } from '../../model/flow';
import type { Cause, Verdict } from '../../model/judgement';
import type { See } from '../../model/observation';
import { together, Unsure } from '../../model/see';
import type { EndpointTarget } from '../../model/target';
import { text } from '../../model/text';
import { contextFor } from '../../network/service-tags';
import { evaluatePath } from '../../network/nsg-path';
import type { Hop } from '../../observations/connectivity';
import { isNamed } from '../../observations/ip-flow';
import { networkInterface } from '../../observations/network-interface';
import { isOfNic, isOfRule, isSource } from '../../topology/connectivity';
import { addressOfEndpoint, receiverOf, triedOf } from '../../topology/endpoints';
import { entrance, groupsAround, virtualNetworkOf } from '../../topology/paths';
import { judgeGroups, judgeWayOut } from '../network/judge-groups';
import { causeOf } from './cause-of';
import { noReceiver } from './receiver';

// A network security group denies what a VM sends to an endpoint: at the VM itself, at the VM at the other end, or at what is between them.

const ruleAt = (hop: Hop | undefined): string | undefined => {
  const issue = hop?.issues.find(isOfRule);
  return issue && (issue.context['RuleName'] ?? '?');
};

/** What is left of a verdict that nothing is denied, where the check names a rule there. */
const unlessNamed = (verdict: Verdict, hop: Hop | undefined, place: string): Verdict => {
  const rule = ruleAt(hop);
  if (verdict.kind !== 'excluded' || rule === undefined) return verdict;
  return {
    kind: 'uncertain',
    because: text(
      `The connection check names rule ${rule} at ${place}; IP flow verify and the rules as read allow it.`,
      `연결 확인은 ${place}의 규칙 ${rule}을(를) 지목하지만, IP 흐름 확인과 읽은 규칙으로는 허용됩니다.`,
    ),
  };
};

function deniedOut(see: See, target: EndpointTarget): Verdict {
  const to = { address: addressOfEndpoint(see, target), port: target.to.port };
  const own = triedOf(see, target).hops.find(isSource);
  const verdict = judgeWayOut(see, target.id, to);
  const nic = isOfNic(own?.resource) ? parentId(own?.resource ?? '') : undefined;
  if (nic !== undefined && !sameId(nic, entrance(see, { id: target.id }).nic.id))
    throw new Unsure(
      text(
        `${nameOf(target.id)} goes out by ${nameOf(nic)}, which is not its primary network interface; only that one is judged.`,
        `${nameOf(target.id)}은(는) 주 네트워크 인터페이스가 아닌 ${nameOf(nic)}(으)로 나갑니다. 주 인터페이스만 판단합니다.`,
      ),
    );
  return unlessNamed(verdict, own, nameOf(target.id));
}

function deniedIn(see: See, target: EndpointTarget): Verdict {
  const receiver = receiverOf(see, target);
  if (!receiver) return noReceiver(see, target);
  const { hops } = triedOf(see, target);
  return unlessNamed(judgeGroups(see, receiver), hops.slice(1).at(-1), nameOf(receiver.id));
}

function deniedBetween(see: See, target: EndpointTarget): Verdict {
  const { hops } = triedOf(see, target);
  const receiver = receiverOf(see, target);
  const between = receiver ? hops.slice(1, -1) : hops.slice(1);
  const hop = between.find((each) => ruleAt(each) !== undefined);
  if (!hop)
    return {
      kind: 'excluded',
      because: text(
        'The connection check names no rule at anything between the two ends.',
        '연결 확인이 두 끝 사이의 규칙을 지목하지 않습니다.',
      ),
    };
  const { stage, nic, rule } = denialAt(see, target, hop);
  return {
    kind: 'found',
    blamed: stage.evaluation.rule.id ?? `${stage.networkSecurityGroup}/defaultSecurityRules/${rule}`,
    because: text(
      `Rule ${rule} of ${nameOf(stage.networkSecurityGroup)} denies it at ${nic}, which it passes on the way.`,
      `경유하는 ${nic}에서 ${nameOf(stage.networkSecurityGroup)}의 규칙 ${rule}이(가) 거부합니다.`,
    ),
    fixes: [],
    advice: text(
      `What passes there is for whoever runs it to decide: let TCP ${target.to.port} from ${entrance(see, target).privateAddress} to ${addressOfEndpoint(see, target)} through before that rule.`,
      `그곳의 통과 여부는 운영 담당자가 결정해야 합니다. 그 규칙보다 먼저 ${entrance(see, target).privateAddress}에서 ${addressOfEndpoint(see, target)}(으)로 가는 TCP ${target.to.port}을(를) 허용하세요.`,
    ),
  };
}

/**
 * The group that denies at a hop by the rule that the check names. IP flow verify tells only of a VM's own traffic, so it is not asked.
 *
 * @throws Unsure where the rules as read do not say the same.
 */
function denialAt(see: See, target: EndpointTarget, { resource = '', issues, address }: Hop) {
  const issue = issues.find(isOfRule);
  const rule = issue?.context['RuleName'] ?? '';
  const nic = isOfNic(resource) ? see(networkInterface, { id: parentId(resource) }) : undefined;
  const place = nic?.addresses.find(({ privateAddress }) => privateAddress === address) ?? nic?.addresses[0];
  if (nic && place) {
    const to = addressOfEndpoint(see, target);
    const [own, path, virtualNetwork] = together(
      () => entrance(see, target),
      () => groupsAround(see, { subnet: place.subnet, nic: nic.networkSecurityGroup }),
      () => virtualNetworkOf(see, place.subnet),
    );
    const direction = /^inbound$/i.test(issue?.origin ?? '') ? 'Inbound' : 'Outbound';
    const flow = tcp(direction, own.privateAddress, to, String(target.to.port));
    const { denying } = evaluatePath(path, flow, contextFor(to, { virtualNetwork }));
    const stage = denying.find(({ networkSecurityGroup: id, evaluation: { parts } }) =>
      parts.some((part) => isNamed({ access: 'Deny', rule }, part.rule.name, id)),
    );
    if (stage) return { stage, nic: nameOf(nic.id), rule: stage.evaluation.rule.name };
  }
  throw new Unsure(
    text(
      `The connection check names rule ${rule || '?'} at ${address ?? '?'}; the rules as read do not show that it denies.`,
      `연결 확인은 ${address ?? '?'}의 규칙 ${rule || '?'}을(를) 지목하지만, 읽은 규칙으로는 거부하는지 드러나지 않습니다.`,
    ),
  );
}

/** Every place at which a rule can deny it. */
export const rules: readonly Cause<EndpointTarget>[] = [
  causeOf(
    'outbound-denied',
    300,
    text('A network security group does not let the VM out', '네트워크 보안 그룹이 VM에서 나가는 연결을 차단함'),
    'Check connectivity to a virtual machine (network security rule)',
    deniedOut,
  ),
  causeOf(
    'inbound-denied',
    301,
    text(
      'A network security group of the destination does not let the VM in',
      '대상의 네트워크 보안 그룹이 VM의 연결을 차단함',
    ),
    'Check connectivity to a virtual machine (network security rule)',
    deniedIn,
  ),
  causeOf(
    'denied-on-the-way',
    302,
    text('A network security group on the way denies it', '경로 중간의 네트워크 보안 그룹이 거부함'),
    'Check connectivity to a virtual machine (security rule of an appliance)',
    deniedBetween,
  ),
];
