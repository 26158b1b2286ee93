import { nameOf } from '../../../model/arm-id';
import type { Resource } from '../../scenarios/schema';
import { refused } from '../arm/errors';
import { runScript, type ScriptResult } from '../guest/shell/run';
import type { Completion, Model, Reply } from '../provider';
import { osTypeOf, type VirtualMachine } from './machines';
import { notRunning, timedOut } from './refusals';
import { AGENT_TIMEOUT_MS, refusalToBegin, workOn } from './work';

/** Run Command v1 keeps this much of the end of each output. */
const OUTPUT_BYTES = 4096;

interface Input {
  readonly commandId?: string;
  readonly script?: readonly string[];
}

/** POST …/runCommand with RunShellScript (REST: Virtual Machines - Run Command). The script runs when the operation ends. */
export function runCommand(resource: Resource, vm: VirtualMachine, body: unknown, model: Model): Reply {
  const { commandId = '', script = [] } = (body ?? {}) as Input;
  const { machine } = vm;
  if (commandId.toLowerCase() !== 'runshellscript' || osTypeOf(resource) !== 'Linux') {
    return refused(
      400,
      'InvalidParameter',
      `The entity was not found: run command document '${commandId}' for this VM's operating system.`,
    );
  }
  if (machine.power !== 'running') return notRunning();
  const refusal = refusalToBegin(vm, 'run-command');
  if (refusal) return refusal;

  const hangs = !machine.agentReady(model.now());
  const ms = hangs ? AGENT_TIMEOUT_MS : model.times.runCommand;
  return workOn(vm, model, { kind: 'run-command', hangs }, { ms, final: 'both', effect: 'read' }, () => {
    if (!machine.agentReady(model.now())) return timedOut('RunCommandLinux');
    const before = machine.version;
    const result = runScript(machine, script, model.now(), nameOf(resource.id));
    return answer(result, machine.version === before ? 'read' : 'write');
  });
}

/** The script's exit status is not part of the answer: Run Command has succeeded when the script has run. */
function answer({ stdout, stderr }: ScriptResult, effect: 'read' | 'write'): Completion {
  const message = `Enable succeeded: \n[stdout]\n${lastBytes(stdout)}\n[stderr]\n${lastBytes(stderr)}`;
  const status = {
    code: 'ProvisioningState/succeeded',
    level: 'Info',
    displayStatus: 'Provisioning succeeded',
    message,
  };
  return { status: 200, body: { value: [status] }, effect };
}

const lastBytes = (text: string): string => Buffer.from(text).subarray(-OUTPUT_BYTES).toString('utf8');
