import type { Answer, AzureRequest } from '../model/azure';
import type { Ledger } from '../model/ledger';
import type { Sources } from '../model/observation';
import { ledger } from '../observations/ledger';
import { permissions } from '../observations/permissions';
import { virtualMachine } from '../observations/virtual-machine';
import { vmExtension } from '../observations/vm-extension';
import { refusals } from './testing/scripted-azure';
import { vm } from './testing/estates';
import { observe } from './observe';

const memory: Ledger = { version: 'v1', at: '2026-11-20T00:00:00.000Z', mutes: [], interventions: [] };

/** An Azure that gives one answer to everything. */
function answering(answer: Answer) {
  const asked: AzureRequest[] = [];
  const not = () => Promise.reject(new Error('Not asked.'));
  const ask = (request: AzureRequest) => {
    asked.push(request);
    return Promise.resolve(answer);
  };
  const from: Sources = { azure: { ask, poll: not }, ledger: () => Promise.resolve(memory) };
  return { from, asked };
}

const none: Answer = { kind: 'refused', refusal: { kind: 'not-found', code: 'ResourceNotFound', message: 'None.' } };
const extension = { id: `${vm.id}/extensions/e` };

test('what is not there is an answer for whoever says so, and a refusal for the others', async () => {
  const { from } = answering(none);
  expect(await observe(from, vmExtension, extension)).toEqual({ kind: 'answered', body: 'absent' });
  expect(await observe(from, virtualMachine, { id: vm.id })).toBe(none);
});

test('what may not be read is not absent', async () => {
  const refused: Answer = { kind: 'refused', refusal: refusals.forbidden };
  expect(await observe(answering(refused).from, vmExtension, extension)).toBe(refused);
});

test('Azure is asked as the identity that an observation names', async () => {
  const { from, asked } = answering(none);
  await observe(from, permissions, { scope: vm.id });
  await observe(from, virtualMachine, { id: vm.id });
  expect(asked.map(({ as }) => as)).toEqual(['remediator', undefined]);
});

test('Reconnect’s own memory is no question to Azure', async () => {
  const { from, asked } = answering(none);
  expect(await observe(from, ledger, {})).toEqual({ kind: 'answered', body: memory });
  expect(asked).toEqual([]);
});
