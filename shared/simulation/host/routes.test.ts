import { matchRoute } from './routes';

const route = (template: string, methods = ['GET']) => ({ template, methods, target: template });

describe('a request', () => {
  it.each([
    ['api/health', '/api/health', {}],
    ['api/health', '/API/Health/', {}],
    ['api/incidents/{id}', '/api/incidents/a%2Fb', { id: 'a/b' }],
    ['api/incidents/{id?}', '/api/incidents', {}],
    ['api/incidents/{id:int}', '/api/incidents/7', { id: '7' }],
    ['api/files/{*path}', '/api/files/a/b/c', { path: 'a/b/c' }],
  ])('goes to %s at %s', (template, path, params) => {
    expect(matchRoute([route(template)], 'GET', path)).toMatchObject({ target: template, params });
  });

  it.each([
    ['api/health', '/api'],
    ['api/health', '/api/health/more'],
    ['api/incidents/{id}', '/api/incidents'],
  ])('does not go to %s at %s', (template, path) => {
    expect(matchRoute([route(template)], 'GET', path)).toBeUndefined();
  });

  it('does not go where its method is not taken', () => {
    expect(matchRoute([route('api/health', ['post'])], 'GET', '/api/health')).toBeUndefined();
    expect(matchRoute([route('api/health', ['post'])], 'POST', '/api/health')).toBeDefined();
  });

  it('goes to a literal rather than to a parameter', () => {
    const routes = [route('api/{kind}/{id}'), route('api/incidents/{id}'), route('api/{kind}/open')];

    expect(matchRoute(routes, 'GET', '/api/incidents/open')?.target).toBe('api/incidents/{id}');
    expect(matchRoute(routes, 'GET', '/api/targets/open')?.target).toBe('api/{kind}/open');
  });
});
