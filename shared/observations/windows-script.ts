import { asCalled, recognise, type Known } from '../model/known';
import { LISTED } from './listeners';

/**
 * What a Windows VM says of its firewall and a TCP port: `network Public` of each network that it is in; of each profile `profile Public True
 * Block True` (name, whether it is on, what becomes of what no rule is about, whether rules may allow anything); of each rule that may be about
 * the port `rule|Block|Public|443|Any|nginx.exe|Any|its name` (action, profiles, ports, remote addresses, program, service). Rules that block come first, and there
 * are `most` at most. Rules for packaged apps are left out: they are about no other programs.
 */
export const firewallScript = (port: number, most: number): readonly string[] => [
  'Get-NetConnectionProfile | ForEach-Object { "network $($_.NetworkCategory)" }',
  'Get-NetFirewallProfile -PolicyStore ActiveStore | ForEach-Object { "profile $($_.Name) $($_.Enabled) $($_.DefaultInboundAction) $($_.AllowInboundRules)" }',
  `$ports = Get-NetFirewallPortFilter -PolicyStore ActiveStore | Where-Object { $_.Protocol -in 'TCP', 'Any' -and ($_.LocalPort -contains 'Any' -or $_.LocalPort -contains '${port}' -or $_.LocalPort -match '-') }`,
  '$apps = Get-NetFirewallApplicationFilter -PolicyStore ActiveStore | Where-Object { -not $_.Package }',
  '$services = Get-NetFirewallServiceFilter -PolicyStore ActiveStore',
  '$remotes = Get-NetFirewallAddressFilter -PolicyStore ActiveStore',
  "$inbound = Get-NetFirewallRule -PolicyStore ActiveStore | Where-Object { $_.Enabled -eq 'True' -and $_.Direction -eq 'Inbound' -and $ports.InstanceID -contains $_.InstanceID -and $apps.InstanceID -contains $_.InstanceID }",
  "'Block', 'Allow' | ForEach-Object {",
  '  $action = $_',
  '  $inbound | Where-Object { $_.Action -eq $action } | ForEach-Object {',
  ...rule(port),
  '  }',
  `} | Select-Object -First ${most}`,
];

/**
 * Tells of one rule, whose filters are in the variables: of its ports those that may be the one that is asked about, and of what may be long
 * only the beginning, because of an answer only the end arrives where it is too long.
 */
const rule = (port: number): readonly string[] => [
  '    $id = $_.InstanceID',
  `    $local = (($ports | Where-Object { $_.InstanceID -eq $id }).LocalPort | Where-Object { $_ -in 'Any', '${port}' -or $_ -match '-' }) -join ','`,
  "    $from = (($remotes | Where-Object { $_.InstanceID -eq $id }).RemoteAddress -join ',') -replace '^(.{50}).*$', '$1'",
  "    $program = ($apps | Where-Object { $_.InstanceID -eq $id }).Program -replace '^.*\\\\', ''",
  '    $service = ($services | Where-Object { $_.InstanceID -eq $id }).Service',
  "    $called = $_.DisplayName -replace '^(.{50}).*$', '$1'",
  '    "rule|$($_.Action)|$($_.Profile)|$local|$from|$program|$service|$called"',
];

/** After {@link firewallScript}: `profile Public True Block` as to what goes out, and the rules that block what goes out of the port, in the same words. */
export const outboundScript = (port: number, most: number): readonly string[] => [
  'Get-NetFirewallProfile -PolicyStore ActiveStore | ForEach-Object { "profile $($_.Name) $($_.Enabled) $($_.DefaultOutboundAction)" }',
  "$outbound = Get-NetFirewallRule -PolicyStore ActiveStore | Where-Object { $_.Enabled -eq 'True' -and $_.Direction -eq 'Outbound' -and $_.Action -eq 'Block' -and $ports.InstanceID -contains $_.InstanceID -and $apps.InstanceID -contains $_.InstanceID }",
  `$outbound | Select-Object -First ${most} | ForEach-Object {`,
  ...rule(port),
  '}',
];

/** A service that another one needs, and that does not run. */
export interface NeededService {
  readonly name: string;
  readonly start: Known<'automatic' | 'manual' | 'disabled'>;
}

/** The services that another one needs and that do not run, such as `RpcSs:Disabled`: an expression. */
export const needsOf = (service: string): string =>
  `((Get-Service -Name '${service}' -ErrorAction SilentlyContinue).ServicesDependedOn | Where-Object { $_.Status -ne 'Running' } | ForEach-Object { "$($_.Name):$($_.StartType)" }) -join ','`;

/** Reads what {@link needsOf} comes to. A name that could not stand in a script is left out. */
export const neededIn = (list: string): readonly NeededService[] =>
  list.split(',').flatMap((each) => {
    const [, name, start] = /^([\w.-]{1,80}):(\w*)$/.exec(each) ?? [];
    return name === undefined ? [] : [{ name, start: recognise(asCalled('automatic', 'manual', 'disabled'), start) }];
  });

/** What listens, in the words of `ss`: of the connections that `which` (a condition on `$_`) picks. `name` says who it is, `$_` being the connection. */
export const listenersScript = (which: string, name: readonly string[]): readonly string[] => [
  'if (Get-Command Get-NetTCPConnection -ErrorAction SilentlyContinue) {',
  `  Get-NetTCPConnection -State Listen -ErrorAction SilentlyContinue | Where-Object { ${which} } | ForEach-Object {`,
  '    $at = $_.LocalAddress; if ($at -match \':\') { $at = "[$at]" }',
  ...name.map((line) => `    ${line}`),
  `    'LISTEN 0 0 {0}:{1} *:* users:(("{2}",' -f $at, $_.LocalPort, $name`,
  '  }',
  `  '${LISTED}'`,
  '}',
];

/** Names the process that listens. */
export const PROCESS_NAME = ['$name = (Get-Process -Id $_.OwningProcess -ErrorAction SilentlyContinue).ProcessName'];
