import * as z from 'zod';
import type { Store } from '../incident/ports';
import { FixName } from '../model/policy';
import { sha256 } from '../model/canonical';
import type { Intervention, Ledger } from '../model/ledger';
import { storeDamaged } from './damaged';
import { deleteRows, readRows, type Row, type SealedTable } from './rows';
import { unless } from './storage-errors';
import type { ReadRow, Write } from './storage';

const PARTITION = 'ledger';
/** Every change of the ledger writes it, so its ETag is the ledger's version. Its key lies between what is over and what is open. */
const HEAD = 'head';
const CLOSED = 'closed ';
const OPEN = 'open ';

const END = '~';

/** How long an intervention that is over is remembered, ms. */
const rememberedMs = 30 * 24 * 3_600_000;
/** How much longer it is kept, ms: the clock of whoever reads may be behind. */
const keptForMs = 24 * 3_600_000;

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
/** A row of the chain: its key, and the digest of what it holds. */
const Link = z.object({ key: z.string(), digest: z.string() });
/** An intervention that is over. `before` is the one that was over before it, so that none of them can be taken away. */
const Closed = z.object({ intervention: Booked, before: Link.exactOptional() });
/** What people said, and which rows there are besides: the digest of those that are `open`, and the `last` of the chain. `revision` counts the changes. */
const Head = z.object({
  revision: z.int(),
  open: z.string(),
  last: Link.exactOptional(),
  stop: Stop.exactOptional(),
  resumedAt: z.string().exactOptional(),
  mutes: z.array(Mute),
});
type Settings = Omit<z.infer<typeof Head>, 'revision' | 'open' | 'last'>;

type LedgerStore = Pick<Store, 'ledger' | 'book' | 'settle' | 'switchChanges' | 'mute' | 'forgetInterventions'>;

/** Interventions as rows hold them, by the keys of their rows. */
type Bodies = ReadonlyMap<string, string>;
const digestOf = (bodies: Bodies): string =>
  sha256(JSON.stringify([...bodies].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))));

const nothingYet = { revision: 0, open: digestOf(new Map()), mutes: [] };

const timeOf = (ms: number): string => new Date(ms).toISOString();
const openKey = ({ incident, planHash }: Intervention): string => `${OPEN}${incident} ${planHash.slice(0, 16)}`;
const closedFrom = (time: string): string => `${CLOSED}${time}`;
const timeIn = (closedKey: string): string => closedKey.slice(CLOSED.length).split(' ')[0] ?? '';

/**
 * The ledger: a row for each intervention that is open, a chain of rows of those that are over, in the order in which they ended,
 * and a head that every change writes against its ETag. The head names what is open and the end of the chain, so that no row can
 * be taken away, and a ledger that is behind what this process has seen is refused. Of the chain only what is asked for is read.
 */
export function ledgerIn({ table, row, bodyOf }: SealedTable, now: () => number): LedgerStore {
  /** The newest revision that this process has seen: they only become more. */
  let seen = 0;
  /** The ledger as this process read it last. */
  let known: Read | undefined;

  const read = async (since?: number): Promise<Read> => {
    const from = since === undefined ? HEAD : closedFrom(timeOf(Math.max(since, now() - rememberedMs)));
    known = await readAnew(from);
    return known;
  };
  const readAnew = async (from: string) => {
    for (let earlier: ReadRow | undefined; ;) {
      const before = seen;
      const rows = await readRows(table, PARTITION, from, END);
      const head = rows.find(({ rowKey }) => rowKey === HEAD);
      const chain = rows.filter(({ rowKey }) => rowKey < HEAD);
      const open = rows.filter(({ rowKey }) => rowKey > HEAD);
      const closed = chain.map((each) => bodyOf(Closed, each));
      const bodies: Bodies = new Map(open.map(({ rowKey, body }) => [rowKey, String(body)]));
      const { revision, open: named, last, ...settings }: z.infer<typeof Head> = head ? bodyOf(Head, head) : nothingYet;
      // What names the first row of the slice, or the head where the slice is empty, may name one before the slice.
      const isChain = [...closed.map((each) => each.before), last].every((link, index) =>
        isLink(link, chain[index - 1], from),
      );
      const isWhole = revision >= before && digestOf(bodies) === named && isChain;
      // A long ledger is read in pages, and between two of them somebody may have changed it.
      if (!isWhole && earlier?.etag === head?.etag) throw storeDamaged('The ledger');
      seen = Math.max(seen, isWhole ? revision : 0);
      if (isWhole)
        return {
          head,
          revision,
          last,
          settings,
          bodies,
          open: open.map((each) => bodyOf(Booked, each)),
          closed: closed.map(({ intervention }) => intervention),
        };
      earlier = head;
    }
  };
  type Read = Awaited<ReturnType<typeof readAnew>>;

  /** Writes what is open now and adds what is over, together with the head; `false` when somebody else wrote that since the ledger was read. */
  const write = async (
    { head, revision, last, bodies }: Read,
    settings: Settings,
    opened: readonly Intervention[] = [],
    ended: readonly Intervention[] = [],
  ): Promise<boolean> => {
    const puts = opened.map((each) => row(PARTITION, openKey(each), each));
    const after = new Map([...bodies, ...puts.map(({ rowKey, body }) => [rowKey, body] as const)]);
    for (const each of ended) after.delete(openKey(each));
    const chain = chained(ended, last, revision + 1);
    const end = chain.at(-1);
    const link = end ? linkTo(end) : last;
    const next = { ...settings, revision: revision + 1, open: digestOf(after), ...(link ? { last: link } : {}) };
    const headRow = row(PARTITION, HEAD, next satisfies z.infer<typeof Head>);
    const writes: Write[] = [
      head ? ['update', headRow, 'Replace', { etag: head.etag }] : ['create', headRow],
      ...puts.map((each): Write => ['upsert', each, 'Replace']),
      ...chain.map((each): Write => ['create', each]),
      ...ended.map((each): Write => ['delete', { partitionKey: PARTITION, rowKey: openKey(each) }]),
    ];
    if ((await unless([409, 412], table.submitTransaction(writes))) === undefined) return false;
    seen = Math.max(seen, revision + 1);
    return true;
  };

  /** Rows that carry the chain on. Their keys only become greater, whatever the clocks of different hosts say. */
  const chained = (
    ended: readonly Intervention[],
    last: z.infer<typeof Link> | undefined,
    revision: number,
  ): readonly Row[] => {
    const chain: Row[] = [];
    for (const [index, intervention] of ended.entries()) {
      const newest = chain.at(-1);
      const before = newest ? linkTo(newest) : last;
      const { at } = intervention.stage;
      const time = before && timeIn(before.key) > at ? timeIn(before.key) : at;
      const place = `${String(revision).padStart(12, '0')} ${String(index).padStart(2, '0')}`;
      chain.push(row(PARTITION, `${closedFrom(time)} ${place}`, { intervention, ...(before ? { before } : {}) }));
    }
    return chain;
  };

  const versionOf = ({ head }: Read): string => head?.etag ?? '';
  const end = (intervention: Intervention, result: 'verified' | 'failed' | 'withdrawn'): Intervention => {
    const at = timeOf(now());
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
    async ledger(since) {
      const before = await read(since);
      const { settings, open, closed } = before;
      const at = timeOf(now());
      return {
        version: versionOf(before),
        at,
        ...settings,
        mutes: settings.mutes.filter(({ until }) => until > at),
        interventions: [...closed, ...open].toSorted((a, b) => (a.stage.at < b.stage.at ? -1 : 1)),
      } satisfies Ledger;
    },

    async book(intervention, version) {
      // What was judged by is most often what was read last: then it need not be read again to be written against.
      const before = known && versionOf(known) === version ? known : await read();
      const { incident, stage } = intervention;
      const own = before.open.filter((each) => each.incident === incident);
      const isSame = (each: Intervention): boolean => openKey(each) === openKey(intervention);
      const same = own.find(isSame);
      if (same?.stage.kind === stage.kind && same.stage.at === stage.at) return 'booked';
      if (versionOf(before) !== version) return 'conflict';
      // Only an older state of the incident, put back by somebody, would begin again what is over.
      const isOver = stage.kind === 'started' ? !same : own.length === 0 && before.closed.some(isSame);
      if (isOver) throw storeDamaged(`Incident ${incident}`);
      const replaced = own.filter((each) => each !== same).map((each) => end(each, 'failed'));
      return (await write(before, before.settings, [intervention], replaced)) ? 'booked' : 'conflict';
    },

    async settle(incident, result) {
      for (;;) {
        const before = await read();
        const ended = before.open.filter((each) => each.incident === incident).map((each) => end(each, result));
        if (ended.length === 0 || (await write(before, before.settings, [], ended))) return;
      }
    },

    switchChanges: ({ kind, by, saidAt }) => {
      const at = timeOf(now());
      return change((before) => {
        const { mutes, stop } = before;
        if (kind === 'off') return { mutes, stop: { by, at } };
        const isOutdated = stop && saidAt !== undefined && Date.parse(saidAt) < Date.parse(stop.at);
        return isOutdated ? before : { mutes, resumedAt: at };
      });
    },

    mute: (mute) =>
      change((before) => ({ ...before, mutes: [...before.mutes.filter(({ scope }) => scope !== mute.scope), mute] })),

    async forgetInterventions(at) {
      // Once an hour is enough.
      if (Math.floor(at / 60_000) % 60 !== 0) return;
      await deleteRows(
        table,
        await readRows(table, PARTITION, CLOSED, closedFrom(timeOf(at - rememberedMs - keptForMs))),
      );
    },
  };
}

const linkTo = ({ rowKey, body }: Row): z.infer<typeof Link> => ({ key: rowKey, digest: sha256(body) });

/** Whether this names that row; where there is none before it in the slice, whether it names one from before the slice. */
function isLink(link: z.infer<typeof Link> | undefined, row: ReadRow | undefined, from: string): boolean {
  if (!row) return link === undefined || link.key < from;
  return link?.key === row.rowKey && link.digest === sha256(String(row['body']));
}
