import { z } from 'zod';
import type { Store } from '../incident/ports';
import type { Intervention, Ledger, Mute, Stop } from '../model/ledger';
import { bodyOf, readRows, row } from './rows';
import { unless } from './storage-errors';
import type { ReadRow, Table, Write } from './storage';

const PARTITION = 'ledger';
/** Its key sorts before those of the interventions. Every change of the ledger writes it, so its ETag is the ledger's version. */
const HEAD = 'head';

/** How long an intervention that is over is remembered, ms. */
const rememberedMs = 30 * 24 * 3_600_000;
/** How many that are over may be forgotten in one transaction, which holds 100 rows. */
const forgottenAtOnce = 90;

const Head = z.object({
  stop: z.custom<Stop>().exactOptional(),
  resumedAt: z.string().exactOptional(),
  mutes: z.array(z.custom<Mute>()),
});
type Head = z.infer<typeof Head>;
const Booked = z.custom<Intervention>((value) => typeof value === 'object' && value !== null && 'stage' in value);

type LedgerStore = Pick<Store, 'ledger' | 'book' | 'settle' | 'switchChanges' | 'mute'>;

/** The ledger: one row for each intervention, and a head that every change writes against its ETag. */
export function ledgerIn(table: Table, now: () => number): LedgerStore {
  const read = async () => {
    const rows = await readRows(table, PARTITION, '', '~');
    const head = rows.find(({ rowKey }) => rowKey === HEAD);
    const booked = rows
      .filter((each) => each !== head)
      .map((each) => ({ key: each.rowKey, intervention: bodyOf(Booked, each) }));
    return { head, settings: head ? bodyOf(Head, head) : { mutes: [] }, booked };
  };

  /** Writes rows together with the head; `false` when somebody else wrote it since `head` was read. */
  const write = async (head: ReadRow | undefined, settings: Head, ...writes: readonly Write[]): Promise<boolean> => {
    const next = row(PARTITION, HEAD, settings);
    const first: Write = head ? ['update', next, 'Replace', { etag: head.etag }] : ['create', next];
    return (await unless([409, 412], table.submitTransaction([first, ...writes]))) !== undefined;
  };

  const keyOf = ({ incident, planHash }: Intervention): string => `${incident} ${planHash.slice(0, 16)}`;
  const put = (intervention: Intervention): Write => [
    'upsert',
    row(PARTITION, keyOf(intervention), intervention),
    'Replace',
  ];
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
  const change = async (settle: (before: Head) => Head): Promise<void> => {
    for (;;) {
      const { head, settings } = await read();
      if (await write(head, settle(settings))) return;
    }
  };

  return {
    async ledger() {
      const { head, settings, booked } = await read();
      const at = new Date(now()).toISOString();
      return {
        version: head?.etag ?? '',
        at,
        ...settings,
        mutes: settings.mutes.filter(({ until }) => until > at),
        interventions: booked
          .map(({ intervention }) => intervention)
          .toSorted((a, b) => (a.stage.at < b.stage.at ? -1 : 1)),
      } satisfies Ledger;
    },

    async book(intervention, version) {
      const { head, settings, booked } = await read();
      const same = booked.find(({ key }) => key === keyOf(intervention))?.intervention;
      const { kind, at } = intervention.stage;
      if (same?.stage.kind === kind && same.stage.at === at) return 'booked';
      if ((head?.etag ?? '') !== version) return 'conflict';
      const before = booked
        .map(({ intervention: each }) => each)
        .filter((each) => each !== same && each.incident === intervention.incident && each.stage.kind !== 'ended');
      const forgotten = booked
        .filter(({ intervention: { stage } }) => stage.kind === 'ended' && Date.parse(stage.at) < now() - rememberedMs)
        .slice(0, forgottenAtOnce)
        .map(({ key }): Write => ['delete', { partitionKey: PARTITION, rowKey: key }]);
      const written = await write(
        head,
        settings,
        put(intervention),
        ...before.map((each) => put(end(each, 'failed'))),
        ...forgotten,
      );
      return written ? 'booked' : 'conflict';
    },

    async settle(incident, result) {
      for (;;) {
        const { head, settings, booked } = await read();
        const open = booked
          .map(({ intervention }) => intervention)
          .filter((each) => each.incident === incident && each.stage.kind !== 'ended');
        if (open.length === 0 || (await write(head, settings, ...open.map((each) => put(end(each, result)))))) return;
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
