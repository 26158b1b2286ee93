import { armId } from '../model/arm-id';
import type { Policy } from '../model/policy';
import type { Target } from '../model/target';
import type { Observation } from '../model/observation';
import type { Ledger } from '../model/ledger';
import type { Plan } from '../model/plan';
import type { Refusal } from '../model/azure';
import { text } from '../model/text';
import { assess, planHash, type AssessContext } from './assess';
import { kindOf, observe } from './observe';
import { gatewayEstate, type Estate } from './testing/estates';
import { refusals, scriptedAzure } from './testing/scripted-azure';
import { policyFor } from './testing/simulation';

const at = '2026-11-21T09:00:00.000Z';
const emptyLedger: Ledger = { version: 'v1', at, mutes: [], interventions: [] };
const contextFor = (
  estate: Estate,
  policy: Partial<Policy> = {},
  tried: AssessContext['tried'] = [],
): AssessContext => ({
  incident: 'i1',
  target: estate.target,
  policy: { ...policyFor(estate), ...policy },
  tried,
  alongside: [],
});

/** Everything that judging an estate takes, and what it comes to. */
async function judged(estate: Estate, context: AssessContext, script?: (call: string) => Refusal | undefined) {
  const { azure } = scriptedAzure(estate, { now: () => 0, ...(script ? { script } : {}) });
  const evidence: Observation[] = [];
  for (;;) {
    const assessment = assess(evidence, context);
    if (assessment.kind !== 'needs') return { assessment, evidence };
    for (const request of assessment.observations) {
      const kind = kindOf(request);
      const first = await observe({ azure, ledger: () => Promise.resolve(emptyLedger) }, kind, request.params);
      const answer = first.kind === 'pending' ? await azure.poll(first.operation) : first;
      if (answer.kind === 'pending') throw new Error('An estate answers at the first poll.');
      const outcome =
        answer.kind === 'refused' ? answer : ({ kind: 'answered', answer: kind.answer.parse(answer.body) } as const);
      evidence.push({ ...request, at, outcome });
    }
  }
}

const blocked = () => gatewayEstate({ cure: true });

test('the same evidence gives the same assessment, in whatever order it came', async () => {
  const context = contextFor(blocked());
  const { assessment, evidence } = await judged(blocked(), context);
  expect(assessment.kind).toBe('proposal');
  expect(assess(evidence, context)).toEqual(assessment);
  expect(assess(evidence.toReversed(), context)).toEqual(assessment);
  expect(assess(JSON.parse(JSON.stringify(evidence)) as Observation[], context)).toEqual(assessment);
});

test('half of the evidence asks for the rest, and never proposes', async () => {
  const context = contextFor(blocked());
  const { evidence } = await judged(blocked(), context);
  for (const [index, missing] of evidence.entries()) {
    const lacking = assess(evidence.toSpliced(index, 1), context);
    expect(lacking).toEqual({ kind: 'needs', observations: [{ kind: missing.kind, params: missing.params }] });
  }
});

test('a group that may not be read is skipped, and leads to no proposal', async () => {
  const { assessment } = await judged(blocked(), contextFor(blocked()), (call) =>
    call === 'networkSecurityGroups/*' ? refusals.forbidden : undefined,
  );
  expect(assessment).toMatchObject({ kind: 'report' });
  expect(assessment).not.toHaveProperty('proposal');
  const kinds = assessment.kind === 'report' && assessment.judgements.map(({ judgement }) => judgement.kind);
  expect(kinds).toContain('skipped');
});

test('a guard that cannot see what it needs stops the plan, and says why', async () => {
  const { assessment } = await judged(blocked(), contextFor(blocked()), (call) =>
    call === 'locks' ? refusals.forbidden : undefined,
  );
  expect(assessment).toMatchObject({ kind: 'guarded', proposal: { guards: expect.any(Array) as object } });
  const said = assessment.kind === 'guarded' ? assessment.proposal.guards.at(-1) : undefined;
  expect(said).toMatchObject({ guard: 'locks', result: { kind: 'block' } });
});

test('addresses that may be GatewayManager’s are uncertain, and lead to no proposal', async () => {
  const estate = blocked();
  const address = { name: 'deny-high', sourceAddressPrefix: '20.0.0.0/8' };
  const doubtful: Estate = {
    ...estate,
    look: (call, id) => {
      const body = JSON.stringify(estate.look(call, id));
      return JSON.parse(
        call === 'networkSecurityGroups/*'
          ? body
              .replace('"sourceAddressPrefix":"*"', `"sourceAddressPrefix":"${address.sourceAddressPrefix}"`)
              .replace('"securityRules":[', `"securityRules":[${JSON.stringify(allowRest)},`)
          : body,
      ) as unknown;
    },
  };
  const { assessment } = await judged(doubtful, contextFor(estate));
  expect(assessment).toMatchObject({
    kind: 'report',
    judgements: expect.arrayContaining([
      {
        cause: 'appgw/infrastructure-ports-blocked',
        judgement: expect.objectContaining({ kind: 'uncertain' }) as object,
      },
    ]) as object,
  });
  expect(assessment).not.toHaveProperty('proposal');
});

const allowRest = {
  name: 'allow-rest',
  properties: {
    direction: 'Inbound',
    access: 'Allow',
    protocol: '*',
    priority: 600,
    sourceAddressPrefix: '*',
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '*',
  },
};

describe('a report that names no cause', () => {
  const { target } = blocked();
  const answered = (kind: string, params: object, answer: unknown): Observation => ({
    ...{ kind, params: params as Observation['params'], at },
    outcome: { kind: 'answered', answer },
  });
  const [id, home, table] = [target.id, `${target.id}-subnet`, `${target.id}-table`];
  const unknown = { address: '10.0.2.4', health: { known: 'unknown' }, log: '' };
  const gateway = { id, name: 'gw1', location: 'koreacentral', generation: 'v2', subnet: home, managedBy: 'internet' };
  const seen = [
    answered('backendHealth', { gateway: id }, { servers: [unknown] }),
    answered('applicationGateway', { id }, { ...gateway, operationalState: { known: 'Running' } }),
    answered('resourceHealth', { resource: id }, { state: 'Available', summary: '' }),
    answered('subnet', { id: home }, { id: home, prefixes: ['10.0.1.0/24'], routeTable: table }),
    answered('routeTable', { id: table }, { id: table, name: 'rt1', disableBgpRoutePropagation: true, routes: [] }),
    answered('networkWatchers', { subscription: armId(id).subscription }, { watchers: [] }),
  ];
  const said = (...instead: readonly Observation[]) => {
    const assessment = assess([...seen, ...instead], contextFor(blocked()));
    return assessment.kind === 'report' ? assessment.because : assessment.kind;
  };

  test('says what was not looked at', () =>
    expect(said()).toEqual(
      text(
        'None of the causes that were judged applies. Not checked here: whether the gateway reaches the lists of revoked certificates; where the hub of a Virtual WAN leads the gateway’s traffic; whether an appliance answers the probes itself, which is no error.',
        '판단한 원인 중 해당하는 것이 없습니다. 여기서 확인하지 않음: 게이트웨이가 인증서 해지 목록에 연결되는지; Virtual WAN 허브가 게이트웨이 트래픽을 보내는 곳; 어플라이언스가 프로브에 직접 응답하는지(오류가 아님).',
      ),
    ));

  test('says what could not be ruled out', () =>
    expect(said(answered('subnet', { id: home }, { id: home, prefixes: ['10.0.1.0/24'] }))).toMatchObject({
      en: expect.stringContaining(
        'No documented cause was found. Could not be ruled out: The gateway’s default route does not lead to the Internet. Not checked here: The gateway’s subnet has learned',
      ) as string,
      ko: expect.stringContaining('배제하지 못함: 게이트웨이의 기본 경로가 인터넷으로 향하지 않음.') as string,
    }));

  test('says what could not be seen', () =>
    expect(
      said({
        ...{ kind: 'routeTable', params: { id: table }, at },
        outcome: { kind: 'refused', refusal: refusals.forbidden },
      }),
    ).toMatchObject({
      en: expect.stringContaining(
        'Not checked here: The gateway’s default route does not lead to the Internet; The gateway’s subnet has learned',
      ) as string,
      ko: expect.stringContaining(
        '확인하지 않음: 게이트웨이의 기본 경로가 인터넷으로 향하지 않음; 게이트웨이 서브넷',
      ) as string,
    }));
});

test('a guard that blocks leaves a report that names the plan', async () => {
  const { assessment } = await judged(blocked(), contextFor(blocked(), { modes: { 'allow-inbound': 'observe' } }));
  expect(assessment).toMatchObject({ kind: 'guarded', proposal: { plan: { fix: 'allow-inbound' } } });
  const because = assessment.kind === 'guarded' ? assessment.because.en : '';
  expect(because).toMatch(/observe/);
});

test('a fix that was tried is not proposed again', async () => {
  const first = (await judged(blocked(), contextFor(blocked()))).assessment;
  const request = first.kind === 'proposal' ? first.proposal.request : undefined;
  if (request?.fix !== 'allow-inbound') throw new Error('A rule should be proposed.');
  const { assessment } = await judged(blocked(), contextFor(blocked(), {}, [request]));
  expect(assessment).toMatchObject({ kind: 'report', because: { en: expect.stringMatching(/was tried/) as string } });
  const another = { ...request, flows: request.flows.map((flow) => ({ ...flow, ports: '22' })) };
  expect((await judged(blocked(), contextFor(blocked(), {}, [another]))).assessment.kind).toBe('proposal');
});

describe('a plan for another target too', () => {
  const { target } = blocked();
  const beside: Target = { kind: 'gateway', id: `${target.id}-beside` };
  async function together(policy: Partial<Policy> = {}) {
    const narrow = (await judged(blocked(), contextFor(blocked()))).assessment;
    if (narrow.kind !== 'proposal' || narrow.proposal.request.fix !== 'allow-inbound')
      throw new Error('A rule is due.');
    const { request } = narrow.proposal;
    const other = { ...request, flows: request.flows.map((flow) => ({ ...flow, ports: '60001' })) };
    const context = { ...contextFor(blocked(), policy), alongside: [{ target: beside, request: other }] };
    return { narrow: narrow.proposal, ...(await judged(blocked(), context)) };
  }

  test('has a rule for each, and names the other as affected', async () => {
    const { assessment, narrow } = await together();
    expect(assessment).toMatchObject({ kind: 'proposal', proposal: { plan: { changes: [{}, {}] } } });
    const affected = assessment.kind === 'proposal' ? assessment.proposal.affectedResources : [];
    expect(affected).toEqual([...narrow.affectedResources, beside.id.toLowerCase()].toSorted());
  });

  test('leaves out what nobody may approve with it', async () => {
    const approvers = ['Kim', 'Lee'].map((name, index) => ({
      id: `${index}2222222-2222-4222-8222-222222222222`,
      name,
    }));
    const by = (scope: string, name: string) => ({ scope, approvers: [name] });
    const apart = await together({ approvers, approvals: [by(target.id, 'Kim'), by(beside.id, 'Lee')] });
    expect(apart.assessment).toMatchObject({ kind: 'proposal', proposal: { hash: apart.narrow.hash } });
    const shared = await together({ approvers, approvals: [by(target.id, 'Kim'), by(beside.id, 'Kim')] });
    expect(shared.assessment).toMatchObject({ kind: 'proposal', proposal: { asks: { approvers: [{ name: 'Kim' }] } } });
    expect(shared.assessment).toMatchObject({ proposal: { plan: { changes: [{}, {}] } } });
  });

  test('leaves out what a guard would stop for the other', async () => {
    const window = { kind: 'once', from: '2026-11-21T08:00:00Z', to: '2026-11-21T10:00:00Z' } as const;
    const { assessment, narrow } = await together({ maintenance: [{ ...window, scope: beside.id }] });
    expect(assessment).toMatchObject({ kind: 'proposal', proposal: { hash: narrow.hash } });
  });
});

test('an estate in which nothing is wrong is healthy', async () => {
  const estate = blocked();
  const well: Estate = {
    ...estate,
    look: (call, id) => (call === 'backendhealth' ? { backendAddressPools: [] } : estate.look(call, id)),
  };
  expect((await judged(well, contextFor(estate))).assessment.kind).toBe('healthy');
});

describe('what people approve', () => {
  const box = {
    direction: 'Inbound',
    protocol: 'Tcp',
    source: 'GatewayManager',
    sourcePorts: '*',
    destination: '*',
    destinationPorts: '443',
  } as const;
  const plan: Plan = {
    fix: 'restart-vm',
    resource: 'vm1',
    region: 'koreacentral',
    risk: 'high',
    changes: [{ kind: 'restart-vm', vm: 'vm1' }],
    undo: [],
    opens: [],
    closes: [],
    effect: text('Restart.', '다시 시작.'),
    proof: [],
    losses: [],
  };

  test.each<[string, Partial<Plan>]>([
    ['the fix', { fix: 'redeploy-vm' }],
    ['the resource', { resource: 'vm2' }],
    ['a request', { changes: [{ kind: 'restart-vm', vm: 'vm2' }] }],
    ['one more request', { changes: [...plan.changes, ...plan.changes] }],
    ['the inverse', { undo: [{ kind: 'restart-vm', vm: 'vm1' }] }],
    ['how long it lasts', { lastsMs: 60_000 }],
    ['what opens', { opens: [box] }],
    ['what closes', { closes: [box] }],
    ['what is lost', { losses: [text('All of it.', '전부.')] }],
  ])('is something else when %s differs', (_, differs) => {
    expect(planHash({ ...plan, ...differs })).not.toBe(planHash(plan));
  });

  test.each<[string, Partial<Plan>]>([
    ['the sentence about it', { effect: text('Restart it.', '다시 시작합니다.') }],
    ['the proof', { proof: [text('Checked.', '확인함.')] }],
  ])('stays the same when only %s differs', (_, differs) => {
    expect(planHash({ ...plan, ...differs })).toBe(planHash(plan));
  });

  test('is the same however the plan’s keys are ordered', () => {
    const reversed = Object.fromEntries(Object.entries(plan).reverse()) as unknown as Plan;
    expect(planHash(reversed)).toBe(planHash(plan));
  });
});
