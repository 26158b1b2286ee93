import { curlPrints } from '../own-request';
import { fail, ok, type CommandRun } from './command';

/** Asks the machine itself for a page, and prints of it what `-w` says. */
export const curl: CommandRun = ({ args, machine }) => {
  const after = (option: string): string | undefined => args[args.indexOf(option) + 1];
  const url = args.at(-1) ?? '';
  const format = after('-w');
  if (!/^https?:/.test(url) || !args.includes('-o') || !args.includes('-w') || format === undefined)
    return fail(2, 'curl: only -o FILE -w FORMAT URL is simulated\n');
  const { printed, isAnswered } = curlPrints(machine, format, url, Number(after('-m')));
  return isAnswered ? ok(printed) : { stdout: printed, stderr: 'curl: no answer\n', code: 28 };
};
