import { begunNote, doneNote } from '../changes/run-power-shell';
import type { ChangeOf } from '../model/change';
import { NOTES } from '../observations/guest-rdp';

/** A condition: what the change noted under this name has begun, so that there may be something of it to take back. */
export const hasBegun = (name: string): string =>
  `(Get-Item -Path '${NOTES}' -ErrorAction SilentlyContinue).Property -contains '${begunNote(name)}'`;

/**
 * A change by a script that ends at its first mistake. `checks` come before anything is changed; then it notes that it begins, takes its
 * `steps`, and notes that it is done. Where a step fails, `back` takes back what the others did.
 */
export function inWindows(
  vm: string,
  name: string,
  {
    checks = [],
    steps,
    back = [],
  }: { readonly checks?: readonly string[]; readonly steps: readonly string[]; readonly back?: readonly string[] },
): ChangeOf<'run-power-shell'> {
  const note = (what: string): string => `Set-ItemProperty -Path '${NOTES}' -Name '${what}' -Value 1`;
  return {
    kind: 'run-power-shell',
    vm,
    notes: name,
    script: [
      "$ErrorActionPreference = 'Stop'",
      ...checks,
      `if (-not (Test-Path -Path '${NOTES}')) { New-Item -Path '${NOTES}' | Out-Null }`,
      note(begunNote(name)),
      ...(back.length > 0 ? [`try { ${steps.join('; ')} } catch { ${back.join('; ')}; throw $_ }`] : steps),
      note(doneNote(name)),
      "'reconnect:done'",
    ],
  };
}
