/** A route of an HTTP function: `incidents/{id}`, `files/{*path}`, `teams/{kind?}`. */
export interface Route<T> {
  readonly template: string;
  readonly methods: readonly string[];
  readonly target: T;
}

export interface RouteMatch<T> {
  readonly target: T;
  readonly params: Readonly<Record<string, string>>;
}

/** The route that a request goes to. Of several that fit, the one with a literal where the others have a parameter. */
export function matchRoute<T>(routes: readonly Route<T>[], method: string, path: string): RouteMatch<T> | undefined {
  const fitting = routes.flatMap(({ template, methods, target }) => {
    const params = methods.some((each) => each.toUpperCase() === method) ? paramsOf(template, path) : undefined;
    return params ? [{ target, params, rank: rankOf(template) }] : [];
  });
  return fitting.sort((a, b) => (a.rank < b.rank ? -1 : 1))[0];
}

const PARAMETER = /^\{(\*?)([^:?}]+)(?::[^?}]+)?(\??)\}$/;
const segmentsOf = (path: string): string[] => path.split('/').filter((segment) => segment !== '');

/** Literals sort before parameters, segment by segment. */
const rankOf = (template: string): string =>
  segmentsOf(template)
    .map((segment) => (PARAMETER.test(segment) ? '1' : '0'))
    .join('');

function paramsOf(template: string, path: string): Record<string, string> | undefined {
  const segments = segmentsOf(path);
  const params: Record<string, string> = {};
  for (const expected of segmentsOf(template)) {
    const [, star, name, optional] = PARAMETER.exec(expected) ?? [];
    if (name !== undefined && star) {
      params[name] = segments.splice(0).map(decodeURIComponent).join('/');
      continue;
    }
    const segment = segments.shift();
    if (segment === undefined) {
      if (optional) continue;
      return undefined;
    }
    if (name !== undefined) params[name] = decodeURIComponent(segment);
    else if (expected.toLowerCase() !== segment.toLowerCase()) return undefined;
  }
  return segments.length === 0 ? params : undefined;
}
