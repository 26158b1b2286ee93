import * as z from 'zod';
import type { IncidentEvent } from '../incident/events';
import type { StoredEvent } from '../incident/ports';
import { canonicalJson, sha256 } from '../model/canonical';
import { ReconnectError } from '../model/errors';

const format = 'reconnect-incident/1';

const Event = z.custom<IncidentEvent>(
  (value) => z.looseObject({ at: z.iso.datetime(), kind: z.string() }).safeParse(value).success,
  { error: 'not an event: it needs `at` and `kind`' },
);

/**
 * One incident as a file: its events with their places in the hash chain, as stored, and what it takes to judge them again.
 *
 * Events hold no secrets by design: Azure's answers are stored in trimmed shapes, and refusals without URLs and tokens. The
 * addresses at which Azure tells how an operation is doing are there; without a token of one's own nobody can use them.
 */
export const IncidentExport = z.strictObject({
  format: z.literal(format),
  /** ISO 8601 UTC. */
  exportedAt: z.iso.datetime(),
  /** The version of Reconnect that wrote this file. */
  version: z.string(),
  incident: z.string().min(1),
  events: z.array(z.strictObject({ seq: z.int(), hash: z.string(), event: Event })).min(1),
  /** The policy in the settings when this was exported. */
  policy: z.record(z.string(), z.unknown()).optional(),
  /** SHA-256 over the canonical JSON of everything else in the file. */
  digest: z.string(),
});
export type IncidentExport = z.infer<typeof IncidentExport>;

/** What an export is made of. `exportedAt` is ISO 8601 UTC. */
export interface Exporting {
  readonly incident: string;
  readonly events: readonly StoredEvent[];
  readonly policy: unknown;
  readonly version: string;
  readonly exportedAt: string;
}

/** Makes an export; throws `EXPORT_HOLDS_SECRET` where something in it looks like a secret, which somebody may have typed as a reason. */
export function exportIncident({ incident, events, policy, version, exportedAt }: Exporting): IncidentExport {
  for (const { seq, event } of events) refuseSecrets(`Event ${seq} (${event.kind}) of incident ${incident}`, event);
  refuseSecrets('The policy', policy);
  const content = {
    format,
    exportedAt,
    version,
    incident,
    events,
    ...(policy === undefined ? {} : { policy }),
  };
  return IncidentExport.parse({ ...content, digest: digestOf(content) });
}

/** The digest that a file of this content must bear. */
export const digestOf = ({ digest: _, ...content }: Readonly<Record<string, unknown>>): string =>
  sha256(canonicalJson(content));

export type ReadExport =
  { readonly kind: 'ok'; readonly exported: IncidentExport } | { readonly kind: 'bad'; readonly mistake: string };

/** Reads the text of an export. Whether its chain and its digest hold is for the audit to say. */
export function readExport(content: string): ReadExport {
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch {
    return { kind: 'bad', mistake: 'It is not JSON.' };
  }
  const read = IncidentExport.safeParse(parsed);
  return read.success
    ? { kind: 'ok', exported: read.data }
    : { kind: 'bad', mistake: `It is not an export of an incident (${format}).\n${z.prettifyError(read.error)}` };
}

// A signature of a shared access signature, a bearer token, a JSON web token, a key of a storage account or a service bus.
const secrets =
  /\bsig=[\w%+/-]{12,}|\bBearer\s+[\w.~+/-]{20,}|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+|\b(AccountKey|SharedAccessKey|client_secret|password)\s*[=:]\s*[^\s"';,]{6,}/i;

function refuseSecrets(where: string, content: unknown): void {
  if (content === undefined || !secrets.test(JSON.stringify(content))) return;
  throw new ReconnectError(
    'EXPORT_HOLDS_SECRET',
    `${where} holds what looks like a secret, so nothing was exported.`,
    'Look at it in the storage account; if it is a secret, replace that secret where it came from.',
  );
}
