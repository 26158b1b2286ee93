import type { IncidentView } from '../cards/view';
import type { Policy } from '../model/policy';
import { text, type Text } from '../model/text';

type Said = Pick<IncidentView, 'resource' | 'broken' | 'shownBy'> & { readonly because: Text };

/** What a sweep tells people. There is no target, so it is no incident: only a card, which is not changed any more. `at`: ISO 8601 UTC. */
export const sweepCard = (
  { resource, broken, shownBy, because }: Said,
  at: string,
  { timeZone }: Policy,
): IncidentView => ({
  incident: 'sweep',
  openedAt: at,
  timeZone,
  resource,
  broken,
  shownBy,
  path: [],
  otherCauses: [],
  status: { kind: 'closed', outcome: 'reported', because },
  history: [{ at, text: text('Reported by the health sweep', '상태 점검에서 보고') }],
});
