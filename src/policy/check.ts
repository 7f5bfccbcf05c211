import { didYouMean } from '../core/closest.ts'
import { operatorTenant } from '../core/organisation.ts'
import type { Policy } from '../core/policy.ts'
import type { Prompt } from '../core/prompt.ts'
import { ownName, type Quota } from '../core/quota.ts'
import type { Snapshot } from '../core/snapshot.ts'
import type { TenantAccess } from '../core/tenant-access.ts'
import { unaskable } from '../core/unaskable.ts'

/**
 * UNLIMITED, UNSCREENED: a field reaches a model, and no quota or no guardrail has a say in it. MATCHES_NOTHING: a rule
 * speaks of what is not there. UNUSABLE_MODEL: a prompt asks a model that cannot be asked.
 */
export type PolicyFindingKind = 'UNLIMITED' | 'UNSCREENED' | 'MATCHES_NOTHING' | 'UNUSABLE_MODEL'

export interface PolicyFinding {
  readonly kind: PolicyFindingKind
  /** What it is about, such as `operation complete` or `quota search-daily`. */
  readonly subject: string
  readonly message: string
}

/** What is looked at: the policy of one tenant as it is in force. */
export interface CheckedPolicy {
  readonly tenant: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** Those of the contract. */
  readonly policies: ReadonlyMap<string, Policy>
  /** By their operations. */
  readonly prompts: ReadonlyMap<string, Prompt>
  readonly snapshot: Snapshot
  readonly access: TenantAccess
  /** Everything that roles can speak of. */
  readonly guarded: { keys(): Iterable<string> }
  /** Whether the tenant has somebody of this name. */
  readonly holders: { readonly [kind in 'team' | 'application' | 'user']: ReadonlySet<string> }
}

/** What in a tenant's policy does nothing, or leaves something open. */
export const checkPolicy = (about: CheckedPolicy): readonly PolicyFinding[] => {
  const { policies, prompts, snapshot, tenant } = about
  const operations = [...policies.values(), ...[...prompts.values()].map(({ policy }) => policy)]
  // What is for all tenants is of those who run the gateway.
  const own = snapshot.quotas.filter(({ scope }) => (scope.tenant ?? operatorTenant) === tenant)
  return [
    ...operations.flatMap(policy => openFindings(policy, about)),
    ...own.flatMap(quota => quotaFindings(quota, about)),
    ...roleFindings(about),
    ...[...prompts.values()].flatMap(prompt => modelFindings(prompt, about)),
  ]
}

const openFindings = (policy: Policy, { tenant, snapshot }: CheckedPolicy): readonly PolicyFinding[] => {
  const { operation, quota, limits = [], redact } = policy
  const subject = `operation ${operation}`
  const isCovered = snapshot.quotas.some(
    ({ scope, action }) => action !== 'ALERT' && isForAll(scope, tenant, operation),
  )
  const findings: PolicyFinding[] = []
  if (!quota || (limits.length === 0 && !isCovered))
    findings.push({
      kind: 'UNLIMITED',
      subject,
      message: quota
        ? 'no quota covers all callers of the tenant, and the field sets no limit of its own'
        : 'the field lacks @quota, so no quota governs it',
    })
  if (!redact || (redact.kinds.length === 0 && snapshot.guardrails.length === 0))
    findings.push({
      kind: 'UNSCREENED',
      subject,
      message: redact
        ? 'no guardrail is in force, and the field names no kinds of its own'
        : 'the field lacks @redact, so no guardrail governs it',
    })
  return findings
}

/** Whether the scope covers every call of the operation by the tenant. */
const isForAll = (scope: Quota['scope'], tenant: string, operation: string): boolean =>
  (scope.tenant === undefined || scope.tenant === tenant) &&
  (scope.operation === undefined || scope.operation === operation) &&
  [scope.team, scope.application, scope.user, scope.key, scope.model, scope.tag].every(
    part => part === undefined,
  )

const quotaFindings = (
  quota: Quota,
  { snapshot, policies, prompts, holders }: CheckedPolicy,
): readonly PolicyFinding[] => {
  const { scope, rerouteTo } = quota
  const limitable = [...policies.values()].filter(({ quota }) => quota).map(({ operation }) => operation)
  const governed = new Set([...limitable, ...prompts.keys()])
  const missing = [
    ...(['team', 'application', 'user'] as const).flatMap(kind => {
      const name = scope[kind]
      return name === undefined || holders[kind].has(name)
        ? []
        : [`the ${kind} \`${name}\`, which is not there`]
    }),
    ...[scope.model, rerouteTo].flatMap(name =>
      name === undefined || snapshot.models.has(name) ? [] : [`the model \`${name}\`, which is not there`],
    ),
    ...(scope.operation === undefined || governed.has(scope.operation)
      ? []
      : [missingOperation(scope.operation, governed)]),
  ]
  return missing.map(what => ({
    kind: 'MATCHES_NOTHING' as const,
    subject: `quota ${ownName(quota)}`,
    message: `it speaks of ${what}`,
  }))
}

/** What is said of an operation that nothing is called by. A prompt may be there, and may yet be put into force. */
const missingOperation = (name: string, known: ReadonlySet<string>): string => {
  const what = name.startsWith('prompts.') ? 'of which no version is in force' : 'which is not there'
  return `the operation \`${name}\`, ${what}${didYouMean(name, known.keys())}`
}

const roleFindings = ({ access, guarded, prompts, snapshot }: CheckedPolicy): readonly PolicyFinding[] => {
  const known = new Set([...guarded.keys(), ...prompts.keys()])
  return [...access.roles].flatMap(([role, permissions]) =>
    permissions
      .flatMap(({ operations = [], models = [] }) => [
        ...operations.filter(name => !known.has(name)).map(name => missingOperation(name, known)),
        ...models
          .filter(name => !snapshot.models.has(name))
          .map(name => `the model \`${name}\`, which is not there`),
      ])
      .map(what => ({
        kind: 'MATCHES_NOTHING' as const,
        subject: `role ${role}`,
        message: `a permission of it speaks of ${what}`,
      })),
  )
}

const modelFindings = (
  { operation, model }: Prompt,
  { snapshot, at }: CheckedPolicy,
): readonly PolicyFinding[] => {
  const reason = unaskable(snapshot.models.get(model), at)
  if (reason === undefined) return []
  const subject = `prompt ${operation.replace(/^prompts\./, '')}`
  return [{ kind: 'UNUSABLE_MODEL', subject, message: `it asks the model \`${model}\`, which ${reason}` }]
}
