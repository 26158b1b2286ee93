import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { connectAzure } from '../../shared/azure/connect';
import { changeKinds } from '../../shared/changes';
import type { Answer, Azure } from '../../shared/model/azure';
import type { ObservationKind, Params } from '../../shared/model/observation';
import { Estate, Fault, Guest } from '../scenarios/schema';
import { realTimes, startTwin } from '../twin';
import type { RunningTwin } from '../twin/contract';
import { RESOURCES } from './estate';
import { looks } from './looks';

/** The rights that the code declares, and no others. */
const DECLARED = {
  permissions: [
    {
      actions: [
        ...looks.flatMap(({ observation }) => observation.permissions),
        ...Object.values(changeKinds).flatMap(({ permissions }) => permissions),
      ],
      notActions: [],
    },
  ],
};

interface Setup {
  readonly faults?: readonly unknown[];
  readonly missingActions?: readonly string[];
  readonly guest?: object;
}

export interface Connected {
  readonly twin: RunningTwin;
  readonly azure: Azure;
  /** Lets the twin's clock run on. */
  readonly wait: (seconds: number) => void;
  /** The requests since the start, as `METHOD last-segment status`. */
  readonly requests: () => readonly string[];
  /** Polls to the end of an operation, as Reconnect does: each poll as long after the last as the answer says. */
  readonly finish: (answer: Answer) => Promise<Answer>;
  readonly look: <P extends Params, A>(kind: ObservationKind<P, A>, params: P) => Promise<A>;
}

const open: RunningTwin[] = [];
const trusted = getCACertificates('default');

/** A twin, and an adapter that talks to it over TLS with tokens of its managed identity. */
export async function connect({ faults = [], missingActions = [], guest = {} }: Setup = {}): Promise<Connected> {
  let skipped = 0;
  const now = () => Date.now() + skipped;
  const estate = Estate.parse({
    resources: RESOURCES,
    guests: { web1: Guest.parse(guest), jump: Guest.parse({}) },
    missingActions,
  });
  const twin = await startTwin({
    estate,
    faults: faults.map((fault) => Fault.parse(fault)),
    happenings: [],
    clock: now,
    times: realTimes,
    roles: [DECLARED],
  });
  open.push(twin);
  setDefaultCACertificates([...trusted, twin.certificate]);
  const azure = connectAzure({ armEndpoint: twin.armEndpoint, credential: { getToken: () => token(twin) }, now });
  const finish = async (answer: Answer): Promise<Answer> => {
    if (answer.kind !== 'pending') return answer;
    skipped += answer.pollAfterMs;
    return finish(await azure.poll(answer.operation));
  };
  return {
    twin,
    azure,
    wait: (seconds) => void (skipped += seconds * 1000),
    requests: () => twin.log.map(({ method, url, status }) => `${method} ${url.split('/').at(-1) ?? ''} ${status}`),
    finish,
    look: async (kind, params) => {
      const answer = await finish(await kind.observe(azure, params));
      if (answer.kind !== 'answered') throw new Error(JSON.stringify(answer));
      return kind.answer.parse(answer.body);
    },
  };
}

/** For `afterEach`. */
export async function disconnect(): Promise<void> {
  await Promise.all(open.splice(0).map((twin) => twin.close()));
  setDefaultCACertificates(trusted);
}

async function token({ identityEndpoint, identityHeader }: RunningTwin) {
  const url = `${identityEndpoint}?api-version=2019-08-01&resource=https://management.azure.com`;
  const response = await fetch(url, { headers: { 'X-IDENTITY-HEADER': identityHeader } });
  const { access_token, expires_on } = (await response.json()) as { access_token: string; expires_on: string };
  return { token: access_token, expiresOnTimestamp: Number(expires_on) * 1000 };
}
