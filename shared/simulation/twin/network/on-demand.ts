import * as z from 'zod';
import { sameId } from '../../../model/arm-id';
import { notSimulated } from '../arm/errors';
import { UNTOLD, asking, isManageable, telling, type ServerHealth } from './backend-health';
import { estateOf } from './estate';
import { isRunning } from './gateway-power';
import { poolsOf, type Server } from './pools';
import { settingsOf, type Settings } from './probe-settings';
import { allOrRefusal, badRequest, diagnosis, isRefused, result, resultOrRefusal } from './replies';
import type { Resource } from '../../scenarios/schema';
import type { Model, Refused, Reply } from '../provider';

const Reference = z.looseObject({ id: z.string() });
const Seconds = z.int().min(1).max(86_400);

const Question = z.object({
  protocol: z.string().optional(),
  host: z.string().optional(),
  path: z.string().startsWith('/').optional(),
  timeout: Seconds.optional(),
  pickHostNameFromBackendHttpSettings: z.boolean().optional(),
  match: z.object({ body: z.string().nullish(), statusCodes: z.array(z.string()).nullish() }).optional(),
  backendAddressPool: Reference,
  backendHttpSettings: Reference,
});

/**
 * Asks the servers of a pool once, as the caller says, and changes nothing (REST: Application Gateways - Backend Health On
 * Demand). It has no port of its own. ARM's code for a pool or settings that the gateway does not have is not documented.
 */
export function backendHealthOnDemand(model: Model, gateway: Resource, body: unknown, apiVersion: string): Reply {
  const question = Question.safeParse(body);
  if (!question.success) return badRequest('InvalidRequestFormat', 'Cannot parse the request.');
  if (!isRunning(gateway)) return notSimulated('the backend health of a gateway that does not run');
  const { backendAddressPool, backendHttpSettings, ...probe } = question.data;
  const ask = (): readonly Answered[] | Refused => {
    const now = model.get(gateway.id) ?? gateway;
    const pool = poolsOf(estateOf(model), now).find(({ id }) => sameId(id, backendAddressPool.id));
    const settings = settingsOf(now, probe).find(({ id }) => sameId(id, backendHttpSettings.id));
    return pool && settings ? answers(model, now, pool.servers, settings) : NO_SUCH_PART;
  };
  const found = ask();
  if (isRefused(found)) return found;
  const ms = model.times.backendHealth + Math.max(0, ...found.map(({ seconds }) => seconds)) * 1000;
  return diagnosis(ms, () => {
    const servers = ask();
    if (isRefused(servers)) return resultOrRefusal(servers);
    return result({
      backendAddressPool: { id: backendAddressPool.id },
      backendHealthHttpSettings: {
        backendHttpSettings: { id: backendHttpSettings.id },
        servers: servers.map(telling(model, gateway, apiVersion)),
      },
    });
  });
}

const NO_SUCH_PART = badRequest(
  'InvalidResourceReference',
  'The backend address pool or the backend HTTP settings referenced by the request were not found.',
);

/** With the seconds that the gateway waited for it. */
type Answered = ServerHealth & { readonly seconds: number };

function answers(
  model: Model,
  gateway: Resource,
  servers: readonly Server[],
  settings: Settings,
): readonly Answered[] | Refused {
  const ask = asking(model, gateway);
  const isManaged = isManageable(model, gateway);
  return allOrRefusal(
    servers.map((server) => {
      const probed = ask(server, settings);
      if (isRefused(probed)) return probed;
      const seconds = Math.min(probed.seconds, settings.probe.timeout);
      return { server, ...probed, ...(!isManaged && UNTOLD), seconds };
    }),
  );
}
