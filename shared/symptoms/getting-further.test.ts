import { gatewayTarget, reasonOver } from '../model/testing';
import type { BackendServer } from '../observations/backend-health';
import { gotFurther } from './getting-further';

const server = (health: string, probe: string, address = '10.0.1.4', settings = 'http') => ({
  pool: '',
  settings,
  address,
  health: { known: health } as BackendServer['health'],
  log: '',
  class: probe as BackendServer['class'],
});

const judge = (failures: readonly string[], ...servers: readonly BackendServer[]) => {
  const judged = reasonOver({ backendHealth: { servers } }, (see) => gotFurther(see, gatewayTarget, failures));
  return judged.kind === 'done' ? judged.value?.en : judged.kind;
};

const denied = ['tcp-connect 10.0.1.4 http'];

test.each([
  ['it passes', server('healthy', 'ok')],
  ['it is answered with another status', server('unhealthy', 'http-status')],
  ['it sees a certificate', server('unhealthy', 'cert-expired')],
])('a probe that could not connect got further where %s, whatever another server does', (_, now) => {
  expect(judge(denied, now, server('unhealthy', 'tcp-connect', '10.0.1.5'))).toBe(
    'What kept the health probes of 10.0.1.4 from getting further is gone.',
  );
});

test.each([
  ['it still cannot connect', server('unhealthy', 'tcp-connect')],
  ['nothing answers in time', server('unhealthy', 'timeout')],
  ['its name is no longer found', server('unhealthy', 'dns')],
  ['Azure says what nobody knows', server('unhealthy', 'unclassified')],
  ['Azure cannot tell', server('unknown', 'unknown')],
  ['the server is no longer there', server('healthy', 'ok', '10.0.1.9')],
])('it did not where %s', (_, now) => {
  expect(judge(denied, now)).toBeUndefined();
});

test('where it failed under one of two settings, only that one counts', () => {
  const other = server('unhealthy', 'tcp-connect', '10.0.1.4', 'admin');

  expect(judge(denied, server('healthy', 'ok'), other)).toBeDefined();
  expect(judge([...denied, 'tcp-connect 10.0.1.4 admin'], server('healthy', 'ok'), other)).toBeUndefined();
});

test('another status is no step further', () => {
  expect(judge(['http-status 10.0.1.4 http'], server('unhealthy', 'http-status'))).toBeUndefined();
  expect(judge(['http-status 10.0.1.4 http'], server('unhealthy', 'http-body'))).toBeDefined();
});
