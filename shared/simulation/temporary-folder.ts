import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for this process alone. */
export interface TemporaryFolder {
  readonly path: string;
  readonly remove: () => void;
}

const folders = new Set<string>();

const remove = (folder: string): void => {
  folders.delete(folder);
  rmSync(folder, { recursive: true, force: true });
};
const removeAll = (): void => folders.forEach(remove);

/** Makes a folder that goes at the latest with this process, however it ends, but for `kill -9`. */
export function temporaryFolder(name: string): TemporaryFolder {
  if (!watching) watchForTheEnd();
  const path = mkdtempSync(join(tmpdir(), `reconnect-${name}-`));
  folders.add(path);
  return { path, remove: () => remove(path) };
}

let watching = false;
function watchForTheEnd(): void {
  watching = true;
  process.once('exit', removeAll);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    const leave = (): void => {
      // Somebody else ends the process in good order.
      if (process.listenerCount(signal) > 1) return;
      removeAll();
      process.off(signal, leave);
      process.kill(process.pid, signal);
    };
    // First, while those who listen once still count.
    process.prependListener(signal, leave);
  }
}
