import type { Answer } from '../model/azure';
import type { Change } from '../model/change';
import type { Clients } from './clients';
import { begin, type Poller } from './operations';
import { placeOf } from './place';

/** Sends one change, once. `requestId` becomes `x-ms-client-request-id`, by which Azure's activity log finds it again. */
export function submit(clients: Clients, change: Change, requestId: string): Promise<Answer> {
  const options = { requestOptions: { headers: { 'x-ms-client-request-id': requestId } } };
  return begin(change.kind, () => send(clients, change, options));
}

interface Options {
  readonly requestOptions: { readonly headers: Record<string, string> };
}

function send({ network, compute }: Clients, change: Change, options: Options): Poller {
  switch (change.kind) {
    case 'put-security-rule': {
      const { subscription, group, name } = placeOf(change.networkSecurityGroup);
      return network(subscription).securityRules.createOrUpdate(group, name, change.name, change.rule, options);
    }
    case 'delete-security-rule': {
      const { subscription, group, name } = placeOf(change.networkSecurityGroup);
      return network(subscription).securityRules.delete(group, name, change.name, options);
    }
    case 'put-vm-extension': {
      const { subscription, group, name } = placeOf(change.vm);
      const { type, ...extension } = change.extension;
      const parameters = { ...extension, typePropertiesType: type };
      const { virtualMachineExtensions } = compute(subscription);
      return virtualMachineExtensions.createOrUpdate(group, name, change.name, parameters, options);
    }
    case 'run-command': {
      const { subscription, group, name } = placeOf(change.vm);
      const input = { commandId: 'RunShellScript', script: [...change.script] };
      return compute(subscription).virtualMachines.runCommand(group, name, input, options);
    }
    case 'restart-vm': {
      const { subscription, group, name } = placeOf(change.vm);
      return compute(subscription).virtualMachines.restart(group, name, options);
    }
    case 'redeploy-vm': {
      const { subscription, group, name } = placeOf(change.vm);
      return compute(subscription).virtualMachines.redeploy(group, name, options);
    }
  }
}
