/** A resource provider as Azure publishes it. */
interface Published {
  /** Types, their child types and their actions, without the namespace: `virtualMachines/restart`. */
  readonly paths: readonly string[];
  /** The API versions of its types, taken together, up to the ones of the SDKs that are installed. */
  readonly versions: readonly string[];
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** The providers that the twin plays a part of, with everything in them, from the operations of Azure's SDKs. */
export const PUBLISHED: Readonly<Record<string, Published>> = {
  'Microsoft.Authorization': {
    versions: words(`
      2014-04-01-preview 2014-06-01 2014-07-01-preview 2014-10-01-preview 2015-01-01 2015-05-01-preview 2015-06-01
      2015-07-01 2015-10-01-preview 2015-11-01 2016-04-01 2016-07-01 2016-09-01 2016-12-01 2017-04-01 2017-05-01
      2017-06-01-preview 2017-10-01-preview 2018-01-01-preview 2018-03-01 2018-05-01 2018-05-01-preview 2018-07-01
      2018-07-01-preview 2018-09-01-preview 2019-01-01 2019-06-01 2019-08-01-preview 2019-09-01 2020-03-01
      2020-03-01-preview 2020-04-01-preview 2020-05-01 2020-08-01-preview 2020-09-01 2020-10-01 2020-10-01-preview
      2021-01-01-preview 2021-06-01 2022-04-01 2022-05-01-preview 2022-06-01 2022-08-01-preview 2023-04-01 2024-04-01
      2024-05-01 2025-01-01 2025-03-01
    `),
    paths: words(`
      classicAdministrators dataPolicyManifests denyAssignments elevateAccess eligibleChildResources locks operations
      permissions policyAssignments policyDefinitions policyExemptions policySetDefinitions providerOperations
      roleAssignmentApprovals roleAssignmentApprovals/stages roleAssignments roleAssignments/validate
      roleAssignmentScheduleInstances roleAssignmentScheduleRequests roleAssignmentScheduleRequests/cancel
      roleAssignmentScheduleRequests/validate roleAssignmentSchedules roleAssignmentsUsageMetrics roleDefinitions
      roleEligibilityScheduleInstances roleEligibilityScheduleRequests roleEligibilityScheduleRequests/cancel
      roleEligibilityScheduleRequests/validate roleEligibilitySchedules roleManagementPolicies
      roleManagementPolicyAssignments variables variables/values
    `),
  },
  'Microsoft.Compute': {
    versions: words(`
      2015-05-01-preview 2015-06-15 2016-03-30 2016-04-30-preview 2016-08-30 2017-03-30 2017-12-01 2018-04-01 2018-06-01
      2018-09-30 2018-10-01 2019-03-01 2019-07-01 2019-11-01 2019-12-01 2020-05-01 2020-06-01 2020-06-30 2020-09-30
      2020-12-01 2021-03-01 2021-04-01 2021-07-01 2021-08-01 2021-11-01 2021-12-01 2022-03-01 2022-03-02 2022-03-03
      2022-07-02 2022-08-01 2022-08-03 2022-11-01 2023-01-02 2023-03-01 2023-04-02 2023-07-01 2023-07-03 2023-09-01
      2023-10-02 2024-03-01 2024-03-02 2024-03-03 2024-07-01 2024-11-01 2025-01-02 2025-03-03 2025-04-01 2025-12-03 2026-03-02 2026-04-01
    `),
    paths: words(`
      availabilitySets availabilitySets/cancelMigrationToVirtualMachineScaleSet
      availabilitySets/convertToVirtualMachineScaleSet availabilitySets/startMigrationToVirtualMachineScaleSet
      availabilitySets/validateMigrationToVirtualMachineScaleSet availabilitySets/vmSizes capacityReservationGroups
      capacityReservationGroups/capacityReservations diskAccesses diskAccesses/privateEndpointConnections
      diskAccesses/privatelinkresources diskEncryptionSets diskEncryptionSets/associatedResources disks
      disks/beginGetAccess disks/endGetAccess galleries galleries/applications galleries/applications/versions
      galleries/images galleries/images/versions galleries/inVMAccessControlProfiles
      galleries/inVMAccessControlProfiles/versions galleries/scripts galleries/scripts/versions galleries/share
      galleries/softdeletedartifacttypes galleries/softdeletedartifacttypes/artifacts
      galleries/softdeletedartifacttypes/artifacts/versions hostGroups hostGroups/hosts hostGroups/hosts/hostSizes
      hostGroups/hosts/redeploy hostGroups/hosts/restart images interconnectBlocks operations proximityPlacementGroups
      restorePointCollections restorePointCollections/restorePoints
      restorePointCollections/restorePoints/diskRestorePoints
      restorePointCollections/restorePoints/diskRestorePoints/beginGetAccess
      restorePointCollections/restorePoints/diskRestorePoints/endGetAccess skus snapshots snapshots/beginGetAccess
      snapshots/endGetAccess snapshots/updateImmutabilityPolicy snapshots/updateImmutabilityPolicyLock sshPublicKeys
      sshPublicKeys/generateKeyPair virtualMachines virtualMachines/assessPatches virtualMachines/attachDetachDataDisks
      virtualMachines/capture virtualMachines/convertToManagedDisks virtualMachines/deallocate
      virtualMachines/diagnosticRunCommands virtualMachines/extensions virtualMachines/generalize
      virtualMachines/installPatches virtualMachines/instanceView virtualMachines/migrateToVirtualMachineScaleSet
      virtualMachines/performMaintenance virtualMachines/powerOff virtualMachines/reapply virtualMachines/redeploy
      virtualMachines/reimage virtualMachines/restart virtualMachines/retrieveBootDiagnosticsData
      virtualMachines/runCommand virtualMachines/runCommands virtualMachines/simulateEviction virtualMachines/start
      virtualMachines/vmSizes virtualMachineScaleSets virtualMachineScaleSets/approveRollingUpgrade
      virtualMachineScaleSets/convertToSinglePlacementGroup virtualMachineScaleSets/deallocate
      virtualMachineScaleSets/delete virtualMachineScaleSets/extensionRollingUpgrade virtualMachineScaleSets/extensions
      virtualMachineScaleSets/forceRecoveryServiceFabricPlatformUpdateDomainWalk virtualMachineScaleSets/instanceView
      virtualMachineScaleSets/lifecycleHookEvents virtualMachineScaleSets/manualupgrade
      virtualMachineScaleSets/migrateVMAvailabilityZone virtualMachineScaleSets/networkInterfaces
      virtualMachineScaleSets/osRollingUpgrade virtualMachineScaleSets/osUpgradeHistory
      virtualMachineScaleSets/performMaintenance virtualMachineScaleSets/poweroff
      virtualMachineScaleSets/publicipaddresses virtualMachineScaleSets/reapply virtualMachineScaleSets/redeploy
      virtualMachineScaleSets/reimage virtualMachineScaleSets/reimageall virtualMachineScaleSets/restart
      virtualMachineScaleSets/rollingUpgrades virtualMachineScaleSets/rollingUpgrades/cancel
      virtualMachineScaleSets/rollingUpgrades/latest virtualMachineScaleSets/scaleOut
      virtualMachineScaleSets/setOrchestrationServiceState virtualMachineScaleSets/skus virtualMachineScaleSets/start
      virtualMachineScaleSets/virtualMachines virtualMachineScaleSets/virtualMachines/approveRollingUpgrade
      virtualMachineScaleSets/virtualMachines/attachDetachDataDisks virtualMachineScaleSets/virtualMachines/deallocate
      virtualMachineScaleSets/virtualMachines/diagnosticRunCommands virtualMachineScaleSets/virtualMachines/extensions
      virtualMachineScaleSets/virtualMachines/instanceView virtualMachineScaleSets/virtualMachines/networkInterfaces
      virtualMachineScaleSets/virtualMachines/networkInterfaces/ipconfigurations
      virtualMachineScaleSets/virtualMachines/networkInterfaces/ipConfigurations
      virtualMachineScaleSets/virtualMachines/networkInterfaces/ipconfigurations/publicipaddresses
      virtualMachineScaleSets/virtualMachines/performMaintenance virtualMachineScaleSets/virtualMachines/powerOff
      virtualMachineScaleSets/virtualMachines/redeploy virtualMachineScaleSets/virtualMachines/reimage
      virtualMachineScaleSets/virtualMachines/reimageall virtualMachineScaleSets/virtualMachines/restart
      virtualMachineScaleSets/virtualMachines/retrieveBootDiagnosticsData
      virtualMachineScaleSets/virtualMachines/runCommand virtualMachineScaleSets/virtualMachines/runCommands
      virtualMachineScaleSets/virtualMachines/simulateEviction virtualMachineScaleSets/virtualMachines/start
    `),
  },
  'Microsoft.Network': {
    versions: words(`
      2014-12-01-preview 2015-05-01-preview 2015-06-15 2016-03-30 2016-06-01 2016-07-01 2016-08-01 2016-09-01 2016-10-01
      2016-11-01 2016-12-01 2017-03-01 2017-04-01 2017-06-01 2017-08-01 2017-09-01 2017-10-01 2017-11-01 2018-01-01
      2018-02-01 2018-03-01 2018-04-01 2018-05-01 2018-06-01 2018-07-01 2018-08-01 2018-09-01 2018-10-01 2018-11-01
      2018-12-01
      2019-02-01 2019-04-01 2019-06-01 2019-07-01 2019-08-01 2019-09-01 2019-11-01 2019-12-01 2020-01-01 2020-03-01
      2020-04-01 2020-05-01 2020-06-01 2020-07-01 2020-08-01 2020-11-01 2021-01-01 2021-02-01 2021-03-01 2021-04-01
      2021-05-01 2021-06-01 2021-08-01 2021-12-01 2022-01-01 2022-05-01 2022-07-01 2022-09-01 2022-11-01 2023-02-01
      2023-04-01 2023-05-01 2023-06-01 2023-09-01 2023-11-01 2024-01-01 2024-03-01 2024-05-01 2024-06-01 2024-07-01
      2024-10-01 2025-01-01 2025-03-01 2025-05-01 2026-01-01
    `),
    paths: words(`
      applicationGatewayAvailableRequestHeaders applicationGatewayAvailableResponseHeaders
      applicationGatewayAvailableServerVariables applicationGatewayAvailableSslOptions
      applicationGatewayAvailableSslOptions/default applicationGatewayAvailableSslOptions/default/predefinedPolicies
      applicationGatewayAvailableWafRuleSets applicationGateways applicationGateways/backendhealth
      applicationGateways/getBackendHealthOnDemand applicationGateways/privateEndpointConnections
      applicationGateways/privateLinkResources applicationGateways/start applicationGateways/stop
      ApplicationGatewayWebApplicationFirewallPolicies applicationSecurityGroups
      applicationSecurityGroups/addressPrefixSets authenticationPolicies azureFirewallFqdnTags azureFirewalls
      azureFirewalls/learnedIPPrefixes azureFirewalls/packetCapture azureFirewalls/packetCaptureOperation
      azureWebCategories bastionHosts bastionHosts/createShareableLinks bastionHosts/deleteShareableLinks
      bastionHosts/deleteShareableLinksByToken bastionHosts/disconnectActiveSessions bastionHosts/getActiveSessions
      bastionHosts/getShareableLinks bgpServiceCommunities cloudServiceSlots connections connections/getikesas
      connections/resetconnection connections/sharedkey connections/sharedkey/reset connections/startPacketCapture
      connections/stopPacketCapture connections/vpndeviceconfigurationscript customIpPrefixes ddosCustomPolicies
      ddosProtectionPlans dscpConfigurations expressRouteCircuits expressRouteCircuits/authorizations
      expressRouteCircuits/authorizations/listKeys expressRouteCircuits/getCircuitLinkFailoverAllTestsDetails
      expressRouteCircuits/getCircuitLinkFailoverSingleTestDetails expressRouteCircuits/peerings
      expressRouteCircuits/peerings/arpTables expressRouteCircuits/peerings/connections
      expressRouteCircuits/peerings/peerConnections expressRouteCircuits/peerings/routeTables
      expressRouteCircuits/peerings/routeTablesSummary expressRouteCircuits/peerings/stats
      expressRouteCircuits/startCircuitLinkFailoverTest expressRouteCircuits/stats
      expressRouteCircuits/stopCircuitLinkFailoverTest expressRouteCrossConnections
      expressRouteCrossConnections/commitCircuitMigration expressRouteCrossConnections/getCircuitMigrationInfo
      expressRouteCrossConnections/migrateCircuit expressRouteCrossConnections/peerings
      expressRouteCrossConnections/peerings/arpTables expressRouteCrossConnections/peerings/routeTables
      expressRouteCrossConnections/peerings/routeTablesSummary expressRouteCrossConnections/prepareCircuitMigration
      expressRouteCrossConnections/restoreBgpForCircuitMigration expressRouteCrossConnections/rollbackCircuitMigration
      expressRouteCrossConnections/shutDownBgpForCircuitMigration expressRouteCrossConnections/validateCircuitMigration
      expressRouteGateways expressRouteGateways/expressRouteConnections expressRouteGateways/getFailoverAllTestsDetails
      expressRouteGateways/getFailoverSingleTestDetails expressRouteGateways/getResiliencyInformation
      expressRouteGateways/getRoutesInformation expressRouteGateways/startSiteFailoverTest
      expressRouteGateways/stopSiteFailoverTest expressRouteLags expressRouteLags/generateLoa expressRouteLags/links
      expressRouteLags/links/members expressRoutePorts ExpressRoutePorts expressRoutePorts/authorizations
      expressRoutePorts/authorizations/listKeys ExpressRoutePorts/generateLoa ExpressRoutePorts/links
      ExpressRoutePortsLocations expressRouteProviderPorts expressRouteServiceProviders firewallPolicies
      firewallPolicies/deploy firewallPolicies/firewallPolicyDrafts firewallPolicies/firewallPolicyDrafts/default
      firewallPolicies/kubeSelectorGroups firewallPolicies/listIdpsFilterOptions firewallPolicies/listIdpsSignatures
      firewallPolicies/ruleCollectionGroups firewallPolicies/ruleCollectionGroups/ruleCollectionGroupDrafts
      firewallPolicies/ruleCollectionGroups/ruleCollectionGroupDrafts/default firewallPolicies/signatureOverrides
      firewallPolicies/signatureOverrides/default firstPartyServiceTags interconnectGroups
      interconnectGroups/nodeAvailability interconnectGroups/subgroups IpAllocations ipGroups loadBalancers
      loadBalancers/backendAddressPools loadBalancers/backendAddressPools/queryInboundNatRulePortMapping
      loadBalancers/frontendIPConfigurations loadBalancers/inboundNatRules loadBalancers/loadBalancingRules
      loadBalancers/loadBalancingRules/health loadBalancers/migrateToIpBased loadBalancers/networkInterfaces
      loadBalancers/outboundRules loadBalancers/probes localNetworkGateways natGateways networkInterfaces
      networkInterfaces/effectiveNetworkSecurityGroups networkInterfaces/effectiveRouteTable
      networkInterfaces/ipConfigurations networkInterfaces/loadBalancers networkInterfaces/tapConfigurations
      networkManagerConnections networkManagers networkManagers/commit networkManagers/commits
      networkManagers/connectivityConfigurations networkManagers/ipamPools networkManagers/ipamPools/getPoolUsage
      networkManagers/ipamPools/listAssociatedResources networkManagers/ipamPools/staticCidrs
      networkManagers/listActiveConnectivityConfigurations networkManagers/listActiveSecurityAdminRules
      networkManagers/listDeploymentStatus networkManagers/networkGroups networkManagers/networkGroups/staticMembers
      networkManagers/routingConfigurations networkManagers/routingConfigurations/ruleCollections
      networkManagers/routingConfigurations/ruleCollections/rules networkManagers/scopeConnections
      networkManagers/securityAdminConfigurations networkManagers/securityAdminConfigurations/ruleCollections
      networkManagers/securityAdminConfigurations/ruleCollections/rules networkManagers/securityUserConfigurations
      networkManagers/securityUserConfigurations/ruleCollections
      networkManagers/securityUserConfigurations/ruleCollections/rules networkManagers/verifierWorkspaces
      networkManagers/verifierWorkspaces/reachabilityAnalysisIntents
      networkManagers/verifierWorkspaces/reachabilityAnalysisRuns networkProfiles networkSecurityGroups
      networkSecurityGroups/defaultSecurityRules networkSecurityGroups/securityRules networkSecurityPerimeters
      networkSecurityPerimeters/linkReferences networkSecurityPerimeters/links
      networkSecurityPerimeters/loggingConfigurations networkSecurityPerimeters/profiles
      networkSecurityPerimeters/profiles/accessRules networkSecurityPerimeters/profiles/accessRules/reconcile
      networkSecurityPerimeters/resourceAssociations networkSecurityPerimeters/resourceAssociations/reconcile
      networkVirtualAppliances networkVirtualAppliances/abortMigration networkVirtualAppliances/commitMigration
      networkVirtualAppliances/executeMigration networkVirtualAppliances/getBootDiagnosticLogs
      networkVirtualAppliances/inboundSecurityRules networkVirtualAppliances/networkVirtualApplianceConnections
      networkVirtualAppliances/prepareMigration networkVirtualAppliances/reimage networkVirtualAppliances/restart
      networkVirtualAppliances/virtualApplianceSites networkVirtualApplianceSkus networkWatchers
      networkWatchers/availableProvidersList networkWatchers/azureReachabilityReport networkWatchers/configureFlowLog
      networkWatchers/connectionAnalyzers networkWatchers/connectionAnalyzers/query networkWatchers/connectionMonitors
      networkWatchers/connectionMonitors/stop networkWatchers/connectivityCheck networkWatchers/flowLogs
      networkWatchers/ipFlowVerify networkWatchers/networkConfigurationDiagnostic networkWatchers/nextHop
      networkWatchers/packetCaptures networkWatchers/packetCaptures/queryStatus networkWatchers/packetCaptures/stop
      networkWatchers/queryFlowLogStatus networkWatchers/queryTroubleshootResult networkWatchers/securityGroupView
      networkWatchers/topology networkWatchers/troubleshoot operations p2svpnGateways
      p2svpnGateways/disconnectP2sVpnConnections p2svpnGateways/generatevpnprofile
      p2svpnGateways/getP2sVpnConnectionHealth p2svpnGateways/getP2sVpnConnectionHealthDetailed p2svpnGateways/reset
      privateDnsZones privateDnsZones/A privateDnsZones/AAAA privateDnsZones/ALL privateDnsZones/CNAME
      privateDnsZones/MX privateDnsZones/PTR privateDnsZones/SOA privateDnsZones/SRV privateDnsZones/TXT
      privateDnsZones/virtualNetworkLinks
      privateEndpoints privateEndpoints/privateDnsZoneGroups privateLinkServices
      privateLinkServices/privateEndpointConnections publicIPAddresses publicIPAddresses/ddosProtectionStatus
      publicIPAddresses/disassociateCloudServiceReservedPublicIp publicIPAddresses/reserveCloudServicePublicIpAddress
      publicIPPrefixes routeFilters routeFilters/routeFilterRules routeTables routeTables/routes
      securityPartnerProviders serviceEndpointPolicies serviceEndpointPolicies/serviceEndpointPolicyDefinitions
      serviceGateways serviceGateways/addressLocations serviceGateways/services serviceGateways/updateAddressLocations
      serviceGateways/updateServices virtualHubs virtualHubs/bgpConnections virtualHubs/bgpConnections/advertisedRoutes
      virtualHubs/bgpConnections/learnedRoutes virtualHubs/connectionPolicies virtualHubs/effectiveRoutes
      virtualHubs/hubRouteTables virtualHubs/hubVirtualNetworkConnections virtualHubs/inboundRoutes
      virtualHubs/ipConfigurations virtualHubs/outboundRoutes virtualHubs/routeMaps virtualHubs/routeTables
      virtualHubs/routingIntent virtualNetworkAppliances virtualNetworkGateways virtualNetworkGateways/abortMigration
      virtualNetworkGateways/commitMigration virtualNetworkGateways/connections
      virtualNetworkGateways/disconnectVirtualNetworkGatewayVpnConnections virtualNetworkGateways/executeMigration
      virtualNetworkGateways/generatevpnclientpackage virtualNetworkGateways/generatevpnprofile
      virtualNetworkGateways/getAdvertisedRoutes virtualNetworkGateways/getBgpPeerStatus
      virtualNetworkGateways/getEffectiveRoutes virtualNetworkGateways/getFailoverAllTestsDetails
      virtualNetworkGateways/getFailoverSingleTestDetails virtualNetworkGateways/getLearnedRoutes
      virtualNetworkGateways/getResiliencyInformation virtualNetworkGateways/getRoutesInformation
      virtualNetworkGateways/getVpnClientConnectionHealth virtualNetworkGateways/getvpnclientipsecparameters
      virtualNetworkGateways/getvpnprofilepackageurl virtualNetworkGateways/listRadiusSecrets
      virtualNetworkGateways/natRules virtualNetworkGateways/prepareMigration virtualNetworkGateways/reset
      virtualNetworkGateways/resetvpnclientsharedkey virtualNetworkGateways/setvpnclientipsecparameters
      virtualNetworkGateways/startPacketCapture virtualNetworkGateways/startSiteFailoverTest
      virtualNetworkGateways/stopPacketCapture virtualNetworkGateways/stopSiteFailoverTest
      virtualNetworkGateways/supportedvpndevices virtualNetworks virtualNetworks/checkIPAddressAvailability
      virtualNetworks/ddosProtectionStatus virtualNetworks/listNetworkManagerEffectiveConnectivityConfigurations
      virtualNetworks/listNetworkManagerEffectiveSecurityAdminRules virtualNetworks/moveIpConfigurations
      virtualNetworks/subnets virtualNetworks/subnets/prepareNetworkPolicies
      virtualNetworks/subnets/resourceNavigationLinks virtualNetworks/subnets/serviceAssociationLinks
      virtualNetworks/subnets/unprepareNetworkPolicies virtualNetworks/usages virtualNetworks/virtualNetworkPeerings
      virtualNetworkTaps virtualRouters virtualRouters/peerings virtualWans virtualWans/generateVpnProfile
      virtualWans/supportedSecurityProviders virtualWans/vpnConfiguration virtualWans/vpnServerConfigurations
      vpnGateways vpnGateways/natRules vpnGateways/reset vpnGateways/startpacketcapture vpnGateways/stoppacketcapture
      vpnGateways/vpnConnections vpnGateways/vpnConnections/startpacketcapture
      vpnGateways/vpnConnections/stoppacketcapture vpnGateways/vpnConnections/vpnLinkConnections
      vpnGateways/vpnConnections/vpnLinkConnections/getikesas
      vpnGateways/vpnConnections/vpnLinkConnections/resetconnection
      vpnGateways/vpnConnections/vpnLinkConnections/sharedKeys
      vpnGateways/vpnConnections/vpnLinkConnections/sharedKeys/default
      vpnGateways/vpnConnections/vpnLinkConnections/sharedKeys/default/listSharedKey vpnServerConfigurations
      vpnServerConfigurations/configurationPolicyGroups vpnServerConfigurations/listRadiusSecrets vpnSites
      vpnSites/vpnSiteLinks
    `),
  },
  'Microsoft.PolicyInsights': {
    versions: words(`
      2018-04-04 2018-07-01-preview 2019-07-01 2019-10-01 2020-07-01 2020-07-01-preview 2021-01-01 2021-10-01 2022-03-01
      2022-04-01 2022-09-01 2023-03-01 2024-10-01
    `),
    paths: words(`
      attestations checkPolicyRestrictions componentPolicyStates componentPolicyStates/queryResults operations
      policyEvents policyEvents/queryResults policyMetadata policyStates policyStates/latest
      policyStates/latest/triggerEvaluation policyStates/queryResults policyStates/summarize policyTrackedResources
      policyTrackedResources/queryResults remediations remediations/cancel remediations/listDeployments
    `),
  },
  'Microsoft.ResourceGraph': {
    versions: words(`
      2018-09-01-preview 2019-04-01 2020-04-01-preview 2020-09-01-preview 2021-03-01 2021-06-01-preview 2022-10-01
      2024-04-01
    `),
    paths: words(`operations queries resourceChangeDetails resourceChanges resources resourcesHistory`),
  },
  'Microsoft.ResourceHealth': {
    versions: words(`
      2015-01-01 2017-07-01 2018-07-01 2018-07-01-preview 2018-08-01-preview 2020-05-01 2020-05-01-preview 2022-05-01
      2022-05-01-preview 2022-10-01 2022-10-01-preview 2023-10-01-preview 2024-02-01 2025-04-01 2025-05-01
    `),
    paths: words(`
      availabilityStatuses availabilityStatuses/current childAvailabilityStatuses childAvailabilityStatuses/current
      childResources emergingIssues events metadata operations
    `),
  },
  'Microsoft.Resources': {
    versions: words(`
      2014-04-01-preview 2015-01-01 2015-11-01 2016-02-01 2016-06-01 2016-07-01 2016-09-01 2017-05-10 2018-02-01
      2018-05-01 2019-03-01 2019-05-01 2019-05-10 2019-06-01 2019-07-01 2019-08-01 2019-10-01 2019-11-01 2020-01-01
      2020-05-01 2020-06-01 2020-08-01 2020-10-01 2021-01-01 2021-04-01 2022-01-01 2022-06-01 2022-09-01 2022-12-01
      2023-07-01 2024-03-01 2024-07-01 2024-11-01 2025-03-01 2025-04-01
    `),
    paths: words(`
      deployments deployments/operations deploymentScripts deploymentStacks links tags templateSpecs
      templateSpecs/versions
    `),
  },
};

/** Azure's other resource providers, of which the twin plays nothing. */
export const OTHER_PROVIDERS = words(`
  Advisor AgFoodPlatform AlertsManagement ApiManagement App AppComplianceAutomation AppConfiguration AppPlatform
  Attestation Automanage Automation AVS AzureActiveDirectory AzureArcData AzureStack AzureStackHCI
  BareMetalInfrastructure Batch BatchAI Billing BillingBenefits BotService Cache Capacity Cdn CertificateRegistration
  ChangeAnalysis Chaos CognitiveServices Commerce Communication ConfidentialLedger Confluent ConnectedVMwarevSphere
  Consumption ContainerInstance ContainerRegistry ContainerService CostManagement CustomProviders Dashboard DataBox
  DataBoxEdge Databricks Datadog DataFactory DataLakeAnalytics DataLakeStore DataMigration DataProtection DataShare
  DBForMariaDB DBforMySQL DBforPostgreSQL DeploymentManager DesktopVirtualization DevCenter Devices DeviceUpdate
  DevSpaces DevTestLab DigitalTwins DocumentDB DomainRegistration EdgeOrder Education Elastic ElasticSan EventGrid
  EventHub ExtendedLocation Features FluidRelay GuestConfiguration HanaOnAzure HDInsight HealthBot HealthcareApis
  HybridCompute HybridNetwork ImportExport Insights IoTCentral KeyVault Kubernetes KubernetesConfiguration Kusto
  LabServices LoadTestService Logic Logz MachineLearningCompute MachineLearningServices Maintenance ManagedIdentity
  ManagedServices Management ManagementPartner Maps MarketplaceOrdering Media Migrate MixedReality MobileNetwork NetApp
  NetworkFunction NotificationHubs OpenEnergyPlatform OperationalInsights OperationsManagement Orbital Peering Portal
  PowerBI PowerBIDedicated Purview Quantum Quota RecoveryServices RedHatOpenShift Relay ResourceConnector
  Scheduler ScVmm Search Security SecurityDevOps SecurityInsights SerialConsole ServerManagement ServiceBus
  ServiceFabric ServiceLinker SignalRService Solutions Sql SqlVirtualMachine Storage StorageCache StoragePool
  StorageSync StreamAnalytics Subscription Support Synapse TestBase TimeSeriesInsights VirtualMachineImages
  VMwareCloudSimple Web WorkloadMonitor Workloads
`).map((name) => `Microsoft.${name}`);
