import { DefaultAzureCredential, ManagedIdentityCredential, type TokenCredential } from '@azure/identity';

/** The managed identity with this client id; without one, whoever this machine is signed in as. */
export const credentialOf = (clientId: string | undefined): TokenCredential =>
  clientId ? new ManagedIdentityCredential({ clientId }) : new DefaultAzureCredential();

const credentials = new Map<string | undefined, TokenCredential>();

/** An access token of the identity that {@link credentialOf} names. The credential is kept, because it keeps its tokens. */
export async function tokenOf(clientId: string | undefined, scope: string): Promise<string> {
  const credential = credentials.get(clientId) ?? credentialOf(clientId);
  credentials.set(clientId, credential);
  const token = await credential.getToken(scope);
  if (!token) throw new Error(`No token for ${scope}.`);
  return token.token;
}
