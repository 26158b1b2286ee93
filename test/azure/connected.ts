import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { connectAzure } from '../../shared/azure/connect';
import { changeKinds } from '../../shared/changes';
import { observe } from '../../shared/incident/observe';
import type { Answer, Azure } from '../../shared/model/azure';
import type { ObservationKind, Params, Sources } from '../../shared/model/observation';
import { Estate, Fault, Guest, type Resource } from '../../shared/simulation/scenarios/schema';
import { realTimes, startTwin } from '../../shared/simulation/twin';
import type { Role, RunningTwin, Twin, TwinOptions } from '../../shared/simulation/twin/contract';
import { OBSERVER, REMEDIATOR, directAzure } from '../../shared/simulation/twin/direct';
import { RESOURCES } from './estate';
import { looks } from './looks';

/** The rights that the code declares, each with the identity that needs it, and no others. */
const DECLARED: readonly Role[] = [
  role(OBSERVER, asked(undefined)),
  role(REMEDIATOR, [...asked('remediator'), ...Object.values(changeKinds).flatMap(({ permissions }) => permissions)]),
];

function asked(as: 'remediator' | undefined): readonly string[] {
  return looks
    .map(({ observation }) => observation)
    .filter((observation) => observation.as === as)
    .flatMap(({ permissions }) => permissions);
}

function role(assignedTo: string, actions: readonly string[]): Role {
  return { assignedTo, permissions: [{ actions, notActions: [] }] };
}

export interface Setup {
  readonly faults?: readonly unknown[];
  readonly missingActions?: readonly string[];
  readonly guest?: object;
  readonly more?: readonly Resource[];
  readonly managementGroups?: Readonly<Record<string, readonly string[]>>;
}

/** An adapter, and the twin that it talks to. */
export interface Connection {
  readonly twin: Twin;
  readonly azure: Azure;
  /** The origin of its poll URLs. */
  readonly origin: string;
}

export interface Connected extends Connection {
  /** Lets the twin's clock run on. */
  readonly wait: (seconds: number) => void;
  /** The requests since the start, as `METHOD last-segment status`. */
  readonly requests: () => readonly string[];
  /** Polls to the end of an operation, as Reconnect does: each poll as long after the last as the answer says. */
  readonly finish: (answer: Answer) => Promise<Answer>;
  /** Asks once. */
  readonly ask: <P extends Params, A>(kind: ObservationKind<P, A>, params: P) => Promise<Answer>;
  readonly look: <P extends Params, A>(kind: ObservationKind<P, A>, params: P) => Promise<A>;
}

const open: RunningTwin[] = [];
const trusted = getCACertificates('default');

/** The SDK's clients over TLS, with tokens of two identities. */
export async function overHttps(options: TwinOptions): Promise<Connection & { readonly twin: RunningTwin }> {
  const twin = await startTwin(options);
  open.push(twin);
  setDefaultCACertificates([...trusted, twin.certificate]);
  const credentialOf = (client: string) => ({ getToken: () => tokenOf(twin, client) });
  const credentials = { observer: credentialOf(OBSERVER), remediator: credentialOf(REMEDIATOR) };
  const azure = connectAzure({ armEndpoint: twin.armEndpoint, credentials, now: options.clock });
  return { twin, azure, origin: twin.armEndpoint };
}

/** The same adapter's answers without a wire. */
export function inProcess(options: TwinOptions): Promise<Connection> {
  return Promise.resolve({ ...directAzure(options), origin: 'https://management.azure.com' });
}

/** Where observations of Azure get their answers. */
export const sourcesOf = ({ azure }: Pick<Connection, 'azure'>): Sources => ({
  azure,
  ledger: () => Promise.reject(new Error('No observation of Azure reads the ledger.')),
});

/** Whatever holds for one adapter holds for the other. */
export const ways = [
  { name: 'over HTTPS', way: overHttps },
  { name: 'in this process', way: inProcess },
] as const satisfies readonly { name: string; way: (options: TwinOptions) => Promise<Connection> }[];

/** A twin's options with the small estate and the declared rights. */
export const optionsOf = (
  { faults = [], missingActions = [], guest = {}, more = [], managementGroups = {} }: Setup,
  clock: () => number,
): TwinOptions => ({
  estate: Estate.parse({
    resources: [...RESOURCES, ...more],
    guests: { web1: Guest.parse(guest), jump: Guest.parse({}) },
    missingActions,
    managementGroups,
  }),
  faults: faults.map((fault) => Fault.parse(fault)),
  happenings: [],
  clock,
  times: realTimes,
  roles: DECLARED,
});

/** A twin, and an adapter that talks to it in one of the two ways. */
export async function connect<C extends Connection>(
  way: (options: TwinOptions) => Promise<C>,
  setup: Setup = {},
): Promise<C & Connected> {
  let skipped = 0;
  const connection = await way(optionsOf(setup, () => Date.now() + skipped));
  const { twin, azure } = connection;
  const finish = async (answer: Answer): Promise<Answer> => {
    if (answer.kind !== 'pending') return answer;
    skipped += answer.pollAfterMs;
    return finish(await azure.poll(answer.operation));
  };
  const ask: Connected['ask'] = (kind, params) => observe(sourcesOf({ azure }), kind, params);
  return {
    ...connection,
    wait: (seconds) => void (skipped += seconds * 1000),
    requests: () => twin.log.map(({ method, url, status }) => `${method} ${url.split('/').at(-1) ?? ''} ${status}`),
    finish,
    ask,
    look: async (kind, params) => {
      const answer = await finish(await ask(kind, params));
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

async function tokenOf({ identityEndpoint, identityHeader }: RunningTwin, client: string) {
  const url = `${identityEndpoint}?api-version=2019-08-01&resource=https://management.azure.com&client_id=${client}`;
  const response = await fetch(url, { headers: { 'X-IDENTITY-HEADER': identityHeader } });
  const { access_token, expires_on } = (await response.json()) as { access_token: string; expires_on: string };
  return { token: access_token, expiresOnTimestamp: Number(expires_on) * 1000 };
}
