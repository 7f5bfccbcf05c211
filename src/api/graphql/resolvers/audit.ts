import type { AuditFilter } from '../../../core/audit.ts'
import { administeredTenant } from '../administer.ts'
import { callerOf } from '../context.ts'
import type * as contract from '../generated/resolvers.ts'
import { globalId, isUuid, readGlobalId } from '../global-id.ts'
import { invalidInput } from '../invalid-input.ts'
import { connection, pageRange } from '../page.ts'

/** What was done and refused, and the proof of it. */
export const audit: contract.Resolvers = {
  Query: {
    auditEvents: async (_root, args, context) => {
      const { tenant } = callerOf(context)
      const range = pageRange(args, isNumber)
      const page = { ...range, limit: range.limit + 1, filter: filterOf(args.filter) }
      const events = await context.services.audit.list(tenant, page)
      return connection(events, range, ({ sequence }) => String(sequence))
    },
    auditProof: async (_root, { id }, context) => {
      const { tenant } = callerOf(context)
      const known = readGlobalId(id)
      const { audit } = context.services
      if (known?.type === 'AuditEvent') return (await audit.prove(tenant, known.id)) ?? null
      if (known?.type !== 'AuditedCall' && known?.type !== 'Completion') return null
      return (await audit.proveCall(tenant, known.id)) ?? null
    },
    auditCheckpoints: async (_root, args, context) => {
      const { tenant } = callerOf(context)
      if (args.before != null && args.before < 1)
        throw invalidInput('before', 'must be the number of a checkpoint')
      const { limit } = pageRange({ first: args.first })
      const after = args.before == null ? {} : { after: String(args.before) }
      return context.services.audit.checkpoints(tenant, { limit, ...after })
    },
    auditReport: async (_root, args, context) => {
      const to = args.to ?? context.services.clock() + 1
      const from = args.from ?? to - 30 * 86_400_000
      if (from >= to) throw invalidInput('from', 'must be before `to`')
      return { from, to, rows: await context.services.audit.report(callerOf(context).tenant, { from, to }) }
    },
    auditRetention: async (_root, _args, context) =>
      (await context.services.audit.retention(callerOf(context).tenant)) ?? null,
    exportAudit: async (_root, { from, to, after }, context) => {
      const { tenant } = callerOf(context)
      if (after != null && !/^\d{1,15}\.\d{1,15}$/.test(after))
        throw invalidInput('after', 'must be the `next` of a piece of an export')
      const { text, next } = await context.services.audit.export(tenant, {
        ...(from != null && { from }),
        ...(to != null && { to }),
        ...(after != null && { after }),
      })
      return { text, next: next ?? null }
    },
  },
  Mutation: {
    setAuditRetention: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const { days } = input
      if (days != null && (days < 1 || days > 36_500)) throw invalidInput('days', 'must be from 1 to 36,500')
      await context.services.audit.setRetention(tenant, days ?? undefined)
      return { days: days ?? null }
    },
  },
  Subscription: {
    auditEventAdded: {
      subscribe: async function* (_root, args, context) {
        const { tenant } = callerOf(context)
        const about = { filter: filterOf(args.filter), signal: context.signal }
        for await (const event of context.services.audit.follow(tenant, about))
          yield { auditEventAdded: event }
      },
    },
  },
  AuditEvent: {
    id: ({ id }) => globalId('AuditEvent', id),
    code: ({ code }) => (code as contract.ErrorCode | undefined) ?? null,
    reason: ({ reason }) => reason ?? null,
    model: ({ model }) => model ?? null,
    call: ({ call }) => (call === undefined ? null : globalId('Completion', call)),
    count: ({ count }) => count ?? 1,
    guardrails: ({ verdicts }) => verdicts ?? [],
    attempts: ({ attempts }) => attempts ?? [],
  },
  AuditCallProof: {
    record: ({ text }) => text ?? null,
  },
  AuditProof: { call: ({ call }) => call ?? null },
  AuditReportRow: { code: ({ code }) => (code as contract.ErrorCode | undefined) ?? null },
  AuditActor: {
    apiKey: ({ credential }) =>
      credential === undefined || !isUuid(credential) ? null : globalId('ApiKey', credential),
    name: ({ name }) => name ?? null,
    user: ({ user }) => user ?? null,
    team: ({ team }) => team ?? null,
    application: ({ application }) => application ?? null,
    address: ({ address }) => address ?? null,
  },
  AuditChange: {
    entityId: ({ id }) => id ?? null,
    before: ({ before }) => before ?? null,
    after: ({ after }) => after ?? null,
  },
}

const isNumber = (text: string): boolean => /^[1-9]\d{0,14}$/.test(text)

/** Throws INVALID_INPUT. */
const filterOf = (given: contract.AuditEventFilter | null | undefined): AuditFilter => {
  const { call, apiKey, ...rest } = given ?? {}
  const callId = call == null ? undefined : readGlobalId(call)
  const keyId = apiKey == null ? undefined : readGlobalId(apiKey)
  if (call != null && callId?.type !== 'Completion')
    throw invalidInput('filter.call', 'must be the global id of a call')
  if (apiKey != null && keyId?.type !== 'ApiKey')
    throw invalidInput('filter.apiKey', 'must be the global id of an API key')
  const texts = ['operation', 'model', 'user', 'subject', 'team', 'application', 'address'] as const
  for (const name of texts)
    if (rest[name] != null && !/^\P{Cc}{1,256}$/u.test(rest[name]))
      throw invalidInput(`filter.${name}`, 'must hold 1 to 256 characters, none of them control characters')
  const said = Object.fromEntries(Object.entries(rest).filter(([, value]) => value != null))
  return { ...said, ...(callId && { call: callId.id }), ...(keyId && { credential: keyId.id }) }
}
