import { nameOf } from '../../model/arm-id';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { VmTarget } from '../../model/target';
import { joinText, text, type Text } from '../../model/text';
import type { FileSystem } from '../../observations/file-systems';
import type { GuestSsh } from '../../observations/guest-ssh';
import { byItsConsole } from '../vm/console';
import { lookAtSsh } from './listening';

// What keeps sshd from starting, whatever its configuration is: a reset of that would not help, or could not even be written.

/** What is wrong, and what people can do about it. */
interface Told {
  readonly because: Text;
  readonly advice: Text;
}

interface Obstacle {
  /** `vm`: the name of the VM. */
  readonly shows: (ssh: GuestSsh, vm: string) => Told | undefined;
  /** Whether the VM says that it is not so. */
  readonly passed: (ssh: GuestSsh) => boolean;
  readonly none: Text;
}

/** Less than this, in KiB, is no room: programs write more than one block. */
const NO_ROOM_KB = 1024;

const isFull = ({ freeKb, freeFiles }: FileSystem): boolean =>
  (freeKb !== undefined && freeKb < NO_ROOM_KB) || freeFiles === 0;
const named = (all: readonly FileSystem[]): string => all.map(({ at }) => at).join(', ');
const restart = ({ unit }: GuestSsh): string => `sudo systemctl restart ${unit?.name ?? 'ssh'}`;

const diskFull: Obstacle = {
  shows({ fileSystems = [], ...ssh }, vm) {
    const full = fileSystems.filter(isFull);
    const [first] = full;
    if (!first) return undefined;
    const lacksFiles = first.freeFiles === 0;
    const [what, ko] = lacksFiles ? ['inodes', 'inode'] : ['room', '공간'];
    const show = lacksFiles
      ? `df -i ${first.at} ; sudo du --inodes -xd3 ${first.at} | sort -n | tail`
      : `df -h ${first.at} ; sudo du -xhd3 ${first.at} | sort -h | tail`;
    return {
      because: text(
        `${named(full)} in ${vm} has no ${what} left, so nothing can be written there, and sshd listens nowhere.`,
        `${vm}의 ${named(full)}에 남은 ${ko}이(가) 없어 아무것도 쓸 수 없으며, sshd가 수신 대기하지 않습니다.`,
      ),
      advice: text(
        `In ${vm}, see what takes it: ${show} ; free some (sudo journalctl --vacuum-size=100M) or enlarge the disk; then ${restart(ssh)}.`,
        `${vm}에서 무엇이 차지하는지 확인하고(${show}), 일부를 비우거나(sudo journalctl --vacuum-size=100M) 디스크를 늘린 뒤 ${restart(ssh)}을(를) 실행하세요.`,
      ),
    };
  },
  passed: ({ fileSystems = [] }) =>
    fileSystems.length > 0 && fileSystems.every((each) => each.freeKb !== undefined && !isFull(each)),
  none: text('/ and /var have room and inodes left.', '/와 /var에 공간과 inode가 남아 있습니다.'),
};

const readOnly: Obstacle = {
  shows({ fileSystems = [], ...ssh }, vm) {
    const bad = fileSystems.filter(({ mode }) => mode === 'read-only');
    const [first] = bad;
    if (!first) return undefined;
    return {
      because: text(
        `${named(bad)} in ${vm} is mounted read-only, and sshd listens nowhere.`,
        `${vm}의 ${named(bad)}이(가) 읽기 전용으로 탑재되어 있으며, sshd가 수신 대기하지 않습니다.`,
      ),
      advice: text(
        `In ${vm}, see why: sudo dmesg | grep -iE 'remount|ext4-fs error|xfs|i/o error' | tail. After an error of the file system, repair it (a restart runs fsck; or az vm repair create); otherwise sudo mount -o remount,rw ${first.at} && ${restart(ssh)}.`,
        `${vm}에서 이유를 확인하세요: sudo dmesg | grep -iE 'remount|ext4-fs error|xfs|i/o error' | tail. 파일 시스템 오류라면 복구하고(다시 시작하면 fsck 실행, 또는 az vm repair create), 아니면 sudo mount -o remount,rw ${first.at} && ${restart(ssh)}을(를) 실행하세요.`,
      ),
    };
  },
  passed: ({ fileSystems = [] }) => fileSystems.length > 0 && fileSystems.every(({ mode }) => mode === 'writable'),
  none: text('/ and /var can be written to.', '/와 /var에 쓸 수 있습니다.'),
};

const hostKeys: Obstacle = {
  shows({ lacks, ...ssh }, vm) {
    if (lacks?.what !== 'host-keys') return undefined;
    const { said } = lacks;
    const mend = said.includes('too open')
      ? 'sudo chown root:root /etc/ssh/ssh_host_*_key && sudo chmod 600 /etc/ssh/ssh_host_*_key'
      : 'sudo ssh-keygen -A';
    return {
      because: text(
        `sshd in ${vm} has no host key that it may use: ${said}`,
        `${vm}의 sshd에 사용할 수 있는 호스트 키가 없습니다: ${said}`,
      ),
      advice: text(
        `In ${vm}: ${mend} && ${restart(ssh)}. Clients see another key where new ones are made.`,
        `${vm}에서 실행: ${mend} && ${restart(ssh)}. 키를 새로 만들면 클라이언트에는 다른 키로 보입니다.`,
      ),
    };
  },
  passed: ({ config, lacks }) => config === 'valid' || lacks?.what === 'separation-directory',
  none: text('sshd loads its host keys.', 'sshd가 호스트 키를 읽습니다.'),
};

/** The directory of which sshd complains, where systemd does not make it whenever it starts sshd. Of a masked unit systemd does not tell. */
function directoryOf({ lacks, unit }: GuestSsh): string | undefined {
  if (lacks?.what !== 'separation-directory' || unit?.masked !== 'no') return undefined;
  const [path] = /\/[\w./-]*[\w-]/.exec(lacks.said) ?? [];
  const isMade = unit.makes.some((each) => path === `/run/${each}` || path === `/var/run/${each}`);
  return isMade ? undefined : path;
}

const separationDirectory: Obstacle = {
  shows(ssh, vm) {
    const path = directoryOf(ssh);
    if (path === undefined) return undefined;
    const mend = `sudo mkdir -p ${path} && sudo chown root:root ${path} && sudo chmod 755 ${path} && ${restart(ssh)}`;
    return {
      because: text(
        `sshd in ${vm} does not start: ${ssh.lacks?.said ?? ''}`,
        `${vm}의 sshd가 시작되지 않습니다: ${ssh.lacks?.said ?? ''}`,
      ),
      advice: text(`In ${vm}: ${mend}.`, `${vm}에서 실행: ${mend}.`),
    };
  },
  passed: (ssh) => ssh.config === 'valid' || (ssh.unit?.masked === 'no' && ssh.lacks?.what === 'separation-directory'),
  none: text(
    'sshd has its directory, or gets it when it is started.',
    'sshd의 디렉터리가 있거나 시작할 때 만들어집니다.',
  ),
};

const masked: Obstacle = {
  shows({ unit }, vm) {
    if (unit?.masked !== 'yes') return undefined;
    return {
      because: text(
        `The ${unit.name} service in ${vm} is masked: systemd refuses to start it.`,
        `${vm}의 ${unit.name} 서비스가 마스킹되어 systemd가 시작을 거부합니다.`,
      ),
      advice: text(
        `Somebody did that on purpose. If SSH is wanted again, in ${vm}: sudo systemctl unmask ${unit.name} && sudo systemctl enable --now ${unit.name}.`,
        `누군가 의도적으로 한 설정입니다. SSH를 다시 사용하려면 ${vm}에서 sudo systemctl unmask ${unit.name} && sudo systemctl enable --now ${unit.name}을(를) 실행하세요.`,
      ),
    };
  },
  passed: ({ unit }) => unit?.masked === 'no',
  none: text('The ssh service is not masked.', 'ssh 서비스는 마스킹되어 있지 않습니다.'),
};

/** Whether anything stands in the way of sshd that no reset of its configuration takes out of it. */
export const isObstructed = (ssh: GuestSsh): boolean =>
  [diskFull, readOnly, hostKeys, separationDirectory, masked].some(({ shows }) => shows(ssh, '') !== undefined);

const cause = (id: string, order: number, title: Text, { shows, passed, none }: Obstacle): Cause<VmTarget> => ({
  id: `guest/${id}`,
  explains: ['ssh-unreachable'],
  order,
  title,
  source: source('ssh', 'Check that SSH is running'),
  judge(see, target) {
    const { ssh, listening } = lookAtSsh(see, target);
    if (listening.kind !== 'nowhere')
      return { kind: 'excluded', because: text('sshd runs and listens.', 'sshd가 실행 중이며 수신 대기합니다.') };
    const told = shows(ssh, nameOf(target.id));
    if (told)
      return {
        kind: 'found',
        blamed: target.id,
        because: told.because,
        fixes: [],
        advice: joinText(told.advice, byItsConsole(target.id)),
      };
    if (passed(ssh)) return { kind: 'excluded', because: none };
    return {
      kind: 'uncertain',
      because: text('The VM did not tell that.', 'VM에서 알 수 없었습니다.'),
    };
  },
});

/** Everything inside a Linux VM that keeps sshd from starting beside its configuration. */
export const obstacles: readonly Cause<VmTarget>[] = [
  cause('disk-full', 502, text('A disk of the VM is full', 'VM의 디스크가 가득 참'), diskFull),
  cause(
    'disk-read-only',
    503,
    text('A file system of the VM is read-only', 'VM의 파일 시스템이 읽기 전용임'),
    readOnly,
  ),
  cause('sshd-host-keys', 504, text('sshd has no usable host key', 'sshd에 사용할 수 있는 호스트 키가 없음'), hostKeys),
  cause(
    'sshd-directory',
    505,
    text('sshd lacks its privilege separation directory', 'sshd의 권한 분리 디렉터리가 없음'),
    separationDirectory,
  ),
  cause('sshd-masked', 506, text('The ssh service is masked', 'ssh 서비스가 마스킹됨'), masked),
];
