import * as z from 'zod';
import { sameId } from '../model/arm-id';
import { armObject, listOf, maybe, reference } from './parse';

// Which requests a gateway sends on, and how. Azure: applicationGateways, httpListeners, requestRoutingRules, urlPathMaps.

/** Requests of visitors that go to servers by one backend setting. */
export interface Route {
  /** The id of the setting. */
  readonly settings: string;
  /** The host names that are served, `*.contoso.com` among them; none where every name is. */
  readonly hostNames: readonly string[];
  /** `/*`, `/api/*`. */
  readonly paths: readonly string[];
}

const id = z.string();

/** What a gateway says of its routing. */
export const routing = {
  httpListeners: listOf(
    armObject({ id, protocol: maybe(z.string()), hostName: maybe(z.string()), hostNames: listOf(z.string()) }),
  ),
  requestRoutingRules: listOf(
    armObject({ httpListener: reference, backendHttpSettings: reference, urlPathMap: reference }),
  ),
  urlPathMaps: listOf(
    armObject({
      id,
      defaultBackendHttpSettings: reference,
      pathRules: listOf(armObject({ paths: listOf(z.string()), backendHttpSettings: reference })),
    }),
  ),
};

/** What leads to servers; a redirection does not. */
export function routesOf(gateway: z.infer<z.ZodObject<typeof routing>>): readonly Route[] {
  const { httpListeners, requestRoutingRules, urlPathMaps } = gateway;
  return requestRoutingRules.flatMap(({ httpListener, backendHttpSettings, urlPathMap }) => {
    const listener = httpListeners.find((each) => httpListener !== undefined && sameId(each.id, httpListener));
    const map = urlPathMaps.find((each) => urlPathMap !== undefined && sameId(each.id, urlPathMap));
    const hostNames = [listener?.hostName ?? '', ...(listener?.hostNames ?? [])].filter((name) => name !== '');
    return [
      { settings: map ? map.defaultBackendHttpSettings : backendHttpSettings, paths: ['/*'] },
      ...(map?.pathRules ?? []).map(({ backendHttpSettings: settings, paths }) => ({ settings, paths })),
    ].flatMap(({ settings, paths }) => (settings === undefined ? [] : [{ settings, hostNames, paths }]));
  });
}
