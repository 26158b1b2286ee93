import type { InstallationCheck } from '../model/installation';
import { text } from '../model/text';
import { listed, provision } from './commands';
import { apart, wrong } from './findings';
import { homeOf, identityOf, policyOf } from './given';
import { heldIn, missingAt, surplus } from './rights';

/** The observer may look into each watched subscription, and do nothing else there. */
export const observerRights: InstallationCheck = {
  id: 'observer-rights',
  part: 'rights',
  examine(see, installation) {
    const { principalId } = identityOf(see, installation, 'observer');
    const wanted = installation.roles.observer;
    return apart(policyOf(see, installation).subscriptions, (subscription) => {
      const held = heldIn(see, subscription, principalId);
      const missing = missingAt(see, held, `/subscriptions/${subscription}`, wanted);
      const all = missing.length === wanted.length;
      return [
        ...(missing.length === 0
          ? []
          : [
              wrong(
                'observer-missing',
                text(
                  `In subscription ${subscription} the observer lacks ${all ? 'its role' : listed(missing)}.`,
                  `구독 ${subscription}에서 observer에게 없는 권한: ${all ? '역할 전체' : listed(missing)}.`,
                ),
                all
                  ? text('Nothing there is seen.', '그곳의 것은 아무것도 보이지 않습니다.')
                  : text(
                      'What takes these rights is reported as not checked, and guards that need it block.',
                      '이 권한이 필요한 것은 확인하지 못한 것으로 보고되고, 이를 쓰는 보호 규칙은 막습니다.',
                    ),
                [provision(see, installation)],
                subscription !== homeOf(installation)
                  ? text(
                      'Have it in watchedSubscriptions of infra/main.parameters.json.',
                      'infra/main.parameters.json의 watchedSubscriptions에 이 구독이 있어야 합니다.',
                    )
                  : undefined,
              ),
            ]),
        ...surplus(see, installation, 'observer', held),
      ];
    });
  },
};
