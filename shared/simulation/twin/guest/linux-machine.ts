import type { Disk, Guest, Served } from '../../scenarios/schema';
import { holds, isLoopback, Machine, takes, type Power } from './machine';
import { CONFIG, DEFAULT_CONFIG, readSshdConfig } from './sshd-config';

/** A systemd unit. */
export interface Service {
  readonly state: 'active' | 'inactive' | 'failed' | 'activating';
  readonly enabled: boolean;
  readonly masked?: boolean | undefined;
  readonly listens: readonly number[];
  /** The one address at which it listens; every address without it. */
  readonly address?: string | undefined;
  /** What it serves, by port, where it says so. */
  readonly serves?: Readonly<Record<string, Served>> | undefined;
}

/** A rule of iptables that lets one prefix in to a port. `spec`: as it was written. */
export interface AcceptRule {
  readonly spec: string;
  readonly from: string;
  readonly port: number;
}

/** What `systemctl start` came to. */
export type Started = 'started' | 'failed' | 'masked' | 'no-such-unit';

/** Where Ubuntu mounts the temporary disk, which lives on the node. */
const TEMPORARY_DISK = '/mnt/';

/** Azure itself: its DNS, its agent’s other end and its load balancers’ probes. */
const AZURE = '168.63.129.16';

const SOUND: Disk = { freeKb: 20_000_000, freeFiles: 1_800_000, mode: 'writable' };

// OpenSSH 9: sshd.c, authfile.c.
const KEYS = ['rsa', 'ecdsa', 'ed25519'].map((kind) => `/etc/ssh/ssh_host_${kind}_key`);
const EXITS = 'sshd: no hostkeys available -- exiting.';
const BANNER = '@'.repeat(59);
const NO_KEYS = {
  missing: [...KEYS.map((key) => `Unable to load host key: ${key}`), EXITS].join('\n'),
  'open-to-others': [
    ...KEYS.flatMap((key) => [
      BANNER,
      '@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @',
      BANNER,
      `Permissions 0644 for '${key}' are too open.`,
      'It is required that your private key files are NOT accessible by others.',
      'This private key will be ignored.',
      `Unable to load host key "${key}": bad permissions`,
      `Unable to load host key: ${key}`,
    ]),
    EXITS,
  ].join('\n'),
};
const NO_DIRECTORY = {
  missing: 'Missing privilege separation directory: /usr/share/empty.sshd',
  'open-to-others': '/usr/share/empty.sshd must be owned by root and not group or world-writable.',
};

/** The inside of a Linux VM: its services and files. */
export class LinuxMachine extends Machine {
  readonly os = 'Linux';
  readonly services = new Map<string, Service>();
  readonly files = new Map<string, string>();
  /** Commands that are not installed. */
  readonly without: readonly string[];
  private drops: readonly number[];
  private accepts: readonly AcceptRule[] = [];
  /** What may go out. */
  output: Guest['firewallOutput'];
  /** By where they are mounted; `/` is always there. */
  private disks: Readonly<Partial<Record<string, Disk>>>;
  private hostKeys: Guest['hostKeys'];
  private separationDirectory: Guest['separationDirectory'];
  /** Whom fail2ban keeps from SSH; without it, nobody asks. */
  banned: readonly string[] | undefined;

  constructor(initial: Guest, power: Power) {
    super(initial, power);
    this.drops = initial.firewallDrops;
    this.output = initial.firewallOutput;
    this.disks = initial.disks;
    this.hostKeys = initial.hostKeys;
    this.separationDirectory = initial.separationDirectory;
    this.banned = initial.banned;
    this.without = initial.without;
    this.replaceFiles(initial.files);
    this.replaceServices(initial.services);
  }

  override listens(port: number, now: number, at?: string): boolean {
    return (
      this.running(now) &&
      this.load.accepts &&
      [...this.services].some(
        ([name, { state, listens, address = '0.0.0.0' }]) =>
          state === 'active' && listens.includes(port) && (isSsh(name) ? this.sshTakes(port, at) : takes(address, at)),
      )
    );
  }

  /** sshd that has bound one address only, as its file says; where that is broken by now, it listens as it did. */
  private sshTakes(port: number, at: string | undefined): boolean {
    const config = readSshdConfig(this.files);
    const here = config.kind === 'valid' ? config.endpoints.filter((each) => each.port === port) : [];
    return here.length === 0 || here.some(({ address }) => !address.includes(':') && takes(address, at));
  }

  override serves(port: number): Served | undefined {
    const [found] = [...this.services.values()].flatMap(({ state, serves }) =>
      state === 'active' ? (serves?.[port] ?? []) : [],
    );
    return found;
  }

  override firewallDrops(port: number, from?: string): boolean {
    const isLetIn = this.accepts.some((rule) => rule.port === port && from !== undefined && holds(rule.from, from));
    const isBanned = port === 22 && from !== undefined && (this.banned?.includes(from) ?? false);
    // Whoever gets no answer sees no difference.
    const isAnswered = this.output !== 'listed-only' || from === AZURE;
    return ((this.drops.includes(port) || isBanned) && !isLetIn) || !isAnswered;
  }

  /** Rules of iptables that come before those that drop, the newest first. */
  get accepted(): readonly AcceptRule[] {
    return this.accepts;
  }

  addAccept(rule: AcceptRule): void {
    this.accepts = [rule, ...this.accepts];
    this.changed();
  }

  removeAccept(rule: AcceptRule): void {
    this.accepts = this.accepts.filter((each) => each !== rule);
    this.changed();
  }

  get dropped(): readonly number[] {
    return this.drops;
  }

  /** Writes a file, or says in the words of the kernel why that is not possible. */
  write(path: string, content: string): string | undefined {
    if (this.files.get(path) === content) return undefined;
    const refusal = this.refusesToWrite(path);
    if (refusal !== undefined) return refusal;
    this.files.set(path, content);
    this.changed();
    return undefined;
  }

  /** The file systems that are mounted from a disk. */
  get mounted(): readonly (Disk & { readonly at: string })[] {
    return Object.entries({ '/': SOUND, ...this.disks }).map(([at, disk]) => ({ ...SOUND, ...disk, at }));
  }

  /** What a file holds; some are the kernel's own. */
  read(path: string): string | undefined {
    if (path !== '/proc/mounts') return this.files.get(path);
    return this.mounted
      .map(({ at, mode }, index) =>
        mode === 'image'
          ? `composefs ${at} overlay ro,relatime,lowerdir+=/run/ostree/.private/cfsroot-lower,metacopy=on 0 0\n`
          : `/dev/sda${index + 1} ${at} ext4 ${mode === 'read-only' ? 'ro' : 'rw'},relatime 0 0\n`,
      )
      .join('');
  }

  private refusesToWrite(path: string): string | undefined {
    if (['/run/', '/dev/', TEMPORARY_DISK].some((elsewhere) => path.startsWith(elsewhere))) return undefined;
    const disk = this.mounted.findLast(({ at }) => at === '/' || path.startsWith(`${at}/`));
    if (disk?.mode === 'image' && /^\/(?:etc|var)\//.test(path)) return undefined;
    if (disk && disk.mode !== 'writable') return 'Read-only file system';
    return disk?.freeKb === 0 || disk?.freeFiles === 0 ? 'No space left on device' : undefined;
  }

  /** What sshd says before it gives up, whoever starts it or asks it to check; systemd has made its directory. */
  get sshdGivesUp(): string | undefined {
    const config = readSshdConfig(this.files);
    if (config.kind === 'invalid') return config.message;
    if (this.hostKeys !== 'good') return NO_KEYS[this.hostKeys];
    return this.separationDirectory === 'made-at-start' ? undefined : NO_DIRECTORY[this.separationDirectory];
  }

  /** The directories in /run that systemd makes for a unit. */
  makesFor(unit: string): readonly string[] {
    return isSsh(unit) && this.separationDirectory === 'made-at-start' ? ['sshd'] : [];
  }

  remove(path: string): void {
    if (this.files.delete(path)) this.changed();
  }

  /** The unit under its own name; Ubuntu's `ssh` is also called `sshd`. */
  unit(name: string): { readonly name: string; readonly service: Service } | undefined {
    const plain = name.replace(/\.service$/, '');
    const alias = plain === 'sshd' ? 'ssh' : plain === 'ssh' ? 'sshd' : plain;
    for (const known of [plain, alias]) {
      const service = this.services.get(known);
      if (service) return { name: known, service };
    }
    return undefined;
  }

  /** Starts or restarts a unit. sshd comes up only when its file is valid, and listens where the file says. */
  start(name: string): Started {
    const found = this.unit(name);
    if (!found) return 'no-such-unit';
    if (found.service.masked) return 'masked';
    this.changed();
    const started = this.started(found.name, found.service);
    this.services.set(found.name, started);
    return started.state === 'failed' ? 'failed' : 'started';
  }

  stop(name: string): boolean {
    const found = this.unit(name);
    if (!found) return false;
    this.changed();
    this.services.set(found.name, { ...found.service, state: 'inactive' });
    return true;
  }

  enable(name: string, enabled: boolean): boolean {
    const found = this.unit(name);
    if (!found) return false;
    this.changed();
    this.services.set(found.name, { ...found.service, enabled });
    return true;
  }

  mask(name: string, masked: boolean): boolean {
    const found = this.unit(name);
    if (!found) return false;
    this.changed();
    this.services.set(found.name, { ...found.service, masked });
    return true;
  }

  /** Lets the port through the guest's own firewall. */
  accept(port: number): void {
    this.drops = this.drops.filter((dropped) => dropped !== port);
    this.changed();
  }

  override set(parts: Partial<Guest>): void {
    super.set(parts);
    this.drops = parts.firewallDrops ?? this.drops;
    this.output = parts.firewallOutput ?? this.output;
    this.disks = parts.disks ?? this.disks;
    this.hostKeys = parts.hostKeys ?? this.hostKeys;
    this.separationDirectory = parts.separationDirectory ?? this.separationDirectory;
    this.banned = parts.banned ?? this.banned;
    if (parts.files) this.replaceFiles(parts.files);
    if (parts.services) this.replaceServices(parts.services);
  }

  /** iptables forgets what nobody saved. */
  protected override startUp(): void {
    this.accepts = [];
    for (const [name, service] of this.services) {
      this.services.set(
        name,
        service.enabled && !service.masked ? this.started(name, service) : { ...service, state: 'inactive' },
      );
    }
  }

  protected override loseTemporaryDisk(): void {
    for (const path of this.files.keys()) if (path.startsWith(TEMPORARY_DISK)) this.files.delete(path);
  }

  protected override startFromImage(): void {
    this.replaceFiles({ [CONFIG]: DEFAULT_CONFIG });
    this.replaceServices({ ssh: { state: 'active', enabled: true, listens: [22] } });
  }

  private started(name: string, service: Service): Service {
    if (isSsh(name) && this.sshdGivesUp !== undefined) return { ...service, state: 'failed' };
    return { ...service, state: 'active', listens: portsOf(name, service, this.files) };
  }

  private replaceFiles(files: Guest['files']): void {
    this.files.clear();
    for (const [path, content] of Object.entries(files)) this.files.set(path, content);
  }

  private replaceServices(services: Guest['services']): void {
    this.services.clear();
    for (const [name, service] of Object.entries(services)) {
      // A running sshd whose file was broken after its start still listens where it did.
      this.services.set(name, { ...service, listens: portsOf(name, service, this.files) });
    }
  }
}

export const isSsh = (name: string): boolean => name === 'ssh' || name === 'sshd';

function portsOf(
  name: string,
  { listens, serves = {} }: Pick<Service, 'listens' | 'serves'>,
  files: ReadonlyMap<string, string>,
): readonly number[] {
  if (!isSsh(name)) return [...new Set([...listens, ...Object.keys(serves).map(Number)])];
  const config = readSshdConfig(files);
  if (config.kind === 'invalid') return listens;
  // sshd takes only IPv6 where it listens at an address of IPv6 (OpenSSH: IPV6_V6ONLY).
  const outside = config.endpoints.filter(({ address }) => !isLoopback(address) && !address.includes(':'));
  return outside.map(({ port }) => port);
}
