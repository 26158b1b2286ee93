import type { Scenario } from '../scenarios/schema';
import { Policy } from '../../model/policy';
import type { RunningTeams } from '../teams/contract';

/** How long somebody takes to answer everything with yes, ms. */
const thinkMs = 20_000;

/** The people of a rehearsal: they see a question when it is asked, and answer when it is time. */
export interface People {
  /** Looks at the channel; new questions get their answers scheduled. */
  look(): void;
  /** Whether everybody who was to answer a question that was asked has done so. */
  done(): boolean;
}

type Answer = Omit<Scenario['people'][number], 'question'>;

/** Lets people answer as the scenario says, or the first two approvers with yes to everything, or nobody. */
export function showTime(
  scenario: Scenario,
  approve: 'as-written' | 'all' | 'none',
  teams: RunningTeams,
  later: (afterMs: number, act: () => Promise<void>) => void,
): People {
  const { approvers } = Policy.parse(scenario.policy);
  let waiting = 0;
  const answersTo = (question: number): readonly Answer[] => {
    if (approve === 'none') return [];
    if (approve === 'all')
      return approvers.slice(0, 2).map((who, index) => ({
        who,
        says: 'approve',
        after: ((index + 1) * thinkMs) / 1000,
        by: 'click',
      }));
    return scenario.people.filter((answer) => answer.question === question);
  };

  const answer = async ({ who, says, by }: Answer, code: string): Promise<void> => {
    if (by === 'click') await teams.click(who, code, says);
    else await teams.say(who, `${says} ${code}`);
    waiting -= 1;
  };

  const seen = new Set<string>();
  const look = (): void => {
    for (const { code } of teams.questions()) {
      if (seen.has(code)) continue;
      seen.add(code);
      for (const each of answersTo(seen.size)) {
        waiting += 1;
        later(each.after * 1000, () => answer(each, code));
      }
    }
  };
  return { look, done: () => waiting === 0 };
}
