import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { close, listen } from '../../shared/simulation/loopback';
import type { Person } from '../../shared/simulation/teams/contract';
import { temporaryFolder } from '../../shared/simulation/temporary-folder';

const packageName = '@microsoft/m365agentsplayground';
const version = '0.2.28';

/** The team that the emulator shows. */
export interface Team {
  readonly tenantId: string;
  readonly bot: { readonly id: string; readonly name: string };
  readonly team: { readonly id: string; readonly name: string };
  readonly channel: { readonly id: string; readonly name: string };
  /** Whoever is first presses the buttons. */
  readonly people: readonly [Person, ...Person[]];
}

/** Microsoft's own emulator of a Teams client, for bots. */
export interface Emulator {
  /** The page that shows the client. Only what comes while it is open is shown. */
  readonly page: string;
  /** Where bots send their messages. */
  readonly serviceUrl: string;
  close(): Promise<void>;
}

/**
 * Starts the emulator, which sends what people do to `endpoint`, without a signature. It is fetched from npm when it is first needed, into
 * the folder `.reconnect` of the project: its licence allows to try a bot with it, not to pass it on.
 */
export async function startEmulator(root: string, endpoint: string, team: Team): Promise<Emulator> {
  const program = fetched(root);
  const port = await freePort();
  const folder = temporaryFolder('emulator');
  writeFileSync(path.join(folder.path, '.m365agentsplayground.yml'), JSON.stringify(configOf(team)));
  const child = spawn(
    process.execPath,
    [program, 'start', '-e', endpoint, '-c', 'msteams', '-p', String(port), '--disable-telemetry'],
    { cwd: folder.path, env: { ...process.env, BROWSER: 'none' }, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    folder.remove();
  };
  for await (const line of createInterface({ input: child.stdout }))
    if (line.includes('Listening on')) {
      child.stdout.resume();
      return { page: `http://localhost:${port}`, serviceUrl: `http://localhost:${port}/_connector`, close: stop };
    }
  await stop();
  throw new Error('The emulator ended before it listened.');
}

/** The emulator's program. */
function fetched(root: string): string {
  const folder = path.join(root, '.reconnect/emulator', version);
  const program = path.join(folder, 'node_modules', packageName, 'cli.js');
  if (existsSync(program)) return program;
  const wanted = ['--prefix', folder, '--no-audit', '--no-fund', `${packageName}@${version}`];
  const { status, stderr } = spawnSync('npm', ['install', ...wanted], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${packageName} could not be fetched from npm: ${stderr}`);
  return program;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await close(server);
  return port;
}

/** What the emulator reads: JSON is YAML. It wants five users. */
function configOf({ tenantId, bot, team, channel, people }: Team): object {
  const others = Array.from({ length: 5 }, (_, index): Person => ({
    id: `00000000-0000-4000-8000-0000000000a${index}`,
    name: `Somebody ${index + 1}`,
  }));
  const each = new Map([...people, ...others].map((person) => [person.id, person]));
  const [current, ...users] = [...each.values()].slice(0, 6).map(({ id, name }) => ({
    id: `29:${id}`,
    name,
    aadObjectId: id,
    userPrincipleName: `${id}@example.com`,
    givenName: name,
    surname: name,
    email: `${id}@example.com`,
  }));
  return {
    version: '0.1.1',
    tenantId,
    bot: { id: `28:${bot.id}`, name: bot.name },
    currentUser: current,
    users,
    personalChat: { id: 'personal-chat' },
    groupChat: { id: '19:group@thread.v2', name: 'Group' },
    team: { ...team, aadGroupId: '00000000-0000-4000-8000-0000000000b0', channels: [channel] },
  };
}
