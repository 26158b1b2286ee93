import { isIP } from 'node:net';
import { sameId } from '../../model/arm-id';
import { isSurely } from '../../model/known';
import type { ProbeTrial } from '../../model/probe-field';
import type { BackendSettings } from '../../observations/gateway-backends';
import type { Asking } from './proposed-probe';

// What a probe that every server answers with another status might ask for instead. Only what the gateway itself names is tried. Where
// a single server passes, the probe asks for something that there is, and it is the others that are wrong.

/** More are not tried. */
const MOST = 3;

/** The ways to mend a probe that every server of it answers with `status`, in the order of the source document. */
export function waysToAnswer(asking: Asking, status: number): readonly (readonly ProbeTrial[])[] {
  if (status === 401) return [accepting(asking, status), paths(asking)];
  if (status === 403 || status === 404) return [hosts(asking), paths(asking)];
  // A server says so to a name that is not one of its own; a redirection leads visitors on, and may lead to that name.
  if (status === 400 || status === 421) return [hosts(asking)];
  return status >= 300 && status < 400 ? [hosts(asking), accepting(asking, status)] : [];
}

/** Whether every server that the probe asks fails so. */
export const allFail = ({ servers }: Asking, fails: (log: string) => boolean): boolean =>
  servers.every(
    ({ health, log, class: kind }) => isSurely(health, 'unhealthy') && kind === 'http-status' && fails(log),
  );

const accepting = ({ once: { statusCodes } }: Asking, status: number): readonly ProbeTrial[] => [
  { field: 'statusCodes', to: [...statusCodes, String(status)] },
];

/** The host names that visitors are served by, unless the probe asks for one of them already, or every name is served. */
function hosts(asking: Asking): readonly ProbeTrial[] {
  const { host, picksHostName } = asking.once;
  if (host === undefined || picksHostName) return [];
  const served = asking.users.map((settings) => hostNamesOf(asking, settings));
  if (served.some((names) => !names || names.some((name) => covers(name, host)))) return [];
  const names = new Set(served.flatMap((of) => of ?? []).filter((name) => !/[*?]/.test(name)));
  return [...names].slice(0, MOST).map((to) => ({ field: 'host', to }));
}

/** What servers are asked for under a setting. `undefined`: whatever visitors ask for. */
function hostNamesOf({ gateway, servers }: Asking, settings: BackendSettings): readonly string[] | undefined {
  if (settings.hostName !== undefined) return [settings.hostName];
  if (settings.picksHostName)
    return servers
      .filter((each) => sameId(each.settings, settings.id))
      .flatMap(({ address }) => (isIP(address) ? [] : address));
  const routes = gateway.routes.filter((each) => sameId(each.settings, settings.id));
  return routes.some(({ hostNames }) => hostNames.length === 0)
    ? undefined
    : routes.flatMap(({ hostNames }) => hostNames);
}

/** Azure: listeners serve wildcard host names with `*` and `?`. */
const covers = (pattern: string, name: string): boolean => {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i').test(name);
};

/** Where visitors' requests begin. */
function paths({ gateway, users, once }: Asking): readonly ProbeTrial[] {
  const begin = users.flatMap(({ id, path }) =>
    path === undefined
      ? gateway.routes.filter((each) => sameId(each.settings, id)).flatMap((route) => route.paths)
      : [path],
  );
  const found = new Set(begin.map((path) => `/${path.replace(/\*.*$/, '').replace(/^\//, '')}`));
  return [...found]
    .filter((path) => path !== once.path)
    .slice(0, MOST)
    .map((to) => ({ field: 'path', to }));
}
