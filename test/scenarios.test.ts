import path from 'node:path';
import * as z from 'zod';
import { causes } from '../shared/causes/index.generated';
import { idKey } from '../shared/model/arm-id';
import { Policy } from '../shared/model/policy';
import type { Scenario } from '../shared/simulation/scenarios/schema';
import { differences } from '../shared/simulation/rehearsal/rehearsal';
import { scenarioFrom, scenarioNames } from '../shared/simulation/scenarios/load';
import type { Stock } from '../shared/simulation/simulator/play';
import { readStock } from '../shared/simulation/simulator/stock';
import { playScenario } from './mutants/play-scenario';

const root = path.join(__dirname, '..');

describe('every scenario comes true, played without a host', () => {
  let stock: Stock;
  beforeAll(async () => {
    stock = await readStock(root);
  });
  test.each(scenarioNames(root))('%s', async (name) => {
    const scenario = await scenarioFrom(name, root);
    expect(differences(scenario, await playScenario(scenario, stock.roles))).toEqual([]);
  });
});

/** The operating system of the VM that is a target, or that is to blame; behind a gateway that of any server. */
function osOf({ estate, policy, expect: { blamed = '' } }: Scenario): 'Linux' | 'Windows' {
  const osById = new Map(
    estate.resources.flatMap(({ id, properties }) => {
      const read = VmProperties.safeParse(properties);
      return read.success ? [[idKey(id), read.data.storageProfile.osDisk.osType] as const] : [];
    }),
  );
  const target = Policy.parse(policy).targets.find(({ kind }) => kind === 'vm')?.id ?? '';
  const own = osById.get(idKey(target)) ?? osById.get(idKey(blamed));
  return own ?? ([...osById.values()].includes('Windows') ? 'Windows' : 'Linux');
}
const VmProperties = z.object({
  storageProfile: z.object({ osDisk: z.object({ osType: z.enum(['Linux', 'Windows']) }) }),
});

/** What only Linux writes to a serial console, and what only its firewalls do: those of Windows let the answers to whom they let in out. */
const ofLinux = ['vm/boot-failed', 'guest/answers-dropped'];

/** A cause that is neither about a gateway itself, nor about SSH or Remote Desktop alone. */
const strikesBoth = causes.filter(
  ({ id, explains }) =>
    !id.startsWith('appgw/') && !ofLinux.includes(id) && (explains.length > 1 || explains.includes('app-unreachable')),
);

describe('what can strike either operating system is shown with Windows as often as with Linux', () => {
  const blamedIn = { Linux: new Map<string, number>(), Windows: new Map<string, number>() };
  beforeAll(async () => {
    for (const scenario of await Promise.all(scenarioNames(root).map((name) => scenarioFrom(name, root)))) {
      const { cause } = scenario.expect;
      const counts = blamedIn[osOf(scenario)];
      if (cause !== undefined) counts.set(cause, (counts.get(cause) ?? 0) + 1);
    }
  });
  test.each(strikesBoth.map(({ id }) => id))('%s', (id) => {
    expect(blamedIn.Windows.get(id) ?? 0).toBeGreaterThanOrEqual(blamedIn.Linux.get(id) ?? 0);
  });
});
