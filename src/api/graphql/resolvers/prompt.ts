import { type Actor, isSame } from '../../../core/approval.ts'
import { GatewayError } from '../../../core/error.ts'
import { type PromptTemplate, type PromptVersion, production } from '../../../core/prompt-version.ts'
import type { PromptAuthor } from '../../../core/prompts.ts'
import { administeredTenant } from '../administer.ts'
import { callerOf, type GraphqlContext } from '../context.ts'
import { actorOf, deciderOf } from '../decider.ts'
import { descriptionOf } from '../entity-input.ts'
import type * as contract from '../generated/resolvers.ts'
import { globalId, isUuid } from '../global-id.ts'
import { invalidInput } from '../invalid-input.ts'
import { money } from '../money.ts'
import { connection, pageRange } from '../page.ts'
import { reasonOf } from '../product-input.ts'
import { managesPrompts, maySeeTemplate, readsPrompts, templatesInUse } from '../shown-prompts.ts'
import { testCaller } from './prompt-test.ts'

/** Templates of prompts: how they are looked up and changed. Prompts themselves are fields of each tenant's schema. */
export const prompt: contract.Resolvers = {
  Query: {
    promptTemplates: async (_root, args, context) => {
      const range = pageRange(args)
      const { tenant } = callerOf(context)
      const page = { ...range, limit: range.limit + 1 }
      const found = managesPrompts(context)
        ? await context.services.prompts.templates(tenant, page)
        : await usableTemplates(page, context)
      return connection(found, range, ({ name }) => name)
    },
    promptReviews: async (_root, args, context) => {
      const range = pageRange(args, isUuid)
      const page = { ...range, limit: range.limit + 1 }
      const found = await context.services.prompts.waiting(callerOf(context).tenant, page)
      return connection(found, range, ({ id }) => id)
    },
    promptTemplate: async (_root, { name }, context) => {
      const [template] = await context.services.prompts.named(callerOf(context).tenant, [name])
      return template && maySeeTemplate(name, context) ? template : null
    },
  },
  Mutation: {
    publishPrompt: async (_root, { sdl, input }, context) => {
      const { name, message, labels = [production], expectedVersion } = input
      if (labels.length > 10) throw invalidInput('input.labels', 'must hold 10 labels at most')
      return context.services.prompts.publish(authorOf(context), {
        sdl,
        ...(name != null && { name }),
        ...(message != null && { message: descriptionOf(message) }),
        labels,
        ...(expectedVersion != null && { expectedVersion }),
      })
    },
    movePromptLabel: async (_root, { input: { name, label, version } }, context) => ({
      template: await context.services.prompts.moveLabel(authorOf(context), {
        template: name,
        label,
        ...(version != null && { version: numberOf(version) }),
      }),
    }),
    splitPromptLabel: async (_root, { input: { name, label = production, shares } }, context) => {
      const split = { template: name, label, shares }
      return { template: await context.services.prompts.splitLabel(authorOf(context), split) }
    },
    rollbackPrompt: (_root, { input: { name, label = production } }, context) =>
      context.services.prompts.rollback(authorOf(context), { template: name, label }),
    setPromptApproval: async (_root, { input: { name, approval } }, context) => ({
      template: await context.services.prompts.setApproval(authorOf(context), name, approval),
    }),
    requestPromptReview: async (_root, { input: { name, version, reason } }, context) => {
      const request = { template: name, version: numberOf(version), reason: reasonOf(reason) }
      return { version: await context.services.prompts.requestReview(authorOf(context), request) }
    },
    decidePromptReview: async (_root, { input }, context) => {
      const { name, version: number, revision, decision } = input
      const reason = reasonOf(input.reason)
      const author = authorOf(context)
      const version = await context.services.prompts.version(author.tenant, name, numberOf(number))
      if (!version?.review)
        throw new GatewayError('NOT_FOUND', 'There is no such review', { path: 'version' })
      const askers = askersOf(version, version.review.requestedBy)
      const isOwn = (by: Actor) =>
        askers.some(asker => isSame(asker, by)) || (!version.authoredBy && version.author === by.user)
      await deciderOf({ askers, isOwn, path: 'version' }, context)
      const said = { template: name, version: number, revision, decision, reason }
      return { version: await context.services.prompts.decideReview(author, said) }
    },
    retirePromptVersion: (_root, { input: { name, version } }, context) =>
      context.services.prompts.retire(authorOf(context), name, numberOf(version)),
  },
  PromptTemplate: {
    id: ({ id }) => globalId('PromptTemplate', id),
    versions: async ({ name }, args, { loaders }) => {
      const range = pageRange(args, key => /^[1-9]\d{0,8}$/.test(key))
      const page = {
        limit: range.limit + 1,
        ...(range.after !== undefined && { before: Number(range.after) }),
      }
      return connection(await loaders.promptVersions(name, page), range, ({ version }) => String(version))
    },
  },
  PromptVersion: {
    id: ({ id }) => globalId('PromptVersion', id),
    name: ({ template }) => template,
    number: ({ version }) => version,
    sdl: ({ sdl }, _args, context) => (readsPrompts(context) ? sdl : null),
    message: ({ message }) => message ?? null,
    state: ({ state, review }) => {
      if (state !== 'DRAFT' || !review || review.state === 'REJECTED') return state
      return review.state === 'APPROVED' ? 'APPROVED' : 'REVIEW'
    },
    review: ({ review }) => review ?? null,
    testRun: ({ testRun }) => testRun ?? null,
    metrics: ({ template, version }, { from, to }, context) => {
      // Of this second, so that the versions of one operation are all asked for together.
      const until = to ?? (Math.floor(context.services.clock() / 1_000) + 1) * 1_000
      const since = from ?? until - 30 * day
      if (since >= until) throw invalidInput('from', 'must be before `to`')
      if (until - since > 366 * day) throw invalidInput('from', 'must be 366 days before `to` at most')
      return context.loaders.promptMetrics({ template, version }, { from: since, to: until })
    },
  },
  PromptLabel: { shares: ({ shares = [] }) => shares },
  PromptMetrics: {
    cost: ({ costNanos }) => money(costNanos),
    meanLatencyMs: ({ latencyMs }) => latencyMs?.mean ?? null,
    medianLatencyMs: ({ latencyMs }) => latencyMs?.median ?? null,
    p95LatencyMs: ({ latencyMs }) => latencyMs?.p95 ?? null,
  },
  PromptReview: {
    requestedBy: ({ requestedBy }) => requestedBy.user ?? null,
    decisionReason: ({ decision }) => decision?.reason ?? null,
    decidedBy: ({ decision }) => decision?.by.user ?? null,
    decidedAt: ({ decision }) => decision?.at ?? null,
  },
}

const day = 86_400_000

/** Whose version it is. */
const askersOf = ({ authoredBy }: PromptVersion, requestedBy: Actor): readonly Actor[] =>
  authoredBy ? [requestedBy, authoredBy] : [requestedBy]

const usableTemplates = async (
  { limit, after = '' }: { readonly limit: number; readonly after?: string },
  context: GraphqlContext,
): Promise<readonly PromptTemplate[]> => {
  const names = [...templatesInUse(context)]
    .filter(name => name > after)
    .sort()
    .slice(0, limit)
  const found =
    names.length === 0 ? [] : await context.services.prompts.named(callerOf(context).tenant, names)
  return [...found].sort((one, other) => (one.name < other.name ? -1 : 1))
}

/** On whose behalf the caller changes prompts. */
const authorOf = (context: GraphqlContext): PromptAuthor => {
  const caller = callerOf(context)
  const { user, name } = caller
  const tenant = administeredTenant(context)
  return { tenant, name: user ?? name, actor: actorOf(caller), caller: testCaller(context) }
}

const numberOf = (version: number): number => {
  if (version < 1) throw new GatewayError('NOT_FOUND', `There is no version ${version}`, { path: 'version' })
  return version
}
