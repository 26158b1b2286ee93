import type { InstallationCheck } from '../model/installation';
import { text } from '../model/text';
import { wrong } from './findings';

/** Azure tells the time to the second, and an answer takes its time. */
const toleratedMs = 60_000;

/** The clock of this machine goes with Azure's. */
export const clock: InstallationCheck = {
  id: 'clock',
  part: 'clock',
  examine(_see, { aheadMs = 0 }) {
    if (Math.abs(aheadMs) < toleratedMs) return [];
    const seconds = Math.round(Math.abs(aheadMs) / 1000);
    return [
      wrong(
        'clock-skew',
        aheadMs > 0
          ? text(
              `The clock of this machine is ${seconds} s ahead of Azure’s.`,
              `이 컴퓨터의 시계가 Azure보다 ${seconds}초 빠릅니다.`,
            )
          : text(
              `The clock of this machine is ${seconds} s behind Azure’s.`,
              `이 컴퓨터의 시계가 Azure보다 ${seconds}초 느립니다.`,
            ),
        text(
          'Tokens from here may be refused as expired or not valid yet, and what runs here ends questions too early or too late.',
          '여기서 받은 토큰이 만료되었거나 아직 유효하지 않다고 거절될 수 있고, 여기서 실행하는 것은 질문을 너무 일찍 또는 늦게 닫습니다.',
        ),
        ['sudo timedatectl set-ntp true'],
      ),
    ];
  },
};
