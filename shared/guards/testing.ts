import { Policy } from '../model/policy';
import type { Guard, Proposed } from '../model/guard';
import type { Intervention, Ledger, Stage } from '../model/ledger';
import type { Plan } from '../model/plan';
import type { Target } from '../model/target';
import { targetKey } from '../targets';
import { healthy, ids, reasonOver, subscription, vmTarget } from '../model/testing';
import { text } from '../model/text';

/** The guards' clock in their tests: a Saturday. */
export const now = Date.parse('2026-11-21T09:00:00.000Z');

/** So many minutes before now, ISO 8601 UTC. */
export const ago = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();

const policy = {
  // In another case than the ids: Azure does not care.
  subscriptions: [subscription.toUpperCase()],
  approvers: [{ id: '22222222-2222-4222-8222-222222222222', name: 'Kim' }],
};

export const restart: Plan = {
  fix: 'restart-vm',
  resource: ids.vm,
  region: 'koreacentral',
  risk: 'high',
  changes: [{ kind: 'restart-vm', vm: ids.vm }],
  undo: [],
  opens: [],
  closes: [],
  effect: text('Restart.', '다시 시작.'),
  proof: [],
  losses: [],
};

/** A fix of another incident on the VM that guards are asked about: the same cause, restarted, and over. */
export const earlier = (stage: Stage, differs: Partial<Intervention> = {}): Intervention => ({
  incident: 'inc-2',
  target: targetKey(vmTarget),
  cause: 'vm/guest-not-responding',
  blamed: ids.vm,
  fix: 'restart-vm',
  planHash: 'abc',
  resource: ids.vm,
  region: 'koreacentral',
  affectedResources: [ids.vm, ids.gateway].map((id) => id.toLowerCase()),
  stage,
  ...differs,
});

export const asked = (minutes: number): Stage => ({ kind: 'asked', at: ago(minutes) });
export const started = (minutes: number): Stage => ({ kind: 'started', at: ago(minutes) });
/** Ended so many minutes ago, a minute after it was started. */
export const ended = (minutes: number, result: 'verified' | 'failed' | 'withdrawn' = 'verified'): Stage => ({
  kind: 'ended',
  at: ago(minutes),
  startedAt: ago(minutes + 1),
  result,
});

/** What a guard is asked about, where it differs from a restart of a healthy VM that nobody ever touched. */
export interface Asked {
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly ledger?: Partial<Ledger>;
  readonly interventions?: readonly Intervention[];
  readonly plan?: Partial<Plan>;
  readonly policy?: Partial<Record<keyof Policy, unknown>>;
  readonly target?: Target;
}

/** The guard's answer, or `needs` or `skipped` where it could not see enough for one. */
export function check(guard: Guard, asked: Asked) {
  const ledger: Ledger = {
    version: '1',
    at: ago(0),
    mutes: [],
    interventions: asked.interventions ?? [],
    ...asked.ledger,
  };
  const proposed: Proposed = {
    incident: 'inc-1',
    target: asked.target ?? vmTarget,
    cause: 'vm/guest-not-responding',
    blamed: ids.vm,
    request: { fix: 'restart-vm', vm: ids.vm },
    plan: { ...restart, ...asked.plan },
    alongside: [],
  };
  const answers = { ...healthy, ledger, applicationGateways: { gateways: [] }, ...asked.answers };
  const rules = Policy.parse({ ...policy, ...asked.policy });
  const checked = reasonOver(answers, (see) => guard.check(see, proposed, rules));
  return checked.kind === 'done' ? checked.value : checked;
}

/** The same in short: the kind of the answer, and for a hold the minutes from now. */
export function inShort(guard: Guard, asked: Asked): string {
  const checked = check(guard, asked);
  return checked.kind === 'hold' ? `hold ${(Date.parse(checked.until) - now) / 60_000}` : checked.kind;
}
