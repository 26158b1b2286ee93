import { classify, type ProbeClass } from './backend-health-log';

// The wordings of the article of 2024, of its copies since 2019, and of Azure itself.
const rows: readonly (readonly [ProbeClass, string])[] = [
  [
    'chain-intermediate',
    'The backend server is presenting an incomplete certificate chain, including only the leaf certificate. Please ensure that the certificate chain is fully configured with all necessary certificates in the correct order.',
  ],
  [
    'timeout',
    "Time taken by the backend to respond to application gateway's health probe is more than the timeout threshold in the probe setting.",
  ],
  [
    'timeout',
    'Time taken by the backend to respond to application gateway’s health probe is more than the time-out threshold in the probe setting.',
  ],
  [
    'dns',
    'Application Gateway could not create a probe for this backend. This usually happens when the FQDN of the backend has not been entered correctly.',
  ],
  ['dns', 'Cannot resolve the FQDN of the backend.'],
  [
    'tcp-connect',
    'Application Gateway could not connect to the backend. Check that the backend responds on the port used for the probe. Also check whether any NSG/UDR/Firewall is blocking access to the Ip and port of this backend.',
  ],
  [
    'tcp-connect',
    'Cannot connect to server. Check whether any NSG/UDR/Firewall is blocking access to server. Check if application is running on correct port.',
  ],
  [
    'http-status',
    "Status code of the backend's HTTP response did not match the probe setting. Expected:200-399 Received:502.",
  ],
  [
    'http-status',
    "Status code of the backend's HTTP response didn’t match the probe setting. Expected:200 Received:401.",
  ],
  [
    'http-status',
    "Received invalid status code: 502 in the backend server's HTTP response. As per the health probe configuration, 200-399 is the acceptable status code.",
  ],
  ['http-status', 'Probe status code mismatch'],
  [
    'http-body',
    "Body of the backend's HTTP response did not match the probe setting. Received response body doesn't contain {ok}.",
  ],
  [
    'cn-v2',
    'The Common Name of the leaf certificate presented by the backend server does not match the Probe or Backend Setting hostname of the application gateway.',
  ],
  ['cn-v2', 'The Common Name (CN) of the backend certificate does not match the host header of the probe.'],
  ['cn-v1', 'The Common Name (CN) of the backend certificate doesn’t match.'],
  [
    'cert-expired',
    'Backend certificate is invalid. Current date is not within the "Valid from" and "Valid to" date range on the certificate.',
  ],
  [
    'cert-expired',
    "Backend certificate is invalid. Current date isn't within the **Valid from** and **Valid to** date range on the certificate.",
  ],
  [
    'chain-intermediate',
    'The Intermediate certificate is missing from the certificate chain presented by the backend server. Ensure the certificate chain is complete and correctly ordered on the backend server.',
  ],
  [
    'chain-leaf',
    'The Leaf certificate is missing from the certificate chain presented by the backend server. Ensure the chain is complete and correctly ordered on the backend server.',
  ],
  [
    'ca-server',
    'The backend Server certificate is not signed by a well-known Certificate Authority (CA). To use unknown CA certificates, its Root certificate must be uploaded to the Backend Setting of the application gateway.',
  ],
  [
    'ca-server',
    'The server certificate used by the backend is not signed by a well-known Certificate Authority (CA). Whitelist the backend on the Application Gateway by uploading the root certificate of the server certificate used by the backend.',
  ],
  [
    'ca-server',
    "The server certificate used by the backend isn't signed by a well-known Certificate Authority (CA). Allow the backend on the Application Gateway by uploading the root certificate of the server certificate used by the backend.",
  ],
  [
    'ca-intermediate',
    "The Intermediate certificate isn't signed by a well-known Certificate Authority (CA). Ensure the certificate chain is complete and correctly ordered on the backend server.",
  ],
  [
    'ca-intermediate',
    'The Intermediate certificate is not signed by a well-known Certificate Authority (CA). Ensure the certificate chain is complete.',
  ],
  [
    'root-mismatch-noroot',
    'The Intermediate certificate not signed by any Root certificates uploaded to the application gateway. Ensure the certificate chain is complete and correctly ordered on the backend server.',
  ],
  [
    'root-mismatch',
    "The root certificate of the server certificate used by the backend doesn't match the trusted root certificate added to the application gateway. Ensure that you add the correct root certificate to allowlist the backend.",
  ],
  [
    'root-mismatch',
    'The root certificate of the server certificate used by the backend does not match the trusted root certificate added to the application gateway. Ensure that you add the correct root certificate to whitelist the backend.',
  ],
  [
    'leaf-order',
    'The Leaf certificate is not the topmost certificate in the chain presented by the backend server. Ensure the certificate chain is correctly ordered on the backend server.',
  ],
  [
    'cert-verify',
    'The validity of the backend certificate could not be verified. To find out the reason, check OpenSSL diagnostics for the message associated with error code 20',
  ],
  ['v1-cert', 'The backend certificate is not whitelisted on the application gateway.'],
  [
    'unknown',
    'The backend health status could not be retrieved. This happens when an NSG/UDR/Firewall on the application gateway subnet is blocking traffic on ports 65503-65534 in case of v1 SKU, and ports 65200-65535 in case of the v2 SKU or if the FQDN configured in the backend pool could not be resolved to an IP address. To learn more visit - https://aka.ms/UnknownBackendHealth.',
  ],
  [
    'unknown',
    'Unable to retrieve health status data. Check presence of NSG blocking ports 65503-65534 from internet to Application Gateway.',
  ],
  ['ok', 'Success. Received 200 status code'],
  ['ok', 'Success. Received 301 status code'],
  ['ok', 'Success'],
  ['unclassified', 'The backend is in an entirely new kind of trouble.'],
  ['unclassified', ''],
];

test.each(rows)('%s: %s', (expected, log) => {
  expect(classify(log)).toBe(expected);
});

test.each(rows)('%s, whatever the case, the quotes and the line breaks: %s', (expected, log) => {
  const shaken = `  ${log.toUpperCase().replaceAll("'", '’').replaceAll(' ', '\n ')}\n`;
  expect(classify(shaken)).toBe(expected);
});

test('the error name is believed before the text', () => {
  expect(classify('', 'HttpStatusCodeMismatchWithStatusCode')).toBe('http-status');
  expect(classify('Whatever.', 'SuccessWithStatusCode')).toBe('ok');
});

test('an error name that is not known leaves the text to speak', () => {
  expect(classify('Cannot connect to server.', 'SomethingNew')).toBe('tcp-connect');
});
