import type { Fault } from '../../scenarios/schema';

type Kind = Fault['answer']['kind'];
type AnswerOf<K extends Kind> = Extract<Fault['answer'], { kind: K }>;

export interface Faults {
  /** The first armed fault of these kinds that fits the request, used up once. `elapsed` is ms since the twin's start. */
  take<K extends Kind>(kinds: readonly K[], method: string, path: string, elapsed: number): AnswerOf<K> | undefined;
}

export function createFaults(faults: readonly Fault[]): Faults {
  const left = faults.map((fault) => fault.times);
  return {
    take: <K extends Kind>(kinds: readonly K[], method: string, path: string, elapsed: number) => {
      const index = faults.findIndex(
        (fault, at) =>
          (left[at] ?? 0) > 0 &&
          (kinds as readonly Kind[]).includes(fault.answer.kind) &&
          elapsed >= fault.at * 1000 &&
          (fault.method === undefined || fault.method === method) &&
          path.toLowerCase().includes(fault.path.toLowerCase()),
      );
      const found = faults[index];
      if (!found) return undefined;
      left[index] = (left[index] ?? 0) - 1;
      return found.answer as AnswerOf<K>;
    },
  };
}
