import { GatewayError } from '../../../core/error.ts'
import { administeredTenant } from '../administer.ts'
import { callerOf } from '../context.ts'
import type * as contract from '../generated/resolvers.ts'
import { invalidInput } from '../invalid-input.ts'

/** What persons may ask for: all that is held on them, and to be forgotten. */
export const subject: contract.Resolvers = {
  Mutation: {
    exportSubject: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const user = userOf(input)
      if (input.after != null && !isCursor(input.after))
        throw invalidInput('after', 'must be the `next` of a piece of an export')
      const { text, next } = await context.services.audit.subjects.export(tenant, {
        user,
        ...(input.after != null && { after: input.after }),
      })
      return { text, next: next ?? null }
    },
    eraseSubject: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const user = userOf(input)
      // Else whoever administers could take his name off what he has done, and this act would bring it back.
      if (user === callerOf(context).user)
        throw new GatewayError('FORBIDDEN', 'Nobody forgets himself: let another administrator do it', {
          path: 'user',
        })
      const { services } = context
      const forgetCounters = services.forgetCounters(tenant, user)
      const erased = await services.audit.subjects.erase(tenant, user)
      await forgetCounters()
      return erased
    },
  },
}

/** The name of a user, whoever knows it. Throws INVALID_INPUT. */
const userOf = ({ user }: { readonly user: string }): string => {
  if (!/^\P{Cc}{1,256}$/u.test(user))
    throw invalidInput('user', 'must hold 1 to 256 characters, none of them control characters')
  return user
}

const isCursor = (text: string): boolean =>
  /^(events \d{1,15}|calls( \d{1,15}\.[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12})?)$/.test(text)
