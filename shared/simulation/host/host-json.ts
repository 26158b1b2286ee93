import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** A .NET time span without days (`00:00:30`), as ms. */
const TimeSpan = z
  .string()
  .regex(/^\d\d:\d\d:\d\d$/)
  .transform((text) => {
    const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
    return ((hours * 60 + minutes) * 60 + seconds) * 1000;
  });

const Queues = z.object({
  batchSize: z.int().min(1).max(32).default(16),
  newBatchThreshold: z.int().min(0).default(8),
  maxDequeueCount: z.int().min(1).default(5),
  visibilityTimeout: TimeSpan.default(0),
  maxPollingInterval: TimeSpan.default(60_000),
  messageEncoding: z.enum(['base64', 'none']).default('base64'),
});
export type QueueSettings = z.infer<typeof Queues>;

const HostJson = z.object({
  version: z.literal('2.0'),
  extensions: z
    .object({
      http: z.object({ routePrefix: z.string().default('api') }).prefault({}),
      queues: Queues.prefault({}),
    })
    .prefault({}),
});

/** What `host.json` says about the triggers that this host knows, with the Functions host's defaults. Times are in ms. */
export function readHostJson(appRoot: string): z.infer<typeof HostJson>['extensions'] {
  return HostJson.parse(JSON.parse(readFileSync(join(appRoot, 'host.json'), 'utf8'))).extensions;
}

/** Puts settings in place of `%NAME%`; throws when one is missing, as the Functions host does. */
export function resolveSettings(text: string): string {
  return text.replace(/%([^%]+)%/g, (_, name: string) => {
    const value = process.env[name];
    if (value === undefined) throw new Error(`The setting ${name} is missing; "%${name}%" cannot be resolved.`);
    return value;
  });
}
