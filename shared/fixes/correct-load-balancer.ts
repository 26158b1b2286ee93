import { inverseOf, lossesOf } from '../changes';
import { valueOf } from '../changes/set-load-balancer-part';
import type { ChangeOf } from '../model/change';
import { source } from '../model/documents';
import { inboundTcp } from '../model/flow';
import type { See } from '../model/observation';
import { cannotPlan, type AnyFix, type PlanContext, type Planned } from '../model/plan';
import { text, type Text } from '../model/text';
import { evaluatePath, type Stage } from '../network/nsg-path';
import { loadBalancer } from '../observations/load-balancer';
import { contextOf, entrance, groupsOnTheWay } from '../topology/paths';
import { arrivalOf } from '../topology/through';
import { isEverybody, isManagement } from './exposure';

type Part = Pick<ChangeOf<'set-load-balancer-part'>, 'list' | 'name' | 'field' | 'to'>;

const common = {
  risk: 'medium',
  changes: ['set-load-balancer-part'],
  recoversWithinMs: 5 * 60_000,
} as const;

/** Each changes one value of a load balancer, where the expected port of the VM has been seen to answer behind it. */
export const loadBalancerFixes: readonly AnyFix[] = [
  {
    ...common,
    id: 'correct-nat-rule',
    title: text('Correct the inbound NAT rule', '인바운드 NAT 규칙 바로잡기'),
    source: source('app-access', 'Step 3: inbound NAT rule'),
    plan: (see, { loadBalancer: id, rule: name, field, to }, context) =>
      planFor(see, 'correct-nat-rule', id, { list: 'inboundNatRules', name, field, to }, context, (from) =>
        text(
          `Whoever connects by rule ${name} and means ${field === 'protocol' ? from : `port ${from}`} no longer gets there.`,
          `규칙 ${name}을(를) 통해 ${field === 'protocol' ? from : `포트 ${from}`}에 연결하던 사용자는 더 이상 연결하지 못합니다.`,
        ),
      ),
  },
  {
    ...common,
    id: 'correct-lb-probe',
    title: text('Have the health probe ask the port that answers', '상태 프로브가 응답하는 포트를 확인하게 하기'),
    source: source('app-access', 'Step 3: probe protocol and port'),
    plan: (see, { loadBalancer: id, probe: name, to }, context) =>
      planFor(see, 'correct-lb-probe', id, { list: 'probes', name, field: 'port', to }, context, (from) =>
        text(
          `What answers on port ${from} is no longer watched: a member whose port ${to} answers counts as healthy.`,
          `포트 ${from}의 응답은 더 이상 살피지 않습니다. 포트 ${to}이(가) 응답하는 구성원은 정상으로 간주됩니다.`,
        ),
      ),
  },
];

function planFor(
  see: See,
  fix: 'correct-nat-rule' | 'correct-lb-probe',
  id: string,
  part: Part,
  { target }: PlanContext,
  loss: (from: number | string) => Text,
): Planned {
  const balancer = see(loadBalancer, { id });
  const from = valueOf(see, { loadBalancer: id, ...part });
  if (from === undefined) throw new Error(`${part.list}/${part.name} is to be changed, and there is none.`);
  if (target.kind !== 'vm') throw new Error('A load balancer is corrected for a VM only.');
  if (!/^succeeded$/i.test(balancer.provisioningState))
    return cannotPlan(
      text(
        `The last update of ${balancer.name} is ${balancer.provisioningState}.`,
        `${balancer.name}의 마지막 업데이트 상태가 ${balancer.provisioningState}입니다.`,
      ),
    );
  const wide = exposes(see, target);
  if (wide) return cannotPlan(wide);
  const change: ChangeOf<'set-load-balancer-part'> = {
    kind: 'set-load-balancer-part',
    loadBalancer: balancer.id,
    ...part,
    from,
  };
  return {
    kind: 'plan',
    plan: {
      fix,
      resource: balancer.id,
      region: balancer.location,
      risk: common.risk,
      changes: [change],
      undo: [inverseOf(change) ?? []].flat(),
      opens: [],
      closes: [],
      effect: text(
        `Set ${part.field} of ${part.name} of ${balancer.name} from ${from} to ${part.to}.`,
        `${balancer.name}의 ${part.name}에서 ${part.field}을(를) ${from}에서 ${part.to}(으)로 바꿉니다.`,
      ),
      proof: [
        text(
          `Port ${target.port} of the VM answers at its private address.`,
          `VM의 포트 ${target.port}이(가) 개인 주소에서 응답합니다.`,
        ),
        text(
          'No security rule changes: only whom the groups let in already gets there.',
          '보안 규칙은 바뀌지 않습니다. 네트워크 보안 그룹이 이미 허용한 연결만 도달합니다.',
        ),
        text(
          'Nothing else of the load balancer changes: it is read right before it is sent, and Azure refuses it if somebody changes it in between.',
          '부하 분산 장치의 다른 부분은 바뀌지 않습니다. 보내기 직전에 읽으며, 그사이 누가 바꾸면 Azure가 거부합니다.',
        ),
      ],
      losses: [loss(from), ...lossesOf(see, [change])],
    },
  };
}

/** Why the change would put a port of management before the whole Internet, if so. */
function exposes(see: See, target: Extract<PlanContext['target'], { kind: 'vm' }>): Text | undefined {
  const isPublic = target.through && arrivalOf(see, target.through).publicAddress !== undefined;
  if (!isPublic || !isManagement(String(target.port))) return undefined;
  const path = groupsOnTheWay(see, target);
  const rules = [path.subnet, path.nic].flatMap((group) => group?.rules ?? []);
  const flow = inboundTcp('Internet', entrance(see, target).privateAddress, String(target.port));
  const { stages } = evaluatePath(path, flow, contextOf(see, target, rules));
  if (!stages.every(isWide)) return undefined;
  return text(
    `The network security groups let the whole Internet in to TCP ${target.port}, a port of management, and this would lead it there. Narrow them first.`,
    `네트워크 보안 그룹이 인터넷 전체에 관리용 포트 TCP ${target.port}을(를) 허용하고 있어, 이 변경은 포트를 인터넷에 노출합니다. 먼저 허용 범위를 좁히세요.`,
  );
}

/** Whether a group lets everybody in, or may. */
const isWide = ({ evaluation }: Stage): boolean =>
  evaluation.access !== 'Deny' &&
  evaluation.parts.some(({ rules }) =>
    rules.some(({ access, sources }) => access !== 'Deny' && sources.some(isEverybody)),
  );
