import type { Source } from './judgement';

/** The source documents, each with everything that it gives as a reason or as a remedy. */
const documents = {
  'appgw-backend-health': {
    document: 'Troubleshoot backend health issues in Application Gateway',
    link: 'https://learn.microsoft.com/azure/application-gateway/application-gateway-backend-health-troubleshooting',
    sections: [
      'Backend server timeout',
      'DNS resolution error',
      'TCP connect error',
      'HTTP status code mismatch',
      'HTTP response body mismatch',
      'Backend certificate invalid common name (CN)',
      'Backend certificate is invalid',
      'The Intermediate certificate was not found',
      'The Leaf certificate was not found',
      'Server certificate is not issued by a publicly known CA',
      'The Intermediate certificate is not signed by a publicly known CA',
      'Trusted root certificate mismatch (no root certificate on the backend server)',
      'Trusted root certificate mismatch',
      'The Leaf certificate is not topmost in the chain',
      'Backend certificate: verification failed',
      'Backend server certificate invalid CA',
      'Backend health status: Unknown (network security group)',
      'Backend health status: Unknown (user-defined route)',
      'Backend health status: Unknown (default route by BGP)',
      'Backend health status: Unknown (DNS servers)',
      'Backend health status: Unknown (gateway not healthy)',
      'Backend health status: Unknown (Virtual WAN)',
      'Backend health status: Unknown (revocation lists)',
      'Backend health status: Unknown (probes answered by an appliance)',
    ],
  },
  'app-access': {
    document: 'Troubleshoot application connectivity issues on virtual machines in Azure',
    link: 'https://learn.microsoft.com/troubleshoot/azure/virtual-machines/windows/troubleshoot-app-connection',
    sections: [
      'Quick start: restart, redeploy or recreate the VM',
      'Step 1: the application runs and listens',
      'Step 2: host firewall',
      'Step 2: intrusion detection and monitoring',
      'Step 2: load balancers and firewalls on the way',
      'Step 3: public address',
      'Step 3: inbound NAT rule',
      'Step 3: network security group',
      'Step 3: load-balanced set',
      'Step 3: probe protocol and port',
      'Step 3: application listens on the probe port',
      'Step 4: Internet edge device',
    ],
  },
  rdp: {
    document: 'Detailed troubleshooting steps for remote desktop connection issues to Windows VMs in Azure',
    link: 'https://learn.microsoft.com/troubleshoot/azure/virtual-machines/windows/detailed-troubleshoot-rdp',
    sections: [
      'Components of a Remote Desktop connection',
      'Preliminary steps',
      'Source 1: Remote Desktop client computer',
      'Source 2: Organization intranet edge device',
      'Source 3: Cloud service endpoint and ACL',
      'Source 4: Network security groups',
      'Source 5: Windows-based Azure VM (connections denied)',
      'Source 5: Windows-based Azure VM (firewall rule)',
      'Source 5: Windows-based Azure VM (service not running)',
      'Source 5: Windows-based Azure VM (listening port)',
      'Source 5: Windows-based Azure VM (outbound rules)',
      'Source 5: Windows-based Azure VM (intrusion detection)',
    ],
  },
  connectivity: {
    document: 'Troubleshoot connections with Azure Network Watcher using the Azure REST API',
    link: 'https://learn.microsoft.com/azure/network-watcher/network-watcher-connectivity-rest',
    sections: [
      'Before you begin',
      'Check connectivity to a virtual machine (network security rule)',
      'Check connectivity to a virtual machine (security rule of an appliance)',
      'Check connectivity to a virtual machine (destination)',
      'Check connectivity to a virtual machine (issues of the source)',
      'Validate routing issues (user-defined route)',
      'Validate routing issues (no route)',
      'Check website latency (latency)',
      'Check website latency (name of the website)',
      'Check website latency (what is answered)',
      'Check connectivity to a storage endpoint',
    ],
  },
  ssh: {
    document: 'Troubleshoot SSH connections to an Azure Linux VM that fails, errors out, or is refused',
    link: 'https://learn.microsoft.com/troubleshoot/azure/virtual-machines/linux/troubleshoot-ssh-connection',
    sections: [
      'Reset the SSH configuration',
      'Reset SSH credentials',
      'Check security rules',
      'Check routing',
      'Check VM resource health',
      'Check that SSH is running',
      'Check which port SSH is running on',
      'Restart a VM',
      'Redeploy a VM',
    ],
  },
} as const;

type Documents = typeof documents;
/** A section of a document, as the document calls it. */
export type Section<D extends keyof Documents = keyof Documents> = Documents[D]['sections'][number];

/** The section of a source document that a piece of knowledge comes from. */
export const source = <D extends keyof Documents>(id: D, section: Section<D>): Source => {
  const { document, link } = documents[id];
  return { document, link, section };
};

/** Every section of every document. */
export const sources: readonly Source[] = Object.values(documents).flatMap(({ document, link, sections }) =>
  sections.map((section) => ({ document, link, section })),
);
