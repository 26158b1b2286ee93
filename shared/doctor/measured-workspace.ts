import { armId, sameId } from '../model/arm-id';
import { az } from '../model/az';
import type { InstallationCheck } from '../model/installation';
import { CannotSee, forEach } from '../model/see';
import { text } from '../model/text';
import { workspaces } from '../installation/workspaces';
import { listed } from './commands';
import { wrong } from './findings';
import { homeOf, identityOf, policyOf, settingsOf } from './given';
import { heldIn, missingAt } from './rights';

const SETTING = 'LOG_ANALYTICS_WORKSPACE_ID';

/** Where a workspace is named of which the sweep asks what is measured of VMs, the observer may query it. */
export const measuredWorkspace: InstallationCheck = {
  id: 'measured-workspace',
  part: 'rights',
  examine(see, installation) {
    const customerId = settingsOf(see, installation)[SETTING];
    if (customerId === undefined) return [];
    const watched = policyOf(see, installation).subscriptions;
    const subscriptions = [homeOf(installation), ...watched].filter(
      (each, index, all) => all.findIndex((other) => sameId(other, each)) === index,
    );
    const workspace = forEach(subscriptions, (subscription) => see(workspaces, { subscription }).workspaces)
      .flat()
      .find((each) => each.customerId !== undefined && sameId(each.customerId, customerId));
    // It may be in any other subscription, or hidden from whoever looks.
    if (!workspace)
      throw new CannotSee(
        text(
          `Not checked: no workspace of the id in ${SETTING} is seen in the watched subscriptions. If it is in none, the sweep puts nothing off.`,
          `확인하지 못함: 감시 대상 구독에서 ${SETTING}의 작업 영역이 보이지 않습니다. 어디에도 없다면 점검이 아무것도 미루지 않습니다.`,
        ),
        SETTING,
      );
    const { subscription } = armId(workspace.id);
    // What is missing in a watched subscription, the check of the observer's rights tells.
    if (watched.some((each) => sameId(each, subscription))) return [];
    const { principalId } = identityOf(see, installation, 'observer');
    const wanted = installation.roles.observer.filter((action) => action.startsWith('Microsoft.OperationalInsights/'));
    const missing = missingAt(see, heldIn(see, subscription, principalId), workspace.id, wanted);
    if (missing.length === 0) return [];
    return [
      wrong(
        'workspace-rights',
        text(
          `The observer lacks at the workspace ${workspace.name}: ${listed(missing)}.`,
          `작업 영역 ${workspace.name}에서 observer에게 없는 권한: ${listed(missing)}.`,
        ),
        text(
          'What is measured of VMs cannot be asked, so each sweep looks at every VM.',
          'VM의 측정값을 물을 수 없어 점검할 때마다 모든 VM을 살핍니다.',
        ),
        [
          az('role assignment create', {
            'assignee-object-id': principalId,
            'assignee-principal-type': 'ServicePrincipal',
            role: 'Log Analytics Reader',
            scope: workspace.id,
          }),
        ],
      ),
    ];
  },
};
