import { useAzureMonitor } from 'applicationinsights';

// Reads APPLICATIONINSIGHTS_CONNECTION_STRING itself.
useAzureMonitor();
