import type { Text } from '../model/text';
import { text } from '../model/text';
import type { Box } from '../model/flow';
import { evaluate } from './nsg';
import type { RuleReading } from './rules';
import type { NetworkContext } from '../model/network-context';

/** Azure's limits for the priorities of people's own rules. Azure REST API: SecurityRule, `priority`. */
const LOWEST = 100;
const HIGHEST = 4096;

export type FreePriority =
  { readonly kind: 'free'; readonly priority: number } | { readonly kind: 'none'; readonly because: Text };

/**
 * The priority for a new rule that must allow these flows, which have one direction: before every rule that denies any of them or may do so, and as late
 * as that permits, so that it goes before as few other rules as possible.
 */
export function freePriority(
  rules: readonly RuleReading[],
  flows: readonly Box[],
  context: NetworkContext,
): FreePriority {
  const denying = flows
    .flatMap((flow) => evaluate(rules, flow, context).parts)
    .flatMap((part) => part.rules)
    .filter((rule) => rule.access !== 'Allow');
  const first = denying.toSorted((a, b) => a.priority - b.priority)[0];
  const taken = new Set(rules.filter((rule) => rule.direction === flows[0]?.direction).map((rule) => rule.priority));
  for (let priority = Math.min(HIGHEST, (first?.priority ?? HIGHEST + 1) - 1); priority >= LOWEST; priority--)
    if (!taken.has(priority)) return { kind: 'free', priority };
  return { kind: 'none', because: noneLeft(first) };
}

const noneLeft = (first: RuleReading | undefined): Text =>
  first
    ? text(
        `No priority from ${LOWEST} on is free before the rule ${first.name} (${first.priority}), which denies the flow. Move rules to later priorities first.`,
        `흐름을 거부하는 규칙 ${first.name}(${first.priority})보다 앞서는 ${LOWEST} 이상의 우선 순위가 모두 사용 중입니다. 먼저 기존 규칙의 우선 순위를 뒤로 옮기세요.`,
      )
    : text(
        `All priorities from ${LOWEST} to ${HIGHEST} are taken. Remove a rule first.`,
        `${LOWEST}부터 ${HIGHEST}까지의 우선 순위가 모두 사용 중입니다. 먼저 규칙을 하나 제거하세요.`,
      );
