import type { Clients } from './clients';

/** The identities that calls are made with: who began an operation also polls it. */
export interface Identities {
  /** It looks, and can change nothing. */
  readonly observer: Clients;
  /** It sends what was approved, and asks what takes the same rights. */
  readonly remediator: Clients;
}
