import { guards } from '../guards/index.generated';
import { text, type Text } from '../model/text';
import { stopIn } from './assess';
import type { IncidentEvent } from './events';

/** What the guards last said against a plan, and until when (ISO 8601 UTC) if not for good. */
export function lastStop(events: readonly IncidentEvent[]) {
  const last = events.findLast((event) => event.kind === 'guarded');
  const stop = last && stopIn(last.proposal);
  return stop && { guard: nameOfGuard(stop.guard), because: stop.result.because, until: last.until };
}

export const titleOfGuard = (id: string): Text => guards.find((guard) => guard.id === id)?.title ?? text(id, id);

/** A guard as people look it up: what it asks, and its id. */
export function nameOfGuard(id: string): Text {
  const title = titleOfGuard(id);
  return text(`“${title.en}” (${id})`, `“${title.ko}” (${id})`);
}
