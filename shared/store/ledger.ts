import { z } from 'zod';
import type { Store } from '../incident/ports';
import { FixName } from '../model/policy';
import { sha256 } from '../model/canonical';
import type { Intervention, Ledger } from '../model/ledger';
import { storeDamaged } from './damaged';
import { readRows, type SealedTable } from './rows';
import { unless } from './storage-errors';
import type { ReadRow, Write } from './storage';

const PARTITION = 'ledger';
/** Its key sorts before those of the interventions. Every change of the ledger writes it, so its ETag is the ledger's version. */
const HEAD = 'head';

/** How long an intervention that is over is remembered, ms. */
const rememberedMs = 30 * 24 * 3_600_000;
/** How many that are over may be forgotten in one transaction, which holds 100 rows. */
const forgottenAtOnce = 90;

const Stop = z.object({ by: z.string(), at: z.string() });
const Mute = z.object({ scope: z.string(), until: z.string(), by: z.string() });
const Stage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('asked'), at: z.string() }),
  z.object({ kind: z.literal('started'), at: z.string() }),
  z.object({
    kind: z.literal('ended'),
    at: z.string(),
    startedAt: z.string().exactOptional(),
    result: z.enum(['verified', 'failed', 'withdrawn']),
  }),
]);
const Booked: z.ZodType<Intervention> = z.object({
  incident: z.string(),
  target: z.string(),
  cause: z.string(),
  blamed: z.string(),
  fix: FixName,
  planHash: z.string(),
  code: z.string().exactOptional(),
  resource: z.string(),
  region: z.string(),
  affectedResources: z.array(z.string()),
  stage: Stage,
});
/** What people said, and which rows there are besides: `revision` counts the changes, `rows` is the digest of all others. */
const Head = z.object({
  revision: z.int(),
  rows: z.string(),
  stop: Stop.exactOptional(),
  resumedAt: z.string().exactOptional(),
  mutes: z.array(Mute),
});
type Settings = Omit<z.infer<typeof Head>, 'revision' | 'rows'>;

type LedgerStore = Pick<Store, 'ledger' | 'book' | 'settle' | 'switchChanges' | 'mute'>;

/** Interventions as rows hold them, by the keys of their rows. */
type Bodies = ReadonlyMap<string, string>;
const digestOf = (bodies: Bodies): string =>
  sha256(JSON.stringify([...bodies].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))));

const nothingYet = { revision: 0, rows: digestOf(new Map()), mutes: [] };

/**
 * The ledger: one row for each intervention, and a head that every change writes against its ETag. The head names what else
 * there is, so that no row can be taken away, and a ledger that is behind what this process has seen is refused.
 */
export function ledgerIn({ table, row, bodyOf }: SealedTable, now: () => number): LedgerStore {
  /** The newest revision that this process has seen: they only become more. */
  let seen = 0;
  /** The ledger as this process read it last. */
  let known: Read | undefined;

  const read = async (): Promise<Read> => {
    known = await readAnew();
    return known;
  };
  const readAnew = async () => {
    for (let last: ReadRow | undefined; ;) {
      const before = seen;
      const rows = await readRows(table, PARTITION, '', '~');
      const head = rows.find(({ rowKey }) => rowKey === HEAD);
      const others = rows.filter((each) => each !== head);
      const booked = others.map((each) => ({ key: each.rowKey, intervention: bodyOf(Booked, each) }));
      const bodies: Bodies = new Map(others.map(({ rowKey, body }) => [rowKey, String(body)]));
      const { revision, rows: named, ...settings }: z.infer<typeof Head> = head ? bodyOf(Head, head) : nothingYet;
      const isWhole = revision >= before && digestOf(bodies) === named;
      // A long ledger is read in pages, and between two of them somebody may have changed it.
      if (!isWhole && last?.etag === head?.etag) throw storeDamaged('The ledger');
      seen = Math.max(seen, isWhole ? revision : 0);
      if (isWhole) return { head, revision, settings, booked, bodies };
      last = head;
    }
  };
  type Read = Awaited<ReturnType<typeof readAnew>>;

  /** Writes rows together with the head; `false` when somebody else wrote it since the ledger was read. */
  const write = async (
    { head, revision, bodies }: Read,
    settings: Settings,
    puts: readonly Intervention[] = [],
    deletes: readonly string[] = [],
  ): Promise<boolean> => {
    const rows = puts.map((each) => row(PARTITION, keyOf(each), each));
    const after = new Map([...bodies, ...rows.map(({ rowKey, body }) => [rowKey, body] as const)]);
    for (const key of deletes) after.delete(key);
    const next = row(PARTITION, HEAD, { ...settings, revision: revision + 1, rows: digestOf(after) });
    const writes: Write[] = [
      head ? ['update', next, 'Replace', { etag: head.etag }] : ['create', next],
      ...rows.map((each): Write => ['upsert', each, 'Replace']),
      ...deletes.map((rowKey): Write => ['delete', { partitionKey: PARTITION, rowKey }]),
    ];
    if ((await unless([409, 412], table.submitTransaction(writes))) === undefined) return false;
    seen = Math.max(seen, revision + 1);
    return true;
  };

  const versionOf = ({ head }: Read): string => head?.etag ?? '';
  const keyOf = ({ incident, planHash }: Intervention): string => `${incident} ${planHash.slice(0, 16)}`;
  const end = (intervention: Intervention, result: 'verified' | 'failed' | 'withdrawn'): Intervention => {
    const at = new Date(now()).toISOString();
    const { stage } = intervention;
    return {
      ...intervention,
      stage:
        stage.kind === 'started'
          ? { kind: 'ended', at, startedAt: stage.at, result }
          : { kind: 'ended', at, result: 'withdrawn' },
    };
  };
  /** Changes the head, whatever else happens to the ledger meanwhile. */
  const change = async (settle: (before: Settings) => Settings): Promise<void> => {
    for (;;) {
      const before = await read();
      if (await write(before, settle(before.settings))) return;
    }
  };

  return {
    async ledger() {
      const before = await read();
      const { settings, booked } = before;
      const at = new Date(now()).toISOString();
      return {
        version: versionOf(before),
        at,
        ...settings,
        mutes: settings.mutes.filter(({ until }) => until > at),
        interventions: booked
          .map(({ intervention }) => intervention)
          .toSorted((a, b) => (a.stage.at < b.stage.at ? -1 : 1)),
      } satisfies Ledger;
    },

    async book(intervention, version) {
      // What was judged by is most often what was read last: then it need not be read again to be written against.
      const before = known && versionOf(known) === version ? known : await read();
      const { settings, booked } = before;
      const same = booked.find(({ key }) => key === keyOf(intervention))?.intervention;
      const { kind, at } = intervention.stage;
      if (same?.stage.kind === kind && same.stage.at === at) return 'booked';
      if (versionOf(before) !== version) return 'conflict';
      // Only an older state of the incident, put back by somebody, would begin again what is over.
      if (same?.stage.kind === 'ended') throw storeDamaged(`Incident ${intervention.incident}`);
      const replaced = booked
        .map(({ intervention: each }) => each)
        .filter((each) => each !== same && each.incident === intervention.incident && each.stage.kind !== 'ended');
      const forgotten = booked
        .filter(({ intervention: { stage } }) => stage.kind === 'ended' && Date.parse(stage.at) < now() - rememberedMs)
        .slice(0, forgottenAtOnce)
        .map(({ key }) => key);
      const puts = [intervention, ...replaced.map((each) => end(each, 'failed'))];
      const written = await write(before, settings, puts, forgotten);
      return written ? 'booked' : 'conflict';
    },

    async settle(incident, result) {
      for (;;) {
        const before = await read();
        const open = before.booked
          .map(({ intervention }) => intervention)
          .filter((each) => each.incident === incident && each.stage.kind !== 'ended');
        const ended = open.map((each) => end(each, result));
        if (open.length === 0 || (await write(before, before.settings, ended))) return;
      }
    },

    switchChanges: ({ kind, by }) => {
      const at = new Date(now()).toISOString();
      return change(({ mutes }) => (kind === 'off' ? { mutes, stop: { by, at } } : { mutes, resumedAt: at }));
    },

    mute: (mute) =>
      change((before) => ({ ...before, mutes: [...before.mutes.filter(({ scope }) => scope !== mute.scope), mute] })),
  };
}
