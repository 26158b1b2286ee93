import type { ScenarioInput } from '../scenarios/schema';
import { parseArmId } from '../../model/arm-id';
import { guidOf } from '../../model/canonical';

/**
 * A scenario without the names in it: subscriptions, resource groups, resources and parts of them, people, tags, host names
 * and the alert's rule get others, each the same one everywhere. Addresses, ports, service tags and Azure's own words stay,
 * because what is concluded depends on them. Pure.
 */
export function anonymous(scenario: ScenarioInput): ScenarioInput {
  const names = namesIn(scenario);
  const renamed = rename({ ...scenario, estate: withoutTags(scenario) }, names) as ScenarioInput;
  return {
    ...renamed,
    name: scenario.name,
    title: renameText(scenario.title, names, 'title'),
    story: 'Made of an incident, with other names.',
  };
}

/** Names in lower case, with what stands for each. */
type Names = ReadonlyMap<string, string>;

/** Names that Azure or Reconnect gave, which say nothing about anybody. */
const isCommon = (name: string): boolean =>
  /^(reconnect-.*|standin.*|networkwatcherrg|networkwatcher_\w+|azurenetworkwatcherextension|enablevmaccess|azuremonitor(?:windows|linux)agent|default|gateway|ipconfig\d*|system route|privatelink\..*)$/i.test(
    name,
  );

/** What resources of a type are called; parts of them after their own type. */
const short: Readonly<Record<string, string>> = {
  virtualmachines: 'vm',
  networkinterfaces: 'nic',
  networksecuritygroups: 'nsg',
  securityrules: 'rule',
  virtualnetworks: 'vnet',
  subnets: 'subnet',
  routetables: 'rt',
  routes: 'route',
  applicationgateways: 'agw',
  backendaddresspools: 'pool',
  backendhttpsettingscollection: 'settings',
  publicipaddresses: 'pip',
  extensions: 'extension',
  storageaccounts: 'host',
  privatednszones: 'host',
  a: 'host',
};

/** What is part of a host name is called without a hyphen, which not each of them may have. */
const called = (kind: string, count: number): string => (kind === 'host' ? `host${count}` : `${kind}-${count}`);

function namesIn(scenario: ScenarioInput): Names {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  const give = (name: string, kind: string): void => {
    if (name === '' || names.has(name.toLowerCase()) || isCommon(name)) return;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    names.set(
      name.toLowerCase(),
      kind === 'subscription' ? guidOf('subscription', String(count)) : called(kind, count),
    );
  };
  visit(scenario, (text, key) => {
    for (const id of idsIn(text)) {
      const parsed = parseArmId(id);
      give(parsed?.subscription ?? /^\/subscriptions\/([^/]+)/i.exec(id)?.[1] ?? '', 'subscription');
      if (!parsed) continue;
      give(parsed.resourceGroup, 'rg');
      const types = parsed.type.split('/').slice(1);
      // The provider of what is attached to a resource, such as a lock, stands where a name would.
      parsed.names.forEach((name, index) => {
        const type = types[index]?.toLowerCase() ?? '';
        if (type !== 'providers') give(name, short[type] ?? 'resource');
      });
    }
    if (key === 'fqdn') give(text, 'host');
    if (key === 'alertRule') give(text, 'alert');
  });
  for (const { id, name } of peopleIn(scenario)) {
    give(name, 'person');
    names.set(id.toLowerCase(), guidOf('person', name));
  }
  // Where one name is within another, the longer one is looked for first.
  return new Map([...names].toSorted(([a], [b]) => b.length - a.length));
}

/** Every id in a text; ids end at whitespace and quotes. */
const idsIn = (text: string): readonly string[] => text.match(/\/subscriptions\/[^\s"'<>]+/gi) ?? [];

function peopleIn({
  policy,
  people,
  messages,
}: ScenarioInput): readonly { readonly id: string; readonly name: string }[] {
  const approvers = (policy?.['approvers'] ?? []) as readonly { readonly id: string; readonly name: string }[];
  return [...approvers, ...(people ?? []).map(({ who }) => who), ...(messages ?? []).map(({ who }) => who)];
}

/** Tags may say anything about anybody; only those that the policy goes by stay. */
function withoutTags({ estate, policy }: ScenarioInput): ScenarioInput['estate'] {
  const rules = (policy?.['approvals'] ?? []) as readonly { readonly tagged?: { readonly tag: string } }[];
  const tagged = [
    ...((policy?.['tagged'] ?? []) as readonly { readonly tag: string }[]),
    ...rules.flatMap((rule) => rule.tagged ?? []),
  ];
  const stays = (name: string) => tagged.some(({ tag }) => tag.toLowerCase() === name.toLowerCase());
  const fewer = (tags: unknown) => Object.fromEntries(Object.entries(tags ?? {}).filter(([name]) => stays(name)));
  return {
    ...estate,
    resources: estate.resources.map((each) => ('tags' in each ? { ...each, tags: fewer(each['tags']) } : each)),
  };
}

function visit(value: unknown, look: (text: string, key: string) => void, key = ''): void {
  if (typeof value === 'string') return look(value, key);
  if (typeof value !== 'object' || value === null) return;
  for (const [inner, child] of Object.entries(value)) {
    look(inner, '');
    visit(child, look, Array.isArray(value) ? key : inner);
  }
}

/** What holds a name and nothing else, and what holds sentences with names in them. */
const named: ReadonlySet<string> = new Set(['name', 'vm', 'fqdn', 'alertRule', 'id', 'subscriptions', 'approvers']);
const prose: ReadonlySet<string> = new Set(['text', 'message', 'summary', 'notes', 'description', 'title']);

function rename(value: unknown, names: Names, key = ''): unknown {
  if (typeof value === 'string') return renameText(value, names, key);
  if (Array.isArray(value)) return value.map((each) => rename(each, names, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([inner, each]) => [
      renameText(inner, names, key === 'guests' ? 'name' : ''),
      rename(each, names, inner),
    ]),
  );
}

function renameText(text: string, names: Names, key: string): string {
  const isPath = /^\/subscriptions\//i.test(text) || key === 'path' || key === 'url';
  const pattern = patternOf(names, prose.has(key));
  return (isPath ? text.split('/') : [text])
    .map((part) => {
      const whole = isPath || named.has(key) ? names.get(part.toLowerCase()) : undefined;
      return whole ?? part.replace(pattern, (name) => names.get(name.toLowerCase()) ?? name);
    })
    .join('/');
}

/** The names that are looked for in a text: those that can be nothing else, and the others where they stand alone in a sentence or begin a host name. */
function patternOf(names: Names, isProse: boolean): RegExp {
  const wanted = [...names.keys()].flatMap((name) => {
    const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    if (name.length > 5 && /[-_\d.]/.test(name)) return [escaped];
    const asHost = `(?<![\\w.-])${escaped}(?=\\.[a-z])`;
    return isProse ? [`(?<![\\w.-])${escaped}(?![\\w-])`] : [asHost];
  });
  return wanted.length > 0 ? new RegExp(wanted.join('|'), 'gi') : /(?!)/g;
}
