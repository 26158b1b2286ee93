import { isIP } from 'node:net';
import { idKey, nameOf, sameId } from '../../../model/arm-id';
import { dnsServersOf, resolve } from './names';
import type { Estate as Given } from '../../scenarios/schema';
import type { Estate } from '../walk/arm';
import type { GatewayPlace } from '../walk/topology';
import type { Dialect } from './health-words';
import type { ProbeHistory } from './probe-history';

/** What a gateway knows of a name. `forgotten`: an update cleared the address that it had found. */
export type Remembered =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'forgotten' };

/** What an Application Gateway keeps in mind while it runs; ARM shows nothing of it. */
export interface GatewayMemory {
  /** How Azure words what it says of its servers. */
  readonly words: Dialect;
  /** What became of its probes, by pool, settings and server. */
  readonly probes: Map<string, ProbeHistory>;
  /** Names in lower case. One that was not found is not asked for again. */
  readonly names: Map<string, Remembered>;
  /** The DNS servers that it took from its network when it was started. */
  dnsServers: readonly string[] | undefined;
  /** How the last change of it goes. `undefined`: there was none. */
  provisioning: 'Updating' | 'Succeeded' | 'Failed' | undefined;
}

/** The memories of all gateways. */
export interface Gateways {
  of(id: string): GatewayMemory;
  /** It was stopped and started: nothing of what it had in mind is left. */
  restarted(id: string): void;
  /** It was updated: the addresses that it had found are cleared. */
  updated(id: string): void;
}

export function createGateways(given: Given['gateways'] = {}): Gateways {
  const memories = new Map<string, GatewayMemory>();
  const fresh = (words: Dialect): GatewayMemory => ({
    words,
    probes: new Map(),
    names: new Map(),
    dnsServers: undefined,
    provisioning: undefined,
  });
  const initial = (id: string): GatewayMemory => {
    const [, own] = Object.entries(given).find(([name]) => sameId(name, nameOf(id))) ?? [];
    const names = new Map(
      Object.entries(own?.names ?? {}).map(([name, known]) => [name.toLowerCase(), remembered(known)]),
    );
    return { ...fresh(own?.words ?? 'newer'), names, dnsServers: own?.dnsServers };
  };
  const of = (id: string): GatewayMemory => {
    const memory = memories.get(idKey(id)) ?? initial(id);
    memories.set(idKey(id), memory);
    return memory;
  };
  return {
    of,
    restarted: (id) => void memories.set(idKey(id), fresh(of(id).words)),
    updated: (id) => {
      const { names } = of(id);
      for (const [name, known] of names)
        if (known.kind === 'not-found') names.delete(name);
        else names.set(name, { kind: 'forgotten' });
    },
  };
}

const remembered = (known: string): Remembered =>
  known === 'not-found' || known === 'forgotten' ? { kind: known } : { kind: 'address', address: known };

/**
 * The address that a name has for a gateway (Azure: troubleshoot backend health, updates to the DNS entries). It goes by the
 * address that it found last while no DNS server answers, until an update clears it.
 */
export function resolveFor(estate: Estate, memory: GatewayMemory, place: GatewayPlace, name: string): Remembered {
  if (isIP(name) !== 0) return { kind: 'address', address: name };
  const key = name.toLowerCase();
  const known = memory.names.get(key);
  if (known?.kind === 'not-found') return known;
  memory.dnsServers ??= dnsServersOf(place);
  const answer = resolve(estate, place, name, memory.dnsServers);
  if (answer.kind === 'address') {
    memory.names.set(key, answer);
    return answer;
  }
  return known && (known.kind === 'forgotten' || answer.kind === 'no-answer') ? known : { kind: 'not-found' };
}
