import type { z } from 'zod';
import type { Happening } from '../../../test/scenarios/schema';
import type { IncidentEvent } from '../../incident/events';
import type { State } from '../../incident/state';
import { isOfType, nameOf, parentId, sameId } from '../../model/arm-id';
import { canonicalJson } from '../../model/canonical';
import type { ObservationKind } from '../../model/observation';
import { questionKey } from '../../model/see';
import { networkSecurityGroup } from '../../observations/network-security-group';
import { routeTable } from '../../observations/route-table';
import { groupProperties, routeTableProperties, ruleResource } from './arm';
import type { Clock } from './clock';
import type { Seen, Sight } from './seen';

type HappeningInput = z.input<typeof Happening>;

/** What other people did meanwhile, as far as two looks at the same thing tell. */
export function happeningsIn(
  events: readonly IncidentEvent[],
  seen: Seen,
  state: State,
  clock: Clock,
): HappeningInput[] {
  const own = state.attempts.flatMap(({ proposal }) =>
    proposal.plan.changes.flatMap((change) => ('name' in change ? [change.name.toLowerCase()] : [])),
  );
  const groups = changes(seen, networkSecurityGroup, ({ id, rules }) => ({
    id,
    rules: rules.filter(({ name }) => !own.includes(name.toLowerCase())),
  })).map(({ at, now }): HappeningInput => ({
    kind: 'put',
    at: clock(at),
    resource: whole(now.id, groupProperties(now.id, now.rules)),
  }));
  const tables = changes(seen, routeTable, (table) => table).map(({ at, now }): HappeningInput => ({
    kind: 'put',
    at: clock(at),
    resource: whole(now.id, routeTableProperties(now)),
  }));
  return [...groups, ...tables, ...healed(events, seen, state, clock)];
}

const whole = (id: string, properties: Readonly<Record<string, unknown>>) => ({
  id,
  type: isOfType(id, 'Microsoft.Network/routeTables')
    ? 'Microsoft.Network/routeTables'
    : 'Microsoft.Network/networkSecurityGroups',
  name: nameOf(id),
  properties: { ...properties },
});

/** Answers that differ from the one before to the same question, with the middle of the time between the two. */
function changes<A, K>(seen: Seen, kind: ObservationKind<{ id: string }, A>, keep: (answer: A) => K) {
  const last = new Map<string, Sight<{ id: string }, A>>();
  return seen.all(kind).flatMap((sight) => {
    const key = questionKey({ kind: kind.kind, params: sight.params });
    const before = last.get(key);
    last.set(key, sight);
    const now = keep(sight.answer);
    return before && canonicalJson(keep(before.answer)) !== canonicalJson(now)
      ? [{ at: (before.at + sight.at) / 2, now }]
      : [];
  });
}

/** The trouble was over before Reconnect did anything: somebody took away what was to blame. */
function healed(events: readonly IncidentEvent[], seen: Seen, state: State, clock: Clock): HappeningInput[] {
  const asked = events.find(({ kind }) => kind === 'asked');
  const back = events.find((event) => event.kind === 'rechecked' && event.result === 'healed');
  if (!asked || !back || events.some(({ kind }) => kind === 'change-settled')) return [];
  const again = events.findLast((event) => event.kind === 'answered' && event.at <= back.at) ?? back;
  const at = clock((Date.parse(asked.at) + Date.parse(again.at)) / 2);
  const found = events
    .flatMap((event) => (event.kind === 'diagnosed' ? event.judgements : []))
    .map(({ judgement }) => judgement)
    .find((judgement) => judgement.kind === 'found');
  const blamed = found?.blamed ?? '';
  if (
    isOfType(blamed, 'Microsoft.Network/networkSecurityGroups/securityRules') ||
    isOfType(blamed, 'Microsoft.Network/routeTables/routes')
  )
    return [{ kind: 'delete', at, id: blamed }];
  if (isOfType(blamed, 'Microsoft.Network/networkSecurityGroups/defaultSecurityRules'))
    return [allowAll(parentId(blamed), seen, at)];
  if (state.target.kind !== 'vm') return [];
  const set = {
    agent: 'ready',
    node: 'good',
    hung: false,
    firewallDrops: [],
    services: { ssh: { state: 'active', listens: [state.target.port] } },
    files: { '/etc/ssh/sshd_config': `Port ${state.target.port}\n` },
  };
  return [{ kind: 'guest', at, vm: nameOf(state.target.id), set }];
}

function allowAll(group: string, seen: Seen, at: number): HappeningInput {
  const rules = seen.first(networkSecurityGroup).find(({ answer }) => sameId(answer.id, group))?.answer.rules ?? [];
  const priority =
    Array.from({ length: 100 }, (_, index) => 4096 - index).find((free) =>
      rules.every((rule) => rule.priority !== free),
    ) ?? 4096;
  const name = 'allowed-by-hand';
  const rule = {
    name,
    access: 'Allow',
    direction: 'Inbound',
    protocol: '*',
    priority,
    sources: ['*'],
    sourcePorts: ['*'],
    destinations: ['*'],
    destinationPorts: ['*'],
  } as const;
  const { properties } = ruleResource(group, rule) as { readonly properties: Record<string, unknown> };
  return {
    kind: 'put',
    at,
    resource: {
      id: `${group}/securityRules/${name}`,
      type: 'Microsoft.Network/networkSecurityGroups/securityRules',
      name,
      properties,
    },
  };
}
