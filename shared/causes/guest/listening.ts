import ipaddr from 'ipaddr.js';
import type { See } from '../../model/observation';
import { isSurely, sure } from '../../model/known';
import { Unsure } from '../../model/see';
import type { VmTarget } from '../../model/target';
import { text, type Text } from '../../model/text';
import { guestSsh, type GuestSsh } from '../../observations/guest-ssh';
import { placesOf, type Listener } from '../../observations/listeners';
import { entrance } from '../../topology/paths';
import { guestAnswers } from './agent';

/** Where sshd listens, as seen from the expected connection. */
export type Listening =
  /** On the port, at an address at which connections arrive. */
  | { readonly kind: 'here' }
  /** Only elsewhere: on other ports (`reachable`), or on addresses at which no connection arrives. */
  | { readonly kind: 'elsewhere'; readonly at: readonly Listener[]; readonly reachable: readonly Listener[] }
  | { readonly kind: 'nowhere' };

/** The service of sshd is about to be something else, or systemd did not tell. */
export const theService = text('The state of the ssh service', 'ssh 서비스의 상태');

/**
 * What sshd in the target's guest says of itself, and where it listens. What listens decides before what systemd says: a
 * socket unit answers connections while the service is inactive, and not every machine has systemd.
 *
 * @throws Unsure when nobody could look, or what listens cannot be told to be sshd.
 */
export function lookAtSsh(see: See, target: VmTarget): { readonly ssh: GuestSsh; readonly listening: Listening } {
  const ssh = see(guestSsh, { vm: guestAnswers(see, target, 'Linux') });
  if ('unrecognised' in ssh.service && ssh.service.unrecognised) sure(ssh.service, theService);
  const all = ssh.listening;
  if (!all)
    throw new Unsure(
      text(
        'The VM could not tell what listens in it (ss is missing).',
        'VM에서 수신 대기 중인 프로그램을 알 수 없습니다(ss 없음).',
      ),
    );

  const { privateAddress } = entrance(see, target);
  // sshd itself takes no IPv4 at `::` (OpenSSH: IPV6_V6ONLY), whatever other programs do.
  const isOfIpv6 = ({ address, program = '' }: Listener): boolean => address === '::' && program.startsWith('sshd');
  const isReachable = (listener: Listener): boolean => hears(listener, privateAddress) && !isOfIpv6(listener);
  const here = all.filter((each) => each.port === target.port && isReachable(each));
  const stranger = here.find(({ program }) => program !== undefined && !isSshd(program));
  if (stranger)
    throw new Unsure(
      text(
        `TCP ${target.port} is taken by ${stranger.program ?? ''}, not by sshd.`,
        `TCP ${target.port}은(는) sshd가 아니라 ${stranger.program ?? ''}이(가) 사용하고 있습니다.`,
      ),
    );
  if (here.length > 0) return { ssh, listening: { kind: 'here' } };
  const own = ownOf(ssh, all);
  if (own.length > 0) return { ssh, listening: { kind: 'elsewhere', at: own, reachable: own.filter(isReachable) } };
  if (isSurely(ssh.socket, 'active'))
    throw new Unsure(
      text(
        `ssh.socket is active, but not where connections to TCP ${target.port} arrive.`,
        `ssh.socket이 활성 상태지만 TCP ${target.port} 연결이 도착하는 곳은 아닙니다.`,
      ),
    );
  return { ssh, listening: { kind: 'nowhere' } };
}

const isSshd = (program: string): boolean => /^(sshd.*|systemd|init)$/.test(program);

/** The listeners that are sshd's. Where `ss` names no program, sshd's own configuration tells, or that there is only one. */
function ownOf(ssh: GuestSsh, all: readonly Listener[]): readonly Listener[] {
  const unnamed = all.filter(({ program }) => program === undefined);
  const named = all.filter(({ program }) => program?.startsWith('sshd'));
  if (named.length > 0 || unnamed.length === 0) return named;
  const asConfigured = unnamed.filter(({ port }) => ssh.configured.some((each) => each.port === port));
  const runs = isSurely(ssh.service, 'active');
  if (asConfigured.length > 0 && runs) return asConfigured;
  if (!runs || ssh.configured.length > 0) return [];
  if (new Set(unnamed.map(({ port }) => port)).size === 1) return unnamed;
  throw new Unsure(
    text(
      'The VM did not tell which of the listening programs is sshd.',
      '수신 대기 중인 프로그램 중 어느 것이 sshd인지 알 수 없습니다.',
    ),
  );
}

/** Whether connections to an address arrive at a listener. */
export const hears = ({ address }: Listener, at: string): boolean =>
  ['0.0.0.0', '::', '*'].includes(address) || sameAddress(address, at);

const sameAddress = (a: string, b: string): boolean =>
  ipaddr.isValid(a) && ipaddr.isValid(b) && ipaddr.process(a).toString() === ipaddr.process(b).toString();

/** sshd listens at these places only, for people. */
export const listensElsewhere = (at: readonly Listener[], port: number): Text =>
  text(
    `sshd listens at ${placesOf(at)}, which is not where connections to TCP ${port} arrive.`,
    `sshd는 ${placesOf(at)}에서만 수신 대기하며, TCP ${port} 연결이 도착하는 곳이 아닙니다.`,
  );
