import { armId } from '../model/arm-id';

/** Where a resource is, in the words of the SDK's methods. `child` is the second name of an id such as a subnet's. */
export interface Place {
  readonly subscription: string;
  readonly group: string;
  readonly name: string;
  readonly child: string;
}

export function placeOf(id: string): Place {
  const { subscription, resourceGroup, names } = armId(id);
  const [name = '', child = ''] = names;
  return { subscription, group: resourceGroup, name, child };
}
