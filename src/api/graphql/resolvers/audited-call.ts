import type { CallFilter, StoredCall } from '../../../core/ports.ts'
import { callerOf } from '../context.ts'
import type * as contract from '../generated/resolvers.ts'
import { globalId, isUuid, readGlobalId } from '../global-id.ts'
import { invalidInput } from '../invalid-input.ts'
import { money } from '../money.ts'
import { connection, pageRange } from '../page.ts'

/** The calls of a tenant, as the ledger has them. */
export const auditedCall: contract.Resolvers = {
  Query: {
    auditCalls: async (_root, args, context) => {
      const { tenant } = callerOf(context)
      const range = pageRange(args, isCallKey)
      const page = { ...range, limit: range.limit + 1, filter: filterOf(args.filter) }
      return connection(await context.services.calls.list(tenant, page), range, callKey)
    },
  },
  AuditedCall: {
    id: ({ id }) => globalId('AuditedCall', id),
    call: ({ id }) => globalId('Completion', id),
    stepOf: ({ parent }) => (parent === undefined ? null : globalId('Completion', parent)),
    provider: ({ provider }) => provider ?? null,
    deployment: ({ deployment }) => deployment ?? null,
    apiKey: ({ apiKey }) => (apiKey !== undefined && isUuid(apiKey) ? globalId('ApiKey', apiKey) : null),
    user: ({ user }) => user ?? null,
    team: ({ team }) => team ?? null,
    application: ({ application }) => application ?? null,
    address: ({ clientAddress }) => clientAddress ?? null,
    outcome: ({ outcome }) => outcome ?? 'FINISHED',
    code: ({ errorCode }) => errorCode ?? null,
    reason: ({ reason }) => reason ?? null,
    latencyMs: ({ latencyMs }) => Math.round(latencyMs ?? 0),
    cost: ({ costNanos }) => money(costNanos ?? 0n),
    guardrails: ({ verdicts }) => verdicts,
  },
}

const callKey = ({ startedAt, id }: StoredCall): string => `${startedAt}.${id}`

const isCallKey = (text: string): boolean => {
  const [at = '', id = ''] = text.split('.')
  return /^\d{1,15}$/.test(at) && isUuid(id) && text === `${at}.${id}`
}

/** Throws INVALID_INPUT. */
const filterOf = (given: contract.AuditedCallFilter | null | undefined): CallFilter => {
  const { apiKey, ...rest } = given ?? {}
  const known = apiKey == null ? undefined : readGlobalId(apiKey)
  if (apiKey != null && known?.type !== 'ApiKey')
    throw invalidInput('filter.apiKey', 'must be the global id of an API key')
  for (const name of ['user', 'team', 'application', 'model', 'operation', 'address'] as const)
    if (rest[name] != null && !/^\P{Cc}{1,256}$/u.test(rest[name]))
      throw invalidInput(`filter.${name}`, 'must hold 1 to 256 characters, none of them control characters')
  const said = Object.fromEntries(Object.entries(rest).filter(([, value]) => value != null))
  return { ...said, ...(known && { apiKey: known.id }) }
}
