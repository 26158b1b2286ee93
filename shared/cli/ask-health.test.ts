import { createServer } from 'node:http';
import { close, listen } from '../simulation/loopback';
import { askHealth } from './ask-health';

const well = { status: 'ok', openIncidents: 2, bot: 'in-channel' };
const unheard = { kind: 'unheard' };

test.each<[string, number, string, object]>([
  ['as it should', 200, JSON.stringify(well), { kind: 'answered', health: well }],
  ['that it fails', 500, '', { kind: 'failed', status: 500 }],
  ['for what is in front of it', 503, 'The service is unavailable.', unheard],
  ['that it lets nobody in', 403, 'Ip Forbidden', unheard],
  ['as an older version', 200, JSON.stringify({ status: 'ok', openIncidents: 0 }), unheard],
  ['as a page', 200, '<html></html>', unheard],
])('an app that answers %s', async (_, status, body, heard) => {
  const asked: unknown[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(status).end(body);
  });
  const address = `http://127.0.0.1:${await listen(server)}`;
  expect(await askHealth(address)).toEqual(heard);
  expect(asked).toEqual(['/api/health']);
  await close(server);
  expect(await askHealth(address)).toEqual(unheard);
});
