import { setStage } from '../../shared/simulation/rehearsal/stage';
import { startHost } from '../../shared/simulation/host';
import { scenarioFrom } from '../../shared/simulation/scenarios/load';
import { realTimes } from '../../shared/simulation/twin/times';

/**
 * Run by the tests as a process of its own on a fast clock: the whole service on the estate of a scenario. `argv` holds the
 * project's folder, the app's and the scenario. Prints where it listens and its storage as a line of JSON; what follows is the
 * app's log. It runs until it is killed.
 */
async function main([root = '', appRoot = '', name = '']: readonly string[]): Promise<void> {
  await setStage({
    root,
    appRoot,
    scenario: await scenarioFrom(name, root),
    times: realTimes,
    sweepSchedule: '0 0 0 1 1 *',
    log: (line) => void process.stdout.write(`${line}\n`),
    startHost: async (options) => {
      const host = await startHost(options);
      const { connectionString } = options;
      process.stdout.write(`${JSON.stringify({ url: host.url, connectionString })}\n`);
      return host;
    },
  });
}

void main(process.argv.slice(2));
