import type { Flaw } from '../certificates/judge';
import type { Finding } from './probe';

/**
 * The three ways in which Azure has worded the same: as the article "Troubleshoot backend health issues in Application
 * Gateway" has it (`article`), as the API answered from 2017 to 2020 (`short`), and as it answers since (`newer`).
 */
export type Dialect = 'article' | 'short' | 'newer';

/** What is told of a server: `healthProbeLog`, and the name that newer API versions give to it. */
export interface Words {
  readonly log: string;
  readonly name?: string;
}

/** Azure's words for a finding. `ports` are those on which the gateway is managed. */
export function wordsFor(finding: Finding, dialect: Dialect, ports: string): Words {
  const { name, ...logs } = entryFor(finding, ports);
  return { log: logs[dialect] ?? logs.article, ...(name !== undefined && { name }) };
}

/** A dialect that is left out says what the article says. */
interface Entry {
  readonly article: string;
  readonly short?: string;
  readonly newer?: string;
  readonly name?: string;
}

function entryFor(finding: Finding, ports: string): Entry {
  switch (finding.kind) {
    case 'well':
      return { article: `Success. Received ${finding.status} status code`, name: 'SuccessWithStatusCode' };
    case 'timeout':
      return {
        article:
          "Time taken by the backend to respond to application gateway's health probe is more than the timeout threshold in the probe setting.",
        name: 'Timeout',
      };
    case 'name-not-resolved':
      return {
        article:
          'Application Gateway could not create a probe for this backend. This usually happens when the FQDN of the backend has not been entered correctly.',
        name: 'HostNameNotResolved',
      };
    case 'not-connected':
      return {
        article:
          'Application Gateway could not connect to the backend. Check that the backend responds on the port used for the probe. Also check whether any NSG/UDR/Firewall is blocking access to the Ip and port of this backend.',
        short:
          'Cannot connect to server. Check whether any NSG/UDR/Firewall is blocking access to server. Check if application is running on correct port.',
        name: 'ServerNotReachable',
      };
    case 'wrong-status': {
      const { expected, received } = finding;
      const invalid = `Received invalid status code: ${received} in the backend server's HTTP response.`;
      return {
        article: `Status code of the backend's HTTP response did not match the probe setting. Expected:${expected.join(',')} Received:${received}.`,
        short: invalid,
        newer: `${invalid} As per the health probe configuration, ${expected.join(',')} is the acceptable status code.`,
        name: 'HttpStatusCodeMismatchWithStatusCode',
      };
    }
    case 'wrong-body':
      return {
        article: `Body of the backend's HTTP response did not match the probe setting. Received response body doesn't contain ${finding.expected}.`,
        name: 'HttpResponseBodyMismatch',
      };
    case 'unknown':
      return {
        article:
          'The backend health status could not be retrieved. This happens when an NSG/UDR/Firewall on the application gateway subnet is blocking traffic on ports 65503-65534 in case of v1 SKU, and ports 65200-65535 in case of the v2 SKU or if the FQDN configured in the backend pool could not be resolved to an IP address. To learn more visit - https://aka.ms/UnknownBackendHealth.',
        short: `Unable to retrieve health status data. Check presence of NSG blocking ports ${ports} from internet to Application Gateway.`,
        name: 'GatewayNotReachable',
      };
    case 'certificate':
      return entryForFlaw(finding.flaw, finding.trust);
  }
}

/** Until 2020 a chain with anything wrong in it was one that comes from nobody known. */
const NOT_WELL_KNOWN =
  'The server certificate used by the backend is not signed by a well-known Certificate Authority (CA). Whitelist the backend on the Application Gateway by uploading the root certificate of the server certificate used by the backend.';
const NOT_TRUSTED =
  'The root certificate of the server certificate used by the backend does not match the trusted root certificate added to the application gateway. Ensure that you add the correct root certificate to whitelist the backend';

function entryForFlaw(flaw: Flaw, { generation, uploaded }: Extract<Finding, { kind: 'certificate' }>['trust']): Entry {
  const short = uploaded.length > 0 ? NOT_TRUSTED : NOT_WELL_KNOWN;
  switch (flaw.kind) {
    case 'leaf-missing':
      return {
        article:
          'The Leaf certificate is missing from the certificate chain presented by the backend server. Ensure the chain is complete and correctly ordered on the backend server.',
        short,
        name: 'IncorrectBackendCertificateChainMissingLeafCertificate',
      };
    case 'leaf-not-first':
      return {
        article:
          'The Leaf certificate is not the topmost certificate in the chain presented by the backend server. Ensure the certificate chain is correctly ordered on the backend server.',
        short,
        name: 'IncorrectBackendCertificateChainLeafCertificateIsNotTopmostCertificate',
      };
    case 'intermediate-missing':
      return {
        article:
          'The Intermediate certificate is missing from the certificate chain presented by the backend server. Ensure the certificate chain is complete and correctly ordered on the backend server.',
        short,
        ...(flaw.came === 'leaf-only' && {
          newer:
            'The backend server is presenting an incomplete certificate chain, including only the leaf certificate. Please ensure that the certificate chain is fully configured with all necessary certificates in the correct order.',
          name: 'IncompleteBackendCertificateChainOnlyLeafCertificateIsPresent',
        }),
      };
    case 'unknown-authority':
      return flaw.top === 'root'
        ? {
            article:
              'The backend Server certificate is not signed by a well-known Certificate Authority (CA). To use unknown CA certificates, its Root certificate must be uploaded to the Backend Setting of the application gateway.',
            short,
            name: 'BackendServerCertificateNotTrustedByWellKnownCAs',
          }
        : {
            article:
              'The Intermediate certificate is not signed by a well-known Certificate Authority (CA). Ensure the certificate chain is complete and correctly ordered on the backend server.',
            short,
            newer:
              "The Intermediate certificate isn't signed by a well-known Certificate Authority (CA). Ensure the certificate chain is complete and correctly ordered on the backend server.",
          };
    case 'root-mismatch':
      return flaw.top === 'root'
        ? {
            article:
              "The root certificate of the server certificate used by the backend doesn't match the trusted root certificate added to the application gateway. Ensure that you add the correct root certificate to allowlist the backend.",
            short,
            name: 'BackendServerCertificateNotTrustedByRootCertificates',
          }
        : {
            article:
              'The Intermediate certificate not signed by any Root certificates uploaded to the application gateway. Ensure the certificate chain is complete and correctly ordered on the backend server.',
            short,
          };
    case 'not-in-its-dates':
      return {
        article:
          'Backend certificate is invalid. Current date is not within the "Valid from" and "Valid to" date range on the certificate.',
        newer:
          'Backend certificate is invalid. Current date isn\'t within the "Valid from" and "Valid to" date range on the certificate.',
        name: 'BackendServerCertificateExpired',
      };
    case 'not-verified':
      return {
        article: `The validity of the backend certificate could not be verified. To find out the reason, check OpenSSL diagnostics for the message associated with error code ${flaw.code}`,
        name: 'CertVerificationFailed',
      };
    case 'not-for-this-name':
      return generation === 'v1'
        ? { article: 'The Common Name (CN) of the backend certificate doesn’t match.', name: 'BackendCertInvalidCN' }
        : {
            article:
              'The Common Name of the leaf certificate presented by the backend server does not match the Probe or Backend Setting hostname of the application gateway.',
            short: 'The Common Name (CN) of the backend certificate does not match the host header of the probe.',
            name: 'BackendCertificateCNMismatchWithProbeHostName',
          };
    case 'not-allowed-by-hand':
      return {
        article:
          'Backend server certificate is not whitelisted with Application Gateway. Make sure that the certificate uploaded to Application Gateway matches with the certificate configured in your backend server. To learn more visit - https://aka.ms/authcertificatemismatch',
        name: 'BackendServerCertificateNotWhitelisted',
      };
  }
}
