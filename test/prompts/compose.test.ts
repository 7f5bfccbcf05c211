import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isObjectType, validateSchema } from 'graphql'
import { createComposer } from '../../src/prompts/compose.ts'
import { composer, composing, faultsOf, moduleOf, promptOf, promptsOf, reviewSdl } from '../kit/prompts.ts'

test('a module becomes typed fields of the contract, each an operation with the policy that its directives say', () => {
  const set = composer.add([], moduleOf(reviewSdl))
  assert.ok('prompts' in set)
  assert.deepEqual(validateSchema(set.schema), [])
  const type = set.schema.getType('Prompts')
  assert.ok(isObjectType(type))
  // A call may fail, so the field may be null although its answer never is.
  assert.equal(String(type.getFields().summarizeReview?.type), 'ReviewSummary')
  assert.deepEqual(set.prompts.get('summarizeReview')?.policy, {
    operation: 'prompts.summarizeReview',
    roles: ['DEVELOPER'],
    quota: true,
    limits: [{ meter: 'TOTAL_TOKENS', limit: 50_000n, window: 'DAY' }],
    redact: { kinds: ['EMAIL', 'PHONE'] },
    cache: { ttlSeconds: 3600 },
  })
})

test('quotas and guardrails govern a prompt although its author says nothing of them', () => {
  const { policy } = promptOf('extend type Prompts { ask: String @prompt(model: "small", user: "Hi") }')
  assert.deepEqual(policy, {
    operation: 'prompts.ask',
    roles: ['DEVELOPER'],
    quota: true,
    redact: { kinds: [] },
  })
})

test('roles, limits on requests and money, and deprecation are taken as written', () => {
  const prompt = promptOf(`
    extend type Prompts {
      ask: String
        @prompt(model: "small", user: "Hi")
        @requireRole(role: ANALYST)
        @quota(requests: 10, costUsd: "0.5", per: HOUR)
        @deprecated(reason: "ask another one")
    }
  `)
  assert.deepEqual(prompt.policy.roles, ['ANALYST'])
  assert.deepEqual(prompt.policy.limits, [
    { meter: 'REQUESTS', limit: 10n, window: 'HOUR' },
    { meter: 'COST', limit: 500_000_000n, window: 'HOUR' },
  ])
  assert.equal(prompt.deprecated, 'ask another one')
})

test('the contract itself is left as it is', () => {
  composer.add([], moduleOf(reviewSdl))
  assert.deepEqual(faultsOf(reviewSdl), [])
})

test('several modules make one schema, and share no names', () => {
  const sound = [moduleOf(reviewSdl, { template: 'reviews' })]
  const other = 'extend type Prompts { greet: String @prompt(model: "small", user: "Hi") }'
  const set = composer.add(sound, moduleOf(other))
  assert.ok('prompts' in set)
  assert.deepEqual([...set.prompts.keys()], ['summarizeReview', 'greet'])
  assert.deepEqual(faultsOf(`${other}\nenum Tone { LOUD }`, sound), [
    '2:6 Type "Tone" already exists in the schema. It cannot also be defined in this type definition.',
  ])
  assert.deepEqual(faultsOf(other.replace('greet', 'summarizeReview'), sound).length, 1)
  assert.deepEqual(faultsOf(other.replace('greet', 'summarize_review'), sound), [
    '1:23 `summarize_review` and `summarizeReview` would have one address in the REST API',
  ])
})

test('modules that fit together are composed, and the others are told apart', () => {
  const clash = moduleOf(reviewSdl, { template: 'clash' })
  const broken = moduleOf('extend type', { template: 'broken' })
  const good = moduleOf('extend type Prompts { greet: String @prompt(model: "small", user: "Hi") }')
  const { prompts, unsound } = composer.compose([
    moduleOf(reviewSdl, { template: 'reviews' }),
    clash,
    broken,
    good,
  ])
  assert.deepEqual([...prompts.keys()], ['summarizeReview', 'greet'])
  assert.deepEqual(
    unsound.map(({ module }) => module.template),
    ['clash', 'broken'],
  )
  assert.equal(composer.compose([]).prompts.size, 0)
})

test('a module that fits no more costs the others little, however many there are', () => {
  let composed = 0
  const { compose } = createComposer({
    ...composing,
    readPolicies(schema) {
      composed++
      return composing.readPolicies(schema)
    },
  })
  const modules = Array.from({ length: 32 }, (_, index) =>
    moduleOf(`extend type Prompts { p${index}: ${index === 20 ? 'Gone' : 'Int'} ${plain} }`, {
      template: `t${index}`,
    }),
  )
  const { prompts, unsound } = compose(modules)
  assert.deepEqual([prompts.size, unsound.map(({ module }) => module.template)], [31, ['t20']])
  assert.ok(composed <= 6, `${composed}`)
})

test('a prompt knows where it comes from', () => {
  const set = composer.compose([moduleOf(reviewSdl, { template: 'reviews', version: 7 })])
  const { template, version } = set.prompts.get('summarizeReview') ?? assert.fail()
  assert.deepEqual({ template, version }, { template: 'reviews', version: 7 })
})

const ask = (rest: string, more = '') => `extend type Prompts {\n  ask${rest}\n}\n${more}`
const plain = '@prompt(model: "small", user: "Hi")'

for (const [what, sdl, fault] of [
  ['what is no SDL', 'extend type Prompts {', /^1:22 Syntax Error/],
  ['nothing at all', '', /^1:1 Syntax Error/],
  ['a module without prompts', 'enum Tone { LOUD }', /^1:1 There is no prompt: write `extend type Prompts/],
  ['a query in place of SDL', '{ viewer { id } }', /^1:1 A module holds definitions of types, no operations/],
  ['a type of its own called Prompts', 'type Prompts { a: Int }', /^1:1 `Prompts` is there already/],
  ['a root field', 'extend type Query { a: Int }', /^1:1 `Query` cannot be extended; only `Prompts` can/],
  [
    'a built-in type',
    ask(`: String ${plain}`, 'type String { a: Int }'),
    /^4:6 Type "String" already exists/,
  ],
  ['a built-in type as an enum', ask(`: String ${plain}`, 'enum Boolean { YES }'), /already exists/],
  [
    'a type of the contract',
    ask(`: String ${plain}`, 'type Team { a: Int }'),
    /^4:6 Type "Team" already exists/,
  ],
  ['a scalar', ask(`: String ${plain}`, 'scalar Email'), /^4:1 A module holds .* nothing else/],
  ['a directive', ask(`: String ${plain}`, 'directive @quota on FIELD_DEFINITION'), /^4:1 A module holds/],
  ['a schema', ask(`: String ${plain}`, 'schema { query: Query }'), /^4:1 A module holds/],
  [
    'an interface',
    ask(`: A ${plain}`, 'type A implements Node { id: ID! }'),
    /^4:19 Types of a prompt implement no interfaces/,
  ],
  [
    'a name that GraphQL keeps for itself',
    ask(`: __A ${plain}`, 'enum __A { B }'),
    /^4:1 The name `__A` begins with __/,
  ],
  ['a value that GraphQL keeps for itself', ask(`: A ${plain}`, 'enum A { __B }'), /begins with __/],
  [
    'a prompt that GraphQL keeps for itself',
    'extend type Prompts { __a: Int @prompt(model: "m", user: "x") }',
    /begins with __/,
  ],
  ['an unknown type', ask(`: Summary ${plain}`), /^2:8 Unknown type "Summary"/],
  [
    'an answer that holds itself',
    ask(`: A ${plain}`, 'type A { b: B! } type B { a: [A!]! }'),
    /`A` holds itself \(A → B → A\)/,
  ],
  ['an answer that may end but holds itself', ask(`: A ${plain}`, 'type A { a: A }'), /holds itself/],
  [
    'an argument that holds itself',
    ask('(a: A): String @prompt(model: "m", user: "{{ a }}")', 'input A { a: A }'),
    /^4:11 `A` holds itself/,
  ],
  ['an answer of a type of the contract', ask(`: Team ${plain}`), /^2:3 `Team` is a type of the contract/],
  [
    'an argument of a type of the contract',
    ask('(a: CompletionInput): String @prompt(model: "m", user: "{{ a }}")'),
    /is a type of the contract/,
  ],
  ['an answer that is an interface', ask(`: Node ${plain}`), /`Node`/],
  [
    'arguments below a prompt',
    ask(`: A ${plain}`, 'type A { b(c: Int): Int }'),
    /^4:12 Only fields of `Prompts` take arguments/,
  ],
  [
    'a policy below a prompt',
    ask(`: A ${plain}`, 'type A { b: Int @redact }'),
    /^4:17 @redact does nothing here/,
  ],
  [
    'a policy on an argument',
    ask('(a: Int @quota): String @prompt(model: "m", user: "{{ a }}")'),
    /^2:14 @quota does nothing here/,
  ],
  ['a field without @prompt', ask(': String'), /^2:3 `ask` lacks @prompt/],
  [
    'a prompt without a model',
    ask(': String @prompt(user: "Hi")'),
    /^2:15 Argument "model" of required type "String!" was not provided/,
  ],
  ['a prompt without a question', ask(': String @prompt(model: "small")'), /"user" of required type/],
  ['an unknown directive', ask(`: String ${plain} @safe`), /^2:51 @safe has no meaning on a prompt/],
  [
    'an operation of its own',
    ask(`: String ${plain} @operation(name: "complete")`),
    /@operation is set by the gateway/,
  ],
  [
    'a misspelt argument',
    ask(': String @prompt(model: "small", usr: "Hi")'),
    /^2:39 @prompt takes no `usr`; did you mean `user`\?/,
  ],
  [
    'a default that its argument does not take',
    ask('(text: String! = null): String @prompt(model: "m", user: "{{ text }}")'),
    /^2:7 Invalid default value/,
  ],
  [
    'a default that holds itself',
    ask('(a: A): String @prompt(model: "m", user: "{{ a }}")', 'input A { a: B } input B { b: A = {} }'),
    /^4:\d+ `[AB]` holds itself/,
  ],
  [
    'a type of the name that streams need',
    ask(': PromptStreams @prompt(model: "m", user: "Hi")', 'type PromptStreams { a: Int }'),
    /^4:1 The name `PromptStreams` is needed/,
  ],
  [
    'an unknown argument',
    ask(': String @prompt(model: "small", user: "Hi", tone: 1)'),
    /^2:51 @prompt takes no `tone`$/,
  ],
  [
    'a value of the wrong type',
    ask(': String @prompt(model: 1, user: "Hi")'),
    /^2:30 Argument "model" has invalid value 1/,
  ],
  [
    'a cache that keeps nothing',
    ask(`: String ${plain} @cacheResponse(ttlSeconds: 0)`),
    /ttlSeconds below 1/,
  ],
  ['a limit of nothing', ask(`: String ${plain} @quota(tokens: 0)`), /@quota with tokens not above 0/],
  [
    'an unknown window',
    ask(`: String ${plain} @quota(tokens: 5, per: AGE)`),
    /^2:74 Argument "per" has invalid value AGE/,
  ],
  ['an unknown role', ask(`: String ${plain} @requireRole(role: KING)`), /invalid value KING/],
  [
    'a kind that no detector finds',
    ask(`: String ${plain} @redact(kinds: [EMAIL, GHOST])`),
    /^2:74 No detector finds `GHOST`.* there are EMAIL, PAYMENT_CARD, PHONE/,
  ],
  [
    'a temperature beyond all models',
    ask(': String @prompt(model: "small", user: "Hi", temperature: 9)'),
    /temperature must be from 0 to 2/,
  ],
  [
    'a template that does not end',
    ask(': String @prompt(model: "small", user: "{{ text")'),
    /^2:45 The template of `user`: output "{{ text" not closed/,
  ],
  [
    'an unknown filter',
    ask('(a: String): String @prompt(model: "m", user: "{{ a | shout }}")'),
    /undefined filter: shout/,
  ],
  ['an unknown tag', ask(': String @prompt(model: "m", user: "{% shout %}")'), /tag "shout" not found/],
  [
    'a template that reads a file',
    ask(': String @prompt(model: "m", user: "{% include \'/etc/passwd\' %}")'),
    /tag "include" not found/,
  ],
  [
    'a filter that runs a text',
    ask('(a: String): String @prompt(model: "m", user: "{{ a | where_exp: \'i\', a }}")'),
    /undefined filter: where_exp/,
  ],
  [
    'a loop without an end',
    ask(
      ': String @prompt(model: "m", user: "{% for i in (1..9000) %}{% for j in (1..9000) %}x{% endfor %}{% endfor %}")',
    ),
    /cannot be rendered: template render limit exceeded/,
  ],
  [
    'a list that fills the memory',
    ask(': String @prompt(model: "m", user: "{% for i in (1..100000000) %}x{% endfor %}")'),
    /memory alloc limit exceeded/,
  ],
  [
    'a variable that is no argument',
    ask('(text: String!): String @prompt(model: "m", system: "{{ tone }}", user: "{{ text }}")'),
    /^2:58 The template of `system` reads `tone`, which is no argument of `ask`/,
  ],
  [
    'a part that an argument has not',
    ask('(a: A!): String @prompt(model: "m", user: "{{ a.c }}")', 'input A { b: Int }'),
    /reads `a.c`, which A! has not/,
  ],
  [
    'an argument that no template reads',
    ask('(text: String!, tone: String): String @prompt(model: "m", user: "{{ text }}")'),
    /^2:22 No template reads the argument `tone`/,
  ],
] as const)
  test(`${what} is refused, with the place and the reason`, () => {
    const faults = faultsOf(sdl)
    assert.match(faults[0] ?? 'no fault', fault)
  })

test('every fault of a module is told at once', () => {
  const faults = faultsOf('extend type Query { a: Int }\nscalar A\nenum __B { C }')
  assert.equal(faults.length, 3)
})

for (const [what, sdl, fault] of [
  ['bytes', `# ${'x'.repeat(70_000)}`, /^1:1 The SDL has 70002 bytes; 65536 are allowed/],
  [
    'tokens',
    `extend type Prompts { a: Int } ${'#\n'.repeat(1)}enum A { ${'B '.repeat(21_000)} }`,
    /20000 tokens/,
  ],
  [
    'fields',
    ask(
      `: A ${plain}`,
      `type A { ${Array.from({ length: 1000 }, (_, index) => `f${index}: Int`).join(' ')} }`,
    ),
    /^1:1 The module has 1001 fields, arguments and enum values; 500 are allowed/,
  ],
  [
    'prompts',
    `extend type Prompts { ${Array.from({ length: 51 }, (_, index) => `p${index}: Int ${plain}`).join(' ')} }`,
    /51 prompts; 50 are allowed/,
  ],
  [
    'types',
    ask(`: Int ${plain}`, Array.from({ length: 101 }, (_, index) => `enum E${index} { A }`).join(' ')),
    /101 types; 100 are allowed/,
  ],
  [
    'levels',
    ask(
      `: T0 ${plain}`,
      Array.from(
        { length: 12 },
        (_, index) => `type T${index} { a: ${index < 11 ? `T${index + 1}` : 'Int'} }`,
      ).join(' '),
    ),
    /nested too deep; 10 levels are allowed/,
  ],
  [
    'properties of shared types',
    ask(
      `: T0 ${plain}`,
      Array.from(
        { length: 6 },
        (_, index) =>
          `type T${index} { ${['a', 'b', 'c'].map(name => `${name}: ${index < 5 ? `T${index + 1}` : 'Int'}`).join(' ')} }`,
      ).join(' '),
    ),
    /over 500 properties/,
  ],
  [
    'brackets',
    ask(`: ${'['.repeat(900)}Int${']'.repeat(900)} ${plain}`),
    /^2:28 Over 20 brackets stand within each other/,
  ],
] as const)
  test(`a module with too many ${what} is refused`, () => {
    assert.match(faultsOf(sdl)[0] ?? 'no fault', fault)
  })

const twice = (kind: string, of: (below: string) => string) =>
  Array.from(
    { length: 60 },
    (_, index) => `${kind} T${index} { ${of(index < 59 ? `T${index + 1}` : 'Int')} }`,
  ).join(' ')
const takes = '(t: T0): String @prompt(model: "m", user: "{{ t }}")'

for (const [what, sdl] of [
  [
    'inputs that stand twice in each other',
    ask(
      takes,
      twice('input', below => `a: ${below} b: ${below}`),
    ),
  ],
  [
    'defaults that stand several times in each other',
    ask(takes, `${twice('input', below => (below === 'Int' ? 'a: Int' : `a: [${below}!] = [{}, {}, {}]`))}`),
  ],
  [
    'descriptions that stand at many places',
    ask(
      `: [A!] ${plain} ${Array.from({ length: 20 }, (_, index) => `ask${index}: A ${plain}`).join(' ')}`,
      `type A { ${Array.from({ length: 100 }, (_, index) => `f${index}: E`).join(' ')} } enum E { "${'x'.repeat(20_000)}" X "y" Y }`,
    ),
  ],
] as const)
  test(`${what} are refused before they fill the memory`, () => {
    const before = process.cpuUsage()
    assert.match(faultsOf(sdl)[0] ?? 'no fault', /^2:3 With `ask`, the JSON Schemas .* 262144 characters/)
    assert.ok(process.cpuUsage(before).user < 1_000_000)
  })

test('a tenant cannot have more prompts in force than are composed in time', () => {
  const many = (template: string) =>
    moduleOf(
      `extend type Prompts { ${Array.from({ length: 50 }, (_, index) => `${template}x${index}: Int ${plain}`).join(' ')} }`,
      { template },
    )
  const others = Array.from({ length: 20 }, (_, index) => many(`t${index}`))
  assert.match(
    faultsOf(ask(`: Int ${plain}`), others)[0] ?? 'no fault',
    /^2:3 With this module 1,001 prompts would be in force; 1,000 are allowed/,
  )
  assert.deepEqual(faultsOf(ask(`: Int ${plain}`), others.slice(1)), [])
})

test('a module leans on no type of another one, which could never be published again', () => {
  const lender = moduleOf(`extend type Prompts { lend: Shared ${plain} } type Shared { a: Int }`)
  const borrower = ask(`: Shared ${plain}`)
  assert.match(faultsOf(borrower, [lender])[0] ?? '', /^2:8 `Shared` is a type of another module/)
  assert.match(faultsOf(borrower)[0] ?? '', /^2:8 Unknown type "Shared"/)
})

test('a module that fits no more stands in the way of no other one', () => {
  const fitsNoMore = moduleOf(`extend type Prompts { old: Gone ${plain} }`, { template: 'old' })
  const fits = moduleOf(`extend type Prompts { other: Int ${plain} }`, { template: 'other' })
  assert.deepEqual(faultsOf(ask(`: Int ${plain}`), [fitsNoMore, fits]), [])
  assert.match(faultsOf(`extend type Prompts { other: Int ${plain} }`, [fitsNoMore, fits])[0] ?? '', /other/)
})

test('fifty prompts of one module are composed', () => {
  const fields = Array.from({ length: 50 }, (_, index) => `p${index}: String ${plain}`)
  assert.equal(promptsOf(`extend type Prompts { ${fields.join(' ')} }`).size, 50)
})
