import { isIP } from 'node:net';
import type { Verdict } from '../../model/judgement';
import type { See } from '../../model/observation';
import { forEach, Unsure } from '../../model/see';
import type { GatewayTarget } from '../../model/target';
import { text } from '../../model/text';
import { applicationGateway } from '../../observations/application-gateway';
import { failureOf } from '../../observations/backend-health';
import { connectivity, type Connectivity, type Issue } from '../../observations/connectivity';
import { isSilence } from '../../topology/connectivity';
import { tryFromGateway } from '../../topology/questions';
import { failingBy } from './probing';

/** So many servers are tried; each takes Network Watcher half a minute. */
const MOST_TRIED = 4;

/** A connection that the gateway's probe could not open, tried again. */
export interface Try extends Connectivity {
  /** As the pool has it: an address, or a host name. */
  readonly server: string;
  readonly port: number;
  /** What this connection is in backend health, under every setting that asks for it. */
  readonly failures: readonly string[];
}

/** What becomes of the connections that the gateway's probes could not open, as far as they are tried; no `gateway` where there are none. */
export function tryAgain(see: See, target: GatewayTarget) {
  const failing = failingBy(see, target, 'tcp-connect');
  const wanted = new Map(
    failing.flatMap(({ probing: { port }, servers }) =>
      servers.map(({ address: server }) => [`${server}:${port}`, { server, port }] as const),
    ),
  );
  if (wanted.size === 0) return { gateway: undefined, wanted: 0, tries: [] };
  const gateway = see(applicationGateway, { id: target.id });
  const tries = forEach([...wanted.values()].slice(0, MOST_TRIED), ({ server, port }): Try => ({
    server,
    port,
    failures: failing
      .filter(({ probing }) => probing.port === port)
      .flatMap(({ servers }) => servers.filter(({ address }) => address === server).map(failureOf)),
    ...see(connectivity, tryFromGateway(see, gateway, server, port)),
  }));
  return { gateway, wanted: wanted.size, tries };
}

export const nothingFailed: Verdict = {
  kind: 'excluded',
  because: text('No health probe failed to connect.', '연결하지 못한 상태 프로브가 없습니다.'),
};

export const issuesOf = ({ hops }: Try): readonly Issue[] => hops.flatMap(({ issues }) => issues);
export const reached = ({ status }: Try): boolean => status === 'reachable';
export const unanswered = (attempt: Try): boolean => issuesOf(attempt).some(isSilence);

/** What a cause of these tries accounts for. */
export const failuresOf = (tries: readonly Try[]): readonly string[] => tries.flatMap(({ failures }) => failures);

export const whereOf = (tries: readonly Try[]): string =>
  tries.map(({ server, port }) => `${server}:${port}`).join(', ');

/** The address of a server; that of a name is where the try would have arrived. */
export function addressOf({ server, hops }: Try): string {
  const address = isIP(server) === 0 ? hops.at(-1)?.address : server;
  if (address && isIP(address) !== 0) return address;
  throw new Unsure(
    text(
      `The connection check does not tell which address ${server} is.`,
      `연결 확인이 ${server}의 주소를 알려 주지 않습니다.`,
    ),
  );
}
