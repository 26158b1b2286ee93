import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { VmTarget } from '../../model/target';
import { text } from '../../model/text';
import { judgeWayThere } from '../../topology/way-there';

/** What the clients’ VM sends does not get to the VM: its routes drop it, or lead it to an appliance that passes nothing on. */
export const wayThereDropped: Cause<VmTarget> = {
  id: 'network/way-there-dropped',
  explains: ['ssh-unreachable', 'rdp-unreachable', 'app-unreachable'],
  concerns: ({ from }) => from.vm !== undefined,
  order: 311,
  title: text('No route leads from the client to the VM', '클라이언트에서 VM으로 가는 경로가 없음'),
  source: source('app-access', 'Step 2: load balancers and firewalls on the way'),
  sourceFor: { 'ssh-unreachable': source('ssh', 'Check routing') },
  judge: (see, target) => {
    if (target.from.vm === undefined) throw new Error('Nobody is named to connect from.');
    return judgeWayThere(see, target, target.from.vm);
  },
};
