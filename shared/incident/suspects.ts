import * as z from 'zod';
import type { AzureAction } from '../model/azure';
import { idKey } from '../model/arm-id';
import type { Measured } from '../model/monitor';
import type { Target, VmTarget } from '../model/target';
import { machineStates, type MachineState } from '../observations/machine-states';
import { targetKey } from '../targets';
import { sha256 } from '../model/canonical';
import { askList } from './ask-list';
import type { Dependencies } from './dependencies';

// Which VMs a sweep looks at. What is measured all the time concludes nothing; it only puts off the look at what seems well.

/** A VM that seems well is looked at all the same once in this time, ms. */
export const seenEveryMs = 3_600_000;

/** The rights that measuring takes, besides those of the observations. Azure: "Manage access to Log Analytics workspaces", "Metrics - batch". */
export const measuring: readonly AzureAction[] = [
  'Microsoft.Insights/metrics/read',
  'Microsoft.OperationalInsights/workspaces/read',
  'Microsoft.OperationalInsights/workspaces/query/read',
  'Microsoft.OperationalInsights/workspaces/query/Heartbeat/read',
  'Microsoft.OperationalInsights/workspaces/query/NWConnectionMonitorTestResult/read',
];

/**
 * The targets that are looked at now. Left out is a VM's port only where all that can be asked cheaply says that it is well, its
 * connection has been tested and succeeded, nobody knows of trouble there, and its turn has not come. `last`: when the sweep before this
 * one began (ms since the epoch). Where anything cannot be asked, all are looked at.
 */
export async function suspectsAmong(
  targets: readonly Target[],
  last: number | undefined,
  deps: Pick<Dependencies, 'azure' | 'monitor' | 'policy' | 'store' | 'now' | 'log'>,
): Promise<readonly Target[]> {
  const { monitor, store, now, log } = deps;
  if (!monitor || last === undefined) return targets;
  const candidates = targets.filter(
    (target): target is VmTarget =>
      target.kind === 'vm' && target.through === undefined && !isItsTurn(target, last, now()),
  );
  if (candidates.length === 0) return targets;
  try {
    const states = await statesOf(deps);
    const ids = new Set(candidates.map(({ id }) => idKey(id)));
    const measured = await monitor.measure(states.filter(({ id }) => ids.has(idKey(id))));
    const quiet = candidates.filter((target) => seemsWell(target, states, measured));
    const records = await Promise.all(quiet.map(async (target) => (await store.target(targetKey(target))).record));
    const putOff = new Set<Target>(
      quiet.filter((_, index) => records[index]?.incident === undefined && records[index]?.memory === undefined),
    );
    log('Looks at VMs that seem well were put off', { putOff: putOff.size, lookedAt: targets.length - putOff.size });
    return targets.filter((target) => !putOff.has(target));
  } catch (error) {
    log('What is measured of VMs could not be asked; all are looked at', { code: codeOf(error) });
    return targets;
  }
}

/** A code, never a text: that of an SDK may tell addresses. */
const codeOf = (error: unknown): string => z.object({ code: z.string() }).safeParse(error).data?.code ?? 'unknown';

/** Whether a target's moment, of which there is one in `seenEveryMs`, came between two sweeps. Pure. */
export function isItsTurn(target: Target, last: number, now: number): boolean {
  const offset = Number.parseInt(sha256(targetKey(target)).slice(0, 8), 16) % seenEveryMs;
  const turn = (at: number): number => Math.floor((at - offset) / seenEveryMs);
  return turn(now) !== turn(last);
}

/** Whether all that is measured says that it can be reached. What is not measured says nothing. Pure. */
export function seemsWell({ id, port }: VmTarget, states: readonly MachineState[], measured: Measured): boolean {
  const key = idKey(id);
  const has = (ids: readonly string[]): boolean => ids.some((each) => idKey(each) === key);
  const tests = measured.tests.filter((test) => idKey(test.vm) === key && test.port === port);
  return (
    states.some((state) => idKey(state.id) === key && state.power === 'PowerState/running') &&
    has(measured.available) &&
    has(measured.heartbeats) &&
    tests.length > 0 &&
    tests.every(({ passed }) => passed)
  );
}

async function statesOf({
  azure,
  policy: { subscriptions },
}: Pick<Dependencies, 'azure' | 'policy'>): Promise<readonly MachineState[]> {
  const answer = await askList(azure, machineStates.request({ subscriptions }));
  if (answer.kind === 'refused') throw new Error(answer.refusal.code);
  return machineStates.answer.parse(answer.body);
}
