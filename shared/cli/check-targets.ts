import { addressOf, osOf, type CheckEyes } from '../incident/check';
import { isOfType, parseArmId } from '../model/arm-id';
import type { AzureReader } from '../model/azure';
import { ReconnectError } from '../model/errors';
import { Endpoint, Origin, type Target } from '../model/target';
import { foundResources } from '../observations/found-resources';
import { discovered, expectedOf, targetKinds, targetTypes } from '../targets';

/** What a person wants checked: resources by name or id; without any, every gateway that can be seen. */
export interface Wanted {
  readonly named: readonly string[];
  /** Where names are looked for; without it in every subscription that can be seen. */
  readonly subscription: string | undefined;
  /** Of VMs: the port, where it is not the usual one of their system, and who cannot connect there, by address, name or id. */
  readonly port: number | undefined;
  readonly from: string | undefined;
  /** What the VMs must reach, in place of who must reach them: a URL, or an address, a name or the id of a VM with a port behind it. */
  readonly to: string | undefined;
}

type Types = readonly string[];

/** The targets that a person means. Throws a `ReconnectError` where there is none, or it does not say enough. */
export async function targetsOf(wanted: Wanted, eyes: CheckEyes): Promise<readonly Target[]> {
  const { named, subscription } = wanted;
  const places = subscription === undefined ? {} : { subscriptions: [subscription] };
  const find = (types: Types, name?: string) => found(eyes.azure, { types, name, ...places });
  const ids =
    named.length === 0
      ? await find(discovered.map(({ resourceType }) => resourceType))
      : (await Promise.all(named.map((name) => idsOf(name, targetTypes, find)))).flat();
  if (ids.length === 0)
    throw new ReconnectError(
      'NOTHING_TO_CHECK',
      'You can see no Application Gateway.',
      'Name a resource, or ask for the role Reader where it is.',
    );
  const to = wanted.to === undefined ? undefined : endpointIn(wanted.to);
  const saysAll = to !== undefined || ids.every((id) => expectedOf(id).length > 0);
  const from = saysAll ? undefined : await originOf(wanted, find, eyes);
  const targets = [...new Set(ids)].map(async (id) => {
    if (to) return expectedOf(id, { to });
    if (expectedOf(id).length > 0 || !from) return expectedOf(id);
    return expectedOf(id, { from, port: wanted.port ?? (await usualPort(id, eyes)) });
  });
  return (await Promise.all(targets)).flat();
}

/** What is written as `https://shop.contoso.com/health` or `10.1.0.4:5432`. Throws a `ReconnectError` where it is neither. */
export function endpointIn(written: string): Endpoint {
  const url = /^https?:\/\//i.test(written) && URL.canParse(written) ? new URL(written) : undefined;
  const [, address = '', port] = /^(.+):(\d+)$/.exec(written) ?? [];
  const read = Endpoint.safeParse(url ? asked(url) : { protocol: 'Tcp', address, port: Number(port) });
  if (read.success && !(url && (url.search || url.username || url.password))) return read.data;
  throw new ReconnectError(
    'TO_UNCLEAR',
    `This is nothing to connect to: ${url ? `${url.origin}${url.pathname}` : written}`,
    'Write a URL without a query, or an address, a name or the id of a VM with its port: --to 10.1.0.4:5432',
  );
}

const asked = ({ protocol, hostname, port, pathname }: URL) => {
  const isPlain = protocol === 'http:';
  return {
    protocol: isPlain ? 'Http' : 'Https',
    address: hostname,
    port: Number(port) || (isPlain ? 80 : 443),
    ...(pathname === '/' ? {} : { path: pathname }),
  };
};

/** The port by which people get into a VM (an id): of Windows Remote Desktop's; SSH's where it cannot be seen, which the check then says. */
async function usualPort(vm: string, eyes: CheckEyes): Promise<number> {
  const seen = await osOf(vm, eyes);
  return seen.kind === 'done' && seen.value === 'Windows' ? 3389 : 22;
}

type Find = (types: Types, name?: string) => Promise<readonly string[]>;

/** The resources that a name or an id stands for. */
async function idsOf(named: string, types: Types, find: Find): Promise<readonly string[]> {
  if (parseArmId(named)) {
    if (types.some((type) => isOfType(named, type))) return [named];
    throw new ReconnectError('NOT_CHECKED', `This is not checked: ${named}`, `What is: ${types.join(', ')}.`);
  }
  const ids = await find(types, named);
  if (ids.length > 0) return ids;
  throw new ReconnectError(
    'NOT_FOUND',
    `You can see nothing of the name ${named}.`,
    'Check the name, give the id instead (what is minutes old is found only by it), or ask for the role Reader where it is.',
  );
}

async function found(azure: AzureReader, wanted: Parameters<typeof foundResources.request>[0]) {
  const answer = await azure.ask(foundResources.request(wanted));
  if (answer.kind === 'answered') return foundResources.answer.parse(answer.body).ids;
  const why = answer.kind === 'refused' ? `${answer.refusal.code}: ${answer.refusal.message}` : 'no answer';
  throw new ReconnectError(
    'SEARCH_REFUSED',
    `Resource Graph does not say what there is (${why}).`,
    'Give the id of the resource instead of its name, or try again.',
  );
}

/** Who cannot connect to the VMs: an address, or a VM with its own. */
async function originOf({ from }: Wanted, find: Find, eyes: CheckEyes) {
  if (from === undefined)
    throw new ReconnectError(
      'FROM_MISSING',
      'Whether a VM can be reached depends on from where.',
      'Add --from and the address that cannot connect, or a VM that cannot; or --to and what the VM cannot reach.',
    );
  const address = Origin.safeParse({ address: from });
  if (address.success) return address.data;
  const [vm, ...others] = await idsOf(from, [targetKinds.vm.resourceType], find);
  if (vm === undefined || others.length > 0)
    throw new ReconnectError('FROM_UNCLEAR', `There are several VMs of the name ${from}.`, 'Give the id of one.');
  const seen = await addressOf(vm, eyes);
  if (seen.kind === 'done') return { address: seen.value, vm };
  throw new ReconnectError('FROM_UNCLEAR', seen.because.en, 'Give the address instead.');
}
