import type { Guest, Served, Windows } from '../../scenarios/schema';
import { holds, Machine, takes, type Power } from './machine';

/** A service as the service control manager has it. */
export interface WindowsService {
  readonly state: 'Running' | 'Stopped';
  readonly startType: 'Automatic' | 'Manual' | 'Disabled';
  /** Whether it comes up when it is started. */
  readonly starts: boolean;
  /** The services that must run for it to run. */
  readonly needs: readonly string[];
  /** Without `.exe`. */
  readonly process: string;
  readonly listens: readonly number[];
  readonly address?: string | undefined;
  readonly serves?: Readonly<Record<string, Served>> | undefined;
}

/** A rule of Windows Firewall. `undefined` stands for any. */
export interface FirewallRule {
  readonly displayName: string;
  readonly group?: string | undefined;
  readonly enabled: boolean;
  readonly direction: 'Inbound' | 'Outbound';
  readonly action: 'Allow' | 'Block';
  readonly protocol: 'TCP' | 'UDP' | 'Any';
  readonly ports?: readonly string[] | undefined;
  readonly remote?: string | undefined;
  readonly program?: string | undefined;
  readonly service?: string | undefined;
  readonly profiles?: readonly ('Domain' | 'Private' | 'Public')[] | undefined;
}

/** Where a process listens. */
export interface WindowsListener {
  readonly service: string;
  readonly process: string;
  readonly pid: number;
  readonly address: string;
  readonly port: number;
}

/** What starting or stopping a service came to: done, or what PowerShell says of it. */
export type Controlled = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly message: string };

type Values = Readonly<Record<string, string | number>>;

export const TERMINAL_SERVER = 'HKLM:\\System\\CurrentControlSet\\Control\\Terminal Server';
export const RDP_TCP = `${TERMINAL_SERVER}\\WinStations\\RDP-Tcp`;
/** What a group policy sets here goes before what the machine sets itself. */
const POLICIES = 'HKLM:\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\Terminal Services';
export const REMOTE_DESKTOP = '@FirewallAPI.dll,-28752';
const TERM_SERVICE = 'TermService';
const SVCHOST = '%SystemRoot%\\system32\\svchost.exe';

const PLAIN_SERVICE: WindowsService = {
  state: 'Running',
  startType: 'Automatic',
  starts: true,
  needs: [],
  process: 'svchost',
  listens: [],
};

/** Windows Server's own, as far as they matter here. */
const SERVICES: Windows['services'] = {
  RpcSs: { process: 'svchost', listens: [135] },
  LanmanServer: { process: 'System', listens: [445] },
  WinRM: { process: 'System', listens: [5985] },
  TermService: { startType: 'Manual', needs: ['RpcSs'], process: 'svchost' },
  UmRdpService: { startType: 'Manual', needs: [TERM_SERVICE], process: 'svchost' },
};

const REGISTRY: Readonly<Record<string, Values>> = {
  [TERMINAL_SERVER]: { fDenyTSConnections: 0 },
  [RDP_TCP]: { PortNumber: 3389, UserAuthentication: 1 },
};

const rdpRule = (displayName: string, protocol: 'TCP' | 'UDP'): Windows['firewall']['rules'][string] => ({
  displayName,
  group: REMOTE_DESKTOP,
  protocol,
  ports: ['3389'],
  program: SVCHOST,
  service: TERM_SERVICE,
});

const RULES: Windows['firewall']['rules'] = {
  'RemoteDesktop-UserMode-In-TCP': rdpRule('Remote Desktop - User Mode (TCP-In)', 'TCP'),
  'RemoteDesktop-UserMode-In-UDP': rdpRule('Remote Desktop - User Mode (UDP-In)', 'UDP'),
  'RemoteDesktop-Shadow-In-TCP': {
    displayName: 'Remote Desktop - Shadow (TCP-In)',
    group: REMOTE_DESKTOP,
    program: '%SystemRoot%\\system32\\RdpSa.exe',
  },
  'WINRM-HTTP-In-TCP': { displayName: 'Windows Remote Management (HTTP-In)', ports: ['5985'], program: 'System' },
  'NVS-FrameServer-In-TCP': {
    displayName: 'Windows Camera Frame Server (In-TCP)',
    ports: ['554', '8554-8558'],
    program: SVCHOST,
    service: 'FrameServer',
  },
};

/** The inside of a Windows VM: its services, its registry and its firewall. Names are compared without case. */
export class WindowsMachine extends Machine {
  readonly os = 'Windows';
  readonly role: Windows['role'];
  readonly certificate: Windows['certificate'];
  /** Commands that it does not have. */
  readonly without: readonly string[];
  private readonly services = new Map<string, WindowsService>();
  private readonly registry = new Map<string, Map<string, string | number>>();
  private readonly rules = new Map<string, FirewallRule>();
  private firewall: Pick<Windows['firewall'], 'network' | 'on' | 'inbound' | 'outbound'>;
  /** Where TermService listens: what the registry said when it was started. Nowhere where its listener was off, or broke since. */
  private rdpPort: number | undefined = 3389;

  constructor(initial: Guest, power: Power) {
    super(initial, power);
    const { role, certificate, without, firewall } = initial.windows;
    this.role = role;
    this.certificate = certificate;
    this.without = without;
    this.firewall = firewall;
    this.install(initial.windows);
  }

  override listens(port: number, now: number, at?: string): boolean {
    const isHeard = this.listeners().some((each) => each.port === port && takes(each.address, at));
    return this.running(now) && this.load.accepts && isHeard;
  }

  override serves(port: number): Served | undefined {
    const [found] = [...this.services.values()].flatMap(({ state, serves }) =>
      state === 'Running' ? (serves?.[port] ?? []) : [],
    );
    return found;
  }

  /** A rule that blocks goes before any that allows; where none is about it, the profile decides. */
  override firewallDrops(port: number, from?: string): boolean {
    if (!this.firewall.on) return false;
    const listener = this.listeners().find((each) => each.port === port);
    const about = [...this.rules.values()].filter((rule) => this.isAbout(rule, port, listener, from));
    if (about.some(({ action }) => action === 'Block')) return true;
    return about.length === 0 && this.firewall.inbound === 'Block';
  }

  private isAbout(
    rule: FirewallRule,
    port: number,
    listener: WindowsListener | undefined,
    from: string | undefined,
  ): boolean {
    const { enabled, direction, protocol, ports, remote, program, service, profiles } = rule;
    if (!enabled || direction !== 'Inbound' || protocol === 'UDP') return false;
    if (remote !== undefined && (from === undefined || !holds(remote, from))) return false;
    if (profiles && !profiles.includes(this.firewall.network)) return false;
    if (ports && !ports.some((range) => within(range, port))) return false;
    if (program !== undefined && programName(program) !== listener?.process.toLowerCase()) return false;
    return service === undefined || service.toLowerCase() === listener?.service.toLowerCase();
  }

  /** Everything that listens. Remote Desktop stops listening as soon as connections are denied. */
  listeners(): readonly WindowsListener[] {
    return [...this.services].flatMap(([name, { state, process, listens, address, serves = {} }], index) => {
      if (state !== 'Running') return [];
      const isRdp = sameName(name, TERM_SERVICE);
      const ports = isRdp ? this.rdpPorts() : [...listens, ...Object.keys(serves).map(Number)];
      const at = address === undefined ? ['0.0.0.0', '::'] : [address];
      return [...new Set(ports)].flatMap((port) =>
        at.map((each) => ({ service: name, process, pid: pidOf(process, index), address: each, port })),
      );
    });
  }

  /** Where another service listens, TermService cannot. */
  private rdpPorts(): readonly number[] {
    const port = this.rdpPort;
    if (port === undefined || this.deniesRdp()) return [];
    const isTaken = [...this.services].some(
      ([name, { state, listens }]) => !sameName(name, TERM_SERVICE) && state === 'Running' && listens.includes(port),
    );
    return isTaken ? [] : [port];
  }

  private deniesRdp(): boolean {
    const value = this.value(POLICIES, 'fDenyTSConnections') ?? this.value(TERMINAL_SERVER, 'fDenyTSConnections');
    return value !== 0;
  }

  get profiles(): readonly {
    readonly name: string;
    readonly on: boolean;
    readonly inbound: string;
    readonly outbound: string;
  }[] {
    const { network, on, inbound, outbound } = this.firewall;
    return (['Domain', 'Private', 'Public'] as const).map((name) =>
      name === network ? { name, on, inbound, outbound } : { name, on: true, inbound: 'Block', outbound: 'Allow' },
    );
  }

  get network(): string {
    return this.firewall.network;
  }

  get firewallRules(): ReadonlyMap<string, FirewallRule> {
    return this.rules;
  }

  addRule(name: string, rule: FirewallRule): boolean {
    if ([...this.rules.keys()].some((each) => sameName(each, name))) return false;
    this.rules.set(name, rule);
    this.changed();
    return true;
  }

  removeRule(name: string): void {
    if (this.rules.delete(name)) this.changed();
  }

  enableRule(name: string, enabled: boolean): boolean {
    const [key, rule] = [...this.rules].find(([each]) => sameName(each, name)) ?? [];
    if (key === undefined || !rule) return false;
    this.rules.set(key, { ...rule, enabled });
    this.changed();
    return true;
  }

  /** The value of a registry key; `undefined` where there is none. */
  value(key: string, name: string): string | number | undefined {
    return [...(this.values(key) ?? [])].find(([each]) => sameName(each, name))?.[1];
  }

  /** The values of a registry key by their names; `undefined` where there is no such key. */
  values(key: string): ReadonlyMap<string, string | number> | undefined {
    return this.registry.get(key.toLowerCase());
  }

  makeKey(key: string): void {
    this.registry.set(key.toLowerCase(), new Map());
    this.changed();
  }

  /** Answers false where there is no such key. */
  setValue(key: string, name: string, value: string | number): boolean {
    const values = this.registry.get(key.toLowerCase());
    if (!values) return false;
    values.set([...values.keys()].find((each) => sameName(each, name)) ?? name, value);
    this.changed();
    return true;
  }

  /** The service under its own name, with the id of its process; 0 where it does not run. */
  service(name: string): (WindowsService & { readonly name: string; readonly pid: number }) | undefined {
    const index = [...this.services.keys()].findIndex((each) => sameName(each, name));
    const [own, service] = [...this.services][index] ?? [];
    if (own === undefined || !service) return undefined;
    return { ...service, name: own, pid: service.state === 'Running' ? pidOf(service.process, index) : 0 };
  }

  /** Starts a service, and first what it needs. */
  start(name: string): Controlled {
    const found = this.service(name);
    if (!found) return noSuchService(name);
    if (found.state === 'Running') return DONE;
    const isStartable = found.startType !== 'Disabled' && found.needs.every((each) => this.start(each).kind === 'done');
    if (!isStartable || !found.starts) return failed(`Failed to start service '${found.name} (${found.name})'.`);
    if (sameName(name, TERM_SERVICE)) this.rdpPort = this.rdpPortInRegistry();
    this.alter(found.name, { state: 'Running' });
    return DONE;
  }

  private rdpPortInRegistry(): number | undefined {
    if (this.value(RDP_TCP, 'fEnableWinStation') === 0) return undefined;
    return Number(this.value(RDP_TCP, 'PortNumber') ?? 3389);
  }

  /** Stops a service. With `force` what needs it is stopped first; without, nothing is stopped while something does. */
  stop(name: string, force: boolean): Controlled {
    const found = this.service(name);
    if (!found) return noSuchService(name);
    const dependents = this.dependentsOf(found.name);
    if (dependents.length > 0 && !force)
      return failed(
        `Cannot stop service '${found.name} (${found.name})' because it has dependent services. It can only be stopped if the Force flag is set.`,
      );
    for (const each of dependents) this.stop(each, true);
    this.alter(found.name, { state: 'Stopped' });
    return DONE;
  }

  /** Stops and starts a service with what needs it. */
  restart(name: string, force: boolean): Controlled {
    const dependents = this.dependentsOf(name);
    const stopped = this.stop(name, force);
    if (stopped.kind === 'failed') return stopped;
    return [name, ...dependents].map((each) => this.start(each)).find(({ kind }) => kind === 'failed') ?? DONE;
  }

  setStartType(name: string, startType: WindowsService['startType']): Controlled {
    const found = this.service(name);
    if (!found) return noSuchService(name);
    this.alter(found.name, { startType });
    return DONE;
  }

  private dependentsOf(name: string): readonly string[] {
    return [...this.services]
      .filter(([, { state, needs }]) => state === 'Running' && needs.some((each) => sameName(each, name)))
      .map(([each]) => each);
  }

  private alter(name: string, parts: Partial<WindowsService>): void {
    const service = this.services.get(name);
    if (service) this.services.set(name, { ...service, ...parts });
    this.changed();
  }

  override set(parts: Partial<Guest>): void {
    super.set(parts);
    if (!parts.windows) return;
    this.firewall = parts.windows.firewall;
    this.install(parts.windows);
  }

  /** What is not disabled starts with Windows; TermService, which is Manual, by a trigger. */
  protected override startUp(): void {
    const before = [...this.services.keys()];
    for (const name of before) this.alter(name, { state: 'Stopped' });
    for (const name of before) {
      const { startType = 'Disabled' } = this.service(name) ?? {};
      if (startType === 'Automatic' || (startType === 'Manual' && /^(?:TermService|UmRdpService)$/i.test(name)))
        this.start(name);
    }
  }

  /** Nothing that is simulated is on it. */
  protected override loseTemporaryDisk(): void {
    this.changed();
  }

  protected override startFromImage(): void {
    this.install({
      services: {},
      registry: {},
      firewall: { network: 'Public', on: true, inbound: 'Block', outbound: 'Allow', rules: {} },
    });
  }

  private install({ services, registry, firewall }: Pick<Windows, 'services' | 'registry' | 'firewall'>): void {
    this.registry.clear();
    for (const [key, values] of [...Object.entries(REGISTRY), ...Object.entries(registry)]) {
      if (!this.values(key)) this.makeKey(key);
      for (const [name, value] of Object.entries(values)) this.setValue(key, name, value);
    }
    this.rules.clear();
    for (const name of namesIn(RULES, firewall.rules))
      this.rules.set(name, {
        displayName: name,
        enabled: true,
        direction: 'Inbound',
        action: 'Allow',
        protocol: 'TCP',
        ...RULES[name],
        ...firewall.rules[name],
      } as FirewallRule);
    this.services.clear();
    for (const name of namesIn(SERVICES, services))
      this.services.set(name, {
        ...PLAIN_SERVICE,
        process: name,
        ...SERVICES[name],
        ...services[name],
      } as WindowsService);
    // One that is said to listen elsewhere was started before the registry was changed.
    const said = services[TERM_SERVICE]?.listens;
    this.rdpPort = said ? said[0] : this.rdpPortInRegistry();
  }
}

const DONE: Controlled = { kind: 'done' };
const failed = (message: string): Controlled => ({ kind: 'failed', message });
const noSuchService = (name: string): Controlled => failed(`Cannot find any service with service name '${name}'.`);

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
const namesIn = (...records: readonly object[]): readonly string[] => [...new Set(records.flatMap(Object.keys))];

/** The kernel listens for what is served by HTTP.sys or SMB. */
const pidOf = (process: string, index: number): number => (process === 'System' ? 4 : 700 + index * 12);

/** `C:\\web\\nginx.exe` runs as `nginx`. */
const programName = (path: string): string =>
  path
    .slice(path.lastIndexOf('\\') + 1)
    .replace(/\.exe$/i, '')
    .toLowerCase();

function within(range: string, port: number): boolean {
  const [from = NaN, to = from] = range.split('-').map(Number);
  return from <= port && port <= to;
}
