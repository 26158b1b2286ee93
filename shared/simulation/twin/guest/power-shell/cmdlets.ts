import type { FirewallRule, WindowsMachine, WindowsService } from '../windows-machine';
import { curlPrints } from '../own-request';
import type { Call, Cmdlet } from './run';
import { equal, isBlock, isTrue, listOf, member, object, PowerShellError, textOf, type Value } from './values';

/** A parameter by its name, or by its place among those that have none. */
const given = ({ named, positional }: Call, name: string, place?: number): Value =>
  named.get(name) ?? (place === undefined ? undefined : positional[place]);

const names = (call: Call, name: string, place?: number): readonly string[] =>
  listOf(given(call, name, place)).map(textOf);

function done(controlled: { readonly kind: 'done' } | { readonly kind: 'failed'; readonly message: string }): void {
  if (controlled.kind === 'failed') throw new PowerShellError(controlled.message);
}

/** Services are named, or come through the pipeline. */
const serviceNames = (call: Call): readonly string[] => {
  const named = names(call, 'name', 0);
  return named.length > 0 ? named : call.input.map((each) => textOf(member(each, 'Name')));
};

const service = (machine: WindowsMachine, name: string): readonly Value[] => {
  const found = machine.service(name);
  if (!found) return [];
  const { state, startType, needs } = found;
  const needed = needs.flatMap((each) => service(machine, each));
  return [object({ Name: found.name, Status: state, StartType: startType, ServicesDependedOn: needed })];
};

const cimService = ({ name, state, startType, pid }: WindowsService & { readonly name: string; pid: number }): Value =>
  object({ Name: name, State: state, StartMode: startType === 'Automatic' ? 'Auto' : startType, ProcessId: pid });

const getService: Cmdlet = (call) => {
  const wanted = names(call, 'name', 0);
  const missing = wanted.find((name) => !call.machine.service(name));
  const there = wanted.flatMap((name) => service(call.machine, name));
  // It tells of those that are there before it complains of one that is not.
  if (missing !== undefined && !equal(call.named.get('erroraction'), 'SilentlyContinue'))
    throw new PowerShellError(`Cannot find any service with service name '${missing}'.`);
  return there;
};

const getCimInstance: Cmdlet = (call) => {
  const { machine } = call;
  const type = textOf(given(call, 'classname', 0)).toLowerCase();
  if (type === 'win32_computersystem') return [object({ DomainRole: machine.role === 'server' ? 3 : 5 })];
  if (type === 'win32_tsgeneralsetting') {
    if (!equal(given(call, 'namespace'), 'root/cimv2/TerminalServices')) throw new PowerShellError('Invalid class');
    return [object({ TerminalName: 'RDP-Tcp', SSLCertificateSHA1Hash: THUMBPRINT })];
  }
  const name = /^Name\s*=\s*'([^']*)'$/i.exec(textOf(given(call, 'filter')))?.[1];
  if (type !== 'win32_service' || name === undefined)
    throw new PowerShellError(`Of classes only a few are simulated, and one Win32_Service by its name.`);
  const found = machine.service(name);
  return found ? [cimService(found)] : [];
};

/** Of the certificate with which Remote Desktop speaks TLS. */
const THUMBPRINT = 'A1F4C0E2B7D95836C41E0D7B92F8A6530C1D4E7F';

/** Days of which only the order counts. */
const TODAY = 2;

/** Those of a machine in its stores. */
const getChildItem: Cmdlet = ({ machine: { certificate }, named, positional }) => {
  const paths = listOf(named.get('path') ?? positional[0]).map(textOf);
  if (!paths.every((path) => /^Cert:\\LocalMachine\\/i.test(path)))
    throw new PowerShellError('Only certificates of the machine are simulated.');
  const isThere = certificate !== 'missing' && paths.some((path) => /\\Remote Desktop$/i.test(path));
  const NotAfter = certificate === 'expired' ? TODAY - 1 : TODAY + 1;
  return isThere ? [object({ Thumbprint: THUMBPRINT, NotAfter, HasPrivateKey: certificate !== 'without-key' })] : [];
};

const getNetTcpConnection: Cmdlet = (call) => {
  const port = given(call, 'localport');
  const found = call.machine.listeners().filter((each) => port === undefined || equal(each.port, port));
  if (!equal(given(call, 'state'), 'Listen')) throw new PowerShellError('Only -State Listen is simulated.');
  if (found.length === 0)
    throw new PowerShellError("No MSFT_NetTCPConnection objects found with property 'LocalPort' equal to the value.");
  return found.map(({ address, port: local, pid }) =>
    object({ LocalAddress: address, LocalPort: local, OwningProcess: pid, State: 'Listen' }),
  );
};

const getProcess: Cmdlet = (call) => {
  const id = given(call, 'id');
  const found = call.machine.listeners().find(({ pid }) => equal(pid, id));
  if (!found) throw new PowerShellError(`Cannot find a process with the process identifier ${textOf(id)}.`);
  return [object({ Id: found.pid, ProcessName: found.process })];
};

/** Asks the machine itself for a page. */
const curl: Cmdlet = (call) => {
  const { printed } = curlPrints(
    call.machine,
    textOf(given(call, 'w')),
    textOf(call.positional.at(-1)),
    Number(given(call, 'm')),
  );
  return [printed.replace(/\n$/, '')];
};

const getFirewallProfile: Cmdlet = ({ machine }) =>
  machine.profiles.map(({ name, on, inbound, outbound }) =>
    object({
      Name: name,
      Enabled: on,
      DefaultInboundAction: inbound,
      DefaultOutboundAction: outbound,
      AllowInboundRules: true,
    }),
  );

const getConnectionProfile: Cmdlet = ({ machine }) => [
  object({ NetworkCategory: machine.network === 'Domain' ? 'DomainAuthenticated' : machine.network }),
];

const rule = (name: string, { displayName, group, enabled, direction, action, profiles }: FirewallRule): Value =>
  object({
    Name: name,
    InstanceID: name,
    DisplayName: displayName,
    Group: group,
    Enabled: enabled,
    Direction: direction,
    Action: action,
    Profile: profiles ? profiles.join(', ') : 'Any',
  });

/** The rules that a command is about: named, of a group, by what they are, or those of filters in the pipeline. */
const getFirewallRule: Cmdlet = (call) => {
  const wanted = names(call, 'name');
  const isQuiet = equal(call.named.get('erroraction'), 'SilentlyContinue');
  const missing = isQuiet
    ? undefined
    : wanted.find((name) => ![...call.machine.firewallRules.keys()].some((each) => equal(each, name)));
  if (missing !== undefined)
    throw new PowerShellError(
      `No MSFT_NetFirewallRule objects found with property 'InstanceID' equal to '${missing}'.`,
    );
  const from = call.input.map((each) => textOf(member(each, 'InstanceID')));
  const by = (parameter: string, value: Value) => {
    const asked = given(call, parameter);
    return asked === undefined || equal(value, asked);
  };
  return [...call.machine.firewallRules].flatMap(([name, each]) =>
    (wanted.length === 0 || wanted.some((one) => equal(one, name))) &&
    (call.input.length === 0 || from.includes(name)) &&
    by('group', each.group) &&
    by('enabled', each.enabled) &&
    by('direction', each.direction) &&
    by('action', each.action)
      ? [rule(name, each)]
      : [],
  );
};

/** One of the filters of rules: of those in the pipeline, or of all. */
const filterOf =
  (properties: (rule: FirewallRule) => Readonly<Record<string, Value>>): Cmdlet =>
  ({ machine, input, named }) => {
    const from = input.map((each) => textOf(member(each, 'InstanceID')));
    const protocol = named.get('protocol');
    return [...machine.firewallRules]
      .filter(
        ([name, each]) =>
          (input.length === 0 || from.includes(name)) && (protocol === undefined || equal(each.protocol, protocol)),
      )
      .map(([name, each]) => object({ InstanceID: name, ...properties(each) }));
  };

const turn =
  (enabled: boolean): Cmdlet =>
  (call) => {
    for (const each of getFirewallRule(call)) call.machine.enableRule(textOf(member(each, 'Name')), enabled);
    return [];
  };

const newFirewallRule: Cmdlet = (call) => {
  const [name, displayName] = [textOf(given(call, 'name')), textOf(given(call, 'displayname'))];
  const isSimulated =
    equal(given(call, 'direction'), 'Inbound') &&
    equal(given(call, 'action'), 'Allow') &&
    equal(given(call, 'protocol'), 'TCP');
  if (!isSimulated) throw new PowerShellError('Only rules that let TCP in are simulated.');
  const made: FirewallRule = {
    displayName,
    enabled: true,
    direction: 'Inbound',
    action: 'Allow',
    protocol: 'TCP',
    ports: names(call, 'localport'),
    remote: textOf(given(call, 'remoteaddress')),
  };
  if (!call.machine.addRule(name, made))
    throw new PowerShellError('Cannot create a file when that file already exists.');
  return [rule(name, made)];
};

const removeFirewallRule: Cmdlet = (call) => {
  for (const each of getFirewallRule(call)) call.machine.removeRule(textOf(member(each, 'Name')));
  return [];
};

const pathOf = (call: Call): string => textOf(given(call, 'path', 0));

const getItemProperty: Cmdlet = (call) => {
  const path = pathOf(call);
  const values = call.machine.values(path);
  if (!values) throw new PowerShellError(`Cannot find path '${path}' because it does not exist.`);
  const name = given(call, 'name', 1);
  if (name !== undefined && call.machine.value(path, textOf(name)) === undefined)
    throw new PowerShellError(`Property ${textOf(name)} does not exist at path ${path}.`);
  return [object(Object.fromEntries(values))];
};

const setItemProperty: Cmdlet = (call) => {
  const value = given(call, 'value', 2);
  if (typeof value !== 'number' && typeof value !== 'string') throw new PowerShellError('The value cannot be set.');
  if (!call.machine.setValue(pathOf(call), textOf(given(call, 'name', 1)), value))
    throw new PowerShellError(`Cannot find path '${pathOf(call)}' because it does not exist.`);
  return [];
};

const newItem: Cmdlet = (call) => {
  if (call.machine.values(pathOf(call)) && !isTrue(given(call, 'force')))
    throw new PowerShellError('A key in this path already exists.');
  call.machine.makeKey(pathOf(call));
  return [object({ Name: pathOf(call) })];
};

/** The names of a key's values. */
const getItem: Cmdlet = (call) => {
  const values = call.machine.values(pathOf(call));
  if (!values) throw new PowerShellError(`Cannot find path '${pathOf(call)}' because it does not exist.`);
  return [object({ Property: [...values.keys()] })];
};

/** With `-FilterScript`, or the block alone. */
const whereObject: Cmdlet = ({ input, positional, each }) => {
  const [block] = positional;
  return input.filter((value) => isTrue(each(block, value)));
};

const forEachObject: Cmdlet = ({ input, positional, each }) => {
  const [what] = positional;
  return isBlock(what)
    ? input.flatMap((value) => [...each(what, value)])
    : input.flatMap((value) => [...listOf(member(value, textOf(what)))]);
};

const selectObject: Cmdlet = (call) => {
  const first = given(call, 'first');
  const expanded = given(call, 'expandproperty');
  const last = given(call, 'last');
  const begun = first === undefined ? call.input : call.input.slice(0, Number(first));
  const some = last === undefined ? begun : begun.slice(-Number(last));
  return expanded === undefined ? some : some.flatMap((each) => [...listOf(member(each, textOf(expanded)))]);
};

const control =
  (act: (machine: WindowsMachine, name: string, force: boolean) => ReturnType<WindowsMachine['start']>): Cmdlet =>
  (call) => {
    for (const name of serviceNames(call)) done(act(call.machine, name, isTrue(given(call, 'force'))));
    return [];
  };

const START_TYPES = ['Automatic', 'Manual', 'Disabled'] as const;

const setService: Cmdlet = (call) => {
  const type = START_TYPES.find((each) => equal(each, given(call, 'startuptype')));
  if (!type) throw new PowerShellError('Only -StartupType is simulated.');
  for (const name of serviceNames(call)) done(call.machine.setStartType(name, type));
  return [];
};

const getCommand: Cmdlet = (call) => {
  const name = textOf(given(call, 'name', 0));
  if (call.machine.without.some((each) => equal(each, name)) || !(name.toLowerCase() in cmdlets))
    throw new PowerShellError(`The term '${name}' is not recognized as the name of a cmdlet.`);
  return [object({ Name: name })];
};

const writeOutput: Cmdlet = ({ positional, input }) => [...positional, ...input];

/** Every cmdlet of the simulated guest, by its name in lower case. A Windows has more: one of those is not recognised, as a mistyped one. */
export const cmdlets: Readonly<Record<string, Cmdlet>> = {
  echo: writeOutput,
  'write-output': writeOutput,
  'out-null': () => [],
  'where-object': whereObject,
  'foreach-object': forEachObject,
  'select-object': selectObject,
  'get-command': getCommand,
  'get-childitem': getChildItem,
  'get-ciminstance': getCimInstance,
  'get-date': () => [TODAY],
  'get-service': getService,
  'start-service': control((machine, name) => machine.start(name)),
  'stop-service': control((machine, name, force) => machine.stop(name, force)),
  'restart-service': control((machine, name, force) => machine.restart(name, force)),
  'set-service': setService,
  'get-nettcpconnection': getNetTcpConnection,
  'get-process': getProcess,
  'curl.exe': curl,
  'get-netfirewallprofile': getFirewallProfile,
  'get-netconnectionprofile': getConnectionProfile,
  'get-netfirewallrule': getFirewallRule,
  'get-netfirewallportfilter': filterOf(({ protocol, ports }) => ({ Protocol: protocol, LocalPort: ports ?? 'Any' })),
  'get-netfirewalladdressfilter': filterOf(({ remote }) => ({ RemoteAddress: remote ?? 'Any' })),
  'get-netfirewallapplicationfilter': filterOf(({ program }) => ({ Program: program ?? 'Any' })),
  'get-netfirewallservicefilter': filterOf((one) => ({ Service: one.service ?? 'Any' })),
  'new-netfirewallrule': newFirewallRule,
  'remove-netfirewallrule': removeFirewallRule,
  'enable-netfirewallrule': turn(true),
  'disable-netfirewallrule': turn(false),
  'test-path': (call) => [call.machine.values(pathOf(call)) !== undefined],
  'get-item': getItem,
  'get-itemproperty': getItemProperty,
  'set-itemproperty': setItemProperty,
  'new-item': newItem,
  hostname: ({ hostname }) => [hostname],
};
