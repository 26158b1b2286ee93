import type { Policy } from '../model/policy';
import type { Azure } from '../model/azure';
import type { Monitor } from '../model/monitor';
import type { Telemetry } from '../model/telemetry';
import type { Language } from '../model/text';
import type { Messenger, Store, Teller } from './ports';

/** Everything outside that an incident needs. */
export interface Dependencies extends Telemetry {
  readonly store: Store;
  readonly azure: Azure;
  /** Without it every target is looked at in each sweep. */
  readonly monitor?: Monitor | undefined;
  readonly messenger: Messenger;
  /** Who else is told that people are asked, and how it ended. */
  readonly tellers?: readonly Teller[];
  readonly policy: Policy;
  readonly language: Language;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** What adding to an incident takes. */
export type Committing = Pick<Dependencies, 'store' | 'now' | keyof Telemetry>;
