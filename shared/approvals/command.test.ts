import { mayCommand, readCommand, readMinutes, type Command } from './command';

test.each<[string, Command]>([
  ['stop', { kind: 'stop' }],
  ['Stop Reconnect', { kind: 'stop' }],
  ['STOP!!', { kind: 'stop' }],
  ['정지', { kind: 'stop' }],
  ['중지.', { kind: 'stop' }],
  ['resume', { kind: 'resume' }],
  ['재개', { kind: 'resume' }],
  ['status', { kind: 'status' }],
  ['상태', { kind: 'status' }],
  ['mute vm-files 2h', { kind: 'mute', what: 'vm-files', minutes: 120 }],
  ['Mute VM-Files 30M', { kind: 'mute', what: 'VM-Files', minutes: 30 }],
  ['음소거 rg-files 2시간', { kind: 'mute', what: 'rg-files', minutes: 120 }],
  ['음소거 rg-files 30분', { kind: 'mute', what: 'rg-files', minutes: 30 }],
  ['mute 2h', { kind: 'mute-this', minutes: 120 }],
  ['음소거 30분', { kind: 'mute-this', minutes: 30 }],
  ['unmute vm-files', { kind: 'unmute', what: 'vm-files' }],
  ['음소거 해제 vm-files', { kind: 'unmute', what: 'vm-files' }],
  ['recheck agw-shop', { kind: 'recheck', what: 'agw-shop' }],
  ['재점검 agw-shop', { kind: 'recheck', what: 'agw-shop' }],
  // The words that end a mute win over the ones that begin one.
  ['음소거 해제 2시간', { kind: 'unmute', what: '2시간' }],
])('%j', (said, command) => {
  expect(readCommand(said)).toEqual(command);
});

test.each([
  'mute',
  'mute vm-files',
  'mute vm-files soon',
  'mute vm-files 0h',
  'mute a b 2h',
  'unmute',
  '음소거',
  'recheck',
  'recheck it now',
])('%j begins like a command', (said) => expect(readCommand(said)).toBe('unclear'));

test.each([
  '',
  'stop it',
  'do not stop',
  'nonstop',
  'stop?',
  'resume!',
  'status quo',
  '정지해',
  'muted',
  'approve A1B2',
])('%j is none', (said) => expect(readCommand(said)).toBeUndefined());

test.each([
  ['2h', 120],
  ['90m', 90],
  ['1시간', 60],
  ['5분', 5],
  ['0m', undefined],
  ['-1h', undefined],
  ['1.5h', undefined],
  ['2d', undefined],
  ['123456m', undefined],
  ['2hasOwnProperty', undefined],
  ['', undefined],
])('%j is %j minutes', (said, minutes) => expect(readMinutes(said)).toBe(minutes));

const kim = { id: 'AAAAAAAA-2222-4222-8222-222222222222', name: 'Kim' };
const lee = { id: 'bbbbbbbb-2222-4222-8222-222222222222', name: 'Kim' };
const byKim = { ...kim, id: kim.id.toLowerCase() };
const commands: readonly Command[] = [
  { kind: 'stop' },
  { kind: 'status' },
  { kind: 'resume' },
  { kind: 'mute', what: 'vm', minutes: 1 },
  { kind: 'unmute', what: 'vm' },
  { kind: 'recheck', what: 'vm' },
];

test('approvers may do everything, others only stop it and look', () => {
  const mayWhat = (by: typeof kim) =>
    commands.filter((command) => mayCommand(command, by, [kim]).kind === 'accepted').map(({ kind }) => kind);
  expect(mayWhat(byKim)).toEqual(['stop', 'status', 'resume', 'mute', 'unmute', 'recheck']);
  expect(mayWhat(lee)).toEqual(['stop', 'status']);
});

test('who may not is told who may', () => {
  expect(mayCommand({ kind: 'resume' }, lee, [kim])).toMatchObject({
    kind: 'refused',
    because: { en: expect.stringContaining('Only Kim') as string, ko: expect.stringContaining('Kim만') as string },
  });
});
