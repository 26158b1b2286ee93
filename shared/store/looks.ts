import * as z from 'zod';
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

/** The looks at targets that are under way. */
export function looksIn(rows: SealedTable, evidence: Evidence): Pick<Store, 'look' | 'keepLook' | 'dropLook'> {
  const looks = documentsIn(rows, evidence, 'looks', StoredLook);
  return {
    look: (target) => looks.get(sha256(target)),
    keepLook: (target, look, version) => looks.replace(sha256(target), look, version),
    dropLook: (target, version) => looks.remove(sha256(target), version),
  };
}
