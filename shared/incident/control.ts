import { mayCommand, type Command } from '../approvals/command';
import { oneOf, scopeNamed, type Named } from '../approvals/scope';
import { knownAmong, type Approver } from '../approvals/approval';
import { sameId } from '../model/arm-id';
import type { Intervention, Mute } from '../model/ledger';
import type { Text } from '../model/text';
import { withTimesIn } from '../cards/format';
import { expectedOf, targetKey } from '../targets';
import { read } from './commit';
import * as say from './control-words';
import { longestMuteMs, muteInThread, muteScope } from './mute';
import { viewOf } from './view';
import type { Dependencies } from './dependencies';
import { withTagged } from './tagged';
import { changeTarget, knowing } from './target-record';

type Outside = Pick<Dependencies, 'store' | 'policy' | 'now' | 'log' | 'measure'>;

/** A command with its times made absolute: `until` is ISO 8601 UTC. */
export type Order =
  | Exclude<Command, { kind: 'mute' | 'mute-this' }>
  | { readonly kind: 'mute'; readonly what: string; readonly until: string };

export type Carried =
  | { readonly kind: 'done'; readonly said: Text }
  | {
      readonly kind: 'refused';
      readonly code: 'SCOPE_UNKNOWN' | 'SCOPE_AMBIGUOUS' | 'MUTE_TOO_LONG';
      readonly because: Text;
    };

/** Who or what switched changes off, and when (ISO 8601 UTC) if somebody did. */
export interface StoppedBy {
  readonly by: string;
  readonly at?: string;
}

/** Whether Reconnect may change anything now, and what it is in the middle of. */
export interface Standing {
  readonly changes: 'on' | 'off';
  readonly stops: readonly StoppedBy[];
  readonly mutes: readonly Mute[];
  /** Those that are not over. */
  readonly interventions: readonly Intervention[];
}

/** Among so many incidents a name is looked for. */
const mostRecent = 500;

/** Where in the channel something was written, and when (ISO 8601, by the clock of Teams). */
export interface Written {
  readonly thread?: string | undefined;
  readonly at?: string | undefined;
}

/** Takes a command that somebody wrote in the channel, and answers what everybody there reads. */
export async function obey(command: Command, by: Approver, deps: Outside, { thread, at }: Written = {}): Promise<Text> {
  const ruling = mayCommand(command, by, deps.policy.approvers);
  deps.log('A command was given in the channel', { command: command.kind, by: by.id, ruling: ruling.kind });
  if (command.kind === 'mute-this') return muteInThread(thread, by, command.minutes, deps);
  if (ruling.kind === 'refused') return ruling.because;
  const order: Order =
    command.kind === 'mute'
      ? { kind: 'mute', what: command.what, until: timeOf(deps.now() + command.minutes * 60_000) }
      : command;
  const carried = await carryOut(order, by, deps, at);
  return carried.kind === 'done' ? carried.said : carried.because;
}

/** Does what was ordered by somebody who may, then (ISO 8601) or just now. Safe to repeat. */
export const carryOut = async (order: Order, giver: Approver, deps: Outside, at?: string): Promise<Carried> =>
  withTimesIn(await carriedOut(order, giver, deps, at), deps.policy.timeZone);

async function carriedOut(order: Order, giver: Approver, deps: Outside, at: string | undefined): Promise<Carried> {
  const by = knownAmong(deps.policy.approvers, giver).name || giver.id;
  switch (order.kind) {
    case 'stop':
      return done(await stop(by, deps));
    case 'resume':
      return done(await resume(by, at, deps));
    case 'status':
      return done(await status(deps));
    case 'mute':
      return mute(order.what, order.until, by, deps);
    case 'unmute':
      return unmute(order.what, by, deps);
    case 'recheck':
      return recheck(order.what, { by, byId: giver.id }, deps);
  }
}

/** How things stand now. */
export async function standingOf({ store, policy }: Pick<Dependencies, 'store' | 'policy'>): Promise<Standing> {
  const { stop: stopped, mutes, interventions } = await store.ledger();
  const stops: readonly StoppedBy[] = [
    ...(policy.stopped ? [{ by: 'RECONNECT_STOPPED, or "stopped" in the policy' }] : []),
    ...(stopped ? [stopped] : []),
  ];
  return {
    changes: stops.length > 0 ? 'off' : 'on',
    stops,
    mutes,
    interventions: interventions.filter(({ stage }) => stage.kind !== 'ended'),
  };
}

const done = (said: Text): Carried => ({ kind: 'done', said });
const timeOf = (ms: number): string => new Date(ms).toISOString();

async function stop(by: string, { store, now }: Outside): Promise<Text> {
  await store.switchChanges({ kind: 'off', by });
  // Their cards shall tell, and whoever is between two changes shall notice now.
  const open = new Set(await store.open());
  await Promise.all([...open].map((incident) => store.wake(incident, now())));
  const { interventions } = await store.ledger();
  return say.stopped(interventions.filter(({ stage }) => stage.kind === 'started').length);
}

/** Messages may come late, or twice: whoever stopped it after somebody said that it may go on, has the last word. */
async function resume(by: string, saidAt: string | undefined, { store, policy }: Outside): Promise<Text> {
  await store.switchChanges({ kind: 'on', by, saidAt });
  const { stop: since } = await store.ledger();
  if (since) return say.stoppedSince(since.by);
  return policy.stopped ? say.stillStopped : say.resumed;
}

async function status(deps: Outside): Promise<Text> {
  const standing = await standingOf(deps);
  const incidents = await openIncidents(deps);
  return say.standing(
    standing,
    incidents.map(({ state, events }) => viewOf(state, events)),
  );
}

async function mute(what: string, until: string, by: string, deps: Outside): Promise<Carried> {
  const { policy, now } = deps;
  if (Date.parse(until) > now() + longestMuteMs)
    return { kind: 'refused', code: 'MUTE_TOO_LONG', because: say.muteTooLong };
  const incidents = await openIncidents(deps);
  const watched = await withTagged(deps);
  const targets = [...watched.targets, ...incidents.map(({ state }) => state.target)].map(({ id }) => id);
  const named = scopeNamed(what, targets, policy.subscriptions);
  if (named.kind !== 'scope') return unclear(what, named, say.unknownScope(what));
  return done(say.muted(await muteScope(named.scope, until, by, deps), until));
}

async function unmute(what: string, by: string, { store, now }: Outside): Promise<Carried> {
  const { mutes } = await store.ledger();
  const scopes = mutes.map(({ scope }) => scope);
  const named = oneOf(what, scopes);
  if (named.kind !== 'scope') return unclear(what, named, say.notMuted(what, scopes));
  await store.mute({ scope: named.scope, until: timeOf(now()), by });
  return done(say.unmuted(named.scope));
}

/** Looks now, and forgets what people decided, so that they are asked again whatever they said. */
async function recheck(
  what: string,
  who: { readonly by: string; readonly byId: string },
  { store, policy, now }: Outside,
): Promise<Carried> {
  const recent = await store.list(mostRecent);
  const watched = await withTagged({ store, policy });
  const known = [...watched.targets, ...recent.map(({ target }) => target)];
  const named = oneOf(
    what,
    known.map(({ id }) => id),
  );
  if (named.kind === 'ambiguous') return unclear(what, named, say.notWatched(what));
  const whole = named.kind === 'scope' ? named : scopeNamed(what, [], policy.subscriptions);
  const scope = whole.kind === 'scope' ? whole.scope : undefined;
  const wanted = scope ? [...known.filter(({ id }) => sameId(id, scope)), ...expectedOf(scope)] : [];
  const targets = [...new Map(wanted.map((target) => [targetKey(target), target])).values()];
  if (!scope || targets.length === 0) return unclear(what, { kind: 'unknown' }, say.notWatched(what));
  const at = timeOf(now());
  for (const target of targets) {
    const key = targetKey(target);
    await changeTarget(key, (was) => knowing(was, undefined), store);
    await store.send(
      { kind: 'look', signal: { kind: 'request', id: `request ${at} ${key}`, at, ...who, target } },
      now(),
    );
  }
  return done(say.rechecking(scope));
}

const unclear = (what: string, named: Exclude<Named, { kind: 'scope' }>, unknown: Text): Carried =>
  named.kind === 'unknown'
    ? { kind: 'refused', code: 'SCOPE_UNKNOWN', because: unknown }
    : { kind: 'refused', code: 'SCOPE_AMBIGUOUS', because: say.ambiguousScope(what, named.scopes) };

async function openIncidents(deps: Outside) {
  const held = [...new Set(await deps.store.open())];
  const incidents = await Promise.all(held.map((incident) => read(incident, deps)));
  return incidents.filter((each) => each !== undefined);
}
