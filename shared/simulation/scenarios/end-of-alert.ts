import * as z from 'zod';
import type { Scenario } from './schema';

const Ending = z.looseObject({ data: z.looseObject({ essentials: z.looseObject({}) }) });

/** The alert that says that this one is over. */
export function endOf(signal: Scenario['signal']): Scenario['signal'] {
  if (signal.kind !== 'alert') return signal;
  const { data, ...rest } = Ending.parse(signal.body);
  const essentials = { ...data.essentials, monitorCondition: 'Resolved' };
  return { ...signal, body: { ...rest, data: { ...data, essentials } } };
}
