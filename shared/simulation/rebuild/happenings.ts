import { isReadable } from '../../network/rules';
import type { z } from 'zod';
import type { Happening } from '../scenarios/schema';
import { isRoute } from '../../changes/route';
import { isAsWanted } from '../../changes/security-rule';
import type { IncidentEvent } from '../../incident/events';
import type { State } from '../../incident/phase';
import { isOfType, nameOf, parentId, sameId } from '../../model/arm-id';
import { canonicalJson } from '../../model/canonical';
import type { ObservationKind } from '../../model/observation';
import { questionKey } from '../../model/see';
import { networkSecurityGroup } from '../../observations/network-security-group';
import { routeTable, type Route } from '../../observations/route-table';
import { groupProperties, routeTableProperties, ruleResource } from './arm';
import type { Clock } from './clock';
import type { Seen, Sight } from './seen';

type HappeningInput = z.input<typeof Happening>;

const groups = 'Microsoft.Network/networkSecurityGroups';
const tables = 'Microsoft.Network/routeTables';

/** What other people did meanwhile, as far as two looks at the same thing tell. */
export function happeningsIn(
  events: readonly IncidentEvent[],
  seen: Seen,
  state: State,
  clock: Clock,
): HappeningInput[] {
  const own = new Set(
    state.attempts.flatMap(({ proposal }) =>
      proposal.plan.changes.flatMap((change) => ('name' in change ? [change.name.toLowerCase()] : [])),
    ),
  );
  const isOwn = ({ name }: { readonly name: string }) => own.has(name.toLowerCase());
  const others = changes(seen, networkSecurityGroup, ({ id, rules }) => ({
    id,
    rules: rules.filter((rule) => !isOwn(rule)),
  })).map(({ at, now }): HappeningInput => ({
    kind: 'put',
    at: clock(at),
    resource: whole(now.id, groups, groupProperties(now.id, now.rules)),
  }));
  const routes = changes(seen, routeTable, ({ subnets: _, ...table }) => ({
    ...table,
    routes: table.routes.flatMap(({ provisioning: _, ...route }) => asItWas(route, table.id, state)),
  })).map(({ at, now }): HappeningInput => ({
    kind: 'put',
    at: clock(at),
    resource: whole(now.id, tables, routeTableProperties(now)),
  }));
  return [...others, ...routes, ...taken(state, seen, isOwn, clock), ...healed(events, seen, state, clock)];
}

/** A route without what Reconnect made of it; none where it made it. */
function asItWas(route: Route, table: string, { attempts }: State): readonly Route[] {
  const own = attempts
    .flatMap(({ proposal }) => proposal.plan.changes)
    .find(
      (change) =>
        (change.kind === 'add-route' || change.kind === 'put-route') &&
        sameId(change.routeTable, table) &&
        sameId(change.name, route.name) &&
        isRoute(route, change.route),
    );
  if (own?.kind === 'add-route') return [];
  if (own?.kind !== 'put-route') return [route];
  const [{ nextHopType, nextHopIpAddress }] = own.over;
  return [{ ...route, nextHopType: { known: nextHopType }, nextHopIpAddress }];
}

/** A rule of Reconnect's that somebody else has made another one meanwhile. */
function taken(
  { attempts }: State,
  seen: Seen,
  isOwn: (rule: { readonly name: string }) => boolean,
  clock: Clock,
): HappeningInput[] {
  const put = attempts
    .flatMap(({ proposal }) => proposal.plan.changes)
    .find((change) => change.kind === 'put-security-rule');
  const looks = seen.all(networkSecurityGroup).filter(({ late }) => late);
  const changed = looks.flatMap(({ answer, at }) =>
    answer.rules
      .filter(isReadable)
      .filter(isOwn)
      .map((rule) => ({ at, rule, group: answer.id })),
  );
  const first = changed.find(({ rule }) => put && !isAsWanted(rule, put.rule));
  if (!first) return [];
  const before = seen.all(networkSecurityGroup).findLast(({ at }) => at < first.at)?.at ?? first.at;
  const { properties } = ruleResource(first.group, first.rule) as { readonly properties: Record<string, unknown> };
  const id = `${first.group}/securityRules/${first.rule.name}`;
  const at = clock((before + first.at) / 2);
  return [{ kind: 'put', at, resource: { id, type: `${groups}/securityRules`, name: first.rule.name, properties } }];
}

const whole = (id: string, type: string, properties: Readonly<Record<string, unknown>>) => ({
  id,
  type,
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
  const back = events.findIndex(
    (event) =>
      (event.kind === 'rechecked' && event.result === 'healed') ||
      (event.kind === 'diagnosed' && event.presence.kind === 'absent'),
  );
  const before = events.slice(0, Math.max(0, back));
  const found = before
    .flatMap((event) => (event.kind === 'diagnosed' ? event.judgements : []))
    .map(({ judgement }) => judgement)
    .find((judgement) => judgement.kind === 'found');
  if (!found || before.some(({ kind }) => kind === 'change-intended')) return [];
  const round = before.findLastIndex(({ kind }) => kind === 'answered' || kind === 'round-started');
  const looked = before.slice(0, Math.max(0, round)).findLast(({ kind }) => kind === 'observed');
  const again = before[round];
  if (!looked || !again) return [];
  const at = clock((Date.parse(looked.at) + Date.parse(again.at)) / 2);
  return [cured(found.blamed, seen, state, at)].filter((happening) => happening !== undefined);
}

/** What somebody must have done about it. */
function cured(blamed: string, seen: Seen, { target }: State, at: number): HappeningInput | undefined {
  if (isOfType(blamed, `${groups}/securityRules`) || isOfType(blamed, `${tables}/routes`))
    return { kind: 'delete', at, id: blamed };
  if (isOfType(blamed, `${groups}/defaultSecurityRules`)) return allowAll(parentId(blamed), seen, at);
  switch (target.kind) {
    case 'gateway':
    case 'endpoint':
      return undefined;
    case 'vm': {
      const set = {
        agent: 'ready',
        node: 'good',
        hung: false,
        firewallDrops: [],
        firewallOutput: 'open',
        services: { ssh: { state: 'active', listens: [target.port] } },
        files: { '/etc/ssh/sshd_config': `Port ${target.port}\n` },
        windows: {},
      };
      return { kind: 'guest', at, vm: nameOf(target.id), set };
    }
  }
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
      type: `${groups}/securityRules`,
      name,
      properties,
    },
  };
}
