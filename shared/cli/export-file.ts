import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { exportIncident, readExport, type Exporting, type IncidentExport } from '../audit/export';
import { Policy } from '../model/policy';

/** The version of this project, as exports name it. */
export async function versionOf(root: string): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** Writes an export. */
export async function writeExport(file: string, exporting: Exporting): Promise<void> {
  await writeFile(file, `${JSON.stringify(exportIncident(exporting), null, 2)}\n`);
}

/** An export from a file, or what is wrong with the file. */
export async function loadExport(file: string): Promise<IncidentExport | string> {
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch {
    return `${file} cannot be read.`;
  }
  const read = readExport(content);
  return read.kind === 'ok' ? read.exported : `${file}: ${read.mistake}`;
}

/** The policy of an export, or the one in `file` where one is given, or what is wrong with it. */
export async function policyOf({ policy }: IncidentExport, file: string | undefined): Promise<Policy | string> {
  if (file === undefined && policy === undefined)
    return 'The export holds no policy, because none was in the settings. Give the one that was in force with --policy FILE.';
  let given: unknown = policy;
  try {
    if (file !== undefined) given = JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return `${file ?? ''} is not a file with JSON in it.`;
  }
  const read = Policy.safeParse(given);
  if (read.success) return read.data;
  return `The policy cannot be read: ${read.error.issues.map((each) => `${each.path.join('.')}: ${each.message}`).join('; ')}`;
}
