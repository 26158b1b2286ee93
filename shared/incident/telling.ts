import { requestOf } from '../changes';
import type { Answer, Azure, Left } from '../model/azure';
import type { Properties, Telemetry } from '../model/telemetry';
import type { Dependencies } from './dependencies';

/** What a piece of work is about. */
type Subject = { readonly incident: string } | { readonly target: string };

/** The outside for one piece of work: whatever is logged in it names what it is about, and operators are told of the calls to ARM. */
export function telling(deps: Dependencies, subject: Subject): Dependencies {
  const log = (message: string, properties: Properties) => deps.log(message, { ...subject, ...properties });
  const { measure, now } = deps;
  return { ...deps, log, azure: told(deps.azure, { log, measure }, now, 'incident' in subject ? 'all' : 'refused') };
}

/**
 * The same Azure. Each call is measured; those of incidents are logged as well, and wherever they come from, those that were
 * refused: sweeps look at thousands of targets that are well.
 */
function told(azure: Azure, { log, measure }: Telemetry, now: () => number, logged: 'all' | 'refused'): Azure {
  const timed = async (operation: string, call: () => Promise<Answer>, left?: () => Left | undefined) => {
    const began = now();
    const answer = await call();
    const ms = now() - began;
    const status = answer.kind === 'refused' ? answer.refusal.kind : answer.kind;
    measure('arm.call', ms, { operation, status });
    if (logged === 'refused' && answer.kind !== 'refused') return answer;
    const room = left?.();
    const code = answer.kind === 'refused' ? { code: answer.refusal.code } : {};
    log('ARM was called', { operation, status, ms, ...code, ...(room && { left: room.count }) });
    return answer;
  };
  return {
    left: (request) => azure.left(request),
    ask: (request) =>
      timed(
        operationOf(request),
        () => azure.ask(request),
        () => azure.left(request),
      ),
    poll: (operation) => timed('GET operation', () => azure.poll(operation)),
    submit: (change, requestId) => timed(operationOf(requestOf(change)), () => azure.submit(change, requestId)),
  };
}

/** The method and the type of what is asked or changed, without names: `POST Microsoft.Network/applicationGateways/backendhealth`. */
export function operationOf({ method, path }: { readonly method: string; readonly path: string }): string {
  const [, provider, below] = /.*\/providers\/([^/]+)(\/.*)/i.exec(path) ?? [undefined, undefined, path];
  const types = below.split('/').filter((_, index) => index % 2 === 1);
  return `${method} ${[...(provider ? [provider] : []), ...types].join('/')}`;
}
