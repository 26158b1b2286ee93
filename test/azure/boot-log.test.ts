import { bootLog } from '../../shared/observations/boot-log';
import { connect, disconnect, ways } from './connected';
import { VM } from './estate';

afterEach(disconnect);

const memory = '[9.1] Out of memory: Killed process 903 (python3)\n';

describe.each(ways)('$name', ({ way }) => {
  test('only the end of a long console is looked through, and nothing of it is answered', async () => {
    const console = `Linux version 5.15\n${'a secret\n'.repeat(40_000)}${memory}`;
    const { ask, twin } = await connect(way, { guest: { hung: true, console } });
    expect(await ask(bootLog, { vm: VM })).toEqual({ kind: 'answered', body: { found: ['memory'] } });
    expect(JSON.stringify(twin.log)).not.toContain('sig=');
  });

  test('a console that shows nothing yet is no refusal', async () => {
    const { look } = await connect(way, { guest: { hung: true } });
    expect(await look(bootLog, { vm: VM })).toEqual({ signs: ['starts'] });
  });

  test('who lacks the right is told which', async () => {
    const [action] = bootLog.permissions;
    const { ask } = await connect(way, { missingActions: [action ?? ''] });
    expect(await ask(bootLog, { vm: VM })).toMatchObject({ kind: 'refused', refusal: { kind: 'forbidden', action } });
  });
});
