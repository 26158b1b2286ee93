import { knownAmong } from '../approvals/approval';
import { rule, type Reply } from '../approvals/decide';
import type { Text } from '../model/text';
import { text } from '../model/text';
import { planTold } from '../cards/format';
import type { IncidentView } from '../cards/view';
import { commit, read } from './commit';
import { noteRefusal } from './refusal';
import { viewOf } from './view';
import type { Committing } from './dependencies';

export type ReplyResult =
  | { readonly kind: 'taken'; readonly incident: string; readonly view: IncidentView }
  | { readonly kind: 'refused'; readonly because: Text };

/** Takes an answer that names only the code of a question. One that several open questions have decides none of them. */
export async function replyByCode(answer: Reply, deps: Committing): Promise<ReplyResult> {
  const incidents = [...new Set(await deps.store.byCode(answer.code))];
  if (incidents.length <= 1) return reply(incidents[0], answer, deps);
  const asked = await Promise.all(incidents.map((incident) => read(incident, deps)));
  const subjects = asked.flatMap((each) => each && (planTold(viewOf(each.state, each.events)) ?? []));
  const [en, ko] = (['en', 'ko'] as const).map((language) => subjects.map((each) => each?.[language]).join('; '));
  return refuse(
    undefined,
    answer,
    deps,
    text(
      `${incidents.length} open questions have the code ${answer.code}: ${en}. Nothing was decided; press a button on the card that you mean.`,
      `열린 질문 ${incidents.length}개의 코드가 ${answer.code}입니다: ${ko}. 아무것도 결정되지 않았습니다. 해당 카드의 버튼을 눌러 주세요.`,
    ),
  );
}

/** Takes a person's answer. Exactly one decision wins; everybody later is told what it was. What does not count is noted. */
export async function reply(incident: string | undefined, answer: Reply, deps: Committing): Promise<ReplyResult> {
  for (;;) {
    const now = incident === undefined ? undefined : await read(incident, deps);
    if (!now)
      return refuse(
        undefined,
        answer,
        deps,
        text(`There is no open question ${answer.code}.`, `열린 질문 ${answer.code}이(가) 없습니다.`),
      );
    const { id } = now.stored;
    const { state, events } = now;
    if (state.attempts.some(({ approval, decision }) => decision && approval.code === answer.code.toUpperCase())) {
      deps.log('An answer came after the decision', { incident: id, decision: answer.decision, by: answer.by.id });
      return { kind: 'taken', incident: id, view: viewOf(state, events) };
    }

    const approval = state.phase.kind === 'asking' ? state.phase.approval : undefined;
    const ruling = rule(
      approval ? { kind: 'pending', approval, approvedBy: state.attempts.at(-1)?.approvedBy ?? [] } : { kind: 'none' },
      answer,
      deps.now(),
    );
    if (ruling.kind === 'refused') return refuse(id, answer, deps, ruling.because);
    const { decision, reason } = answer;
    const by = knownAmong(approval?.approvers ?? [], answer.by);
    const after = await commit(deps, now, { kind: 'answered', by, decision, ...(reason ? { reason } : {}) });
    if (!after) continue;
    await deps.store.wake(id, deps.now());
    return { kind: 'taken', incident: id, view: viewOf(after.state, after.events) };
  }
}

async function refuse(
  incident: string | undefined,
  { by, decision }: Reply,
  deps: Committing,
  because: Text,
): Promise<ReplyResult> {
  await noteRefusal(incident, { by, decision, because }, deps);
  return { kind: 'refused', because };
}
