import { asCalled, recognise, type Known } from '../model/known';
import { defineObservation } from '../model/observation';
import { printed, runs, runsCommands, scriptOf } from './guest-script';
import { neededIn, needsOf, type NeededService } from './windows-script';

/** A service as the operating system has it. */
export interface GuestService {
  readonly name: string;
  /** While it starts, stops or reloads, that is unrecognised. */
  readonly state: Known<'running' | 'stopped'>;
  /** Whether it starts by itself when the VM does. A unit of Linux that is `static` or the like is started by another, which is `manual` too. */
  readonly start: Known<'auto' | 'manual' | 'disabled'>;
  /** What it needs and what does not run; of units of Linux nothing is asked. */
  readonly needs: readonly NeededService[];
}

const shellScript = (names: string): readonly string[] =>
  scriptOf({ services: [`systemctl show --property=Id,LoadState,ActiveState,UnitFileState ${names}`] });

const powerShellScript = (names: string): readonly string[] =>
  scriptOf({
    services: names
      .split(' ')
      .map(
        (name) =>
          `Get-CimInstance Win32_Service -Filter "Name='${name}'" | ForEach-Object { "Id=$($_.Name)", "State=$($_.State)", "StartMode=$($_.StartMode)", "Needs=$(${needsOf(name)})" }`,
      ),
  });

/** Asks a VM about some of its services. `names`: service names as the policy may have them, with a space between two. Those that are not installed are left out. */
export const guestService = defineObservation<
  { vm: string; os: 'Linux' | 'Windows'; names: string },
  { readonly services: readonly GuestService[] }
>({
  kind: 'guestService',
  ...runsCommands,
  request: ({ vm, os, names }) =>
    os === 'Linux'
      ? runs(vm, 'RunShellScript', shellScript(names))
      : runs(vm, 'RunPowerShellScript', powerShellScript(names)),
  answer: printed('services').transform(({ parts }) => ({ services: propertiesIn(parts.services).flatMap(serviceIn) })),
});

type Properties = Readonly<Record<string, string>>;

/** `Key=value`, line by line; each thing begins again with a key that the last one has. */
export function propertiesIn(lines: readonly string[]): readonly Properties[] {
  const blocks: Record<string, string>[] = [];
  for (const [, key = '', value = ''] of lines.flatMap((line) => [/^(\w+)=(.*)$/.exec(line) ?? []])) {
    const last = blocks.at(-1);
    if (last && !(key in last)) last[key] = value;
    else blocks.push({ [key]: value });
  }
  return blocks;
}

/** systemd: `masked` can be started by nobody. */
function serviceIn(properties: Properties): readonly GuestService[] {
  const { Id = '', LoadState, ActiveState, UnitFileState, State, StartMode, Needs = '' } = properties;
  if (StartMode !== undefined)
    return [
      {
        name: Id,
        state: recognise(asCalled('running', 'stopped'), State),
        start: recognise(asCalled('auto', 'manual', 'disabled'), StartMode),
        needs: neededIn(Needs),
      },
    ];
  if (LoadState !== 'loaded') return [];
  return [
    {
      name: Id.replace(/\.service$/, ''),
      state: recognise({ active: 'running', inactive: 'stopped', failed: 'stopped' } as const, ActiveState),
      start: recognise(UNIT_FILE_STATES, UnitFileState),
      needs: [],
    },
  ];
}

const UNIT_FILE_STATES = {
  enabled: 'auto',
  'enabled-runtime': 'auto',
  disabled: 'manual',
  static: 'manual',
  indirect: 'manual',
  generated: 'auto',
  alias: 'auto',
} as const;
