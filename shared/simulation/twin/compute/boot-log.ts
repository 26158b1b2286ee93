import { nameOf, sameId } from '../../../model/arm-id';
import type { Model } from '../provider';

/** Where boot diagnostics keeps what a VM's console said, and the signature without which nobody may read it. */
export const BOOT_FOLDER = '/bootdiagnostics/';
export const SIGNATURE = 'dHdpbg%3D%3D';

/** The serial console's log of a VM by its path; `undefined` when nothing is there. */
export function bootLog(path: string, query: URLSearchParams, model: Model): string | undefined {
  const name = new RegExp(`^${BOOT_FOLDER}(.+)\\.serialconsole\\.log$`).exec(path)?.[1];
  if (name === undefined || query.get('sig') !== decodeURIComponent(SIGNATURE)) return undefined;
  const vm = model.list('Microsoft.Compute/virtualMachines').find(({ id }) => sameId(nameOf(id), name));
  const guest = vm && model.guest(vm.id);
  if (!guest) return undefined;
  if (!guest.powered()) return '';
  const started = guest.console === '' || guest.running(model.now());
  const lines = started
    ? [`[    0.000000] Linux version 5.15.0-1089-azure`, `[    1.204513] systemd[1]: Set hostname to <${name}>.`]
    : [];
  const login = guest.running(model.now()) ? ['', `${name} login: `] : [];
  return [guest.console.replace(/\n$/, ''), ...lines, ...login].filter((line, at) => at > 0 || line !== '').join('\n');
}
