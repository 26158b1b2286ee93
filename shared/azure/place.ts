import { armId } from '../model/arm-id';

/** Where a resource is, in the words of the SDK's methods. */
export interface Place {
  readonly subscription: string;
  readonly group: string;
  readonly name: string;
}

export function placeOf(id: string): Place {
  const { subscription, resourceGroup, names } = armId(id);
  return { subscription, group: resourceGroup, name: names[0] ?? '' };
}
