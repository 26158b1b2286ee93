import { ReconnectError } from '../../model/errors';
import type { Blobs, Table } from '../../store/storage';
import { StorageError } from '../storage/errors';
import type { Injection } from './fault-injection';
import type { Scheduler } from './scheduler';

/** One host's process: what it calls outside passes through its gates, where it can stop, fail or die. */
export interface Process {
  readonly name: string;
  alive: boolean;
  /** What is under way in it; told when the process dies. */
  readonly dying: Set<() => void>;
}

export interface Surroundings {
  readonly scheduler: Scheduler;
  readonly pick: (count: number) => number;
  /** How many pieces of work are under way in all hosts. */
  readonly busy: () => number;
  readonly injections: readonly Injection[];
  readonly trace: (line: () => string) => void;
  /** Brings the host back. */
  readonly revive: (process: Process, afterMs: number) => void;
}

/** Asked anew each time: a process may die while somebody waits in it. */
const isDead = ({ alive }: Process): boolean => !alive;
/** A new one each time: one for all would hold on to everything that ever waited for it. */
const never = (): Promise<never> => new Promise(() => undefined);

/** How a call fails that does not reach the other side, or whose answer gets lost. */
type Losing = <T>(call: () => Promise<T>, landed: boolean) => Promise<T>;

/** The SDK's clients of Azure Storage try again by themselves where the answer got lost. */
export const losingStorage: Losing = async (call, landed) => {
  if (!landed) throw new StorageError(503, 'ServerBusy');
  await call();
  return call();
};

export const losingTeams: Losing = async (call, landed) => {
  if (landed) await call();
  throw new ReconnectError('TEAMS_UNREACHABLE', 'No answer.', 'Wait.');
};

/** What fails on the way to Azure fails in the twin. */
export const losingNothing: Losing = (call) => call();

/** Makes gates. All of a run's gates count their calls together, which is how injections name them. */
export function gates(surroundings: Surroundings) {
  const { scheduler, pick, busy, trace } = surroundings;
  const byCall = new Map(
    surroundings.injections.flatMap((each) => ('call' in each ? [[each.call, each] as const] : [])),
  );
  let calls = 0;

  const die = (process: Process, downMs: number): Promise<never> => {
    process.alive = false;
    for (const tell of process.dying) tell();
    process.dying.clear();
    surroundings.revive(process, downMs);
    return never();
  };

  /** `atomic`: nobody else gets a turn between what came before the call and the call. */
  async function pass<T>(
    process: Process,
    name: string,
    call: () => Promise<T>,
    losing: Losing,
    atomic = false,
  ): Promise<T> {
    const number = calls++;
    const injection = byCall.get(number);
    scheduler.pass(1 + pick(120));
    trace(() => `${process.name} ${number} ${name}${injection ? ` !! ${JSON.stringify(injection)}` : ''}`);
    if (!atomic && injection?.kind === 'clock-jump') scheduler.pass(injection.ms);
    if (!atomic && injection?.kind === 'stall') await scheduler.turn(injection.ms);
    else if (!atomic && busy() > 1) await scheduler.turn(0);
    if (isDead(process)) return never();
    if (injection?.kind === 'crash' && injection.when === 'before') return die(process, injection.downMs);
    const answer = await (injection?.kind === 'lost-call' ? losing(call, injection.landed) : call());
    if (injection?.kind === 'crash') return die(process, injection.downMs);
    if (busy() > 1) await scheduler.turn(0);
    return isDead(process) ? never() : answer;
  }

  /** A port whose every method is gated. */
  const port = <T extends object>(process: Process, name: string, target: T, losing: Losing, atomic?: string): T =>
    new Proxy(target, {
      get: (_, method) => {
        const call = Reflect.get(target, method) as (...args: readonly unknown[]) => Promise<unknown>;
        return (...args: readonly unknown[]) =>
          pass(process, `${name}.${String(method)}`, () => call(...args), losing, method === atomic);
      },
    });

  /** A table whose writes are gated. Reading changes nothing, so dying before it is dying after what came before it. */
  const table = (process: Process, name: string, target: Table): Table => {
    const gated = port(process, name, target, losingStorage);
    return {
      getEntity: (...args) => target.getEntity(...args),
      listEntities: (...args) => target.listEntities(...args),
      createEntity: (...args) => gated.createEntity(...args),
      updateEntity: (...args) => gated.updateEntity(...args),
      upsertEntity: (...args) => gated.upsertEntity(...args),
      deleteEntity: (...args) => gated.deleteEntity(...args),
      submitTransaction: (...args) => gated.submitTransaction(...args),
    };
  };

  const blobs = (process: Process, target: Blobs): Blobs => ({
    getBlockBlobClient: (name) => {
      const blob = target.getBlockBlobClient(name);
      return {
        downloadToBuffer: () => blob.downloadToBuffer(),
        upload: (...args) => pass(process, 'blob.upload', () => blob.upload(...args), losingStorage),
      };
    },
  });

  return { pass, port, table, blobs, calls: () => calls, injectionAt: (call: number) => byCall.get(call) };
}
