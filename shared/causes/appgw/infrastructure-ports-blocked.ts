import { text } from '../../model/text';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { GatewayTarget } from '../../model/target';
import { nameOf } from '../../model/arm-id';
import { evaluate } from '../../network/nsg';
import { inboundTcp } from '../../model/flow';
import { applicationGateway } from '../../observations/application-gateway';
import { noGroup, rulesAround } from './rules-around';
import { unlessInside } from './unless-inside';

/** The ports on which Azure manages a gateway's instances. Application Gateway infrastructure configuration. */
const managementPorts = { v1: '65503-65534', v2: '65200-65535' } as const;

/** Azure cannot reach the gateway's instances to ask for backend health, because the gateway subnet's NSG denies its management ports. */
export const infrastructurePortsBlocked: Cause<GatewayTarget> = {
  id: 'appgw/infrastructure-ports-blocked',
  explains: ['backend-unknown'],
  order: 300,
  title: text(
    'A network security group blocks the gateway’s management ports',
    '네트워크 보안 그룹이 게이트웨이 관리 포트를 차단함',
  ),
  source: source('appgw-backend-health', 'Backend health status: Unknown (network security group)'),
  judge: (see, target) => {
    const gateway = see(applicationGateway, { id: target.id });
    const rules = rulesAround(see, gateway);
    if (!rules) return noGroup;
    const { home, group, context } = rules;
    const ports = managementPorts[gateway.generation];
    const verdicts = home.prefixes.flatMap(
      (destination) => evaluate(group.rules, inboundTcp('GatewayManager', destination, ports), context).parts,
    );

    const denied = verdicts.find((verdict) => verdict.access === 'Deny');
    if (denied)
      return unlessInside(gateway, {
        kind: 'found',
        blamed: denied.rule.id ?? `${group.id}/defaultSecurityRules/${denied.rule.name}`,
        because: text(
          `Rule ${denied.rule.name} of ${group.name} denies TCP ${denied.ports} from GatewayManager; a ${gateway.generation} gateway needs ${ports}.`,
          `${group.name}의 규칙 ${denied.rule.name}이(가) GatewayManager에서 오는 TCP ${denied.ports}을(를) 거부합니다. ${gateway.generation} 게이트웨이에는 ${ports}이(가) 필요합니다.`,
        ),
        fixes: [
          {
            fix: 'allow-inbound',
            networkSecurityGroups: [group.id],
            flows: [{ sources: ['GatewayManager'], destinations: ['*'], ports }],
            context,
          },
        ],
        advice: text(
          `Allow TCP ${ports} from the service tag GatewayManager to any destination in ${group.name}, before rule ${denied.rule.name}.`,
          `${group.name}에서 규칙 ${denied.rule.name}보다 먼저, 서비스 태그 GatewayManager에서 모든 대상으로 가는 TCP ${ports}을(를) 허용하세요.`,
        ),
      });

    const undecided = verdicts.find((verdict) => verdict.access === 'Undecided');
    if (undecided)
      return {
        kind: 'uncertain',
        because: text(
          `Rule ${undecided.rule.name} of ${group.name} may deny TCP ${undecided.ports} from GatewayManager: it, or a rule before it, holds for a part of that traffic only, or names addresses that only Azure knows.`,
          `${group.name}의 규칙 ${undecided.rule.name}이(가) GatewayManager에서 오는 TCP ${undecided.ports}을(를) 거부할 수 있습니다. 이 규칙이나 앞선 규칙이 그 트래픽의 일부에만 적용되거나, Azure만 아는 주소를 사용합니다.`,
        ),
      };
    return {
      kind: 'excluded',
      because: text(
        `${nameOf(group.id)} allows TCP ${ports} from GatewayManager.`,
        `${nameOf(group.id)}이(가) GatewayManager의 TCP ${ports}을(를) 허용합니다.`,
      ),
    };
  },
};
