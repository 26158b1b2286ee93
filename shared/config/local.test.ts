import { runsLocally } from './local';

const at = (host: string) =>
  `AccountName=a;AccountKey=k==;BlobEndpoint=http://${host}:1/a;QueueEndpoint=http://${host}:2/a;TableEndpoint=http://${host}:3/a`;
const uris = (host: string) => ({
  AzureWebJobsStorage__blobServiceUri: `https://${host}:1/a`,
  AzureWebJobsStorage__queueServiceUri: `https://${host}:2/a`,
  AzureWebJobsStorage__tableServiceUri: `https://${host}:3/a`,
});

test.each<[string, Readonly<Record<string, string>>]>([
  ['the emulator', { AzureWebJobsStorage: 'UseDevelopmentStorage=true' }],
  ['endpoints on 127.0.0.1', { AzureWebJobsStorage: at('127.0.0.1') }],
  ['endpoints on localhost', { AzureWebJobsStorage: at('localhost') }],
  ['endpoints on ::1', { AzureWebJobsStorage: at('[::1]') }],
  ['URIs on loopback', uris('127.0.0.1')],
])('with %s the app runs locally', (_, settings) => expect(runsLocally(settings)).toBe(true));

test.each<[string, Readonly<Record<string, string>>]>([
  ['no storage', {}],
  ['an account', { AzureWebJobsStorage: 'AccountName=a;AccountKey=k==;EndpointSuffix=core.windows.net' }],
  ['an account by its name', { AzureWebJobsStorage__accountName: 'a' }],
  ['an account beside the emulator', { ...uris('127.0.0.1'), AzureWebJobsStorage__accountName: 'a' }],
  ['endpoints that look like loopback', { AzureWebJobsStorage: at('127.0.0.1.example.com') }],
  ['one endpoint that is elsewhere', { AzureWebJobsStorage: at('127.0.0.1').replace('127.0.0.1:3', 'example.com:3') }],
  ['one endpoint that is not named', { AzureWebJobsStorage: at('127.0.0.1').replace(/;Table.*/, '') }],
  ['URIs of an account over the emulator', { AzureWebJobsStorage: at('127.0.0.1'), ...uris('a.example.com') }],
  [
    'an emulator on another machine',
    { AzureWebJobsStorage: 'UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://10.0.0.4' },
  ],
  [
    'what says that it is local, on an account',
    { AZURE_FUNCTIONS_ENVIRONMENT: 'Development', AzureWebJobsStorage__accountName: 'a' },
  ],
])('with %s it does not', (_, settings) => expect(runsLocally(settings)).toBe(false));
