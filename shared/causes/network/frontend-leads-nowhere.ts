import { nameOf } from '../../model/arm-id';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { VmTarget } from '../../model/target';
import { text } from '../../model/text';
import { frontendOf, leadsNowhere, throughOf } from '../../topology/through';

/** The public address, or the frontend, by which the VM is reached has no address, or nothing behind it. */
export const frontendLeadsNowhere: Cause<VmTarget> = {
  id: 'network/frontend-leads-nowhere',
  explains: ['ssh-unreachable', 'rdp-unreachable', 'app-unreachable'],
  concerns: ({ through }) => through !== undefined,
  order: 320,
  title: text('The public address leads nowhere', '공용 주소가 아무 데도 이어지지 않음'),
  source: source('app-access', 'Step 3: public address'),
  judge: (see, target) => {
    const through = throughOf(target);
    const nowhere = leadsNowhere(see, target);
    if (!nowhere) {
      const { address } = frontendOf(see, through);
      return {
        kind: 'excluded',
        because: text(
          `${nameOf(through.frontend)} has the address ${address}, and something is behind it.`,
          `${nameOf(through.frontend)}의 주소는 ${address}이고 뒤에 연결된 것이 있습니다.`,
        ),
      };
    }
    return {
      kind: 'found',
      blamed: through.frontend,
      because: nowhere,
      fixes: [],
      advice: text(
        'Give the address to the frontend or the network interface by which the VM is to be reached, or correct `through` in the policy.',
        '이 주소를 VM에 도달하는 프런트 엔드나 네트워크 인터페이스에 연결하거나, 정책의 `through`를 바로잡으세요.',
      ),
    };
  },
};
