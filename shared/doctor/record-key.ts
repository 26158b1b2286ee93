import { isReference } from '../config/settings';
import { az } from '../model/az';
import { shellWord } from '../model/shell-word';
import type { Finding, InstallationCheck } from '../model/installation';
import { text, type Text } from '../model/text';
import { keyReferences } from '../installation/function-app';
import { onApp, provision } from './commands';
import { wrong } from './findings';
import { settingsOf } from './given';

/** What Azure says of a reference that it could not resolve (App Service: "Use Key Vault references", ResolveStatus). */
const reasons: Readonly<Record<string, Text>> = {
  InvalidSyntax: text('the reference is misspelt', '참조의 형식이 잘못되었습니다'),
  MSINotEnabled: text('the identity that reads it is not the app’s', '읽는 ID가 앱에 연결되어 있지 않습니다'),
  VaultNotFound: text('there is no such vault', '그런 자격 증명 모음이 없습니다'),
  SecretNotFound: text('the vault has no such secret', '자격 증명 모음에 그런 비밀이 없습니다'),
  SecretVersionNotFound: text('the secret has no such version', '비밀에 그런 버전이 없습니다'),
  AccessToKeyVaultDenied: text('the app’s identity may not read it', '앱의 ID가 읽을 권한이 없습니다'),
  UnauthorizedClient: text('the app’s identity may not read it', '앱의 ID가 읽을 권한이 없습니다'),
  FetchTimedOut: text('the vault did not answer', '자격 증명 모음이 답하지 않았습니다'),
};

/** The reference to the record key in the Key Vault was resolved. */
export const recordKey: InstallationCheck = {
  id: 'record-key',
  part: 'storage',
  examine(see, installation): readonly Finding[] {
    const name = 'RECONNECT_RECORD_KEYS';
    if (!isReference(settingsOf(see, installation)[name])) return [];
    const { references } = see(keyReferences, { id: installation.app });
    const status = references.find(({ setting }) => setting === name)?.status;
    const reason = status === undefined ? undefined : reasons[status];
    // Not resolved yet, or a word that nobody knows, is nothing that is known to be wrong.
    if (status === undefined || reason === undefined) return [];
    return [
      wrong(
        'record-key',
        text(
          `The record key cannot be read from the Key Vault (${status}): ${reason.en}.`,
          `Key Vault에서 레코드 키를 읽을 수 없습니다(${status}): ${reason.ko}.`,
        ),
        text(
          'The app does not start: without the key it could not believe its own records.',
          '앱이 시작되지 않습니다. 키 없이는 자신의 기록을 믿을 수 없기 때문입니다.',
        ),
        [
          provision(see, installation),
          // Azure reads a reference again once a day, unless told to.
          az('rest', {
            method: 'post',
            url: `${installation.app}/config/configreferences/appsettings/refresh?api-version=2024-11-01`,
          }),
          onApp(installation, 'restart'),
        ],
        status === 'VaultNotFound'
          ? text(
              `If the vault was deleted, bring it back: az keyvault recover --name ${shellWord(vaultIn(settingsOf(see, installation)[name]))}`,
              `자격 증명 모음이 삭제되었다면 되살리세요: az keyvault recover --name ${shellWord(vaultIn(settingsOf(see, installation)[name]))}`,
            )
          : undefined,
      ),
    ];
  },
};

const vaultIn = (reference = ''): string => /https:\/\/([\w-]+)\./.exec(reference)?.[1] ?? 'VAULT';
