import fc from 'fast-check';
import { armId, idKey, isOfType, nameOf, parentId, parseArmId, sameId } from './arm-id';

const seed = 20_261_121;
const segment = fc.stringMatching(/^[A-Za-z0-9._()-]{1,20}$/);
const anyId = fc
  .record({
    subscription: segment,
    resourceGroup: segment,
    provider: segment,
    path: fc.array(fc.tuple(segment, segment), { minLength: 1, maxLength: 3 }),
  })
  .map(({ subscription, resourceGroup, provider, path }) => ({
    id: `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/${provider}/${path.flat().join('/')}`,
    parts: {
      subscription,
      resourceGroup,
      type: [provider, ...path.map(([type]) => type)].join('/'),
      names: path.map(([, name]) => name),
    },
  }));

test('an id is read into the parts that it was made of', () => {
  fc.assert(
    fc.property(anyId, ({ id, parts }) => {
      expect(parseArmId(id)).toEqual(parts);
      expect(armId(id)).toEqual(parts);
      expect(nameOf(id)).toBe(parts.names.at(-1));
      expect(isOfType(id, parts.type.toUpperCase())).toBe(true);
      if (parts.names.length > 1) expect(parseArmId(parentId(id))?.names).toEqual(parts.names.slice(0, -1));
    }),
    { seed },
  );
});

test('the case of an id does not matter', () => {
  fc.assert(
    fc.property(anyId, anyId, ({ id }, { id: other }) => {
      expect(sameId(id.toUpperCase(), id.toLowerCase())).toBe(true);
      expect(idKey(id.toUpperCase())).toBe(idKey(id));
      expect(sameId(id, other)).toBe(id.toLowerCase() === other.toLowerCase());
    }),
    { seed },
  );
});

test.each([
  '',
  'gw1',
  '/subscriptions/s',
  '/subscriptions/s/resourceGroups/rg',
  '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network',
  '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/applicationGateways',
  '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/applicationGateways/gw1/',
  'https://x/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/applicationGateways/gw1',
])('%j is not the id of a resource', (id) => {
  expect(parseArmId(id)).toBeUndefined();
  expect(() => armId(id)).toThrow('Not the id');
});
