import * as z from 'zod';
import { az, within } from '../model/az';
import { asCalled, recognise, type Known } from '../model/known';
import { defineObservation } from '../model/observation';
import { text, type Text } from '../model/text';
import { read } from './arm';
import { armObject, listOf, maybe, region, tags } from './parse';

/** A VM with what Azure sees of its guest. */
export interface VirtualMachine {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly size: string;
  readonly os: 'Linux' | 'Windows';
  /** Ids of its network interfaces, the primary one first. */
  readonly nics: readonly string[];
  readonly power: Known<'running' | 'stopped' | 'deallocated' | 'starting' | 'stopping' | 'deallocating'>;
  /** Azure may deallocate a `spot` VM at any time. */
  readonly priority: 'regular' | 'spot';
  /** `succeeded`, `updating`, `failed`, … */
  readonly provisioning: string;
  /** When the last operation on the VM came to that state; ISO 8601. */
  readonly provisionedAt?: string | undefined;
  /**
   * Without a ready agent every extension and Run Command hangs until it times out. `silent`: it has reported before and
   * does not now; `never-reported`: not since the VM was made or started, as in the first minutes or where there is none;
   * `not-provisioned`: none is wanted on this VM.
   */
  readonly agent: Known<'ready' | 'silent' | 'never-reported' | 'not-provisioned'>;
  /** When Azure wrote that status of the agent; ISO 8601. */
  readonly agentAt?: string | undefined;
  readonly extensions: readonly VmExtensionSummary[];
  /** An ephemeral OS disk is lost with the node that it is on. */
  readonly osDisk: 'managed' | 'ephemeral';
  readonly bootDiagnostics: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

export interface VmExtensionSummary {
  readonly name: string;
  readonly publisher?: string | undefined;
  /** Without the publisher: `VMAccessForLinux`. */
  readonly type: string;
  readonly version: string;
}

const Status = z.object({
  code: z.string(),
  displayStatus: maybe(z.string()),
  message: maybe(z.string()),
  time: maybe(z.string()),
});
type Status = z.infer<typeof Status>;

const Nic = armObject({ id: z.string(), primary: maybe(z.boolean()) });

const InstanceView = z.object({
  statuses: listOf(Status),
  vmAgent: maybe(z.object({ vmAgentVersion: maybe(z.string()), statuses: listOf(Status) })),
  extensions: listOf(z.object({ name: z.string(), type: maybe(z.string()), typeHandlerVersion: maybe(z.string()) })),
});
type InstanceView = z.infer<typeof InstanceView>;

const POWER = asCalled('running', 'stopped', 'deallocated', 'starting', 'stopping', 'deallocating');

/** `linuxConfiguration` or `windowsConfiguration`. */
const OsConfiguration = maybe(z.object({ provisionVMAgent: maybe(z.boolean()) }));
const OsProfile = z.object({ linuxConfiguration: OsConfiguration, windowsConfiguration: OsConfiguration });
type OsProfile = z.infer<typeof OsProfile>;

/** The VM with its instance view. Azure: GET Microsoft.Compute/virtualMachines?$expand=instanceView. */
export const virtualMachine = defineObservation<{ id: string }, VirtualMachine>({
  kind: 'virtualMachine',
  permissions: ['Microsoft.Compute/virtualMachines/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ id }) => read('Microsoft.Compute/virtualMachines', id, { $expand: 'instanceView' }),
  answer: armObject({
    id: z.string(),
    name: z.string(),
    location: region,
    hardwareProfile: z.object({ vmSize: z.string() }),
    storageProfile: z.object({
      osDisk: z.object({
        osType: z.enum(['Linux', 'Windows']),
        diffDiskSettings: maybe(z.object({ option: maybe(z.string()) })),
      }),
    }),
    networkProfile: z.object({ networkInterfaces: listOf(Nic) }),
    diagnosticsProfile: maybe(z.object({ bootDiagnostics: maybe(z.object({ enabled: maybe(z.boolean()) })) })),
    osProfile: maybe(OsProfile),
    priority: maybe(z.string()),
    provisioningState: maybe(z.string()),
    instanceView: maybe(InstanceView),
    tags,
  }).transform((vm): VirtualMachine => {
    const { osDisk } = vm.storageProfile;
    const statuses = vm.instanceView?.statuses ?? [];
    const provisioning = statusOf(statuses, 'ProvisioningState/');
    const power = statusOf(statuses, 'PowerState/')?.value;
    return {
      id: vm.id,
      name: vm.name,
      location: vm.location,
      size: vm.hardwareProfile.vmSize,
      os: osDisk.osType,
      nics: primaryFirst(vm.networkProfile.networkInterfaces),
      power: recognise(POWER, power),
      priority: vm.priority?.toLowerCase() === 'spot' ? 'spot' : 'regular',
      provisioning: provisioning?.value ?? vm.provisioningState?.toLowerCase() ?? 'unknown',
      provisionedAt: provisioning?.time,
      agent: isWithoutAgent(vm.osProfile) ? { known: 'not-provisioned' } : agentOf(vm.instanceView),
      agentAt: vm.instanceView?.vmAgent?.statuses[0]?.time,
      extensions: extensionsOf(vm.instanceView),
      osDisk: osDisk.diffDiskSettings?.option === 'Local' ? 'ephemeral' : 'managed',
      bootDiagnostics: vm.diagnosticsProfile?.bootDiagnostics?.enabled ?? false,
      tags: vm.tags,
    };
  }),
});

/** What the Network Watcher agent is called where nobody calls it otherwise. Azure: "Connectivity check", before you begin. */
export const WATCHER_AGENT = 'AzureNetworkWatcherExtension';

/** The extension by which Network Watcher tries connections from a VM, whatever its name. */
export const watcherAgentOf = ({ extensions }: Pick<VirtualMachine, 'extensions'>): VmExtensionSummary | undefined =>
  extensions.find(({ type }) => /networkwatcheragent/i.test(type));

/** The command that installs it. */
export const installWatcherAgent = ({ id, os }: Pick<VirtualMachine, 'id' | 'os'>): string =>
  az('vm extension set', {
    ...within('vm-name', id),
    publisher: 'Microsoft.Azure.NetworkWatcher',
    name: `NetworkWatcherAgent${os}`,
  });

/** The power state of a VM, for people. */
export const powerOf = (name: string): Text => text(`The power state of ${name}`, `${name}의 전원 상태`);

/** Statuses come in any order, some with an error code behind: `ProvisioningState/failed/OSProvisioningTimedOut`. */
function statusOf(
  statuses: readonly Status[],
  prefix: string,
): { value: string; time: string | undefined } | undefined {
  const status = statuses.find(({ code }) => code.startsWith(prefix));
  const value = status?.code.slice(prefix.length).split('/')[0]?.toLowerCase();
  return status && value ? { value, time: status.time } : undefined;
}

const isWithoutAgent = (profile: OsProfile | undefined): boolean =>
  [profile?.linuxConfiguration, profile?.windowsConfiguration].some((one) => one?.provisionVMAgent === false);

function agentOf(view: InstanceView | undefined): VirtualMachine['agent'] {
  const agent = view?.vmAgent;
  const status = agent?.statuses[0];
  const neverReported =
    agent?.vmAgentVersion?.toLowerCase() === 'unknown' || /not yet populated/i.test(status?.message ?? '');
  return recognise(
    { ready: 'ready', notready: neverReported ? 'never-reported' : 'silent' } as const,
    status?.displayStatus,
  );
}

/** Here a type carries its publisher: `Microsoft.OSTCExtensions.VMAccessForLinux`. */
function extensionsOf(view: InstanceView | undefined): readonly VmExtensionSummary[] {
  return (view?.extensions ?? []).map(({ name, type = '', typeHandlerVersion = '' }) => {
    const dot = type.lastIndexOf('.');
    return {
      name,
      publisher: dot < 0 ? undefined : type.slice(0, dot),
      type: type.slice(dot + 1),
      version: typeHandlerVersion,
    };
  });
}

const primaryFirst = (nics: readonly z.infer<typeof Nic>[]): readonly string[] =>
  nics.toSorted((a, b) => Number(b.primary === true) - Number(a.primary === true)).map(({ id }) => id);
