import { fixes } from '../fixes/index.generated';
import { nameOf } from '../model/arm-id';
import { text, type Language, type Text } from '../model/text';
import { oneLine } from '../model/one-line';
import { spanOf, time, withTimesIn } from '../cards/format';
import type { ShadowFix, ShadowReport } from './shadow';

/** The report in one line. */
export const shadowHeadline = ({ fixes: all, timeZone, ...times }: ShadowReport): Text => {
  const [from, to] = [time(times.from, timeZone), time(times.to, timeZone)];
  return text(
    `${all.length === 1 ? '1 trouble' : `${all.length} troubles`} that Reconnect had a fix for and only observed, ${from} to ${to}`,
    `Reconnect가 수정 방법을 알면서 관찰만 한 문제 ${all.length}건 (${from}부터 ${to}까지)`,
  );
};

/** One trouble, in the sentences that people read of it. */
export interface ShadowTold {
  readonly title: Text;
  /** What Reconnect would have done, with what it had checked. */
  readonly would: readonly Text[];
  /** What became of it without. */
  readonly instead: readonly Text[];
}

export const tellShadow = ({ fixes: all, timeZone }: ShadowReport): readonly ShadowTold[] =>
  withTimesIn(all.map(told), timeZone);

function told(shadow: ShadowFix): ShadowTold {
  const { target, fix, effect, proof } = shadow;
  const title = fixes.find(({ id }) => id === fix)?.title ?? text(fix, fix);
  return {
    title: text(`${nameOf(target.id)}: ${title.en}`, `${nameOf(target.id)}: ${title.ko}`),
    would: [effect, ...proof],
    instead: [lasted(shadow), ...shadow.instead, became(shadow)],
  };
}

function lasted({ cause, firstAt, lastAt }: ShadowFix): Text {
  const [first, last] = [time(firstAt, 'UTC'), time(lastAt, 'UTC')];
  if (firstAt === lastAt) return text(`Found at ${first} (${cause}).`, `${first}에 발견했습니다 (${cause}).`);
  return text(
    `Found at ${first} (${cause}), and still there at ${last}: for ${spanOf(firstAt, lastAt).en} at least.`,
    `${first}에 발견했고(${cause}), ${last}에도 그대로였습니다. 최소 ${spanOf(firstAt, lastAt).ko} 동안 지속되었습니다.`,
  );
}

function became({ afterwards, lastAt }: ShadowFix): Text {
  switch (afterwards.kind) {
    case 'back':
      return text(
        `The connection worked again when it was looked at next, ${spanOf(lastAt, afterwards.at).en} later (${afterwards.incident}).`,
        `${spanOf(lastAt, afterwards.at).ko} 뒤 다시 확인했을 때 연결되어 있었습니다 (${afterwards.incident}).`,
      );
    case 'taken-up':
      return text(
        `It was still there ${spanOf(lastAt, afterwards.at).en} later, and from then on it was more than observed (${afterwards.incident}).`,
        `${spanOf(lastAt, afterwards.at).ko} 뒤에도 그대로였고, 그때부터는 관찰에 그치지 않았습니다 (${afterwards.incident}).`,
      );
    case 'other':
      return text(
        `When it was looked at next, ${spanOf(lastAt, afterwards.at).en} later, this was over and something else was wrong (${afterwards.incident}).`,
        `${spanOf(lastAt, afterwards.at).ko} 뒤 다시 확인했을 때 이 문제는 없었고 다른 문제가 있었습니다 (${afterwards.incident}).`,
      );
    case 'unknown':
      return text(
        'No look since then has shown it gone; whether it works now, Reconnect cannot tell.',
        '이후 확인에서 해결된 것이 보이지 않았습니다. 지금 연결되는지는 Reconnect가 알 수 없습니다.',
      );
  }
}

/** The report as plain text for a terminal. */
export function shadowText(report: ShadowReport, language: Language): string {
  const say = (value: Text): string => oneLine(value[language]);
  const would = text('Reconnect would have', 'Reconnect가 했을 일')[language];
  const instead = text('Instead', '그 대신')[language];
  const parts = tellShadow(report).flatMap((told) => [
    '',
    `● ${say(told.title)}`,
    `  ${would}:`,
    ...told.would.map((each) => `    - ${say(each)}`),
    `  ${instead}:`,
    ...told.instead.map((each) => `    - ${say(each)}`),
  ]);
  return [say(shadowHeadline(report)), ...parts, ''].join('\n');
}
