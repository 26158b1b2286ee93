import { afterTheEnd, type IncidentEvent } from './events';
import type { State, Victim } from './phase';
import { answered, asked } from './phases/asking';
import { intended, settled, submitted } from './phases/changing';
import { endWith, follow, hold } from './phases/holding';
import { fits } from './phases/rechecking';
import { undo, undone } from './phases/undoing';
import { saw } from './phases/verifying';
import { arrived, heard, newRound, startRound } from './round';

/** The state after these events, of which the first is `opened`. */
export function stateOf(id: string, events: readonly IncidentEvent[]): State {
  const [first, ...rest] = events;
  if (first?.kind !== 'opened') throw new Error(`Incident ${id} does not begin with 'opened'.`);
  const opened: State = {
    id,
    openedAt: first.at,
    updatedAt: first.at,
    signal: first.signal,
    target: first.signal.target,
    phase: { kind: 'diagnosing' },
    policy: undefined,
    evidence: [],
    pending: [],
    deferred: undefined,
    presence: undefined,
    judgements: [],
    judgedBy: undefined,
    attempts: [],
    victims: [],
    alongside: [],
    leader: undefined,
    cards: {},
    lookedAgain: undefined,
    posting: undefined,
    said: { keys: [], putOff: {} },
  };
  return after(opened, rest);
}

/** The state after more events. */
export const after = (state: State, events: readonly IncidentEvent[]): State =>
  events.reduce((before, event) => ({ ...evolve(before, event), updatedAt: event.at }), state);

/** The state after one more event. An event that does not fit the phase changes nothing. Pure. */
export function evolve(state: State, event: IncidentEvent): State {
  const { phase } = state;
  const at = Date.parse(event.at);
  if (phase.kind === 'closed' && !afterTheEnd.includes(event.kind)) return state;
  switch (event.kind) {
    case 'opened':
    case 'signal-joined':
    case 'refused':
    case 'muted':
    case 'expired':
      return state;
    case 'victim-joined': {
      const { incident, target, request } = event;
      return {
        ...state,
        victims: [...state.victims, { incident, target, request, condition: 'hurt', joinedAt: at }],
      };
    }
    case 'victim-recovered': {
      const { incident } = event;
      const victims = state.victims.map((each): Victim =>
        each.incident === incident ? { ...each, condition: 'well' } : each,
      );
      return { ...state, victims };
    }
    case 'following':
      return follow(state, event.leader, at);
    case 'leader-ended':
      return endWith(state, event, at);
    case 'judging-by':
      return { ...state, policy: event.policy };
    case 'round-started':
      return startRound(state, event.purpose, at);
    case 'observed':
    case 'observation-pending':
    case 'deferred':
      return heard(state, event, at);
    case 'diagnosed':
      return {
        ...state,
        ...arrived,
        presence: event.presence,
        judgements: event.judgements,
        judgedBy: state.evidence,
      };
    case 'guarded':
      return hold(state, event.proposal, event.until, at);
    case 'planned':
      return { ...state, leader: undefined, phase: { kind: 'planned', proposal: event.proposal } };
    case 'asked':
      return phase.kind === 'planned' || phase.kind === 'asking' ? asked(state, phase, event.approval) : state;
    case 'answered':
      return phase.kind === 'asking' ? answered(state, phase, event) : state;
    case 'rechecked':
      return phase.kind === 'rechecking' && event.result === 'same' ? fits(state, phase, event.probes, at) : state;
    case 'change-intended':
      return phase.kind === 'changing' ? intended(state, phase, event.requestId, at) : state;
    case 'change-submitted':
      return phase.kind === 'changing' ? submitted(state, phase, event) : state;
    case 'change-settled':
      return phase.kind === 'changing' ? settled(state, phase, event.result, at) : state;
    case 'verified':
      return phase.kind === 'verifying' ? saw(state, phase, event, at) : state;
    case 'time-limited': {
      if (phase.kind !== 'verifying') return state;
      const { proposal } = phase;
      return { ...state, ...newRound, phase: { kind: 'time-limited', proposal, until: Date.parse(event.until) } };
    }
    case 'undo-started':
      return 'proposal' in phase ? undo(state, phase.proposal, event.why, at) : state;
    case 'undo-verified':
      return phase.kind === 'confirming-undo' ? undone(state, phase) : state;
    case 'looked-again':
      return { ...state, lookedAgain: { condition: event.condition, at: event.at } };
    case 'post-intended':
      return {
        ...state,
        posting: { card: event.card, at, since: state.posting?.card === event.card ? state.posting.since : at },
      };
    case 'said':
      return { ...state, said: { ...state.said, keys: [...state.said.keys, ...event.keys] } };
    case 'unsaid': {
      const { keys, putOff } = state.said;
      const until = Object.fromEntries(event.keys.map((key) => [key, event.until]));
      const said = { keys: keys.filter((key) => !event.keys.includes(key)), putOff: { ...putOff, ...until } };
      return { ...state, said };
    }
    case 'shown':
      return { ...state, cards: { ...state.cards, [event.card]: { message: event.message, hash: event.hash, at } } };
    case 'closed':
      return { ...state, ...arrived, phase: { kind: 'closed', outcome: event.outcome, because: event.because, at } };
  }
}
