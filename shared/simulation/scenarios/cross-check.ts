import type { Policy } from '../../model/policy';
import { idKey, isOfType, nameOf, parseArmId, sameId } from '../../model/arm-id';
import { canonicalJson } from '../../model/canonical';
import { Guest, osTypeOf, typeById, type Estate, type Resource, type Scenario } from './schema';

const VM = 'Microsoft.Compute/virtualMachines';
const GATEWAY = 'Microsoft.Network/applicationGateways';

/** What the schema cannot say: whether the parts of a scenario fit each other. Answers every mistake with where it is. */
export function crossCheck(scenario: Scenario, policy: Policy): readonly string[] {
  const { resources, guests, health, gateways = {} } = scenario.estate;
  const known = [...resources, ...scenario.happenings.flatMap((each) => (each.kind === 'put' ? [each.resource] : []))];
  return [
    ...resources.flatMap((resource, index) => resourceMistakes(resource, index, resources)),
    ...Object.keys(guests)
      .filter((name) => !isNameOf(VM, known, name))
      .map((name) => `estate.guests[${JSON.stringify(name)}]: there is no VM of this name in estate.resources`),
    ...Object.entries(guests).flatMap(([name, guest]) => osMistakes(name, guest, known)),
    ...Object.keys(gateways)
      .filter((name) => !isNameOf(GATEWAY, known, name))
      .map((name) => `estate.gateways[${JSON.stringify(name)}]: there is no gateway of this name in estate.resources`),
    ...authorityMistakes(scenario.estate),
    ...Object.keys(health)
      .filter((id) => !isIn(known, id))
      .map((id) => `estate.health[${JSON.stringify(id)}]: not in estate.resources`),
    ...happeningMistakes(scenario, known),
    ...targetMistakes(policy, known),
    ...historyMistakes(scenario),
  ];
}

const isIn = (resources: readonly Resource[], id: string): boolean => resources.some((each) => sameId(each.id, id));

const isNameOf = (type: string, resources: readonly Resource[], name: string): boolean =>
  resources.some(({ id }) => isOfType(id, type) && sameId(nameOf(id), name));

/** What is said of another operating system than the VM's, and would count for nothing. */
function osMistakes(name: string, guest: Guest, known: readonly Resource[]): readonly string[] {
  const where = `estate.guests[${JSON.stringify(name)}]`;
  const vm = known.find(({ id }) => isOfType(id, VM) && sameId(nameOf(id), name));
  const isWindows = vm !== undefined && osTypeOf(vm) === 'Windows';
  const others = isWindows
    ? (['services', 'files', 'firewallDrops', 'firewallOutput', 'without'] as const)
    : (['windows'] as const);
  const plain = Guest.parse({});
  return others
    .filter((part) => canonicalJson(guest[part]) !== canonicalJson(plain[part]))
    .map((part) => `${where}.${part}: the VM runs ${isWindows ? 'Windows: say it in `windows`' : 'Linux'}`);
}

/** Certificates of authorities that are not there. */
function authorityMistakes({ guests, servers = {}, authorities = {} }: Estate): readonly string[] {
  const inside = Object.entries(guests).flatMap(([vm, { services, windows }]) =>
    [
      ...Object.entries(services).map(([name, { serves }]) => [`services.${name}`, serves] as const),
      ...Object.entries(windows.services).map(([name, { serves }]) => [`windows.services.${name}`, serves] as const),
    ].map(([name, serves]) => [`guests[${JSON.stringify(vm)}].${name}.serves`, serves] as const),
  );
  const outside = Object.entries(servers).map(
    ([name, serves]) => [`servers[${JSON.stringify(name)}]`, serves] as const,
  );
  return [...inside, ...outside].flatMap(([where, serves]) =>
    Object.entries(serves ?? {}).flatMap(([port, { certificates }]) =>
      certificates.flatMap(({ authority, signedBy }, index) =>
        signedBy === 'itself' || authority === 'well-known' || authority in authorities
          ? []
          : [
              `estate.${where}.${port}.certificates[${index}].authority: there is no ${authority} in estate.authorities`,
            ],
      ),
    ),
  );
}

function resourceMistakes({ id, type, name }: Resource, index: number, all: readonly Resource[]): readonly string[] {
  const where = `estate.resources[${index}]`;
  const first = all.findIndex((other) => sameId(other.id, id));
  return [
    ...(first < index ? [`${where}.id: the same as estate.resources[${first}].id`] : []),
    ...(sameId(typeById(id) ?? '', type) ? [] : [`${where}.type: the id is that of another type`]),
    // Template exports name a child `parent/child`.
    ...(sameId(nameOf(name), nameOf(id)) ? [] : [`${where}.name: the id ends in ${nameOf(id)}`]),
  ];
}

function happeningMistakes({ happenings }: Scenario, known: readonly Resource[]): readonly string[] {
  return happenings.flatMap((happening, index) => {
    const where = `happenings[${index}]`;
    if (happening.kind === 'put') return [];
    if (happening.kind === 'delete') {
      return isWithin(known, happening.id) ? [] : [`${where}.id: neither in estate.resources nor a part of one`];
    }
    const vm = isNameOf(VM, known, happening.vm)
      ? []
      : [`${where}.vm: there is no VM of this name in estate.resources`];
    return [...vm, ...setMistakes(`${where}.set`, happening.set)];
  });
}

/** Whether the id is that of a resource, or of something that ARM keeps inside one. */
const isWithin = (resources: readonly Resource[], id: string): boolean =>
  resources.some((each) => idKey(`${id}/`).startsWith(idKey(`${each.id}/`)));

/** Only the named parts are read: what is left out keeps its state, and must not become the default. */
function setMistakes(where: string, set: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(set).flatMap(([part, value]) => {
    const schema = Object.entries(Guest.shape).find(([name]) => name === part)?.[1];
    if (!schema) return [`${where}.${part}: a guest has no such part`];
    return schema.safeParse(value).success ? [] : [`${where}.${part}: not what a guest has there`];
  });
}

function targetMistakes({ targets }: Policy, known: readonly Resource[]): readonly string[] {
  return targets
    .flatMap((target, index) => idsIn(target, `policy.targets[${index}]`))
    .filter(({ id }) => !isIn(known, id))
    .map(({ where }) => `${where}: not in estate.resources`);
}

/** Every id of a resource in a value, with where it is. */
function idsIn(value: unknown, where: string): readonly { readonly id: string; readonly where: string }[] {
  if (typeof value === 'string') return parseArmId(value) ? [{ id: value, where }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => idsIn(each, `${where}.${name}`));
}

function historyMistakes({ history }: Scenario): readonly string[] {
  return history.flatMap(({ incident, asked, started, ended }, index) => {
    const where = `history[${index}]`;
    const first = history.findIndex((other) => other.incident === incident);
    const times = [asked, started, ended?.at].filter((time) => time !== undefined);
    return [
      ...(first < index ? [`${where}.incident: the same as history[${first}].incident`] : []),
      ...(times.every((time, step) => time >= (times[step - 1] ?? time))
        ? []
        : [`${where}: asked, started, ended is the order`]),
      ...(started === undefined && ended && ended.result !== 'withdrawn'
        ? [`${where}.ended.result: what was not started is withdrawn`]
        : []),
    ];
  });
}
