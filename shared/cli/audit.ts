import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { auditExport, auditStored, isSound, type Audited } from '../audit/verify';
import type { Store } from '../incident/ports';
import { ReconnectError } from '../model/errors';
import { loadExport, versionOf, writeExport } from './export-file';
import { appSettings, policyIn, withStore } from './storage';

/** Says one line. */
type Print = (line: string) => void;

/** Everything that the storage account lists. */
const allIncidents = (store: Store) => store.list(Number.MAX_SAFE_INTEGER);

/**
 * `audit verify`: checks export files, one incident of the storage account, or all of them. 0 when everything holds, 1 when
 * something does not, 2 when a file cannot be read.
 */
export async function verifyAudit(
  root: string,
  what: { readonly files: readonly string[]; readonly incident: string | undefined },
  print: Print,
): Promise<number> {
  const audited = what.files.length > 0 ? await fromFiles(what.files) : await fromStorage(root, what.incident);
  if (typeof audited === 'string') {
    print(audited);
    return 2;
  }
  for (const each of audited) tell(each, print);
  const unsound = audited.filter((each) => !isSound(each)).length;
  print(
    unsound === 0
      ? `${audited.length} checked, and all is as it was recorded.`
      : `${unsound} of ${audited.length} cannot be relied on.`,
  );
  return unsound === 0 ? 0 : 1;
}

async function fromFiles(files: readonly string[]): Promise<readonly Audited[] | string> {
  const audited: Audited[] = [];
  for (const file of files) {
    const exported = await loadExport(file);
    if (typeof exported === 'string') return exported;
    audited.push(auditExport(exported));
  }
  return audited;
}

const fromStorage = async (root: string, incident: string | undefined): Promise<readonly Audited[] | string> =>
  withStore(await appSettings(root), (store) => auditAll(store, incident));

async function auditAll(store: Store, incident: string | undefined): Promise<readonly Audited[] | string> {
  const ids = incident === undefined ? (await allIncidents(store)).map(({ id }) => id) : [incident];
  const audited: Audited[] = [];
  for (const id of ids) {
    const stored = await auditOne(store, id);
    if (!stored) return `There is no incident ${id} in the storage account.`;
    audited.push(stored);
  }
  return audited;
}

/** The store checks the chain itself when it reads an incident, and gives none of it when it is broken. */
async function auditOne(store: Store, id: string): Promise<Audited | undefined> {
  try {
    const stored = await store.load(id);
    return stored && auditStored(id, stored.events);
  } catch (error) {
    if (!(error instanceof ReconnectError)) throw error;
    const { message } = error;
    return { incident: id, events: 0, standing: 'open', damage: [{ en: message, ko: message }], findings: [] };
  }
}

function tell(audited: Audited, print: Print): void {
  const { incident, events, standing, damage, findings } = audited;
  print(`${incident}  ${isSound(audited) ? 'ok' : 'NOT OK'}  ${standing}, ${events} events`);
  for (const { en } of damage) print(`  ${en}`);
  for (const { seq, promise, text } of findings) print(`  event ${seq}: ${text.en} (${promise})`);
}

/** `audit export`: writes one incident of the storage account, or all of them, each as `INCIDENT.json`. */
export async function exportAudit(
  root: string,
  what: { readonly incident: string | undefined; readonly out: string },
  print: Print,
): Promise<number> {
  const settings = await appSettings(root);
  const beside = { policy: policyIn(settings), version: await versionOf(root) };
  return withStore(settings, (store) => exportFrom(store, what, beside, print));
}

async function exportFrom(
  store: Store,
  what: { readonly incident: string | undefined; readonly out: string },
  beside: { readonly policy: unknown; readonly version: string },
  print: Print,
): Promise<number> {
  const ids = what.incident === undefined ? (await allIncidents(store)).map(({ id }) => id) : [what.incident];
  await mkdir(what.out, { recursive: true });
  for (const incident of ids) {
    const stored = await store.load(incident);
    if (!stored) {
      print(`There is no incident ${incident} in the storage account.`);
      return 2;
    }
    const file = path.join(what.out, `${incident}.json`);
    const exportedAt = new Date().toISOString();
    await writeExport(file, { incident, events: stored.events, ...beside, exportedAt });
    print(file);
  }
  return 0;
}
