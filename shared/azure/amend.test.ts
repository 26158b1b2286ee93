import type { ProbeField, ProbeValue } from '../model/probe-field';
import { note } from './exchange';
import type { WireRequest } from './send';
import { submitThrough } from './submit';

const gateway = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/applicationGateways/gw1';
const change = {
  kind: 'set-gateway-probe',
  gateway,
  probe: 'health',
  field: 'timeout',
  from: 30,
  to: 60,
} as const;

/** A gateway that somebody else changes right before each of the first PUTs. */
function raced(times: number, theirs: (timeout: number) => number = (timeout) => timeout) {
  let version = 1;
  let resource = { name: 'gw1', tags: { by: 'us' }, properties: { probes: [probe('other', 5), probe('health', 30)] } };
  const puts: WireRequest[] = [];
  const send = (request: WireRequest) => {
    const etag = `W/"${version}"`;
    if (request.method === 'GET') return answer(200, { ...resource, etag });
    puts.push(request);
    if (puts.length <= times) {
      version += 1;
      const probes = resource.properties.probes.map(({ name, properties: { timeout } }) =>
        probe(name, theirs(timeout)),
      );
      resource = { ...resource, tags: { by: `them ${version}` }, properties: { probes } };
    }
    return request.headers?.['if-match'] === `W/"${version}"`
      ? answer(200, request.body)
      : answer(412, { error: { code: 'PreconditionFailed', message: 'Somebody else was faster.' } });
  };
  return { submit: () => submitThrough('https://management.azure.com', send)(change, 'request-1'), puts };
}

/** What is sent of the probe that has these properties. */
async function amendedProbe(properties: object, field: ProbeField, from: ProbeValue, to: ProbeValue) {
  let sent: unknown;
  const send = (request: WireRequest) => {
    if (request.method !== 'GET') sent = request.body;
    return answer(200, { etag: 'W/"1"', properties: { probes: [{ name: 'Health', properties }] } });
  };
  await submitThrough('https://management.azure.com', send)({ ...change, field, from, to }, 'request-1');
  return (sent as { properties: { probes: { properties: object }[] } } | undefined)?.properties.probes[0]?.properties;
}

const probe = (name: string, timeout: number) => ({ name, properties: { path: '/up', timeout } });

function answer(status: number, body: unknown) {
  note({ status, retryAfterMs: undefined, body });
  return status < 400 ? Promise.resolve({ status, headers: {}, body }) : Promise.reject(new Error(`Status ${status}.`));
}

test('one value is set, everything else is sent as it is, and only if it still is so', async () => {
  const { submit, puts } = raced(0);
  expect(await submit()).toMatchObject({ kind: 'answered' });
  expect(puts).toEqual([
    {
      method: 'PUT',
      url: `https://management.azure.com${gateway}?api-version=2026-01-01`,
      headers: { 'x-ms-client-request-id': 'request-1', 'if-match': 'W/"1"' },
      body: {
        name: 'gw1',
        etag: 'W/"1"',
        tags: { by: 'us' },
        properties: { probes: [probe('other', 5), probe('health', 60)] },
      },
    },
  ]);
});

test('whoever sends again after a 412 sends what is there by then', async () => {
  const { submit, puts } = raced(1);
  expect(await submit()).toMatchObject({ kind: 'refused', refusal: { kind: 'conflict', code: 'PreconditionFailed' } });
  expect(await submit()).toMatchObject({ kind: 'answered' });
  expect(puts.map(({ headers, body }) => [headers?.['if-match'], body])).toMatchObject([
    ['W/"1"', { tags: { by: 'us' } }],
    ['W/"2"', { tags: { by: 'them 2' } }],
  ]);
});

test('and nothing once somebody has set the value', async () => {
  const { submit, puts } = raced(1, (timeout) => timeout + 10);
  expect(await submit()).toMatchObject({ refusal: { kind: 'conflict' } });
  expect(await submit()).toMatchObject({ refusal: { kind: 'invalid', code: 'CHANGED_MEANWHILE' } });
  expect(puts).toHaveLength(1);
});

describe('a value that lies deeper, or that ARM leaves to its default', () => {
  const codes = { statusCodes: ['200-399', '401'] };

  test.each<[string, object | undefined, object | undefined]>([
    ['nothing', undefined, { match: codes }],
    ['nothing in it', { match: { body: 'up', statusCodes: [] } }, { match: { body: 'up', ...codes } }],
    ['the default', { match: { statusCodes: ['200-399'] } }, { match: codes }],
    ['the new value', { match: codes }, { match: codes }],
    ['others', { match: { statusCodes: ['200'] } }, undefined],
  ])('status codes where there are %s', async (_, before, after) => {
    const sent = await amendedProbe({ timeout: 30, ...before }, 'statusCodes', ['200-399'], codes.statusCodes);
    expect(sent).toEqual(after && { timeout: 30, ...after });
  });

  test.each<[string, object, object | undefined]>([
    ['none', { path: '' }, { path: '/api/' }],
    ['another', { path: '/up' }, undefined],
  ])('a path where there is %s', async (_, before, after) => {
    expect(await amendedProbe(before, 'path', '/', '/api/')).toEqual(after);
  });

  test('a host is never taken for granted', async () => {
    expect(await amendedProbe({}, 'host', 'old.example', 'shop.example')).toBeUndefined();
    expect(await amendedProbe({ host: 'old.example' }, 'host', 'old.example', 'shop.example')).toEqual({
      host: 'shop.example',
    });
  });
});
