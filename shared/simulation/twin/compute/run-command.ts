import { nameOf, sameId } from '../../../model/arm-id';
import type { Resource } from '../../scenarios/schema';
import { refused } from '../arm/errors';
import { runScript, type ScriptResult } from '../guest/shell/run';
import { runPowerShell } from '../guest/power-shell/run';
import type { Model, Reply } from '../provider';
import type { Status } from './instance-view';
import type { VirtualMachine } from './machines';
import { notRunning, timedOut } from './refusals';
import { AGENT_TIMEOUT_MS, refusalToBegin, workOn } from './work';

/** Run Command v1 keeps this much of the end of each output. */
const OUTPUT_BYTES = 4096;

interface Input {
  readonly commandId?: string;
  readonly script?: readonly string[];
}

/** POST …/runCommand (REST: Virtual Machines - Run Command). The script runs when the operation ends. */
export function runCommand(resource: Resource, vm: VirtualMachine, body: unknown, model: Model): Reply {
  const { commandId = '', script = [] } = (body ?? {}) as Input;
  const { machine } = vm;
  if (!sameId(commandId, machine.os === 'Linux' ? 'RunShellScript' : 'RunPowerShellScript')) {
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
    if (!machine.agentReady(model.now())) return timedOut(`RunCommand${machine.os}`);
    const before = machine.version;
    const name = nameOf(resource.id);
    const value =
      machine.os === 'Linux'
        ? linuxStatuses(runScript(machine, script, model.now(), name))
        : windowsStatuses(runPowerShell(machine, script, name));
    return { status: 200, body: { value }, effect: machine.version === before ? 'read' : 'write' };
  });
}

// The script's exit status is not part of the answer: Run Command has succeeded when the script has run.

/** Linux: one status with both outputs. */
function linuxStatuses({ stdout, stderr }: ScriptResult): readonly Status[] {
  const message = `Enable succeeded: \n[stdout]\n${lastBytes(stdout)}\n[stderr]\n${lastBytes(stderr)}`;
  return [{ code: 'ProvisioningState/succeeded', level: 'Info', displayStatus: 'Provisioning succeeded', message }];
}

/** Windows: one status for each output. */
const windowsStatuses = ({ stdout, stderr }: ScriptResult): readonly Status[] =>
  Object.entries({ StdOut: stdout, StdErr: stderr }).map(([output, text]) => ({
    code: `ComponentStatus/${output}/succeeded`,
    level: 'Info',
    displayStatus: 'Provisioning succeeded',
    message: lastBytes(text),
  }));

const lastBytes = (text: string): string => Buffer.from(text).subarray(-OUTPUT_BYTES).toString('utf8');
