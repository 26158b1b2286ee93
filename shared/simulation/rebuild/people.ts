import type { z } from 'zod';
import type { Answer } from '../scenarios/schema';
import type { IncidentEvent } from '../../incident/events';

type AnswerInput = z.input<typeof Answer>;

/** Who said what, and when; whether their answer counted is for Reconnect to say again. */
export function peopleIn(events: readonly IncidentEvent[]): AnswerInput[] {
  let asked: { readonly question: number; readonly at: number } | undefined;
  const answers: AnswerInput[] = [];
  for (const event of events) {
    const at = Date.parse(event.at);
    if (event.kind === 'asked') asked = { question: (asked?.question ?? 0) + 1, at };
    if (!asked || (event.kind !== 'answered' && event.kind !== 'refused')) continue;
    if (event.decision !== 'mute' && event.by.id !== '')
      answers.push({
        question: asked.question,
        who: { ...event.by },
        says: event.decision,
        after: Math.round((at - asked.at) / 1000),
      });
  }
  return answers;
}
