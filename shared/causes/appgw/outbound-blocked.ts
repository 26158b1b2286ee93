import { nameOf } from '../../model/arm-id';
import { source } from '../../model/documents';
import { tcp } from '../../model/flow';
import type { Cause, Verdict } from '../../model/judgement';
import type { See } from '../../model/observation';
import type { GatewayTarget } from '../../model/target';
import { text } from '../../model/text';
import { evaluate } from '../../network/nsg';
import { applicationGateway, type ApplicationGateway } from '../../observations/application-gateway';
import { noGroup, rulesAround } from './rules-around';
import { unlessInside } from './unless-inside';

/** What the instances of a gateway report goes out to the Internet, which the gateway subnet's NSG denies. Azure: Application Gateway infrastructure configuration. */
export const outboundBlocked: Cause<GatewayTarget> = {
  id: 'appgw/outbound-blocked',
  explains: ['backend-unknown'],
  order: 301,
  title: text(
    'A network security group keeps the gateway from the Internet',
    '네트워크 보안 그룹이 게이트웨이의 인터넷 연결을 차단함',
  ),
  source: source('appgw-backend-health', 'Backend health status: Unknown (network security group)'),
  judge: (see, target) => {
    const gateway = see(applicationGateway, { id: target.id });
    return unlessInside(gateway, judgeWayOut(see, gateway));
  },
};

function judgeWayOut(see: See, gateway: ApplicationGateway): Verdict {
  const rules = rulesAround(see, gateway);
  if (!rules) return noGroup;
  const { home, group, context } = rules;
  const verdicts = home.prefixes.map((prefix) =>
    evaluate(group.rules, tcp('Outbound', prefix, 'Internet', '443'), context),
  );
  const denied = verdicts.find(({ access }) => access === 'Deny');
  if (denied) {
    const { rule } = denied;
    return {
      kind: 'found',
      blamed: rule.id ?? `${group.id}/defaultSecurityRules/${rule.name}`,
      because: text(
        `Rule ${rule.name} of ${group.name} denies TCP 443 to the Internet; a gateway tells Azure there how its backends are.`,
        `${group.name}의 규칙 ${rule.name}이(가) 인터넷으로 가는 TCP 443을 거부합니다. 게이트웨이는 이 경로로 백 엔드 상태를 Azure에 알립니다.`,
      ),
      fixes: [],
      advice: text(
        `Azure asks that a gateway’s outbound traffic to the Internet is not denied: take rule ${rule.name} off the gateway’s subnet ${nameOf(home.id)}, or allow the service tag Internet before it.`,
        `Azure는 게이트웨이의 인터넷 아웃바운드 트래픽을 거부하지 않을 것을 요구합니다. 게이트웨이 서브넷 ${nameOf(home.id)}에서 규칙 ${rule.name}을(를) 제거하거나, 그보다 먼저 서비스 태그 Internet을 허용하세요.`,
      ),
    };
  }
  const undecided = verdicts.find(({ access }) => access === 'Undecided');
  if (undecided)
    return {
      kind: 'uncertain',
      because: text(
        `Rule ${undecided.rule.name} of ${group.name} may deny some of what the gateway sends to the Internet.`,
        `${group.name}의 규칙 ${undecided.rule.name}이(가) 게이트웨이가 인터넷으로 보내는 트래픽 일부를 거부할 수 있습니다.`,
      ),
    };
  return {
    kind: 'excluded',
    because: text(
      `${group.name} lets the gateway’s TCP 443 out to the Internet.`,
      `${group.name}은(는) 게이트웨이에서 인터넷으로 가는 TCP 443을 허용합니다.`,
    ),
  };
}
