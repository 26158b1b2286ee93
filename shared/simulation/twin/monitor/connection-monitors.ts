import * as z from 'zod';
import { isOfType } from '../../../model/arm-id';
import { triedNow } from '../network/connectivity-check';
import type { Model } from '../provider';

/** A connection monitor as ARM has it, as far as it tests TCP from VMs to VMs (REST: Connection Monitors). */
const Properties = z.looseObject({
  endpoints: z.array(z.looseObject({ name: z.string(), resourceId: z.string().optional() })),
  testConfigurations: z.array(
    z.looseObject({
      name: z.string(),
      protocol: z.string(),
      tcpConfiguration: z.looseObject({ port: z.int() }).optional(),
    }),
  ),
  testGroups: z.array(
    z.looseObject({
      disable: z.boolean().default(false),
      sources: z.array(z.string()),
      destinations: z.array(z.string()),
      testConfigurations: z.array(z.string()),
    }),
  ),
});

export interface Test {
  readonly vm: string;
  readonly port: number;
  readonly passed: boolean;
}

/** What the connection monitors of the estate find at this moment: each of their tests is a try from its source. */
export function testsNow(model: Model): readonly Test[] {
  return model.list('Microsoft.Network/networkWatchers/connectionMonitors').flatMap(({ properties }) => {
    const { endpoints, testConfigurations, testGroups } = Properties.parse(properties);
    const vmOf = (name: string): string | undefined => {
      const id = endpoints.find((each) => each.name === name)?.resourceId ?? '';
      return isOfType(id, 'Microsoft.Compute/virtualMachines') ? id : undefined;
    };
    return testGroups
      .filter(({ disable }) => !disable)
      .flatMap((group) =>
        group.sources.flatMap((source) =>
          group.destinations.flatMap((destination) =>
            group.testConfigurations.flatMap((name): readonly Test[] => {
              const { protocol = '', tcpConfiguration } = testConfigurations.find((each) => each.name === name) ?? {};
              const [from, vm, port] = [vmOf(source), vmOf(destination), tcpConfiguration?.port];
              if (protocol.toLowerCase() !== 'tcp' || !from || !vm || port === undefined)
                throw new Error(`Connection monitors test only TCP from VMs to VMs here: ${source}, ${destination}.`);
              const tried = triedNow(model, from, { protocol: 'Tcp', address: vm, port });
              // A source that cannot try tells nothing.
              return tried ? [{ vm, port, passed: tried.connectionStatus === 'Reachable' }] : [];
            }),
          ),
        ),
      );
  });
}
