import { isIP } from 'node:net';
import { Served, type DnsServer, type Estate } from '../scenarios/schema';

/** What ARM does not show: the servers that are no VMs of the estate, and what DNS knows. */
export interface Outside {
  /** What a server serves, by port. `undefined`: nothing is known of the address. */
  at(address: string): Readonly<Record<string, Served>> | undefined;
  /** The addresses of a public name; none: there is no such name. `undefined`: the estate says nothing of it. */
  addressesOf(name: string): readonly string[] | undefined;
  dnsServer(address: string): DnsServer | undefined;
  /** How long a connection takes in the mean, ms: by the name or the address that is connected to. */
  latencyTo(nameOrAddress: string): number | undefined;
}

export function createOutside({
  servers = {},
  dns,
  latency = {},
}: Pick<Estate, 'servers' | 'dns' | 'latency'> = {}): Outside {
  const addresses = new Map<string, readonly string[]>();
  const served = new Map<string, Readonly<Record<string, Served>>>();
  for (const [server, serves] of Object.entries(servers)) {
    const address = isIP(server) === 0 ? `20.221.43.${addresses.size + 1}` : server;
    if (isIP(server) === 0) addresses.set(server.toLowerCase(), [address]);
    served.set(address, serves);
  }
  for (const [name, given] of Object.entries(dns?.names ?? {})) addresses.set(name.toLowerCase(), given);
  for (const [address, { answers }] of Object.entries(dns?.servers ?? {}))
    served.set(address, { ...served.get(address), ...(answers && { '53': Served.parse({}) }) });
  return {
    at: (address) => served.get(address),
    addressesOf: (name) => addresses.get(name.toLowerCase()),
    dnsServer: (address) => dns?.servers[address],
    latencyTo: (wanted) => Object.entries(latency).find(([one]) => one.toLowerCase() === wanted.toLowerCase())?.[1],
  };
}
