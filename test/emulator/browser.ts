import { existsSync } from 'node:fs';
import path from 'node:path';

/** A browser of this machine. */
export const browserPath = (): string | undefined =>
  ['chromium', 'chromium-browser', 'google-chrome'].flatMap((name) =>
    (process.env.PATH ?? '')
      .split(path.delimiter)
      .map((folder) => path.join(folder, name))
      .filter((file) => existsSync(file)),
  )[0];
