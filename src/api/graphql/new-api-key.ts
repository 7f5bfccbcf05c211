import type { RoleBook } from '../../core/access.ts'
import { addressRange, isWithinRanges } from '../../core/address-range.ts'
import type { NewApiKey } from '../../core/api-key.ts'
import { didYouMean } from '../../core/closest.ts'
import { GatewayError } from '../../core/error.ts'
import type { Principal } from '../../core/principal.ts'
import type { CreateApiKeyInput } from './generated/resolvers.ts'
import { invalidInput } from './invalid-input.ts'
import { checkRoles } from './key-roles.ts'

/** Names that whoever asks may know of. */
export interface KnownNames {
  has(name: string): boolean
  keys(): Iterable<string>
}

/** What a new key is checked against. */
export interface KeyCreation {
  readonly creator: Principal
  /** What is said of roles in the creator's tenant. */
  readonly said: RoleBook
  /** The team of the application that the key is to belong to. */
  readonly applicationTeam?: string
  /** Every model that the creator may know of. */
  readonly models: KnownNames
  /** Every operation that a key can be limited to. */
  readonly operations: KnownNames
  /** Milliseconds since 1970. */
  readonly now: number
}

/**
 * The key that the input asks for, if its creator may have it: no key can do more than the one that creates it.
 * Throws FORBIDDEN and INVALID_INPUT.
 */
export const newApiKey = (input: CreateApiKeyInput, about: KeyCreation): NewApiKey => {
  const { creator, now } = about
  const { roles = [], expiresAt } = input
  const endsAt = endOf(expiresAt ?? undefined, { creator, now })
  const team = within('team', input.team, creator.team)
  const application = within('application', input.application, creator.application)
  const user = within('user', input.user, creator.user)
  if (roles.length === 0 && team === undefined && application === undefined && user === undefined)
    throw invalidInput(
      'roles',
      'must hold at least one role, unless the key belongs to a team, application or user',
    )
  const holders = {
    ...(team !== undefined && { team }),
    ...(application !== undefined && { application }),
    ...(user !== undefined && { user }),
  }
  checkRoles({ ...holders, team: about.applicationTeam ?? team, roles }, about)
  const models = among('models', input.models, { limit: creator.models, known: about.models })
  const operations = among('operations', input.operations, {
    limit: creator.operations,
    known: about.operations,
  })
  const allowedAddresses = rangesOf(input.allowedAddresses, creator.allowedAddresses)
  return {
    tenant: creator.tenant,
    name: label('name', input.name),
    ...holders,
    roles: [...new Set(roles)],
    ...(models && { models }),
    ...(operations && { operations }),
    ...(allowedAddresses && { allowedAddresses }),
    ...((input.documentsOnly || creator.onlyDocuments) && { documentsOnly: true as const }),
    ...(endsAt !== undefined && { expiresAt: endsAt }),
  }
}

/** When a key ends that shall end then: not after its creator. Throws FORBIDDEN and INVALID_INPUT. */
export const endOf = (
  wanted: number | undefined,
  { creator, now }: Pick<KeyCreation, 'creator' | 'now'>,
): number | undefined => {
  if (wanted !== undefined && wanted <= now) throw invalidInput('expiresAt', 'must be in the future')
  // A token ends with its user's session; what the user may do does not.
  const creatorEndsAt = creator.token ? undefined : creator.expiresAt
  const endsAt = wanted ?? creatorEndsAt
  if (endsAt !== undefined && creatorEndsAt !== undefined && endsAt > creatorEndsAt)
    throw new GatewayError('FORBIDDEN', 'These credentials can create keys only for as long as they last', {
      path: 'expiresAt',
    })
  return endsAt
}

const mostRanges = 100

/** The wanted ranges in their one spelling, each within the creator's; the creator's own where none are wanted. */
const rangesOf = (
  wanted: readonly string[] | null | undefined,
  own: readonly string[] | undefined,
): readonly string[] | undefined => {
  const path = 'allowedAddresses'
  if (wanted == null) return own
  if (wanted.length < 1 || wanted.length > mostRanges)
    throw invalidInput(path, `must hold 1 to ${mostRanges} ranges`)
  const ranges = wanted.map((text, index) => {
    const read = addressRange(text)
    if ('fault' in read) throw invalidInput(`${path}[${index}]`, read.fault)
    if (own && !isWithinRanges(own, read.range))
      throw new GatewayError(
        'FORBIDDEN',
        `These credentials can create keys only for the addresses that they may be used from: ${own.join(', ')}`,
        { path: `${path}[${index}]` },
      )
    return read.range
  })
  return [...new Set(ranges)]
}

/** The wanted team, application or user; the creator's own where it has one. */
const within = (
  path: string,
  wanted: string | null | undefined,
  own: string | undefined,
): string | undefined => {
  if (wanted == null) return own
  if (own !== undefined && wanted !== own)
    throw new GatewayError('FORBIDDEN', `These credentials can create keys for the ${path} \`${own}\` only`, {
      path,
    })
  return label(path, wanted)
}

/** The wanted names, all known and allowed; the creator's own limit where nothing is wanted. */
const among = (
  path: string,
  wanted: readonly string[] | null | undefined,
  { limit, known }: { limit: ReadonlySet<string> | undefined; known: KnownNames },
): readonly string[] | undefined => {
  if (wanted == null) return limit && [...limit]
  if (wanted.length < 1 || wanted.length > 1000) throw invalidInput(path, 'must hold 1 to 1000 names')
  // What is not allowed looks like what does not exist, so that nobody learns names by asking.
  const isAllowed = (name: string): boolean => limit?.has(name) !== false
  for (const [index, name] of wanted.entries())
    if (!known.has(name) || !isAllowed(name)) {
      const asked = name.slice(0, 100)
      throw invalidInput(
        `${path}[${index}]`,
        `must be a name that exists and that these credentials may use, not \`${asked}\`${didYouMean(asked, [...known.keys()].filter(isAllowed))}`,
      )
    }
  return [...new Set(wanted)]
}

const label = (path: string, text: string): string => {
  if (!/^\P{Cc}{1,100}$/u.test(text))
    throw invalidInput(path, 'must hold 1 to 100 characters, none of them control characters')
  return text
}
