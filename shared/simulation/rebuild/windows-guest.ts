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
  const listens = [
    ...new Set(rdp.listening?.filter(({ program }) => program === TERM_SERVICE).map((each) => each.port)),
  ];
  const denial = (reading: GuestRdp['denied']) =>
    'known' in reading && reading.known !== 'unset' ? { fDenyTSConnections: reading.known === 'yes' ? 1 : 0 } : {};
  return {
    windows: {
      role: isSurely(role, 'domain-controller') ? 'domain-controller' : 'server',
      services: {
        [TERM_SERVICE]: {
          state: isSurely(rdp.service, 'running') ? 'Running' : 'Stopped',
          ...(isSurely(rdp.startMode, 'disabled') ? { startType: 'Disabled' } : {}),
          ...(listens.length > 0 && !listens.includes(port) ? { listens } : {}),
        },
      },
      registry: {
        [TERMINAL_SERVER]: denial(denied),
        [POLICIES]: denial(deniedByPolicy),
        [RDP_TCP]: { PortNumber: port },
      },
      firewall: firewallOf(rdp),
    },
  };
}

/** The inside of a Windows VM in which something is served on a port, besides Remote Desktop. */
export const serverIn = (port: number): GuestInput => ({
  windows: { services: { app: { listens: [port] } }, firewall: { rules: { app: { ports: [String(port)] } } } },
});

/** The rules for Remote Desktop that are off, and those that block, as far as they were told. */
function firewallOf({ rules, firewall: { windows = [] } }: GuestRdp): WindowsInput['firewall'] {
  const off = rules.filter(({ state }) => state === 'off').map(({ name }) => [name, { enabled: false }] as const);
  const blocking = windows.flatMap((line) => {
    const [, action, , ports = '', , , , displayName = ''] = line.split('|');
    if (action !== 'Block') return [];
    const about = ports === 'Any' ? {} : { ports: ports.split(',') };
    return [[displayName, { displayName, action: 'Block' as const, ...about }] as const];
  });
  return { rules: Object.fromEntries([...off, ...blocking]) };
}
