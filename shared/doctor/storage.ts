import { sameId } from '../model/arm-id';
import { az, within } from '../model/az';
import type { Finding, InstallationCheck } from '../model/installation';
import { CannotSee } from '../model/see';
import { text } from '../model/text';
import { storageNamed } from '../config/storage-settings';
import { functionApp } from '../installation/function-app';
import { roleAssignments } from '../installation/role-assignments';
import { storageAccounts, type StorageAccount } from '../installation/storage';
import type { Installation } from '../model/installation';
import type { See } from '../model/observation';
import { listed, provision } from './commands';
import { apart, sureOfNone, wrong } from './findings';
import { groupOf, homeOf, identityOf, settingsOf } from './given';
import { holdsFor } from './rights';

/** Built-in roles, by the last part of their ids. */
const roles = {
  'Storage Blob Data Owner': 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
  'Storage Blob Data Contributor': 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
  'Storage Queue Data Contributor': '974c5e8b-45b9-4653-ba55-5f855dd0fb88',
  'Storage Table Data Contributor': '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3',
} as const;
type Role = keyof typeof roles;

/** The account with the records, and that with the package, each with what the app does there. */
const uses = [
  {
    what: 'records',
    roles: ['Storage Blob Data Owner', 'Storage Queue Data Contributor', 'Storage Table Data Contributor'],
  },
  { what: 'package', roles: ['Storage Blob Data Contributor'] },
] as const;

/** The account with the records. Ends as `skipped` where the settings name none of the resource group. */
export function recordsAccount(see: See, installation: Installation): StorageAccount {
  const named = storageNamed(settingsOf(see, installation));
  return accountAt(see, installation, named?.kind === 'identity' ? named.blobUrl : undefined);
}

function accountAt(see: See, installation: Installation, url: string | undefined): StorageAccount {
  const name = url !== undefined && URL.canParse(url) ? (new URL(url).host.split('.')[0] ?? '') : '';
  const account = see(storageAccounts, { group: groupOf(installation) }).accounts.find((each) =>
    sameId(each.name, name),
  );
  if (account) return account;
  throw new CannotSee(
    text(
      `Not checked: the resource group has no storage account ${name}.`,
      `확인하지 못함: 리소스 그룹에 스토리지 계정 ${name}이(가) 없습니다.`,
    ),
    'Microsoft.Storage/storageAccounts/read',
  );
}

/** Only identities use the storage, the app's has its roles there, and the app can reach it. */
export const storage: InstallationCheck = {
  id: 'storage',
  part: 'storage',
  examine(see, installation) {
    const { packageUrl, subnet } = see(functionApp, { id: installation.app });
    return apart(uses, (use): readonly Finding[] => {
      const account =
        use.what === 'records' ? recordsAccount(see, installation) : accountAt(see, installation, packageUrl);
      const { id, name } = account;
      const missing = missingRoles(see, installation, id, use.roles);
      const found: Finding[] = [];
      if (account.sharedKeys)
        found.push(
          wrong(
            'shared-keys',
            text(`Keys of the storage account ${name} count.`, `스토리지 계정 ${name}의 키를 쓸 수 있습니다.`),
            text(
              'Whoever may list its keys can write to it without being named anywhere.',
              '키를 조회할 수 있는 사람은 누구인지 남기지 않고 쓸 수 있습니다.',
            ),
            [az('storage account update', { ...within('name', id), 'allow-shared-key-access': 'false' })],
          ),
        );
      if (account.publicBlobs)
        found.push(
          wrong(
            'public-blobs',
            text(
              `The storage account ${name} allows public blobs.`,
              `스토리지 계정 ${name}이(가) 공개 Blob을 허용합니다.`,
            ),
            text(
              'One wrong container shows what is in it to everybody.',
              '컨테이너 하나만 잘못되어도 내용이 모두에게 보입니다.',
            ),
            [az('storage account update', { ...within('name', id), 'allow-blob-public-access': 'false' })],
          ),
        );
      if (account.isClosed && subnet === undefined)
        found.push(
          wrong(
            'storage-unreachable',
            text(
              `The storage account ${name} lets nobody in from the Internet, and the app is in no virtual network.`,
              `스토리지 계정 ${name}은(는) 인터넷에서 닫혀 있고, 앱은 가상 네트워크에 없습니다.`,
            ),
            text('The app cannot reach it.', '앱이 접근할 수 없습니다.'),
            [provision(see, installation)],
            text(
              'Set privateNetwork in infra/main.parameters.json to what is wanted.',
              'infra/main.parameters.json의 privateNetwork를 원하는 대로 정하세요.',
            ),
          ),
        );
      if (missing.length > 0)
        found.push(
          wrong(
            'storage-role',
            text(
              `The app’s identity lacks a role on ${name}: ${listed(missing)}.`,
              `앱의 ID에 ${name}에 대한 역할이 없습니다: ${listed(missing)}.`,
            ),
            use.what === 'records'
              ? text('The app cannot read or write its records.', '앱이 기록을 읽거나 쓸 수 없습니다.')
              : text('The app cannot load its package.', '앱이 패키지를 불러올 수 없습니다.'),
            [provision(see, installation)],
          ),
        );
      return found;
    });
  },
};

function missingRoles(see: See, installation: Installation, account: string, wanted: readonly Role[]): readonly Role[] {
  const { principalId } = identityOf(see, installation, 'storage');
  const { assignments } = see(roleAssignments, { subscription: homeOf(installation), principal: principalId });
  const has = (role: Role) =>
    assignments.some((each) => holdsFor(each.scope, account) && each.role.toLowerCase().endsWith(`/${roles[role]}`));
  // An owner of blobs may do what a contributor may.
  const missing = wanted.filter(
    (role) => !has(role) && !(role === 'Storage Blob Data Contributor' && has('Storage Blob Data Owner')),
  );
  if (missing.length > 0) sureOfNone(see, groupOf(installation), 'Microsoft.Authorization/roleAssignments/read');
  return missing;
}
