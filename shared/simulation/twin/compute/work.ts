import type { Completion, Later, Model, Refused } from '../provider';
import type { VirtualMachine, Work } from './machines';
import { busy, preempted, runCommandBusy } from './refusals';

/** Compute: agent work that the agent never picks up ends after 90 minutes. */
export const AGENT_TIMEOUT_MS = 90 * 60_000;

/**
 * Why no work of this kind can begin on the VM now. One operation at a time: only a power operation passes work that hangs
 * for want of an agent, which Azure then ends as preempted.
 */
export function refusalToBegin(vm: VirtualMachine, kind: Work['kind']): Refused | undefined {
  if (!vm.work || (kind === 'power' && vm.work.hangs)) return undefined;
  return kind === 'run-command' && vm.work.kind === 'run-command' ? runCommandBusy() : busy();
}

/**
 * An operation on a VM: the VM is updating until it ends. `finish` is called at the end unless another operation took
 * the VM over. `release` is what must be given back when it does not come to its end.
 */
export function workOn(
  vm: VirtualMachine,
  model: Model,
  work: Work,
  reply: Omit<Later, 'kind' | 'complete' | 'abandon'>,
  finish: () => Completion,
  release: () => void = () => undefined,
): Later {
  vm.work = work;
  const end = () => {
    vm.work = undefined;
    vm.provisionedAt = model.now();
  };
  return {
    ...reply,
    kind: 'later',
    complete: () => {
      if (vm.work !== work) return preempted();
      end();
      return finish();
    },
    abandon: () => {
      if (vm.work !== work) return;
      end();
      release();
    },
  };
}
