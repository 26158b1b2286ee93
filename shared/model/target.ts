import * as z from 'zod';
import { isOfType, parseArmId } from './arm-id';
import { text, type Text } from './text';

/** A full ARM resource id. */
export const ResourceId = z
  .string()
  .refine((id) => parseArmId(id) !== undefined, { error: 'not the id of an Azure resource' });

/** A public address that nobody has (RFC 5737). It stands for any: what everybody on the Internet may reach, it may reach too. */
const anyPublicAddress = '192.0.2.1';

const Port = z.int().min(1).max(65535);

const Place = z.strictObject({ address: z.union([z.ipv4(), z.ipv6()]), vm: ResourceId.optional() });
export type Origin = z.infer<typeof Place>;

/** Who connects: an address, and the VM at it, where one can try the connection; or `Internet`, which is anybody. */
export const Origin = z.union([Place, z.literal('Internet').transform((): Origin => ({ address: anyPublicAddress }))]);

/** Whether everybody is to be let in, and not one address: that is for people to decide. */
export const isAnybody = ({ address }: Origin): boolean => address === anyPublicAddress;

/** From where, in words. */
export const whence = (from: Origin): Text =>
  isAnybody(from)
    ? text(`the Internet (any address, such as ${from.address})`, `인터넷(${from.address} 등 임의의 주소)`)
    : text(from.address, from.address);

/**
 * By what clients reach a VM, where that is not its private address: the id of a public IP address or of a load balancer's frontend, the port
 * there, and the DNS name by which they know it, if that is to be tried too.
 */
export const Through = z.strictObject({
  frontend: ResourceId.refine((id) => FRONTENDS.some((type) => isOfType(id, type)), {
    error: 'not the id of a public IP address, nor of a frontend of a load balancer',
  }),
  port: Port,
  name: z.hostname().optional(),
});
const FRONTENDS = ['Microsoft.Network/publicIPAddresses', 'Microsoft.Network/loadBalancers/frontendIPConfigurations'];

/** What is asked for over HTTP, and the statuses that count as an answer. */
const page = {
  path: z
    .string()
    .regex(/^\/[^\s?#]*$/, { error: 'not a path' })
    .exactOptional(),
  statusCodes: z.array(z.int().min(100).max(599)).min(1).readonly().exactOptional(),
};

/** What a port must answer to HTTP. */
export const Http = z.strictObject({ protocol: z.enum(['Http', 'Https']), ...page });
export type Http = z.infer<typeof Http>;

const Host = z.union([z.ipv4(), z.hostname()]);
const VM = 'Microsoft.Compute/virtualMachines';

/**
 * What a VM must reach, by TCP or with an answer to HTTP. `address`: a host name, an IPv4 address or, by TCP, the id of a VM. Of HTTP: the
 * `path` that is asked for (without it the root; without a query, which may hold a secret), and the `statusCodes` that count as an answer
 * (without them 200).
 */
export const Endpoint = z.discriminatedUnion('protocol', [
  z.strictObject({
    protocol: z.literal('Tcp'),
    address: z.union([Host, ResourceId.refine((id) => isOfType(id, VM), { error: 'not the id of a VM' })]),
    port: Port,
  }),
  z.strictObject({
    protocol: z.enum(['Http', 'Https']),
    address: Host,
    port: Port,
    ...page,
  }),
]);
export type Endpoint = z.infer<typeof Endpoint>;

/**
 * One Azure resource plus what is expected of it.
 *
 * - `gateway`: every server in the backend pools of the Application Gateway answers its health probe.
 * - `vm`: the VM accepts connections on `port` from `from.address`: on 22 a Linux VM SSH, on 3389 a Windows VM Remote Desktop, on any other an application. `from.vm` is a VM
 *   at that address whose Network Watcher agent can try the connection; without it Reconnect can reason about the path but not try it.
 *   `through`: they are opened to this port of a public address or of a load balancer, which leads them to `port` of the VM.
 *   `http`: over them it answers a GET of `path` with one of `statusCodes` (without them, of the root with 200).
 * - `endpoint`: the VM (`id`) reaches `to`, and within `latencyMs` in the mean where that is given. Its own Network Watcher agent tries it.
 */
export const Target = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('gateway'), id: ResourceId }),
  z.strictObject({
    kind: z.literal('vm'),
    id: ResourceId,
    port: Port,
    from: Origin,
    through: Through.optional(),
    /** Set where not the policy names the port, but a tag of the VM: people are told, because others may write that. */
    expectedBy: z.literal('tag').exactOptional(),
    http: Http.optional(),
  }),
  z.strictObject({
    kind: z.literal('endpoint'),
    id: ResourceId,
    to: Endpoint,
    latencyMs: z.number().positive().exactOptional(),
  }),
]);
export type Target = z.infer<typeof Target>;
export type GatewayTarget = Extract<Target, { kind: 'gateway' }>;
export type VmTarget = Extract<Target, { kind: 'vm' }>;
export type EndpointTarget = Extract<Target, { kind: 'endpoint' }>;

/** A VM that was found by its tag, and the ports that this names: what is expected of it, but for from where. */
export const TaggedVm = z.object({ id: z.string(), ports: z.array(z.number()) });
export type TaggedVm = z.infer<typeof TaggedVm>;

/** What is wrong as seen from outside. */
export const SymptomId = z.enum([
  'backend-unknown',
  'backend-unhealthy',
  'ssh-unreachable',
  'rdp-unreachable',
  'app-unreachable',
  'endpoint-unreachable',
  'endpoint-untried',
]);
export type SymptomId = z.infer<typeof SymptomId>;

/** What starts an incident. `id` is the same for every delivery of the same signal. Times are ISO 8601 UTC. */
export const Signal = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('alert'),
    id: z.string(),
    at: z.iso.datetime(),
    rule: z.string(),
    target: Target,
    /** The alert is over, by what Azure Monitor knows. That proves nothing: it leads to a look. */
    condition: z.literal('resolved').exactOptional(),
  }),
  z.strictObject({ kind: z.literal('sweep'), id: z.string(), at: z.iso.datetime(), target: Target }),
  z.strictObject({
    kind: z.literal('request'),
    id: z.string(),
    at: z.iso.datetime(),
    by: z.string(),
    /** The Entra object id of who asked for it; what an older version stored has none. */
    byId: z.string().exactOptional(),
    target: Target,
  }),
]);
export type Signal = z.infer<typeof Signal>;
