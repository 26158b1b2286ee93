import { nameOf } from '../../../model/arm-id';
import type { Resource } from '../../scenarios/schema';
import { covers, scopeOf } from '../arm/access';
import { complies, type Condition, type Subject } from './policy-rule';

/** A policy whose `deny` a resource meets. */
export interface Violation {
  readonly assignment: Resource;
  readonly definition: Resource;
  /** What the assignment says to whoever meets it. */
  readonly reason: string | undefined;
}

interface Assignment {
  readonly policyDefinitionId: string;
  readonly enforcementMode?: 'Default' | 'DoNotEnforce';
  readonly notScopes?: readonly string[];
  readonly parameters?: Readonly<Record<string, { readonly value: unknown }>>;
  readonly nonComplianceMessages?: readonly { readonly message: string }[];
}

interface Definition {
  readonly parameters?: Readonly<Record<string, { readonly defaultValue?: unknown }>>;
  readonly policyRule: { readonly if: Condition; readonly then: { readonly effect: string } };
}

interface Policies {
  get(id: string): Resource | undefined;
  list(type: string): readonly Resource[];
}

/** The policies assigned at `scope` or above that deny a resource as it would be there (Azure Policy: "Policy definition structure"). */
export const violations = (policies: Policies, scope: string, subject: Subject): readonly Violation[] =>
  policies.list('Microsoft.Authorization/policyAssignments').flatMap((assignment) => {
    const {
      policyDefinitionId,
      enforcementMode,
      notScopes = [],
      parameters,
      nonComplianceMessages,
    } = assignment.properties as unknown as Assignment;
    if (enforcementMode === 'DoNotEnforce' || !covers(scopeOf(assignment.id), scope)) return [];
    if (notScopes.some((excluded) => covers(excluded, scope))) return [];
    const definition = policies.get(policyDefinitionId);
    if (!definition) throw new Error(`${assignment.id} names a policy that the estate lacks: ${policyDefinitionId}`);
    const { parameters: declared = {}, policyRule } = definition.properties as unknown as Definition;
    const given = (name: string) => parameters?.[name]?.value ?? declared[name]?.defaultValue;
    const { if: condition, then } = withParameters(policyRule, given) as Definition['policyRule'];
    if (then.effect.toLowerCase() !== 'deny' || !complies(condition, subject)) return [];
    return [{ assignment, definition, reason: nonComplianceMessages?.[0]?.message }];
  });

/** Puts the values in place of `[parameters('name')]`. */
function withParameters(value: unknown, given: (name: string) => unknown): unknown {
  if (typeof value === 'string') {
    const name = /^\[parameters\('([^']+)'\)\]$/i.exec(value)?.[1];
    return name === undefined ? value : given(name);
  }
  if (Array.isArray(value)) return value.map((item) => withParameters(item, given));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withParameters(inner, given)]));
}

const displayNameOf = ({ id, properties }: Resource): string =>
  typeof properties.displayName === 'string' ? properties.displayName : nameOf(id);

/** ARM's sentence for a resource that policies refuse. */
export function disallowed(name: string, found: readonly Violation[]): string {
  const reasons = found.flatMap(({ reason }) => reason ?? []);
  const opening = `Resource '${name}' was disallowed by policy.`;
  if (reasons.length > 0)
    return `${opening} Reasons: '${reasons.join("', '")}'. See error details for policy resource IDs.`;
  const identifiers = found.map(({ assignment, definition }) => ({
    policyAssignment: { name: displayNameOf(assignment), id: assignment.id },
    policyDefinition: { name: displayNameOf(definition), id: definition.id },
  }));
  return `${opening} Policy identifiers: '${JSON.stringify(identifiers)}'.`;
}

/** ARM's details to {@link disallowed}. */
export const violationInfo = ({ assignment, definition }: Violation): object => ({
  type: 'PolicyViolation',
  info: {
    policyDefinitionDisplayName: displayNameOf(definition),
    policyDefinitionId: definition.id,
    policyDefinitionName: nameOf(definition.id),
    policyDefinitionEffect: 'Deny',
    policyAssignmentId: assignment.id,
    policyAssignmentName: nameOf(assignment.id),
    policyAssignmentDisplayName: displayNameOf(assignment),
    policyAssignmentScope: scopeOf(assignment.id),
  },
});
