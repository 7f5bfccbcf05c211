import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { verifyExport } from '../../../src/audit/verify.ts'
import { startDatabase, type TestDatabase } from '../../kit/database.ts'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'
import { startIssuer } from '../../kit/issuer.ts'

const yaml = `
guardrails:
  - { name: personal-data, detectors: [EMAIL], direction: BOTH, action: REDACT }
`
const complete =
  'mutation { complete(input: { model: "simulator", messages: [{ role: USER, content: "Write to bob@example.com" }] }) { __typename } }'

describe('a person', () => {
  let server: TestDatabase
  let gateway: TestGateway
  before(async () => {
    server = await startDatabase()
    gateway = await startGateway({ yaml, env: { DATABASE_URL: server.url } })
  })
  after(async () => {
    await gateway.close()
    await server.close()
  })

  const ask = async (source: string, variables: object = {}, key?: string) => {
    const { data, errors } = await gateway.graphql(source, variables, key)
    assert.equal(errors, undefined)
    return data
  }
  const eventsOf = async (filter: object) =>
    (
      await ask(
        `query ($filter: AuditEventFilter) { auditEvents(filter: $filter) { edges { node {
          operation erased actor { name user address } changes { entity action before after } } } } }`,
        { filter },
      )
    ).auditEvents.edges.map(({ node }: { node: unknown }) => node)
  const exportAudit = async (): Promise<string> => (await ask('{ exportAudit { text } }')).exportAudit.text
  const exportSubject = async (user: string): Promise<string> => {
    let text = ''
    for (let after: string | null | undefined; after !== null; ) {
      const { exportSubject } = await ask(
        'mutation ($input: ExportSubjectInput!) { exportSubject(input: $input) { text next } }',
        { input: { user, after } },
      )
      text += exportSubject.text
      after = exportSubject.next
    }
    return text
  }
  const eraseSubject = async (user: string) =>
    (
      await ask(
        'mutation ($input: EraseSubjectInput!) { eraseSubject(input: $input) { pseudonym calls account } }',
        { input: { user } },
      )
    ).eraseSubject
  const verified = (text: string) => {
    const lines = text
      .trimEnd()
      .split('\n')
      .map(line => Buffer.from(line))
    return verifyExport(
      (async function* () {
        yield* lines
      })(),
    )
  }

  /** Everything that the database holds, as text. */
  const everything = async (): Promise<string> => {
    const { rows } = await server.pool.query<{ table: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS table FROM information_schema.tables
       WHERE table_schema IN ('public', 'ledger', 'audit') AND table_type = 'BASE TABLE'`,
    )
    const contents = await Promise.all(
      rows.map(({ table }) => server.pool.query(`SELECT t::text AS row FROM ${table} AS t`)),
    )
    return JSON.stringify(contents.map(result => result.rows))
  }

  test('is told all that is held on it, and that this was asked', async () => {
    await ask(
      'mutation { createUser(input: { name: "grace", title: "Grace Hopper", email: "grace@navy.example" }) { user { id } } }',
    )
    const { secret } = await gateway.newKey({ name: "grace's laptop", user: 'grace' })
    await ask(complete, {}, secret)
    const lines = (await exportSubject('grace'))
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    const of = (what: string) => lines.filter(line => what in line).map(line => line[what])
    assert.deepEqual(
      of('account').map(({ name, title, email }) => [name, title, email]),
      [['grace', 'Grace Hopper', 'grace@navy.example']],
    )
    assert.deepEqual(
      of('apiKey').map(({ name }) => name),
      ["grace's laptop"],
    )
    const { rows } = await server.pool.query(`SELECT encode(secret_sha256, 'hex') AS hash FROM api_key`)
    for (const { hash } of rows) assert.equal(JSON.stringify(lines).includes(hash), false)
    assert.deepEqual(
      of('event').map(({ operation }) => operation),
      ['exportSubject', 'complete', 'createApiKey', 'createUser'],
    )
    assert.deepEqual(
      of('call').map(({ user, operation }) => [user, operation]),
      [['grace', 'complete']],
    )
    assert.equal((await exportSubject('nobody')).includes('"account"'), false)
  })

  test('is forgotten everywhere, and the chain still verifies', async () => {
    const marks = ['ada.lovelace', 'Countess of Lovelace', 'ada@analytical.example', 'her difference engine']
    await ask(
      'mutation { createUser(input: { name: "ada.lovelace", title: "Countess of Lovelace", email: "ada@analytical.example" }) { user { id } } }',
    )
    const { secret } = await gateway.newKey({ name: 'her difference engine', user: 'ada.lovelace' })
    await ask(complete, {}, secret)
    await ask(complete, {}, secret)
    const events = await eventsOf({ subject: 'ada.lovelace' })
    assert.equal(events.length, 4)
    assert.deepEqual(
      events.map(({ erased }: { erased: boolean }) => erased),
      [false, false, false, false],
    )
    const before = await exportAudit()
    // Two rows of the roll-up that differ by their prompt alone stay two.
    await server.pool.query(`INSERT INTO ledger.usage_caller_hour SELECT (r).* FROM (SELECT jsonb_populate_record(u, '{"prompt": "greeting", "key": "\\\\x01", "requests": 0}') AS r
      FROM ledger.usage_caller_hour AS u WHERE "user" = 'ada.lovelace' LIMIT 1) AS copied`)

    const { pseudonym, calls, account } = await eraseSubject('ada.lovelace')
    assert.deepEqual([calls, account], [2, true])
    assert.match(pseudonym, /^erased-[\da-f]{16}$/)
    const kept = await everything()
    for (const mark of marks) assert.equal(kept.includes(mark), false, mark)

    const { through } = await verified(await exportAudit())
    const earlier = await verified(before)
    assert.ok(through > earlier.through)
    // The very texts of before, which nobody can open any more.
    const lines = new Set((await exportAudit()).split('\n'))
    for (const line of before.split('\n').slice(1)) assert.ok(lines.has(line))
    assert.deepEqual(await eventsOf({ subject: 'ada.lovelace' }), [])
    const forgotten = (await eventsOf({ operation: 'createUser' })).find(
      ({ erased }: { erased: boolean }) => erased,
    )
    assert.deepEqual(
      [forgotten.changes[0].after.email, forgotten.changes[0].after.title],
      [undefined, undefined],
    )
    assert.equal(JSON.stringify(await eventsOf({})).includes('lovelace'), false)

    const { errors } = await gateway.graphql('{ viewer { name } }', {}, secret)
    assert.equal(errors?.[0]?.extensions.code, 'UNAUTHENTICATED')
    const usage = await ask('{ usage(groupBy: [USER]) { rows { group { value } totals { requests } } } }')
    const row = usage.usage.rows.find((row: typeof usage) => row.group[0].value === pseudonym)
    assert.equal(row.totals.requests, 2)
    // What is called so later is somebody else.
    await ask('mutation { createUser(input: { name: "ada.lovelace" }) { user { id } } }')
    assert.equal((await eventsOf({ subject: 'ada.lovelace' })).length, 1)
  })

  test('leaves no counters behind: who is called so later begins anew', async () => {
    const { createQuota } = await ask(
      `mutation { createQuota(input: { name: "each", perUser: true, meter: REQUESTS, limit: 10, window: MONTH }) { quota { id version } } }`,
    )
    const standing = async (key: string) =>
      (await ask('{ viewer { quotas { quota { name } used member } } }', {}, key)).viewer.quotas
    const join = async () => {
      await ask('mutation { createUser(input: { name: "joan.clarke" }) { user { id } } }')
      return (await gateway.newKey({ name: 'a key', user: 'joan.clarke' })).secret
    }
    const key = await join()
    await ask(complete, {}, key)
    const of = (used: string) => [{ quota: { name: 'each' }, used, member: 'user:joan.clarke' }]
    assert.deepEqual(await standing(key), of('1'))
    await eraseSubject('joan.clarke')
    assert.deepEqual(await standing(await join()), of('0'))
    await ask('mutation ($input: ArchiveQuotaInput!) { archiveQuota(input: $input) { quota { id } } }', {
      input: createQuota.quota,
    })
  })

  test('leaves nothing to who is called so later, and no name behind', async () => {
    const name = 'mary.shelley'
    const created = await ask(
      'mutation ($name: String!) { createUser(input: { name: $name }) { user { id } } }',
      { name },
    )
    const holder = created.createUser.user.id
    for (const act of ['assignRole', 'unassignRole', 'assignRole'])
      await ask(
        `mutation ($holder: ID!) { ${act}(input: { role: "ADMIN", holder: $holder }) { __typename } }`,
        { holder },
      )
    await ask(
      `mutation ($name: String!) { createQuota(input: { name: "personal", scope: { user: $name }, meter: REQUESTS, limit: 1, window: DAY, action: BLOCK }) { quota { id } } }`,
      { name },
    )
    await gateway.newKey()
    await server.pool.query(
      `INSERT INTO product (id, tenant, name, title, release, models, created_at)
         VALUES ('p', 'default', 'fast', 'Fast', '1.0.0', '{}', now());
       INSERT INTO product_subscription (id, tenant, product, application, reason, requested_by, requested_by_user, created_at)
         VALUES ('s', 'default', 'fast', 'web', 'wanted', 'corp:mary.shelley', 'mary.shelley', now());
       INSERT INTO prompt_template (id, tenant, name, latest, created_at) VALUES ('t', 'default', 'ask', 1, now());
       INSERT INTO prompt_version (id, tenant, template, number, sdl, semantic_version, change, author, author_credential, author_user, state, created_at)
         VALUES ('v', 'default', 'ask', 1, '', '1.0.0', 'FIRST', 'mary.shelley', 'corp:mary.shelley', 'mary.shelley', 'DRAFT', now());
       INSERT INTO prompt_review (tenant, template, number, state, reason, requested_by, requested_by_user, requested_at, decided_by, decided_by_user, decided_at)
         VALUES ('default', 'ask', 1, 'APPROVED', 'new', 'corp:mary.shelley', 'mary.shelley', now(), 'corp:mary.shelley', 'mary.shelley', now())`,
    )
    const operations = (events: readonly { operation: string }[]) => events.map(({ operation }) => operation)
    const told = ['createQuota', 'assignRole', 'unassignRole', 'assignRole', 'createUser']
    const known = operations(await eventsOf({ subject: name }))
    assert.deepEqual(
      told.filter(operation => !known.includes(operation)),
      [],
    )
    const exported = await exportSubject(name)
    for (const what of [
      'account',
      'roleAssignment',
      'quota',
      'productSubscription',
      'promptVersion',
      'promptReview',
    ])
      assert.match(exported, new RegExp(`^{"${what}":`, 'm'))
    assert.equal((await exportAudit()).includes('"holder":"mary'), false)

    await eraseSubject(name)
    // What the test has written past the gateway is on record as it was; see the catalogue for subscriptions.
    const { rows } = await server.pool.query(
      `SELECT to_jsonb(r)::text AS row FROM role_assignment AS r UNION ALL SELECT to_jsonb(d)::text FROM declaration AS d
       UNION ALL SELECT to_jsonb(s)::text FROM product_subscription AS s UNION ALL SELECT to_jsonb(v)::text FROM prompt_version AS v
       UNION ALL SELECT to_jsonb(v)::text FROM prompt_review AS v`,
    )
    assert.deepEqual(
      rows.filter(({ row }) => row.includes('shelley')),
      [],
    )
    for (const operation of ['createQuota', 'assignRole', 'unassignRole'])
      assert.equal(JSON.stringify(await eventsOf({ operation })).includes('shelley'), false, operation)

    await ask('mutation ($name: String!) { createUser(input: { name: $name }) { user { id } } }', { name })
    const { secret } = await gateway.newKey({ user: name, roles: ['DEVELOPER'] })
    const viewer = await ask('{ viewer { roles quotas { quota { name } } } }', {}, secret)
    assert.deepEqual(viewer.viewer, { roles: ['DEVELOPER'], quotas: [] })
  })

  test('is not forgotten by itself, lest its acts are nobody’s', async () => {
    await ask('mutation { createUser(input: { name: "self" }) { user { id } } }')
    const { secret } = await gateway.newKey({
      team: null,
      application: null,
      user: 'self',
      roles: ['OWNER'],
    })
    const { errors } = await gateway.graphql(
      'mutation { eraseSubject(input: { user: "self" }) { pseudonym } }',
      {},
      secret,
    )
    assert.deepEqual([errors?.[0]?.extensions.code, errors?.[0]?.extensions.path], ['FORBIDDEN', 'user'])
    assert.equal((await ask('{ user(name: "self") { archivedAt } }')).user.archivedAt, null)
  })

  test('without an account, whom an identity provider knows, is forgotten too', async () => {
    const issuer = await startIssuer()
    try {
      await ask(
        'mutation ($input: CreateIdentityProviderInput!) { createIdentityProvider(input: $input) { identityProvider { id } } }',
        {
          input: {
            name: 'corp',
            issuer: issuer.url,
            audience: ['weir'],
            allowInsecure: true,
            claims: { roles: '"DEVELOPER"' },
          },
        },
      )
      await ask(complete, {}, await issuer.token({ claims: { sub: 'anne.lister' } }))
    } finally {
      await issuer.stop()
    }
    assert.match(await exportSubject('anne.lister'), /^{"call":/m)
    const exported = await exportAudit()
    assert.equal(exported.includes('lister'), false)

    const { calls, account } = await eraseSubject('anne.lister')
    assert.deepEqual([calls, account], [1, false])
    assert.equal((await everything()).includes('lister'), false)
    await verified(await exportAudit())
  })
})
