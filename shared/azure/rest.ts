import type { MicrosoftResourceHealth } from '@azure/arm-resourcehealth';
import type { Clients } from './clients';

type Spec = Parameters<MicrosoftResourceHealth['sendOperationRequest']>[1];

/** ARM's JSON as it is: the exchange notes it. */
const asItIs: Spec['serializer'] = {
  modelMappers: {},
  isXML: false,
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- still a part of the type
  validateConstraints: () => undefined,
  serialize: (_mapper, value: unknown) => value,
  deserialize: (_mapper, value: unknown) => value,
};

/** ARM without a client of its own. A path begins with a slash and holds its query; an absolute URL is taken as it is. */
export interface Rest {
  readonly get: (path: string) => Promise<unknown>;
  readonly post: (path: string, body: object) => Promise<unknown>;
}

/**
 * Requests to parts of ARM for which no SDK client is installed, through the pipeline of one that is: the same tokens, the
 * same exchange policy, no retries.
 */
export function restOf({ resourceHealth }: Clients): Rest {
  const clientFor = (path: string) => resourceHealth(/\/subscriptions\/([^/?]+)/i.exec(path)?.[1] ?? '');
  const common = { responses: { 200: {} }, serializer: asItIs };
  return {
    get: (path) => clientFor(path).sendOperationRequest({}, { ...common, httpMethod: 'GET', path }),
    post: (path, body) =>
      clientFor(path).sendOperationRequest(
        { body },
        {
          ...common,
          httpMethod: 'POST',
          path,
          requestBody: {
            parameterPath: 'body',
            mapper: { serializedName: 'body', required: true, type: { name: 'any' } },
          },
          contentType: 'application/json',
          mediaType: 'json',
        },
      ),
  };
}
