import { armId } from '../model/arm-id';
import type { Guard } from '../model/guard';
import type { Intervention } from '../model/ledger';
import { text, type Text } from '../model/text';
import { clock, hold, hourMs, isUnderWay, lookBack, minuteMs } from './earlier';

/** Would this be too much at once? A misunderstanding must not spread over everything before somebody notices. */
export const blastRadius: Guard = {
  id: 'blast-radius',
  title: text('Not too much at once', '한꺼번에 너무 많이 변경하지 않음'),
  order: 75,
  check: (see, proposed, { limits: { perHour, atOnce } }) => {
    const { ledger, now, others } = lookBack(see, proposed);
    // What the incident itself did before counts too; only this plan does not count against itself.
    const begun = ledger.interventions.filter(
      ({ incident, fix }) => incident !== proposed.incident || fix !== proposed.plan.fix,
    );
    const underWay = others.filter(isUnderWay).length;
    if (underWay >= atOnce) {
      const until = now + 2 * minuteMs;
      return hold(
        until,
        text(
          `${underWay} fixes are under way, and the policy allows ${atOnce} at once. Reconnect looks again at ${clock(until)}.`,
          `조치 ${underWay}건이 진행 중이며 정책은 동시에 ${atOnce}건까지 허용합니다. ${clock(until)}에 다시 확인합니다.`,
        ),
      );
    }
    const { subscription, resourceGroup } = placeOf(proposed.plan);
    const region = proposed.plan.region.toLowerCase();
    const places: readonly Place[] = [
      { limit: perHour.total, name: text('in all', '전체'), has: () => true },
      {
        limit: perHour.resourceGroup,
        name: text(`in resource group ${resourceGroup}`, `리소스 그룹 ${resourceGroup}`),
        has: (each) => placeOf(each).subscription === subscription && placeOf(each).resourceGroup === resourceGroup,
      },
      {
        limit: perHour.subscription,
        name: text(`in subscription ${subscription}`, `구독 ${subscription}`),
        has: (each) => placeOf(each).subscription === subscription,
      },
      {
        limit: perHour.region,
        name: text(`in region ${region}`, `지역 ${region}`),
        has: (each) => each.region.toLowerCase() === region,
      },
    ];
    const [fullest] = places.flatMap((place) => fullOf(place, begun, now)).toSorted((a, b) => b.until - a.until);
    if (!fullest) return { kind: 'pass' };
    const { count, limit, name, until } = fullest;
    return hold(
      until,
      text(
        `${count} fixes began within the last hour ${name.en}, and the policy allows ${limit}. The next one may begin at ${clock(until)}.`,
        `최근 1시간 동안 조치 ${count}건이 시작되었고(${name.ko}) 정책은 ${limit}건까지 허용합니다. 다음 조치는 ${clock(until)}부터 가능합니다.`,
      ),
    );
  },
};

interface Place {
  readonly limit: number;
  readonly name: Text;
  readonly has: (each: Intervention) => boolean;
}

/** Ids are compared without case. */
function placeOf({ resource }: { readonly resource: string }) {
  const { subscription, resourceGroup } = armId(resource.toLowerCase());
  return { subscription, resourceGroup };
}

/** When a full place has room again: as soon as fewer than its limit began within the hour before. */
function fullOf({ limit, name, has }: Place, interventions: readonly Intervention[], now: number) {
  const begun = interventions
    .filter(has)
    .flatMap(startOf)
    .filter((start) => start > now - hourMs)
    .toSorted((a, b) => a - b);
  const oldest = begun.at(-limit);
  return oldest === undefined ? [] : [{ count: begun.length, limit, name, until: oldest + hourMs }];
}

/** When it began, ms since the epoch; nothing for one that did not, or that changed nothing. */
function startOf({ stage }: Intervention): readonly number[] {
  if (stage.kind === 'started') return [Date.parse(stage.at)];
  if (stage.kind === 'ended' && stage.result !== 'withdrawn') return [Date.parse(stage.startedAt ?? stage.at)];
  return [];
}
