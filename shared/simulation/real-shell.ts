import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from './temporary-folder';

/** What a script of Reconnect's takes from every Linux. */
const BASICS = ['cat', 'chmod', 'cp', 'cut', 'echo', 'grep', 'head', 'ls', 'mkdir', 'mv', 'rm', 'touch'] as const;

const whereIs = (command: string): string | undefined =>
  ['/usr/bin', '/bin'].map((folder) => path.join(folder, command)).find((file) => existsSync(file));

/** Whether scripts can be run for real here. */
export const hasBash = whereIs('bash') !== undefined;

/** Folders of a Linux that scripts may touch; they stand in a temporary folder. */
const OWN = /(?<![\w./])\/(?=(?:etc|var|run|proc)\/)/g;

/** A Linux of files alone, on which a real shell runs scripts. Its other commands are what a test gives it. */
export interface RealShell {
  /** Where a file of it is: `/etc/ssh/sshd_config`. */
  readonly at: (file: string) => string;
  readonly write: (file: string, content: string) => void;
  /** `undefined` where there is none. */
  readonly read: (file: string) => string | undefined;
  /** Gives it a command, as the body of a script of `sh`; each call is written down. */
  readonly command: (name: string, body: string) => void;
  /** Runs a script as Run Command does, and tells what it prints. */
  readonly run: (
    script: readonly string[],
    shell?: 'bash' | 'sh',
  ) => { readonly stdout: string; readonly stderr: string };
  /** How its commands were called since this was asked last. */
  readonly called: () => readonly string[];
  readonly remove: () => void;
}

export function realShell(name: string): RealShell {
  const { path: root, remove } = temporaryFolder(name);
  const at = (file: string): string => path.join(root, file);
  const [bin, calls] = [at('bin'), at('calls')];
  for (const folder of ['bin', 'etc/ssh', 'var/lib', 'run', 'proc']) mkdirSync(at(folder), { recursive: true });
  for (const basic of BASICS) {
    const file = whereIs(basic);
    if (file) symlinkSync(file, path.join(bin, basic));
  }
  writeFileSync(calls, '');
  return {
    at,
    write: (file, content) => {
      mkdirSync(path.dirname(at(file)), { recursive: true });
      writeFileSync(at(file), content);
    },
    read: (file) => (existsSync(at(file)) ? readFileSync(at(file), 'utf8') : undefined),
    command: (command, body) => {
      const file = path.join(bin, command);
      rmSync(file, { force: true });
      writeFileSync(
        file,
        `#!${whereIs('sh') ?? '/bin/sh'}\necho "${command} $*" >> ${calls}\n${body.replace(OWN, `${root}/`)}\n`,
      );
      chmodSync(file, 0o755);
    },
    run: (script, shell = 'bash') => {
      const file = at('script.sh');
      writeFileSync(file, script.join('\n').replace(OWN, `${root}/`));
      const { stdout, stderr } = spawnSync(whereIs(shell) ?? shell, [file], { env: { PATH: bin }, encoding: 'utf8' });
      return { stdout: stdout.replaceAll(root, ''), stderr: stderr.replaceAll(root, '') };
    },
    called: () => {
      const told = readFileSync(calls, 'utf8').replaceAll(root, '').split('\n').filter(Boolean);
      writeFileSync(calls, '');
      return told;
    },
    remove,
  };
}
