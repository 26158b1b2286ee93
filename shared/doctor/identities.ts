import { sameId } from '../model/arm-id';
import type { Finding, InstallationCheck } from '../model/installation';
import { text, type Text } from '../model/text';
import { provision } from './commands';
import { wrong } from './findings';
import { attached, type IdentityName, identitySettings, settingsOf } from './given';

const needs: Readonly<Record<IdentityName, Text>> = {
  observer: text('Azure cannot be looked at.', 'Azure를 볼 수 없습니다.'),
  remediator: text('Approved fixes cannot be applied.', '승인된 조치를 적용할 수 없습니다.'),
  storage: text(
    'The app cannot reach its records, and does not start.',
    '앱이 기록에 접근하지 못해 시작되지 않습니다.',
  ),
  bot: text('No card reaches Teams.', '카드가 Teams에 도착하지 않습니다.'),
};

/** The app has the four identities that its settings name, and looks with another one than it changes with. */
export const identities: InstallationCheck = {
  id: 'identities',
  part: 'identities',
  examine(see, installation) {
    const given = settingsOf(see, installation);
    const clientId = (name: IdentityName) => given[identitySettings[name]];
    const found = (Object.keys(identitySettings) as IdentityName[]).flatMap((name): readonly Finding[] => {
      const id = clientId(name);
      if (id === undefined || attached(see, installation, id)) return [];
      return [
        wrong(
          'identity-not-attached',
          text(
            `The app does not have the identity that ${identitySettings[name]} names (${id}).`,
            `${identitySettings[name]}이(가) 가리키는 ID(${id})가 앱에 연결되어 있지 않습니다.`,
          ),
          needs[name],
          [provision(see, installation)],
        ),
      ];
    });
    const [observer, remediator] = [clientId('observer'), clientId('remediator')];
    if (observer === undefined)
      found.push(
        wrong(
          'identity-unset',
          text('OBSERVER_CLIENT_ID is not set.', 'OBSERVER_CLIENT_ID가 설정되지 않았습니다.'),
          text(
            'The app does not know with which of its identities to look.',
            '앱이 어느 ID로 조회해야 하는지 알지 못합니다.',
          ),
          [provision(see, installation)],
        ),
      );
    else if (remediator === undefined || sameId(observer, remediator))
      found.push(
        wrong(
          'one-identity',
          text('Approved fixes are sent with the identity that looks.', '승인된 조치가 조회용 ID로 전송됩니다.'),
          text(
            'Either fixes fail, or what only looks may also change things.',
            '조치가 실패하거나, 조회만 하는 쪽도 변경할 수 있게 됩니다.',
          ),
          [provision(see, installation)],
        ),
      );
    return found;
  },
};
