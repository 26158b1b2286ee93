import { z } from 'zod';
import { Memory } from '../incident/memory';
import type { Look, Store } from '../incident/ports';
import { isIncidentEvent } from '../incident/stored-event';
import type { IncidentEvent } from '../incident/events';
import { sha256 } from '../model/canonical';
import { Signal } from '../model/target';
import { documentsIn } from './documents';
import type { Evidence } from './evidence';
import type { SealedTable } from './rows';

const Event = z.custom<IncidentEvent>(isIncidentEvent);
const StoredLook: z.ZodType<Look> = z.object({
  signal: Signal,
  events: z.array(Event),
  then: Signal.exactOptional(),
});

/** What is remembered of targets between incidents, and the looks at them that are under way. */
export function targetMemoryIn(
  rows: SealedTable,
  evidence: Evidence,
): Pick<Store, 'recall' | 'remember' | 'forget' | 'look' | 'keepLook' | 'dropLook'> {
  const memories = documentsIn(rows, evidence, 'memory', Memory);
  const looks = documentsIn(rows, evidence, 'looks', StoredLook);
  return {
    recall: async (target) => (await memories.get(sha256(target)))?.value,
    remember: (target, memory) => memories.put(sha256(target), memory),
    forget: async (target) => {
      await memories.remove(sha256(target));
    },
    look: (target) => looks.get(sha256(target)),
    keepLook: (target, look, version) => looks.replace(sha256(target), look, version),
    dropLook: (target, version) => looks.remove(sha256(target), version),
  };
}
