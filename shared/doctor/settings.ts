import type { InstallationCheck } from '../model/installation';
import { text } from '../model/text';
import { provision } from './commands';
import { wrong } from './findings';
import { readingOf } from './given';

const schedules = ['SWEEP_SCHEDULE', 'WATCHDOG_SCHEDULE', 'REPORT_SCHEDULE'] as const;

/** An NCRONTAB expression has six fields; with five the first, the seconds, is 0 (Azure Functions: "Timer trigger", NCRONTAB). */
const isSchedule = (value: string): boolean => /^\S+(?:\s+\S+){4,5}$/.test(value.trim());

/** The app settings, the policy among them, read as the app reads them. */
export const settings: InstallationCheck = {
  id: 'settings',
  part: 'settings',
  examine(see, installation) {
    const reading = readingOf(see, installation);
    const first = text(
      'Where it comes from infra/main.parameters.json or azd env set, correct it there.',
      '이 값이 infra/main.parameters.json이나 azd env set에서 왔다면 그곳에서 고치세요.',
    );
    if (reading.kind === 'mistaken')
      return reading.mistakes.map((mistake) =>
        wrong(
          'setting',
          text(`A setting cannot be read: ${mistake}`, `설정을 읽을 수 없습니다: ${mistake}`),
          text(
            'The app does not start: nothing is found, nothing is told.',
            '앱이 시작되지 않습니다. 아무것도 찾지도 알리지도 못합니다.',
          ),
          [provision(see, installation)],
          first,
        ),
      );
    return schedules
      .filter((name) => !isSchedule(reading.settings[name]))
      .map((name) =>
        wrong(
          'schedule',
          text(`${name} is no NCRONTAB expression of six fields.`, `${name}이(가) 여섯 필드의 NCRONTAB 식이 아닙니다.`),
          text('The function that runs by it never runs.', '이 일정으로 도는 함수가 실행되지 않습니다.'),
          [provision(see, installation)],
          first,
        ),
      );
  },
};
