import type { See } from '../../model/observation';
import { ifSeen, together } from '../../model/see';
import { joinText, text, type Text } from '../../model/text';
import { vmMetric, type VmMetricName } from '../../observations/vm-metric';

// How busy a VM is, as its host measures it.

/** So many minutes on end it must be so before it says anything: a short peak is no trouble. */
const FOR_MINUTES = 10;

/** The newest minutes come late. */
const LATE_BY_MINUTES = 5;

/** One thing that a VM can run out of. `unknown`: Azure has too few of the last minutes to tell. */
interface Resource {
  readonly state: 'exhausted' | 'enough' | 'unknown';
  readonly told: Text;
}

export interface Load {
  readonly cpu: Resource;
  readonly memory: Resource;
}

/** How one of them is measured, in percent. `best`: of some minutes the one with most left. */
interface Measure {
  readonly metric: VmMetricName;
  readonly best: (minutes: readonly number[]) => number;
  /** Nothing is left for anybody else. */
  readonly isGone: (percent: number) => boolean;
  readonly gone: (percent: number) => Text;
  readonly left: (percent: number) => Text;
  readonly untold: Text;
}

const CPU: Measure = {
  metric: 'Percentage CPU',
  best: (minutes) => Math.min(...minutes),
  isGone: (percent) => percent >= 95,
  gone: (percent) =>
    text(
      `Its CPU was at least ${percent} % busy in each of the last ${FOR_MINUTES} minutes.`,
      `지난 ${FOR_MINUTES}분 동안 매분 CPU 사용률이 ${percent}% 이상이었습니다.`,
    ),
  left: (percent) =>
    text(
      `In the last ${FOR_MINUTES} minutes its CPU was only ${percent} % busy at times.`,
      `지난 ${FOR_MINUTES}분 중 가장 한가할 때 CPU 사용률은 ${percent}%였습니다.`,
    ),
  untold: text('How busy its CPU is, Azure does not tell.', 'Azure에서 CPU 사용률을 알 수 없습니다.'),
};

const MEMORY: Measure = {
  metric: 'Available Memory Percentage',
  best: (minutes) => Math.max(...minutes),
  isGone: (percent) => percent <= 2,
  gone: (percent) =>
    text(
      `At most ${percent} % of its memory was free in each of the last ${FOR_MINUTES} minutes.`,
      `지난 ${FOR_MINUTES}분 동안 매분 남은 메모리가 ${percent}% 이하였습니다.`,
    ),
  left: (percent) =>
    text(`Up to ${percent} % of its memory was free.`, `메모리는 많을 때 ${percent}% 남아 있었습니다.`),
  untold: text('How much of its memory is free, Azure does not tell.', 'Azure에서 남은 메모리를 알 수 없습니다.'),
};

/** Whether the VM (an id) has CPU and memory left. Not of every VM does Azure measure the memory. */
export function loadOf(see: See, vm: string): Load {
  const [cpu, memory] = together(
    () => resourceOf(see, vm, CPU),
    () => ifSeen(() => resourceOf(see, vm, MEMORY)),
  );
  return { cpu, memory: memory ?? { state: 'unknown', told: MEMORY.untold } };
}

/** What the VM has run out of, for people; `undefined` where it is not known to have. */
export function exhaustedTold({ cpu, memory }: Load): Text | undefined {
  const told = [cpu, memory].filter(({ state }) => state === 'exhausted').map((each) => each.told);
  return told.length === 0 ? undefined : joinText(...told);
}

function resourceOf(see: See, vm: string, { metric, best, isGone, gone, left, untold }: Measure): Resource {
  const last = lastOf(see(vmMetric, { vm, metric }).minutes);
  const percent = Math.round(best(last) * 10) / 10;
  if (last.length > 0 && !isGone(percent)) return { state: 'enough', told: left(percent) };
  return last.length < FOR_MINUTES ? { state: 'unknown', told: untold } : { state: 'exhausted', told: gone(percent) };
}

/** The last minutes on end; fewer where Azure has gaps, none where it is far behind. */
function lastOf(minutes: readonly (number | null)[]): readonly number[] {
  const newest = minutes.findLastIndex((value) => value !== null);
  if (newest < minutes.length - 1 - LATE_BY_MINUTES) return [];
  return minutes.slice(Math.max(0, newest + 1 - FOR_MINUTES), newest + 1).filter((value) => value !== null);
}
