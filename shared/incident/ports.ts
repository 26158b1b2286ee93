import type { Language, Text } from '../model/text';
import type { IncidentEvent } from './events';
import type { BotTeam } from '../model/bot-team';
import type { IncidentView } from '../cards/view';
import type { Intervention, Ledger, Mute } from '../model/ledger';
import type { Signal, TaggedVm, Target } from '../model/target';
import type { Message } from './message';
import type { ReadRecord, TargetRecord } from './target-record';

/** One stored event with its place in the hash chain. `hash` = SHA-256 over the previous hash and the event. */
export interface StoredEvent {
  readonly seq: number;
  readonly hash: string;
  readonly event: IncidentEvent;
}

/** An incident as read from the store. `version` is opaque; appending needs the one that was read. */
export interface StoredIncident {
  readonly id: string;
  readonly version: string;
  readonly events: readonly StoredEvent[];
}

/** What an append added, and the version after it. */
export interface Appended {
  readonly version: string;
  readonly events: readonly StoredEvent[];
}

/** What the list of incidents shows without reading every event. Times are ISO 8601 UTC. */
export interface IncidentSummary {
  readonly id: string;
  readonly openedAt: string;
  readonly updatedAt: string;
  readonly target: Target;
  readonly phase: string;
  readonly outcome?: string;
  /** The short code that people answer with, while a question is open. */
  readonly code?: string;
}

/**
 * The only memory that Reconnect has. Several handlers on several machines use it at once.
 */
export interface Store {
  /** Remembers a signal and puts it on the queue. `duplicate` when a signal of this id was queued before. Safe to repeat after a crash. */
  receive(signal: Signal): Promise<'queued' | 'duplicate'>;

  /** What keeps the sweep from looking at this and was not over so far: the missing action or Azure's code. An equal subject is the same. */
  hindrance(subject: string): Promise<string | undefined>;
  /** Notes what keeps the sweep from looking at this, in place of what was noted before; `undefined` when nothing does any more. */
  noteHindrance(subject: string, what: string | undefined): Promise<void>;

  /** The VMs that the last sweep found by their tags. */
  taggedVms(): Promise<readonly TaggedVm[]>;
  /** Keeps these in place of those that were found before. */
  keepTaggedVms(vms: readonly TaggedVm[]): Promise<void>;

  /** The teams in Teams that have the bot, as far as Teams has told. */
  botTeams(): Promise<readonly BotTeam[]>;
  /** Keeps this in place of what was known of the team; `new` where nothing was. */
  keepBotTeam(team: BotTeam): Promise<'new' | 'known'>;
  forgetBotTeam(team: string): Promise<void>;

  /** What is stored of a target. */
  target(target: string): Promise<ReadRecord>;
  /** Writes over what was read of a target; `false` when somebody else wrote meanwhile. What has become empty is deleted. */
  replaceTarget(target: string, record: TargetRecord, version: string | undefined): Promise<boolean>;
  /** The incidents that hold a target now. */
  open(): Promise<readonly string[]>;

  /** Reads what was added since this process last read or wrote it; `anew`: all of it, so that nothing of it was changed by others. */
  load(incident: string, how?: 'anew'): Promise<StoredIncident | undefined>;

  /**
   * Appends events, the summary, and the wake-up that is owed from `wakeAt` on (ms since the epoch), in one transaction.
   * `version` is what {@link load} or the last append gave, `undefined` for a new incident. Answers `conflict` when
   * somebody else appended meanwhile. The wake-up is sent by {@link wake}, or by {@link resend} when whoever committed died before that.
   */
  append(
    incident: string,
    version: string | undefined,
    events: readonly IncidentEvent[],
    summary: IncidentSummary,
    wakeAt: number,
  ): Promise<Appended | 'conflict'>;

  /** The look at a target that is under way. `version` is opaque; keeping or dropping needs the one that was read. */
  look(target: string): Promise<{ readonly value: Look; readonly version: string } | undefined>;
  /** `false` when somebody else kept or dropped it meanwhile. */
  keepLook(target: string, look: Look, version: string | undefined): Promise<boolean>;
  dropLook(target: string, version: string): Promise<boolean>;

  /** Puts a message on the queue that arrives at `at` (ms since the epoch) or later. */
  send(message: Message, at: number): Promise<void>;

  /** Sends the wake-up that is owed, for `at` (ms since the epoch); with `undefined` none is needed any more. */
  wake(incident: string, at: number | undefined): Promise<void>;

  /** Sends the wake-up of this incident again when it is overdue: what a crash between a commit and its message left over. */
  resend(incident: string, now: number): Promise<void>;
  /** Signals that were remembered but, after a crash, never queued. */
  resendSignals(now: number): Promise<void>;
  /** Forgets a share of the signals that are older than a week; with a call each minute, all of them within hours. */
  forgetSignals(now: number): Promise<void>;

  /** What is remembered beyond single incidents: the interventions that are open, and those that ended `since` (ms since the epoch), if any are wanted. */
  ledger(since?: number): Promise<Ledger>;
  /**
   * Books an intervention, or its next stage, while the ledger is still of this version; `conflict` when it no longer is. An
   * incident has one at a time: booking another one takes the place of what it had only asked about. Safe to repeat.
   */
  book(intervention: Intervention, version: string): Promise<'booked' | 'conflict'>;
  /** Ends what the incident has booked: with this result where it was started, as `withdrawn` where it was not. Safe to repeat. */
  settle(incident: string, result: 'verified' | 'failed' | 'withdrawn'): Promise<void>;
  /** Forgets interventions that have been over for more than a month. */
  forgetInterventions(now: number): Promise<void>;
  /** Switches all changes off (`stop`), or on again. */
  switchChanges(to: { readonly kind: 'off' | 'on'; readonly by: string }): Promise<void>;
  /** Mutes a scope until then, in place of an earlier mute of the same scope. A time in the past ends it. */
  mute(mute: Mute): Promise<void>;

  /** Summaries, newest first. */
  list(limit: number): Promise<readonly IncidentSummary[]>;
  /** The incidents whose open questions have this short code. */
  byCode(code: string): Promise<readonly string[]>;
}

/** A look at a target while it waits for Azure: what it was looked at for, and what happened so far. */
export interface Look {
  readonly signal: Signal;
  readonly events: readonly IncidentEvent[];
  /** What came in meanwhile, for which is looked again. */
  readonly then?: Signal;
}

/** Where a message to people went, so that it can be changed later. */
export interface MessageRef {
  readonly conversation: string;
  readonly activity: string;
}

/**
 * Tells people and asks them. Throws a `ReconnectError` when the channel cannot be reached; the caller tries again later. A code that
 * ends in `_BUSY` says that nothing was taken.
 */
export interface Messenger {
  post(view: IncidentView, language: Language): Promise<MessageRef>;
  update(ref: MessageRef, view: IncidentView, language: Language): Promise<void>;
  /** Adds these lines to the thread of a message, as one reply. */
  reply(to: MessageRef, lines: readonly Text[], language: Language): Promise<void>;
}

/** Tells people elsewhere, where nobody can answer. Throws as a {@link Messenger} does. */
export interface Teller {
  /** What tells it from others, in what is stored; it never changes. */
  readonly name: string;
  tell(view: IncidentView, language: Language): Promise<void>;
}

export type { Message };
