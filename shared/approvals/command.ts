import { text } from '../model/text';
import { isAmong, type Approver } from './approval';
import type { Ruling } from './decide';

/** What somebody wants of Reconnect as a whole. `what` is a name or an id, as they wrote it. */
export type Command =
  | { readonly kind: 'stop' | 'resume' | 'status' }
  | { readonly kind: 'mute'; readonly what: string; readonly minutes: number }
  /** The resource of the card in whose thread it is written. */
  | { readonly kind: 'mute-this'; readonly minutes: number }
  | { readonly kind: 'unmute' | 'recheck'; readonly what: string };

const simple = [
  // Whoever is in a hurry adds an exclamation mark, and stopping is the safe direction.
  { kind: 'stop', said: /^(?:stop(?: reconnect)?|정지|중지)[.!]*$/i },
  { kind: 'resume', said: /^(?:resume(?: reconnect)?|재개)$/i },
  { kind: 'status', said: /^(?:status|상태)$/i },
] as const;
const about = [
  { kind: 'unmute', said: /^(?:unmute|음소거 해제) (\S+)$/i },
  { kind: 'recheck', said: /^(?:recheck|재점검) (\S+)$/i },
] as const;
const mute = /^(?:mute|음소거)(?: (\S+))? (\S+)$/i;
const attempt = /^(?:mute|unmute|음소거|recheck|재점검)(?: |$)/i;

/**
 * Reads `stop`, `resume`, `status`, `mute 2h`, `mute NAME 2h`, `unmute NAME` and `recheck NAME`, in English or Korean, out of a message
 * with single spaces. Nothing else may be in the message. `unclear`: begins like a command, and is none.
 */
export function readCommand(said: string): Command | 'unclear' | undefined {
  const plain = simple.find((each) => each.said.test(said));
  if (plain) return { kind: plain.kind };
  for (const { kind, said: pattern } of about) {
    const what = pattern.exec(said)?.[1];
    if (what !== undefined) return { kind, what };
  }
  const [, what, duration = ''] = mute.exec(said) ?? [];
  const minutes = readMinutes(duration);
  if (minutes !== undefined)
    return what === undefined ? { kind: 'mute-this', minutes } : { kind: 'mute', what, minutes };
  return attempt.test(said) ? 'unclear' : undefined;
}

const units: Readonly<Record<string, number>> = { h: 60, 시간: 60, m: 1, 분: 1 };

/** `2h`, `30m`, `2시간` or `30분` in minutes; `undefined` for anything else, and for no time at all. */
export function readMinutes(duration: string): number | undefined {
  const [, count = '', unit = ''] = /^(\d{1,5})(h|m|시간|분)$/i.exec(duration) ?? [];
  const minutes = Number(count) * (units[unit.toLowerCase()] ?? 0);
  return minutes > 0 ? minutes : undefined;
}

/** Stopping Reconnect, which is the safe direction, and asking how it stands; everything else is for the people who may approve. */
export const isForEverybody = (kind: Command['kind']): boolean => kind === 'stop' || kind === 'status';

/** Whether this person in the channel may have it done. */
export function mayCommand({ kind }: Pick<Command, 'kind'>, by: Approver, approvers: readonly Approver[]): Ruling {
  if (isForEverybody(kind)) return { kind: 'accepted' };
  if (isAmong(approvers, by)) return { kind: 'accepted' };
  const who = approvers.map(({ name }) => name).join(', ');
  return {
    kind: 'refused',
    because: text(
      `Only ${who} may do this; nothing was done. Anybody may write “stop”.`,
      `${who}만 할 수 있는 일이라 아무것도 하지 않았습니다. “정지”는 누구나 쓸 수 있습니다.`,
    ),
  };
}
