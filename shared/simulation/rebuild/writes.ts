import type { ScenarioInput } from '../scenarios/schema';
import type { IncidentEvent } from '../../incident/events';
import { nameOf } from '../../model/arm-id';
import type { Change } from '../../model/change';
import type { Proposal } from '../../incident/events';

type Write = NonNullable<ScenarioInput['expect']['writes']>[number];

/** The requests that changed Azure, in order. A rule that never came to be cannot be taken away either. */
export function writesIn(events: readonly IncidentEvent[]): Write[] {
  let proposal: Proposal | undefined;
  const made = new Set<string>();
  return events.flatMap((event): readonly Write[] => {
    if (event.kind === 'planned') proposal = event.proposal;
    if (event.kind !== 'change-settled' || (event.result.kind !== 'landed' && event.result.kind !== 'unknown'))
      return [];
    const change = proposal?.plan[event.step.of][event.step.index];
    if (!change) return [];
    if (change.kind === 'put-security-rule') made.add(change.name);
    if (change.kind === 'delete-security-rule' && !made.has(change.name)) return [];
    return [writeOf(change)];
  });
}

function writeOf(change: Change): Write {
  switch (change.kind) {
    case 'put-security-rule':
    case 'delete-security-rule':
      return {
        method: change.kind === 'put-security-rule' ? 'PUT' : 'DELETE',
        url: `/networkSecurityGroups/${nameOf(change.networkSecurityGroup)}/securityRules/${change.name}`,
      };
    case 'put-vm-extension':
      return { method: 'PUT', url: `/virtualMachines/${nameOf(change.vm)}/extensions/${change.name}` };
    case 'run-command':
      return { method: 'POST', url: `/virtualMachines/${nameOf(change.vm)}/runCommand` };
    case 'restart-vm':
      return { method: 'POST', url: `/virtualMachines/${nameOf(change.vm)}/restart` };
    case 'redeploy-vm':
      return { method: 'POST', url: `/virtualMachines/${nameOf(change.vm)}/redeploy` };
  }
}
