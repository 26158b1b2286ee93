import { BlockList, isIP } from 'node:net';
import { Load, type Guest, type Served } from '../../scenarios/schema';
import type { GuestState } from '../provider';

export type Power = 'running' | 'stopped' | 'deallocated' | 'starting' | 'stopping' | 'deallocating' | 'unknown';

/** A VM's inside and the node it is on, whatever its operating system. Changed by operations and by scripts. */
export abstract class Machine implements GuestState {
  power: Power;
  agent: Guest['agent'];
  node: Guest['node'];
  hung: boolean;
  /** Whether the operating system comes up when the machine is started. */
  protected starts: Guest['boot'];
  /** What the serial console has shown before the last start that succeeded. */
  console: string;
  load: Load;
  watcher: Guest['watcher'];
  /** ms since the epoch from which the operating system is up. */
  private upFrom = -Infinity;
  /** Counts what was changed inside. */
  private changes = 0;

  constructor(initial: Guest, power: Power) {
    this.power = power;
    this.agent = initial.agent;
    this.node = initial.node;
    this.hung = initial.hung;
    this.starts = initial.boot;
    this.console = initial.console ?? '';
    this.load = initial.load;
    this.watcher = initial.watcher;
  }

  powered(): boolean {
    return this.power === 'running';
  }

  running(now: number): boolean {
    return (
      this.power === 'running' && this.node === 'good' && !this.hung && this.starts === 'well' && now >= this.upFrom
    );
  }

  agentReady(now: number): boolean {
    return this.running(now) && this.agent === 'ready';
  }

  abstract listens(port: number, now: number, at?: string): boolean;
  abstract serves(port: number): Served | undefined;
  /** `from`: an address; without it, one that no rule is for. */
  abstract firewallDrops(port: number, from?: string): boolean;

  /** A number that is another one after anything inside was changed. */
  get version(): number {
    return this.changes;
  }

  protected changed(): void {
    this.changes += 1;
  }

  /** The operating system goes down, until {@link boot}. */
  shutDown(): void {
    this.upFrom = Infinity;
  }

  /** The operating system is up again as it was, because what it went down for did not happen. */
  comeBack(): void {
    this.upFrom = -Infinity;
  }

  /** The machine starts from its disk: it is no longer hung or busy, and what is enabled comes up at `upFrom` (ms since the epoch). */
  boot(upFrom: number): void {
    this.power = 'running';
    this.hung = false;
    this.load = Load.parse({});
    this.upFrom = upFrom;
    this.startUp();
  }

  /** Another node with an empty temporary disk. An ephemeral OS disk starts again from its image. */
  move(osDisk: 'managed' | 'ephemeral'): void {
    this.node = 'good';
    this.loseTemporaryDisk();
    if (osDisk === 'ephemeral') this.startFromImage();
  }

  /** Replaces the named parts of the state, as a scenario's happening does. */
  set(parts: Partial<Guest>): void {
    this.agent = parts.agent ?? this.agent;
    this.node = parts.node ?? this.node;
    this.hung = parts.hung ?? this.hung;
    this.starts = parts.boot ?? this.starts;
    this.console = parts.console ?? this.console;
    this.load = parts.load ?? this.load;
    this.watcher = parts.watcher ?? this.watcher;
  }

  protected abstract startUp(): void;
  protected abstract loseTemporaryDisk(): void;
  protected abstract startFromImage(): void;
}

/** Whether what listens at an address takes connections to `at`, or, without it, any from outside. */
export const takes = (address: string, at?: string): boolean =>
  at === undefined ? !isLoopback(address) : ['0.0.0.0', '::', at].includes(address);

export const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1';

/** Whether an IPv4 prefix, or an address that stands for itself, holds an address. */
export function holds(prefix: string, address: string): boolean {
  const [network = '', bits = '32'] = prefix.split('/');
  if (isIP(network) !== 4 || isIP(address) !== 4) return network === address;
  const list = new BlockList();
  list.addSubnet(network, Number(bits));
  return list.check(address);
}
