/**
 * What sshd makes of /etc/ssh/sshd_config (OpenSSH 9, man page sshd_config): which keywords it knows, what it says about
 * mistakes, and the values in force, where the first occurrence of a keyword wins.
 */

export const CONFIG = '/etc/ssh/sshd_config';

/** Ubuntu's file as the package installs it. */
export const DEFAULT_CONFIG = `Include /etc/ssh/sshd_config.d/*.conf
KbdInteractiveAuthentication no
UsePAM yes
X11Forwarding yes
PrintMotd no
AcceptEnv LANG LC_*
Subsystem sftp /usr/lib/openssh/sftp-server
`;

/** Keywords that take yes or no, with the value in force where the file is silent. */
const SWITCHES: Readonly<Record<string, string>> = {
  allowagentforwarding: 'yes',
  allowstreamlocalforwarding: 'yes',
  challengeresponseauthentication: 'no',
  disableforwarding: 'no',
  exposeauthinfo: 'no',
  gssapiauthentication: 'no',
  hostbasedauthentication: 'no',
  ignoreuserknownhosts: 'no',
  kbdinteractiveauthentication: 'no',
  kerberosauthentication: 'no',
  passwordauthentication: 'yes',
  permitemptypasswords: 'no',
  permittty: 'yes',
  permituserrc: 'yes',
  printlastlog: 'yes',
  printmotd: 'yes',
  pubkeyauthentication: 'yes',
  streamlocalbindunlink: 'no',
  strictmodes: 'yes',
  tcpkeepalive: 'yes',
  usedns: 'no',
  usepam: 'no',
  x11forwarding: 'no',
  x11uselocalhost: 'yes',
};

const VALUES: Readonly<Record<string, string>> = {
  addressfamily: 'any',
  allowtcpforwarding: 'yes',
  authorizedkeysfile: '.ssh/authorized_keys .ssh/authorized_keys2',
  banner: 'none',
  chrootdirectory: 'none',
  clientalivecountmax: '3',
  clientaliveinterval: '0',
  forcecommand: 'none',
  gatewayports: 'no',
  loglevel: 'INFO',
  logingracetime: '120',
  maxauthtries: '6',
  maxsessions: '10',
  maxstartups: '10:30:100',
  permitrootlogin: 'without-password',
  pidfile: '/run/sshd.pid',
  syslogfacility: 'AUTH',
};

const OTHERS =
  'acceptenv allowgroups allowusers authenticationmethods authorizedkeyscommand authorizedkeyscommanduser authorizedprincipalsfile casignaturealgorithms ciphers compression debianbanner denygroups denyusers fingerprinthash hostbasedacceptedalgorithms hostcertificate hostkey hostkeyagent hostkeyalgorithms ignorerhosts include ipqos kexalgorithms listenaddress macs match modulifile permitlisten permitopen permituserenvironment persourcemaxstartups persourcenetblocksize port protocol pubkeyacceptedalgorithms pubkeyacceptedkeytypes pubkeyauthoptions rdomain rekeylimit requiredrsasize revokedkeys securitykeyprovider setenv subsystem trustedusercakeys unusedconnectiontimeout usedns versionaddendum x11displayoffset xauthlocation'.split(
    ' ',
  );

const KNOWN = new Set([...Object.keys(SWITCHES), ...Object.keys(VALUES), ...OTHERS]);

/** What sshd reads from its file: the values in force, or what it prints before it gives up. */
export type SshdConfig =
  | { readonly kind: 'valid'; readonly endpoints: readonly Endpoint[]; readonly effective: readonly string[] }
  | { readonly kind: 'invalid'; readonly message: string };

/** Where sshd listens. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

interface Line {
  readonly number: number;
  readonly keyword: string;
  readonly argument: string;
}

export function readSshdConfig(files: ReadonlyMap<string, string>): SshdConfig {
  const content = files.get(CONFIG);
  if (content === undefined) return { kind: 'invalid', message: `${CONFIG}: No such file or directory` };
  const lines = included(linesOf(content), files);
  const unknown = lines.filter((line) => !KNOWN.has(line.keyword.toLowerCase()));
  if (unknown.length > 0) {
    const each = unknown.map(
      ({ number, keyword }) => `${CONFIG}: line ${number}: Bad configuration option: ${keyword}`,
    );
    return {
      kind: 'invalid',
      message: [...each, `${CONFIG}: terminating, ${unknown.length} bad configuration options`].join('\n'),
    };
  }
  const wrong = lines.map(mistake).find((message) => message !== undefined) ?? misplaced(lines);
  return wrong === undefined ? inForce(lines) : { kind: 'invalid', message: wrong };
}

function linesOf(content: string): readonly Line[] {
  return content.split('\n').flatMap((text, index) => {
    const [, keyword = '', argument = ''] = /^\s*([^\s=#]+)[\s=]*(.*?)\s*$/.exec(text) ?? [];
    return keyword === '' ? [] : [{ number: index + 1, keyword, argument }];
  });
}

/** `Include` puts the files that its pattern names in its place. */
function included(lines: readonly Line[], files: ReadonlyMap<string, string>): readonly Line[] {
  return lines.flatMap((line) => {
    if (line.keyword.toLowerCase() !== 'include') return [line];
    const pattern = new RegExp(`^${line.argument.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')}$`);
    return [...files].filter(([path]) => pattern.test(path)).flatMap(([, content]) => linesOf(content));
  });
}

function mistake({ number, keyword, argument }: Line): string | undefined {
  const at = `${CONFIG} line ${number}`;
  const name = keyword.toLowerCase();
  if (argument === '') return `${at}: no argument after keyword "${keyword}"`;
  if (name === 'port' && !(/^\d+$/.test(argument) && Number(argument) > 0 && Number(argument) < 65_536))
    return `${at}: Badly formatted port number.`;
  if (name in SWITCHES && !/^(yes|no)$/i.test(argument)) return `${at}: unsupported option "${argument}".`;
  return undefined;
}

/** What holds for the server as a whole cannot depend on who connects. */
const OF_THE_SERVER = new Set(['port', 'listenaddress', 'addressfamily', 'hostkey', 'maxstartups']);

/** Behind `Match` only some keywords are allowed. */
function misplaced(lines: readonly Line[]): string | undefined {
  const match = lines.findIndex(({ keyword }) => keyword.toLowerCase() === 'match');
  const wrong =
    match === -1 ? undefined : lines.slice(match).find(({ keyword }) => OF_THE_SERVER.has(keyword.toLowerCase()));
  return wrong && `${CONFIG} line ${wrong.number}: Directive '${wrong.keyword}' is not allowed within a Match block`;
}

function inForce(lines: readonly Line[]): SshdConfig {
  const match = lines.findIndex((line) => line.keyword.toLowerCase() === 'match');
  const global = match === -1 ? lines : lines.slice(0, match);
  const given = (name: string) =>
    global.filter((line) => line.keyword.toLowerCase() === name).map((line) => line.argument);
  const named = given('port').map(Number);
  const ports = named.length === 0 ? [22] : named;
  const others = Object.entries({ ...VALUES, ...SWITCHES }).map(([name, value]) => {
    const [first = value] = given(name);
    return `${name} ${name in SWITCHES ? first.toLowerCase() : first}`;
  });
  const lists = ['allowusers', 'allowgroups', 'denyusers', 'denygroups'].flatMap((name) =>
    given(name).map((value) => `${name} ${value}`),
  );
  const addresses = given('listenaddress');
  const families: Readonly<Record<string, readonly string[]>> = { inet: ['0.0.0.0'], inet6: ['[::]'] };
  const [family = 'any'] = given('addressfamily');
  const everywhere = families[family.toLowerCase()] ?? ['0.0.0.0', '[::]'];
  const endpoints = (addresses.length > 0 ? addresses : everywhere).flatMap((address) => endpointsOf(address, ports));
  const effective = [
    ...ports.map((port) => `port ${port}`),
    ...endpoints.map((endpoint) => `listenaddress ${written(endpoint)}`),
    ...others,
    ...lists,
  ];
  return { kind: 'valid', endpoints, effective };
}

/** `ListenAddress` names a port of its own, or goes with every `Port`: `10.0.0.4`, `10.0.0.4:2222`, `[::1]:2222`, `::1`. */
function endpointsOf(value: string, ports: readonly number[]): readonly Endpoint[] {
  const [, bracketed, plain, own] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d+))?$/.exec(value) ?? [];
  const address = bracketed ?? plain ?? value;
  return (own === undefined ? ports : [Number(own)]).map((port) => ({ address, port }));
}

export const written = ({ address, port }: Endpoint): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port}`;
