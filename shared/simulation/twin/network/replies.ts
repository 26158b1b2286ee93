import { armId, nameOf } from '../../../model/arm-id';
import type { Completion, Later, Refused } from '../provider';

/** ARM's 400. */
export const badRequest = (code: string, message: string): Refused => ({ kind: 'error', status: 400, code, message });

/** ARM's 404 for a resource that is not there. */
export function notFound(id: string): Refused {
  const { resourceGroup, type } = armId(id);
  return {
    kind: 'error',
    status: 404,
    code: 'ResourceNotFound',
    message: `The Resource '${type}/${nameOf(id)}' under resource group '${resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  };
}

/** A diagnostic operation: it changes nothing, takes `ms`, and its result is read where `Location` points. */
export const diagnosis = (ms: number, complete: () => Completion): Later => ({
  kind: 'later',
  ms,
  effect: 'read',
  final: 'location',
  complete,
});

export const result = (body: unknown): Completion => ({ status: 200, body });

export const isRefused = (answer: object): answer is Refused => 'kind' in answer && answer.kind === 'error';

/** The answers, or the first refusal among them. */
export const allOrRefusal = <T extends object>(answers: readonly (T | Refused)[]): readonly T[] | Refused =>
  answers.find(isRefused) ?? (answers as readonly T[]);

/** The result of an operation, or the refusal to which it came. */
export const resultOrRefusal = (answer: object): Completion =>
  isRefused(answer) ? { error: { code: answer.code, message: answer.message } } : result(answer);
