import type { Served } from '../../scenarios/schema';
import type { Estate } from '../walk/arm';
import { vmOfNic, type Place } from '../walk/topology';

/** What is served where a connection ended. `undefined`: the estate says nothing of it. */
export function servedAt(estate: Estate, place: Place, port: number): Served | undefined {
  const vm = place.kind === 'nic' ? vmOfNic(estate, place.nic) : undefined;
  return vm ? estate.guest(vm.id).serves(port) : estate.outside.at(place.address)?.[port];
}

export type Answer = Pick<Served['pages'][number], 'status' | 'body' | 'seconds'>;

export function pageFor({ pages }: Served, host: string, path: string): Answer {
  const found = pages.find(
    (page) =>
      (page.host === undefined || sameName(page.host, host)) && (page.path === undefined || isUnder(page.path, path)),
  );
  return found ?? { status: 404, body: '', seconds: 0 };
}

/** The query is no part of the path. */
function isUnder(pattern: string, asked: string): boolean {
  const [path = ''] = asked.split('?');
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}

export const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
