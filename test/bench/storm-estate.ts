import type { Scenario } from '../../shared/simulation/scenarios/schema';

/** The word that every name of the estate holds which is not shared by all gateways. */
const word = 'shop';
export const renamed = <T>(value: T, copy: number): T =>
  JSON.parse(JSON.stringify(value).replaceAll(word, `${word}${copy}`)) as T;

/** The scenario with its estate many times over, each copy with names of its own and the same fault. */
export function multiplied(scenario: Scenario, copies: number): Scenario {
  const { estate } = scenario;
  const resources = Array.from({ length: copies }, (_, copy) => renamed(estate.resources, copy)).flat();
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  return { ...scenario, estate: { ...estate, resources: [...byId.values()] } };
}

/** The scenario's alert as it comes from a copy of its estate. Equal numbers make equal alerts. */
export function alertOn({ signal }: Scenario, copy: number, number: number): unknown {
  if (signal.kind !== 'alert') throw new Error('The scenario has no alert.');
  const body = JSON.parse(JSON.stringify(signal.body)) as { data: { essentials: { alertId: string } } };
  body.data.essentials.alertId += `-${copy}-${number}`;
  return renamed(body, copy);
}
