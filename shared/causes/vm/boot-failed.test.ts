import { healthy, ids, reasonOver, vmTarget } from '../../model/testing';
import { bootLog } from '../../observations/boot-log';
import { bootFailed } from './boot-failed';

const silent = { ...healthy.virtualMachine, agent: { known: 'silent' }, bootDiagnostics: true };

function judge(found: readonly string[], vm: object = {}) {
  const answers = { ...healthy, virtualMachine: { ...silent, ...vm }, bootLog: bootLog.answer.parse({ found }) };
  const judged = reasonOver(answers, (see) => bootFailed.judge(see, vmTarget));
  return judged.kind === 'done' ? judged.value : judged;
}

test.each<[string, readonly string[], string]>([
  ['nothing at all', [], 'uncertain'],
  ['a start, and no more', ['starts'], 'uncertain'],
  ['a word of a later version', ['starts', 'meteor'], 'uncertain'],
  ['an agent that does not start', ['starts', 'agent'], 'uncertain'],
  ['a start and a login', ['starts', 'asks'], 'excluded'],
  ['a panic before the last start', ['kernel-panic', 'starts'], 'uncertain'],
  ['a panic before the last login', ['starts', 'kernel-panic', 'asks'], 'excluded'],
  ['a panic after the login', ['starts', 'asks', 'kernel-panic'], 'excluded'],
  ['a panic instead of a login', ['asks', 'starts', 'kernel-panic'], 'found'],
  ['a boot loader that finds no system after a start', ['starts', 'no-boot-device'], 'found'],
  ['a boot loader that finds no system, alone', ['no-boot-device'], 'found'],
  ['a file system that is broken', ['starts', 'file-system', 'emergency'], 'found'],
  ['no room', ['starts', 'no-space'], 'found'],
  ['no memory', ['starts', 'memory'], 'found'],
  ['no memory, at nobody knows what time', ['memory'], 'uncertain'],
  ['a panic, at nobody knows what time', ['kernel-panic'], 'uncertain'],
  ['emergency mode, which is of a start', ['no-space', 'emergency'], 'found'],
  ['a boot loader that finds no system after a login', ['starts', 'asks', 'no-boot-device'], 'found'],
])('the console shows %s', (_, found, kind) => {
  expect(judge(found)).toMatchObject({ kind });
});

test('what went wrong after the login is told all the same', () => {
  expect(judge(['starts', 'asks', 'memory'])).toMatchObject({
    because: { en: expect.stringContaining('too little memory') as string },
  });
});

test('people are told where to read the log, how to get in, and that a restart would not help', () => {
  const { advice } = judge(['starts', 'mount', 'emergency']) as { advice: { en: string; ko: string } };
  for (const each of ['get-boot-log', '/etc/fstab', 'az serial-console connect', 'az vm repair create'])
    expect([advice.en, advice.ko]).toEqual([expect.stringContaining(each), expect.stringContaining(each)]);
});

test.each<[string, object, object]>([
  ['the agent reports', { agent: { known: 'ready' } }, { kind: 'excluded' }],
  ['boot diagnostics is off', { bootDiagnostics: false }, { kind: 'skipped', missing: 'boot diagnostics' }],
  ['it is a Windows VM', { os: 'Windows' }, { kind: 'skipped', missing: 'Linux' }],
  [
    'it has just started, so that the log may be an old one',
    { provisionedAt: '2026-11-21T08:58:00Z', agentAt: '2026-11-21T09:00:00Z' },
    { kind: 'uncertain' },
  ],
])('no start has failed for certain where %s', (_, vm, judgement) => {
  expect(judge(['starts', 'kernel-panic'], { id: ids.vm, ...vm })).toMatchObject(judgement);
});

test('without boot diagnostics people are told how to switch it on', () => {
  expect(judge([], { bootDiagnostics: false })).toMatchObject({
    because: { en: expect.stringContaining('az vm boot-diagnostics enable') as string },
  });
});
