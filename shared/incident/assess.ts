import type { Policy } from '../model/policy';
import { causes } from '../causes/index.generated';
import { areEnough, asksOf } from '../guards/approvers';
import { guards } from '../guards/index.generated';
import { symptoms } from '../symptoms/index.generated';
import { canonicalJson, sha256 } from '../model/canonical';
import type { Guard, GuardResult, Proposed, Requester } from '../model/guard';
import type { Found, Judgement, Presence, Present } from '../model/judgement';
import type { Observation, See } from '../model/observation';
import type { FixRequest, Plan, PlanContext } from '../model/plan';
import { ledger } from '../observations/ledger';
import { sameRequest } from '../model/plan';
import { attempt, CannotSee, distinct, forEach, ifSeen, seeing, together, Unsure, type Needs } from '../model/see';
import type { Symptom } from '../model/symptom';
import type { SymptomId, Target } from '../model/target';
import { joinText, text, type Text } from '../model/text';
import type { GuardFinding, Judged, Proposal } from './events';
import { affectedBy } from './affected-resources';
import { covers, fixFor, joined, widens, type Wish } from './wishes';

export interface DiagnoseContext extends Omit<PlanContext, 'presence'> {
  /** What was applied in this incident and did not bring the connection back. */
  readonly tried: readonly FixRequest[];
}

export interface AssessContext extends DiagnoseContext {
  readonly policy: Policy;
  /** What else suffers from the same, and what would mend that: where one plan can do both, it does. */
  readonly alongside: readonly Wish[];
  readonly requestedBy?: Requester;
}

/** What is wrong with a target, why, and what would mend it: all that needs nobody's leave. */
export type Diagnosis =
  | Needs
  | { readonly kind: 'healthy'; readonly presence: Presence }
  /** Wrong, but nothing is proposed: no documented cause, or no fix left. */
  | {
      readonly kind: 'report';
      readonly presence: Presence;
      readonly judgements: readonly Judged[];
      readonly because: Text;
    }
  | {
      readonly kind: 'planned';
      readonly presence: Present;
      readonly judgements: readonly Judged[];
      readonly planned: Pick<Proposal, 'cause' | 'blamed' | 'request' | 'plan'>;
    };

/** What the evidence says about a target: the whole of Reconnect's judgement. */
export type Assessment =
  | Exclude<Diagnosis, { kind: 'planned' }>
  /** A guard stops the plan: until a time (ISO 8601 UTC), or in this incident for good. */
  | {
      readonly kind: 'guarded';
      readonly presence: Present;
      readonly judgements: readonly Judged[];
      readonly proposal: Proposal;
      readonly because: Text;
      readonly until?: string;
    }
  | {
      readonly kind: 'proposal';
      readonly presence: Present;
      readonly judgements: readonly Judged[];
      readonly proposal: Proposal;
      /** Of the ledger that the guards judged by; the proposal may only be booked while it is still that one. */
      readonly ledgerVersion: string;
    };

/**
 * Judges a target by the evidence alone. Called again and again: where evidence is missing it says which, and the caller
 * fetches it. The same evidence always gives the same answer, so any incident can be replayed, and a plan that is made
 * again just before it is applied can be compared with the one that was approved.
 */
export function assess(evidence: readonly Observation[], context: AssessContext): Assessment {
  const diagnosis = diagnose(evidence, context);
  return diagnosis.kind === 'planned' ? propose(diagnosis, evidence, context) : diagnosis;
}

/** The part of {@link assess} before the guards: asks neither what Reconnect has done so far nor what it may do. */
export function diagnose(evidence: readonly Observation[], context: DiagnoseContext): Diagnosis {
  const see = seeing(evidence);
  const looked = presenceOf(evidence, context.target);
  if (looked.kind === 'needs') return looked;
  const { presence, symptom } = looked;
  if (presence.kind === 'absent' || !symptom) return { kind: 'healthy', presence };

  const judgements: Judged[] = [];
  const found: Blame[] = [];
  const failures = symptom.failures?.(see, context.target) ?? [];
  for (const tier of tiersOf(symptom, context.target)) {
    if (accountFor(failures, found) && found.some((blame) => settles(blame, context))) break;
    const looked = tier.map((cause) => ({
      cause,
      judgement: judged(attempt(() => cause.judge(see, context.target))),
    }));
    const missing = looked.flatMap(({ judgement }) => (judgement.kind === 'needs' ? judgement.observations : []));
    if (missing.length > 0) return { kind: 'needs', observations: distinct(missing) };
    for (const { cause, judgement } of looked) {
      judgements.push({ cause: cause.id, judgement });
      if (judgement.kind === 'found') found.push({ cause: cause.id, judgement });
    }
  }
  if (presence.kind === 'unclear') return { kind: 'report', presence, judgements, because: notCertain(presence) };
  const findings = { presence, judgements };
  const [first] = found;
  if (!first) return { kind: 'report', ...findings, because: nothingFound(symptom, context.target, judgements) };
  // As long as one cause stays, no other fix can bring the connection back.
  const requests = found.map((blame) => untried(blame, context));
  const [request] = requests;
  if (request && requests.every((each) => each && sameRequest(each, request)))
    return planFor(first, request, findings, see, context);
  // What fails for one cause alone, its fix brings back, whatever else fails.
  const apart = symptom.overcome && found.find((blame, index) => requests[index] && isApart(blame, found));
  const own = apart && untried(apart, context);
  const planned = own && planFor(apart, own, findings, see, context);
  if (planned?.kind === 'needs') return planned;
  if (planned?.kind === 'planned' && planned.planned.plan.lastsMs === undefined) return planned;
  const stuck = found[requests.indexOf(undefined)];
  return { kind: 'report', ...findings, because: stuck ? noFixLeft(stuck.judgement, found) : noFixAlone(found) };
}

/** The causes of a symptom in their hundreds, the cheap ones first: what is beside each other is asked about side by side. */
function tiersOf(symptom: Symptom, target: Target): readonly (typeof causes)[] {
  const explaining = causes.filter(
    (cause) => cause.explains.includes(symptom.id) && (cause.concerns?.(target) ?? true),
  );
  return [...Map.groupBy(explaining, ({ order }) => Math.floor(order / 100)).values()];
}

/** A cause that was found. */
interface Blame {
  readonly cause: string;
  readonly judgement: Found;
}

/** The next documented fix that was not tried yet. */
const untried = ({ judgement }: Blame, { tried }: DiagnoseContext): FixRequest | undefined =>
  judgement.fixes.find((request) => !tried.some((before) => covers(before, request)));

/** Whether a found cause makes it needless to look behind it: that is judged only when everything documented was tried for it and it was not enough. */
const settles = (blame: Blame, context: DiagnoseContext): boolean =>
  blame.judgement.fixes.length === 0 || untried(blame, context) !== undefined;

/** Whether what a cause accounts for has no other cause. */
const isApart = (blame: Blame, found: readonly Blame[]): boolean =>
  found.every(
    ({ judgement: { accountsFor } }) =>
      accountsFor !== undefined &&
      (accountsFor === blame.judgement.accountsFor ||
        !accountsFor.some((failure) => blame.judgement.accountsFor?.includes(failure))),
  );

/** Whether each failure has a cause. */
const accountFor = (failures: readonly string[], found: readonly Blame[]): boolean =>
  failures.every((failure) => found.some(({ judgement }) => judgement.accountsFor?.includes(failure) ?? true));

type Looked = Needs | { readonly kind: 'seen'; readonly presence: Presence; readonly symptom?: Symptom };

/**
 * Whether anything is wrong with the target now, and what; with `only`, whether this symptom is there. What is certain
 * counts before what is unclear.
 */
export function presenceOf(evidence: readonly Observation[], target: Target, only?: SymptomId): Looked {
  const see = seeing(evidence);
  let absent: Presence | undefined;
  let unclear: Looked | undefined;
  for (const symptom of symptoms.filter((each) => each.concerns === target.kind && each.id === (only ?? each.id))) {
    const looked = attempt(() => symptom.presence(see, target));
    if (looked.kind === 'needs') return looked;
    const presence =
      looked.kind === 'done'
        ? looked.value
        : { kind: 'unclear' as const, symptom: symptom.id, because: looked.because };
    if (!presence) continue;
    if (presence.kind === 'present') return { kind: 'seen', presence, symptom };
    if (presence.kind === 'absent') absent ??= presence;
    else unclear ??= { kind: 'seen', presence, symptom };
  }
  return unclear ?? { kind: 'seen', presence: absent ?? nothingWrong };
}

const nothingWrong: Presence = {
  kind: 'absent',
  because: text('Nothing that Reconnect watches for is wrong.', 'Reconnect가 살피는 문제가 없습니다.'),
};

export const symptomOf = (id: SymptomId): Symptom | undefined => symptoms.find((symptom) => symptom.id === id);

function judged(tried: ReturnType<typeof attempt<Exclude<Judgement, { kind: 'needs' | 'skipped' }>>>): Judgement {
  return tried.kind === 'done' ? tried.value : tried;
}

const notCertain = ({ because }: Presence): Text =>
  text(
    `Nothing is proposed, because it is not certain that anything is wrong. ${because.en}`,
    `문제가 있는지 확실하지 않아 조치를 제안하지 않습니다. ${because.ko}`,
  );

/** What is known when no cause was found: that those which were judged do not apply is said of no others. */
function nothingFound(symptom: Symptom, target: Target, judgements: readonly Judged[]): Text {
  const notJudged = symptom.notJudged.filter((each) => !each.unless?.(target));
  const titles = (kind: Judgement['kind']): readonly Text[] =>
    causes
      .filter(({ id }) => judgements.some((each) => each.cause === id && each.judgement.kind === kind))
      .map(({ title }) => title);
  const open = titles('uncertain');
  const unchecked = [...titles('skipped'), ...notJudged];
  const said = [
    open.length === 0
      ? text('None of the causes that were judged applies.', '판단한 원인 중 해당하는 것이 없습니다.')
      : text(
          `No documented cause was found. Could not be ruled out: ${listed(open).en}.`,
          `문서화된 원인을 찾지 못했습니다. 배제하지 못함: ${listed(open).ko}.`,
        ),
    ...(unchecked.length === 0
      ? []
      : [text(`Not checked here: ${listed(unchecked).en}.`, `여기서 확인하지 않음: ${listed(unchecked).ko}.`)]),
  ];
  return joinText(...said);
}

const listed = (texts: readonly Text[]): Text =>
  text(texts.map(({ en }) => en).join('; '), texts.map(({ ko }) => ko).join('; '));

type Findings = { readonly presence: Present; readonly judgements: readonly Judged[] };

/** Plans a fix for a cause. */
function planFor(blame: Blame, request: FixRequest, findings: Findings, see: See, context: DiagnoseContext): Diagnosis {
  const planned = attempt(() => fixFor(request).plan(see, request, { ...context, presence: findings.presence }));
  if (planned.kind === 'needs') return planned;
  const made = planned.kind === 'done' ? planned.value : planned;
  if (made.kind !== 'plan')
    return { kind: 'report', ...findings, because: joinText(made.because, ...advices([blame])) };
  const { cause, judgement } = blame;
  return { kind: 'planned', ...findings, planned: { cause, blamed: judgement.blamed, request, plan: made.plan } };
}

/** Asks the guards about a plan. */
function propose(
  { presence, judgements, planned: narrow }: Extract<Diagnosis, { kind: 'planned' }>,
  evidence: readonly Observation[],
  context: AssessContext,
): Assessment {
  const see = seeing(evidence);
  const findings = { presence, judgements };
  const { incident, target, policy, alongside, requestedBy } = context;
  const widened = attempt(() => widen(see, narrow, presence, context));
  if (widened.kind === 'needs') return widened;
  const planned = widened.kind === 'done' ? widened.value : narrow;
  const mended = alongside.filter(({ request }) => covers(planned.request, request));
  const proposed: Proposed = {
    incident,
    target,
    ...planned,
    alongside: mended.map((each) => each.target),
    ...(requestedBy ? { requestedBy } : {}),
  };
  const guarded = attempt(() =>
    together(
      () => see(ledger, {}).version,
      () => affectedBy(see, proposed, policy),
      () => asksOf(see, proposed, policy),
      () => askGuards(see, proposed, policy),
    ),
  );
  if (guarded.kind === 'needs') return guarded;
  if (guarded.kind !== 'done') return { kind: 'report', ...findings, because: guarded.because };
  const [ledgerVersion, affectedResources, asks, said] = guarded.value;
  const proposal: Proposal = { ...planned, hash: planHash(planned.plan), affectedResources, asks, guards: said };
  const stop = stopIn(proposal);
  if (!stop) return { kind: 'proposal', ...findings, proposal, ledgerVersion };
  const { because } = stop.result;
  return stop.result.kind === 'block'
    ? { kind: 'guarded', ...findings, proposal, because }
    : { kind: 'guarded', ...findings, proposal, because, until: stop.result.until };
}

type PlannedFix = Extract<Diagnosis, { kind: 'planned' }>['planned'];

/**
 * The plan for all that suffer from the same: for each whose own plan no guard would stop, where one plan can do what all ask for and
 * the same people may approve it all.
 */
function widen(see: See, narrow: PlannedFix, presence: Present, context: AssessContext): PlannedFix {
  const { policy, incident } = context;
  const planOf = (request: FixRequest, target: Target): Plan | undefined => {
    const planned = fixFor(request).plan(see, request, { ...context, target, presence });
    return planned.kind === 'plan' ? planned.plan : undefined;
  };
  const mayJoin = ({ target, request }: Wish): boolean => {
    const plan = planOf(request, target);
    if (!plan) return false;
    const proposed: Proposed = { ...narrow, incident, target, request, plan, alongside: [] };
    return askGuards(see, proposed, policy).every(({ result }) => result.kind === 'pass');
  };
  const wishes = context.alongside.filter(({ request }) => widens(narrow.request, request));
  const mates = forEach(wishes, (wish) => (ifSeen(() => mayJoin(wish)) ? [wish] : [])).flat();
  const request = mates.reduce((all, mate) => joined(all, mate.request) ?? all, narrow.request);
  const plan = mates.length > 0 ? planOf(request, context.target) : undefined;
  const alongside = mates.map(({ target }) => target);
  const isForThem = plan && areEnough(asksOf(see, { ...context, alongside, plan }, policy));
  return isForThem ? { ...narrow, request, plan } : narrow;
}

/**
 * What the guards say, up to the first that stops the plan. What they lack is asked for together. A guard that cannot see
 * what it needs blocks.
 */
function askGuards(see: See, proposed: Proposed, policy: Policy): readonly GuardFinding[] {
  const said: GuardFinding[] = [];
  for (const tier of [guards.filter(isOwn), guards.filter((guard) => !isOwn(guard))]) {
    said.push(
      ...forEach(tier, (guard) => ({ guard: guard.id, result: resultOf(() => guard.check(see, proposed, policy)) })),
    );
    const stop = said.findIndex(({ result }) => result.kind !== 'pass');
    if (stop >= 0) return said.slice(0, stop + 1);
  }
  return said;
}

/** Whether a guard sees nothing of Azure: those are asked before anything is looked up for the others. */
const isOwn = ({ order }: Guard): boolean => order < 100;

function resultOf(check: () => GuardResult): GuardResult {
  try {
    return check();
  } catch (stopped) {
    if (stopped instanceof CannotSee || stopped instanceof Unsure) return { kind: 'block', because: stopped.because };
    throw stopped;
  }
}

/** The guard that stops a plan, when one does. */
export function stopIn({ guards: said }: Pick<Proposal, 'guards'>) {
  const last = said.at(-1);
  return last && last.result.kind !== 'pass' ? { guard: last.guard, result: last.result } : undefined;
}

/** Why nothing is proposed, and what people can do instead. */
const noFixLeft = (stuck: Found, found: readonly Blame[]): Text => joinText(whyNoFix(stuck, found), ...advices(found));

/** What people can do about each cause, numbered where there are several. */
function advices(found: readonly Blame[]): readonly Text[] {
  const all = found.flatMap(({ judgement }) => judgement.advice ?? []);
  return all.length < 2 ? all : all.map(({ en, ko }, index) => text(`(${index + 1}) ${en}`, `(${index + 1}) ${ko}`));
}

function whyNoFix(stuck: Found, found: readonly Blame[]): Text {
  if (found.length > 1)
    return text(
      `${found.length} causes were found, and Reconnect has no fix left for one of them. The others alone would not bring the connection back: this is for people.`,
      `원인이 ${found.length}개 발견되었고, 그중 하나에는 Reconnect가 적용할 조치가 남아 있지 않습니다. 나머지만 고쳐서는 연결이 돌아오지 않으므로 사람이 처리해야 합니다.`,
    );
  return stuck.fixes.length === 0
    ? text(
        'The cause is known, but Reconnect has no fix for it: this one is for people.',
        '원인은 확인되었지만 Reconnect가 적용할 조치가 없습니다. 사람이 처리해야 합니다.',
      )
    : text('Every documented fix was tried, and none is left.', '문서화된 조치를 모두 시도했고 남은 조치가 없습니다.');
}

/** Why nothing is proposed where each cause needs a fix of its own. */
const noFixAlone = (found: readonly Blame[]): Text =>
  joinText(
    text(
      `${found.length} causes were found, and each needs a fix of its own. One alone would not bring the connection back, and be undone: this is for people.`,
      `원인이 ${found.length}개 발견되었고 각각 다른 조치가 필요합니다. 하나만 고치면 연결이 돌아오지 않아 되돌리게 되므로 사람이 처리해야 합니다.`,
    ),
    ...advices(found),
  );

/** What an approval is bound to: everything that would be sent, and everything that would change because of it. */
export const planHash = ({ fix, resource, changes, undo, lastsMs, opens, closes, losses }: Plan): string =>
  sha256(canonicalJson({ fix, resource, changes, undo, lastsMs, opens, closes, losses }));
