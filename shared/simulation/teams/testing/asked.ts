import { advance } from '../../../incident/advance';
import { obey } from '../../../incident/control';
import type { Dependencies } from '../../../incident/dependencies';
import type { IncidentEvent } from '../../../incident/events';
import { buttonMinutes, muteTargetOf } from '../../../incident/mute';
import { open } from '../../../incident/open';
import { noteTurnedAway } from '../../../incident/refusal';
import type { Teller } from '../../../incident/ports';
import { reply, replyByCode } from '../../../incident/reply';
import { stateOf } from '../../../incident/state';
import { gatewayEstate } from '../../../incident/testing/estates';
import { memoryStore } from '../../../incident/testing/memory-store';
import { scriptedAzure } from '../../../incident/testing/scripted-azure';
import { policyFor, signalFor, startsAt } from '../../../incident/testing/simulation';
import type { Policy } from '../../../model/policy';
import { minji, startBot, type Bot } from '../bot';

/** An incident whose question is in the channel; Min-ji Kim may answer it. `prepare` comes before anything is posted; `tellers` are told too. */
export async function asked(
  change: Partial<Policy> = {},
  prepare: (bot: Bot) => void = () => undefined,
  tellers: readonly Teller[] = [],
) {
  let now = startsAt;
  const logged: { readonly message: string; readonly properties: unknown }[] = [];
  const estate = gatewayEstate({ cure: true });
  const store = memoryStore(
    () => undefined,
    () => now,
  );
  const { azure, sent } = scriptedAzure(estate, { now: () => now });
  const deps: Omit<Dependencies, 'messenger'> = {
    store,
    azure,
    policy: { ...policyFor(estate), approvers: [minji], ...change },
    tellers,
    language: 'en',
    now: () => now,
    log: (message, properties) => void logged.push({ message, properties }),
    measure: () => undefined,
  };
  const bot = await startBot(
    (answer) => (answer.incident === undefined ? replyByCode(answer, deps) : reply(answer.incident, answer, deps)),
    {
      now: () => now,
      onCommand: (command, by, written) => obey(command, by, deps, written),
      onMute: ({ incident, by }) => muteTargetOf(incident, by, buttonMinutes, deps),
      onTurnedAway: (attempt) => noteTurnedAway(attempt, deps),
    },
  );
  prepare(bot);
  const channel = { messenger: bot.messenger };
  const id = await open(signalFor(estate), deps);
  const work = async (turns = 4) => {
    for (let turn = 0; turn < turns; turn++, now += 10_000)
      await advance(id, { ...deps, messenger: channel.messenger });
  };
  await work();
  const events = (): readonly IncidentEvent[] => store.all().find((each) => each.id === id)?.events ?? [];
  const state = () => stateOf(id, events());
  const of = <K extends IncidentEvent['kind']>(kind: K) =>
    events().filter((event): event is Extract<IncidentEvent, { kind: K }> => event.kind === kind);
  const code = state().attempts[0]?.approval.code ?? '';
  /** What is said in the thread of the first card, one reply after the other. */
  const thread = () => {
    const [first, ...others] = bot.teams.messages();
    return others
      .filter(({ conversation, from }) => conversation === first?.conversation && from === 'bot')
      .map((each) => each.text);
  };
  const wait = (ms: number) => void (now += ms);
  /** What was told to operators by the receiver and by the incident. */
  const told = () => [...bot.logged, ...logged.map((line) => JSON.stringify(line))];
  return { id, bot, channel, code, deps, estate, events, of, sent, state, store, thread, told, wait, work };
}
export type Asked = Awaited<ReturnType<typeof asked>>;
