import type { ConsentFilter } from '../../../core/consent.ts'
import type { Subject } from '../../../core/request.ts'
import { administeredTenant, existing } from '../administer.ts'
import { callerOf } from '../context.ts'
import type * as contract from '../generated/resolvers.ts'
import { globalId, isUuid, readGlobalId } from '../global-id.ts'
import { invalidInput } from '../invalid-input.ts'
import { connection, pageRange } from '../page.ts'

/** To what persons have agreed. */
export const consent: contract.Resolvers = {
  Query: {
    consents: async (_root, args, context) => {
      const { tenant } = callerOf(context)
      const range = pageRange(args, isUuid)
      const filter = filterOf(args.filter ?? {})
      const found = await context.services.consents.list(tenant, {
        ...range,
        limit: range.limit + 1,
        filter,
      })
      return connection(found, range, ({ id }) => id)
    },
  },
  Mutation: {
    recordConsent: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const { evidence } = input
      const about = {
        subject: subjectOf('subject', input.subject),
        purpose: purposeOf('purpose', input.purpose),
        ...(evidence != null && { evidence: textOf('evidence', evidence, 1_000) }),
      }
      return { consent: await context.services.consents.record(tenant, about) }
    },
    withdrawConsent: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const known = readGlobalId(input.id)
      const withdrawn =
        known?.type === 'Consent' ? await context.services.consents.withdraw(tenant, known.id) : undefined
      return { consent: existing('consent', withdrawn) }
    },
  },
  Consent: {
    id: ({ id }) => globalId('Consent', id),
    evidence: ({ evidence }) => evidence ?? null,
    withdrawnAt: ({ withdrawnAt }) => withdrawnAt ?? null,
  },
}

/** Throws INVALID_INPUT. */
const filterOf = ({ subject, purpose, state }: contract.ConsentFilter): ConsentFilter => ({
  ...(subject && { subject: subjectOf('filter.subject', subject) }),
  ...(purpose != null && { purpose: purposeOf('filter.purpose', purpose) }),
  ...(state != null && { state }),
})

const subjectOf = (path: string, { type, id }: Subject): Subject => ({
  type: textOf(`${path}.type`, type, 64),
  id: textOf(`${path}.id`, id, 256),
})

const purposeOf = (path: string, purpose: string): string => {
  if (!/^[A-Za-z0-9._@:+-]{1,128}$/.test(purpose))
    throw invalidInput(path, 'must be 1 to 128 letters, digits and . _ @ : + -')
  return purpose
}

const textOf = (path: string, text: string, most: number): string => {
  if (text === '' || text.length > most || /\p{Cc}/u.test(text) || !text.isWellFormed())
    throw invalidInput(path, `must hold 1 to ${most} characters, none of them control characters`)
  return text
}
