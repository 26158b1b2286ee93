import type { Death, Play, RequestLike } from './plays';

/** A moment of an incident at which its host is killed. */
export interface Point {
  readonly name: string;
  readonly scenario: string;
  readonly death: Death;
  readonly alert: Play['alert'];
}

/** The transaction that appends an event to an incident. */
const commit = (kind: string, body = `"kind":"${kind}"`): RequestLike => ({ method: 'POST', path: '/\\$batch$', body });
const answered = commit('answered', '"kind":"answered","by"');
const remembered = commit('signal', '"RowKey":"pending-');
const enqueued: RequestLike = { method: 'POST', path: '/incidents/messages' };
const claimed: RequestLike = { method: 'POST', path: '/targets(\\?|$)' };
const released: RequestLike = { method: 'DELETE', path: '/targets\\(' };
const messageDone: RequestLike = { method: 'DELETE', path: '/incidents/messages/' };
const backendHealth: RequestLike = { method: 'POST', path: '/backendhealth' };
const cardPosted: RequestLike = { method: 'POST', path: '/v3/conversations(\\?|$)' };
const cardUpdated: RequestLike = { method: 'PUT', path: '/v3/conversations' };
const ruleWritten: RequestLike = { method: 'PUT', path: '/securityRules/' };
const restarted: RequestLike = { method: 'POST', path: '/restart' };
const redeployed: RequestLike = { method: 'POST', path: '/redeploy' };

type Where = { readonly since?: RequestLike; readonly alert?: Play['alert'] };
const during =
  (scenario: string) =>
  (name: string, when: Death['when'], request: RequestLike, { alert = 'once', ...since }: Where = {}): Point => ({
    name,
    scenario,
    death: { when, request, ...since },
    alert,
  });

/** One question, one PUT of a security rule. */
const gateway = during('gateway-v2-ports-denied');
/** One question, one POST that must never be repeated. */
const hungVm = during('vm-hung-guest');
/** Two questions: the restart does not help, the redeployment does. */
const badNode = during('vm-bad-node');

export const points: readonly Point[] = [
  gateway('before the signal is remembered', 'before', remembered, { alert: 'until-taken' }),
  gateway('after the signal is remembered, before it is queued', 'after', remembered),
  gateway('after the signal is queued, before Azure Monitor is answered', 'after', enqueued),
  gateway('after the target is claimed, before the incident exists', 'after', claimed),
  gateway('after backend health is asked for, before that is recorded', 'after', backendHealth),
  gateway('before evidence is recorded', 'before', commit('observed')),
  gateway('after the question is recorded, before the card is posted', 'before', cardPosted),
  gateway('after the card is posted, before that is recorded', 'after', cardPosted),
  gateway('before the answer is recorded', 'before', answered),
  gateway('after the answer is recorded, before the person is answered', 'after', answered),
  gateway('before the change is intended', 'before', commit('change-intended')),
  gateway('after the change is intended, before it is sent', 'before', ruleWritten),
  gateway('after Azure has taken the change, before that is recorded', 'after', ruleWritten),
  gateway('before the verification is recorded', 'before', commit('verified')),
  gateway('before the end is recorded', 'before', commit('closed')),
  gateway('after the end is recorded, before the card says so', 'after', commit('closed')),
  gateway('after the card shows the end, before that is recorded', 'after', cardUpdated, { since: commit('closed') }),
  gateway('after everything is done, before the message is deleted', 'before', messageDone, { since: released }),

  hungVm('after Azure has taken a restart, before that is recorded', 'after', restarted),
  hungVm('after a restart is under way', 'after', commit('change-submitted')),
  badNode('after a redeployment is intended, before it is sent', 'before', redeployed),
  badNode('after Azure has taken a redeployment, before that is recorded', 'after', redeployed),
];
