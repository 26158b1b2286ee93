import { source, type Section } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { EndpointTarget } from '../../model/target';
import type { Text } from '../../model/text';

/** One cause of a family that keeps a VM from an endpoint. */
export const causeOf = (
  id: string,
  order: number,
  title: Text,
  section: Section<'connectivity'>,
  judge: Cause<EndpointTarget>['judge'],
): Cause<EndpointTarget> => ({
  id: `endpoint/${id}`,
  explains: ['endpoint-unreachable'],
  order,
  title,
  source: source('connectivity', section),
  judge,
});
