import { isWithin } from '../guards/within';
import { idKey, resourceGroupOf } from '../model/arm-id';
import type { InstallationCheck } from '../model/installation';
import { FixName, type Policy } from '../model/policy';
import { text } from '../model/text';
import { listed, provision } from './commands';
import { apart, off, wrong } from './findings';
import { identityOf, policyOf } from './given';
import { heldIn, missingAt, surplus } from './rights';

/** Azure keeps operations for a location of the subscription, outside every resource group. */
const isOperation = (action: string): boolean => /\/locations\//i.test(action);

/** The resource groups of the targets that may be repaired. Gateways are not named in a policy: those of other groups are reported only. */
const repaired = ({ targets, except, modes }: Policy): readonly string[] =>
  FixName.options.every((fix) => modes[fix] === 'observe')
    ? []
    : targets.filter(({ id }) => !except.some((scope) => isWithin(scope, id))).map(({ id }) => resourceGroupOf(id));

const named = text(
  'Have the resource groups of the targets in repairedResourceGroups of infra/main.parameters.json.',
  'infra/main.parameters.json의 repairedResourceGroups에 대상의 리소스 그룹이 있어야 합니다.',
);

/**
 * Where the policy's targets are, and wherever the remediator has a role, it has the whole of it, and nothing else.
 */
export const remediatorRights: InstallationCheck = {
  id: 'remediator-rights',
  part: 'rights',
  examine(see, installation) {
    const { principalId } = identityOf(see, installation, 'remediator');
    const policy = policyOf(see, installation);
    const { remediator: wanted } = installation.roles;
    return apart(policy.subscriptions, (subscription) => {
      const held = heldIn(see, subscription, principalId);
      const home = `/subscriptions/${subscription}`;
      const groups = [...held.map(({ scope }) => scope).filter(isGroup), ...repaired(policy)].filter((scope) =>
        isWithin(home, scope),
      );
      const places = [...new Map(groups.map((group) => [idKey(group), group])).values()];
      const lacking = places
        .map((group) => ({
          scope: group,
          missing: missingAt(
            see,
            held,
            group,
            wanted.filter((each) => !isOperation(each)),
          ),
        }))
        .concat(
          places.length === 0 ? [] : [{ scope: home, missing: missingAt(see, held, home, wanted.filter(isOperation)) }],
        )
        .filter(({ missing }) => missing.length > 0);
      // So it is deployed at first.
      const isOff = held.length === 0 && lacking.length > 0;
      if (isOff)
        return [
          off(
            'nothing-repaired',
            text(
              `In subscription ${subscription} the remediator has no role.`,
              `구독 ${subscription}에서 remediator에게 역할이 없습니다.`,
            ),
            text('What would need a fix there is only reported.', '그곳에서 조치가 필요한 것은 보고만 됩니다.'),
            [provision(see, installation)],
            named,
          ),
        ];
      return [
        ...lacking.map(({ scope, missing }) =>
          wrong(
            'remediator-missing',
            text(
              `At ${scope} the remediator lacks ${listed(missing)}.`,
              `${scope}에서 remediator에게 없는 권한: ${listed(missing)}.`,
            ),
            scope === home
              ? text(
                  'It could not follow what it begins, so a guard stops every fix there.',
                  '시작한 작업을 따라갈 수 없으므로, 보호 규칙이 그곳의 모든 조치를 막습니다.',
                )
              : text('What would need a fix there is only reported.', '그곳에서 조치가 필요한 것은 보고만 됩니다.'),
            [provision(see, installation)],
            named,
          ),
        ),
        ...surplus(see, installation, 'remediator', held),
      ];
    });
  },
};

const isGroup = (scope: string): boolean => /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/i.test(scope);
