import * as z from 'zod';
import type { IncidentEvent } from '../../incident/events';
import type { StoredEvent } from '../../incident/ports';
import { marks, timelineOf } from '../../report/timeline';

const List = z.object({
  incidents: z.array(z.object({ id: z.string(), outcome: z.string().optional(), updatedAt: z.string() })),
});
const Detail = z.object({
  id: z.string(),
  events: z.array(
    z.object({
      seq: z.int(),
      hash: z.string(),
      event: z.custom<IncidentEvent>((value) => typeof value === 'object'),
    }),
  ),
});

/** An incident as the service told it. */
export interface Watched {
  readonly id: string;
  readonly events: readonly IncidentEvent[];
  readonly stored: readonly StoredEvent[];
}

/** Follows the first incident that follows no other through the service's own HTTP interface, and tells its timeline as it happens. It has ended with all that followed it. */
export interface Watch {
  look(): Promise<void>;
  begun(): boolean;
  ended(): boolean;
  /** How it ended, once it has. */
  outcome(): string | undefined;
  incident(): Watched | undefined;
}

/** `print` gets one line at a time. */
export function watch(hostUrl: string, print: (line: string) => void): Watch {
  let incident: Watched | undefined;
  let outcome: string | undefined;
  let lookedAt: string | undefined;
  let isOver = false;
  const following = new Set<string>();
  return {
    async look() {
      const { incidents } = List.parse(await getJson(`${hostUrl}/api/incidents`));
      isOver = incidents.every((each) => each.outcome !== undefined);
      const first = incidents.findLast(({ id }) => !following.has(id));
      if (!first || first.updatedAt === lookedAt) return;
      const { id, events } = Detail.parse(await getJson(`${hostUrl}/api/incidents/${first.id}`));
      lookedAt = first.updatedAt;
      if (events.some(({ event }) => event.kind === 'following')) {
        following.add(id);
        return this.look();
      }
      const told = incident?.id === id ? incident.events.length : 0;
      incident = { id, events: events.map(({ event }) => event), stored: events };
      for (const event of incident.events.slice(told))
        for (const { mark, text } of timelineOf(event, 'en'))
          print(`${event.at.slice(11, 19)}  ${marks[mark]} ${text}`);
      outcome = incident.events.find((event) => event.kind === 'closed')?.outcome;
    },
    begun: () => incident !== undefined,
    ended: () => outcome !== undefined && isOver,
    outcome: () => outcome,
    incident: () => incident,
  };
}

async function getJson(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`GET ${url} answered ${response.status}`);
  return response.json();
}
