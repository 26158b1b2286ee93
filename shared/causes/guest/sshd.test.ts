import { healthy, reasonOver, vmTarget } from '../../model/testing';
import { guestSsh } from '../../observations/guest-ssh';
import { sshdBroken } from './sshd-broken';
import { sshdOnAnotherPort } from './sshd-on-another-port';

/** What the script in a VM with address 10.0.0.4 printed, part by part; a part that is left out is that of a healthy VM. */
interface Printed {
  readonly service?: readonly string[];
  readonly socket?: readonly string[];
  readonly config?: readonly string[];
  readonly effective?: readonly string[];
  readonly listening?: readonly string[];
  readonly stderr?: readonly string[];
}

const row = (local: string, program?: string) =>
  `LISTEN 0      128    ${local}    0.0.0.0:*   ${program ? `users:(("${program}",pid=701,fd=3))` : ''}`;
const onEvery = (port: number) => [row(`0.0.0.0:${port}`, 'sshd'), row(`[::]:${port}`, 'sshd'), 'reconnect:listed'];
const valid = ['reconnect:valid'];

function judge(printed: Printed) {
  const parts = {
    service: printed.service ?? ['active'],
    socket: printed.socket ?? ['inactive', 'inactive'],
    config: printed.config ?? valid,
    effective: printed.effective ?? ['port 22', 'listenaddress 0.0.0.0:22', 'listenaddress [::]:22'],
    listening: printed.listening ?? onEvery(22),
    files: [],
  };
  const stdout = Object.entries(parts).flatMap(([name, lines]) => [`reconnect:${name}`, ...lines]);
  const message = `Enable succeeded: \n[stdout]\n${[...stdout, 'reconnect:end'].join('\n')}\n\n[stderr]\n${(printed.stderr ?? []).join('\n')}`;
  const answers = { ...healthy, guestSsh: guestSsh.answer.parse({ value: [{ message }] }) };
  return [sshdBroken, sshdOnAnotherPort].map((cause) => {
    const judged = reasonOver(answers, (see) => cause.judge(see, vmTarget));
    return judged.kind === 'done' ? judged.value.kind : judged.kind;
  });
}

test.each<[string, Printed, broken: string, onAnotherPort: string]>([
  ['sshd listens where connections arrive', {}, 'excluded', 'excluded'],
  [
    'it listens on the address of the VM only',
    { listening: [row('10.0.0.4:22', 'sshd'), 'reconnect:listed'] },
    'excluded',
    'excluded',
  ],
  [
    'it listens for IPv6 only, where the socket unit would take IPv4 too',
    { listening: [row('[::]:22', 'sshd'), 'reconnect:listed'] },
    'uncertain',
    'uncertain',
  ],
  [
    'its socket unit listens at every address of either kind',
    { service: ['inactive'], socket: ['active'], listening: [row('[::]:22', 'systemd'), 'reconnect:listed'] },
    'excluded',
    'excluded',
  ],
  [
    'its socket unit listens for it',
    {
      service: ['inactive', 'inactive'],
      socket: ['active'],
      effective: [],
      listening: [row('*:22', 'systemd'), 'reconnect:listed'],
    },
    'excluded',
    'excluded',
  ],
  [
    'systemd is not there, but it listens',
    { service: [], socket: [], listening: [row('0.0.0.0:22')], stderr: ['script.sh: 2: systemctl: not found'] },
    'excluded',
    'excluded',
  ],
  [
    'its unit is starting',
    { service: ['activating', 'inactive'], effective: [], listening: ['reconnect:listed'] },
    'uncertain',
    'uncertain',
  ],
  ['its unit reloads, although it listens', { service: ['reloading', 'inactive'] }, 'uncertain', 'uncertain'],
  [
    'systemd is not there, and nothing listens',
    { service: [], socket: [], effective: [], listening: ['reconnect:listed'] },
    'uncertain',
    'excluded',
  ],
  ['nobody can look who listens', { listening: [], stderr: ['script.sh: 9: ss: not found'] }, 'uncertain', 'uncertain'],
  [
    'it listens on loopback only',
    { effective: ['listenaddress 127.0.0.1:22'], listening: [row('127.0.0.1:22', 'sshd'), 'reconnect:listed'] },
    'uncertain',
    'uncertain',
  ],
  [
    'it listens on loopback only, and nothing tells who it is',
    { effective: [], listening: [row('127.0.0.1:22')] },
    'uncertain',
    'uncertain',
  ],
  [
    'a drop-in names another port',
    { effective: ['port 2222', 'listenaddress 0.0.0.0:2222'], listening: onEvery(2222) },
    'excluded',
    'found',
  ],
  [
    'ListenAddress names another port',
    { effective: ['port 22', 'listenaddress 10.0.0.4:2222'], listening: [row('10.0.0.4:2222', 'sshd')] },
    'excluded',
    'found',
  ],
  [
    'a drop-in names another port, and only that tells which of those that listen is sshd',
    { effective: ['port 2222'], listening: [row('0.0.0.0:2222'), row('0.0.0.0:443')] },
    'excluded',
    'found',
  ],
  [
    'ListenAddress names another port than Port, and only that tells which of those that listen is sshd',
    {
      effective: ['port 443', 'listenaddress 10.0.0.4:2222'],
      listening: [row('10.0.0.4:2222'), row('127.0.0.1:443')],
    },
    'excluded',
    'found',
  ],
  [
    'only one thing listens, on another port, while sshd runs',
    { effective: [], listening: [row('0.0.0.0:2222')] },
    'excluded',
    'found',
  ],
  [
    'several things listen elsewhere, and nothing tells which is sshd',
    { effective: [], listening: [row('0.0.0.0:2222'), row('0.0.0.0:443')] },
    'uncertain',
    'uncertain',
  ],
  [
    'it runs on another port and rejects its configuration',
    { config: [], listening: onEvery(2222), stderr: ['/etc/ssh/sshd_config line 3: Badly formatted port number.'] },
    'uncertain',
    'uncertain',
  ],
  [
    'it rejects its configuration and listens nowhere',
    {
      service: ['failed', 'inactive'],
      config: [],
      effective: [],
      listening: ['reconnect:listed'],
      stderr: ['/etc/ssh/sshd_config line 3: Badly formatted port number.'],
    },
    'found',
    'excluded',
  ],
  [
    'its service failed',
    { service: ['failed', 'inactive'], effective: [], listening: [row('0.0.0.0:80', 'nginx'), 'reconnect:listed'] },
    'found',
    'excluded',
  ],
  ['its service is up and does not listen', { listening: [row('0.0.0.0:80', 'nginx')] }, 'found', 'excluded'],
  [
    'its service is down, and another program has the port',
    { service: ['failed', 'inactive'], listening: [row('0.0.0.0:22', 'nginx')] },
    'uncertain',
    'uncertain',
  ],
  [
    'its socket unit is up, but listens elsewhere',
    { service: ['inactive', 'inactive'], socket: ['active'], listening: [row('*:2222', 'systemd')] },
    'uncertain',
    'uncertain',
  ],
])('%s', (_, printed, ...expected) => expect(judge(printed)).toEqual(expected));
