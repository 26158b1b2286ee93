import type { Approver } from '../approvals/approval';
import { byHand } from '../changes';
import type { Plan } from '../model/plan';
import { joinText, text, type Text } from '../model/text';
import type { ChangeResult, Step } from './events';
import type { Attempted } from './phase';

// Why incidents end, as people are told.

export const rejected = ({ name }: Approver): Text =>
  text(`${name} rejected the fix. Nothing was changed.`, `${name}님이 조치를 거절했습니다. 변경된 것은 없습니다.`);

/** Of these people, fewer than must have approved it in time. */
export const unanswered = ([first]: readonly Approver[]): Text =>
  first
    ? text(
        `${first.name} approved the fix, but nobody else did in time. Nothing was changed.`,
        `${first.name}님은 승인했지만 시간 안에 두 번째 승인이 없었습니다. 변경된 것은 없습니다.`,
      )
    : text('Nobody answered in time. Nothing was changed.', '시간 안에 답한 사람이 없습니다. 변경된 것은 없습니다.');

export const noLongerFits = text(
  'Things changed between the question and the approval, so the approved plan no longer fits. It was not applied.',
  '질문과 승인 사이에 상황이 바뀌어 승인된 계획이 더 이상 맞지 않습니다. 적용하지 않았습니다.',
);

export const notApplied = (because: Text): Text =>
  text(`The approved plan was not applied. ${because.en}`, `승인된 계획을 적용하지 않았습니다. ${because.ko}`);

/** What people must do about a change that was not carried out. */
export function leftToPeople(
  step: Step,
  result: Exclude<ChangeResult, { kind: 'landed' | 'absent' }>,
  { undo }: Pick<Plan, 'undo'>,
): Text {
  const commands = undo
    .slice(step.of === 'undo' ? step.index : 0)
    .map(byHand)
    .join(' && ');
  if (result.kind === 'unknown')
    return joinText(
      text('Nobody can tell whether the change landed.', '변경이 적용되었는지 알 수 없습니다.'),
      ...(result.because ? [result.because] : []),
      text('It is not sent again; please look at the resource.', '다시 보내지 않으니 리소스를 확인해 주세요.'),
      ...(commands === '' ? [] : [text(`This takes it back: ${commands}`, `되돌리는 명령: ${commands}`)]),
    );
  const because =
    result.kind === 'withheld'
      ? result.because
      : text(`${result.refusal.code}: ${result.refusal.message}`, `${result.refusal.code}: ${result.refusal.message}`);
  return step.of === 'undo'
    ? text(
        `The fix could not be undone. ${because.en} Please undo it by hand: ${commands}`,
        `조치를 되돌리지 못했습니다. ${because.ko} 직접 되돌려 주세요: ${commands}`,
      )
    : text(`The change was not sent. ${because.en}`, `변경을 보내지 않았습니다. ${because.ko}`);
}

export const brokeSomething = (what: string): Text =>
  text(
    `Since the change, ${what} no longer works, and the change cannot be undone.`,
    `변경 이후 ${what}이(가) 더 이상 작동하지 않으며, 변경은 되돌릴 수 없습니다.`,
  );

export const recoveredBut = (because: Text, other: Text): Text =>
  text(
    `${because.en} Something else is still wrong: ${other.en}`,
    `${because.ko} 다른 문제가 남아 있습니다: ${other.ko}`,
  );

export const undoDoesNotShow = text(
  'The fix was undone, but Azure does not show it. Please look at the resource.',
  '조치를 되돌렸지만 Azure에서 확인되지 않습니다. 리소스를 확인해 주세요.',
);

export const timeWasUp = text(
  'The connection was back. The fix was for a limited time, and was undone when the time was up.',
  '연결이 복구되었습니다. 조치는 기한이 정해져 있었고, 기한이 되어 되돌렸습니다.',
);

/** The reason, and what became of the last fix where it was not simply of no help. */
export function withFailure(because: Text, { failure, undoing }: Partial<Attempted> = {}): Text {
  if (undoing === 'broke-something')
    return text(
      `${because.en} The last one was undone because another connection broke.`,
      `${because.ko} 마지막 조치는 다른 연결이 끊겨 되돌렸습니다.`,
    );
  if (!failure) return because;
  const said = `${failure.code}: ${failure.message}`;
  return text(
    `${because.en} Azure did not carry the last one out (${said})`,
    `${because.ko} 마지막 조치는 Azure가 실행하지 않았습니다 (${said})`,
  );
}
