import assert from 'node:assert/strict'
import { verify as verifySignature } from 'node:crypto'
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { graphql, isObjectType } from 'graphql'
import { createContext } from '../../../src/api/graphql/context.ts'
import { leafHash, rootByPath } from '../../../src/audit/merkle.ts'
import { currentAct } from '../../../src/core/act.ts'
import { argumentsOf } from '../../kit/arguments.ts'
import { principal } from '../../kit/call.ts'
import { startDatabase, type TestDatabase, temporaryFolder } from '../../kit/database.ts'
import { freePort } from '../../kit/free-port.ts'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'
import { schema, services } from '../../kit/graphql.ts'
import { weir } from '../../kit/weir-command.ts'

const yaml = `
quotas:
  - { name: tiny, scope: { user: greedy }, meter: REQUESTS, limit: 1, window: DAY, action: BLOCK }
guardrails:
  - { name: personal-data, detectors: [EMAIL], direction: BOTH, action: REDACT }
  - { name: no-cards, detectors: [PAYMENT_CARD], direction: INPUT, action: BLOCK }
`

const complete =
  'mutation ($text: String!) { complete(input: { model: "simulator", messages: [{ role: USER, content: $text }] }) { __typename } }'

const events = `query ($filter: AuditEventFilter, $after: String) {
  auditEvents(filter: $filter, first: 50, after: $after) {
    edges { node {
      id sequence at kind operation verdict code reason model call count erased record hash
      actor { kind name user team application address apiKey }
      changes { entity entityId action before after }
      guardrails { guardrail action count } attempts { deployment }
    } }
    pageInfo { hasNextPage endCursor }
  }
}`

describe('the audit trail', () => {
  let server: TestDatabase
  let gateway: TestGateway
  let other: TestGateway
  let auditor: string
  before(async () => {
    server = await startDatabase()
    const env = {
      DATABASE_URL: server.url,
      WEIR_MASTER_KEY: 'the-master-key-of-both-gateways',
      WEIR_ADMIN_KEY: 'an-administrator-of-the-tests',
    }
    gateway = await startGateway({ yaml, env })
    other = await startGateway({ yaml, env })
    auditor = (await gateway.newKey({ name: 'auditor', team: null, application: null, roles: ['AUDITOR'] }))
      .secret
  })
  after(async () => {
    await gateway.close()
    await other.close()
    await server.close()
  })

  const ask = async (source: string, variables: object = {}, key = auditor) => {
    const { data, errors } = await gateway.graphql(source, variables, key)
    assert.equal(errors, undefined)
    return data
  }
  /** All of them, page by page. */
  const eventsOf = async (filter: object) => {
    // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of an event by asserting it
    const found: any[] = []
    for (let after: string | null | undefined; after !== null; ) {
      const { auditEvents } = await ask(events, { filter, after })
      found.push(...auditEvents.edges.map(({ node }: { node: object }) => node))
      after = auditEvents.pageInfo.hasNextPage ? auditEvents.pageInfo.endCursor : null
    }
    return found
  }
  const exported = async (range = ''): Promise<string> => {
    let text = ''
    let next: string | null = null
    do {
      const after: string = next === null ? range : `(after: "${next}")`
      const piece = (await ask(`{ exportAudit${after} { text next } }`)).exportAudit
      text += piece.text
      next = piece.next
    } while (next !== null)
    return text
  }
  const keyOf = async (user: string): Promise<string> => {
    await gateway.graphql(`mutation { createUser(input: { name: "${user}" }) { user { id } } }`)
    return (await gateway.newKey({ name: `key of ${user}`, user })).secret
  }

  test('lets an auditor walk from a question to the proof, by GraphQL alone', async () => {
    const from = new Date().toISOString()
    const ada = await keyOf('ada')
    await ask(complete, { text: 'Write to bob@example.com' }, ada)
    await ask(complete, { text: 'Charge 4111 1111 1111 1111' }, ada)
    const to = new Date(Date.now() + 1).toISOString()

    const calls = await eventsOf({ user: 'ada', kind: 'CALL', from, to })
    assert.deepEqual(
      calls.map(({ verdict, code }: { verdict: string; code: string }) => [verdict, code]),
      [
        ['BLOCKED', 'CONTENT_BLOCKED'],
        ['REDACTED', null],
      ],
    )
    const [blocked, redacted] = calls
    assert.match(blocked.reason, /no-cards/)
    assert.deepEqual(redacted.guardrails, [{ guardrail: 'personal-data', action: 'REDACT', count: 1 }])
    assert.deepEqual(
      [redacted.actor.user, redacted.actor.team, redacted.actor.address],
      ['ada', 'search', '127.0.0.1'],
    )
    assert.deepEqual(await eventsOf({ user: 'ada', kind: 'CALL', from, to: from }), [])
    assert.deepEqual(await eventsOf({ call: redacted.call }), [redacted])

    // Who has changed what, and what it was before.
    const { team } = await ask('{ team(name: "search") { id version title } }', {}, gateway.adminKey)
    const input = { id: team.id, version: team.version, title: 'Search and discovery' }
    await ask(
      'mutation ($input: UpdateTeamInput!) { updateTeam(input: $input) { team { id } } }',
      { input },
      gateway.adminKey,
    )
    const [change] = await eventsOf({ operation: 'updateTeam' })
    assert.deepEqual(
      change.changes.map(({ entity, action, before, after }: typeof change) => ({
        entity,
        action,
        before,
        after,
      })),
      [
        {
          entity: 'team',
          action: 'UPDATED',
          before: { title: team.title, version: 1 },
          after: { title: 'Search and discovery', version: 2 },
        },
      ],
    )
    assert.equal(change.actor.name, 'WEIR_ADMIN_KEY')

    // The proof holds with nothing but the answer.
    const { auditProof: proof } = await ask(
      'query ($id: ID!) { auditProof(id: $id) { event { record } index size path checkpoint { record signature publicKey } } }',
      { id: change.id },
    )
    const signed = JSON.parse(proof.checkpoint.record)
    assert.equal(rootByPath(leafHash(proof.event.record), proof), signed.root)
    const key = {
      kty: 'OKP',
      crv: 'Ed25519',
      x: Buffer.from(proof.checkpoint.publicKey, 'base64').toString('base64url'),
    }
    assert.ok(
      verifySignature(
        null,
        Buffer.from(proof.checkpoint.record),
        { key, format: 'jwk' },
        Buffer.from(proof.checkpoint.signature, 'base64'),
      ),
    )

    // And the export, until one byte of it is another one.
    const text = await exported()
    const file = join(temporaryFolder(), 'audit.ndjson')
    writeFileSync(file, text)
    const trusted = ['--key', proof.checkpoint.publicKey]
    const sound = await weir(['audit', 'verify', file, ...trusted], {})
    assert.match(sound.stdout, /sound\. Tenant default, events 1 to \d+ without a gap/)
    const at = text.indexOf('"title":"Search and discovery"')
    writeFileSync(file, `${text.slice(0, at)}"title":"search and discovery"${text.slice(at + 30)}`)
    const { code, stderr: verdict } = await weir(['audit', 'verify', file, ...trusted], {})
    assert.equal(code, 1)
    const id = Buffer.from(change.id, 'base64url').toString().replace('AuditEvent:', '')
    assert.ok(verdict.includes(`event ${change.sequence} (${id}) was changed`), verdict)
  })

  test('is fetched whole by a command, or not at all', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'fetched.ndjson')
    const fetched = (...more: readonly string[]) =>
      weir(['audit', 'export', file, '--url', gateway.url, ...more], { WEIR_API_KEY: auditor })
    const written = await fetched()
    assert.deepEqual([written.code, written.stderr], [0, ''])
    assert.match(
      (await weir(['audit', 'verify', file], {})).stdout,
      /sound\. Tenant default, events 1 to \d+/,
    )
    assert.equal(statSync(file).mode & 0o777, 0o600)
    rmSync(file)

    const curious = await gateway.newKey({ name: 'no auditor' })
    const nobody = `http://127.0.0.1:${await freePort()}`
    for (const [args, key, reason] of [
      [['--url', gateway.url], curious.secret, /^weir: The gateway refuses: .*AUDITOR/],
      [['--url', gateway.url, '--from', 'yesterday'], auditor, /^weir: The gateway refuses: .*from/],
      [['--url', nobody], auditor, /^weir: --url: no gateway answers at \S+ \(ECONNREFUSED\)$/m],
      [['--url', 'nonsense'], auditor, /^weir: --url: `nonsense` is no address/],
      [['--url', gateway.url], '', /^weir: Set WEIR_API_KEY to the API key of an AUDITOR$/m],
    ] as const) {
      const { code, stderr } = await weir(['audit', 'export', file, ...args], { WEIR_API_KEY: key })
      assert.equal(code, 1)
      assert.match(stderr, reason)
    }
    const nowhere = await weir(['audit', 'export', join(folder, 'none', 'x'), '--url', gateway.url], {
      WEIR_API_KEY: auditor,
    })
    assert.match(nowhere.stderr, /^weir: \S+ cannot be written \(ENOENT\)$/m)
    assert.deepEqual(readdirSync(folder), [])
  })

  test('tells why a quota has refused a call', async () => {
    const greedy = await keyOf('greedy')
    await ask(complete, { text: 'one' }, greedy)
    await gateway.graphql(complete, { text: 'two' }, greedy)
    const [event, ...more] = await eventsOf({ user: 'greedy', kind: 'CALL' })
    assert.deepEqual([event.verdict, event.code, more], ['DENIED', 'RATE_LIMITED', []])
    assert.match(event.reason, /tiny/)
  })

  test('keeps a denial before it is told', async () => {
    const dev = await gateway.newKey({ name: 'curious' })
    const { errors } = await gateway.graphql('{ usage { from } }', {}, dev.secret)
    assert.equal(errors?.[0]?.extensions.code, 'FORBIDDEN')
    const { rows } = await server.pool.query(`SELECT FROM audit.pending WHERE source = 'NOTE'
      UNION ALL SELECT FROM audit.event WHERE kind = 'DENIAL' AND operation = 'usage'`)
    assert.ok(rows.length > 0)
    const [event] = await eventsOf({ kind: 'DENIAL', operation: 'usage' })
    assert.deepEqual([event.code, event.actor.name, event.verdict], ['FORBIDDEN', 'curious', 'DENIED'])
    await gateway.graphql('mutation { createTeam(input: { name: "mine" }) { team { id } } }', {}, dev.secret)
    assert.equal((await eventsOf({ kind: 'DENIAL', operation: 'createTeam' })).length, 1)
  })

  test('counts guessed credentials instead of keeping each', async () => {
    const guesses = 40
    for (let guess = 0; guess < guesses; guess++)
      await gateway.graphql('{ viewer { name } }', {}, `weir_${guess}`)
    await gateway.graphql('{ viewer { name } }', {}, '')
    await gateway.close()
    const { rows } = await server.pool.query(
      `SELECT record::json AS record FROM audit.event WHERE kind = 'SIGN_IN' ORDER BY sequence`,
    )
    const refused = rows.reduce((sum, { record }) => sum + record.count, 0)
    assert.ok(refused >= guesses && rows.length <= 5, `${refused} refusals, ${rows.length} events`)
    gateway = await startGateway({
      yaml,
      env: {
        DATABASE_URL: server.url,
        WEIR_MASTER_KEY: 'the-master-key-of-both-gateways',
        WEIR_ADMIN_KEY: 'an-administrator-of-the-tests',
      },
    })
  })

  test('has one chain without a gap, though two gateways append to it at once', async () => {
    const each = 25
    const keys = [await keyOf('eve'), await keyOf('mallory')]
    await Promise.all(
      [gateway, other].flatMap((one, index) =>
        Array.from({ length: 3 }, async (_, client) => {
          for (let number = client; number < each; number += 3) {
            await one.graphql(complete, { text: `Write to user${number}@example.com` }, keys[index])
            await one.graphql(
              `mutation { createUser(input: { name: "made-${index}-${number}" }) { user { id } } }`,
            )
          }
        }),
      ),
    )
    assert.equal((await eventsOf({ user: 'eve', kind: 'CALL' })).length, each)
    assert.equal((await eventsOf({ user: 'mallory', kind: 'CALL' })).length, each)
    assert.ok((await eventsOf({ operation: 'createUser' })).length >= 2 * each)
    const { rows } = await server.pool.query(
      `SELECT count(*)::int AS count, max(sequence)::int AS last, count(DISTINCT call)::int AS calls FROM audit.event WHERE tenant = 'default'`,
    )
    assert.equal(rows[0].count, rows[0].last)
    // Each decided call is one event, whichever gateway had it.
    const decided = await server.pool.query(
      `SELECT count(*)::int AS count FROM ledger.call WHERE error_code IS NOT NULL OR json_array_length(verdicts) > 0`,
    )
    assert.equal(rows[0].calls, decided.rows[0].count)
    const file = join(temporaryFolder(), 'audit.ndjson')
    writeFileSync(file, await exported())
    assert.equal((await weir(['audit', 'verify', file], {})).code, 0)
  })

  test('pages through all events, newest first', async () => {
    const numbersOf = async (filter: object): Promise<number[]> =>
      (await eventsOf(filter)).map(({ sequence }) => sequence)
    const seen = await numbersOf({})
    assert.deepEqual(
      seen,
      [...new Set(seen)].sort((a, b) => b - a),
    )
    const seals = (await numbersOf({ kind: 'LEDGER' })).filter(number => number <= (seen[0] ?? 0))
    assert.equal(seen.length + seals.length, seen[0])
    assert.ok(seen.length > 100)
  })

  test('holds no secret, in the open or sealed', async () => {
    const key = await gateway.newKey({ name: 'planted Bearer my-planted-secret' })
    const all = JSON.stringify(await eventsOf({ operation: 'createApiKey' }))
    for (const secret of [key.secret, auditor, 'my-planted-secret', 'an-administrator-of-the-tests'])
      assert.equal(all.includes(secret), false, secret)
    const hash = await server.pool.query(`SELECT encode(secret_sha256, 'hex') AS hash FROM api_key`)
    for (const { hash: digits } of hash.rows) assert.equal(all.includes(digits), false)
    const kept = await server.pool.query(
      `SELECT t::text AS row FROM audit.event AS t UNION ALL SELECT t::text FROM audit.pending AS t`,
    )
    for (const text of [
      JSON.stringify(await eventsOf({})),
      JSON.stringify(kept.rows),
      JSON.stringify(gateway.events),
    ])
      assert.equal(text.includes('my-planted-secret'), false)
  })

  test('tells who has changed a policy, and shows no key of a provider', async () => {
    const quota = `name: "audited", scope: { user: "nobody" }, meter: REQUESTS, limit: "5", window: DAY, action: BLOCK`
    const { createQuota } = await ask(
      `mutation { createQuota(input: { ${quota} }) { quota { id version } } }`,
      {},
      gateway.adminKey,
    )
    await ask(
      'mutation ($input: UpdateQuotaInput!) { updateQuota(input: $input) { quota { id } } }',
      { input: { ...createQuota.quota, limit: '7' } },
      gateway.adminKey,
    )
    const [event] = await eventsOf({ operation: 'updateQuota' })
    const [{ entity, before, after }] = event.changes
    assert.equal(entity, 'declaration')
    assert.notDeepEqual(before.spec, after.spec)
    assert.match(JSON.stringify(after.spec), /7/)

    const secret = 'planted-key-of-a-provider'
    const provider = `name: "audited", kind: "openai", apiKey: "${secret}"`
    await ask(
      `mutation { createProvider(input: { ${provider} }) { provider { name } } }`,
      {},
      gateway.adminKey,
    )
    const made = await eventsOf({ operation: 'createProvider' })
    assert.equal(made.length, 1)
    assert.equal(made[0].changes[0].after.secrets, '***')
    const { rows } = await server.pool.query('SELECT t::text AS row FROM audit.event AS t')
    for (const text of [JSON.stringify(made), JSON.stringify(rows), JSON.stringify(gateway.events)])
      assert.equal(text.includes(secret), false)
  })

  test('can be continued, but neither changed nor shortened by the gateway', async () => {
    for (const text of [
      "UPDATE audit.event SET record = ''",
      'DELETE FROM audit.event',
      'TRUNCATE audit.event',
      "UPDATE audit.checkpoint SET record = ''",
      'DELETE FROM audit.checkpoint',
      'ALTER TABLE team DISABLE TRIGGER audit',
      "SET session_replication_role = 'replica'",
    ])
      await assert.rejects(server.appPool.query(text), { code: '42501' }, text)
  })

  test('knows of every change, whoever makes it and however', async () => {
    await server.pool.query(`UPDATE team SET title = 'by hand' WHERE name = 'search'`)
    const [event] = await eventsOf({ operation: 'gateway' })
    assert.deepEqual([event.actor.kind, event.changes[0].after.title], ['SYSTEM', 'by hand'])
    const { rows } = await server.pool.query<{ table: string }>(`
      SELECT c.relname AS table FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
        AND (c.relname = 'tenant' OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant'))
        AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'audit')
        -- Count, tell what tests found, or follow from changes that are events themselves.
        AND c.relname NOT IN ('model_version', 'payer', 'prompt_revision', 'prompt_test_run', 'standing_revision', 'tier_change', 'token_audience', 'trusted_document_revision')`)
    assert.deepEqual(rows, [], 'say `SELECT audit.watch(…)` of these tables in the migration that makes them')
  })

  test('tells those who follow it', async () => {
    const answer = await fetch(`${gateway.url}/graphql/stream`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${auditor}`,
      },
      body: JSON.stringify({
        query:
          'subscription { auditEventAdded(filter: { operation: "createTeam", verdict: ALLOWED }) { operation changes { after } } }',
      }),
    })
    assert.ok(answer.body)
    let said = ''
    // Until the stream has begun, what is made is not new to it.
    const timer = setInterval(
      () =>
        void other.graphql(`mutation { createTeam(input: { name: "t${Math.random()}" }) { team { id } } }`),
      50,
    )
    for await (const piece of answer.body) {
      said += Buffer.from(piece).toString()
      if (said.includes('"createTeam"')) break
    }
    clearInterval(timer)
    assert.match(said, /"auditEventAdded":\{"operation":"createTeam","changes":\[\{"after":\{/)
  })
})

describe('every mutation', () => {
  const mutation = schema.getMutationType()
  assert.ok(isObjectType(mutation))
  const fields = Object.values(mutation.getFields()).filter(
    ({ astNode }) => !astNode?.directives?.some(({ name }) => name.value === 'operation'),
  )
  for (const field of fields)
    test(`${field.name} is an act of who asks for it`, async () => {
      const acts = new Set<string | undefined>()
      const context = {
        ...createContext(services(), { signal: new AbortController().signal }),
        get principal() {
          acts.add(currentAct()?.operation)
          return {
            ...principal,
            roles: new Set(['OWNER', 'ADMIN', 'AUDITOR', 'APPROVER', 'ANALYST', 'DEVELOPER']),
          }
        },
      }
      const source = `mutation { ${field.name}${argumentsOf(field, { textFor: () => 'x' })} { __typename } }`
      await graphql({ schema, source, contextValue: context })
      assert.ok(acts.has(field.name))
      assert.equal(currentAct(), undefined)
    })
})
