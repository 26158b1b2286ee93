import type { AzureAction, ChangeRequest, Refusal } from '../model/azure';
import type { Change, ChangeKind, ChangeOf } from '../model/change';
import type { See } from '../model/observation';
import type { Text } from '../model/text';

/** Whether a change that was sent, or was about to be, reached Azure. `unsettled`: Azure cannot tell yet. */
export type Landing = 'landed' | 'absent' | 'unknown' | 'unsettled';

/** That a change was committed to, before it was sent under this id, and when Azure is looked at for it. Times in ISO 8601 UTC. */
export interface Intent {
  readonly requestId: string;
  readonly at: string;
  readonly lookedAt: string;
}

/** Whether a change may be sent to what is there now. */
export type Readiness = { readonly kind: 'ready' } | { readonly kind: 'not-ready'; readonly because: Text };

/** What Azure's answer to a change that it carried out says about it. */
export type Settled = { readonly kind: 'landed' } | { readonly kind: 'failed'; readonly refusal: Refusal };

/**
 * One kind of change: all that Reconnect knows of it, and how to find out after a crash or a lost answer whether it landed.
 * What its request says (whether it deletes, where, and what) is read from there. One file each in `changes/`. Pure.
 */
export interface ChangeHandling<K extends ChangeKind = ChangeKind> {
  readonly kind: K;
  /** The id of the resource that it goes to. It is there before the change; a rule or an extension is a part of it. */
  resource(change: ChangeOf<K>): string;
  request(change: ChangeOf<K>): ChangeRequest;
  /** The command that sends it by hand. It is for people: what only tells Reconnect's own changes apart is left out. */
  byHand(change: ChangeOf<K>): string;
  readonly permissions: readonly AzureAction[];
  /** What people should know of the request's body, in a few words. */
  detail?(change: ChangeOf<K>): string;
  /** The VMs and gateways (ids) that serve nobody while it is carried out. */
  takesDown(change: ChangeOf<K>): readonly string[];
  /** What is lost for good, whatever it is made for. */
  losses(see: See, change: ChangeOf<K>): readonly Text[];
  /** What takes it back, also where Azure began it and failed. */
  undo?(change: ChangeOf<K>): Change;
  /**
   * What it makes or deletes, in a word, where that must be Reconnect's own: it makes it where nothing of that name is, and
   * deletes only what the same plan makes.
   */
  readonly own?: Text;
  /** What must be so right before it is sent, where something must: a change never lands on what somebody else made. */
  ready?(see: See, change: ChangeOf<K>): Readiness;
  /** Whether what is there is this change's doing. Without an intent only what can be seen of it counts. */
  inspect(see: See, change: ChangeOf<K>, intent: Intent | undefined): Landing;
  /** Reads the answer where an operation that succeeded can still have failed in its own work. */
  settles?(body: unknown): Settled;
}
