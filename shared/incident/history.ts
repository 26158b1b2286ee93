import type { Approver } from '../approvals/approval';
import type { IncidentView } from '../cards/view';
import type { Signal } from '../model/target';
import { text, type Text } from '../model/text';
import { stopIn } from './assess';
import type { ChangeResult, IncidentEvent } from './events';
import { nameOfGuard } from './stops';

/** The events that people care about, one sentence each. */
export const historyOf = (events: readonly IncidentEvent[]): IncidentView['history'] =>
  events.flatMap((event) => {
    const told = tell(event);
    return told ? [{ at: event.at, text: told }] : [];
  });

function reported(signal: Signal): Text {
  switch (signal.kind) {
    case 'alert':
      return text(`Alert received: ${signal.rule}`, `경고 수신: ${signal.rule}`);
    case 'sweep':
      return text('Reported by the health sweep', '상태 점검에서 보고');
    case 'request':
      return text(`Looked at again for ${signal.by}`, `${signal.by}님의 요청으로 재점검`);
  }
}

/** Somebody, who may be nobody in particular. */
const named = ({ name }: Approver): Text => (name === '' ? text('somebody', '누군가') : text(name, `${name}님`));

function tell(event: IncidentEvent): Text | undefined {
  switch (event.kind) {
    case 'opened':
      return reported(event.signal);
    case 'asked':
      return text(`Asked for approval (${event.approval.code})`, `승인 요청 (${event.approval.code})`);
    case 'answered': {
      const reason = event.reason ? `: ${event.reason}` : '';
      return event.decision === 'approve'
        ? text(`Approved by ${event.by.name}${reason}`, `${event.by.name}님이 승인${reason}`)
        : text(`Rejected by ${event.by.name}${reason}`, `${event.by.name}님이 거절${reason}`);
    }
    case 'refused': {
      const by = named(event.by);
      return event.decision === 'mute'
        ? text(`Not muted for ${by.en}: ${event.because.en}`, `${by.ko}의 음소거는 처리되지 않음: ${event.because.ko}`)
        : text(
            `An answer by ${by.en} did not count: ${event.because.en}`,
            `${by.ko}의 답변은 인정되지 않음: ${event.because.ko}`,
          );
    }
    case 'muted':
      return text(
        `Muted until ${event.until} by ${event.by.name}: no new question about it`,
        `${event.by.name}님이 ${event.until}까지 음소거: 새로 묻지 않음`,
      );
    case 'change-settled':
      return event.step.of === 'undo' && event.result.kind === 'landed' ? undefined : changeTold(event.result);
    case 'verified':
      if (event.probes.kind === 'broken')
        return text(`${event.probes.what} no longer works`, `${event.probes.what} 연결이 끊김`);
      return event.presence.kind === 'absent' ? event.presence.because : undefined;
    case 'undo-started':
      return text('Undoing the fix', '조치를 되돌림');
    case 'undo-verified':
      return text('Undone, and Azure shows it', '되돌렸고 Azure에서 확인됨');
    case 'time-limited':
      return text(`Will be undone at ${event.until}`, `${event.until}에 되돌릴 예정`);
    case 'guarded': {
      const stop = stopIn(event.proposal);
      if (!stop) return undefined;
      const guard = nameOfGuard(stop.guard);
      return text(`Guard ${guard.en}: ${stop.result.because.en}`, `보호 규칙 ${guard.ko}: ${stop.result.because.ko}`);
    }
    case 'closed':
      return event.because;
    default:
      return undefined;
  }
}

/** What became of a change, in one sentence. */
export function changeTold(result: ChangeResult): Text {
  switch (result.kind) {
    case 'landed':
      return text('Change applied', '변경 적용됨');
    case 'absent':
      return text('The change did not reach Azure', '변경이 Azure에 도달하지 않음');
    case 'unknown':
      return text('Nobody can tell whether the change landed', '변경 적용 여부를 알 수 없음');
    case 'failed':
      return text(`Change failed: ${result.refusal.message}`, `변경 실패: ${result.refusal.message}`);
    case 'withheld':
      return text(`Change not sent: ${result.because.en}`, `변경을 보내지 않음: ${result.because.ko}`);
  }
}
