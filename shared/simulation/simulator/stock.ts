import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { scenarioFrom } from '../scenarios/load';
import type { Role } from '../twin/contract';
import { OBSERVER, REMEDIATOR } from '../twin/direct';
import type { Stock } from './play';
import { ingredients } from './setup';

/** Reads what runs are made of. `root` is the project's folder. */
export async function readStock(root: string): Promise<Stock> {
  const scenarios = await Promise.all(ingredients.map((name) => scenarioFrom(name, root)));
  const roleOf = async (name: string, assignedTo: string): Promise<Role> => {
    const role = JSON.parse(await readFile(path.join(root, `infra/roles/${name}.json`), 'utf8')) as Role;
    return { ...role, assignedTo };
  };
  return { scenarios, roles: await Promise.all([roleOf('observer', OBSERVER), roleOf('remediator', REMEDIATOR)]) };
}
