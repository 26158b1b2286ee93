import type { IncidentEvent, Proposal } from '../incident/events';
import { sameId } from '../model/arm-id';
import type { FixId } from '../model/plan';
import type { Target } from '../model/target';
import { targetKey } from '../targets';
import { text, type Text } from '../model/text';
import type { NetworkSecurityGroup } from '../observations/network-security-group';
import type { VirtualMachine } from '../observations/virtual-machine';

/** What Reconnect would have repaired in some time if the policy had let it ask, and what people did instead. Times are ISO 8601 UTC. */
export interface ShadowReport {
  readonly from: string;
  readonly to: string;
  /** Of those who read it. */
  readonly timeZone: string;
  /** Newest first. */
  readonly fixes: readonly ShadowFix[];
}

/** One trouble that a fix was known for and that was only observed, over all of the incidents in which it was seen. */
export interface ShadowFix {
  readonly target: Target;
  readonly incidents: readonly string[];
  readonly cause: string;
  /** What is to blame: an id. */
  readonly blamed: string;
  readonly fix: FixId;
  /** What the fix would have done, and what had been checked about it. */
  readonly effect: Text;
  readonly proof: readonly Text[];
  /** When the plan was made first, and when it was last seen to be still needed. */
  readonly firstAt: string;
  readonly lastAt: string;
  readonly afterwards: Afterwards;
  /** What was seen to be different afterwards. */
  readonly instead: readonly Text[];
}

/**
 * - `back`: at the next look the connection worked.
 * - `taken-up`: at the next look it was still there, and no longer only observed.
 * - `other`: at the next look something else was wrong.
 * - `unknown`: no look since has shown anything else.
 */
export type Afterwards =
  | { readonly kind: 'back' | 'taken-up' | 'other'; readonly at: string; readonly incident: string }
  | { readonly kind: 'unknown' };

/** An incident with its events. */
export interface Timeline {
  readonly id: string;
  readonly events: readonly IncidentEvent[];
}

interface Look {
  readonly id: string;
  readonly at: string;
  readonly target: Target;
  readonly condition: 'healthy' | 'unhealthy';
  readonly events: readonly IncidentEvent[];
  /** The plan that the policy only lets Reconnect observe. */
  readonly proposal: Proposal | undefined;
}

/** Reports on the incidents that were opened between two times (ISO 8601 UTC). Pure. */
export function shadowReport(incidents: readonly Timeline[], from: string, to: string, timeZone = 'UTC'): ShadowReport {
  const looks = incidents
    .flatMap(looksOf)
    .filter(({ at }) => at >= from && at < to)
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
  const targets = [...new Set(looks.map(({ target }) => targetKey(target)))];
  const fixes = targets.flatMap((key) => troublesOf(looks.filter(({ target }) => targetKey(target) === key)));
  return { from, to, timeZone, fixes: fixes.toSorted((a, b) => (a.lastAt < b.lastAt ? 1 : -1)) };
}

/** The look for which an incident was opened, and those that went on to find what people had been told. */
function looksOf({ id, events }: Timeline): readonly Look[] {
  const [opened] = events;
  if (opened?.kind !== 'opened') return [];
  const stopped = events.findLast(
    (event) => event.kind === 'guarded' && event.until === undefined && event.proposal.guards.at(-1)?.guard === 'mode',
  );
  const proposal = stopped?.kind === 'guarded' ? stopped.proposal : undefined;
  const diagnosed = events.find((event) => event.kind === 'diagnosed');
  const condition = diagnosed?.presence.kind === 'absent' ? 'healthy' : 'unhealthy';
  const first: Look = { id, at: stopped?.at ?? opened.at, target: opened.signal.target, condition, events, proposal };
  const again = events.flatMap((event): readonly Look[] => {
    if (event.kind !== 'looked-again') return [];
    const { at, condition } = event;
    // That has an incident of its own.
    if (condition === 'otherwise') return [];
    return [{ ...first, at, condition, events: [], proposal: condition === 'healthy' ? undefined : proposal }];
  });
  return [first, ...again];
}

/** The troubles of one target, oldest first: the same plan at several looks in a row is one trouble. */
function troublesOf(looks: readonly Look[]): readonly ShadowFix[] {
  const troubles: { first: Look; last: Look; proposal: Proposal; ids: string[]; next: Look | undefined }[] = [];
  for (const look of looks) {
    const current = troubles.at(-1);
    const open = current && !current.next ? current : undefined;
    const { proposal } = look;
    if (open && proposal && isSame(open.proposal, proposal)) {
      open.last = look;
      open.ids.push(look.id);
      continue;
    }
    if (open) open.next = look;
    if (proposal) troubles.push({ first: look, last: look, proposal, ids: [look.id], next: undefined });
  }
  return troubles.map(({ first, last, proposal, ids, next }) => ({
    target: first.target,
    incidents: [...new Set(ids)],
    cause: proposal.cause,
    blamed: proposal.blamed,
    fix: proposal.plan.fix,
    effect: proposal.plan.effect,
    proof: proposal.plan.proof,
    firstAt: first.at,
    lastAt: last.at,
    afterwards: next ? { kind: stateAt(next, proposal), at: next.at, incident: next.id } : { kind: 'unknown' },
    instead: next ? differences(last, next) : [],
  }));
}

const isSame = (a: Proposal, b: Proposal): boolean => a.plan.fix === b.plan.fix && sameId(a.blamed, b.blamed);

function stateAt({ condition, events }: Look, { blamed }: Proposal): 'back' | 'taken-up' | 'other' {
  if (condition === 'healthy') return 'back';
  const diagnosed = events.find((event) => event.kind === 'diagnosed');
  const found = diagnosed?.judgements.map(({ judgement }) => judgement).find(({ kind }) => kind === 'found');
  return found?.kind === 'found' && sameId(found.blamed, blamed) ? 'taken-up' : 'other';
}

/** What two looks at the same resources saw differently: rules that came or went, operations on VMs. */
function differences(before: Look, after: Look): readonly Text[] {
  const earlier = answersIn(before);
  return answersIn(after).flatMap(({ kind, answer }) => {
    const was = earlier.find((each) => each.kind === kind && sameId(each.answer.id, answer.id));
    if (!was) return [];
    if (kind === 'networkSecurityGroup')
      return rulesChanged(was.answer as NetworkSecurityGroup, answer as NetworkSecurityGroup);
    if (kind === 'virtualMachine') return operated(was.answer as VirtualMachine, answer as VirtualMachine);
    return [];
  });
}

/** The resources that were seen, each as it was seen first. */
function answersIn({ events }: Look): readonly { readonly kind: string; readonly answer: { readonly id: string } }[] {
  const seen = new Map<string, { readonly kind: string; readonly answer: { readonly id: string } }>();
  for (const event of events) {
    if (event.kind !== 'observed' || event.observation.outcome.kind !== 'answered') continue;
    const { kind, outcome } = event.observation;
    const { answer } = outcome;
    if (typeof answer !== 'object' || answer === null || !('id' in answer) || typeof answer.id !== 'string') continue;
    const key = `${kind} ${answer.id.toLowerCase()}`;
    if (!seen.has(key)) seen.set(key, { kind, answer: { ...answer, id: answer.id } });
  }
  return [...seen.values()];
}

function rulesChanged(before: NetworkSecurityGroup, after: NetworkSecurityGroup): readonly Text[] {
  const names = [...new Set([...before.rules, ...after.rules].map(({ name }) => name))];
  return names.flatMap((name) => {
    const [was, is] = [before, after].map(({ rules }) => rules.find((rule) => rule.name === name));
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    if (!is)
      return [text(`Rule ${name} of ${after.name} is gone.`, `${after.name}의 규칙 ${name}이(가) 없어졌습니다.`)];
    if (!was) return [text(`Rule ${name} of ${after.name} is new.`, `${after.name}에 규칙 ${name}이(가) 생겼습니다.`)];
    return [text(`Rule ${name} of ${after.name} is another one.`, `${after.name}의 규칙 ${name}이(가) 바뀌었습니다.`)];
  });
}

function operated(before: VirtualMachine, after: VirtualMachine): readonly Text[] {
  const at = after.provisionedAt;
  if (at === undefined || at === before.provisionedAt) return [];
  return [text(`An operation on ${after.name} ended at ${at}.`, `${after.name}에 대한 작업이 ${at}에 끝났습니다.`)];
}
