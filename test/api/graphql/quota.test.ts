import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { globalId } from '../../../src/api/graphql/global-id.ts'
import type { StoredDeclaration } from '../../../src/core/declaration.ts'
import type { Quota, QuotaCount } from '../../../src/core/quota.ts'
import { principal, snapshot } from '../../kit/call.ts'
import { startDatabase, type TestDatabase } from '../../kit/database.ts'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'
import { listen, now, plain } from '../../kit/graphql.ts'

const create = `mutation ($input: CreateQuotaInput!) { createQuota(input: $input) { quota { ...all } } }`
const update = `mutation ($input: UpdateQuotaInput!) { updateQuota(input: $input) { quota { ...all } } }`
const archive = `mutation ($input: ArchiveQuotaInput!) { archiveQuota(input: $input) { quota { ...all } } }`
const all = `fragment all on DeclaredQuota {
  id name scope { team application user key model tag operation } perUser meter limit window timeZone anchor thresholds action
  rerouteTo maxWaitSeconds onStoreFailure used reserved remaining resetsAt origin version archivedAt
}`

describe('quotas', () => {
  let server: TestDatabase
  let gateway: TestGateway
  before(async () => {
    server = await startDatabase()
    gateway = await startGateway({
      env: { DATABASE_URL: server.url },
      yaml: `
models:
  - { name: small, deployments: [ { provider: simulator, model: simulator } ], price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 } }
  - { name: large, deployments: [ { provider: simulator, model: simulator-large } ], price: { inputPerMillionUsd: 10, outputPerMillionUsd: 20 } }
teams: [ { name: search, applications: [ { name: web } ] } ]
quotas: [ { name: of-the-file, meter: COST, limit: 1000, window: MONTH } ]
`,
    })
  })
  after(async () => {
    await gateway.close()
    await server.close()
  })

  const run = async (source: string, input: object = {}, key?: string) => {
    const document = source.includes('...all') ? `${source} ${all}` : source
    const { data, errors } = await gateway.graphql(document, { input }, key)
    assert.equal(errors, undefined)
    return data
  }
  const refused = async (source: string, input: object, key?: string) => {
    const { errors } = await gateway.graphql(`${source} ${all}`, { input }, key)
    const { extensions, message } = errors?.[0] ?? {}
    return [extensions?.code, extensions?.path, message]
  }
  const ask = async (about: object = {}, key?: string) => {
    const input = { model: 'small', messages: [{ role: 'USER', content: 'Hello' }], ...about }
    const source = `mutation ($input: CompletionInput!) { complete(input: $input) {
      ... on Completion { model { name } reroutedFrom usage { totalTokens } } ... on QuotaExceeded { quota { name } }
    } }`
    return (await run(source, input, key)).complete
  }
  const made = async (input: object) => (await run(create, input)).createQuota.quota
  const gone = ({ id, version }: { id: string; version: number }) => run(archive, { id, version })
  const read = async (id: string) =>
    (await run(`query { quota(id: ${JSON.stringify(id)}) { ...all } }`)).quota

  test('a quota that is declared holds from the answer on, tells what is left, is changed, and goes when it is archived', async () => {
    const quota = await made({
      name: 'calls',
      meter: 'REQUESTS',
      limit: '1',
      window: 'MONTH',
      scope: { tag: 'a' },
    })
    assert.deepEqual(
      { ...quota, id: '', resetsAt: '' },
      {
        id: '',
        name: 'calls',
        scope: {
          team: null,
          application: null,
          user: null,
          key: null,
          model: null,
          tag: 'a',
          operation: null,
        },
        perUser: false,
        meter: 'REQUESTS',
        limit: '1',
        window: 'MONTH',
        timeZone: 'UTC',
        anchor: null,
        thresholds: [],
        action: 'BLOCK',
        rerouteTo: null,
        maxWaitSeconds: null,
        onStoreFailure: 'DEGRADE',
        used: '0',
        reserved: '0',
        remaining: '1',
        resetsAt: '',
        origin: 'API',
        version: 1,
        archivedAt: null,
      },
    )
    assert.ok((await ask({ tags: ['a'] })).usage)
    assert.deepEqual(await ask({ tags: ['a'] }), { quota: { name: 'calls' } })
    const { used, remaining } = await read(quota.id)
    assert.deepEqual([used, remaining], ['1', '0'])

    // What was used counts on under the new limit.
    const raised = (await run(update, { id: quota.id, version: 1, limit: '2' })).updateQuota.quota
    assert.deepEqual([raised.version, raised.used, raised.remaining], [2, '1', '1'])
    assert.ok((await ask({ tags: ['a'] })).usage)
    assert.deepEqual(await ask({ tags: ['a'] }), { quota: { name: 'calls' } })

    const { quota: archived } = (await gone(raised)).archiveQuota
    assert.deepEqual([archived.used, archived.remaining, archived.archivedAt !== null], [null, null, true])
    assert.ok((await ask({ tags: ['a'] })).usage)
  })

  test('a quota that comes in the middle of its window knows what was used before (P9)', async () => {
    const { usage } = await ask({ tags: ['before'] })
    const about = { meter: 'TOTAL_TOKENS', limit: '1000', window: 'MONTH' }
    const quota = await made({ name: 'late', ...about, scope: { tag: 'before' } })
    assert.equal((await read(quota.id)).used, String(usage.totalTokens))
    await gone(quota)
  })

  test('a quota that comes again counts what was used while it was out of use, or covered others', async () => {
    const input = {
      name: 'again',
      meter: 'TOTAL_TOKENS',
      limit: '1000',
      window: 'MONTH',
      scope: { tag: 'c' },
    }
    const tags = ['c']
    const spend = async () => (await ask({ tags })).usage.totalTokens as number
    const usedOf = async ({ id }: { id: string }) => Number((await read(id)).used)

    let quota = await made(input)
    const first = await spend()
    await gone(quota)
    const second = await spend()
    quota = await made(input)
    assert.equal(await usedOf(quota), first + second)

    const cover = async (tag: string) =>
      (quota = (await run(update, { id: quota.id, version: quota.version, scope: { tag } })).updateQuota
        .quota)
    await cover('d')
    assert.equal(await usedOf(quota), 0)
    const third = await spend()
    await cover('c')
    assert.equal(await usedOf(quota), first + second + third)
    await gone(quota)
  })

  test('a spent quota sends calls to the cheaper model, and the answer tells (F68)', async () => {
    const quota = await made({
      name: 'large-tokens',
      scope: { model: 'large' },
      meter: 'TOTAL_TOKENS',
      limit: '1',
      window: 'DAY',
      timeZone: 'Europe/Berlin',
      thresholds: [50, 100],
      action: 'REROUTE',
      rerouteTo: 'small',
    })
    const { model, reroutedFrom } = await ask({ model: 'large' })
    assert.deepEqual([model.name, reroutedFrom], ['small', 'large'])
    await gone(quota)
  })

  test('a quota of a prompt covers all of its calls, and those that came before the quota, and no others', async () => {
    const sdl = (name: string) =>
      `extend type Prompts { "Asks." ${name}(text: String!): String! @prompt(model: "small", user: "{{ text }}") }`
    for (const name of ['narrow', 'other'])
      await run(`mutation { publishPrompt(sdl: ${JSON.stringify(sdl(name))}) { version { number } } }`)
    const prompted = async (name: string) => {
      const { data, errors } = await gateway.graphql(`{ prompts { ${name}(text: "Why?") } }`)
      return errors?.[0]?.extensions.code ?? typeof data.prompts[name]
    }
    assert.equal(await prompted('narrow'), 'string')
    const scope = { operation: 'prompts.narrow' }
    const quota = await made({ name: 'narrow', meter: 'REQUESTS', limit: '2', window: 'MONTH', scope })
    assert.deepEqual([quota.used, quota.scope.operation], ['1', 'prompts.narrow'])
    assert.equal(await prompted('narrow'), 'string')
    assert.equal(await prompted('narrow'), 'RATE_LIMITED')
    assert.equal(await prompted('other'), 'string')
    assert.ok((await ask()).usage)
    await gone(quota)

    const typo = { ...scope, operation: 'prompts.narow' }
    assert.deepEqual(
      await refused(create, { name: 'typo', meter: 'REQUESTS', limit: '2', window: 'MONTH', scope: typo }),
      [
        'INVALID_INPUT',
        'scope.operation',
        'scope.operation must be an operation that quotas govern, not `prompts.narow`; did you mean `prompts.narrow`?',
      ],
    )
    const ungoverned = { operation: 'createTeam' }
    assert.equal(
      (await refused(update, { id: quota.id, version: 1, scope: ungoverned }))[1],
      'scope.operation',
    )
  })

  test('a quota of a key covers that key alone', async () => {
    const { id, secret } = await gateway.newKey()
    const quota = await made({
      name: 'one-key',
      meter: 'REQUESTS',
      limit: '1',
      window: 'DAY',
      scope: { key: id },
    })
    assert.equal(quota.scope.key, id)
    assert.ok((await ask({}, secret)).usage)
    assert.deepEqual(await ask({}, secret), { quota: { name: 'one-key' } })
    assert.ok((await ask()).usage)
    await gone(quota)
  })

  test('a key that replaces another one goes on where that one was (F06)', async () => {
    const rotate = `mutation ($input: RotateApiKeyInput!) { rotateApiKey(input: $input) { secret apiKey { id } } }`
    const rotated = async (id: string) => {
      const { secret, apiKey } = (await run(rotate, { id })).rotateApiKey
      return { id: apiKey.id, secret }
    }
    const limit = { meter: 'REQUESTS', limit: '1', window: 'DAY' }
    const first = await gateway.newKey()
    const [ofKey, ofEach] = [
      await made({ ...limit, name: 'its-own', scope: { key: first.id } }),
      await made({ ...limit, name: 'of-each', perUser: true, scope: { tag: 'each' } }),
    ]
    assert.ok((await ask({ tags: ['each'] }, first.secret)).usage)
    const second = await rotated(first.id)
    const third = await rotated(second.id)
    for (const { secret } of [second, third])
      assert.deepEqual(await ask({}, secret), { quota: { name: 'its-own' } })
    await gone(ofKey)
    assert.deepEqual(await ask({ tags: ['each'] }, third.secret), { quota: { name: 'of-each' } })
    await gone(ofEach)

    const late = await made({ ...limit, name: 'late-of-key', scope: { key: third.id } })
    assert.equal(late.scope.key, first.id)
    assert.equal((await read(late.id)).used, '1')
    assert.deepEqual(await ask({}, second.secret), { quota: { name: 'late-of-key' } })
    await gone(late)
  })

  test('what makes no sense is refused, naming the field and what to do (P44)', async () => {
    const good = { name: 'x', meter: 'TOTAL_TOKENS', limit: '10', window: 'DAY' }
    const cases = [
      [{ scope: { model: 'smal' } }, 'scope.model', /there is no model `smal`; did you mean `small`/],
      [{ scope: { team: 'serch' } }, 'scope.team', /there is no team `serch`; did you mean `search`/],
      [{ scope: { key: 'nobody' } }, 'scope.key', /must be the global id of an API key/],
      [{ limit: '0' }, 'limit', /must be more than 0/],
      [{ limit: '-5' }, 'limit', /must be more than 0/],
      [{ limit: '1.5' }, 'limit', /must be a whole number/],
      [{ window: null }, 'window', /is required/],
      [{ meter: 'CONCURRENT_CALLS' }, 'window', /calls at the same time have no window/],
      [{ timeZone: 'Mars/Olympus' }, 'timeZone', /IANA/],
      [{ window: 'HOUR', timeZone: 'UTC' }, 'timeZone', /only a DAY, WEEK or MONTH/],
      [{ window: 'WEEK', anchor: '3' }, 'anchor', /weekday/],
      [{ thresholds: [80, 50] }, 'thresholds', /must ascend/],
      [{ action: 'REROUTE' }, 'rerouteTo', /is required/],
      [{ name: 'of-the-file' }, 'name', /taken/],
    ] as const
    for (const [about, path, message] of cases) {
      const [code, at, said] = await refused(create, { ...good, ...about })
      assert.deepEqual([code, at], ['INVALID_INPUT', path], JSON.stringify(about))
      assert.match(String(said), message)
    }
  })

  test('a quota that never decides anything beside another one is made, with a warning', async () => {
    const source =
      'mutation ($input: CreateQuotaInput!) { createQuota(input: $input) { quota { id version } warnings } }'
    const quota = { name: 'wide', meter: 'INPUT_TOKENS', limit: '100000', window: 'DAY', scope: { tag: 'w' } }
    const wide = (await run(source, quota)).createQuota
    assert.deepEqual(wide.warnings, [])
    const narrow = (await run(source, { ...quota, name: 'wider', limit: '100001' })).createQuota
    assert.deepEqual(narrow.warnings, [
      '`wider` never decides anything: `wide` covers all of it and refuses first',
    ])
    const there = {
      ...quota,
      name: 'there',
      action: 'REROUTE',
      rerouteTo: 'small',
      scope: { model: 'large' },
    }
    const rerouting = (await run(source, there)).createQuota
    const back = { ...there, name: 'back', rerouteTo: 'large', scope: { model: 'small' } }
    const [code, path, message] = await refused(create, back)
    assert.deepEqual([code, path], ['INVALID_INPUT', 'rerouteTo'])
    assert.match(String(message), /contradicts the quota `there`/)
    for (const { quota } of [wide, narrow, rerouting]) await gone(quota)
  })

  test('a quota of weir.yaml is changed there, and an old version changes nothing', async () => {
    const { quotas } = await run('{ quotas { edges { node { id name origin version limit } } } }')
    const ofTheFile = quotas.edges[0].node
    assert.deepEqual([ofTheFile.name, ofTheFile.origin, ofTheFile.limit], ['of-the-file', 'FILE', '1000'])
    const [code] = await refused(update, { id: ofTheFile.id, version: ofTheFile.version, limit: '2' })
    assert.equal(code, 'INVALID_INPUT')
    const quota = await made({ name: 'once', meter: 'COST', limit: '1.5', window: 'WEEK', anchor: 'SUNDAY' })
    assert.equal((await refused(update, { id: quota.id, version: 7, limit: '2' }))[0], 'CONFLICT')
    await gone(quota)
  })

  test('a tenant’s own quota holds for it alone, and nobody else finds it', async () => {
    const rival = (await run('mutation { createTenant(input: { name: "rival" }) { secret } }')).createTenant
      .secret
    const input = { name: 'own', meter: 'REQUESTS', limit: '1', window: 'MONTH' }
    const { quota } = (await run(create, input, rival)).createQuota
    assert.ok((await ask({}, rival)).usage)
    assert.deepEqual(await ask({}, rival), { quota: { name: 'own' } })
    assert.ok((await ask()).usage)
    assert.equal(await read(quota.id), null)
    const source = `query { quota(id: ${JSON.stringify(quota.id)}) { used remaining } }`
    assert.deepEqual((await run(source, {}, rival)).quota, { used: '1', remaining: '0' })
  })

  test('of a quota for all tenants, each user of each has a counter, and no other tenant sees what all of them use', async () => {
    const { secret } = (await run('mutation { createTenant(input: { name: "guest" }) { secret } }'))
      .createTenant
    const newUser = async (key?: string): Promise<string> => {
      await run(
        'mutation ($input: CreateUserInput!) { createUser(input: $input) { __typename } }',
        { name: 'bob' },
        key,
      )
      const newKey = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }'
      return (await run(newKey, { name: 'his', user: 'bob', roles: ['DEVELOPER'] }, key)).createApiKey.secret
    }
    const [own, guest] = [await newUser(), await newUser(secret)]
    const scope = { tag: 'shared' }
    const each = await made({
      name: 'each',
      meter: 'REQUESTS',
      limit: '1',
      window: 'MONTH',
      perUser: true,
      scope,
    })
    const whole = await made({ name: 'whole', meter: 'TOTAL_TOKENS', limit: '5000', window: 'MONTH', scope })
    const [tags, shared] = [['shared'], ['each', 'whole']]

    assert.ok((await ask({ tags }, own)).usage)
    assert.deepEqual(await ask({ tags }, own), { quota: { name: 'each' } })
    assert.ok((await ask({ tags }, guest)).usage, 'another bob has asked, of another tenant')
    assert.deepEqual(await ask({ tags }, guest), { quota: { name: 'each' } })

    const seen = async (key: string) =>
      (await run('{ viewer { quotas { quota { name } member used } } }', {}, key)).viewer.quotas.filter(
        ({ quota }: { quota: { name: string } }) => shared.includes(quota.name),
      )
    assert.deepEqual(await seen(guest), [
      { quota: { name: 'each' }, member: 'tenant:guest//user:bob', used: '1' },
    ])
    assert.deepEqual((await seen(own))[0], { quota: { name: 'each' }, member: 'user:bob', used: '1' })
    assert.equal((await seen(own))[1].quota.name, 'whole')

    await gone(each)
    const tooMuch = { tags, maxOutputTokens: 4_990 }
    const refusal = (key: string) =>
      gateway.graphql(
        'mutation ($input: CompletionInput!) { complete(input: $input) { ... on QuotaExceeded { message } } }',
        { input: { model: 'small', messages: [{ role: 'USER', content: 'Hello' }], ...tooMuch } },
        key,
      )
    const words = async (key: string) => (await refusal(key)).data.complete.message
    assert.match(await words(guest), /: too few of the 5000 tokens of this month are left/)
    assert.match(await words(own), /: 4\d\d\d of the 5000 tokens of this month are left/)
    await gone(whole)
  })

  test('analysts read quotas, developers neither read nor change them', async () => {
    const analyst = await gateway.newKey({ roles: ['ANALYST'] })
    const developer = await gateway.newKey()
    assert.ok((await run('{ quotas { edges { node { used } } } }', {}, analyst.secret)).quotas)
    for (const { secret } of [developer]) {
      const { errors } = await gateway.graphql('{ quotas { edges { node { id } } } }', {}, secret)
      assert.equal(errors?.[0]?.extensions.code, 'FORBIDDEN')
    }
    const input = { name: 'mine', meter: 'REQUESTS', limit: '1', window: 'MONTH' }
    assert.equal((await refused(create, input, analyst.secret))[0], 'FORBIDDEN')
  })
})

describe('quotas that change', () => {
  const quota = (name: string, about: Partial<Quota> = {}): Quota => ({
    name,
    scope: { tenant: 'acme' },
    meter: 'COST',
    limit: 2_000_000_000n,
    window: 'MONTH',
    action: 'BLOCK',
    ...about,
  })
  const own = quota('acme//own')
  const quotas = [
    quota('everyone', { scope: {} }),
    own,
    quota('acme//other'),
    quota('acme//each', { perUser: true }),
  ]
  const uuid = (digit: string) => `01900000-0000-7000-8000-00000000000${digit}`
  const declared = (name: string, id: string) =>
    ({ id: uuid(id), tenant: 'acme', kind: 'QUOTA', name }) as StoredDeclaration
  const stored = [declared('own', 'a'), declared('other', 'b'), declared('each', 'c')]

  /** Everything that is told to somebody whom `everyone` and `own` cover. */
  const told = async (roles: readonly string[], id?: string) => {
    const as = { ...principal, tenant: 'acme', roles: new Set(roles) }
    const asked: string[] = []
    const events = await listen(
      'subscription ($id: ID) { quotaUpdated(id: $id) { quota { name } used reserved remaining resetsAt usedDelta reservedDelta } }',
      {
        as,
        variables: { id: id && globalId('DeclaredQuota', uuid(id)) },
        services: {
          snapshot: () => ({ ...snapshot, quotas }),
          quotaCounts: () => quotas.slice(0, 2).map(quota => ({ quota })),
          declarations: {
            create: async () => assert.fail(),
            update: async () => assert.fail(),
            archive: async () => assert.fail(),
            list: async () => assert.fail(),
            versions: async () => assert.fail(),
            find: async (tenant, ids) =>
              stored.filter(one => one.tenant === tenant && ids.some(id => id === one.id)),
          },
          live: {
            usage: () => assert.fail(),
            quotas: async function* (wanted: () => readonly QuotaCount[]) {
              asked.push(...wanted().map(({ quota }) => quota.name))
              const state = { quota: own, used: 1_500_000_000n, reserved: 1n, resetsAt: now }
              yield { state, usedDelta: -500_000_000n, reservedDelta: 1n }
            },
          },
        },
      },
    )
    return { events: (await Array.fromAsync(events)).map(event => plain(event).data.quotaUpdated), asked }
  }

  test('are told to those whom they cover, in their own unit, with what has changed', async () => {
    const { events, asked } = await told(['DEVELOPER'])
    assert.deepEqual(asked, ['everyone', 'acme//own'])
    assert.deepEqual(events, [
      {
        quota: { name: 'own' },
        used: '1.5',
        reserved: '0.000000001',
        remaining: '0.499999999',
        resetsAt: '2026-01-31T12:00:00.000Z',
        usedDelta: '-0.5',
        reservedDelta: '0.000000001',
      },
    ])
  })

  test('are told to analysts whomever of the tenant they cover, but for those with many counters', async () => {
    assert.deepEqual((await told(['ANALYST'])).asked, ['everyone', 'acme//own', 'acme//other'])
    assert.deepEqual((await told(['ANALYST'], 'b')).asked, ['acme//other'])
    assert.deepEqual((await told(['DEVELOPER'], 'a')).asked, ['acme//own'])
  })

  test('are told of to nobody who may not see them, and no one hears whether they are there', async () => {
    for (const [roles, id] of [
      [['DEVELOPER'], 'b'],
      [['DEVELOPER'], 'd'],
      [['ANALYST'], 'c'],
    ] as const)
      await assert.rejects(told(roles, id), { code: 'NOT_FOUND' })
  })
})
