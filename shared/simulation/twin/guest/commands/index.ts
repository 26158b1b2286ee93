import { fail, ok, type CommandRun } from './command';
import { curl } from './curl';
import { fileCommands } from './files';
import { systemCommands } from './system';

export type { Output } from './command';

const echo: CommandRun = ({ args }) => (args[0] === '-n' ? ok(args.slice(1).join(' ')) : ok(`${args.join(' ')}\n`));

/** `%s`, `%d` and `%%`; the format is used again while arguments are left. */
const printf: CommandRun = ({ args }) => {
  const [format = '', ...values] = args;
  const text = format.replace(/\\n/g, '\n').replace(/\\t/g, '\t');
  const queue = [...values];
  let out = '';
  do out += text.replace(/%([sd%])/g, (_, letter: string) => (letter === '%' ? '%' : (queue.shift() ?? '')));
  while (queue.length > 0 && /%[sd]/.test(text));
  return ok(out);
};

/** Every command of the simulated guest by name. An Ubuntu has more: a script that needs another one gets 127, as from any shell. */
export const commands: Readonly<Record<string, CommandRun>> = {
  ...fileCommands,
  ...systemCommands,
  curl,
  echo,
  printf,
  true: () => ok(),
  ':': () => ok(),
  false: () => fail(1),
  sleep: () => ok(),
};
