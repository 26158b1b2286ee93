import * as z from 'zod';
import { idKey, nameOf, sameId } from '../../../model/arm-id';
import type { Estate, Resource } from '../../scenarios/schema';
import type { Model, Refused } from '../provider';
import type { Store } from '../store';
import { denying, type Access } from './access';
import { isSimulated } from './catalogue';
import { badJson, notSimulated, refused } from './errors';
import { subscriptionOf } from './listing';
import { errorAnswer, type ArmAnswer } from './operations';

/** Azure: "Guidance for throttled requests in Azure Resource Graph". */
const QUERIES = 15;
const WINDOW_MS = 5_000;
const MOST_ROWS = 1000;

const Body = z.strictObject({
  query: z.string(),
  subscriptions: z.array(z.string()).optional(),
  managementGroups: z.array(z.string()).optional(),
  options: z.strictObject({
    resultFormat: z.literal('objectArray'),
    $top: z.int().min(1).max(MOST_ROWS),
    $skipToken: z.string().optional(),
  }),
});

/**
 * The one kind of query that is understood: the ids of all resources of some types, of a name or with a text in their tags where one is
 * given, in order, and their tags or their regions and power states where those are wanted.
 */
const QUERY = new RegExp(
  [
    String.raw`^Resources \| where type (?:=~ ('[^']+')|in~ \(('[^']+'(?:, '[^']+')*)\))`,
    String.raw`(?: \| where name =~ '([^'\\]+)')?`,
    String.raw`(?: \| where tostring\(tags\) contains '([^'\\]+)')?`,
    String.raw` \| project id(?:, (tags|location, power = tostring\(properties\.extended\.instanceView\.powerState\.code\)))? \| order by id asc$`,
  ].join(''),
);

function understood(query: string) {
  const [, one, several = one, name, inTags, wanted] = QUERY.exec(query) ?? [];
  const types = several?.split(', ').map((quoted) => quoted.slice(1, -1));
  return types?.every(isSimulated) ? { types, name, inTags, wanted } : undefined;
}

/** Kusto: `contains` does not mind case. */
const has = (tags: unknown, text: string): boolean =>
  JSON.stringify(tags ?? null)
    .toLowerCase()
    .includes(text.toLowerCase());

interface Parts {
  readonly store: Pick<Store, 'list' | 'hasEverHad'>;
  readonly access: Pick<Access, 'allows'>;
  readonly estate: Pick<Estate, 'managementGroups'>;
  readonly model: Pick<Model, 'guest'>;
}

/** Azure Resource Graph: answers a query of `client` at `now` (ms) with what it may read, and leaves the rest out in silence. */
export function createResourceGraph({ store, access, estate, model }: Parts) {
  const windows = new Map<string, { readonly endsAt: number; readonly left: number }>();

  return (text: string, client: string, now: number): ArmAnswer => {
    const known = windows.get(client);
    const { endsAt, left } = known && known.endsAt > now ? known : { endsAt: now + WINDOW_MS, left: QUERIES };
    const remaining = Math.max(0, left - 1);
    windows.set(client, { endsAt, left: remaining });
    const seconds = Math.ceil((endsAt - now) / 1000);
    const quota = {
      'x-ms-user-quota-remaining': String(remaining),
      'x-ms-user-quota-resets-after': `00:00:${String(seconds).padStart(2, '0')}`,
    };
    if (left === 0) return errorAnswer({ ...throttled(now), headers: { ...quota, 'retry-after': String(seconds) } });
    const found = answer(text, client, now);
    return 'kind' in found
      ? errorAnswer({ ...found, headers: { ...found.headers, ...quota } })
      : { status: 200, headers: quota, body: found };
  };

  function answer(text: string, client: string, now: number): object | Refused {
    const json = jsonOf(text);
    if (json === undefined) return badJson();
    const body = Body.safeParse(json);
    if (!body.success) return notSimulated(`this body of a query: ${z.prettifyError(body.error)}`);
    const { query, subscriptions, managementGroups, options } = body.data;
    const asked = understood(query);
    if (!asked) return notSimulated(`the query ${query}`);
    if (subscriptions && managementGroups) return notSimulated('a query of two kinds of places');
    const places = subscriptions ?? managementGroups?.flatMap((group) => below(group));
    const eligible = places && new Set(places.filter((place) => store.hasEverHad(place)).map(idKey));
    if (eligible?.size === 0) return notEligible(subscriptions ?? managementGroups ?? [], now);
    const skipped = rowsSkipped(options.$skipToken);
    if (skipped === undefined) return badRequest('InvalidSkipToken', 'The skip token is not valid.', now);
    const rows = asked.types
      .flatMap((type) => store.list(type))
      .filter(({ id }) => !eligible || eligible.has(idKey(subscriptionOf(id))))
      .filter(({ id }) => asked.name === undefined || sameId(nameOf(id), asked.name))
      .filter(({ tags }) => asked.inTags === undefined || has(tags, asked.inTags))
      .filter((one) => mayRead(client, one))
      .map((one) => ({ id: one.id, ...columnsOf(one, asked.wanted) }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const end = skipped + options.$top;
    return {
      totalRecords: rows.length,
      count: Math.min(end, rows.length) - skipped,
      data: rows.slice(skipped, end),
      facets: [],
      resultTruncated: 'false',
      ...(end < rows.length && { $skipToken: tokenOf(end) }),
    };
  }

  /** What is wanted of a resource besides its id. */
  function columnsOf({ id, tags, location }: Resource, wanted: string | undefined): object {
    if (wanted === undefined) return {};
    if (wanted === 'tags') return { tags: tags ?? null };
    return { location, power: `PowerState/${model.guest(id)?.power ?? 'unknown'}` };
  }

  function mayRead(client: string, { id, type }: Resource): boolean {
    const action = `${type}/read`;
    const denials = store.list('Microsoft.Authorization/denyAssignments');
    return access.allows(client, action, id) && !denying(denials, client, action, id);
  }

  function below(group: string): readonly string[] {
    return Object.entries(estate.managementGroups ?? {}).find(([name]) => sameId(name, group))?.[1] ?? [];
  }
}

const tokenOf = (rows: number): string => Buffer.from(JSON.stringify({ RowsToSkip: rows })).toString('base64');

function rowsSkipped(token: string | undefined): number | undefined {
  if (token === undefined) return 0;
  const read = z.object({ RowsToSkip: z.int() }).safeParse(jsonOf(Buffer.from(token, 'base64').toString()));
  return read.data?.RowsToSkip;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const support = (now: number): string =>
  `Please provide below info when asking for support: timestamp = ${new Date(now).toISOString()}, correlationId = 00000000-0000-0000-0000-000000000000.`;

const detailed = (status: number, outer: string, code: string, message: string, now: number): Refused => ({
  ...refused(status, outer, support(now)),
  details: { details: [{ code, message }] },
});

const badRequest = (code: string, message: string, now: number): Refused =>
  detailed(400, 'BadRequest', code, message, now);

const notEligible = (places: readonly string[], now: number): Refused =>
  badRequest(
    'NoValidSubscriptionsInQueryRequest',
    `There must be at least one subscription that is eligible to contain resources. Given: '${places.join(',')}'.`,
    now,
  );

const throttled = (now: number): Refused =>
  detailed(
    429,
    'RateLimiting',
    'RateLimiting',
    'Client application has been throttled and should not attempt to repeat the request until an amount of time has elapsed. Please see https://aka.ms/resourcegraph-throttling for help.',
    now,
  );
