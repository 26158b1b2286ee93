import type { InstallationCheck } from '../model/installation';
import { text } from '../model/text';
import { deployedFunctions, functionApp } from '../installation/function-app';
import { azd, listed, setting } from './commands';
import { sureOfNone, wrong } from './findings';

/** Every function of the app, as functions/ registers them. */
export const ownFunctions = [
  'alerts',
  'control',
  'health',
  'incident',
  'incident-poison',
  'incidents',
  'look',
  'look-poison',
  'secure-alerts',
  'sweep',
  'teams',
  'watchdog',
  'weekly-report',
];

/** Everything is deployed, and nothing switched off. */
export const functions: InstallationCheck = {
  id: 'functions',
  part: 'app',
  examine(see, installation) {
    const { app } = installation;
    // The host of a stopped app finds nothing.
    if (see(functionApp, { id: app }).state !== 'Running') return [];
    const { functions: found } = see(deployedFunctions, { id: app });
    const missing = ownFunctions.filter((name) => !found.some((each) => each.name === name));
    if (missing.length > 0) {
      sureOfNone(see, app, 'Microsoft.Web/sites/functions/read');
      return [
        wrong(
          'not-deployed',
          missing.length === ownFunctions.length
            ? text('The app has no functions.', '앱에 함수가 없습니다.')
            : text(`The app lacks functions: ${listed(missing)}.`, `앱에 없는 함수: ${listed(missing)}.`),
          text(
            'The package was not deployed, is of another version, or does not load (a mistake in the settings has that effect too).',
            '패키지가 배포되지 않았거나, 다른 버전이거나, 로드되지 않습니다(설정의 오류도 이런 결과를 낳습니다).',
          ),
          [azd(see, installation, 'deploy')],
        ),
      ];
    }
    return found
      .filter(({ name, isDisabled }) => isDisabled && ownFunctions.includes(name))
      .map(({ name }) =>
        wrong(
          'function-disabled',
          text(`The function ${name} is disabled.`, `함수 ${name}이(가) 꺼져 있습니다.`),
          text('What it does is not done.', '이 함수가 하는 일이 이루어지지 않습니다.'),
          [setting(installation, `AzureWebJobs.${name}.Disabled`, 'false')],
        ),
      );
  },
};
