import type { Verdict } from '../../model/judgement';
import type { See } from '../../model/observation';
import type { VmTarget } from '../../model/target';
import { text, type Text } from '../../model/text';
import { guestRdp, TERM_SERVICE, type GuestRdp } from '../../observations/guest-rdp';
import type { Listener } from '../../observations/listeners';
import { nameOf } from '../../model/arm-id';
import { entrance } from '../../topology/paths';
import { guestAnswers } from './agent';
import { hears } from './listening';

// Remote Desktop as the Windows VM itself tells of it, and how a cause speaks of that.

/** Remote Desktop in the target's guest. */
export interface Look {
  readonly rdp: GuestRdp;
  /** The name of the VM. */
  readonly name: string;
  readonly port: number;
  /** Where `TermService` listens; absent where nobody could look. */
  readonly own: readonly Listener[] | undefined;
  /** Whether it listens on the port where connections arrive. */
  readonly isHere: boolean;
  /** Who else does. */
  readonly taken: Listener | undefined;
}

/** The fix for the VM of a target. */
export type Remedy = 'start-service' | 'reset-rdp' | 'correct-rdp-port';

interface Finding {
  readonly because: Text;
  readonly fix?: Remedy;
  readonly advice?: Text;
}

/** What one cause makes of the look: what is wrong, or that it is not so. */
export type Judge = (look: Look) => ({ readonly kind: 'found' } & Finding) | Exclude<Verdict, { kind: 'found' }>;

export function lookAt(see: See, target: VmTarget): Look {
  const rdp = see(guestRdp, { vm: guestAnswers(see, target, 'Windows') });
  const { privateAddress } = entrance(see, target);
  const own = rdp.listening?.filter(({ program }) => program === TERM_SERVICE);
  const here = rdp.listening?.filter((each) => each.port === target.port && hears(each, privateAddress)) ?? [];
  const isHere = here.some(({ program }) => program === TERM_SERVICE);
  const taken = here.find(({ program }) => program !== TERM_SERVICE);
  return { rdp, name: nameOf(target.id), port: target.port, own, isHere, taken };
}

export const excluded = (en: string, ko: string) => ({ kind: 'excluded', because: text(en, ko) }) as const;
export const uncertain = (en: string, ko: string) => ({ kind: 'uncertain', because: text(en, ko) }) as const;

export const listensHere = ({ port }: Look) =>
  excluded(
    `${TERM_SERVICE} listens on TCP ${port} where connections arrive.`,
    `${TERM_SERVICE}이(가) 연결이 도착하는 TCP ${port}에서 수신 대기합니다.`,
  );

export const POLICY = text(
  'The policy on Remote Desktop (fDenyTSConnections)',
  '원격 데스크톱 정책(fDenyTSConnections)',
);
export const DENIAL = text('The value of fDenyTSConnections', 'fDenyTSConnections 값');
