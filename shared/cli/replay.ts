import { auditExport } from '../audit/verify';
import { replay, type Replay } from '../audit/replay';
import { tellDifference } from '../audit/replay-words';
import { loadExport, policyOf } from './export-file';

/**
 * `replay`: judges an exported incident again with today's code. 0 when everything comes out the same, bit for bit, 1 when
 * not, 2 when the file cannot be used.
 */
export async function replayExport(
  file: string,
  options: { readonly json: boolean; readonly policy: string | undefined },
  print: (line: string) => void,
): Promise<number> {
  const exported = await loadExport(file);
  if (typeof exported === 'string') return unusable(exported, print);
  const policy = options.policy === undefined ? undefined : await policyOf(exported, options.policy);
  if (typeof policy === 'string') return unusable(policy, print);
  if (auditExport(exported).damage.length > 0)
    return unusable(`${file} is not as it was recorded. See what is wrong with: reconnect audit verify ${file}`, print);
  const { incident, events } = exported;
  const replayed = replay(
    incident,
    events.map(({ event }) => event),
    policy,
  );
  if (options.json) print(JSON.stringify(replayed, null, 2));
  else tell(replayed, print);
  return replayed.differences.length === 0 ? 0 : 1;
}

function tell(
  { incident, decisions, differences, outcome, phase, because }: Replay,
  print: (line: string) => void,
): void {
  print(`${incident}: ${outcome ?? phase}${because ? `. ${because.en}` : ''}`);
  if (differences.length === 0) {
    print(`Same: today's code makes all ${decisions} decisions again, bit for bit.`);
    return;
  }
  print(`Different: today's code makes ${differences.length} of ${decisions} decisions in another way.`);
  for (const difference of differences) {
    const told = tellDifference(difference, 'en');
    print(
      `\nEvent ${difference.seq}, ${difference.at}${difference.kind === 'wording' ? ' (only the words differ)' : ''}`,
    );
    for (const line of told.then) print(`  then   ${line}`);
    for (const line of told.today) print(`  today  ${line}`);
  }
}

function unusable(mistake: string, print: (line: string) => void): number {
  print(mistake);
  return 2;
}
