import type { Scenario } from '../../test/scenarios/schema';
import { startTwin } from '../../test/twin';
import { realTimes } from '../../test/twin/times';
import { rolesIn } from './stage';

/** Runs the simulated Azure alone, until it is stopped, and says how to reach it. */
export async function twin(
  root: string,
  { estate, faults, happenings, name }: Scenario,
  port: number,
): Promise<number> {
  const running = await startTwin({
    estate,
    faults,
    happenings,
    times: realTimes,
    seed: name,
    roles: await rolesIn(root),
    clock: () => Date.now(),
    port,
  });
  console.log(`The estate of ${name} is at ${running.armEndpoint}

  NODE_EXTRA_CA_CERTS=${running.certificateFile}
  REQUESTS_CA_BUNDLE=${running.certificateFile}
  IDENTITY_ENDPOINT=${running.identityEndpoint}
  IDENTITY_HEADER=${running.identityHeader}
  MSI_ENDPOINT=${running.identityEndpoint}

Ctrl-C stops it.`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => resolve());
  });
  await running.close();
  return 0;
}
