import type { Guard } from '../model/guard';
import { joinText, text } from '../model/text';
import { kindOf } from '../targets';

/** Can the connection be tried after the fix? What cannot be checked is not changed. */
export const verifiable: Guard = {
  id: 'verifiable',
  title: text('The result can be checked', '결과를 확인할 수 있음'),
  order: 120,
  check: (see, { target }) => {
    const fault = kindOf(target).notVerifiable(see, target);
    if (!fault) return { kind: 'pass' };
    return {
      kind: 'block',
      because: joinText(
        text('The connection could not be tried after the fix.', '조치 후 연결을 확인할 수 없습니다.'),
        fault,
      ),
    };
  },
};
