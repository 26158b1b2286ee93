import type { InstallationCheck } from '../model/installation';
import { text } from '../model/text';
import { functionApp as app } from '../installation/function-app';
import { onApp } from './commands';
import { wrong } from './findings';

/** As infra/main.bicep allows. */
const nodeVersions = ['22', '24'];

/** The app runs, on a Node.js that its packages take. */
export const functionApp: InstallationCheck = {
  id: 'function-app',
  part: 'app',
  examine(see, installation) {
    const { state, runtime, name } = see(app, { id: installation.app });
    return [
      ...(state === 'Running'
        ? []
        : [
            wrong(
              'not-running',
              text(`${name} is ${state}.`, `${name}의 상태: ${state}.`),
              text(
                'Nothing runs: no sweep, no alert, no answer in Teams.',
                '아무것도 실행되지 않습니다. 스윕도, 경고도, Teams의 답도 없습니다.',
              ),
              [onApp(installation, 'start')],
            ),
          ]),
      ...(runtime === undefined || (runtime.name === 'node' && nodeVersions.includes(runtime.version))
        ? []
        : [
            wrong(
              'node-version',
              text(
                `${name} runs on ${runtime.name} ${runtime.version}; it needs Node.js ${nodeVersions.join(' or ')}.`,
                `${name}이(가) ${runtime.name} ${runtime.version}에서 실행됩니다. Node.js ${nodeVersions.join(' 또는 ')}이(가) 필요합니다.`,
              ),
              text(
                'The app is built for newer versions, and does not start or fails as it runs.',
                '앱은 더 새로운 버전에 맞춰 빌드되어, 시작되지 않거나 실행 중에 실패합니다.',
              ),
              [onApp(installation, 'runtime config set', { 'runtime-version': nodeVersions.at(-1) })],
            ),
          ]),
    ];
  },
};
