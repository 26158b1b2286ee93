import type { Estate, GuestNetwork } from '../walk/arm';
import type { Model } from '../provider';

const NOTHING_RUNS: GuestNetwork = {
  powered: false,
  running: false,
  agentReady: false,
  listens: () => false,
  serves: () => undefined,
  firewallDrops: () => false,
};

/** The model as the packet walk sees it, at the model's present moment. */
export function estateOf(model: Model): Estate {
  return {
    get: (id) => (id === '' ? undefined : model.get(id)),
    list: (type) => model.list(type),
    outside: model.outside,
    learned: (gatewayId) => model.learnedRoutes?.(gatewayId) ?? [],
    guest: (vmId) => {
      const guest = model.guest(vmId);
      if (!guest) return NOTHING_RUNS;
      const now = model.now();
      return {
        powered: guest.powered(),
        running: guest.running(now),
        agentReady: guest.agentReady(now),
        listens: (port, at) => guest.listens(port, now, at),
        serves: (port) => guest.serves(port),
        firewallDrops: (port, from) => guest.firewallDrops(port, from),
      };
    },
  };
}
