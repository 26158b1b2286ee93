import { sameId } from '../model/arm-id';
import type { ChangeOf } from '../model/change';
import type { See } from '../model/observation';
import { text } from '../model/text';
import { activityLog } from '../observations/activity-log';
import { act } from './arm';
import { az, within } from '../model/az';
import type { ChangeHandling, Intent, Landing } from './change-kind';

/** By how much Azure's clock and ours may differ, in ms. */
const CLOCK_SKEW_MS = 60_000;

/** After how long the activity log is taken to know of a request, in ms. Azure: "Azure Monitor activity log": 3 to 20 minutes. */
const LOGGED_WITHIN_MS = 20 * 60_000;

type VmOperation = ChangeOf<'restart-vm' | 'redeploy-vm'>;

/** What holds for every operation that takes a whole VM down for a while. */
export const onVm = (action: string) =>
  ({
    resource: ({ vm }: VmOperation) => vm,
    request: ({ vm }: VmOperation) => act('Microsoft.Compute/virtualMachines', vm, action),
    byHand: ({ vm }: VmOperation) => az(`vm ${action}`, within('name', vm)),
    takesDown: ({ vm }: VmOperation) => [vm],
    inspect: (see: See, { vm }: VmOperation, intent: Intent | undefined) => vmOperationLanded(see, vm, intent),
  }) satisfies Partial<ChangeHandling<VmOperation['kind']>>;

export const whatRuns = text(
  'What runs in the VM stops; unsaved work in memory is gone.',
  'VM에서 실행 중인 작업이 중단되고 메모리의 저장되지 않은 내용이 사라집니다.',
);

/**
 * Whether an operation on a whole VM landed. The VM itself only tells that somebody's was carried out; whose it was, the
 * activity log knows by the request's id.
 */
function vmOperationLanded(see: See, vm: string, intent: Intent | undefined): Landing {
  if (!intent) return 'unknown';
  const intended = Date.parse(intent.at);
  const from = new Date(intended - CLOCK_SKEW_MS).toISOString();
  const { events } = see(activityLog, { resource: vm, from, to: intent.lookedAt });
  const requests = events
    .filter(({ clientRequestId }) => clientRequestId && sameId(clientRequestId, intent.requestId))
    .map(({ correlationId }) => correlationId);
  if (requests.length === 0) return Date.parse(intent.lookedAt) < intended + LOGGED_WITHIN_MS ? 'unsettled' : 'absent';
  const told = events.filter(({ correlationId }) => requests.includes(correlationId)).map(({ status }) => status);
  if (told.includes('succeeded')) return 'landed';
  return told.includes('failed') || told.includes('canceled') ? 'unknown' : 'unsettled';
}
