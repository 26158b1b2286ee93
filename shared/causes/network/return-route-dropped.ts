import { nameOf } from '../../model/arm-id';
import { joinText, text } from '../../model/text';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import { whence, type VmTarget } from '../../model/target';
import { nextHop } from '../../observations/next-hop';
import { cannotSeeThrough, deadAppliance } from '../../topology/appliances';
import { changeRoute, connectNetworks, ledAway } from '../../topology/led-away';
import { entrance } from '../../topology/paths';
import { returnQuestion } from '../../topology/questions';

/** The VM's answers have no way back: the route for them drops them. */
export const returnRouteDropped: Cause<VmTarget> = {
  id: 'network/return-route-dropped',
  explains: ['ssh-unreachable', 'rdp-unreachable', 'app-unreachable'],
  order: 310,
  title: text('The VM’s answers have no route back', 'VM의 응답이 돌아갈 경로가 없음'),
  source: source('ssh', 'Check routing'),
  sourceFor: { 'app-unreachable': source('app-access', 'Step 2: load balancers and firewalls on the way') },
  judge: (see, target) => {
    const hop = see(nextHop, returnQuestion(see, target));
    if (hop.type === 'VirtualAppliance') {
      const through = text(
        `Next hop: answers to ${whence(target.from).en} go to the appliance ${hop.address ?? ''}, by a route of ${nameOf(hop.routeTable)}.`,
        `다음 홉: ${whence(target.from).ko}(으)로 가는 응답은 ${nameOf(hop.routeTable)}의 경로에 따라 어플라이언스 ${hop.address ?? ''}(으)로 나갑니다.`,
      );
      const { subnet } = entrance(see, target);
      const dead = hop.address === undefined ? undefined : deadAppliance(see, subnet, hop.address);
      return dead
        ? { ...dead, kind: 'found', because: joinText(through, dead.because), fixes: [] }
        : { kind: 'uncertain', because: joinText(through, cannotSeeThrough) };
    }
    const to = target.from.address;
    if (hop.type !== 'None') {
      const told = text(
        `Next hop: answers to ${whence(target.from).en} go to ${hop.type}.`,
        `다음 홉: ${whence(target.from).ko}(으)로 가는 응답은 ${hop.type}(으)로 나갑니다.`,
      );
      return ledAway(see, hop, { vm: target.id, to, told }) ?? { kind: 'excluded', because: told };
    }
    const { en, ko } = whence(target.from);
    const table = hop.routeTable;
    return table.startsWith('/')
      ? {
          kind: 'found',
          blamed: table,
          because: text(
            `Next hop: answers to ${en} are dropped by a route of ${nameOf(table)}.`,
            `다음 홉: ${ko}(으)로 가는 응답이 ${nameOf(table)}의 경로에서 버려집니다.`,
          ),
          fixes: [],
          advice: changeRoute(table, 'None', to),
        }
      : {
          kind: 'found',
          blamed: target.id,
          because: text(
            `Next hop: no route leads answers to ${en}.`,
            `다음 홉: ${ko}(으)로 가는 응답의 경로가 없습니다.`,
          ),
          fixes: [],
          advice: connectNetworks,
        };
  },
};
