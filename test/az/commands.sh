#!/usr/bin/env bash
# Runs az against the simulated Azure, command after command: each must work, be refused as Azure refuses, or say "NotSimulated".
# Needs az (tried with Debian's 2.45, whose `az vm` and `az network` do not fit its own SDK: what they send goes through `az rest`)
# and node. Not a part of `npm test`:  test/az/commands.sh
set -uo pipefail
cd "$(dirname "$0")/../.."
command -v az >/dev/null || { echo "az is not installed: nothing is tried"; exit 0; }

scratch=$(mktemp -d)
node shared/cli/run.mjs twin --scenario vm-nsg-denies-ssh --as owner >"$scratch/twin" 2>&1 &
twin=$!
trap 'kill "$twin" 2>/dev/null; wait "$twin" 2>/dev/null; rm -rf "$scratch"' EXIT
for _ in $(seq 60); do grep -q 'Ctrl-C' "$scratch/twin" && break; sleep 1; done
eval "$(grep -E '^  export REQUESTS_CA_BUNDLE' "$scratch/twin")"
ARM=$(sed -n 's/^  export ARM=\(\S*\) .*/\1/p' "$scratch/twin")
export AZURE_CONFIG_DIR="$scratch/az" AZURE_CORE_COLLECT_TELEMETRY=no AZURE_CORE_NO_COLOR=yes
az cloud register -n twin --endpoint-resource-manager "$ARM" --endpoint-management "$ARM" \
  --endpoint-active-directory "$ARM" --endpoint-active-directory-graph-resource-id "$ARM" --endpoint-gallery "$ARM" \
  --endpoint-active-directory-resource-id https://management.core.windows.net/ >/dev/null
az cloud set -n twin >/dev/null
az login --identity >/dev/null || { cat "$scratch/twin"; exit 1; }

one() { az resource list --resource-type "$1" --query '[0].id' -o tsv; }
subscription=/subscriptions/$(az account show --query id -o tsv)
vm=$(one Microsoft.Compute/virtualMachines)
nic=$(one Microsoft.Network/networkInterfaces)
vnet=$(one Microsoft.Network/virtualNetworks)
nsg=$(one Microsoft.Network/networkSecurityGroups)
watcher=$(one Microsoft.Network/networkWatchers)
group=$(cut -d/ -f5 <<<"$vm")
network=$subscription/resourceGroups/$group/providers/Microsoft.Network
N='api-version=2024-05-01' C='api-version=2024-07-01'
get() { az rest --method get --url "$1"; }
send() { az rest --method "$1" --url "$2" ${3:+--body "$3"}; }
subnet=$(get "$vnet?$N" | grep -o '"id": "[^"]*/subnets/[^"/]*"' | head -1 | cut -d'"' -f4)
space=$(az rest --url "$vnet?$N" --query 'properties.addressSpace.addressPrefixes[0]' -o tsv | cut -d. -f1,2)
address=$(az rest --url "$nic?$N" --query 'properties.ipConfigurations[0].properties.privateIPAddress' -o tsv)
owner=$(az rest --url "$nic?$N" --query 'properties.virtualMachine.id' -o tsv)
rule() { printf '{"properties":{"priority":%s,"direction":"inbound","access":"allow","protocol":"tcp","sourceAddressPrefix":"*","sourcePortRange":"*","destinationAddressPrefix":"*","destinationPortRange":"%s"}}' "$1" "$2"; }
place='"location":"koreacentral"'

ran=0 wrong=0
# try EXPECTED COMMAND...: EXPECTED is ok, or a part of what az says when it fails.
try() {
  local expected=$1 said status; shift
  said=$("$@" 2>&1); status=$?
  ran=$((ran + 1))
  if { [ "$expected" = ok ] && [ $status = 0 ]; } || { [ "$expected" != ok ] && [ $status != 0 ] && grep -q "$expected" <<<"$said"; }; then
    printf 'ok    %-14s %s\n' "$expected" "$*"
  else
    wrong=$((wrong + 1)); printf 'WRONG %-14s %s\n      %s\n' "$expected" "$*" "$(tail -3 <<<"$said" | cut -c1-300)"
  fi
}

try ok az account show
try ok az account list
try ok az group list
try ok az group show -n "$group"
try ok az group exists -n "$group"
try ok az group create -n made -l koreacentral
try ok az group update -n made --set tags.a=b
try NotSimulated az group delete -n made -y
try ok az provider show -n Microsoft.Network
try ok az provider list
try ok az resource list -g "$group"
try ok az resource show --ids "$vm"
try ok az resource show --ids "$nsg"
try ok az resource show --ids "$nic"
try ResourceNotFound az resource show --ids "${vm}nobody"

try ok get "$subscription/providers/Microsoft.Compute/virtualMachines?$C"
try ok get "$vm?$C&\$expand=instanceView"
try ok get "$vm/instanceView?$C"
try ok get "$vm/extensions?$C"
try ok get "$subscription/providers/Microsoft.Compute/disks?api-version=2024-03-02"
try ok send patch "$vm?$C" '{"tags":{"owner":"me"}}'
try NotSimulated send patch "$vm?$C" '{"properties":{"hardwareProfile":{"vmSize":"Standard_D8s_v5"}}}'
try NotSimulated send post "$vm/capture?$C" '{}'
try NotSimulated get "$subscription/providers/Microsoft.Compute/snapshots?api-version=2024-03-02"
try NotSimulated get "$subscription/providers/Microsoft.Compute/virtualMachineScaleSets?$C"
try InvalidResourceType send post "$vm/explode?$C" '{}'
try ok get "$vm/providers/Microsoft.ResourceHealth/availabilityStatuses/current?api-version=2022-10-01"

try ok get "$subscription/providers/Microsoft.Network/networkSecurityGroups?$N"
try ok get "$nsg?$N"
try ok get "$nsg/securityRules?$N"
try SecurityRuleInvalidPriority send put "$nsg/securityRules/odd?$N" "$(rule 1 443)"
try SecurityRuleInvalidPortRange send put "$nsg/securityRules/odd?$N" "$(rule 998 70000)"
try ok send put "$nsg/securityRules/web?$N" "$(rule 999 443)"
try RetryableErrorDueToAnotherOperation send put "$nsg/securityRules/more?$N" "$(rule 997 444)"
sleep 6
try SecurityRuleConflict send put "$nsg/securityRules/again?$N" "$(rule 999 1)"
try ok get "$nsg/securityRules/web?$N"
try ok send delete "$nsg/securityRules/web?$N"
try LocationRequired send put "$network/networkSecurityGroups/made?$N" '{}'
try ok send put "$network/networkSecurityGroups/made?$N" "{$place}"
try ParentResourceNotFound send put "$network/networkSecurityGroups/none/securityRules/web?$N" "$(rule 999 443)"
try ok get "$vnet?$N"
try ok get "$vnet/subnets?$N"
try ok get "$vnet/virtualNetworkPeerings?$N"
try NetcfgSubnetRangeOutsideVnet send put "$vnet/subnets/odd?$N" '{"properties":{"addressPrefix":"192.0.2.0/24"}}'
try ok send put "$vnet/subnets/made?$N" "{\"properties\":{\"addressPrefix\":\"$space.200.0/24\"}}"
try ok send put "$network/routeTables/table?$N" "{$place}"
sleep 6
try ok send put "$network/routeTables/table/routes/out?$N" '{"properties":{"addressPrefix":"0.0.0.0/0","nextHopType":"internet"}}'
try ok get "$network/routeTables/table/routes?$N"
try InUseSubnetCannotBeDeleted send delete "$subnet?$N"
try ok send delete "$vnet/subnets/made?$N"
try ok send put "$network/publicIPAddresses/made?$N" "{$place,\"properties\":{\"publicIPAllocationMethod\":\"static\"}}"
try ok get "$network/publicIPAddresses/made?$N"
try ok send put "$network/networkInterfaces/made?$N" "{$place,\"properties\":{\"ipConfigurations\":[{\"name\":\"ip\",\"properties\":{\"subnet\":{\"id\":\"$subnet\"}}}]}}"
try NicInUse send delete "$nic?$N"
try ok send put "$network/applicationSecurityGroups/made?$N" "{$place}"
try ok send post "$nic/effectiveNetworkSecurityGroups?$N"
try ok send post "$nic/effectiveRouteTable?$N"
try ok send post "$watcher/ipFlowVerify?$N" "{\"targetResourceId\":\"$owner\",\"direction\":\"inbound\",\"protocol\":\"Tcp\",\"localPort\":\"22-23\",\"remotePort\":\"*\",\"localIPAddress\":\"$address\",\"remoteIPAddress\":\"203.0.113.7\"}"
try ok send post "$watcher/nextHop?$N" "{\"targetResourceId\":\"$owner\",\"sourceIPAddress\":\"$address\",\"destinationIPAddress\":\"203.0.113.7\"}"
try ok get "$subscription/providers/Microsoft.Network/applicationGateways?$N"
try NotSimulated get "$subscription/providers/Microsoft.Network/loadBalancers?$N"
try NotSimulated get "$subscription/providers/Microsoft.Network/bastionHosts?$N"
try NotSimulated get "$subscription/providers/Microsoft.Storage/storageAccounts?api-version=2024-01-01"

try ok az lock list
try ok send put "$nsg/providers/Microsoft.Authorization/locks/keep?api-version=2020-05-01" '{"properties":{"level":"CanNotDelete"}}'
try ScopeLocked send delete "$nsg?$N"
try ok send delete "$nsg/providers/Microsoft.Authorization/locks/keep?api-version=2020-05-01"
try ok get "$subscription/providers/Microsoft.Authorization/roleDefinitions?api-version=2022-04-01"
try ok get "$subscription/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01"
try NoRegisteredProviderFound get "$vm?api-version=1999-01-01"
try InvalidResourceNamespace get "$subscription/providers/Microsoft.Nothing/things?api-version=2024-05-01"
try ok send post "$vm/restart?$C"

echo "$ran commands, $wrong wrong"
[ "$wrong" = 0 ]
