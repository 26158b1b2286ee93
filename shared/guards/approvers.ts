import { changedBy } from '../changes';
import type { Asks, Guard, Proposed, Requester } from '../model/guard';
import type { See } from '../model/observation';
import type { ApprovalRule, Person, Policy } from '../model/policy';
import { text } from '../model/text';
import { bears } from './tags';
import { isWithin } from './within';

/** Does the policy name as many people as must approve such a plan? */
export const approvers: Guard = {
  id: 'approvers',
  title: text('Enough people may approve it', '승인할 수 있는 사람이 충분함'),
  order: 25,
  check: (see, proposed, policy) => {
    const asks = asksOf(see, proposed, policy);
    if (areEnough(asks)) return { kind: 'pass' };
    const { risk } = proposed.plan;
    const who = asks.approvers.map(({ name }) => name).join(', ');
    const without = asks.people === 2 ? proposed.requestedBy?.name : undefined;
    return {
      kind: 'block',
      because: text(
        `${asks.people === 2 ? 'Two different people' : 'Somebody'} must approve this fix (risk: ${risk})${without === undefined ? '' : `, besides ${without}, who asked for it`}; the policy names ${who || 'nobody'} for everything that it touches. Name more people in "approvers", or say otherwise in "approvals", for example { "risk": ["${risk}"], "people": 1 }.`,
        `이 조치(위험도: ${risk})는 ${without === undefined ? '' : `요청한 ${without}님 외에 `}${asks.people === 2 ? '서로 다른 두 사람' : '누군가'}의 승인이 필요하지만, 관련된 모든 리소스에 대해 정책이 정한 사람은 ${who || '없음'}입니다. "approvers"에 사람을 더 넣거나 "approvals"에서 달리 정하세요. 예: { "risk": ["${risk}"], "people": 1 }.`,
      ),
    };
  },
};

/** Whether as many may approve as must. */
export const areEnough = ({ approvers, people }: Asks): boolean => approvers.length >= people;

/**
 * Who must approve a plan: for the targets and everything that it changes, each the first rule of the policy that fits. Whoever
 * answers must be named for all of it. Where two are needed, whoever asked for it is not one of them.
 */
export function asksOf(
  see: See,
  { target, alongside, plan, requestedBy }: Pick<Proposed, 'target' | 'alongside' | 'plan' | 'requestedBy'>,
  policy: Policy,
): Asks {
  const targets = [target, ...alongside];
  const rules = policy.approvals.filter(
    ({ risk, tagged }) =>
      (risk?.includes(plan.risk) ?? true) && (!tagged || targets.some((each) => bears(see, each, tagged))),
  );
  const places = [...targets.map(({ id }) => id), plan.resource, ...[...plan.changes, ...plan.undo].map(changedBy)];
  const deciding = [...new Set(places)].map((id) =>
    rules.find(({ scope }) => scope === undefined || isWithin(scope, id)),
  );
  const usual = plan.risk === 'severe' ? 2 : 1;
  const people = deciding.some((rule) => (rule?.people ?? usual) === 2) ? 2 : 1;
  const allowed = policy.approvers.filter(
    (person) => deciding.every((rule) => names(rule, person)) && !(people === 2 && isSame(requestedBy, person)),
  );
  const { escalation } = policy;
  if (!escalation) return { approvers: allowed, people };
  const isLater = ({ name }: Person): boolean => escalation.approvers.includes(name);
  const approvers = allowed.filter((person) => !isLater(person));
  return { approvers, people, later: { afterMinutes: escalation.afterMinutes, approvers: allowed.filter(isLater) } };
}

const names = (rule: ApprovalRule | undefined, { name }: Person): boolean => rule?.approvers?.includes(name) ?? true;

/** Where nobody wrote down who it was, everybody of that name may be. */
const isSame = (requester: Requester | undefined, { id, name }: Person): boolean =>
  requester?.id === undefined ? requester?.name === name : requester.id.toLowerCase() === id.toLowerCase();
