import { mutantsOf } from './list';
import { tryAll } from './trials';
import { killerName } from './mutant';

/** Answers the exit status: 0 when every mutant was killed, 1 when one survived. `only`: a part of what is missing or of what notices. */
export async function run(
  root: string,
  { only = '', json = false }: { readonly only?: string | undefined; readonly json?: boolean | undefined },
  print: (line: string) => void,
): Promise<number> {
  const chosen = mutantsOf(root).filter(({ without, file, killedBy }) =>
    `${without} ${file} ${killerName(killedBy)}`.toLowerCase().includes(only.toLowerCase()),
  );
  if (chosen.length === 0) {
    print(`No mutant has "${only}" in what it is without, its file, or what kills it.`);
    return 1;
  }
  const startedAt = performance.now();
  const widest = Math.max(...chosen.map(({ without }) => without.length));
  let survived = 0;
  await tryAll(chosen, root, ({ mutant: { without, killedBy }, end }) => {
    if (end.kind === 'survived') survived += 1;
    const name = `without ${without.padEnd(widest)}`;
    if (json) print(JSON.stringify({ without, ...end }));
    else if (end.kind === 'killed') print(`killed    ${name}  by ${killerName(killedBy)} (${end.how})`);
    else print(`SURVIVED  ${name}  ${killerName(killedBy)}: ${end.why}`);
  });
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  if (!json) print(`${chosen.length - survived} of ${chosen.length} mutants killed in ${seconds} s.`);
  return survived > 0 ? 1 : 0;
}
