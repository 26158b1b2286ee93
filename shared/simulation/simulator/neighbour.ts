import { idKey, nameOf } from '../../model/arm-id';
import { Policy } from '../../model/policy';
import { Target } from '../../model/target';
import { targetKey } from '../../targets';
import type { Resource, Scenario } from '../scenarios/schema';

const apart = 40;

/**
 * The same scenario for a target beside the one that it is about, in the same subnets: what is wrong with the network hurts both.
 * What its guest suffers from is not copied.
 */
export function neighbourOf(scenario: Scenario): Scenario {
  const { estate, policy, signal } = scenario;
  const { targets } = Policy.parse(policy);
  const [target] = targets;
  const id =
    target?.id ?? estate.resources.find(({ type }) => /Microsoft.Network\/applicationGateways$/i.test(type))?.id ?? '';
  const name = nameOf(id);
  const named = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll(name, `${name}-beside`)) as T;
  /** A server of the one gateway is one of the other's, too. */
  const servingBoth = (resource: Resource): Resource =>
    JSON.parse(JSON.stringify(resource), (key, value: unknown) =>
      key === 'applicationGatewayBackendAddressPools' && Array.isArray(value) ? [...value, ...named(value)] : value,
    ) as Resource;
  const own = estate.resources.filter(
    (each) => idKey(each.id).startsWith(idKey(id)) || idKey(each.id).includes(`/networkinterfaces/${idKey(name)}`),
  );
  const taken = new Set(targets.map(targetKey));
  const beside = targets.map((each) => Target.parse({ ...each, id: named(each.id) }));
  return {
    ...scenario,
    name: `${scenario.name} beside`,
    estate: { ...estate, resources: [...estate.resources.map(servingBoth), ...own.map((each) => moved(named(each)))] },
    policy: { ...policy, targets: [...targets, ...beside.filter((each) => !taken.has(targetKey(each)))] },
    signal: signal.kind === 'alert' ? named({ ...signal, body: another(signal.body) }) : signal,
  };
}

/** A copy at other addresses. */
const moved = (resource: Resource): Resource =>
  JSON.parse(
    JSON.stringify(resource).replace(
      /("privateIPAddress":\s*"(?:\d+\.){3})(\d+)/g,
      (_, start: string, last: string) => `${start}${Number(last) + apart}`,
    ),
  ) as Resource;

/** Another alert of the same rule. */
const another = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(body).replace(/(\/alerts\/[^"]*)"/, (_, id: string) => `${id}-beside"`));
