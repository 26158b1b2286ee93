/** What a path of ARM names. Types are in the case of the path. */
export type Route =
  | { readonly kind: 'subscriptions' | 'tenants' | 'unknown' }
  | { readonly kind: 'resource-graph' }
  | { readonly kind: 'subscription' | 'resource-groups' | 'all-resources'; readonly scope: string }
  | { readonly kind: 'resource-group'; readonly scope: string; readonly name: string }
  /** What Azure tells of resource providers: of all, or of one. */
  | { readonly kind: 'providers'; readonly scope: string; readonly namespace?: string }
  /** The state (`operations`) or the result (`operationResults`, or `operations` with `monitor=true`) of an operation. */
  | { readonly kind: 'operation'; readonly namespace: string; readonly form: string; readonly id: string }
  /** All resources of a type below a subscription, a resource group or a resource. */
  | { readonly kind: 'collection'; readonly scope: string; readonly type: string }
  | { readonly kind: 'resource'; readonly id: string; readonly type: string; readonly action?: string };

/** GETs whose last segment is no child type. */
const GET_ACTIONS = ['instanceview'];

/** Reads a path, without query. ARM compares fixed segments without case. */
export function routeOf(method: string, path: string): Route {
  const trimmed = path.replace(/\/+$/, '');
  if (method === 'POST' && /^\/providers\/Microsoft\.ResourceGraph\/resources$/i.test(trimmed))
    return { kind: 'resource-graph' };
  const provided = /^(.*)\/providers\/([^/]+)((?:\/[^/]+)+)$/i.exec(trimmed);
  if (provided) {
    const [, scope = '', namespace = '', rest = ''] = provided;
    return provider(method, scope, namespace, rest.split('/').slice(1));
  }
  const told = /^(\/subscriptions\/[^/]+)?\/providers(?:\/([^/]+))?$/i.exec(trimmed);
  if (told) {
    const [, scope = '', namespace] = told;
    return { kind: 'providers', scope, ...(namespace !== undefined && { namespace }) };
  }
  if (/^\/subscriptions$/i.test(trimmed)) return { kind: 'subscriptions' };
  if (/^\/tenants$/i.test(trimmed)) return { kind: 'tenants' };
  if (/^\/subscriptions\/[^/]+$/i.test(trimmed)) return { kind: 'subscription', scope: trimmed };
  const [, scope = '', last = ''] =
    /^(\/subscriptions\/[^/]+(?:\/resourceGroups\/[^/]+)?)\/([^/]+)$/i.exec(trimmed) ?? [];
  if (last.toLowerCase() === 'resources') return { kind: 'all-resources', scope };
  if (last.toLowerCase() === 'resourcegroups') return { kind: 'resource-groups', scope };
  const group = /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)$/i.exec(trimmed)?.[1];
  return group === undefined ? { kind: 'unknown' } : { kind: 'resource-group', scope: trimmed, name: group };
}

function provider(method: string, scope: string, namespace: string, segments: readonly string[]): Route {
  const [first = '', , form = '', id = ''] = segments;
  if (first.toLowerCase() === 'locations' && segments.length === 4) return { kind: 'operation', namespace, form, id };

  const types = segments.filter((_, index) => index % 2 === 0);
  const base = `${scope}/providers/${namespace}`;
  if (segments.length > 0 && segments.length % 2 === 0) {
    return { kind: 'resource', id: `${base}/${segments.join('/')}`, type: [namespace, ...types].join('/') };
  }
  const last = segments.at(-1) ?? '';
  if (method === 'POST' && segments.length === 1 && last.toLowerCase() === 'register')
    return { kind: 'providers', scope, namespace };
  if (segments.length > 1 && (method === 'POST' || GET_ACTIONS.includes(last.toLowerCase()))) {
    const id = `${base}/${segments.slice(0, -1).join('/')}`;
    return { kind: 'resource', id, type: [namespace, ...types.slice(0, -1)].join('/'), action: last };
  }
  const parent = segments.length === 1 ? scope : `${base}/${segments.slice(0, -1).join('/')}`;
  return { kind: 'collection', scope: parent, type: [namespace, ...types].join('/') };
}

/** The RBAC action that a request needs, as Azure's operation lists name it. */
export function operationOf(method: string, route: Route): string {
  switch (route.kind) {
    case 'subscriptions':
    case 'subscription':
    case 'tenants':
    case 'unknown':
      return 'Microsoft.Resources/subscriptions/read';
    case 'resource-graph':
      return 'Microsoft.ResourceGraph/resources/read';
    case 'resource-groups':
      return 'Microsoft.Resources/subscriptions/resourceGroups/read';
    case 'resource-group':
      return `Microsoft.Resources/subscriptions/resourceGroups/${VERBS[method] ?? 'read'}`;
    case 'providers':
      return `Microsoft.Resources/subscriptions/providers/${method === 'POST' ? 'register/action' : 'read'}`;
    case 'all-resources':
      return 'Microsoft.Resources/subscriptions/resources/read';
    case 'operation':
      return `${route.namespace}/locations/${route.form}/read`;
    case 'collection':
      return `${route.type}/read`;
    case 'resource':
      return `${route.type}/${verb(method, route)}`;
  }
}

const VERBS: Readonly<Record<string, string>> = { PUT: 'write', PATCH: 'write', DELETE: 'delete' };

function verb(method: string, { type, action, id }: Route & { kind: 'resource' }): string {
  if (method === 'POST') return `${action ?? ''}/action`;
  const change = VERBS[method];
  if (change !== undefined) return change;
  // Microsoft.ResourceHealth lists the current state as an operation of its own.
  if (type.toLowerCase() === 'microsoft.resourcehealth/availabilitystatuses')
    return `${id.split('/').at(-1) ?? ''}/read`;
  return action === undefined ? 'read' : `${action}/read`;
}
