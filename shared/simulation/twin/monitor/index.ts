import type { TwinOptions } from '../contract';
import { createFaults } from '../arm/faults';
import { refused, unauthenticated } from '../arm/errors';
import type { TokenVerdict } from '../arm/identity';
import { errorAnswer, type ArmAnswer, type LogEntry } from '../arm/operations';
import type { ArmRequest } from '../arm/request';
import { guids } from '../guid';
import type { Model, Reply } from '../provider';
import type { Timeline } from '../timeline';
import { logsQuery } from './logs-query';
import { metricsBatch } from './metrics-batch';

/** What may be asked of Azure Monitor, and whether an action is given at an id. */
export interface Asked {
  /** What the path names: a subscription, or the customer id of a workspace. */
  readonly of: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly may: (action: string, id: string) => boolean;
}

interface Parts {
  readonly options: Pick<TwinOptions, 'faults'>;
  readonly timeline: Timeline;
  readonly model: Model;
  readonly log: LogEntry[];
  readonly access: { allows(client: string, action: string, id: string): boolean };
  /** Whom a token for this audience names. */
  readonly verdict: (token: string, audience: string) => TokenVerdict;
}

/**
 * Where Azure Monitor is asked besides ARM, each for tokens of its own. A region of metrics is the first part of the path here; there it is the
 * first of the host: `{region}.metrics.monitor.azure.com`.
 */
const SERVICES = [
  {
    path: /^\/[a-z0-9]+\/subscriptions\/([^/]+)\/metrics:getBatch$/,
    audience: 'https://metrics.monitor.azure.com',
    operation: 'Microsoft.Insights/metrics/read',
    answer: metricsBatch,
  },
  {
    path: /^\/v1\/workspaces\/([^/]+)\/query$/,
    audience: 'https://api.loganalytics.io',
    operation: 'Microsoft.OperationalInsights/workspaces/query/read',
    answer: logsQuery,
  },
] as const;

/** Azure Monitor: answers what is asked of it; `undefined` where a request is for somebody else. */
export function createMonitor({ options, timeline, model, log, access, verdict }: Parts) {
  const faults = createFaults(options.faults);
  const startedAt = timeline.now();
  const nextRequestId = guids('6');

  return (request: ArmRequest): ArmAnswer | 'drop' | undefined => {
    const { method, path, query, headers, body } = request;
    const service = SERVICES.find((each) => each.path.test(path));
    if (!service) return undefined;
    timeline.advance();
    const now = timeline.now();
    const fault = faults.take(['status', 'drop-request'], method, path, now - startedAt);
    if (fault?.kind === 'drop-request') return 'drop';
    const token = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
    const said = token === undefined ? ({ kind: 'missing' } as const) : verdict(token, service.audience);
    const reply = (): Reply => {
      if (fault) return refused(fault.status, fault.code, fault.message);
      if (method !== 'POST') return refused(405, 'MethodNotAllowed', 'Only POST is allowed.');
      if (said.kind !== 'valid') return unauthenticated(said.kind);
      const json = jsonOf(body);
      if (json === undefined) return refused(400, 'BadArgumentError', 'The body is no JSON.');
      const may = (action: string, id: string): boolean => access.allows(said.client, action, id);
      return service.answer({ of: service.path.exec(path)?.[1] ?? '', query, body: json, may }, model);
    };
    const replied = reply();
    const answer =
      replied.kind === 'now'
        ? { status: replied.status, headers: {}, body: replied.body }
        : errorAnswer(replied.kind === 'error' ? replied : refused(500, 'TwinFailed', 'Nothing here takes its time.'));
    const id = nextRequestId();
    log.push({
      at: now,
      method: 'POST',
      url: path,
      operation: service.operation,
      status: answer.status,
      effect: 'read',
      clientRequestId: headers['x-ms-client-request-id'],
      correlationId: id,
    });
    return answer;
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
