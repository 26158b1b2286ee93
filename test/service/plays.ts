/** A request of the app's process: its method, and patterns for its path and its body (in which backslashes are left out). */
export interface RequestLike {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: string;
}

/** A moment at which a host's process is killed with SIGKILL. */
export interface Death {
  /** `before`: the request was not sent. `after`: it was answered, and nobody has seen the answer. */
  readonly when: 'before' | 'after';
  /** Which requests count; by default all but those that ask a queue for messages. */
  readonly request?: RequestLike;
  /** Only requests after one like this count. */
  readonly since?: RequestLike;
  /** Which one of them, from 1 on; by default the first. */
  readonly nth?: number;
}

/** What else goes wrong while an incident is under way; see troubles.ts. */
export type Trouble =
  | { readonly kind: 'storage-restarts' }
  | { readonly kind: 'messages-doubled'; readonly seed: number }
  | { readonly kind: 'foreign-messages' }
  | { readonly kind: 'unworkable-event' }
  | { readonly kind: 'damaged-event' };

/** A scenario, played through the real parts, with what goes wrong on the way. */
export interface Play {
  readonly name: string;
  readonly scenario: string;
  /** How many hosts share the storage account and the address, all the time: who dies is replaced. */
  readonly hosts: number;
  /** How the hosts die, in the order in which they are started; whoever has none lives on. */
  readonly deaths: readonly Death[];
  /** Whether Azure Monitor calls again when its alert is not taken. */
  readonly alert: 'once' | 'until-taken';
  readonly trouble?: Trouble;
}

/** What became of a play. */
export interface Played {
  readonly name: string;
  /** Where cause, outcome, fixes and writes differ from what the scenario expects of an undisturbed incident. */
  readonly differences: readonly string[];
  readonly outcome: string;
  /** How many requests changed Azure. */
  readonly writes: number;
  /** What trouble was made, in order. */
  readonly troubles: readonly string[];
  /** By what the hosts were ended, in order. */
  readonly deaths: readonly string[];
  readonly incidents: number;
  /** Incidents that still hold their target. */
  readonly open: number;
  /** Whether a card that Reconnect keeps up to date still asks. */
  readonly asking: boolean;
  /** Messages that nobody will work on any more. */
  readonly stranded: number;
  /** The messages that Reconnect posted and keeps up to date, as they look now, as JSON. */
  readonly cards: readonly string[];
  /** What the hosts and the app logged. */
  readonly log: readonly string[];
}
