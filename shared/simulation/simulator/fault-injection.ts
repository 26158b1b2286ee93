import type { Decision } from '../../approvals/approval';
import type { Fault, Happening } from '../scenarios/schema';

/** Fault injection: something that goes wrong or happens in a run. Calls are counted over all hosts; times are in ms after the start. */
export type Injection =
  /** The host that makes this call dies: before the call is made, or after it was answered and before anybody saw the answer. */
  | { readonly kind: 'crash'; readonly call: number; readonly when: 'before' | 'after'; readonly downMs: number }
  /** Whoever makes this call stops for a while, and everybody else goes on. */
  | { readonly kind: 'stall'; readonly call: number; readonly ms: number }
  /** From this call on everybody's clock is further by so much. */
  | { readonly kind: 'clock-jump'; readonly call: number; readonly ms: number }
  /** Storage or Teams fails this call, or carries it out and its answer gets lost. Calls to Azure fail in the twin instead. */
  | { readonly kind: 'lost-call'; readonly call: number; readonly landed: boolean }
  /** The message that is sent at this call arrives twice, the second time later. */
  | { readonly kind: 'duplicate'; readonly call: number; readonly ms: number }
  /** Azure refuses, drops, delays or fails requests. */
  | { readonly kind: 'azure'; readonly fault: Fault }
  /** The estate heals or breaks by itself. */
  | { readonly kind: 'estate'; readonly happening: Happening }
  /** Another alert of the same kind comes. */
  | { readonly kind: 'alert-again'; readonly at: number; readonly of: number; readonly sameId: boolean }
  /** Azure Monitor says that an alert is over, be it true or not. */
  | { readonly kind: 'alert-over'; readonly at: number; readonly of: number }
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** Somebody switches all changes off, and later on again. */
  | { readonly kind: 'switched-off'; readonly at: number; readonly forMs: number }
  /** From then on the policy names this person as an approver no more. */
  | { readonly kind: 'approver-left'; readonly who: 'kim' | 'lee'; readonly at: number }
  | { readonly kind: 'sweep'; readonly at: number }
  /** All targets are swept by the clock, until a sweep finds nothing that people do not know. */
  | { readonly kind: 'sweeps'; readonly everyMs: number };

/** What somebody answers to a question: the nth card with buttons of the run, counted from 1. */
export interface Answer {
  readonly question: number;
  readonly who: 'kim' | 'lee' | 'stranger';
  readonly decision: Decision;
  readonly afterMs: number;
  readonly about: 'the-card' | 'the-code' | 'another-plan';
}
