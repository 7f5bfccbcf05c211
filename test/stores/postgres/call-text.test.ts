import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { startDatabase, type TestDatabase } from '../../kit/database.ts'
import fc from '../../kit/fast-check.ts'

const text = fc
  .oneof(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.constantFrom('', '"\\\n\t</\u007f', 'é😀'))
  .map(value => value.replaceAll('\0', ''))
const whole = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.constant(0n)).map(String)
const double = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, 812.25, 1e-7, 1e21, -0),
)
const json = fc.json({ maxDepth: 3 }).filter(value => !value.includes('\\u') && !value.includes('\0'))

/** Values of a column, as a parameter takes them. */
const valuesOf: { readonly [type: string]: fc.Arbitrary<unknown> } = {
  uuid: fc.uuid(),
  text,
  'text[]': fc.array(text, { maxLength: 3 }),
  boolean: fc.boolean(),
  bigint: whole,
  integer: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  'double precision': double,
  json,
  'timestamp(3) with time zone': fc.date({
    min: new Date('2026-01-01T00:00:00Z'),
    max: new Date('2026-01-31T23:59:59Z'),
    noInvalidDate: true,
  }),
}

/** What the text was from the beginning (migration 0019), and is in the chains that exist. */
const sealed = `jsonb_strip_nulls(CASE WHEN "user" IS NULL THEN to_jsonb(call)
  ELSE to_jsonb(call) - ARRAY['user', 'client_address', 'session_id'] END)::text`

describe('the text of a call that is sealed', () => {
  let server: TestDatabase
  let owner: pg.Client
  before(async () => {
    server = await startDatabase()
    owner = new pg.Client({ connectionString: server.url })
    await owner.connect()
    await owner.query("SET weir.system = 'on'; SET timezone = 'UTC'; SET extra_float_digits = 1")
    await owner.query("SELECT ledger.ensure_month('2026-01-01T00:00:00Z')")
    // No call has numbers such as are tried here, whose sums fit into no roll-up.
    await owner.query('ALTER TABLE ledger.call DISABLE TRIGGER USER')
  })
  after(async () => {
    await owner.end()
    await server.close()
  })

  test('is what jsonb makes of its row, with every column, whatever is in it', async () => {
    const { rows: columns } = await owner.query<{ name: string; type: string; needed: boolean }>(
      `SELECT attname AS name, format_type(atttypid, atttypmod) AS type, attnotnull AS needed FROM pg_attribute
       WHERE attrelid = 'ledger.call'::regclass AND attnum > 0 AND NOT attisdropped`,
    )
    const row = fc.tuple(
      ...columns.map(({ name, type, needed }) => {
        const values = valuesOf[type] ?? assert.fail(`No values for ${name}, which is ${type}`)
        return needed ? values : fc.option(values)
      }),
    )
    const names = columns.map(({ name }) => `"${name}"`).join(', ')
    const places = columns.map((_, index) => `$${index + 1}`).join(', ')
    await fc.assert(
      fc.asyncProperty(row, async values => {
        await owner.query('BEGIN')
        try {
          const { rows } = await owner.query(
            `INSERT INTO ledger.call AS call (${names}) VALUES (${places})
             RETURNING ledger.call_text(call) AS is, ${sealed} AS ought`,
            values,
          )
          assert.equal(rows[0].is, rows[0].ought)
        } finally {
          await owner.query('ROLLBACK')
        }
      }),
      { numRuns: 300 },
    )
  })
})
