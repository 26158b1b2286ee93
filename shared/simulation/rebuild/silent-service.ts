import { hostFirewall } from '../../network/host-firewall';
import { answersOf, MOST_LINES, type GuestPort } from '../../observations/guest-port';
import type { GuestInput } from './draft';

/** A service that does not answer, and what its machine does with its port. */
export type SilentService = NonNullable<GuestInput['services']>[string] &
  Pick<GuestInput, 'firewallDrops' | 'firewallOutput'>;

/** Why nothing answers on a port, as the machine told; where it did not, the simplest reason. `as`: the port that it gets. */
export function silentService(told: GuestPort | undefined, port: number, as: number): SilentService {
  const [listener] = told?.listening ?? [];
  if (!told || !listener) return { state: 'inactive' };
  if (hostFirewall(told.firewall, port, MOST_LINES, listener).kind === 'drops')
    return { state: 'active', firewallDrops: [as] };
  if (answersOf(told, port).kind === 'drops') return { state: 'active', firewallOutput: 'listed-only' };
  return /^(?:127\.|::1$)/.test(listener.address)
    ? { state: 'active', address: listener.address }
    : { state: 'inactive' };
}

/** A Linux guest that serves an application besides SSH. */
export function withApplication(guest: GuestInput, port: number, app: SilentService): GuestInput {
  const { firewallDrops, firewallOutput, ...service } = app;
  return {
    ...guest,
    services: { ssh: { state: 'active', listens: [22] }, app: { ...service, listens: [port] } },
    ...(firewallDrops && { firewallDrops }),
    ...(firewallOutput && { firewallOutput }),
  };
}

/** The same of a Windows guest. */
export const windowsWithApplication = (port: number, { state, address, firewallDrops }: SilentService): GuestInput => ({
  windows: {
    services: {
      app: { state: state === 'active' ? 'Running' : 'Stopped', listens: [port], ...(address && { address }) },
    },
    firewall: {
      rules: {
        app: { displayName: 'app', ports: [String(port)], action: firewallDrops ? 'Block' : 'Allow' },
      },
    },
  },
});
