import type { Heard } from './health';
import type { See } from './observation';
import type { Text } from './text';

/** Reconnect as it is installed in Azure, and what it should be like. */
export interface Installation {
  /** The id of the function app. */
  readonly app: string;
  /** The actions that the two custom roles give. */
  readonly roles: Readonly<Record<'observer' | 'remediator', readonly string[]>>;
  /** How far the clock of this machine is ahead of Azure's, ms; `undefined` where Azure told no time. */
  readonly aheadMs: number | undefined;
  /** What the app says of itself. */
  readonly health: Heard;
}

/**
 * Something about an installation that a person should know. `code` is short and stays the same.
 *
 * - `wrong`: it certainly is not as it has to be.
 * - `off`: somebody has switched it off, and may have wanted to.
 * - `skipped`: it could not be looked at; `missing` is the action that it takes, or the setting.
 */
export type Finding =
  | {
      readonly kind: 'wrong' | 'off';
      readonly code: string;
      readonly what: Text;
      /** What does not work because of it. */
      readonly meaning: Text;
      /** What a person has to do before the commands. */
      readonly first?: Text | undefined;
      /** What mends it, in a POSIX shell, in this order. */
      readonly remedy: readonly [string, ...string[]];
    }
  | { readonly kind: 'skipped'; readonly because: Text; readonly missing?: string | undefined };

/** The parts of an installation, in the order in which they are told. */
export const parts = [
  'settings',
  'app',
  'identities',
  'rights',
  'network',
  'teams',
  'alerts',
  'storage',
  'clock',
] as const;
export type Part = (typeof parts)[number];

/** One look at a part of an installation. One file each in `doctor/`, with its name as `id`. Pure. */
export interface InstallationCheck {
  readonly id: string;
  readonly part: Part;
  /** What is wrong; nothing where all is well. What cannot be seen ends it as `skipped`, as with causes. */
  examine(see: See, installation: Installation): readonly Finding[];
}
