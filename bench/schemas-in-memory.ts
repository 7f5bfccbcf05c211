import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { defaultDocumentLimits } from '../src/api/graphql/limits.ts'
import { promptSchemas } from '../src/api/graphql/prompt-fields.ts'
import { createRuntimes } from '../src/api/graphql/runtime.ts'
import { createSchema } from '../src/api/graphql/schema.ts'
import type { Principal } from '../src/core/principal.ts'
import type { LabelledModule } from '../src/core/prompt-version.ts'
import type { Snapshot } from '../src/core/snapshot.ts'
import { readPolicy } from '../src/policy/table.ts'
import { createCatalogue } from '../src/prompts/catalogue.ts'
import { createComposer } from '../src/prompts/compose.ts'

// Puts the prompts of many tenants in force and prints what that takes, as JSON. Run with --expose-gc, by measures/schemas.ts.

const { values } = parseArgs({ options: { tenants: { type: 'string', default: '300' } } })
const tenants = Array.from({ length: Number(values.tenants) }, (_, index) => `tenant-${index}`)

const nothing = () => undefined
const log = { info: nothing, warn: nothing, error: nothing }
const { schema, subgraph } = createSchema()
const moduleOf = (template: string, prompts: number, version = 1): LabelledModule => ({
  label: 'production',
  template,
  version,
  sdl: `extend type Prompts { ${Array.from(
    { length: prompts },
    (_, index) => `${template}${index}(text: String!, tone: ${template}Tone = NEUTRAL): ${template}Summary!
      @prompt(model: "small", system: "You summarise. Tone: {{ tone }}.", user: "{{ text }}") @quota(tokens: 50000, per: DAY)`,
  ).join('\n')} }
  enum ${template}Tone { NEUTRAL FRIENDLY }
  type ${template}Summary { summary: String! keyPoints: [String!]! }`,
})

const small = [moduleOf('review', 3)]
const lists = new Map(tenants.map(tenant => [tenant, [...small]]))
const catalogue = createCatalogue({
  composer: createComposer({
    base: schema,
    federation: { schema: () => subgraph().schema, faults: nodes => subgraph().faults(nodes) },
    readPolicies: schema => readPolicy(schema).operations,
    detectorKinds: [],
  }),
  labelled: tenant => lists.get(tenant) ?? [],
  demandsApproval: async () => undefined,
  onHeld: () => undefined,
  store: { templates: async () => [], version: async () => undefined },
  log,
})
const snapshot: Snapshot = {
  version: 1,
  models: new Map(),
  providers: new Map(),
  quotas: [],
  guardrails: [],
  access: new Map(),
}
const caller = { roles: new Set(['DEVELOPER']) }
const runtimes = createRuntimes({
  schema,
  schemaOf: promptSchemas(catalogue.setOf, { subgraph, snapshot: () => snapshot }),
  limits: defaultDocumentLimits,
  log,
  contextFor: () => ({ signal: new AbortController().signal }),
  contextForEvent: context => context,
})

const query = '{ prompts { review0(text: "x") { summary } } }'
const heap = (): number => {
  globalThis.gc?.()
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 2 ** 20
}
/** What a tenant has once its callers ask: the schema, and documents prepared for it. */
const ask = async (tenant: string): Promise<void> => {
  await catalogue.ready(tenant)
  const runtime = runtimes.of({ ...caller, tenant } as unknown as Principal)
  if (runtime.documents.prepare(query).outcome !== 'READY') throw new Error('The document does not fit')
}

for (const tenant of tenants.slice(0, 5)) await ask(tenant)
const before = heap()
const some = tenants.slice(5, 45)
for (const tenant of some) await ask(tenant)
const each = (heap() - before) / some.length
for (const tenant of tenants) await ask(tenant)
const all = heap() - before

// 200 prompts of one tenant are put in force while others want to be served.
const large = ['a', 'b', 'c', 'd'].map(letter => moduleOf(letter, 50))
const delay = monitorEventLoopDelay({ resolution: 1 })
const held: number[] = []
for (let version = 1; version <= 8; version++) {
  lists.set(
    'tenant-0',
    large.map(module => ({ ...module, version })),
  )
  delay.reset()
  delay.enable()
  catalogue.moved(['tenant-0'])
  await catalogue.current('tenant-0')
  delay.disable()
  held.push(delay.max / 1e6)
}
held.sort((one, other) => one - other)
console.log(JSON.stringify({ each, all, heldMs: held[held.length >> 1] }))
