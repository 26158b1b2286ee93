// Makes the folder that is deployed: the bundles, and what the Functions host reads. There is nothing in it to build or to install.
import { copyFileSync, cpSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every file is of this time, so that the same sources also make the same archive. */
const made = new Date('2000-01-01T00:00:00Z');

/** Takes the bundles from a folder. The same bundles make the same files, byte for byte. */
export function makePackage(folder, bundles = path.join(root, 'dist/app')) {
  rmSync(folder, { recursive: true, force: true });
  cpSync(bundles, path.join(folder, 'dist/app'), { recursive: true });
  const { name, version, license, type, main } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  writeFileSync(
    path.join(folder, 'package.json'),
    `${JSON.stringify({ name, version, license, private: true, type, main }, null, 2)}\n`,
  );
  copyFileSync(path.join(root, 'host.json'), path.join(folder, 'host.json'));
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    utimesSync(path.join(folder, file), made, made);
}
