import { startLanes, type Lanes } from './lanes';
import { points } from './points';

jest.setTimeout(240_000);

let lanes: Lanes;
beforeAll(() => {
  lanes = startLanes(points.map(({ death, ...point }) => ({ ...point, hosts: 1, deaths: [death] })));
});
afterAll(() => lanes.close());

describe('an incident whose host is killed', () => {
  it.each(points)('$name ($scenario) ends as if nothing had happened', async ({ name }) => {
    expect(await lanes.outcomeOf(name)).toMatchObject({
      deaths: ['SIGKILL'],
      differences: [],
      incidents: 1,
      open: 0,
      asking: false,
      stranded: 0,
    });
  });
});
