import type { ScenarioInput } from '../scenarios/schema';
import type { Policy } from '../../model/policy';
import { Target } from '../../model/target';
import type { Intervention, Ledger, Mute } from '../../model/ledger';
import { ledger } from '../../observations/ledger';
import type { Clock } from './clock';
import type { Seen } from './seen';

type Memory = Pick<ScenarioInput, 'history' | 'messages'>;
type Earlier = NonNullable<ScenarioInput['history']>[number];
type Message = NonNullable<ScenarioInput['messages']>[number];

/** What Reconnect remembered of other incidents, and who had stopped or muted it, as far as this incident looked. */
export function memoryIn(incident: string, seen: Seen, policy: Policy, clock: Clock): Memory {
  const looks = seen.all(ledger).map(({ answer }) => answer);
  const others = new Map<string, Intervention[]>();
  for (const each of looks.flatMap(({ interventions }) => interventions)) {
    if (each.incident === incident) continue;
    const key = `${each.incident} ${each.planHash}`;
    others.set(key, [...(others.get(key) ?? []), each]);
  }
  const history = [...others.values()].flatMap((stages) => earlier(stages, clock));
  return { history, messages: messages(looks, policy, clock) };
}

/** The stages of one intervention, as far as they were seen. A target is only remembered by its key. */
function earlier(stages: readonly Intervention[], clock: Clock): readonly Earlier[] {
  const last = stages.at(-1);
  const target = last && targetOf(last.target);
  if (!last || !target) return [];
  const { incident, cause, blamed, fix, resource, region, affectedResources } = last;
  const at = (kind: Intervention['stage']['kind']) => {
    const stage = stages.find((each) => each.stage.kind === kind)?.stage;
    return stage && clock.signed(stage.at);
  };
  const { stage } = last;
  const ended = stage.kind === 'ended' ? { at: clock.signed(stage.at), result: stage.result } : undefined;
  const started = at('started') ?? (ended && ended.result !== 'withdrawn' ? ended.at - 1 : undefined);
  return [
    {
      incident,
      target,
      cause,
      blamed,
      fix,
      resource,
      region,
      affectedResources: [...affectedResources],
      asked: at('asked') ?? (started ?? ended?.at ?? 0) - 1,
      ...(started === undefined ? {} : { started }),
      ...(ended ? { ended } : {}),
    },
  ];
}

function targetOf(key: string): Target | undefined {
  const [kind, id, port] = key.split(' ');
  const expected = port === undefined ? {} : { port: Number(port), from: { address: '10.255.255.1' } };
  return Target.safeParse({ kind, id, ...expected }).data;
}

/** What must have been said in the channel, each time between two looks, for changes to be off, or a scope to be muted. */
function messages(looks: readonly Ledger[], { approvers }: Policy, clock: Clock): Message[] {
  return looks.flatMap((look, index): Message[] => {
    const before = looks[index - 1];
    const at = before ? clock((Date.parse(before.at) + Date.parse(look.at)) / 2) : 0;
    const say = (by: string, text: string): Message[] => {
      const who = approvers.find(({ name }) => name === by) ?? approvers[0];
      return who ? [{ at, who: { ...who }, text }] : [];
    };
    const minutes = (until: string) => Math.max(1, Math.ceil((clock.signed(until) - at) / 60));
    const isNew = (mute: Mute) =>
      !before?.mutes.some(({ scope, until }) => scope === mute.scope && until === mute.until);
    return [
      ...(look.resumedAt && !before ? say('', 'resume') : []),
      ...(look.stop && !before?.stop ? say(look.stop.by, 'stop') : []),
      ...(!look.stop && before?.stop ? say(before.stop.by, 'resume') : []),
      ...look.mutes.filter(isNew).flatMap(({ scope, until, by }) => say(by, `mute ${scope} ${minutes(until)}m`)),
    ];
  });
}
