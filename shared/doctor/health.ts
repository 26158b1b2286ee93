import { functionApp } from '../installation/function-app';
import type { InstallationCheck } from '../model/installation';
import { Unsure } from '../model/see';
import { text } from '../model/text';
import { azd } from './commands';
import { wrong } from './findings';

/** The app answers: it has read its settings, and its storage answers it. */
export const health: InstallationCheck = {
  id: 'health',
  part: 'app',
  examine(see, installation) {
    const { state, name, host } = see(functionApp, { id: installation.app });
    const { health: heard } = installation;
    if (heard.kind === 'answered' || state !== 'Running') return [];
    if (heard.kind === 'unheard')
      throw new Unsure(
        text(
          `Not checked whether ${name} works: https://${host}/api/health does not answer from here as Reconnect does.`,
          `${name}이(가) 동작하는지 확인하지 못함: 여기서는 https://${host}/api/health가 Reconnect처럼 응답하지 않습니다.`,
        ),
      );
    return [
      wrong(
        'not-healthy',
        text(
          `${name} runs, and fails: /api/health answers HTTP ${heard.status}.`,
          `${name}이(가) 실행 중이지만 실패합니다: /api/health의 응답이 HTTP ${heard.status}입니다.`,
        ),
        text(
          'It cannot read its settings, or its storage does not answer it: nothing is looked at, and nobody is told.',
          '설정을 읽지 못하거나 스토리지가 응답하지 않습니다. 아무것도 점검되지 않고 아무에게도 알려지지 않습니다.',
        ),
        [azd(see, installation, 'monitor --logs')],
      ),
    ];
  },
};
