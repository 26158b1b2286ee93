import { foundResources } from './found-resources';

test('a name is only ever a name', () => {
  const { body } = foundResources.request({ types: ['microsoft.compute/virtualmachines'], name: "a' or type =~ 'b\\" });
  expect(body).toMatchObject({
    query: `Resources | where type in~ ('microsoft.compute/virtualmachines') | where name =~ 'a\\' or type =~ \\'b\\\\' | project id | order by id asc`,
  });
});
