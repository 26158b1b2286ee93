import { writeFile } from 'node:fs/promises';
import { checkPage } from '../cards/check-page';
import { check, type CheckEyes } from '../incident/check';
import type { State } from '../incident/phase';
import { nameOf } from '../model/arm-id';
import type { AzureReader } from '../model/azure';
import { ReconnectError } from '../model/errors';
import type { Target } from '../model/target';
import type { Language } from '../model/text';
import { checkText } from '../cards/check-text';
import type { Checked } from '../cards/checked';
import { marks, questionTold, timelineOf } from '../report/timeline';
import type { Style } from '../cards/transcript';
import { targetsOf, type Wanted } from './check-targets';
import { readExport, targetsIn } from './exported';

export const checkUsage = `  reconnect check [NAME-or-ID…] [--from ADDRESS-or-VM] [--port N] [--subscription ID] [--guest] [--json] [--out FILE.html]
                  [--language en|ko]
                                                                  what is wrong with gateways or VMs and what would mend it, by your own
                                                                  rights (az login); changes nothing. Without a name: every gateway
                                                                  that you can see. A VM is checked on --port (22; Windows: 3389) for who
                                                                  is --from.
    --guest       lets a check run commands in a VM that only look, by Run Command
  reconnect check NAME-or-ID… --to URL-or-ADDRESS:PORT            the same of VMs that must reach something
  reconnect check [NAME-or-ID…] --from-export FILE-or-FOLDER [--json] [--out FILE.html] [--language en|ko]
                                                                  the same of gateways, without Azure and signing in: on the JSON that az
                                                                  commands printed (shared/docs/check.md names them)
`;

/** What the command takes besides what others take too. */
export const checkOptions = {
  from: { type: 'string' },
  to: { type: 'string' },
  subscription: { type: 'string' },
  guest: { type: 'boolean' },
  'from-export': { type: 'string' },
} as const;

export interface Check extends Wanted {
  /** Whether commands may be run inside a VM that only look. */
  readonly guest: boolean;
  /** The file or folder with what `az` printed, to be looked at in place of Azure. */
  readonly fromExport: string | undefined;
  readonly json: boolean;
  /** The HTML page to write, if one. */
  readonly out: string | undefined;
  readonly language: Language;
}

export interface Surroundings {
  readonly connect: () => Promise<AzureReader>;
  /** ms since the epoch. */
  readonly now: () => number;
  /** Waits until then, ms since the epoch. */
  readonly waitUntil: (time: number) => Promise<void>;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  /** Tells somebody who watches what is being done. */
  readonly progress: (line: string) => void;
  readonly style: Style;
}

/** How many targets are looked at side by side: Azure counts requests by subscription, and others ask too. */
const atOnce = 4;
/** For how long somebody at a terminal waits for an Azure that is out of reach, ms. */
const patienceMs = 60_000;

/**
 * Checks what a person names. Answers the exit status: 0 nothing is wrong, 1 something is, 2 nothing could be checked, 3 it is
 * not certain whether something is.
 */
export async function runCheck(wanted: Check, surroundings: Surroundings): Promise<number> {
  const { print, complain, style } = surroundings;
  try {
    const exported = wanted.fromExport === undefined ? undefined : await readExport(wanted.fromExport);
    const azure = exported?.azure ?? (await surroundings.connect());
    const eyesFor = (name: string) => eyesOf(name, wanted, azure, surroundings);
    const targets = exported ? targetsIn(exported, wanted.named) : await targetsOf(wanted, eyesFor(wanted.from ?? ''));
    const all: Checked[] = [];
    for await (const came of inOrder(targets, (target) => check(target, eyesFor(nameOf(target.id))))) {
      const checked = exported ? { ...came, exportedAt: exported.at } : came;
      all.push(checked);
      print(wanted.json ? JSON.stringify(checked) : checkText(checked, wanted.language, style));
    }
    if (wanted.out !== undefined) await write(wanted.out, all, wanted.language, surroundings.now());
    const are = (condition: Checked['condition']) => all.some((checked) => checked.condition === condition);
    return are('broken') ? 1 : are('unclear') ? 3 : 0;
  } catch (error) {
    if (!(error instanceof ReconnectError)) throw error;
    complain(`${error.code}: ${error.message} ${error.next}`);
    return 2;
  }
}

async function write(file: string, checks: readonly Checked[], language: Language, now: number): Promise<void> {
  try {
    await writeFile(file, checkPage(checks, language, new Date(now).toISOString()));
  } catch {
    throw new ReconnectError('NOT_WRITTEN', `${file} cannot be written.`, 'Name a file in a folder that is there.');
  }
}

/** What a look at one resource sees, and whom it tells. */
function eyesOf(
  name: string,
  { guest, language }: Check,
  azure: AzureReader,
  { now, waitUntil, progress }: Surroundings,
): CheckEyes {
  const say = (line: string): void => progress(`${name}  ${line}`);
  const seen = new Set<string>();
  return {
    now,
    patienceMs,
    azure: guest ? azure : outsideOf(azure),
    tell: (events) => {
      for (const event of events)
        for (const { mark, text } of timelineOf(event, language)) say(`${marks[mark]} ${text}`);
    },
    waitUntil: async (time, state) => {
      for (const question of waitedFor(state).filter((each) => !seen.has(each))) {
        seen.add(question);
        say(`  … ${question}`);
      }
      await waitUntil(time);
    },
  };
}

const waitedFor = ({ pending }: State): readonly string[] => pending.map(({ request }) => questionTold(request));

/** The same Azure for somebody who wants nothing run inside a VM. */
const outsideOf = (azure: AzureReader): AzureReader => ({
  ...azure,
  ask: (request) =>
    request.as === 'remediator'
      ? Promise.resolve({
          kind: 'refused',
          refusal: { kind: 'invalid', code: 'GUEST_NOT_ASKED', message: 'with --guest, a check looks inside the VM' },
        })
      : azure.ask(request),
});

/** Does this for each, some side by side, and gives what they come to in their order. */
async function* inOrder<R>(targets: readonly Target[], work: (target: Target) => Promise<R>): AsyncGenerator<R> {
  const begin = (target: Target): Promise<R> => {
    const begun = work(target);
    // Whoever comes to it hears of its failure.
    begun.catch(() => undefined);
    return begun;
  };
  const begun = targets.slice(0, atOnce).map(begin);
  for (const first of begun) {
    yield await first;
    const next = targets[begun.length];
    if (next) begun.push(begin(next));
  }
}
