import { idKey, sameId } from '../../model/arm-id';
import { covers, scopeOf } from './arm/access';
import { refused } from './arm/errors';
import type { Call, Model, Provider, Reply } from './provider';

const site = (id: string): string => id.split('/').slice(0, 9).join('/');

const settingsOf = (id: string, model: Model): Readonly<Record<string, unknown>> =>
  model.get(`${site(id)}/config/appsettings`)?.properties ?? {};

/**
 * Microsoft.Web: an app with its settings, which only a POST shows, and what became of the references in them (REST: Web Apps - List
 * Application Settings, Get App Settings Key Vault References).
 */
export const webProvider: Provider = {
  namespace: 'Microsoft.Web',
  handle(call, model) {
    if (call.type !== 'microsoft.web/sites/config' || !idKey(call.id).endsWith('/appsettings')) return undefined;
    if (call.method === 'POST' && call.action === 'list') return shown(call, model);
    return call.method === 'GET'
      ? refused(405, 'MethodNotAllowed', 'The requested resource does not support http method "GET".')
      : undefined;
  },
  collection(call, model) {
    if (call.method !== 'GET' || call.type !== 'microsoft.web/sites/config/appsettings') return undefined;
    const value = Object.entries(settingsOf(call.id, model)).flatMap(([name, setting]) => {
      const reference = /^@Microsoft\.KeyVault\((.*)\)$/.exec(String(setting))?.[1];
      if (reference === undefined) return [];
      const status = resolved(reference, site(call.id), model);
      return [
        {
          id: `${call.id}/appsettings/${name}`,
          name,
          type: 'Microsoft.Web/sites',
          properties: { reference: setting, status, source: 'KeyVault' },
        },
      ];
    });
    return { kind: 'now', status: 200, body: { value, nextLink: null, id: null } };
  },
};

function shown({ id }: Call, model: Model): Reply {
  const found = model.get(`${site(id)}/config/appsettings`);
  return found
    ? { kind: 'now', status: 200, effect: 'read', body: found }
    : refused(404, 'NotFound', 'There are no such settings.');
}

const secretsUser = '4633458b-17de-408a-b874-0445c86b69e6';

/** What comes of a reference: the vault, the secret, and the right of the identity that reads it. */
function resolved(reference: string, app: string, model: Model): string {
  const [, vaultName = '', secretName = ''] =
    /^SecretUri=https:\/\/([^.]+)\.[^/]+\/secrets\/([^/]+)/.exec(reference) ?? [];
  if (secretName === '') return 'InvalidSyntax';
  const found = model.get(app);
  const { userAssignedIdentities = {} } = (found?.['identity'] ?? {}) as {
    readonly userAssignedIdentities?: Readonly<Record<string, { readonly principalId: string }>>;
  };
  const reads = String(found?.properties['keyVaultReferenceIdentity']);
  const reader = Object.entries(userAssignedIdentities).find(([id]) => sameId(id, reads))?.[1];
  if (!reader) return 'MSINotEnabled';
  const vault = model.list('Microsoft.KeyVault/vaults').find(({ id }) => idKey(id).endsWith(`/${idKey(vaultName)}`));
  if (!vault) return 'VaultNotFound';
  const secret = model.get(`${vault.id}/secrets/${secretName}`);
  if (!secret) return 'SecretNotFound';
  const mayRead = model
    .list('Microsoft.Authorization/roleAssignments')
    .some(
      ({ id, properties: { principalId, roleDefinitionId } }) =>
        principalId === reader.principalId &&
        String(roleDefinitionId).endsWith(secretsUser) &&
        covers(scopeOf(id), secret.id),
    );
  return mayRead ? 'Resolved' : 'AccessToKeyVaultDenied';
}
