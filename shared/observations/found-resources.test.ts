import { foundResources, VMS } from './found-resources';

test('a name is only ever a name', () => {
  const { body } = foundResources.request({ types: [VMS], name: "a' or type =~ 'b\\" });
  expect(body).toMatchObject({
    query: `Resources | where type =~ '${VMS}' | where name =~ 'a\\' or type =~ \\'b\\\\' | project id | order by id asc`,
  });
});
