import { GraphQLError } from 'graphql'
import { GatewayError } from '../../../core/error.ts'
import type { Policy } from '../../../core/policy.ts'
import { production } from '../../../core/prompt-version.ts'
import { noAccess } from '../../../core/tenant-access.ts'
import { checkPolicy } from '../../../policy/check.ts'
import { diffPolicies } from '../../../policy/diff.ts'
import { callerOf, type GraphqlContext } from '../context.ts'
import type * as contract from '../generated/resolvers.ts'
import { invalidInput } from '../invalid-input.ts'

const mostBytes = 2 * 1024 * 1024

/** The policy itself: what is amiss in it, and what a change of it means. `policies` are those of the contract. */
export const policy = (about: {
  readonly policies: ReadonlyMap<string, Policy>
  readonly guarded: { keys(): Iterable<string> }
}): contract.Resolvers => ({
  Query: {
    policyCheck: async (_root, _args, context) => {
      const { tenant } = callerOf(context)
      const { services, snapshot } = context
      return checkPolicy({
        ...about,
        tenant,
        at: services.clock(),
        snapshot,
        prompts: services.prompts.operations(tenant),
        access: snapshot.access.get(tenant) ?? noAccess,
        holders: await holdersNamed(context),
      })
    },
    policyDiff: async (_root, { from, to }, context) => {
      const sources = await Promise.all([sdlOf('from', from, context), sdlOf('to', to, context)])
      const changes = differences(...sources)
      return { changes, loosens: changes.some(({ effect }) => effect === 'LOOSENED') }
    },
  },
})

/** Those of the teams, applications and users that quotas name which are there. */
const holdersNamed = async (context: GraphqlContext) => {
  const { tenant } = callerOf(context)
  const { organisation } = context.services
  const scopes = context.snapshot.quotas.map(({ scope }) => scope).filter(scope => scope.tenant === tenant)
  const among = async (
    kind: 'team' | 'application' | 'user',
    { named }: { named(tenant: string, names: readonly string[]): Promise<readonly { name: string }[]> },
  ): Promise<ReadonlySet<string>> => {
    const names = [...new Set(scopes.flatMap(scope => scope[kind] ?? []))]
    return new Set(names.length === 0 ? [] : (await named(tenant, names)).map(({ name }) => name))
  }
  const [team, application, user] = await Promise.all([
    among('team', organisation.teams),
    among('application', organisation.applications),
    among('user', organisation.users),
  ])
  return { team, application, user }
}

const sdlOf = async (
  path: string,
  { sdl, prompt, version }: contract.PolicySourceInput,
  context: GraphqlContext,
): Promise<string> => {
  const { prompts } = context.services
  const { tenant } = callerOf(context)
  if (sdl != null && prompt != null) throw invalidInput(path, 'must say `sdl` or `prompt`, not both')
  if (sdl != null) {
    if (Buffer.byteLength(sdl) > mostBytes)
      throw invalidInput(`${path}.sdl`, `must take ${mostBytes} bytes at most`)
    return sdl
  }
  if (prompt == null) return prompts.sdl(callerOf(context))
  const [template] = await prompts.named(tenant, [prompt])
  const inForce = template?.labels.find(({ name }) => name === production)?.version
  const number = version ?? inForce ?? template?.latest
  const kept = number === undefined ? undefined : await prompts.version(tenant, prompt, number)
  if (!kept)
    throw new GatewayError('NOT_FOUND', 'There is no such version of a prompt template', {
      path: `${path}.prompt`,
    })
  return kept.sdl
}

const differences = (from: string, to: string) => {
  try {
    return diffPolicies(from, to)
  } catch (error) {
    if (error instanceof GraphQLError)
      throw new GatewayError('INVALID_INPUT', `One of the two is no SDL: ${error.message.slice(0, 300)}`, {
        path: 'sdl',
      })
    if (error instanceof RangeError) throw invalidInput('sdl', 'is nested too deep')
    throw error
  }
}
