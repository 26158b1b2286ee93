import type { Source } from './judgement';

const documents = {
  'appgw-backend-health': {
    document: 'Troubleshoot backend health issues in Application Gateway',
    link: 'https://learn.microsoft.com/azure/application-gateway/application-gateway-backend-health-troubleshooting',
  },
  ssh: {
    document: 'Troubleshoot SSH connections to an Azure Linux VM that fails, errors out, or is refused',
    link: 'https://learn.microsoft.com/troubleshoot/azure/virtual-machines/linux/troubleshoot-ssh-connection',
  },
  'app-access': {
    document: 'Troubleshoot application connectivity issues on virtual machines in Azure',
    link: 'https://learn.microsoft.com/troubleshoot/azure/virtual-machines/windows/troubleshoot-app-connection',
  },
} as const;

/** The section of a source document that a piece of knowledge comes from. */
export const source = (document: keyof typeof documents, section: string): Source => ({
  ...documents[document],
  section,
});
