import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { VmTarget } from '../../model/target';
import { text } from '../../model/text';
import { judgeGroups } from './judge-groups';

/** A network security group on the VM's subnet or network interface denies the connection. */
export const nsgBlocksPort: Cause<VmTarget> = {
  id: 'network/nsg-blocks-port',
  explains: ['ssh-unreachable', 'rdp-unreachable', 'app-unreachable'],
  order: 300,
  title: text('A network security group blocks the port', '네트워크 보안 그룹이 포트를 차단함'),
  source: source('ssh', 'Check security rules'),
  sourceFor: {
    'rdp-unreachable': source('rdp', 'Source 4: Network security groups'),
    'app-unreachable': source('app-access', 'Step 3: network security group'),
  },
  judge: judgeGroups,
};
