import type { See } from '../../model/observation';
import { ifSeen } from '../../model/see';
import type { VmTarget } from '../../model/target';
import { connectivity } from '../../observations/connectivity';
import { tryInside } from '../../topology/questions';

/** Whether the VM has been seen to answer at its private address, on the expected port or another. */
export const answersInside = (see: See, { id, from, port }: VmTarget, at = port): boolean =>
  ifSeen(() => (from.vm ? see(connectivity, tryInside(see, { id, port: at }, from.vm)) : undefined))?.status ===
  'reachable';
