import path from 'node:path';
import { soonest } from '../bench/soonest';
import { scenarioFrom } from '../../shared/simulation/scenarios/load';
import { readStock } from '../../shared/simulation/simulator/stock';
import { directAzure } from '../../shared/simulation/twin/direct';
import { realTimes } from '../../shared/simulation/twin/times';
import { Policy } from '../../shared/model/policy';
import type { Target } from '../../shared/model/target';
import { presenceOf } from '../../shared/incident/assess';
import { costOf } from '../../shared/incident/look-cost';

const root = path.join(__dirname, '../..');

test.each([
  'gateway-sweep-finds-nothing',
  'vm-heartbeat-false-alarm',
  'vm-jump-host-in-another-region-false-alarm',
  'endpoint-fast-enough',
])('a look takes no more requests than are counted for it, and about as many: %s', async (name) => {
  const { roles } = await readStock(root);
  const scenario = await scenarioFrom(name, root);
  const clock = { now: Date.parse('2026-03-02T09:00:00.000Z') };
  const { azure, twin } = directAzure({ ...scenario, clock: () => clock.now, times: realTimes, roles });
  const gateway = scenario.estate.resources.find(({ type }) => type === 'Microsoft.Network/applicationGateways');
  const [target] = [
    ...Policy.parse(scenario.policy).targets,
    ...(gateway ? [{ kind: 'gateway', id: gateway.id } satisfies Target] : []),
  ];
  if (!target) throw new Error(`${name} has no target.`);
  const presence = await soonest(
    clock,
    { azure, ledger: () => Promise.reject(new Error('A look is not about the ledger.')) },
    (evidence) => {
      const looked = presenceOf(evidence, target);
      return looked.kind === 'needs' ? looked : { kind: 'done', value: looked.presence.kind };
    },
  );

  expect(presence).toBe('absent');
  const { reads, writes } = costOf(target);
  const asked = Map.groupBy(twin.log, ({ method }) => (method === 'GET' ? 'reads' : 'writes'));
  expect(asked.get('writes')).toHaveLength(writes);
  expect(asked.get('reads')?.length).toBeLessThanOrEqual(reads);
  expect(asked.get('reads')?.length).toBeGreaterThanOrEqual(reads - 1);
});
