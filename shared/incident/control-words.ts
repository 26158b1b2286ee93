import { text, type Text } from '../model/text';
import { oneLine } from '../model/one-line';
import { standing as standingIn, time } from '../cards/format';
import { more } from '../cards/words';
import type { IncidentView } from '../cards/view';
import type { Standing } from './control';

/** What is said in the channel about commands. Every name is as somebody wrote it, so it is shown on one line. */

/** Whoever says it puts its times into the zone of those who read it. */
const utc = (iso: string): string => time(iso, 'UTC');

const limit = 300;
const clean = (value: string): string => oneLine(value, limit);

/** `underWay`: how many fixes had begun. */
export function stopped(underWay: number): Text {
  const still =
    underWay === 0
      ? text('', '')
      : text(
          ` ${underWay} fix(es) had begun: what was sent to Azure before cannot be called back, and undoing waits too.`,
          ` 이미 시작된 조치가 ${underWay}건 있습니다. Azure에 이미 보낸 요청은 취소할 수 없으며, 되돌리기도 기다립니다.`,
        );
  return text(
    `All changes are switched off. Nothing more is sent to Azure until an approver writes “resume”.${still.en}`,
    `모든 변경을 중지했습니다. 승인 권한이 있는 사람이 “재개”를 쓸 때까지 Azure에 변경을 보내지 않습니다.${still.ko}`,
  );
}

export const resumed = text(
  'Changes are switched on again. Fixes that did not help before no longer count; every fix is asked about as before.',
  '변경을 다시 허용했습니다. 전에 도움이 되지 않은 조치는 더 이상 세지 않으며, 모든 조치는 전과 같이 승인을 받습니다.',
);

export const stillStopped = text(
  'All changes are still off: the setting RECONNECT_STOPPED, or "stopped" in the policy, switches them off. Change it there.',
  '모든 변경이 여전히 중지되어 있습니다. RECONNECT_STOPPED 설정 또는 정책의 "stopped"가 중지하고 있으니 그곳에서 바꿔 주세요.',
);

export const stoppedSince = (by: string): Text =>
  text(
    `All changes are still off: ${clean(by)} switched them off after that was written. Write “resume” again if they are to go on.`,
    `모든 변경이 여전히 중지되어 있습니다. 그 글 이후에 ${clean(by)}님이 중지했습니다. 계속하려면 “재개”를 다시 써 주세요.`,
  );

export const muted = (scope: string, until: string): Text =>
  text(
    `Muted until ${utc(until)}: ${clean(scope)}. Nothing is proposed for it or for anything below it.`,
    `${utc(until)}까지 음소거했습니다: ${clean(scope)}. 이 범위와 그 아래에는 아무것도 제안하지 않습니다.`,
  );

export const unmuted = (scope: string): Text =>
  text(`No longer muted: ${clean(scope)}.`, `음소거를 해제했습니다: ${clean(scope)}.`);

export const rechecking = (id: string): Text =>
  text(
    `Looking at ${clean(id)} now. Where something is wrong, a new card tells it and asks again, whatever was said before; where nothing is, none comes.`,
    `지금 ${clean(id)}을(를) 다시 살펴봅니다. 문제가 있으면 전에 어떤 답을 했든 새 카드로 알리고 다시 묻습니다. 문제가 없으면 카드가 오지 않습니다.`,
  );

export const notWatched = (what: string): Text =>
  text(
    `Nothing was looked at: Reconnect does not know ${clean(what)}. Name a target from the policy or from a card, or write the whole id of a gateway in a watched subscription.`,
    `살펴보지 않았습니다. Reconnect는 ${clean(what)}을(를) 모릅니다. 정책이나 카드에 있는 대상의 이름, 또는 감시하는 구독에 있는 게이트웨이의 전체 ID를 써 주세요.`,
  );

export const muteTooLong = text(
  'Nothing was muted: a mute ends after 30 days at the latest. For longer, use "except" in the policy.',
  '음소거하지 않았습니다. 음소거는 최대 30일입니다. 더 길게는 정책의 "except"를 사용해 주세요.',
);

export const unknownScope = (what: string): Text =>
  text(
    `Nothing was muted: Reconnect does not know ${clean(what)}. Name a watched target, its resource group, or a whole id in a watched subscription.`,
    `음소거하지 않았습니다. Reconnect는 ${clean(what)}을(를) 모릅니다. 감시하는 대상이나 그 리소스 그룹의 이름, 또는 감시하는 구독의 전체 ID를 써 주세요.`,
  );

export const ambiguousScope = (what: string, scopes: readonly string[]): Text =>
  text(
    `Nothing was done: ${clean(what)} may mean ${scopes.map(clean).join(' or ')}. Write the whole id.`,
    `아무것도 하지 않았습니다. ${clean(what)}은(는) ${scopes.map(clean).join(' 또는 ')}일 수 있습니다. 전체 ID를 써 주세요.`,
  );

export function notMuted(what: string, scopes: readonly string[]): Text {
  const name = clean(what);
  if (scopes.length === 0)
    return text(`${name} is not muted; nothing is.`, `${name}은(는) 음소거되어 있지 않습니다. 음소거된 것이 없습니다.`);
  const those = scopes.map(clean).join(', ');
  return text(
    `${name} is not muted. Muted are: ${those}.`,
    `${name}은(는) 음소거되어 있지 않습니다. 음소거된 것: ${those}.`,
  );
}

/** Whether changes are on, what is muted, and which incidents are open, in one paragraph. */
export function standing({ stops, mutes }: Standing, incidents: readonly IncidentView[]): Text {
  const by = stops.map((stop) => (stop.at === undefined ? stop.by : `${clean(stop.by)}, ${utc(stop.at)}`)).join('; ');
  const parts = [
    stops.length === 0
      ? text('Changes are on.', '변경이 허용되어 있습니다.')
      : text(`All changes are off (${by}).`, `모든 변경이 중지되어 있습니다 (${by}).`),
    listed(
      text('Muted', '음소거'),
      text('Nothing is muted.', '음소거된 것이 없습니다.'),
      mutes.map(({ scope, until, by: who }) =>
        text(
          `${clean(scope)} until ${utc(until)} (${clean(who)})`,
          `${clean(scope)}, ${utc(until)}까지 (${clean(who)})`,
        ),
      ),
    ),
    listed(
      text('Open incidents', '열린 인시던트'),
      text('No incident is open.', '열린 인시던트가 없습니다.'),
      incidents.map((view) => {
        const now = standingIn(view);
        const name = clean(view.resource.name);
        return text(`${name} (${now.en})`, `${name} (${now.ko})`);
      }),
    ),
  ];
  return text(parts.map(({ en }) => en).join(' '), parts.map(({ ko }) => ko).join(' '));
}

/** How many of each list the channel is told. */
const mostListed = 5;

function listed(label: Text, none: Text, items: readonly Text[]): Text {
  if (items.length === 0) return none;
  const rest = items.length - mostListed;
  const shown = [...items.slice(0, mostListed), ...(rest > 0 ? [more(rest)] : [])];
  return text(
    `${label.en}: ${shown.map(({ en }) => en).join('; ')}.`,
    `${label.ko}: ${shown.map(({ ko }) => ko).join('; ')}.`,
  );
}
