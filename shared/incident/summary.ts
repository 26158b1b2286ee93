import type { IncidentSummary } from './ports';
import type { State } from './phase';

/** What the list of incidents shows of one. */
export function summaryOf({ id, openedAt, updatedAt, target, phase }: State): IncidentSummary {
  return {
    id,
    openedAt,
    updatedAt,
    target,
    phase: phase.kind,
    ...(phase.kind === 'closed' ? { outcome: phase.outcome } : {}),
    ...(phase.kind === 'asking' ? { code: phase.approval.code } : {}),
  };
}
