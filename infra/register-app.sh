#!/bin/sh
# Makes the app registration of Reconnect's HTTP interface, and lets Azure Monitor's secure webhook call it. Once for each azd
# environment; run again, it leaves what is right as it is. Whoever runs it must be allowed to register applications and to assign
# app roles (Cloud Application Administrator), and becomes an owner, which Azure Monitor wants of who makes the action group.
set -eu

graph=https://graph.microsoft.com/v1.0
azure_monitor=461e8683-5575-4561-ac7f-899cc907d62a
azure_cli=04b07795-8ddb-461a-bbee-02f9e1bf7b46
scope=5d1c5b0e-6a1f-4f43-9b57-2f0a8d4e9c11
reader_role=8f0f2a57-0c7b-4c0a-8a41-6b1d3a7e5d22
webhook_role=c3b7e1d4-93a5-4e0e-b6c8-1f5a2d8e7b33

# The service principal of an application, made where the tenant has none.
principal_of() {
  az ad sp show --id "$1" --query id --output tsv 2>/dev/null || az ad sp create --id "$1" --query id --output tsv
}

name="Reconnect $(azd env get-value AZURE_ENV_NAME)"
app=$(az ad app list --display-name "$name" --query '[0].appId' --output tsv)
[ -n "$app" ] || app=$(az ad app create --display-name "$name" --sign-in-audience AzureADMyOrg --query appId --output tsv)
object=$(az ad app show --id "$app" --query id --output tsv)

patch() {
  az rest --method patch --url "$graph/applications/$object" --headers Content-Type=application/json --body "$1" --output none
}
patch '{
  "identifierUris": ["api://'"$app"'"],
  "appRoles": [
    { "id": "'"$reader_role"'", "value": "Incidents.Read", "displayName": "Incidents.Read", "description": "Reads incidents",
      "allowedMemberTypes": ["User", "Application"], "isEnabled": true },
    { "id": "'"$webhook_role"'", "value": "ActionGroupsSecureWebhook", "displayName": "ActionGroupsSecureWebhook",
      "description": "Brings alerts", "allowedMemberTypes": ["Application"], "isEnabled": true }
  ],
  "api": {
    "requestedAccessTokenVersion": 2,
    "oauth2PermissionScopes": [
      { "id": "'"$scope"'", "value": "Control", "type": "User", "isEnabled": true,
        "adminConsentDisplayName": "Control Reconnect", "adminConsentDescription": "Reads incidents and gives commands",
        "userConsentDisplayName": "Control Reconnect", "userConsentDescription": "Reads incidents and gives commands" }
    ]
  }
}'
# Microsoft Graph knows the scope only now.
patch '{ "api": { "preAuthorizedApplications": [
  { "appId": "'"$azure_cli"'", "delegatedPermissionIds": ["'"$scope"'"] }
] } }'

own=$(principal_of "$app")
caller=$(principal_of "$azure_monitor")
assigned=$(az rest --method get --url "$graph/servicePrincipals/$own/appRoleAssignedTo" \
  --query "value[?principalId=='$caller'].id" --output tsv)
[ -n "$assigned" ] || az rest --method post --url "$graph/servicePrincipals/$own/appRoleAssignedTo" --output none \
  --headers Content-Type=application/json \
  --body '{ "principalId": "'"$caller"'", "resourceId": "'"$own"'", "appRoleId": "'"$webhook_role"'" }'

azd env set RECONNECT_APP_ID "$app"
azd env set RECONNECT_APP_OBJECT_ID "$object"
echo "RECONNECT_APP_ID=$app"
