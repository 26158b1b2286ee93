import { resourcesOf } from '../changes';
import type { Guard } from '../model/guard';
import { text } from '../model/text';
import { clock, hold, lookBack } from './earlier';
import { isWithin } from './within';

/** Has somebody asked for quiet about the target, or about what the plan changes? */
export const mute: Guard = {
  id: 'mute',
  title: text('Nobody has muted it', '음소거되지 않음'),
  order: 30,
  check: (see, proposed) => {
    const { ledger, now } = lookBack(see, proposed);
    const places = [proposed.target.id, ...resourcesOf(proposed.plan)];
    const longest = ledger.mutes
      .filter(({ scope, until }) => Date.parse(until) > now && places.some((id) => isWithin(scope, id)))
      .toSorted((a, b) => Date.parse(a.until) - Date.parse(b.until))
      .at(-1);
    if (!longest) return { kind: 'pass' };
    const until = Date.parse(longest.until);
    return hold(
      until,
      text(
        `${longest.by} muted ${longest.scope} until ${clock(until)}. Nothing is proposed for it before then.`,
        `${longest.by}님이 ${clock(until)}까지 ${longest.scope}을(를) 음소거했습니다. 그때까지 아무것도 제안하지 않습니다.`,
      ),
    );
  },
};
