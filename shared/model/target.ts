import { z } from 'zod';
import { parseArmId } from './arm-id';

/** A full ARM resource id. */
export const ResourceId = z
  .string()
  .refine((id) => parseArmId(id) !== undefined, { error: 'not the id of an Azure resource' });

/** Who connects: an address, and the VM at it, where one can try the connection. */
export const Origin = z.strictObject({ address: z.union([z.ipv4(), z.ipv6()]), vm: ResourceId.optional() });

/**
 * One Azure resource plus what is expected of it.
 *
 * - `gateway`: every server in the backend pools of the Application Gateway answers its health probe.
 * - `vm`: the VM accepts connections on `port` from `from.address`: a Linux VM SSH, a Windows VM Remote Desktop on 3389. `from.vm` is a VM at that address whose Network
 *   Watcher agent can try the connection; without it Reconnect can reason about the path but not try it.
 */
export const Target = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('gateway'), id: ResourceId }),
  z.strictObject({
    kind: z.literal('vm'),
    id: ResourceId,
    port: z.int().min(1).max(65535),
    from: Origin,
  }),
]);
export type Target = z.infer<typeof Target>;
export type GatewayTarget = Extract<Target, { kind: 'gateway' }>;
export type VmTarget = Extract<Target, { kind: 'vm' }>;

/** What is wrong as seen from outside. */
export const SymptomId = z.enum([
  'backend-unknown',
  'backend-unhealthy',
  'ssh-unreachable',
  'rdp-unreachable',
  'app-unreachable',
]);
export type SymptomId = z.infer<typeof SymptomId>;

/** What starts an incident. `id` is the same for every delivery of the same signal. Times are ISO 8601 UTC. */
export const Signal = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('alert'), id: z.string(), at: z.iso.datetime(), rule: z.string(), target: Target }),
  z.strictObject({ kind: z.literal('sweep'), id: z.string(), at: z.iso.datetime(), target: Target }),
  z.strictObject({ kind: z.literal('request'), id: z.string(), at: z.iso.datetime(), by: z.string(), target: Target }),
]);
export type Signal = z.infer<typeof Signal>;
