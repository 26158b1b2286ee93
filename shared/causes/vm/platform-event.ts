import { text } from '../../model/text';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { VmTarget } from '../../model/target';
import { resourceHealth } from '../../observations/resource-health';

/** Azure itself reports the VM as unavailable: an event that Azure or a person caused is under way, and a fix would only interfere. */
export const platformEvent: Cause<VmTarget> = {
  id: 'vm/platform-event',
  explains: ['ssh-unreachable', 'rdp-unreachable', 'app-unreachable'],
  order: 200,
  title: text('Azure reports the VM as unavailable', 'Azure가 VM을 사용할 수 없음으로 보고함'),
  source: source('ssh', 'Check VM resource health'),
  sourceFor: { 'rdp-unreachable': source('rdp', 'Preliminary steps') },
  judge: (see, target) => {
    const health = see(resourceHealth, { resource: target.id });
    const reported = text(
      `Azure reports the VM as ${health.state}.`,
      `Azure가 보고한 VM 상태는 ${health.state}입니다.`,
    );
    // Only one word says that nothing is under way; `Degraded`, `Unknown` and words to come leave it open.
    if (health.state === 'Available') return { kind: 'excluded', because: reported };
    if (health.state !== 'Unavailable') return { kind: 'uncertain', because: reported };
    return {
      kind: 'found',
      blamed: target.id,
      because: text(
        `Azure reports the VM as unavailable: ${health.summary}`,
        `Azure가 VM을 사용할 수 없음으로 보고합니다: ${health.summary}`,
      ),
      fixes: [],
      advice: text(
        'Look at Resource Health of the VM in the portal; where it does not pass, contact Azure support.',
        '포털에서 VM의 Resource Health를 확인하고, 해소되지 않으면 Azure 지원에 문의하세요.',
      ),
    };
  },
};
