import { fail, lines, ok, optionsOf, type CommandRun, type Invocation } from './command';
import { readSshdConfig, written, type Endpoint } from '../sshd-config';
import { isSsh, type LinuxMachine, type Service } from '../linux-machine';

const systemctl: CommandRun = (invocation) => {
  const { options, rest } = optionsOf(invocation.args);
  const [verb = 'list-units', name = ''] = rest;
  const { machine } = invocation;
  const quiet = options.has('q') || options.has('--quiet');
  const found = machine.unit(name);
  const absent = fail(5, `Failed to ${verb} ${name}.service: Unit ${name}.service not found.\n`);
  switch (verb) {
    case 'is-active': {
      const state = found?.service.state ?? 'inactive';
      return { stdout: quiet ? '' : `${state}\n`, stderr: '', code: state === 'active' ? 0 : 3 };
    }
    case 'is-enabled': {
      if (!found) return fail(1, `Failed to get unit file state for ${name}.service: No such file or directory\n`);
      const { enabled } = found.service;
      return { stdout: quiet ? '' : enabled ? 'enabled\n' : 'disabled\n', stderr: '', code: enabled ? 0 : 1 };
    }
    case 'is-failed':
      return {
        stdout: quiet ? '' : `${found?.service.state ?? 'inactive'}\n`,
        stderr: '',
        code: found?.service.state === 'failed' ? 0 : 1,
      };
    case 'status':
      return found ? status(found.name, found.service) : fail(4, `Unit ${name}.service could not be found.\n`);
    case 'start':
      return found?.service.state === 'active' ? ok() : started(invocation, name);
    case 'restart':
    case 'reload':
    case 'reload-or-restart':
      return started(invocation, name);
    case 'stop':
      return machine.stop(name) ? ok() : absent;
    case 'enable':
    case 'disable':
      return machine.enable(name, verb === 'enable') ? ok() : absent;
    case 'mask':
    case 'unmask':
      return machine.mask(name, verb === 'mask') ? ok() : absent;
    case 'daemon-reload':
      return ok();
    case 'show':
      return ok(
        rest
          .slice(1)
          .map((each) => shown(each, machine, [...options].join(' ')))
          .join('\n'),
      );
    case 'list-units':
      return options.has('--failed') ? ok(lines(failedUnits(machine))) : ok();
    default:
      return fail(1, `Unknown command verb ${verb}.\n`);
  }
};

/** `systemctl show --property=Id,LoadState,…`: a unit that is not there is shown as well, and each by its own name, whatever it was called. */
function shown(name: string, machine: LinuxMachine, options: string): string {
  const found = machine.unit(name);
  const { state, enabled, masked } = found?.service ?? {};
  const values: Readonly<Record<string, string>> = {
    Id: `${found?.name ?? name.replace(/\.service$/, '')}.service`,
    LoadState: state === undefined ? 'not-found' : masked ? 'masked' : 'loaded',
    ActiveState: state ?? 'inactive',
    UnitFileState: state === undefined ? '' : masked ? 'masked' : enabled ? 'enabled' : 'disabled',
    RuntimeDirectory: found && !masked ? machine.makesFor(found.name).join(' ') : '',
  };
  const asked = /--property=(\S+)/.exec(options)?.[1]?.split(',') ?? Object.keys(values);
  return lines(asked.map((key) => `${key}=${values[key] ?? ''}`));
}

const failedUnits = ({ services }: LinuxMachine): readonly string[] =>
  [...services].flatMap(([name, { state }]) =>
    state === 'failed' ? [`${name}.service loaded failed failed ${name}`] : [],
  );

function started({ machine }: Invocation, name: string) {
  const result = machine.start(name);
  if (result === 'no-such-unit') return fail(5, `Failed to start ${name}.service: Unit ${name}.service not found.\n`);
  if (result === 'started') return ok();
  if (result === 'masked') return fail(1, `Failed to start ${name}.service: Unit ${name}.service is masked.\n`);
  const unit = `${machine.unit(name)?.name ?? name}.service`;
  return fail(
    1,
    `Job for ${unit} failed because the control process exited with error code.\nSee "systemctl status ${unit}" and "journalctl -xeu ${unit}" for details.\n`,
  );
}

function status(name: string, { state, enabled }: Service) {
  const how = {
    active: 'active (running)',
    inactive: 'inactive (dead)',
    failed: 'failed (Result: exit-code)',
    activating: 'activating (start)',
  }[state];
  const loaded = `     Loaded: loaded (/lib/systemd/system/${name}.service; ${enabled ? 'enabled' : 'disabled'}; vendor preset: enabled)`;
  return {
    stdout: lines([`● ${name}.service`, loaded, `     Active: ${how}`]),
    stderr: '',
    code: state === 'active' ? 0 : 3,
  };
}

const sshd: CommandRun = ({ args, machine }) => {
  const givesUp = machine.sshdGivesUp;
  if (givesUp !== undefined) return fail(givesUp.includes('no hostkeys') ? 1 : 255, `${givesUp}\n`);
  // systemd makes the directory when it starts the unit, and takes it away when the unit ends.
  if (machine.makesFor('ssh').length > 0 && machine.unit('ssh')?.service.state !== 'active')
    return fail(255, 'Missing privilege separation directory: /run/sshd\n');
  const config = readSshdConfig(machine.files);
  return args.includes('-T') && config.kind === 'valid' ? ok(lines(config.effective)) : ok();
};

/** Everything that listens: program, where, and a process id that stays the same. */
function listeners({
  machine,
}: Invocation): readonly (Endpoint & { readonly process: string; readonly pid: number })[] {
  return [...machine.services].flatMap(([name, service], index) =>
    service.state === 'active'
      ? endpointsOf(name, service, machine).map((endpoint) => ({
          ...endpoint,
          process: processOf(name),
          pid: name.endsWith('.socket') ? 1 : 700 + index * 11,
        }))
      : [],
  );
}

/** systemd itself listens for a socket unit. */
const processOf = (name: string): string => (name.endsWith('.socket') ? 'systemd' : isSsh(name) ? 'sshd' : name);

function endpointsOf(name: string, { listens, address }: Service, machine: LinuxMachine): readonly Endpoint[] {
  const config = isSsh(name) ? readSshdConfig(machine.files) : undefined;
  if (config?.kind === 'valid') return config.endpoints;
  const at = address === undefined ? ['0.0.0.0', '::'] : [address];
  return listens.flatMap((port) => at.map((each) => ({ address: each, port })));
}

const ss: CommandRun = (invocation) => {
  const { machine } = invocation;
  const { options, rest } = optionsOf(invocation.args);
  const wanted = /^sport = :(\d+)$/.exec(rest.join(' '))?.[1];
  if (rest.length > 0 && wanted === undefined) return fail(255, 'ss: only the filter "sport = :PORT" is simulated\n');
  const found = listeners(invocation).filter(({ port }) => wanted === undefined || port === Number(wanted));
  const rows = found.map(({ process, pid, ...endpoint }, index) => {
    const who = options.has('p') ? ` users:(("${process}",pid=${pid},fd=${3 + (index % 2)}))` : '';
    const peer = endpoint.address.includes(':') ? '[::]:*' : '0.0.0.0:*';
    // Whom nobody accepts waits in the queue, until it is full.
    const waiting = machine.load.accepts ? 0 : 129;
    return `LISTEN ${String(waiting).padEnd(6)} 128    ${written(endpoint).padStart(15)} ${peer.padStart(16)}   ${who}`;
  });
  const header = options.has('H') ? [] : ['State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess'];
  return ok(lines([...header, ...rows]));
};

const ps: CommandRun = ({ machine }) => {
  const running = [...machine.services].flatMap(([name, service], index) =>
    service.state === 'active'
      ? [`${String(700 + index * 11).padStart(7)} ?        00:00:00 ${name === 'ssh' ? 'sshd' : name}`]
      : [],
  );
  return ok(lines(['    PID TTY          TIME CMD', '      1 ?        00:00:04 systemd', ...running]));
};

/** A rule as `iptables -S` prints it. */
const listed = ({ spec, from, port }: LinuxMachine['accepted'][number]): string =>
  `-A INPUT -s ${from.includes('/') ? from : `${from}/32`} -p tcp -m tcp --dport ${port} -m comment --comment ${/--comment (\S+)/.exec(spec)?.[1] ?? ''} -j ACCEPT`;

/** Where fail2ban sends what comes for SSH; the chain behind it is not listed with INPUT. */
const JAIL = '-A INPUT -p tcp -m multiport --dports 22 -j f2b-sshd';

/** Inserts, looks for, or deletes a rule that lets one prefix in. */
function acceptRule(machine: LinuxMachine, verb: string, words: readonly string[]): ReturnType<CommandRun> {
  const spec = words.join(' ');
  const [, from, port] = /^INPUT -p tcp -s (\S+) --dport (\d+) -m comment --comment \S+ -j ACCEPT$/.exec(spec) ?? [];
  if (from === undefined) return fail(2, 'iptables: only rules that let one prefix in are simulated\n');
  const found = machine.accepted.find((rule) => rule.spec === spec);
  if (verb === '-I') machine.addAccept({ spec, from, port: Number(port) });
  else if (!found) return fail(1, 'iptables: Bad rule (does a matching rule exist in that chain?).\n');
  else if (verb === '-D') machine.removeAccept(found);
  return ok();
}

/** What goes out, where not everything may. */
const LISTED_ONLY = [
  '-A OUTPUT -o lo -j ACCEPT',
  '-A OUTPUT -d 168.63.129.16/32 -j ACCEPT',
  '-A OUTPUT -p udp -m udp --dport 53 -j ACCEPT',
  '-A OUTPUT -p tcp -m multiport --dports 53,80,443 -j ACCEPT',
];
const OUTPUT_RULES = {
  open: [],
  'listed-only': LISTED_ONLY,
  'answers-too': ['-A OUTPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT', ...LISTED_ONLY],
} as const;

const iptables: CommandRun = ({ args, machine }) => {
  const ports = machine.dropped;
  const [verb = '', ...words] = args;
  if (['-I', '-C', '-D'].includes(verb)) return acceptRule(machine, verb, words);
  if (args.includes('-S')) {
    const accepts = machine.accepted.map(listed);
    const drops = ports.map((port) => `-A INPUT -p tcp -m tcp --dport ${port} -j DROP`);
    const rules = [...accepts, ...(machine.banned ? [JAIL] : []), ...drops, ...OUTPUT_RULES[machine.output]];
    const chains = ['INPUT', 'FORWARD', 'OUTPUT'].filter(
      (chain) => verb !== '-S' || [undefined, chain].includes(words[0]),
    );
    const policyOf = (chain: string) => (chain === 'OUTPUT' && machine.output !== 'open' ? 'DROP' : 'ACCEPT');
    const isListed = (rule: string) => chains.some((chain) => rule.startsWith(`-A ${chain} `));
    return ok(lines([...chains.map((chain) => `-P ${chain} ${policyOf(chain)}`), ...rules.filter(isListed)]));
  }
  if (!args.some((arg) => /^-\w*L/.test(arg))) return fail(2, 'iptables: only listing is simulated\n');
  const columns = 'target     prot opt source               destination         ';
  const drops = ports.map((port) => `DROP       tcp  --  0.0.0.0/0            0.0.0.0/0            tcp dpt:${port}`);
  const chain = (name: string) => [`Chain ${name} (policy ACCEPT)`, columns];
  return ok(lines([...chain('INPUT'), ...drops, '', ...chain('FORWARD'), '', ...chain('OUTPUT')]));
};

/** `df -Pk` and `df -Pi`. */
const df: CommandRun = ({ args, machine }) => {
  const { options, rest } = optionsOf(args);
  if (!options.has('P')) return fail(1, 'df: only the portable format (-P) is simulated\n');
  const inodes = options.has('i');
  const found = rest.flatMap(
    (path) => machine.mounted.findLast(({ at }) => at === '/' || path === at || path.startsWith(`${at}/`)) ?? [],
  );
  const [total, header] = inodes
    ? [3_870_720, 'Filesystem      Inodes  IUsed   IFree IUse% Mounted on']
    : [30_298_176, 'Filesystem     1024-blocks     Used Available Capacity Mounted on'];
  const rows = found.map(({ at, freeKb, freeFiles, mode }) => {
    if (mode === 'image') return `composefs ${inodes ? '0 0 0 -' : '5940 5940 0 100%'} ${at}`;
    const free = inodes ? freeFiles : freeKb;
    const used = Math.max(0, total - free);
    return `/dev/sda1 ${String(total).padStart(10)} ${String(used).padStart(8)} ${String(free).padStart(8)} ${Math.ceil((100 * used) / total)}% ${at}`;
  });
  return ok(lines([header, ...rows]));
};

/** The jail of SSH; others are not simulated. */
const fail2ban: CommandRun = ({ args, machine: { banned } }) => {
  if (banned === undefined) return fail(127, 'fail2ban-client: not found\n');
  const [verb, jail, action, address = ''] = args;
  if (verb === 'status' && jail === 'sshd')
    return ok(
      lines([
        'Status for the jail: sshd',
        '|- Filter',
        '|  |- Currently failed: 1',
        '|  |- Total failed:     14',
        '|  `- File list:        /var/log/auth.log',
        '`- Actions',
        `   |- Currently banned: ${banned.length}`,
        `   |- Total banned:     ${banned.length}`,
        `   \`- Banned IP list:   ${banned.join(' ')}`,
      ]),
    );
  return fail(
    255,
    `fail2ban-client: only the status of the jail sshd is simulated, not ${action ?? verb ?? ''} ${address}\n`,
  );
};

const journalctl: CommandRun = ({ args, machine, hostname }) => {
  const name = /-\w*u\s*(\S+)/.exec(args.join(' '))?.[1];
  const found = name === undefined ? undefined : machine.unit(name);
  if (found?.service.state !== 'failed') return ok('-- No entries --\n');
  const why = /^sshd?$/.test(found.name) ? (machine.sshdGivesUp?.split('\n') ?? []) : [];
  return ok(
    lines(
      [...why, `${found.name}.service: Failed with result 'exit-code'.`].map(
        (text) => `${hostname} systemd[1]: ${text}`,
      ),
    ),
  );
};

export const systemCommands: Readonly<Record<string, CommandRun>> = {
  systemctl,
  service: (invocation) => systemctl({ ...invocation, args: [invocation.args[1] ?? '', invocation.args[0] ?? ''] }),
  sshd,
  ss,
  ps,
  iptables,
  df,
  'fail2ban-client': fail2ban,
  journalctl,
  hostname: ({ hostname }) => ok(`${hostname}\n`),
  uname: ({ args, hostname }) =>
    ok(
      args.includes('-a')
        ? `Linux ${hostname} 6.8.0-1021-azure #25-Ubuntu SMP x86_64 x86_64 x86_64 GNU/Linux\n`
        : args.includes('-r')
          ? '6.8.0-1021-azure\n'
          : 'Linux\n',
    ),
  id: ({ args }) => ok(args.includes('-u') ? '0\n' : 'uid=0(root) gid=0(root) groups=0(root)\n'),
  whoami: () => ok('root\n'),
  date: ({ args, now }) =>
    ok(
      `${args.includes('+%s') ? String(Math.floor(now / 1000)) : args.some((arg) => /-I|%Y/.test(arg)) ? new Date(now).toISOString() : new Date(now).toUTCString()}\n`,
    ),
};
