import { nameOf } from '../model/arm-id';
import type { Found, Verdict } from '../model/judgement';
import type { See } from '../model/observation';
import type { VmTarget } from '../model/target';
import { joinText, text } from '../model/text';
import { nextHop } from '../observations/next-hop';
import { cannotSeeThrough, deadAppliance } from './appliances';
import { changeRoute, connectNetworks, ledAway } from './led-away';
import { entrance } from './paths';
import { wayThereQuestion } from './questions';

/** What becomes of what `sourceVm` (an id) sends to the target, as far as its routes show it. */
export function judgeWayThere(see: See, target: VmTarget, sourceVm: string): Verdict {
  const question = wayThereQuestion(see, target, sourceVm);
  const to = question.destinationAddress;
  const hop = see(nextHop, question);
  const source = nameOf(sourceVm);
  if (hop.type === 'None') return dropped(source, to, hop.routeTable, sourceVm);
  if (hop.type !== 'VirtualAppliance') {
    const told = text(
      `Next hop: what ${source} sends to ${to} goes to ${hop.type}.`,
      `다음 홉: ${source}에서 ${to}(으)로 보내는 것은 ${hop.type}(으)로 나갑니다.`,
    );
    return ledAway(see, hop, { vm: sourceVm, to, told }) ?? { kind: 'excluded', because: told };
  }
  const through = text(
    `Next hop: what ${source} sends to ${to} goes to the appliance ${hop.address ?? ''}, by a route of ${nameOf(hop.routeTable)}.`,
    `다음 홉: ${source}에서 ${to}(으)로 보내는 것은 ${nameOf(hop.routeTable)}의 경로에 따라 어플라이언스 ${hop.address ?? ''}(으)로 나갑니다.`,
  );
  const { subnet } = entrance(see, { id: sourceVm });
  const dead = hop.address === undefined ? undefined : deadAppliance(see, subnet, hop.address);
  if (!dead)
    return {
      kind: 'uncertain',
      because: joinText(through, cannotSeeThrough),
    };
  return { ...dead, kind: 'found', because: joinText(through, dead.because), fixes: [] };
}

/** By a route of a table, or for want of any. */
function dropped(source: string, to: string, table: string, sourceVm: string): Found {
  if (!table.startsWith('/'))
    return {
      kind: 'found',
      blamed: sourceVm,
      because: text(
        `Next hop: no route leads from ${source} to ${to}.`,
        `다음 홉: ${source}에서 ${to}(으)로 가는 경로가 없습니다.`,
      ),
      fixes: [],
      advice: connectNetworks,
    };
  return {
    kind: 'found',
    blamed: table,
    because: text(
      `Next hop: what ${source} sends to ${to} is dropped by a route of ${nameOf(table)}.`,
      `다음 홉: ${source}에서 ${to}(으)로 보내는 것이 ${nameOf(table)}의 경로에서 버려집니다.`,
    ),
    fixes: [],
    advice: changeRoute(table, 'None', to),
  };
}
