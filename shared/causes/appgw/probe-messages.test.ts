import { forbidden, gatewayTarget, healthy, ids, reasonOver } from '../../model/testing';
import type { Cause } from '../../model/judgement';
import type { GatewayTarget } from '../../model/target';
import { classify } from '../../observations/backend-health-log';
import type { BackendSettings, Probe } from '../../observations/gateway-backends';
import { backendCertificates } from './backend-certificates';
import { httpBody } from './http-body';
import { httpStatus, statusIn } from './http-status';
import { nameResolution } from './name-resolution';
import { probeTimeout } from './probe-timeout';
import { settings } from './testing';

const probe: Probe = {
  id: `${ids.gateway}/probes/health`,
  name: 'health',
  protocol: { known: 'Https' },
  host: 'shop.example',
  picksHostName: false,
  path: '/up',
  interval: 30,
  timeout: 20,
  unhealthyThreshold: 3,
  statusCodes: ['200', '204'],
};
const server = (log: string, address = '10.0.2.4') => ({
  pool: 'pool',
  settings: settings.id.toUpperCase(),
  address,
  health: { known: log === '' ? 'healthy' : 'unhealthy' },
  log,
  class: log === '' ? 'ok' : classify(log),
});

function judge(
  cause: Cause<GatewayTarget> | undefined,
  servers: readonly object[],
  {
    settings: some = settings,
    probes = [],
    onDemandHealth = forbidden('onDemand'),
  }: { settings?: BackendSettings; probes?: readonly Probe[]; onDemandHealth?: object } = {},
) {
  const applicationGateway = { ...healthy.applicationGateway, settings: [some], probes, pools: [], routes: [] };
  const judged = reasonOver({ ...healthy, applicationGateway, backendHealth: { servers }, onDemandHealth }, (see) =>
    cause!.judge(see, gatewayTarget),
  );
  return judged.kind === 'done' ? judged.value : judged;
}

const certificate = (name: string) => backendCertificates.find(({ id }) => id === `appgw/certificate-${name}`);
const status = (name: string) => httpStatus.find(({ id }) => id === `appgw/http-status-${name}`);
const otherName =
  'The Common Name of the leaf certificate presented by the backend server does not match the Probe or Backend Setting hostname of the application gateway.';
const notKnown =
  'The backend Server certificate is not signed by a well-known Certificate Authority (CA). To use unknown CA certificates, its Root certificate must be uploaded to the Backend Setting of the application gateway.';
const received = (code: number) =>
  `Status code of the backend's HTTP response did not match the probe setting. Expected:200-399 Received:${code}.`;

describe('certificates', () => {
  test('a server whose probe says so is told with what to do', () => {
    const found = judge(certificate('ca-server'), [server(''), server(notKnown, '10.0.2.5')]);
    expect(found).toMatchObject({ kind: 'found', blamed: settings.id, fixes: [] });
    expect(found).toMatchObject({
      because: { en: expect.stringMatching(/^10\.0\.2\.5 \(https\): The backend Server.* well-known authorities/) },
      advice: { en: expect.stringContaining('openssl s_client -connect 10.0.2.5:8443 -showcerts') },
    });
  });

  test('what a setting trusts is named', () => {
    const trusting = { ...settings, trusted: [`${ids.gateway}/trustedRootCertificates/old-root`] };
    expect(judge(certificate('ca-server'), [server(notKnown)], { settings: trusting })).toMatchObject({
      because: { en: expect.stringContaining('The setting trusts: old-root.') },
    });
  });

  test.each<[string, Partial<BackendSettings>, Partial<Probe> | undefined, string]>([
    [
      'the probe before the setting',
      { hostName: 'setting.example' },
      {},
      'for shop.example, which comes from the custom',
    ],
    [
      'the setting where the probe says so',
      { hostName: 'setting.example' },
      { picksHostName: true },
      'for setting.example',
    ],
    ['the setting without a probe', { hostName: 'setting.example' }, undefined, 'for setting.example'],
    [
      'the pool where the setting says so',
      { picksHostName: true },
      undefined,
      'for 10.0.2.4, which comes from the backend pool',
    ],
    ['nowhere', {}, undefined, 'asks for 127.0.0.1'],
  ])('the host name comes from %s', (_, some, probing, said) => {
    const own = probing
      ? { settings: { ...settings, ...some, probe: probe.id }, probes: [{ ...probe, ...probing }] }
      : { settings: { ...settings, ...some } };
    expect(judge(certificate('cn-v2'), [server(otherName)], own)).toMatchObject({
      because: { en: expect.stringContaining(said) },
    });
  });

  test('OpenSSL’s errors are named', () => {
    const log =
      'The validity of the backend certificate could not be verified. To find out the reason, check OpenSSL diagnostics for the message associated with error code 20';
    expect(judge(certificate('cert-verify'), [server(log)])).toMatchObject({
      because: { en: expect.stringContaining('error 20: unable to get local issuer certificate') },
    });
  });

  test('one kind of fault is not another, and a healthy server has none', () => {
    for (const cause of backendCertificates.filter(({ id }) => !id.endsWith('ca-server')))
      expect(judge(cause, [server(notKnown)])).toMatchObject({ kind: 'excluded' });
    for (const cause of backendCertificates) expect(judge(cause, [server('')])).toMatchObject({ kind: 'excluded' });
  });

  test('a server under a setting that is not there is not judged', () => {
    expect(judge(certificate('ca-server'), [{ ...server(notKnown), settings: '' }])).toMatchObject({
      kind: 'uncertain',
    });
  });
});

describe('status codes', () => {
  test.each([
    [received(401), 401],
    ["Received invalid status code: 502 in the backend server's HTTP response.", 502],
    [
      "Received invalid status code: 503 in the backend server's HTTP response. As per the health probe configuration, 200-399 is the acceptable status code.",
      503,
    ],
    ['Probe status code mismatch: Received 404', 404],
    ['Probe status code mismatch: 405 received', 405],
    ['Probe status code mismatch', undefined],
  ])('%s', (log, code) => expect(statusIn(log)).toBe(code));

  test.each([
    ['401', 401],
    ['403', 403],
    ['404', 404],
    ['405', 405],
    ['500', 500],
    ['502', 502],
    ['502', 503],
    ['other', 418],
  ])('%s is found in %i alone', (name, code) => {
    const found = httpStatus.filter((cause) => judge(cause, [server(received(code))]).kind === 'found');
    expect(found).toEqual([status(name)]);
  });

  test('it says what was asked, what came, and what is accepted', () => {
    const own = { settings: { ...settings, probe: probe.id }, probes: [probe] };
    expect(judge(status('404'), [server(received(404))], own)).toMatchObject({
      blamed: settings.id,
      because: {
        en: '10.0.2.4 (https): https://10.0.2.4:8443/up answers 404; the probe health accepts 200, 204.',
      },
      advice: { en: expect.stringContaining(`-H 'Host: shop.example' https://10.0.2.4:8443/up`) },
    });
  });

  test('a path cannot bring words of its own into the command', () => {
    const own = { settings: { ...settings, probe: probe.id }, probes: [{ ...probe, path: "/up' $(id) ;'" }] };
    expect(judge(status('404'), [server(received(404))], own)).toMatchObject({
      advice: { en: expect.stringContaining(`'https://10.0.2.4:8443/up'\\'' $(id) ;'\\'''`) },
    });
  });

  test('a status that Azure does not name is none of them', () => {
    for (const cause of httpStatus)
      expect(judge(cause, [server('Probe status code mismatch')])).toMatchObject({ kind: 'uncertain' });
  });
});

describe('no answer, another answer, no address', () => {
  const late =
    "Time taken by the backend to respond to application gateway's health probe is more than the timeout threshold in the probe setting.";
  const lacking =
    "Body of the backend's HTTP response did not match the probe setting. Received response body doesn't contain all is well.";
  const custom = { settings: { ...settings, probe: probe.id }, probes: [{ ...probe, body: 'all is well' }] };

  test('a custom probe is blamed, and the time that it waits is told', () => {
    expect(judge(probeTimeout, [server(late)], custom)).toMatchObject({
      kind: 'found',
      blamed: probe.id,
      because: {
        en: '10.0.2.4 (https): https://10.0.2.4:8443/up did not answer within 20 s. Whether another probe would pass could not be tried (getBackendHealthOnDemand).',
      },
      advice: { en: expect.stringContaining('raise the timeout of probe health') },
      fixes: [],
    });
  });

  const passing = { address: '10.0.2.4', health: { known: 'healthy' }, log: 'Success', class: 'ok' };
  const failing = { ...passing, health: { known: 'unhealthy' }, log: 'Too late.' };
  const waiting = (more: Partial<Probe>, ...servers: readonly object[]) => ({
    settings: custom.settings,
    probes: [{ ...probe, ...more }],
    onDemandHealth: { servers },
  });
  const raised = (timeout: number) => [
    { fix: 'raise-probe-timeout', gateway: ids.gateway, probe: 'health', to: timeout },
  ];

  test.each([
    ['twice as long', 20, 40],
    ['what Azure’s own probe waits at least', 5, 30],
    ['two minutes at most', 100, 120],
  ])('when all servers pass, the probe is to wait %s', (_, timeout, longer) => {
    expect(judge(probeTimeout, [server(late)], waiting({ timeout }, passing))).toMatchObject({
      because: { en: expect.stringContaining(`Asked once for up to ${longer} s, all its servers pass.`) },
      fixes: raised(longer),
    });
  });

  test('a port of its own that is the setting’s makes no difference', () => {
    expect(judge(probeTimeout, [server(late)], waiting({ port: settings.port }, passing))).toMatchObject({
      fixes: raised(40),
    });
  });

  test.each<[string, readonly object[], object, RegExp]>([
    [
      'one does not pass',
      [server(late)],
      waiting({}, passing, failing),
      /10\.0\.2\.4 does not pass either: Too late\.$/,
    ],
    ['one is not told of', [server(late), server('', '10.0.2.5')], waiting({}, passing), /could not be tried/],
    ['none is told of', [server(late)], waiting({}), /could not be tried/],
    ['it has a port of its own', [server(late)], waiting({ port: 9000 }, passing), /within 20 s\.$/],
    ['it is asked by TCP', [server(late)], waiting({ protocol: { known: 'Tcp' } }, passing), /within 20 s\.$/],
    ['it waits for long already', [server(late)], waiting({ timeout: 120 }, passing), /within 120 s\.$/],
    ['its pool is not told', [{ ...server(late), pool: '' }], waiting({}, passing), /within 20 s\.$/],
  ])('nothing is proposed when %s', (_, servers, answers, because) => {
    expect(judge(probeTimeout, servers, answers)).toMatchObject({
      kind: 'found',
      because: { en: expect.stringMatching(because) },
      fixes: [],
    });
  });

  test('the default probe cannot be changed: people get one that was seen to pass', () => {
    const names = [{ name: 'https-probe' }, { name: 'HTTPS-probe-2' }].map((each) => ({ ...probe, ...each }));
    const answers = { onDemandHealth: { servers: [passing] }, probes: names };
    expect(judge(probeTimeout, [server(late)], answers)).toMatchObject({
      blamed: settings.id,
      because: { en: expect.stringContaining('Asked once for up to 60 s, all its servers pass.') },
      advice: {
        en: expect.stringMatching(
          /^The default probe of setting https cannot be changed.* --name https-probe-3 --protocol Https --host 127\.0\.0\.1 --path \/ --timeout 60 --interval 30 --threshold 3 --match-status-codes 200-399 && az .* --name https --probe https-probe-3\). Measure.* needs a custom probe/,
        ),
      },
      fixes: [],
    });
    const named = { ...settings, hostName: 'shop.example' };
    expect(judge(probeTimeout, [server(late)], { ...answers, settings: named })).toMatchObject({
      advice: { en: expect.stringContaining(' --host-name-from-http-settings true --path') },
    });
    expect(judge(probeTimeout, [server(late)])).toMatchObject({
      because: { en: expect.stringContaining('could not be tried') },
      advice: { en: expect.not.stringContaining('az ') },
    });
  });

  test('the text that a probe looks for is told', () => {
    expect(judge(httpBody, [server(lacking)], custom)).toMatchObject({
      blamed: probe.id,
      because: { en: '10.0.2.4 (https): the answer of https://10.0.2.4:8443/up does not contain “all is well”.' },
    });
  });

  test('each is only what its message says', () => {
    for (const cause of [httpBody, ...nameResolution])
      expect(judge(cause, [server(late)])).toMatchObject({ kind: 'excluded' });
    expect(judge(probeTimeout, [server(lacking)])).toMatchObject({ kind: 'excluded' });
  });
});
