import { DefaultAzureCredential, ManagedIdentityCredential, type TokenCredential } from '@azure/identity';

/** The managed identity with this client id; without one, whoever this machine is signed in as. */
export const credentialOf = (clientId: string | undefined): TokenCredential =>
  clientId ? new ManagedIdentityCredential({ clientId }) : new DefaultAzureCredential();

/** Access tokens of that identity, by scope. */
export function tokensOf(clientId: string | undefined): (scope: string) => Promise<string> {
  const credential = credentialOf(clientId);
  return async (scope) => {
    const token = await credential.getToken(scope);
    if (!token) throw new Error(`No token for ${scope}.`);
    return token.token;
  };
}
