import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { az, within } from '../model/az';
import { idKey, isOfType, nameOf, parentId, sameId } from '../model/arm-id';
import type { AzureReader, AzureRequest, Refusal } from '../model/azure';
import { ReconnectError } from '../model/errors';
import { shellWord } from '../model/shell-word';
import type { Target } from '../model/target';
import { armObject } from '../observations/parse';
import { expectedOf, targetKinds } from '../targets';

/** What `az` printed about gateways, in place of Azure. */
export interface Exported {
  readonly azure: AzureReader;
  /** When it was exported, as it says itself, or else when the oldest of it was written (ISO 8601 UTC). */
  readonly at: string;
  /** The gateways (ids) of which it holds something. */
  readonly gateways: readonly string[];
}

/**
 * Reads an export: a file of JSON that `az` printed, or a folder of such files. Of two answers to one question the one that was written
 * last counts. Throws a `ReconnectError` where there is none, it cannot be read, or nothing in it can be checked.
 */
export async function readExport(place: string): Promise<Exported> {
  const files = (await Promise.all((await filesIn(place)).map(read))).toSorted((a, b) => a.writtenAt - b.writtenAt);
  const printed = files.flatMap(({ content }) => objectsIn(content));
  const answers = new Map(printed.flatMap(answersIn).map((answer) => [idKey(answer.path), answer]));
  const gateways = [...answers.values()].flatMap(({ gateway = [] }) => gateway);
  const [oldest] = files;
  if (!oldest || gateways.length === 0)
    throw new ReconnectError(
      'NOTHING_TO_CHECK',
      `${place} holds no Application Gateway, and no backend health of one.`,
      'Add what az network application-gateway list and show-backend-health print, as JSON. VMs are only checked in Azure itself.',
    );
  const said = printed.flatMap((each) => Time.safeParse(each).data?.exportedAt ?? []);
  return {
    azure: readerOf((asked) => answers.get(idKey(asked))?.body),
    at: said.toSorted()[0] ?? new Date(oldest.writtenAt).toISOString(),
    gateways: [...new Map(gateways.map((id) => [idKey(id), id])).values()],
  };
}

/** The gateways that a person means, by name or id; without any, all. Throws a `ReconnectError` where one is not there. */
export function targetsIn({ gateways }: Exported, named: readonly string[]): readonly Target[] {
  const ids = named.flatMap((name) => {
    const meant = gateways.filter((id) => sameId(id, name) || sameId(nameOf(id), name));
    if (meant.length > 0) return meant;
    throw new ReconnectError(
      'NOT_FOUND',
      `The export holds no Application Gateway of the name ${name}, but ${gateways.map(nameOf).join(', ')}.`,
      'Check the name, or export the gateway and its backend health. VMs are only checked in Azure itself.',
    );
  });
  return [...new Set(named.length === 0 ? gateways : ids)].flatMap((id) => expectedOf(id));
}

async function filesIn(place: string): Promise<readonly string[]> {
  try {
    if (!(await stat(place)).isDirectory()) return [place];
    return (await readdir(place)).filter((file) => /\.json$/i.test(file)).map((file) => path.join(place, file));
  } catch {
    throw new ReconnectError('EXPORT_NOT_FOUND', `${place} cannot be read.`, 'Name a file or a folder that is there.');
  }
}

async function read(file: string): Promise<{ readonly content: unknown; readonly writtenAt: number }> {
  try {
    const [bytes, { mtimeMs }] = await Promise.all([readFile(file), stat(file)]);
    // Windows PowerShell writes what a command prints as UTF-16.
    const text = new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-8').decode(bytes);
    // What failed has printed nothing.
    return { content: text.trim() === '' ? [] : (JSON.parse(text, respelt) as unknown), writtenAt: mtimeMs };
  } catch {
    throw new ReconnectError(
      'EXPORT_UNREADABLE',
      `${file} is no JSON.`,
      'Run its az command again, with --output json.',
    );
  }
}

/** Older versions of `az` write `gatewayIpConfigurations` and `publicIpAddress` where Azure writes IP. */
const respelt = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value).map(([key, part]) => [
          key.replace(/^(gateway|frontend|backend|public)Ip(?=[A-Z])/, '$1IP'),
          part,
        ]),
      )
    : value;

const List = z.object({ value: z.array(z.unknown()), id: z.undefined().optional() });

/** What was printed, one by one: alone, in lists, or in lists as ARM answers them. */
function objectsIn(content: unknown): readonly unknown[] {
  if (Array.isArray(content)) return content.flatMap(objectsIn);
  const list = List.safeParse(content);
  return list.success ? list.data.value.flatMap(objectsIn) : [content];
}

const Time = z.object({ exportedAt: z.iso.datetime() });

/** What ARM would answer at a path; `gateway`: about this one (an id). */
interface Answer {
  readonly path: string;
  readonly body: unknown;
  readonly gateway?: string;
}

const idOf = (type: string) => z.string().refine((id) => isOfType(id, type));
const referenceTo = (type: string) => z.object({ id: idOf(type) });
const gatewayType = targetKinds.gateway.resourceType;
const subnetType = 'Microsoft.Network/virtualNetworks/subnets';
const groupType = 'Microsoft.Network/networkSecurityGroups';
const tableType = 'Microsoft.Network/routeTables';
const prefix = z.union([z.cidrv4(), z.cidrv6()]);

// What is only named somewhere, or listed without its content, looks like a resource that has nothing in it. So each must have what
// decides: what is not whole is not there.

const Gateway = armObject({
  id: idOf(gatewayType),
  gatewayIPConfigurations: z.array(armObject({ subnet: referenceTo(subnetType) })).min(1),
});

const Network = armObject({
  id: idOf('Microsoft.Network/virtualNetworks'),
  addressSpace: z.object({ addressPrefixes: z.array(prefix) }),
  virtualNetworkPeerings: z.array(z.unknown()),
  subnets: z.array(z.unknown()),
});

const Subnet = armObject({
  id: idOf(subnetType),
  addressPrefix: prefix.nullish(),
  addressPrefixes: z.array(prefix).nullish(),
  networkSecurityGroup: referenceTo(groupType).nullish(),
  routeTable: referenceTo(tableType).nullish(),
}).refine(({ addressPrefix, addressPrefixes }) => addressPrefix ?? addressPrefixes?.[0]);

const Group = armObject({ id: idOf(groupType), securityRules: z.array(z.unknown()) });
const Table = armObject({ id: idOf(tableType), routes: z.array(z.unknown()) });
const Condition = armObject({
  id: z.string().endsWith('/providers/Microsoft.ResourceHealth/availabilityStatuses/current'),
  availabilityState: z.string(),
});

/** It names its gateway only by the pools in it. */
const Health = z
  .object({
    backendAddressPools: z
      .array(z.object({ backendAddressPool: referenceTo(`${gatewayType}/backendAddressPools`) }))
      .min(1),
  })
  .transform(({ backendAddressPools: pools }) => pools.map(({ backendAddressPool }) => parentId(backendAddressPool.id)))
  .refine(([first = '', ...others]) => others.every((other) => sameId(other, first)))
  .transform(([gateway = '']) => gateway);

/** The questions to which something that was printed is the answer. */
function answersIn(body: unknown): readonly Answer[] {
  const health = Health.safeParse(body);
  if (health.success) return [{ path: `${health.data}/backendhealth`, body, gateway: health.data }];
  const gateway = Gateway.safeParse(body);
  if (gateway.success) return [{ path: gateway.data.id, body, gateway: gateway.data.id }];
  const network = Network.safeParse(body);
  if (network.success) return [{ path: network.data.id, body }, ...network.data.subnets.flatMap(answersIn)];
  const other = z.union([Subnet, Group, Table, Condition]).safeParse(body);
  return other.success ? [{ path: other.data.id, body }] : [];
}

/** Reads what there is; everything else is refused with how to add it. */
const readerOf = (answerAt: (path: string) => unknown): AzureReader => ({
  ask: (request) => {
    const body = answerAt(request.path);
    return Promise.resolve(
      body === undefined ? { kind: 'refused', refusal: missing(request) } : { kind: 'answered', body },
    );
  },
  poll: () => Promise.reject(new Error('An export answers at once.')),
});

function missing(request: AzureRequest): Refusal {
  const what = request.path.replace(/^.*?\/providers\//i, '');
  const command = commandFor(request);
  return { kind: 'unexported', what, command, code: 'NOT_EXPORTED', message: `The export does not tell ${what}.` };
}

/** The command that prints the answer, where one that only reads does. */
function commandFor({ path: asked, query, answers }: AzureRequest): string | undefined {
  if (asked.endsWith('/backendhealth'))
    return az('network application-gateway show-backend-health', within('name', asked.replace(/\/[^/]*$/, '')));
  if (answers !== 'at-once') return undefined;
  // A network has its subnets in it.
  const printed = isOfType(asked, subnetType) ? parentId(asked) : asked;
  return `az rest --url ${shellWord(`${printed}?api-version=${query['api-version']}`)}`;
}
