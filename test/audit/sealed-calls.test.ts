import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { rootByPath } from '../../src/audit/merkle.ts'
import { callLeaf } from '../../src/audit/seal.ts'
import { BrokenExport, verifyExport } from '../../src/audit/verify.ts'
import { startDatabase, type TestDatabase } from '../kit/database.ts'
import { startGateway, type TestGateway } from '../kit/gateway.ts'

const complete =
  'mutation { complete(input: { model: "simulator", messages: [{ role: USER, content: "hello" }] }) { ... on Completion { id } } }'

const proof = `query ($id: ID!) { auditProof(id: $id) {
  event { kind record }
  call { record personal leaf isUnchanged index size path }
} }`

describe('calls of the ledger in the audit trail (F103)', () => {
  let server: TestDatabase
  let gateway: TestGateway
  let other: TestGateway
  let owner: pg.Client
  before(async () => {
    server = await startDatabase()
    const env = {
      DATABASE_URL: server.url,
      WEIR_MASTER_KEY: 'the-master-key-of-both-gateways',
      WEIR_ADMIN_KEY: 'an-administrator-of-the-tests',
    }
    gateway = await startGateway({ env })
    other = await startGateway({ env })
    owner = new pg.Client({ connectionString: server.url })
    await owner.connect()
    await owner.query("SET weir.system = 'on'")
  })
  after(async () => {
    await owner.end()
    await gateway.close()
    await other.close()
    await server.close()
  })

  const dataOf = async (source: string, variables: object = {}, key?: string) => {
    const { data, errors } = await gateway.graphql(source, variables, key)
    assert.equal(errors, undefined)
    return data
  }
  const call = async (through: TestGateway, key: string): Promise<string> => {
    const { data } = await through.graphql(complete, {}, key)
    return data.complete.id
  }
  const exported = async (): Promise<string> => {
    let text = ''
    let next: string | null = null
    do {
      const after: string = next === null ? '' : `(after: "${next}")`
      const piece = (await dataOf(`{ exportAudit${after} { text next } }`)).exportAudit
      text += piece.text
      next = piece.next
    } while (next !== null)
    return text
  }
  async function* linesOf(text: string): AsyncGenerator<Uint8Array> {
    for (const line of text.trimEnd().split('\n')) yield Buffer.from(line)
  }
  const verify = async () => verifyExport(linesOf(await exported()))
  /** What is wrong with the export, or that it is sound. */
  const finding = async (): Promise<string> => {
    try {
      await verify()
      return 'sound'
    } catch (error) {
      assert.ok(error instanceof BrokenExport, String(error))
      return error.message
    }
  }
  const plain = (id: string): string => Buffer.from(id, 'base64url').toString().split(':')[1] ?? ''
  const keyOf = async (user: string): Promise<string> => {
    await gateway.graphql(`mutation { createUser(input: { name: "${user}" }) { user { id } } }`)
    return (await gateway.newKey({ user })).secret
  }
  /** A change that is undone again. */
  const meanwhile = async (change: string, values: readonly unknown[], work: () => Promise<void>) => {
    const { rows } = await owner.query('SELECT * FROM ledger.call WHERE id = $1', [values[0]])
    await owner.query(change, [...values])
    await work()
    await owner.query('ALTER TABLE ledger.call DISABLE TRIGGER USER')
    await owner.query('DELETE FROM ledger.call WHERE id = $1', [values[0]])
    await owner.query(
      'INSERT INTO ledger.call SELECT (json_populate_record(NULL::ledger.call, $1::json)).*',
      [JSON.stringify(rows[0])],
    )
    await owner.query('ALTER TABLE ledger.call ENABLE TRIGGER USER')
  }

  test('each is sealed once, whichever gateway it went through, and an export proves all of them', async () => {
    const key = await keyOf('ada')
    await Promise.all(Array.from({ length: 20 }, (_, at) => call(at % 2 ? gateway : other, key)))
    await Promise.all([verify(), verify()])
    const { calls } = await verify()
    const { rows } = await owner.query(
      `SELECT count(*)::int AS sealed, count(DISTINCT id)::int AS once, (SELECT count(*)::int FROM ledger.call) AS calls,
         (SELECT count(*)::int FROM audit.unsealed) AS waiting
       FROM audit.seal, unnest(calls) AS id`,
    )
    assert.deepEqual(rows, [{ sealed: calls, once: calls, calls, waiting: 0 }])
    assert.ok(calls >= 20)
  })

  test('one that comes late, as from the journal after an outage, is part of it too', async () => {
    const before = (await verify()).calls
    await owner.query(
      `INSERT INTO ledger.call SELECT (json_populate_record(call, json_build_object(
         'id', gen_random_uuid(), 'started_at', started_at - INTERVAL '2 minutes'))).*
       FROM ledger.call AS call LIMIT 3`,
    )
    assert.equal((await verify()).calls, before + 3)
  })

  test('one that is changed or removed in the database is named', async () => {
    const key = await keyOf('bob')
    const id = plain(await call(gateway, key))
    assert.equal(await finding(), 'sound')
    for (const change of [
      "UPDATE ledger.call SET cost_nanos = 0, model = 'other' WHERE id = $1",
      `UPDATE ledger.call SET "user" = 'ada' WHERE id = $1`,
      `UPDATE ledger.call SET "user" = NULL WHERE id = $1`,
      "UPDATE ledger.call SET client_address = '192.0.2.1' WHERE id = $1",
      "UPDATE ledger.call SET outcome = 'FAILED', error_code = 'INTERNAL' WHERE id = $1",
    ])
      await meanwhile(change, [id], async () =>
        assert.equal(await finding(), `holds the call ${id}, which was changed in the ledger`, change),
      )
    await meanwhile('DELETE FROM ledger.call WHERE id = $1', [id], async () =>
      assert.equal(await finding(), `holds the call ${id}, which was removed from the ledger`),
    )
    assert.equal(await finding(), 'sound')
  })

  test('leaves that are changed with their call do not fit the chain', async () => {
    const id = plain(await call(gateway, await keyOf('eve')))
    assert.equal(await finding(), 'sound')
    const { rows } = await owner.query(
      `SELECT sequence, array_position(calls, $1::uuid) AS place, leaves[array_position(calls, $1::uuid)] AS leaf,
         personal[array_position(calls, $1::uuid)] AS personal FROM audit.seal WHERE $1::uuid = ANY(calls)`,
      [id],
    )
    const { sequence, place, leaf, personal } = rows[0]
    await meanwhile("UPDATE ledger.call SET model = 'other' WHERE id = $1", [id], async () => {
      const text = await owner.query(
        'SELECT ledger.call_text(call) AS text FROM ledger.call AS call WHERE id = $1',
        [id],
      )
      const forged = callLeaf(text.rows[0].text, personal.toString('hex'))
      const set = `UPDATE audit.seal SET leaves[${place}] = $2 WHERE sequence = $1`
      await owner.query(set, [sequence, Buffer.from(forged, 'hex')])
      assert.equal(await finding(), 'holds other calls than those that stand behind it')
      await owner.query(set, [sequence, leaf])
    })
    assert.equal(await finding(), 'sound')
  })

  test('one is proven by itself, without the database', async () => {
    const id = await call(gateway, await keyOf('carol'))
    const { auditProof } = await dataOf(proof, { id })
    const { call: proven, event } = auditProof
    assert.equal(event.kind, 'LEDGER')
    assert.equal(proven.isUnchanged, true)
    assert.equal(JSON.parse(proven.record).id, plain(id))
    assert.equal(JSON.parse(proven.record).user, undefined)
    const leaf = callLeaf(proven.record, proven.personal)
    assert.equal(rootByPath(leaf, proven), JSON.parse(event.record).ledger.root)
    const forged = callLeaf(proven.record.replace('FINISHED', 'FAILED'), proven.personal)
    assert.notEqual(rootByPath(forged, proven), JSON.parse(event.record).ledger.root)
    await meanwhile('UPDATE ledger.call SET input_tokens = 1234 WHERE id = $1', [plain(id)], async () =>
      assert.equal((await dataOf(proof, { id })).auditProof.call.isUnchanged, false),
    )
  })

  test('those of somebody who is forgotten still verify, and tell of nobody', async () => {
    const key = await keyOf('dave')
    const id = await call(gateway, key)
    await dataOf(proof, { id })
    await dataOf('mutation { eraseSubject(input: { user: "dave" }) { pseudonym } }')
    assert.equal(await finding(), 'sound')
    const { call: proven } = (await dataOf(proof, { id })).auditProof
    assert.equal(proven.isUnchanged, true)
    assert.ok(!JSON.stringify(proven).includes('dave'))
    await meanwhile('UPDATE ledger.call SET input_tokens = 1234 WHERE id = $1', [plain(id)], async () =>
      assert.match(await finding(), new RegExp(`${plain(id)}, which was changed`)),
    )
  })

  test('the list of events leaves the seals out unless they are asked for', async () => {
    const list =
      'query ($filter: AuditEventFilter) { auditEvents(filter: $filter) { edges { node { kind } } } }'
    const kinds = async (filter: object) => {
      const { auditEvents } = await dataOf(list, { filter })
      return new Set(auditEvents.edges.map(({ node }: { node: { kind: string } }) => node.kind))
    }
    assert.ok(!(await kinds({})).has('LEDGER'))
    assert.deepEqual([...(await kinds({ kind: 'LEDGER' }))], ['LEDGER'])
  })
})
