import { isSurely } from '../model/known';
import type { See } from '../model/observation';
import type { GatewayTarget } from '../model/target';
import { text, type Text } from '../model/text';
import { backendHealth, failureOf, type BackendServer } from '../observations/backend-health';
import type { ProbeClass } from '../observations/backend-health-log';

/** How far a probe gets before it fails: source document, Application Gateway backend health. What may come anywhere is left out. */
const STAGES: readonly (readonly ProbeClass[])[] = [
  ['dns'],
  // Azure may say either where nothing answers.
  ['tcp-connect', 'timeout'],
  [
    'v1-cert',
    'cn-v1',
    'cn-v2',
    'cert-expired',
    'cert-verify',
    'chain-intermediate',
    'chain-leaf',
    'leaf-order',
    'ca-server',
    'ca-intermediate',
    'root-mismatch',
    'root-mismatch-noroot',
  ],
  ['http-status'],
  ['http-body'],
];

const stageOf = (probe: ProbeClass): number => STAGES.findIndex((stage) => stage.includes(probe));

/**
 * Says so where every probe that failed so (`failures`, as in `failureOf`) now passes or fails at a later stage, which shows that what
 * it failed for is gone. Nothing where any still fails so or earlier, or where nobody knows.
 */
export function gotFurther(see: See, { id }: GatewayTarget, failures: readonly string[]): Text | undefined {
  const { servers } = see(backendHealth, { gateway: id });
  /** The latest stage at which a server has failed; below 0 where it has not. */
  const failedAt = (server: BackendServer): number =>
    Math.max(
      ...STAGES.flat()
        .filter((probe) => failures.includes(failureOf({ ...server, class: probe })))
        .map(stageOf),
    );
  const concerned = servers.filter((server) => failedAt(server) >= 0);
  const isFurther = (server: BackendServer): boolean =>
    isSurely(server.health, 'healthy') ||
    (isSurely(server.health, 'unhealthy') && stageOf(server.class) > failedAt(server));
  if (concerned.length === 0 || !concerned.every(isFurther)) return undefined;
  const addresses = [...new Set(concerned.map(({ address }) => address))].join(', ');
  return text(
    `What kept the health probes of ${addresses} from getting further is gone.`,
    `${addresses}의 상태 프로브를 막던 문제는 사라졌습니다.`,
  );
}
