import type { Scenario } from '../simulation/scenarios/schema';
import { startTwin } from '../simulation/twin';
import { realTimes } from '../simulation/twin/times';
import { rolesIn } from '../simulation/rehearsal/stage';

/** Runs the simulated Azure alone, until it is stopped, and says how to reach it. */
export async function twin(
  root: string,
  { estate, faults, happenings, name }: Scenario,
  port: number,
  as: 'app' | 'owner',
): Promise<number> {
  // Before anything is written: whoever stops it while it starts leaves nothing behind either.
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => resolve());
  });
  const running = await startTwin({
    estate,
    faults,
    happenings,
    times: realTimes,
    seed: name,
    roles: await rolesIn(root),
    clock: () => Date.now(),
    port,
    as,
  });
  console.log(`The estate of ${name} is at ${running.armEndpoint}

  NODE_EXTRA_CA_CERTS=${running.certificateFile}
  REQUESTS_CA_BUNDLE=${running.certificateFile}
  IDENTITY_ENDPOINT=${running.identityEndpoint}
  IDENTITY_HEADER=${running.identityHeader}
  MSI_ENDPOINT=${running.identityEndpoint}

${as === 'owner' ? AZ(running.armEndpoint, running.certificateFile, running.identityEndpoint) : ''}Ctrl-C stops it.`);
  await stopped;
  await running.close();
  return 0;
}

/** What a shell needs before `az` talks to the twin. */
const AZ = (
  arm: string,
  certificate: string,
  identity: string,
): string => `For az, whose managed identity may do everything here:

  export REQUESTS_CA_BUNDLE=${certificate} MSI_ENDPOINT=${identity}
  export ARM=${arm} AZURE_CONFIG_DIR=$(mktemp -d)
  az cloud register -n twin --endpoint-resource-manager $ARM --endpoint-management $ARM \\
    --endpoint-active-directory $ARM --endpoint-active-directory-graph-resource-id $ARM --endpoint-gallery $ARM \\
    --endpoint-active-directory-resource-id https://management.core.windows.net/
  az cloud set -n twin && az login --identity

`;
