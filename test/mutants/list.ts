import type { Mischief } from '../simulator/mischief';
import type { Killer, Mutant, Run } from './mutant';

// What a careful reader would take out to see whether anybody notices. Each mutant changes one place of one file.

const scenario = (name: string): Killer => ({ scenario: name });
const seeds = (invariant: string, from: number, to: number): Killer => ({ invariant, seeds: [from, to] });
const promise = (invariant: string, run: Run): Killer => ({ invariant, run });
const test = (file: string, name: string): Killer => ({ test: file, name });

const minute = 60_000;
const answer = (question: number, who: 'kim' | 'stranger' = 'kim'): Mischief => ({
  kind: 'answer',
  answer: { question, who, decision: 'approve', afterMs: minute, about: 'the-card' },
});
const anotherAlert = (at: number): Mischief => ({ kind: 'alert-again', at, of: 0, sameId: false });

/** A gateway's NSG is mended. */
const mended: Run = { scenario: 'gateway-v2-ports-denied', mischiefs: [answer(1)] };
/** A rule is added, does not help, and is taken away again, about seven minutes later. */
const noHelp: Run = { scenario: 'gateway-repair-does-not-help', mischiefs: [answer(1)] };
/** A script and an extension, one after the other. */
const twoSteps: Run = { scenario: 'vm-sshd-config-invalid', mischiefs: [answer(1)] };
/** While one alert is asked about, there comes another. */
const joined: Run = { scenario: 'gateway-v2-ports-denied', mischiefs: [anotherAlert(4 * minute)] };
/** A VM hangs again half an hour after it was restarted, and one restart in two hours is allowed. */
const again: Run = {
  scenario: 'vm-hung-guest',
  limits: { cooldownMinutes: 120, echoMinutes: 0 },
  mischiefs: [
    answer(1),
    { kind: 'estate', happening: { at: 60 * 60, kind: 'guest', vm: 'vm-queue-app1', set: { hung: true } } },
    anotherAlert(62 * minute),
    answer(2),
    answer(3),
  ],
};
/** Two fixes are needed within an hour, in which one is allowed. */
const oneAnHour: Run = {
  scenario: 'vm-bad-node',
  limits: { perHour: { total: 1 } },
  mischiefs: [answer(1), answer(2)],
};
/** Nobody knows that the extension was put there. */
const extensionAnswerLost: Run = {
  scenario: 'vm-sshd-config-invalid',
  mischiefs: [
    answer(1),
    {
      kind: 'azure',
      fault: { at: 0, method: 'PUT', path: '/extensions', times: 1, answer: { kind: 'drop-answer' } },
    },
  ],
};

const oneOf = { guards: 'guard', causes: 'cause', fixes: 'fix' } as const;

/** Takes a file's value out of the registry of its folder. */
const unregistered = (folder: keyof typeof oneOf, name: string, killedBy: Killer): Mutant => ({
  without: `the ${oneOf[folder]} ${name}`,
  file: `shared/${folder}/index.generated.ts`,
  from: new RegExp(`(?<=: readonly \\w+\\[\\] = \\[[^\\]]*)\\b${name}\\b,?`),
  to: '',
  killedBy,
});

const mutant = (without: string, file: string, from: string | RegExp, to: string, killedBy: Killer): Mutant => ({
  without,
  file: `shared/${file}`,
  from,
  to,
  killedBy,
});

const guards: readonly Mutant[] = [
  unregistered('guards', 'killSwitch', scenario('vm-changes-switched-off')),
  unregistered('guards', 'scope', scenario('gateway-rules-excepted')),
  unregistered('guards', 'mode', scenario('gateway-observe-mode')),
  unregistered('guards', 'mute', scenario('vm-muted')),
  unregistered('guards', 'maintenance', scenario('vm-in-maintenance')),
  unregistered('guards', 'ownEcho', scenario('vm-echo-of-own-restart')),
  unregistered('guards', 'sharedCause', scenario('gateway-same-rule-as-another')),
  unregistered('guards', 'cooldown', scenario('vm-fixed-a-moment-ago')),
  unregistered('guards', 'recurrence', scenario('vm-hangs-again-and-again')),
  unregistered('guards', 'circuitBreaker', scenario('vm-fixes-do-not-help')),
  unregistered('guards', 'blastRadius', scenario('vm-many-in-its-group')),
  unregistered('guards', 'poolTurn', scenario('vm-neighbour-is-restarted')),
  unregistered('guards', 'verifiable', scenario('vm-denied-and-jump-agent-dead')),
  unregistered('guards', 'permissions', scenario('gateway-no-right-to-add-a-rule')),
  unregistered('guards', 'locks', scenario('gateway-rules-locked')),
  unregistered('guards', 'denyAssignments', scenario('gateway-denied-by-its-stack')),
  unregistered('guards', 'policies', scenario('gateway-policy-wants-other-rule-names')),
  unregistered('guards', 'poolHealth', scenario('vm-last-server-behind-the-gateway')),
  // These two cannot stop a plan that a cause and a fix of today make, so no scenario shows them.
  mutant(
    'the guard eventsUnderWay',
    'guards/events-under-way.ts',
    "if (health.state !== 'Unavailable')",
    'if (true)',
    test('shared/guards/guards.test.ts', 'events-under-way blocks when'),
  ),
  mutant(
    'the guard ownRules',
    'guards/own-rules.ts',
    "if (!foreign) return { kind: 'pass' };",
    "if (true) return { kind: 'pass' };",
    test('shared/guards/azure-guards.test.ts', 'own-rules: block when a rule of that name is there'),
  ),
  mutant(
    'that the VM to try from may go out',
    'guards/verifiable.ts',
    "out.access === 'Deny'",
    'false',
    test('shared/guards/guards.test.ts', 'verifiable blocks when who could try may not go out'),
  ),
  mutant(
    'that the watcher agent is provisioned',
    'guards/verifiable.ts',
    "installed.provisioningState.toLowerCase() !== 'succeeded'",
    'false',
    test('shared/guards/guards.test.ts', 'verifiable blocks when the watcher agent is not provisioned'),
  ),
  mutant(
    'that the agent of the VM to try from is ready',
    'guards/verifiable.ts',
    "!isSurely(tester.agent, 'ready')",
    'false',
    test('shared/guards/guards.test.ts', 'verifiable blocks when the VM agent of who could try is dead'),
  ),
  mutant(
    'that a check really probed',
    'observations/connectivity.ts',
    'probesSent > 0 ?',
    'probesSent >= 0 ?',
    test('shared/observations/diagnostics.test.ts', 'without a probe, Unreachable is no answer'),
  ),
  mutant(
    'that what is named at the source is the tester’s',
    'causes/network/tester.ts',
    'own.some(({ issues }) => issues.length > 0)',
    'false',
    test('shared/symptoms/symptoms.test.ts', 'whose tester is stopped at its own end'),
  ),
  mutant(
    'that an unclear symptom is only reported',
    'incident/assess.ts',
    "if (presence.kind === 'unclear')",
    'if (false)',
    scenario('vm-jump-host-agent-dead-sshd-stopped'),
  ),
  mutant(
    'that the watcher of the source is asked',
    'causes/network/questions.ts',
    'watcher: watcherOf(see, sourceVm), sourceVm',
    'watcher: watcherOf(see, target.id), sourceVm',
    scenario('vm-jump-host-in-another-region-false-alarm'),
  ),
  mutant(
    'that gateways are looked for in every watched subscription',
    'guards/pools.ts',
    '[armId(vm).subscription, ...subscriptions]',
    '[armId(vm).subscription]',
    test('shared/guards/azure-guards.test.ts', 'gateways are looked for in every watched subscription'),
  ),
  mutant(
    'a limit to what is under way at once',
    'guards/blast-radius.ts',
    'if (underWay >= atOnce)',
    'if (false)',
    scenario('vm-three-under-way'),
  ),
  mutant(
    'a limit to what begins within an hour',
    'guards/blast-radius.ts',
    "if (!fullest) return { kind: 'pass' };",
    "if (true) return { kind: 'pass' };",
    promise('caps hold', oneAnHour),
  ),
  mutant(
    'blocking where a guard cannot see',
    'incident/assess.ts',
    "if (stopped instanceof CannotSee || stopped instanceof Unsure) return { kind: 'block', because: stopped.because };",
    "if (stopped instanceof CannotSee || stopped instanceof Unsure) return { kind: 'pass' };",
    test('shared/incident/assess.test.ts', 'a guard that cannot see what it needs stops the plan'),
  ),
];

const registered: readonly Mutant[] = [
  unregistered('fixes', 'allowInbound', scenario('gateway-v2-ports-denied')),
  unregistered('fixes', 'resetSsh', scenario('vm-sshd-config-invalid')),
  unregistered('fixes', 'restartVm', scenario('vm-hung-guest')),
  unregistered('fixes', 'redeployVm', scenario('vm-bad-node')),
  unregistered('causes', 'gatewayNotRunning', scenario('gateway-degraded-by-azure')),
  unregistered('causes', 'infrastructurePortsBlocked', scenario('gateway-v1-ports-denied')),
  unregistered('causes', 'defaultRouteDiverted', scenario('gateway-default-route-diverted')),
  unregistered('causes', 'nsgBlocksPort', scenario('vm-nsg-denies-ssh')),
  unregistered('causes', 'returnRouteDropped', scenario('vm-no-way-back')),
  unregistered('causes', 'guestNotResponding', scenario('vm-hung-guest')),
  unregistered('causes', 'sshdOnAnotherPort', scenario('vm-sshd-on-another-port')),
  unregistered('causes', 'sshdBroken', scenario('vm-sshd-config-invalid')),
  unregistered('causes', 'notRunning', scenario('vm-stopped-by-a-person')),
  unregistered('causes', 'platformEvent', scenario('vm-platform-event')),
];

const approval: readonly Mutant[] = [
  mutant(
    'the difference between yes and no',
    'incident/state.ts',
    "return decision.decision === 'approve'",
    'return true',
    scenario('gateway-rejected'),
  ),
  mutant(
    'the list of approvers',
    'approvals/decide.ts',
    /if \(!approval\.approvers\.some\([^{]+\) \{/,
    'if (false) {',
    test('shared/approvals/decide.test.ts', 'somebody else'),
  ),
  mutant(
    'the time limit of an answer',
    'approvals/decide.ts',
    'if (now >= Date.parse(approval.until))',
    'if (false)',
    test('shared/approvals/decide.test.ts', 'silence means no from the very moment on'),
  ),
  mutant(
    'the time limit of a question',
    'incident/next.ts',
    'policy.approvalMinutes * 60_000',
    'policy.approvalMinutes * 6_000_000',
    scenario('gateway-nobody-answers'),
  ),
  mutant(
    'the binding of a press to its plan',
    'approvals/decide.ts',
    'reply.planHash !== approval.planHash',
    'false',
    test('shared/approvals/decide.test.ts', 'a card about another plan does not decide'),
  ),
  mutant(
    'what closes and opens in the plan that people approve',
    'incident/assess.ts',
    /sha256\(canonicalJson\(\{ fix, resource, changes, undo, lastsMs, opens, closes, losses \}\)\)/,
    'sha256(canonicalJson({ fix, resource, undo, lastsMs, losses }))',
    promise('no write without a valid approval of exactly that plan', mended),
  ),
  mutant(
    'the issuer of a token',
    'approvals/token.ts',
    'issuer: [...issuers],',
    '',
    test('test/teams/signed-activities.test.ts', 'entra-issuer'),
  ),
  mutant(
    'the audience of a token',
    'approvals/token.ts',
    'audience: [...audiences],',
    '',
    test('test/teams/signed-activities.test.ts', 'wrong-audience'),
  ),
  mutant(
    'the check of signatures',
    'approvals/token.ts',
    'jwtVerify(token, keys, options)',
    "Promise.resolve({ payload: JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()), protectedHeader: { kid: 'stand-in' } })",
    test('test/teams/signed-activities.test.ts', 'bad-signature: 401, and nobody is asked'),
  ),
  mutant(
    'the service URL of a token',
    'approvals/teams/receive.ts',
    ' || plain(claims.data.serviceurl) !== plain(envelope.data.serviceUrl)',
    '',
    test('test/teams/signed-activities.test.ts', 'other-service-url'),
  ),
  mutant(
    'the channel by which an activity comes',
    'approvals/teams/receive.ts',
    'channelId === teamsChannel &&',
    '',
    test('test/teams/signed-activities.test.ts', 'web-chat: 403'),
  ),
  mutant(
    'the endorsements of the key',
    'approvals/teams/receive.ts',
    'endorsements.includes(teamsChannel) &&',
    '',
    test('test/teams/signed-activities.test.ts', 'key-of-another-channel: 403'),
  ),
  mutant(
    'whom an activity is for',
    'approvals/teams/receive.ts',
    'recipient.id.toLowerCase() === `28:${appId}`.toLowerCase() &&',
    '',
    test('test/teams/signed-activities.test.ts', 'another-recipient: 403'),
  ),
  mutant(
    'the host of the connector',
    'approvals/teams/receive.ts',
    'originOf(serviceUrl) === originOf(configured)',
    'serviceUrl.startsWith(new URL(configured).origin)',
    test('test/teams/signed-activities.test.ts', 'another-connector: 403'),
  ),
  mutant(
    'what is for approvers only',
    'approvals/command.ts',
    "kind === 'stop' || kind === 'status'",
    'kind !== undefined',
    test('shared/approvals/command.test.ts', 'others only stop it and look'),
  ),
  mutant(
    'that only approvers resume over HTTP',
    'approvals/entra.ts',
    'if (!may(claims.data, approver))',
    'if (false)',
    test('shared/approvals/entra.test.ts', 'another person does not pass'),
  ),
  mutant(
    'that a person has signed in for the app',
    'approvals/entra.ts',
    "scp === '' ? undefined : ",
    '',
    test('shared/approvals/entra.test.ts', 'who only showed the app who they are'),
  ),
  mutant(
    'which program brings alerts',
    'approvals/entra.ts',
    '(azp ?? appid) === azureMonitorApp && ',
    '',
    test('shared/approvals/entra.test.ts', 'another program with the role'),
  ),
  mutant(
    'the role of who brings alerts',
    'approvals/entra.ts',
    ' && roles.includes(azureMonitorRole)',
    '',
    test('shared/approvals/entra.test.ts', 'Azure Monitor without the role'),
  ),
  mutant(
    'the refusal of clouds that are not Azure’s',
    'config/settings.ts',
    ', ...foreignIn(read.data)',
    '',
    test('shared/config/settings.test.ts', 'is refused'),
  ),
  mutant(
    'that codes of open questions differ',
    'approvals/approval.ts',
    'if (!taken.includes(code)) return code;',
    'return code;',
    test('test/incident/codes.test.ts', 'two questions that are open never have the same code'),
  ),
  mutant(
    'the code in the ledger',
    'incident/next.ts',
    "...(stage.kind === 'asked' ? { code: codeFor(state, hash) } : {}),",
    '',
    test('test/incident/codes.test.ts', 'two questions that are open never have the same code'),
  ),
  mutant(
    'the refusal of a code that two questions share',
    'incident/reply.ts',
    'if (incidents.length <= 1) ',
    '',
    test('test/incident/codes.test.ts', 'decides neither'),
  ),
  mutant(
    'whose plan a text approves',
    'approvals/teams/answer.ts',
    "${subject ? `${subject[language]}: ` : ''}",
    '',
    test('test/teams/signed-activities.test.ts', 'answered by a message in its thread'),
  ),
  mutant(
    'the endpoints that follow from the name of a storage account',
    'config/storage-settings.ts',
    'https://${account}.${service}.${storageDomain}',
    'https://${account}.${service}.core.windows.net',
    test('shared/config/settings.test.ts', 'its name is enough'),
  ),
  mutant(
    'the check of the tenant',
    'approvals/teams/reply.ts',
    'tenant.toLowerCase() !== place.tenantId.toLowerCase() || ',
    '',
    test('test/teams/signed-activities.test.ts', 'wrong-tenant'),
  ),
  mutant(
    'the check of the channel',
    'approvals/teams/reply.ts',
    ' || channel !== place.channelId',
    '',
    test('test/teams/signed-activities.test.ts', 'wrong-conversation'),
  ),
  mutant(
    'the check of who sent it',
    'approvals/teams/reply.ts',
    'if (!from.aadObjectId)',
    'if (false)',
    test('test/teams/signed-activities.test.ts', 'missing-oid'),
  ),
  mutant(
    'the list of those who may switch changes on',
    'approvals/command.ts',
    'if (approvers.some(({ id }) => id.toLowerCase() === by.id.toLowerCase()))',
    'if (true)',
    scenario('vm-resume-by-a-bystander'),
  ),
];

const beforeTheWrite: readonly Mutant[] = [
  mutant(
    'the look just before a fix is applied, whether the trouble is still there',
    'incident/next.ts',
    /if \(assessment\.kind === 'healthy'\)(?=\s+return record\(\s+\{ kind: 'rechecked')/,
    'if (false)',
    scenario('gateway-healed-meanwhile'),
  ),
  mutant(
    'the comparison of the plan with the approved one',
    'incident/next.ts',
    ' || assessment.proposal.hash !== proposal.hash',
    '',
    scenario('gateway-rules-changed-meanwhile'),
  ),
  mutant(
    'making a plan again that is no longer fresh',
    'incident/next.ts',
    'now > phase.checkedAt + freshMs',
    'false',
    test('test/incident/stale-and-undone.test.ts', 'a plan that waited long for Azure is made again'),
  ),
  mutant(
    'booking before a plan is applied',
    'incident/take.ts',
    'const booked = await world.store.book(step.intervention, step.version);',
    "const booked = step.version === '-' ? 'conflict' : 'booked';",
    scenario('gateway-v2-ports-denied'),
  ),
  mutant(
    'the ledger’s version check',
    'store/ledger.ts',
    "if ((head?.etag ?? '') !== version) return 'conflict';",
    '',
    test('shared/store/ledger.test.ts', 'of two that judged by one ledger only the first is booked'),
  ),
  mutant(
    'the ledger’s ETag',
    'store/ledger.ts',
    "['update', next, 'Replace', { etag: head.etag }]",
    "['update', next, 'Replace']",
    test('shared/store/ledger.test.ts', 'of many that book at the same moment only one is booked'),
  ),
  mutant(
    'the intent before a card is posted',
    'incident/advance.ts',
    "if (!message) now = await commit(world, now, { kind: 'post-intended', card: card.key });",
    '',
    test('shared/incident/advance.test.ts', 'of two workers that are about to post the same card, one does'),
  ),
  mutant(
    'the patience with somebody who set out to post a card',
    'incident/advance.ts',
    'if (world.now() < othersTryUntil) showAgainAt ??= othersTryUntil;',
    '',
    test('test/incident/overtaken.test.ts', 'while somebody posts the first card, nobody else posts one'),
  ),
  mutant(
    'the look whether changes are switched off, just before they are sent',
    'incident/clearance.ts',
    "if (off) return { kind: 'off', because: off };",
    '',
    promise('the kill switch holds', {
      ...noHelp,
      mischiefs: [answer(1), { kind: 'switched-off', at: 6 * minute, forMs: 60 * minute }],
    }),
  ),
  mutant(
    'the time within which a change is sent',
    'incident/take.ts',
    "if (now() > latest) return { kind: 'late' };",
    '',
    test('test/incident/overtaken.test.ts', 'who took too long'),
  ),
  mutant(
    'the intent record',
    'incident/take.ts',
    "const intended = await commit(world, now, { kind: 'change-intended', step: step.step, requestId });",
    'const intended: Read | undefined = now;',
    promise('no write without a valid approval of exactly that plan', mended),
  ),
  mutant(
    'the comparison of the request with the one that was intended',
    'incident/take.ts',
    /\s*\|\| phase\.progress\.requestId !== requestId/,
    '',
    test('test/incident/overtaken.test.ts', 'who was overtaken while sending'),
  ),
  mutant(
    'the look whether somebody else made a rule of that name',
    'changes/put-security-rule.ts',
    "if (!ruleOf(see, change)) return { kind: 'ready' };",
    "if (true) return { kind: 'ready' };",
    test('shared/changes/changes.test.ts', 'a rule is not added over one that somebody made meanwhile'),
  ),
  mutant(
    'the look whether somebody else changed the rule',
    'changes/delete-security-rule.ts',
    "if (!rule || isAsWanted(rule, change.rule)) return { kind: 'ready' };",
    "if (true) return { kind: 'ready' };",
    scenario('gateway-limited-rule-changed-by-somebody'),
  ),
  mutant(
    'asking whether a change may be sent now',
    'changes/index.ts',
    "handlingOf(change).ready?.(see, change) ?? { kind: 'ready' }",
    "({ kind: 'ready' })",
    scenario('gateway-limited-rule-changed-by-somebody'),
  ),
  mutant(
    'that the change which was cleared is the one that is sent',
    'incident/take.ts',
    'await world.azure.submit(step.change, requestId)',
    'await world.azure.submit(now.state.attempts.at(-1)?.proposal.plan.changes.at(-1) ?? step.change, requestId)',
    promise('no write outside the plan', twoSteps),
  ),
  mutant(
    'the fixes that a cause names',
    'incident/assess.ts',
    'const [request] = requests;',
    "const request: FixRequest | undefined = { fix: 'redeploy-vm', vm: context.target.id };",
    promise('no fix without a cause that was found', { scenario: 'vm-nsg-denies-ssh', mischiefs: [] }),
  ),
  mutant(
    'the protected settings of VMAccess',
    'fixes/reset-ssh.ts',
    /settings: \{\},\s+protectedSettings: \{ reset_ssh: true \},/,
    'settings: { reset_ssh: true }, protectedSettings: {},',
    scenario('vm-sshd-config-invalid'),
  ),
];

const afterTheWrite: readonly Mutant[] = [
  mutant(
    'the inspection after a lost answer',
    'incident/next.ts',
    "inspected.kind === 'done' ? inspected.value : 'unknown'",
    "'absent'",
    promise('no write twice', extensionAnswerLost),
  ),
  mutant(
    'leaving to people what nobody can ask about',
    'incident/take.ts',
    "{ kind: 'change-settled', step, result: { kind: 'unknown' } }",
    "{ kind: 'change-settled', step, result: { kind: 'absent' } }",
    test('shared/incident/incident.test.ts', 'ends in people’s hands when nobody can ask how the change is doing'),
  ),
  mutant(
    'the question whose operation it was',
    'changes/vm-operation.ts',
    'clientRequestId && sameId(clientRequestId, intent.requestId)',
    'true',
    test('shared/changes/changes.test.ts', 'one of somebody else'),
  ),
  mutant(
    'the time that the activity log takes',
    'changes/vm-operation.ts',
    "Date.parse(intent.lookedAt) < intended + LOGGED_WITHIN_MS ? 'unsettled' : 'absent'",
    "'absent'",
    test('shared/changes/changes.test.ts', 'one that the log does not tell of yet'),
  ),
  mutant(
    'another look while Azure cannot tell yet',
    'incident/next.ts',
    "if (found === 'unsettled') {",
    "if (found === 'unsettled' && since < 0) {",
    scenario('vm-redeploy-answer-lost'),
  ),
  mutant(
    'the look for what a rule really says',
    'changes/put-security-rule.ts',
    '!isAsWanted(rule, change.rule) ||',
    '',
    test('shared/changes/changes.test.ts', 'a rule of that name with another priority'),
  ),
  mutant(
    'an end to sending again',
    'incident/next.ts',
    "found === 'absent' && tries >= mostTries",
    'false',
    test('shared/incident/incident.test.ts', 'comes to an end when Azure never answers a change'),
  ),
  mutant(
    'undoing what did not help',
    'incident/next.ts',
    "plan.undo.length > 0 ? { kind: 'undo-started', why: 'no-help' } : { kind: 'round-started', purpose: 'diagnose' }",
    "{ kind: 'round-started', purpose: 'diagnose' }",
    scenario('gateway-repair-does-not-help'),
  ),
  mutant(
    'undoing what was half done',
    'incident/next.ts',
    "if (undoes && result.kind !== 'unknown')",
    'if (false)',
    test('shared/incident/incident.test.ts', 'gets back what a half-applied fix changed'),
  ),
  mutant(
    'the look whether it was undone',
    'incident/next.ts',
    /inspectChange\(see, change\) === 'landed'/,
    'true',
    test('test/incident/stale-and-undone.test.ts', 'what Azure still shows was not undone'),
  ),
  mutant(
    'the end of a rule for a limited time',
    'incident/next.ts',
    'return plan.lastsMs === undefined',
    'return true',
    promise('nothing reversible is left behind after a fix that did not help', {
      scenario: 'gateway-rule-for-a-limited-time',
      mischiefs: [answer(1)],
    }),
  ),
  mutant(
    'the watch over connections that worked before',
    'incident/canaries.ts',
    "if (broken) return { kind: 'broken', what: describe(broken.canary) };",
    '',
    scenario('gateway-rule-breaks-another-connection'),
  ),
  mutant(
    'the choice of connections that worked before',
    'incident/canaries.ts',
    ".filter((_, index) => now[index] === 'yes')",
    '.filter(() => now)',
    scenario('gateway-other-connection-was-broken-before'),
  ),
  mutant(
    'undoing what broke another connection',
    'incident/next.ts',
    "if (plan.undo.length > 0) return record({ kind: 'undo-started', why: 'broke-something' });",
    '',
    scenario('gateway-rule-breaks-another-connection'),
  ),
  mutant(
    'verification',
    'incident/next.ts',
    "turn.presence.kind === 'absent' && turn.canaries.kind === 'well'",
    'true',
    scenario('gateway-repair-does-not-help'),
  ),
];

const alerts: readonly Mutant[] = [
  mutant(
    'the ids in the dimensions of a log alert',
    'incident/alert.ts',
    "const columns = ['resourceid', '_resourceid', 'computer'];",
    "const columns = ['_resourceid', 'computer'];",
    test('shared/incident/alert.test.ts', 'about the resource that it names in a dimension of V2'),
  ),
  mutant(
    'the dimensions of V1',
    'incident/alert.ts',
    '...(alertContext?.Dimensions ?? []),',
    '',
    test('shared/incident/alert.test.ts', 'in a dimension of V1'),
  ),
  mutant(
    'that a host’s name must stand for one VM',
    'incident/alert.ts',
    'first && others.every(({ id }) => sameId(id, first.id))',
    'first',
    test('shared/incident/alert.test.ts', 'of two VMs of that name'),
  ),
  mutant(
    'that an id counts more than a host’s name',
    'incident/alert.ts',
    'resources.every(holdsLogs)',
    'true',
    test('shared/incident/alert.test.ts', 'beside the id of another VM of that name'),
  ),
  mutant(
    'alerts without a rule',
    'incident/alert.ts',
    'alertRule: z.string().nullish(),',
    'alertRule: z.string(),',
    test('shared/incident/alert.test.ts', 'the alert of a budget'),
  ),
];

const sweeping: readonly Mutant[] = [
  mutant(
    'that one refused subscription does not end the sweep',
    'incident/discovery.ts',
    '    const answer = await list(place);',
    "    const answer = await list(place);\n    if (answer.kind === 'refused') break;",
    test('shared/incident/discovery.test.ts', 'one refused subscription'),
  ),
  mutant(
    'that ARM is asked where Resource Graph does not answer',
    'incident/discovery.ts',
    'return inEach(subscriptions, (subscription) => azure.listApplicationGateways(subscription));',
    'return [];',
    test('shared/incident/discovery.test.ts', 'each subscription is listed'),
  ),
  mutant(
    'that every page of Resource Graph is read',
    'azure/calls.ts',
    'token = GraphPage.parse(exchange.at(-1)?.body).$skipToken;',
    '',
    test('test/azure/resource-graph.test.ts', '2,500 gateways'),
  ),
  mutant(
    'that some conflicts do not pass by themselves',
    'azure/refusal.ts',
    "if (lasting.has(code)) return { kind: 'invalid', code, message };",
    '',
    test('shared/azure/refusal.test.ts', '409 OperationNotAllowed is invalid'),
  ),
];

const memory: readonly Mutant[] = [
  mutant(
    'the ETag check of an incident',
    'store/incidents.ts',
    "['update', head, 'Replace', { etag: read.etag }]",
    "['update', head, 'Replace']",
    test('test/store/memory.test.ts', 'are guarded by the version even when there are none to append'),
  ),
  mutant(
    'any check that nobody else appended meanwhile',
    'store/incidents.ts',
    /\.\.\.rows\.map\(\(event\): Write => \['create', event\]\),\s+read \? \['update', head, 'Replace', \{ etag: read\.etag \}\]/,
    "...rows.map((event): Write => ['upsert', event, 'Replace']), read ? ['update', head, 'Replace']",
    seeds('the audit chain verifies', 1, 60),
  ),
  mutant(
    'the check of the hash chain',
    'store/hash-chain.ts',
    ' && link.hash === hashOf(previous.hash, link.json)',
    '',
    test('test/store/memory.test.ts', 'when event 1 was changed'),
  ),
  mutant(
    'the check of the end of the chain',
    'store/incidents.ts',
    'if (last.seq !== end.seq || last.hash !== end.hash)',
    'if (false)',
    test('test/store/memory.test.ts', 'when the last event was removed'),
  ),
  mutant(
    'the outbox: sending again what is owed',
    'store/wake-ups.ts',
    "if (wakeUp.state === 'owed' && at - wakeUp.since >= LEFT_OVER_AFTER_MS)",
    'if (false)',
    test('test/store/memory.test.ts', 'that a crash kept from being sent are sent later, once'),
  ),
  mutant(
    'the outbox: the row of what is owed',
    'store/incidents.ts',
    "['upsert', wakeUps.owe(id, commit, wakeAt), 'Replace'],",
    '',
    test('test/store/memory.test.ts', 'that a crash kept from being sent are sent later, once'),
  ),
  mutant(
    'the outbox: sending again a message that got lost',
    'store/wake-ups.ts',
    "if (wakeUp.state === 'sent' && at - wakeUp.arrivesAt > LOST_AFTER_MS)",
    'if (false)',
    test('test/store/memory.test.ts', 'whose message got lost are sent again'),
  ),
  mutant(
    'sending again a signal that was only remembered',
    'store/signals.ts',
    'if (at - since >= LEFT_OVER_AFTER_MS)',
    'if (false)',
    test('test/store/memory.test.ts', 'that were remembered but not queued are queued by the watchdog'),
  ),
  mutant(
    'the row of a signal that is not queued yet',
    'store/signals.ts',
    "['create', row(PARTITION, `pending-${key}`, { signal, since: now() })],",
    '',
    test('test/store/memory.test.ts', 'that were remembered but not queued are queued by the watchdog'),
  ),
  mutant(
    'the record of an alert that joins an incident',
    'incident/open.ts',
    "await commit(world, now, { kind: 'signal-joined', signal })",
    'now',
    promise('no signal is lost', joined),
  ),
  mutant(
    'the minute in which further alerts are not written down',
    'incident/open.ts',
    'world.now() < newest + floodWindowMs',
    'false',
    test('shared/incident/open.test.ts', 'costs one append'),
  ),
  mutant(
    'that an alert is written down again after the connection is back',
    'incident/open.ts',
    '!isBack(now) && ',
    '',
    test('shared/incident/open.test.ts', 'is written down once the connection is back'),
  ),
  mutant(
    'the claim of a target',
    'store/targets.ts',
    'if (holder) return bodyOf(Holding, holder).incident;',
    'if (holder) return incident;',
    promise('one incident at a time for a target', joined),
  ),
  mutant(
    'letting go of a target',
    'incident/let-go.ts',
    'await store.release(targetKey(target), id);',
    '',
    promise('every incident ends', { scenario: 'vm-stopped-by-a-person', mischiefs: [] }),
  ),
  mutant(
    'settling what was booked',
    'incident/let-go.ts',
    "await store.settle(id, newest?.verified ? 'verified' : newest?.begun ? 'failed' : 'withdrawn');",
    '',
    test('test/incident/overtaken.test.ts', 'the ledger tells when a fix is over'),
  ),
  mutant(
    'the cooldown’s length',
    'guards/cooldown.ts',
    'stagedAt(last) + limits.cooldownMinutes * minuteMs',
    'stagedAt(last)',
    promise('cooldowns hold', again),
  ),
  mutant(
    'bringing cards up to date',
    'incident/take.ts',
    'await world.messenger.update(message, view, world.language);',
    '',
    promise('every card tells the truth', mended),
  ),
];

const forgery: readonly Mutant[] = [
  mutant(
    'the seal of a row',
    'store/rows.ts',
    "typeof body === 'string' && holds(read, body) ?",
    "typeof body === 'string' ?",
    test('shared/store/ledger.test.ts', 'is refused when the stop is taken out of its head'),
  ),
  mutant(
    'the comparison of seals',
    'store/seals.ts',
    'if (wanted?.length !== given.length || !timingSafeEqual(wanted, given)) return false;',
    '',
    test('shared/store/seals.test.ts', 'another secret under the same id does not make a seal'),
  ),
  mutant(
    'the content that a seal which was seen holds for',
    'store/seals.ts',
    'if (holding.get(seal) === text) return true;',
    'if (holding.has(seal)) return true;',
    test('shared/store/seals.test.ts', 'what was seen to hold once holds for the same content only'),
  ),
  mutant(
    'what else is in the ledger',
    'store/ledger.ts',
    'const isWhole = revision >= before && digestOf(bodies) === named;',
    'const isWhole = revision >= before;',
    test('shared/store/ledger.test.ts', 'is refused when an intervention is taken away'),
  ),
  mutant(
    'the newest ledger that was seen',
    'store/ledger.ts',
    'const isWhole = revision >= before && digestOf(bodies) === named;',
    'const isWhole = digestOf(bodies) === named;',
    test('shared/store/ledger.test.ts', 'is refused when an older one is put back'),
  ),
  mutant(
    'the end of what the ledger has as over',
    'store/ledger.ts',
    "if (same?.stage.kind === 'ended') throw storeDamaged(`Incident ${intervention.incident}`);",
    '',
    test('shared/store/ledger.test.ts', 'what is over is not started again'),
  ),
  mutant(
    'the last word before a change is sent',
    'incident/clearance.ts',
    "if (because) return { kind: 'refused', because };",
    '',
    test('test/incident/forged.test.ts', 'a script that undoes'),
  ),
  mutant(
    'the promises kept so far',
    'incident/clearance.ts',
    'const [broken] = auditIncident(incident, events);',
    'const [broken] = auditIncident(incident, []);',
    test('shared/incident/clearance.test.ts', 'nobody looked just before'),
  ),
  mutant(
    'the change that was approved',
    'incident/clearance.ts',
    '|| !same(plan[step.of][step.index], change)',
    '',
    test('shared/incident/clearance.test.ts', 'it is not the change that was approved'),
  ),
  mutant(
    'the approver of now',
    'incident/clearance.ts',
    "if (step.of === 'changes' && !policy.approvers.some(({ id }) => id.toLowerCase() === decision.by.id.toLowerCase()))",
    'if (policy.approvers.length > 99)',
    promise('no write without a valid approval of exactly that plan', {
      scenario: 'gateway-v2-ports-denied',
      mischiefs: [answer(1), { kind: 'approver-left', who: 'kim', at: 4 * minute }],
    }),
  ),
  mutant(
    'the undoing that outlasts its approver',
    'incident/clearance.ts',
    "if (step.of === 'changes' && !policy.approvers",
    'if (!policy.approvers',
    promise('what was approved is undone, whoever has left since', {
      ...noHelp,
      mischiefs: [answer(1), { kind: 'approver-left', who: 'kim', at: 6 * minute }],
    }),
  ),
  mutant(
    'the age of an approval',
    'incident/clearance.ts',
    "if (step.of === 'changes' && now > Date.parse(decision.at) + approvedWithinMs)",
    'if (now < 0)',
    test('shared/incident/clearance.test.ts', 'it was approved too long ago'),
  ),
  mutant(
    'the plan made again from the evidence',
    'incident/clearance.ts',
    "return again.kind === 'proposal' && again.proposal.hash === planHash(plan) ? undefined : notMadeAgain;",
    'return undefined;',
    test('shared/incident/clearance.test.ts', 'the evidence makes another plan'),
  ),
  mutant(
    'the inverse made again',
    'incident/clearance.ts',
    'return same(made, change) ? undefined : notMadeAgain;',
    'return undefined;',
    test('shared/incident/clearance.test.ts', 'it is not the inverse'),
  ),
  mutant(
    'scope and mode before something is undone',
    'incident/clearance.ts',
    "if (asked.value.kind !== 'pass') return asked.value.because;",
    '',
    test('shared/incident/clearance.test.ts', 'undoing it is not sent when it is out of scope now'),
  ),
  mutant(
    'the ledger that must have it as started',
    'incident/clearance.ts',
    "if (!booked) return { kind: 'refused', because: notBooked };",
    "if (!booked) return { kind: 'clear' };",
    test('shared/incident/clearance.test.ts', 'the ledger does not have it'),
  ),
  mutant(
    'the time at which evidence was seen',
    'incident/state.ts',
    'Math.min(at, Math.max(',
    'Math.max(at, Math.max(',
    test('shared/incident/state.test.ts', 'a plan is as fresh as what was seen'),
  ),
  mutant(
    'the booking at the time of sending',
    'incident/clearance.ts',
    "stage: { kind: 'started', at: new Date(now).toISOString() }",
    'stage: booked.stage',
    test('shared/incident/clearance.test.ts', 'is booked as begun now'),
  ),
];

const azure: readonly Mutant[] = [
  mutant(
    'the paths that are polled',
    'azure/poll.ts',
    'if ([operationLocation, resourceLocation].some((url) => url && url !== initialRequestUrl && !isOperation(url)))',
    'if (false)',
    test('shared/azure/poll.test.ts', 'does not follow an operation that points to a resource'),
  ),
  mutant(
    'the failure of an extension',
    'changes/put-vm-extension.ts',
    "return /^(failed|canceled)$/i.test(extension.provisioningState) ? 'unknown' : 'landed';",
    "return 'landed';",
    test('shared/changes/changes.test.ts', 'and it failed'),
  ),
  mutant(
    'the check of where a stored operation points',
    'azure/poll.ts',
    'if (!urlsIn(stored).every((url) => isWithin(origin, url)))',
    'if (false)',
    test('shared/azure/poll.test.ts', 'refuses a stored operation with another host'),
  ),
  mutant(
    'the end of the host in the ARM endpoint',
    'azure/exchange.ts',
    'read.origin === new URL(origin).origin',
    'read.origin.startsWith(new URL(origin).origin)',
    test('shared/azure/poll.test.ts', 'a host that begins alike'),
  ),
  mutant(
    'the ban on the SDK’s retries',
    'azure/clients.ts',
    'retryOptions: { maxRetries: 0 },',
    'retryOptions: { maxRetries: 1, retryDelayInMs: 1 },',
    test('test/azure/adapter.test.ts', 'redeploy-vm after 500'),
  ),
  mutant(
    'an identity of its own for changes',
    'azure/connect.ts',
    'submit: (change, requestId) => submit(identities.remediator, change, requestId)',
    'submit: (change, requestId) => submit(identities.observer, change, requestId)',
    test('test/azure/changes.test.ts', 'carries its request id'),
  ),
  mutant(
    'the request id, by which Azure’s log finds a change',
    'azure/submit.ts',
    "headers: { 'x-ms-client-request-id': requestId }",
    'headers: {}',
    test('test/azure/changes.test.ts', 'carries its request id'),
  ),
];

const allCauses: readonly Mutant[] = [
  mutant(
    'the causes beside one that was found',
    'incident/assess.ts',
    'found.push({ cause: cause.id, judgement });',
    '{ found.push({ cause: cause.id, judgement }); break; }',
    scenario('gateway-ports-and-default-route'),
  ),
  mutant(
    'the causes behind one for which everything was tried',
    'incident/assess.ts',
    'blame.judgement.fixes.length === 0 || untried(blame, context) !== undefined;',
    'true;',
    scenario('vm-denied-and-sshd-stopped'),
  ),
  mutant(
    'the rule that nothing else is mended while a cause without a fix stays',
    'incident/assess.ts',
    'if (!request || stuck)',
    'if (!request)',
    scenario('gateway-ports-and-default-route'),
  ),
  mutant(
    'the difference between two requests for the same fix',
    'incident/assess.ts',
    'sameRequest(before, request)',
    'before.fix === request.fix',
    test('shared/incident/assess.test.ts', 'a fix that was tried is not proposed again'),
  ),
];

const agreement: readonly Mutant[] = [
  mutant(
    'the peers in VirtualNetwork',
    'causes/paths.ts',
    '...peers.flatMap((peer) => peer.prefixes)',
    '',
    scenario('vm-denied-at-nic-from-a-peer'),
  ),
  mutant(
    'every denying group but the first',
    'causes/network/nsg-blocks-port.ts',
    'const culprits = denying.map(',
    'const culprits = denying.slice(0, 1).map(',
    scenario('vm-denied-by-both-groups'),
  ),
  mutant(
    'the agreement with the rule that Azure names',
    'causes/network/nsg-blocks-port.ts',
    'if (!first || !culprits.some(({ named }) => named))',
    'if (!first)',
    test('shared/causes/causes.test.ts', 'another rule denies than the one that IP flow verify names'),
  ),
  mutant(
    'what a rule that cannot be read leaves open',
    'network/nsg.ts',
    "const may = rules.filter((rule) => rule.access !== 'Allow');",
    "const may = rules.filter((rule) => rule.access === 'Deny');",
    test('shared/network/nsg.test.ts', 'a rule that could not be read leaves open'),
  ),
  mutant(
    'the doubt whether VirtualNetwork holds an address on premises',
    'network/service-tags.ts',
    'if (perhapsVirtualNetwork.length === 0) return [known];',
    'return [known];',
    test('shared/network/nsg.test.ts', 'a private address that VirtualNetwork may hold'),
  ),
];

export const mutants: readonly Mutant[] = [
  ...guards,
  ...agreement,
  ...allCauses,
  ...registered,
  ...approval,
  ...beforeTheWrite,
  ...afterTheWrite,
  ...alerts,
  ...sweeping,
  ...memory,
  ...forgery,
  ...azure,
];
