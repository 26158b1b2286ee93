import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { VmTarget } from '../../model/target';
import { text } from '../../model/text';
import { judgeGroups } from './judge-groups';
import { noProbe, probedBy } from './probed';

/** A network security group denies the load balancer’s health probe, which comes from 168.63.129.16: the VM counts as down and gets no connection. */
export const probeDenied: Cause<VmTarget> = {
  id: 'network/probe-denied',
  explains: ['ssh-unreachable', 'rdp-unreachable', 'app-unreachable'],
  concerns: ({ through }) => through !== undefined,
  order: 360,
  title: text('A network security group denies the health probe', '네트워크 보안 그룹이 상태 프로브를 거부함'),
  source: source('app-access', 'Step 3: probe protocol and port'),
  judge: (see, target) => {
    const probed = probedBy(see, target);
    return probed ? judgeGroups(see, probed.probing) : noProbe;
  },
};
