import type { Answer, AzureReader, AzureRequest } from '../model/azure';

/** Asks Azure for a list, which it answers at once and never by an operation that goes on. */
export async function askList(
  azure: AzureReader,
  request: AzureRequest,
): Promise<Exclude<Answer, { readonly kind: 'pending' }>> {
  const answer = await azure.ask(request);
  if (answer.kind === 'pending') throw new Error('Azure answers a list at once.');
  return answer;
}
