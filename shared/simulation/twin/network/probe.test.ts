import { AGW, named, openShop, partOf, resource, type Setup } from './shop';

const told = (setup: Setup) => openShop(setup).told();
const WELL = 'Healthy: Success. Received 200 status code';
const page = (...pages: object[]) => ({ '80': { pages } });

describe('what a server answers', () => {
  test.each<[string, Setup, string | RegExp]>([
    ['a page', { serves: page({ status: 200 }) }, WELL],
    ['a redirect, which is well too', { serves: page({ status: 301 }) }, 'Healthy: Success. Received 301 status code'],
    ['503', { serves: page({ status: 503 }) }, /^Unhealthy: Received invalid status code: 503 in .* 200-399 is the/],
    ['a page that does not exist', { serves: page({ path: '/shop' }) }, /status code: 404/],
    ['in time', { serves: page({ seconds: 30 }) }, WELL],
    ['too late', { serves: page({ seconds: 31 }) }, /^Unhealthy: Time taken by the backend/],
    ['on another port', { serves: { '8080': {} } }, /^Unhealthy: Application Gateway could not connect/],
    ['on the port of the settings', { serves: { '8080': {} }, settings: { port: 8080 } }, WELL],
    ['TLS where plain HTTP is asked', { serves: { '80': { certificates: [{}] } } }, /status code: 400/],
    [
      'outside of Azure',
      { members: [{ ipAddress: '203.0.113.80' }], estate: { servers: { '203.0.113.80': page({ status: 500 }) } } },
      /status code: 500/,
    ],
    [
      'outside of Azure, another port',
      { members: [{ ipAddress: '203.0.113.80' }], estate: { servers: { '203.0.113.80': { '443': {} } } } },
      /could not connect/,
    ],
    [
      'under a public name',
      {
        members: [{ fqdn: 'shop.azurewebsites.net' }],
        estate: { servers: { 'shop.azurewebsites.net': page({ status: 403 }) } },
      },
      /status code: 403/,
    ],
    [
      'at an address of the network that is no VM',
      { members: [{ ipAddress: '10.0.1.200' }], estate: { servers: { '10.0.1.200': page({ status: 401 }) } } },
      /status code: 401/,
    ],
    ['what nobody describes', { members: [{ ipAddress: '203.0.113.80' }] }, WELL],
  ])('%s', (_, setup, expected) => {
    expect(told(setup)).toMatch(expected instanceof RegExp ? expected : new RegExp(`^${expected}$`));
  });
});

describe('a custom probe', () => {
  const pages = page(
    { host: 'shop.contoso.com', path: '/health', status: 200, body: 'all well' },
    { path: '/api/*', status: 401, seconds: 5 },
    { host: '127.0.0.1', status: 421 },
  );

  test.each<[string, Setup, string | RegExp]>([
    ['none: the default one asks for 127.0.0.1', {}, /status code: 421/],
    ['asks for a host and a path', { probe: { host: 'shop.contoso.com', path: '/health?deep=1' } }, WELL],
    ['for another path', { probe: { host: 'shop.contoso.com', path: '/' } }, /status code: 404/],
    [
      'for the host of the settings',
      {
        probe: { pickHostNameFromBackendHttpSettings: true, path: '/health' },
        settings: { hostName: 'shop.contoso.com' },
      },
      WELL,
    ],
    [
      'accepts a status',
      { probe: { host: 'a', path: '/api/x', match: { statusCodes: ['200-399', '401'] } } },
      'Healthy: Success. Received 401 status code',
    ],
    [
      'does not',
      { probe: { host: 'a', path: '/api/x', match: { statusCodes: ['200', '403'] } } },
      /401 .* 200,403 is the acceptable/,
    ],
    [
      'wants words that are there',
      { probe: { host: 'shop.contoso.com', path: '/health', match: { body: 'well' } } },
      WELL,
    ],
    [
      'wants others',
      { probe: { host: 'shop.contoso.com', path: '/health', match: { body: 'green' } } },
      "Unhealthy: Body of the backend's HTTP response did not match the probe setting. Received response body doesn't contain green.",
    ],
    ['waits less long', { probe: { host: 'a', path: '/api/x', timeout: 4 } }, /Time taken/],
    ['asks another port', { probe: { host: 'a', port: 8080 } }, /could not connect/],
  ])('%s', (_, setup, expected) => {
    expect(told({ serves: pages, ...setup })).toMatch(
      expected instanceof RegExp ? expected : new RegExp(`^${expected}$`),
    );
  });

  test('the default probe asks for the host of the settings, where they have one', () => {
    const settings = { hostName: 'shop.contoso.com' };
    const serves = page({ host: 'shop.contoso.com' });
    expect(told({ serves, settings })).toBe(WELL);
    const members = [{ fqdn: 'shop.contoso.com' }];
    const estate = { servers: { 'shop.contoso.com': serves } };
    expect(told({ members, estate, settings: { pickHostNameFromBackendAddress: true } })).toBe(WELL);
    expect(told({ members, estate })).toMatch('404');
    const v1 = { sku: { tier: 'Standard' } };
    expect(told({ serves, settings, gateway: v1 })).toMatch('404');
  });
});

describe('certificates', () => {
  const shop = { names: ['shop.contoso.com'] };
  const tls = (certificate: object, setup: Setup = {}): Setup => ({
    serves: { '443': { certificates: [{ ...shop, ...certificate }] } },
    settings: { port: 443, protocol: 'Https', hostName: 'shop.contoso.com', ...setup.settings },
    gateway: { ...setup.gateway },
    estate: { authorities: { contoso: {}, fabrikam: {} }, ...setup.estate },
  });
  const trusting = (collection: string, data: string) => ({
    settings: { [collection]: [partOf(collection, 'up')] },
    gateway: {
      [collection]: named({ up: { data }, unused: { data: 'root of contoso' } }),
      ...(collection === 'authenticationCertificates' && { sku: { tier: 'WAF' } }),
    },
  });
  const contoso = { authority: 'contoso' };
  const noRoot = { sends: ['leaf', 'intermediate'] };

  test.each<[string, Setup, string | RegExp, string?]>([
    ['good', tls({}), WELL, 'SuccessWithStatusCode'],
    ['good by an upload', tls(contoso, trusting('trustedRootCertificates', 'root of contoso')), WELL],
    [
      'another name',
      tls({ names: ['www.contoso.com'] }),
      /^Unhealthy: The Common Name of the leaf certificate/,
      'BackendCertificateCNMismatchWithProbeHostName',
    ],
    ['no host name: 127.0.0.1', tls({}, { settings: { hostName: '' } }), /The Common Name of the leaf/],
    ['expired', tls({ until: '2026-03-01' }), /Current date isn't within/, 'BackendServerCertificateExpired'],
    [
      'only the leaf',
      tls({ sends: ['leaf'] }),
      /incomplete certificate chain, including only the leaf/,
      'IncompleteBackendCertificateChainOnlyLeafCertificateIsPresent',
    ],
    ['no intermediate', tls({ sends: ['leaf', 'root'] }), /The Intermediate certificate is missing/],
    [
      'no leaf',
      tls({ sends: ['intermediate', 'root'] }),
      /The Leaf certificate is missing/,
      'IncorrectBackendCertificateChainMissingLeafCertificate',
    ],
    [
      'leaf last',
      tls({ sends: ['intermediate', 'leaf'] }),
      /The Leaf certificate is not the topmost/,
      'IncorrectBackendCertificateChainLeafCertificateIsNotTopmostCertificate',
    ],
    [
      'private',
      tls(contoso),
      /The backend Server certificate is not signed by a well-known/,
      'BackendServerCertificateNotTrustedByWellKnownCAs',
    ],
    ['private, no root', tls({ ...contoso, ...noRoot }), /The Intermediate certificate isn't signed by a well-known/],
    [
      'another root',
      tls(contoso, trusting('trustedRootCertificates', 'root of fabrikam')),
      /root certificate of the server certificate .* doesn't match/,
      'BackendServerCertificateNotTrustedByRootCertificates',
    ],
    [
      'another root, none sent',
      tls({ ...contoso, ...noRoot }, trusting('trustedRootCertificates', 'root of fabrikam')),
      /The Intermediate certificate not signed by any Root certificates uploaded/,
    ],
    ['of a client', tls({ use: 'client' }), /could not be verified.* error code 26/, 'CertVerificationFailed'],
    ['v1: its own', tls(contoso, trusting('authenticationCertificates', 'certificate of web:443')), WELL],
    [
      'v1: another',
      tls(contoso, trusting('authenticationCertificates', 'root of contoso')),
      /is not whitelisted/,
      'BackendServerCertificateNotWhitelisted',
    ],
    ['a chain that is not checked', tls(contoso, { settings: { validateCertChainAndExpiry: false } }), WELL],
    ['a name that is not checked', tls({ names: ['a.b'] }, { settings: { validateSNI: false } }), WELL],
    ['a name of its own', tls({ names: ['a.b'] }, { settings: { sniName: 'a.b' } }), WELL],
  ])('%s', (_, setup, expected, ...names) => {
    const [server] = openShop(setup).servers();
    expect(`${server?.health}: ${server?.healthProbeLog}`).toMatch(expected);
    for (const name of names) expect(server?.healthProbeErrorName).toBe(name);
  });

  test('v1 goes by the name that the pool has for the server', () => {
    const { serves, ...setup } = tls({ names: ['a.b'] });
    const sku = { gateway: { sku: { tier: 'Standard' } } };
    const members = [{ fqdn: 'shop.contoso.com' }];
    const estate = { servers: { 'shop.contoso.com': serves } } as Setup['estate'];
    expect(told({ ...setup, ...sku, members, estate: { ...estate } })).toBe(
      'Unhealthy: The Common Name (CN) of the backend certificate doesn’t match.',
    );
    expect(told({ ...setup, ...sku, serves: serves ?? {} })).toBe(WELL);
  });

  test('a server has the certificate that is asked for, and another one for whoever asks for none', () => {
    const certificates = [{ names: ['default.contoso.com'] }, { names: ['*.contoso.com'] }];
    const setup = (hostName: string): Setup => ({
      serves: { '443': { certificates } },
      settings: { port: 443, protocol: 'Https', hostName },
    });
    expect(told(setup('shop.contoso.com'))).toBe(WELL);
    expect(told(setup('default.contoso.com'))).toBe(WELL);
    expect(told(setup('shop.fabrikam.com'))).toMatch('Common Name');
  });

  test('newer versions of the API show the chain, and older ones not', () => {
    const world = openShop(tls({ until: '2031-01-01' }));
    const [shown] = world.servers();
    const chain = shown?.backendCertificateChainMetadata?.certificateChainMetadata ?? [];
    expect(chain.map(({ subject, notAfter }) => `${subject} ${notAfter}`)).toEqual([
      'CN=shop.contoso.com 2030-12-31T23:59:59.000Z',
      'CN=well-known intermediate 2198-12-31T23:59:59.000Z',
      'CN=well-known root 2198-12-31T23:59:59.000Z',
    ]);
    expect(Object.keys(world.servers('2024-05-01')[0] ?? {})).toEqual(['address', 'health', 'healthProbeLog']);
  });

  test('what a gateway says of a server without TLS is not known', () => {
    const world = openShop({ serves: { '443': {} }, settings: { port: 443, protocol: 'Https' } });
    const answer = world.settled(world.send('POST', `${AGW}/backendhealth`));
    expect(answer.body).toMatchObject({ error: { code: 'NotSimulated' } });
  });

  test('an upload of nobody is a mistake of the scenario', () => {
    expect(() => openShop(tls({}, trusting('trustedRootCertificates', 'root of nobody')))).toThrow('nobody');
    expect(() => openShop(tls({}, trusting('trustedRootCertificates', 'certificate of web:80')))).toThrow('web');
  });
});

describe('words', () => {
  const dead: Setup = { serves: {} };
  const sick: Setup = { serves: page({ status: 503 }) };
  const single: Setup = {
    serves: { '443': { certificates: [{ sends: ['leaf'] }] } },
    settings: { port: 443, protocol: 'Https' },
  };
  const closed: Setup = {
    gatewaySubnet: { networkSecurityGroup: resource('networkSecurityGroups', 'nsg', {}) },
    more: [resource('networkSecurityGroups', 'nsg', { securityRules: [] })],
  };

  test.each<['article' | 'short' | 'newer', Setup, RegExp]>([
    ['article', dead, /^Unhealthy: Application Gateway could not connect/],
    ['short', dead, /^Unhealthy: Cannot connect to server\./],
    ['newer', dead, /^Unhealthy: Application Gateway could not connect/],
    ['article', sick, /Expected:200-399 Received:503\.$/],
    ['short', sick, /^Unhealthy: Received invalid status code: 503 in the backend server's HTTP response\.$/],
    ['newer', sick, /200-399 is the acceptable status code\.$/],
    ['article', single, /The Intermediate certificate is missing/],
    ['short', single, /Whitelist the backend on the Application Gateway by uploading/],
    ['article', closed, /^Unknown: The backend health status could not be retrieved/],
    ['short', closed, /^Unknown: Unable to retrieve health status data\. .* 65200-65535/],
  ])('%s', (words, setup, expected) => {
    const world = openShop({ ...setup, estate: { gateways: { agw: { words } } } });
    expect(world.told()).toMatch(expected);
    expect(world.servers()[0]?.healthProbeErrorName !== undefined).toBe(words === 'newer');
  });
});

describe('thresholds', () => {
  const becomes = (at: number, status: number) =>
    ({
      at,
      kind: 'guest',
      vm: 'web',
      set: { services: { web: { state: 'active', serves: page({ status }) } } },
    }) as const;
  /** The health every 10 s from the change on. */
  function course(setup: Setup): readonly string[] {
    const world = openShop({ ...setup, times: { backendHealth: 0 } });
    world.pass(10);
    return Array.from({ length: 12 }, () => {
      const [server] = world.servers();
      world.pass(10);
      return server?.health === 'Healthy' ? '+' : '-';
    });
  }

  test('a server that is well again counts as healthy from the next probe on', () => {
    expect(course({ serves: page({ status: 500 }), happenings: [becomes(10, 200)] }).join('')).toBe('--++++++++++');
  });

  test('a server that fails counts as unhealthy after the third probe', () => {
    expect(course({ happenings: [becomes(10, 500)] }).join('')).toBe('++++++++----');
    expect(
      course({ happenings: [becomes(10, 500)], probe: { host: 'a', interval: 20, unhealthyThreshold: 2 } }).join(''),
    ).toBe('+++---------');
  });

  test('the first generation repeats a probe that failed at once', () => {
    expect(course({ happenings: [becomes(10, 500)], gateway: { sku: { tier: 'WAF' } } }).join('')).toBe('++----------');
  });

  test('a server that fails for a moment stays healthy', () => {
    expect(course({ happenings: [becomes(10, 500), becomes(60, 200)] }).join('')).toBe('++++++++++++');
  });
});
