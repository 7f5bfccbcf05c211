import assert from 'node:assert/strict'
import { existsSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openDatabase } from '../../../src/stores/postgres/database.ts'
import { startDatabase, type TestDatabase, temporaryFolder } from '../../kit/database.ts'
import { silentLog } from '../../kit/log.ts'

describe('a database that DATABASE_URL names', () => {
  let server: TestDatabase
  const folder = temporaryFolder()
  const home = join(folder, 'home')
  before(async () => {
    server = await startDatabase()
  })
  after(async () => {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const open = (databaseUrl: string) =>
    openDatabase({ home, databaseUrl, log: silentLog().log, connectWithinMs: 500 })
  const changed = (about: Partial<URL>) => Object.assign(new URL(server.url), about).href

  test('is used as it is, and no server is started', async () => {
    const database = await open(server.url)
    assert.equal(database.url, server.url)
    assert.equal(database.serverPid, undefined)
    assert.deepEqual((await database.pool.query('SELECT 1 AS one')).rows, [{ one: 1 }])
    assert.equal(existsSync(join(home, 'postgres')), false)
    await database.close()
  })

  test('is not given up where this process was too busy to hear it, as at its start', async () => {
    const opening = open(server.url)
    // Holds the event loop for longer than a connection may take.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700)
    const database = await opening
    await database.close()
  })

  /** The message, which may neither be long nor hold the password. */
  const refusal = async (url: string): Promise<string> => {
    const error = await open(url).then(
      () => assert.fail('it opened'),
      (reason: unknown) => reason,
    )
    assert.ok(error instanceof Error)
    assert.doesNotMatch(error.message, /\n/)
    assert.equal(error.message.includes(new URL(server.url).password), false)
    return error.message
  }

  test('that is no address, or not of PostgreSQL, is refused with an example of one', async () => {
    for (const url of ['', 'localhost', 'mysql://root@localhost/x']) {
      const error = await open(url).catch((reason: Error) => reason.message)
      assert.match(String(error), /^DATABASE_URL is no PostgreSQL address; it looks like postgresql:\/\//)
    }
  })

  test('that refuses the password, or has no such database, is named with the reason', async () => {
    const { host } = new URL(server.url)
    assert.equal(
      await refusal(changed({ password: 'wrong' })),
      `DATABASE_URL: PostgreSQL at ${host} refuses the user "weir" or its password`,
    )
    assert.equal(
      await refusal(changed({ pathname: '/nothing' })),
      `DATABASE_URL: PostgreSQL at ${host} has no database "nothing"`,
    )
  })

  test('that cannot be reached, or never answers, is given up in bounded time', async () => {
    assert.match(await refusal(changed({ port: '1' })), /^DATABASE_URL: nothing listens at 127\.0\.0\.1:1$/)
    assert.match(
      await refusal(changed({ hostname: 'weir.invalid' })),
      /^DATABASE_URL: there is no host weir\.invalid/,
    )
    const sockets: Socket[] = []
    const silent = createServer(socket => sockets.push(socket)).listen(0, '127.0.0.1')
    const address = await new Promise<string>(resolve =>
      silent.once('listening', () => {
        const at = silent.address()
        resolve(at !== null && typeof at === 'object' ? `${at.port}` : '')
      }),
    )
    assert.match(
      await refusal(changed({ port: address })),
      /^DATABASE_URL: cannot connect to PostgreSQL at .*timeout/,
    )
    for (const socket of sockets) socket.destroy()
    silent.close()
  })

  test('leaves its folder free for the next start when it could not be opened', async () => {
    await refusal(changed({ port: '1' }))
    await (await open(server.url)).close()
    assert.equal(existsSync(join(home, 'gateway.pid')), false)
  })
})
