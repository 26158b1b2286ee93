import { isSurely } from '../../model/known';
import {
  RDP_PORT,
  RDP_TCP,
  TERM_SERVICE,
  TERMINAL_SERVER,
  POLICIES,
  type GuestRdp,
} from '../../observations/guest-rdp';
import type { GuestInput } from './draft';

type WindowsInput = NonNullable<GuestInput['windows']>;

/** The inside of a Windows VM that says this of Remote Desktop. */
export function windowsGuest(rdp: GuestRdp): GuestInput {
  const { role, port = RDP_PORT, denied, deniedByPolicy } = rdp;
  const own = rdp.listening?.filter(({ program }) => program === TERM_SERVICE);
  const listens = [...new Set(own?.map((each) => each.port))];
  const isLost = own?.length === 0 && isToListen(rdp) && whoElseListens(rdp).length === 0;
  const denial = (reading: GuestRdp['denied']) =>
    'known' in reading && reading.known !== 'unset' ? { fDenyTSConnections: reading.known === 'yes' ? 1 : 0 } : {};
  return {
    windows: {
      role: isSurely(role, 'domain-controller') ? 'domain-controller' : 'server',
      services: {
        [TERM_SERVICE]: {
          state: isSurely(rdp.service, 'running') ? 'Running' : 'Stopped',
          ...(isSurely(rdp.startMode, 'disabled') ? { startType: 'Disabled' } : {}),
          ...(rdp.needs.length > 0 ? { needs: rdp.needs.map(({ name }) => name) } : {}),
          ...((listens.length > 0 && !listens.includes(port)) || isLost ? { listens } : {}),
        },
        ...Object.fromEntries(
          rdp.needs.map(({ name, start }) => [
            name,
            { state: 'Stopped' as const, ...(isSurely(start, 'disabled') ? { startType: 'Disabled' as const } : {}) },
          ]),
        ),
        ...Object.fromEntries(whoElseListens(rdp).map((name) => [name, { listens: [RDP_PORT] }])),
      },
      registry: {
        [TERMINAL_SERVER]: denial(denied),
        [POLICIES]: denial(deniedByPolicy),
        [RDP_TCP]: { PortNumber: port, ...(isSurely(rdp.listener, 'off') ? { fEnableWinStation: 0 } : {}) },
      },
      ...('known' in rdp.certificate ? { certificate: rdp.certificate.known } : {}),
      firewall: firewallOf(rdp),
    },
  };
}

const isToListen = ({ service, denied, deniedByPolicy, listener }: GuestRdp): boolean =>
  isSurely(service, 'running') &&
  isSurely(denied, 'no') &&
  !isSurely(deniedByPolicy, 'yes') &&
  !isSurely(listener, 'off');

/** The programs that have the port of Remote Desktop. */
const whoElseListens = ({ listening = [] }: GuestRdp): readonly string[] => [
  ...new Set(
    listening.flatMap(({ port, program = 'program' }) =>
      port === RDP_PORT && program !== TERM_SERVICE ? [program] : [],
    ),
  ),
];

/** The inside of a Windows VM in which something is served on a port, besides Remote Desktop. */
export const serverIn = (port: number): GuestInput => ({
  windows: { services: { app: { listens: [port] } }, firewall: { rules: { app: { ports: [String(port)] } } } },
});

/** The rules for Remote Desktop that are off, and those that block, as far as they were told. */
function firewallOf({ rules, firewall: { windows = [] }, outbound }: GuestRdp): WindowsInput['firewall'] {
  const off = rules.filter(({ state }) => state === 'off').map(({ name }) => [name, { enabled: false }] as const);
  const blocking = Object.entries({ Inbound: windows, Outbound: outbound } as const).flatMap(([way, lines]) =>
    lines.flatMap((line) => {
      const [, action, , ports = '', , , , displayName = ''] = line.split('|');
      if (action !== 'Block') return [];
      const direction = way === 'Inbound' ? ('Inbound' as const) : ('Outbound' as const);
      const about = ports === 'Any' ? {} : { ports: ports.split(',') };
      return [[displayName, { displayName, direction, action: 'Block' as const, ...about }] as const];
    }),
  );
  return { rules: Object.fromEntries([...off, ...blocking]) };
}
