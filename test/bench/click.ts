import path from 'node:path';
import { setStage } from '../../shared/simulation/rehearsal/stage';
import type { HostOptions, RunningHost } from '../../shared/simulation/host';
import type { Scenario } from '../../shared/simulation/scenarios/schema';
import { noTimes } from '../../shared/simulation/twin/times';
import type { BenchLine } from './network';
import { alertOn, multiplied } from './storm-estate';

/** How long a person may wait for the answer to a click, ms: the Bot Service gives up after 15 s, and Teams sooner. */
const limitMs = 10_000;

export interface ClickOptions {
  readonly root: string;
  readonly scenario: Scenario;
  /** Starts the packaged app in a host of its own process, which trusts the certificates in this file too. */
  readonly startHost: (options: HostOptions, certificateFile: string) => Promise<RunningHost>;
}

/**
 * How long a click takes that finds no app running, ms from the start of its process: loading the app, reading the keys by which Teams
 * signs, and the incident from its tables; and how long the next one takes. The time in which Azure brings an instance up comes on top.
 */
export async function clickCold({ root, scenario, startHost }: ClickOptions): Promise<{ cold: number; warm: number }> {
  const [answer] = scenario.people;
  if (!answer) throw new Error(`${scenario.name} has nobody who answers.`);
  let start = (): Promise<RunningHost> => Promise.reject(new Error('There is no stage yet.'));
  let running: RunningHost | undefined;
  const stage = await setStage({
    root,
    appRoot: path.join(root, 'dist/package'),
    scenario: multiplied(scenario, 2),
    times: noTimes,
    sweepSchedule: '0 0 0 1 1 *',
    log: () => undefined,
    async startHost(options, certificateFile) {
      start = () => startHost(options, certificateFile);
      running = await start();
      return {
        get url() {
          return running?.url ?? '';
        },
        idle: () => running?.idle() ?? true,
        stop: async () => running?.stop(),
      };
    },
  });
  try {
    for (const index of [0, 1])
      await fetch(`${stage.host.url}/api/alerts`, {
        method: 'POST',
        body: JSON.stringify(alertOn(scenario, index, 0)),
      });
    const codes = [(await stage.teams.waitForQuestion(1)).code, (await stage.teams.waitForQuestion(2)).code] as const;
    await stage.host.stop();
    const began = performance.now();
    running = await start();
    await stage.teams.click(answer.who, codes[0], 'reject');
    const answered = performance.now();
    await stage.teams.click(answer.who, codes[1], 'reject');
    return { cold: answered - began, warm: performance.now() - answered };
  } finally {
    await stage.close();
  }
}

/** The figures of clicks against the limit. */
export async function benchClicks(options: ClickOptions): Promise<readonly BenchLine[]> {
  const clicks = [await clickCold(options), await clickCold(options), await clickCold(options)];
  const middle = (of: 'cold' | 'warm'): number => clicks.map((click) => click[of]).toSorted((a, b) => a - b)[1] ?? 0;
  return (['cold', 'warm'] as const).flatMap((kind) => [
    { name: `a click, ${kind}`, value: Math.round(middle(kind)), unit: 'ms' },
    {
      name: `a click, ${kind} / 10 s`,
      value: Math.round((middle(kind) / limitMs) * 1000) / 1000,
      unit: 'ratio',
      aim: kind === 'cold' ? 'under 0.8' : 'under 0.3',
    },
  ]);
}
