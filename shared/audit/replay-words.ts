import type { Happened } from '../incident/events';
import { canonicalJson } from '../model/canonical';
import type { ObservationRequest } from '../model/observation';
import { text, type Language, type Text } from '../model/text';
import { timelineOf } from '../report/timeline';
import { eventsOf, type Difference, type Step } from './replay';

/** A difference as people read it: what only then was decided, and what only today is. */
export interface DifferenceTold {
  readonly then: readonly string[];
  readonly today: readonly string[];
}

/** Tells a difference line by line, without what is the same on both sides. */
export function tellDifference({ at, then, today }: Difference, language: Language): DifferenceTold {
  const tell = (events: readonly Happened[]): readonly string[] =>
    events.flatMap((event) => timelineOf({ at, ...event }, language).map((line) => line.text));
  const events = eventsOf(today);
  const sides = { then: tell(then), today: events.length > 0 ? tell(events) : [instead(today)[language]] };
  const only = {
    then: sides.then.filter((line) => !sides.today.includes(line)),
    today: sides.today.filter((line) => !sides.then.includes(line)),
  };
  if (only.then.length > 0 || only.today.length > 0) return only;
  const detail = firstDifference(then, events, '');
  return { then: [`${detail.path}: ${detail.a}`], today: [`${detail.path}: ${detail.b}`] };
}

/** What today's code would do in place of deciding. */
function instead(step: Step): Text {
  switch (step.do) {
    case 'observe': {
      const asked = step.requests.map(question).join('; ');
      return text(`It would first ask for ${asked}.`, `먼저 ${asked}을(를) 확인합니다.`);
    }
    case 'fail':
      return text(`It cannot decide: ${step.message}`, `결정하지 못합니다: ${step.message}`);
    case 'wait': {
      const until = new Date(step.until).toISOString();
      return text(`It would wait until ${until}.`, `${until}까지 기다립니다.`);
    }
    case 'send':
      return text(`It would send the change ${step.change.kind}.`, `변경 ${step.change.kind}을(를) 보냅니다.`);
    default:
      return text(`It would do something else first (${step.do}).`, `먼저 다른 작업(${step.do})을 합니다.`);
  }
}

function question({ kind, params }: ObservationRequest): string {
  const about = Object.values(params).filter((value) => typeof value === 'string');
  return [kind, ...about].join(' ');
}

/** Where two values differ first, and what is there; for what no timeline tells. */
function firstDifference(a: unknown, b: unknown, path: string): { path: string; a: string; b: string } {
  if (isParent(a) && isParent(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      if (canonicalJson(a[key]) !== canonicalJson(b[key]))
        return firstDifference(a[key], b[key], path === '' ? key : `${path}.${key}`);
    }
  }
  const show = (value: unknown) => (value === undefined ? 'nothing' : canonicalJson(value));
  return { path, a: show(a), b: show(b) };
}

const isParent = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
