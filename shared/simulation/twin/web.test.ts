import { Estate } from '../scenarios/schema';
import { directAzure } from './direct';
import { noTimes } from './times';

const APP = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Web/sites/app';

/** A twin with an app of these settings, and whoever asks it. */
function app(settings: Readonly<Record<string, string>>, actions: readonly string[] = ['*']) {
  const part = (id: string, type: string, properties: object) => ({ id, type, name: 'app', properties });
  const { azure, twin } = directAzure({
    estate: Estate.parse({
      resources: [
        part(APP, 'Microsoft.Web/sites', { state: 'Running' }),
        part(`${APP}/config/appsettings`, 'Microsoft.Web/sites/config', settings),
      ],
    }),
    faults: [],
    happenings: [],
    clock: () => 0,
    times: noTimes,
    roles: [{ permissions: [{ actions, notActions: [] }] }],
  });
  const ask = (method: 'GET' | 'POST', path: string) =>
    azure.ask({ method, path: `${APP}${path}`, query: { 'api-version': '2024-11-01' }, answers: 'at-once' });
  return { ask, twin };
}

test('settings are shown to a POST only, which changes nothing', async () => {
  const { ask, twin } = app({ A: 'b' });
  expect(await ask('GET', '/config/appsettings')).toMatchObject({ refusal: { code: 'MethodNotAllowed' } });
  expect(await ask('POST', '/config/appsettings/list')).toMatchObject({ body: { properties: { A: 'b' } } });
  expect(twin.log.filter(({ effect }) => effect === 'write')).toEqual([]);
});

test('a reader may not see them', async () => {
  const { ask } = app({ A: 'b' }, ['*/read']);
  expect(await ask('POST', '/config/appsettings/list')).toMatchObject({
    refusal: { kind: 'forbidden', action: 'Microsoft.Web/sites/config/list/action' },
  });
});

test('references are told apart from other settings', async () => {
  const { ask } = app({ A: 'b', KEY: '@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/key)' });
  expect(await ask('GET', '/config/configreferences/appsettings')).toMatchObject({
    body: { value: [{ name: 'KEY', properties: { status: 'MSINotEnabled' } }] },
  });
});
