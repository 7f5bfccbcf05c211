import { allowedOperations } from '../../../core/access-matrix.ts'
import { boundSale } from '../../../core/bound-sale.ts'
import { GatewayError } from '../../../core/error.ts'
import { type GuardedOperation, promptOperation } from '../../../core/guarded-operation.ts'
import { isSubscribed, visibleModels } from '../../../core/visible-models.ts'
import { type AccessSubject, type AccessSubjects, accessSubjects } from '../access-subjects.ts'
import { callerOf, type GraphqlContext } from '../context.ts'
import type * as contract from '../generated/resolvers.ts'
import { invalidInput } from '../invalid-input.ts'
import { connection, pageRange } from '../page.ts'

/** Who may do what. `operations` are what roles can allow. */
export const accessMatrix = (operations: ReadonlyMap<string, GuardedOperation>): contract.Resolvers => ({
  Query: {
    accessMatrix: async (_root, { of, filter, first, after }, context) => {
      const range = pageRange({ first, after }, isRowKey)
      const models = modelsOf(filter?.models, context)
      const subjects = accessSubjects(of, context)
      const wanted = filter?.subject
      const source = wanted == null ? subjects : only(await named(wanted, of, subjects), subjects)
      const rows = await rowsBehind(range.after, { source, models, limit: range.limit + 1 })
      const { edges, pageInfo } = connection(rows, range, rowKey)
      const prompts = context.services.prompts.operations(callerOf(context).tenant)
      const all = [...operations.values(), ...prompts.values().map(promptOperation)]
      return {
        rows: edges.map(({ node: { subject, model } }) => {
          const { READ, INVOKE, ADMINISTER } = allowedOperations(subject, all, model)
          const sale =
            model === undefined ? undefined : boundSale(subject.sales, model, subject.access.models)
          return {
            subject,
            model: model ?? null,
            read: READ,
            invoke: INVOKE,
            subscribed: isSubscribed(sale, subject.application) ?? null,
            administer: ADMINISTER,
          }
        }),
        pageInfo,
      }
    },
  },
})

/** A cell of the matrix, before anyone has asked what it allows. */
interface Row {
  readonly subject: AccessSubject
  readonly model: string | undefined
}

const mostModels = 1_000

/** The models of each subject's rows, in order; undefined stands for what has no model. */
const modelsOf = (
  wanted: readonly string[] | null | undefined,
  context: GraphqlContext,
): readonly (string | undefined)[] => {
  const visible = visibleModels(callerOf(context), context.snapshot).map(({ name }) => name)
  if (wanted == null) return [undefined, ...visible]
  if (wanted.length < 1 || wanted.length > mostModels)
    throw invalidInput('filter.models', `must hold 1 to ${mostModels} names`)
  const names = new Set(wanted)
  return visible.filter(name => names.has(name))
}

const rowKey = ({ subject, model }: Row): string => `${subject.key}\n${model ?? ''}`

const isRowKey = (key: string): boolean => /^[^\n\0]+\n[^\n\0]*$/.test(key)

/** The rows that follow a key: the rest of its subject's, then those of the next subjects. */
const rowsBehind = async (
  after: string | undefined,
  about: {
    readonly source: AccessSubjects
    readonly models: readonly (string | undefined)[]
    readonly limit: number
  },
): Promise<readonly Row[]> => {
  const { source, models, limit } = about
  if (models.length === 0) return []
  const [key, last = ''] = after?.split('\n') ?? []
  const present = key === undefined ? undefined : await source.find(key)
  const rest = present
    ? models.filter(model => (model ?? '') > last).map(model => ({ subject: present, model }))
    : []
  const missing = limit - rest.length
  if (missing <= 0) return rest
  const next = await source.behind(key, Math.ceil(missing / models.length))
  return [...rest, ...next.flatMap(subject => models.map(model => ({ subject, model })))]
}

/** One of the subjects. Throws NOT_FOUND. */
const named = async (
  name: string,
  kind: contract.AccessSubjectKind,
  subjects: AccessSubjects,
): Promise<AccessSubject> => {
  const subject = await subjects.find(subjects.keyOf(name))
  if (subject) return subject
  const what = kind === 'API_KEY' ? 'API key of this id' : `${kind.toLowerCase()} \`${name}\` in use`
  throw new GatewayError('NOT_FOUND', `There is no ${what}`, { path: 'filter.subject' })
}

/** That one alone. */
const only = (subject: AccessSubject, subjects: AccessSubjects): AccessSubjects => ({
  ...subjects,
  find: async key => (key === subject.key ? subject : undefined),
  behind: async after => (after === undefined ? [subject] : []),
})
