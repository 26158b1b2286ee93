import { nameOf } from '../../model/arm-id';
import type { Box } from '../../model/flow';
import type { Verdict } from '../../model/judgement';
import type { NetworkContext } from '../../model/network-context';
import type { See } from '../../model/observation';
import { together } from '../../model/see';
import { isAnybody, whence, type VmTarget } from '../../model/target';
import { joinText, text, type Text } from '../../model/text';
import { evaluatePath, type NsgPath, type Stage } from '../../network/nsg-path';
import { ipFlow, isNamed, type IpFlow } from '../../observations/ip-flow';
import { contextOf, contextOut, groupsOnTheWay } from '../../topology/paths';
import { inboundFlow, inboundQuestion, outboundFlow, wayOutQuestion } from '../../topology/questions';

/** Whether the groups around a VM let in what a target expects, and which rules do not. */
export function judgeGroups(see: See, target: VmTarget): Verdict {
  const [azure, path] = together(
    () => see(ipFlow, inboundQuestion(see, target)),
    () => groupsOnTheWay(see, target),
  );
  const flow = inboundFlow(see, target);
  const rules = [path.subnet, path.nic].flatMap((group) => group?.rules ?? []);
  const { port, from } = target;
  const told = text(`TCP ${port} from ${whence(from).en}`, `${whence(from).ko}의 TCP ${port}`);
  const context = contextOf(see, target, rules);
  return judgeFlow({ azure, path, flow, context, told, forEverybody: isAnybody(from) ? forPeople(target) : undefined });
}

/** Whether the groups around a VM (an id) let it connect to this address, and which rules do not. */
export function judgeWayOut(see: See, vm: string, to: { readonly address: string; readonly port: number }): Verdict {
  const [azure, path, context, flow] = together(
    () => see(ipFlow, wayOutQuestion(see, vm, to)),
    () => groupsOnTheWay(see, { id: vm }),
    () => contextOut(see, vm, to.address),
    () => outboundFlow(see, vm, to),
  );
  const told = text(`TCP ${to.port} to ${to.address}`, `${to.address}(으)로 가는 TCP ${to.port}`);
  return judgeFlow({ azure, path, flow, context, told });
}

/** What Azure and the rules say of a flow into a VM or out of it. `told`: the flow, for people. `forEverybody`: why it is left to them to allow it. */
interface Asked {
  readonly azure: IpFlow;
  readonly path: NsgPath;
  readonly flow: Box;
  readonly context: NetworkContext;
  readonly told: Text;
  readonly forEverybody?: Text | undefined;
}

function judgeFlow({ azure, path, flow, context, told: { en, ko }, forEverybody }: Asked): Verdict {
  const { access, blamed, denying, stages } = evaluatePath(path, flow, context);
  const differing: Verdict = { kind: 'uncertain', because: differs(toldBy(azure, blamed), text(en, ko)) };

  if (azure.access === 'Allow')
    return access === 'Deny'
      ? differing
      : {
          kind: 'excluded',
          because: text(
            `IP flow verify: ${en} is allowed (${azure.rule || 'no network security group'}).`,
            `IP 흐름 확인: ${ko}은(는) 허용됩니다 (${azure.rule || '네트워크 보안 그룹 없음'}).`,
          ),
        };

  const culprits = denying.map((stage) => ({ ...stage, ...deciderOf(stage, azure) }));
  const [first] = culprits;
  if (!first || !culprits.some(({ named }) => named)) return differing;
  const open = stages.find(({ evaluation }) => evaluation.access === 'Undecided');
  return {
    kind: 'found',
    blamed: first.rule.id ?? `${first.networkSecurityGroup}/defaultSecurityRules/${first.rule.name}`,
    because: joinText(
      ...culprits.map(({ rule, networkSecurityGroup: id }) =>
        text(
          `Rule ${rule.name} of ${nameOf(id)} denies ${en}.`,
          `${nameOf(id)}의 규칙 ${rule.name}이(가) ${ko}을(를) 거부합니다.`,
        ),
      ),
      ...(open
        ? [
            text(
              `Whether ${nameOf(open.networkSecurityGroup)} lets it through cannot be told, so no rule is proposed.`,
              `${nameOf(open.networkSecurityGroup)}이(가) 허용하는지 알 수 없어 규칙을 제안하지 않습니다.`,
            ),
          ]
        : []),
    ),
    fixes:
      open || forEverybody
        ? []
        : [
            {
              fix: flow.direction === 'Inbound' ? 'allow-inbound' : 'allow-outbound',
              networkSecurityGroups: [...new Set(culprits.map(({ networkSecurityGroup: id }) => id))],
              flows: [{ sources: [flow.source], destinations: [flow.destination], ports: flow.destinationPorts }],
              context,
            },
          ],
    ...(forEverybody ? { advice: forEverybody } : {}),
  };
}

/** A rule for everybody is not proposed: whether a port is to be open to the Internet is a question of its own. */
const forPeople = ({ port }: VmTarget): Text =>
  text(
    `The policy expects TCP ${port} to be open to the Internet. Reconnect opens nothing to everybody: allow it by hand if that is meant, or name in the policy who connects.`,
    `정책은 TCP ${port}이(가) 인터넷에 열려 있기를 기대합니다. Reconnect는 모두에게 여는 규칙을 만들지 않습니다. 의도한 것이라면 직접 허용하고, 아니라면 누가 연결하는지 정책에 지정하세요.`,
  );

/** The rule by which a group denies: the one that Azure names, where it is one of those that may decide. */
function deciderOf({ evaluation, networkSecurityGroup: id }: Stage, azure: IpFlow) {
  const named = evaluation.parts.flatMap(({ rules }) => rules).find((rule) => isNamed(azure, rule.name, id));
  return { rule: named ?? evaluation.rule, named: named !== undefined };
}

/** What Azure says, and what the rules as read say. */
function toldBy(azure: IpFlow, blamed: Stage | undefined): readonly [Text, Text] {
  const rule = azure.rule || '-';
  const ours = blamed && `${blamed.evaluation.rule.name} (${nameOf(blamed.networkSecurityGroup)})`;
  return [
    azure.access === 'Deny'
      ? text(`${rule} denies`, `${rule}이(가) 거부`)
      : text(`${rule} allows`, `${rule}이(가) 허용`),
    blamed?.evaluation.access === 'Deny'
      ? text(`${ours} denies`, `${ours}이(가) 거부`)
      : ours
        ? text(`it is not certain what ${ours} does with`, `${ours}의 결과를 알 수 없음`)
        : text('no group denies', '거부하는 그룹 없음'),
  ];
}

const differs = ([azure, ours]: readonly [Text, Text], { en, ko }: Text): Text =>
  text(
    `IP flow verify says that ${azure.en} ${en}; by the rules as read, ${ours.en} it.`,
    `${ko}: IP 흐름 확인은 ${azure.ko}, 읽은 규칙으로는 ${ours.ko}.`,
  );
