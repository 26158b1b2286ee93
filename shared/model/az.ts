import { armId } from './arm-id';
import { shellWord } from './shell-word';

/** What follows `--` in a command, with its value: none is a switch. */
export type Options = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A command of Azure's command line, as a POSIX shell takes it. */
export const az = (command: string, options: Options): string =>
  ['az', command, ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, ...wordsOf(value)])].join(' ');

/** Where a resource is, with the option that names it. */
export function within(option: string, id: string): Options {
  const { subscription, resourceGroup, names } = armId(id);
  return { subscription, 'resource-group': resourceGroup, [option]: names[0] };
}

const wordsOf = (value: Options[string]): readonly string[] =>
  (value === undefined ? [] : typeof value === 'string' ? [value] : value).map(shellWord);
