import type { Guest, Served } from '../../scenarios/schema';
import { holds, isLoopback, Machine, type Power } from './machine';
import { CONFIG, DEFAULT_CONFIG, readSshdConfig } from './sshd-config';

/** A systemd unit. */
export interface Service {
  readonly state: 'active' | 'inactive' | 'failed' | 'activating';
  readonly enabled: boolean;
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
export type Started = 'started' | 'failed' | 'no-such-unit';

/** Where Ubuntu mounts the temporary disk, which lives on the node. */
const TEMPORARY_DISK = '/mnt/';

/** The inside of a Linux VM: its services and files. */
export class LinuxMachine extends Machine {
  readonly os = 'Linux';
  readonly services = new Map<string, Service>();
  readonly files = new Map<string, string>();
  /** Commands that are not installed. */
  readonly without: readonly string[];
  private drops: readonly number[];
  private accepts: readonly AcceptRule[] = [];

  constructor(initial: Guest, power: Power) {
    super(initial, power);
    this.drops = initial.firewallDrops;
    this.without = initial.without;
    this.replaceFiles(initial.files);
    this.replaceServices(initial.services);
  }

  override listens(port: number, now: number): boolean {
    return (
      this.running(now) &&
      this.load.accepts &&
      [...this.services.values()].some(
        ({ state, listens, address = '' }) => state === 'active' && listens.includes(port) && !isLoopback(address),
      )
    );
  }

  override serves(port: number): Served | undefined {
    const [found] = [...this.services.values()].flatMap(({ state, serves }) =>
      state === 'active' ? (serves?.[port] ?? []) : [],
    );
    return found;
  }

  override firewallDrops(port: number, from?: string): boolean {
    const isLetIn = this.accepts.some((rule) => rule.port === port && from !== undefined && holds(rule.from, from));
    return this.drops.includes(port) && !isLetIn;
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

  write(path: string, content: string): void {
    if (this.files.get(path) === content) return;
    this.files.set(path, content);
    this.changed();
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
    this.changed();
    const started = startedService(found.name, found.service, this.files);
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

  /** Lets the port through the guest's own firewall. */
  accept(port: number): void {
    this.drops = this.drops.filter((dropped) => dropped !== port);
    this.changed();
  }

  override set(parts: Partial<Guest>): void {
    super.set(parts);
    this.drops = parts.firewallDrops ?? this.drops;
    if (parts.files) this.replaceFiles(parts.files);
    if (parts.services) this.replaceServices(parts.services);
  }

  /** iptables forgets what nobody saved. */
  protected override startUp(): void {
    this.accepts = [];
    for (const [name, service] of this.services) {
      this.services.set(
        name,
        service.enabled ? startedService(name, service, this.files) : { ...service, state: 'inactive' },
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
  return config.endpoints.filter(({ address }) => !isLoopback(address)).map(({ port }) => port);
}

function startedService(name: string, service: Service, files: ReadonlyMap<string, string>): Service {
  if (isSsh(name) && readSshdConfig(files).kind === 'invalid') return { ...service, state: 'failed' };
  return { ...service, state: 'active', listens: portsOf(name, service, files) };
}
