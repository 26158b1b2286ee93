import type { Policy } from '../model/policy';
import type { Azure } from '../model/azure';
import type { Language } from '../model/text';
import type { Messenger, Store } from './ports';

/** Everything outside that an incident needs. */
export interface Dependencies {
  readonly store: Store;
  readonly azure: Azure;
  readonly messenger: Messenger;
  readonly policy: Policy;
  readonly language: Language;
  /** ms since the epoch. */
  readonly now: () => number;
  /** A fixed message; what varies goes into the properties. */
  readonly log: (message: string, properties: Readonly<Record<string, string | number>>) => void;
}
