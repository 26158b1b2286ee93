import { ids } from '../model/testing';
import { backendHealth } from './backend-health';
import { connectivity } from './connectivity';
import { ipFlow } from './ip-flow';
import { nextHop } from './next-hop';
import { resourceHealth } from './resource-health';

const backend = (server: object) => ({
  backendAddressPools: [
    {
      backendAddressPool: { id: 'gw/backendAddressPools/pool1' },
      backendHttpSettingsCollection: [{ backendHttpSettings: { id: 'gw/settings/web' }, servers: [server] }],
    },
  ],
});

describe('backend health', () => {
  test('as newer API versions answer it', () => {
    const server = {
      address: '10.0.0.123',
      health: 'Unhealthy',
      healthProbeLog: "Received invalid status code: 502 in the backend server's HTTP response.",
      healthProbeErrorName: 'HttpStatusCodeMismatchWithStatusCode',
      backendCertificateChainMetadata: { certificateChainMetadata: [] },
    };
    expect(backendHealth.answer.parse(backend(server))).toEqual({
      servers: [
        {
          pool: 'gw/backendAddressPools/pool1',
          settings: 'gw/settings/web',
          address: '10.0.0.123',
          health: { known: 'unhealthy' },
          log: "Received invalid status code: 502 in the backend server's HTTP response.",
          class: 'http-status',
        },
      ],
    });
  });

  test('as it was in 2017, without a log', () => {
    expect(backendHealth.answer.parse(backend({ address: '10.0.0.0', health: 'Unhealthy' })).servers[0]).toMatchObject({
      health: { known: 'unhealthy' },
      log: '',
      class: 'unclassified',
    });
  });

  test('without the ids, and with nulls', () => {
    const server = {
      address: 'a.example',
      health: 'Healthy',
      healthProbeLog: 'Success. Received 200 status code',
      ipConfiguration: null,
    };
    const answer = { backendAddressPools: [{ backendHttpSettingsCollection: [{ servers: [server] }] }] };
    expect(backendHealth.answer.parse(answer).servers).toEqual([
      {
        pool: '',
        settings: '',
        address: 'a.example',
        health: { known: 'healthy' },
        log: 'Success. Received 200 status code',
        class: 'ok',
      },
    ]);
  });

  test.each([
    ['Healthy', 'healthy'],
    ['Unhealthy', 'unhealthy'],
    ['up', 'healthy'],
    ['Down', 'unhealthy'],
    ['Partial', 'partial'],
    ['Draining', 'draining'],
    ['Unknown', 'unknown'],
  ])('health %s is %s', (health, expected) => {
    const [server] = backendHealth.answer.parse(backend({ address: 'a', health })).servers;
    expect(server?.health).toEqual({ known: expected });
  });

  test.each([['Wobbly'], [undefined], [null]])('health %s is not known', (health) => {
    const [server] = backendHealth.answer.parse(backend({ address: 'a', health })).servers;
    expect(server?.health).toEqual({ unrecognised: health ?? '' });
  });

  test.each([
    ['Unhealthy', 'unknown'],
    ['Healthy', 'healthy'],
  ])('%s, of which nothing could be retrieved, is %s', (health, expected) => {
    const healthProbeLog =
      'The backend health status **could not\n be retrieved**. An NSG blocks ports 65503-65534 or 65200-65535.';
    const [server] = backendHealth.answer.parse(backend({ address: 'a', health, healthProbeLog })).servers;
    expect(server).toMatchObject({ class: 'unknown', health: { known: expected } });
  });
});

describe('connectivity', () => {
  test('blocked by a security rule', () => {
    const answer = {
      hops: [
        {
          type: 'Source',
          id: '1',
          address: '10.1.1.4',
          resourceId: 'nic1',
          nextHopIds: ['2'],
          issues: [
            {
              origin: 'Outbound',
              severity: 'Error',
              type: 'NetworkSecurityRule',
              context: [{ key: 'RuleName', value: 'UserRule_Port80' }],
            },
          ],
        },
        { type: 'Destination', id: '2', address: '10.1.4.4', resourceId: 'nic2', nextHopIds: [], issues: [] },
      ],
      connectionStatus: 'Unreachable',
      probesSent: 100,
      probesFailed: 100,
    };
    expect(connectivity.answer.parse(answer)).toEqual({
      status: 'unreachable',
      hops: [
        {
          type: 'Source',
          address: '10.1.1.4',
          resource: 'nic1',
          issues: [
            {
              type: 'NetworkSecurityRule',
              origin: 'Outbound',
              severity: 'Error',
              context: { RuleName: 'UserRule_Port80' },
            },
          ],
        },
        { type: 'Destination', address: '10.1.4.4', resource: 'nic2', issues: [] },
      ],
      probesSent: 100,
      probesFailed: 100,
    });
  });

  test('how long it takes, where Azure tells all of it', () => {
    const answer = { hops: [], connectionStatus: 'Reachable', probesSent: 100, probesFailed: 0, avgLatencyInMs: 1 };
    expect(connectivity.answer.parse({ ...answer, minLatencyInMs: 0, maxLatencyInMs: 7 }).latency).toEqual({
      avg: 1,
      min: 0,
      max: 7,
    });
    expect(connectivity.answer.parse(answer)).not.toHaveProperty('latency');
  });

  test('a page is asked for with the statuses that count, and nothing is where none is wanted', () => {
    const watcher = ids.vm.replace('Compute/virtualMachines', 'Network/networkWatchers');
    const params = { watcher, source: ids.vm, destination: { address: 'api.carrier.example' }, port: 443 };
    const bodyOf = (more: object) => connectivity.request({ ...params, ...more }).body;
    expect(bodyOf({ http: { protocol: 'Https', statusCodes: [200, 401] } })).toMatchObject({
      protocol: 'Https',
      protocolConfiguration: { HTTPConfiguration: { method: 'Get', validStatusCodes: [200, 401] } },
    });
    expect(bodyOf({})).toMatchObject({ protocol: 'Tcp' });
    expect(bodyOf({})).not.toHaveProperty('protocolConfiguration');
  });

  test.each([
    ['Reachable', 'reachable'],
    ['Connected', 'reachable'],
    ['Degraded', 'reachable'],
    ['Unreachable', 'unreachable'],
    ['Disconnected', 'unreachable'],
    ['Unknown', 'unknown'],
    ['Something new', 'unknown'],
  ])('status %s is %s', (connectionStatus, status) => {
    expect(connectivity.answer.parse({ hops: [], connectionStatus, probesSent: 30, probesFailed: 0 }).status).toBe(
      status,
    );
  });
});

test.each(['Reachable', 'Unreachable'])('without a probe, %s is no answer', (connectionStatus) => {
  expect(connectivity.answer.parse({ hops: [], connectionStatus, probesSent: 0 }).status).toBe('unknown');
  expect(connectivity.answer.parse({ hops: [], connectionStatus }).status).toBe('unknown');
});

test('IP flow verify', () => {
  expect(
    ipFlow.answer.parse({ access: 'Allow', ruleName: 'defaultSecurityRules/AllowVnetInBound', ruleId: '' }),
  ).toEqual({
    access: 'Allow',
    rule: 'defaultSecurityRules/AllowVnetInBound',
  });
});

test('next hop', () => {
  expect(nextHop.answer.parse({ nextHopType: 'None', routeTableId: 'System Route' })).toEqual({
    type: 'None',
    routeTable: 'System Route',
  });
  expect(
    nextHop.answer.parse({ nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.0.9', routeTableId: 'rt' }),
  ).toEqual({
    type: 'VirtualAppliance',
    address: '10.0.0.9',
    routeTable: 'rt',
  });
});

describe('resource health', () => {
  const parse = (properties: object) => resourceHealth.answer.parse({ name: 'current', properties });

  test('a platform event', () => {
    const properties = {
      availabilityState: 'Unavailable',
      summary: 'We could not recover your virtual machine.',
      reasonType: 'Unplanned',
      occurredTime: '2016-03-29T09:12:00Z',
    };
    expect(parse(properties)).toEqual({
      state: 'Unavailable',
      reasonType: 'Unplanned',
      cause: 'platform',
      summary: 'We could not recover your virtual machine.',
      occurredAt: '2016-03-29T09:12:00Z',
    });
  });

  test.each([
    [{ healthEventCause: 'UserInitiated' }, 'user'],
    [{ reasonType: 'UserInitiated' }, 'user'],
    [{ context: 'Customer Initiated', reasonType: 'Planned' }, 'user'],
    [{ healthEventCause: 'PlatformInitiated' }, 'platform'],
    [{ reasonType: 'Something new' }, 'unknown'],
    [{}, 'unknown'],
  ])('%p is caused by %s', (properties, cause) => {
    expect(parse({ availabilityState: 'Unavailable', ...properties }).cause).toBe(cause);
  });

  test('the time as newer API versions spell it', () => {
    expect(parse({ availabilityState: 'Available', occuredTime: '2026-11-21T10:00:00Z' }).occurredAt).toBe(
      '2026-11-21T10:00:00Z',
    );
  });
});
