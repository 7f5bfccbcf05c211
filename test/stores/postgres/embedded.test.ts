import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import pg from 'pg'
import { openDatabase } from '../../../src/stores/postgres/database.ts'
import { isAlive, stopProcess } from '../../../src/stores/postgres/embedded/leftover.ts'
import { temporaryFolder } from '../../kit/database.ts'
import { eventually } from '../../kit/eventually.ts'
import { silentLog } from '../../kit/log.ts'

const isRoot = process.getuid?.() === 0

describe('the embedded database', () => {
  let folder: string
  let home: string
  const children: ChildProcess[] = []
  beforeEach(() => {
    folder = temporaryFolder()
    home = join(folder, 'home')
  })
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode === null && child.signalCode === null && child.kill('SIGTERM'))
        await once(child, 'exit')
    }
    rmSync(folder, { recursive: true, force: true })
  })

  /** Starts a gateway's database in a process of its own; resolves with what it says first. */
  const start = async (...args: readonly string[]) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'opener.ts'), home, ...args])
    children.push(child)
    let said = ''
    const ready = new Promise<void>(resolve => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          said += text
          if (said.startsWith('ready')) resolve()
        })
      }
    })
    await Promise.race([ready, once(child, 'close')])
    return { child, said: said.trim(), serverPid: Number(/ready (\d+)/.exec(said)?.[1]) }
  }

  const ends = (pid: number) => eventually(async () => assert.equal(isAlive(pid), false))

  test('starts in a folder that only its user can enter, keeps its data, and stops cleanly', async () => {
    const { log } = silentLog()
    chmodSync(folder, 0o700)
    const first = await openDatabase({ home, log })
    await first.pool.query('CREATE TABLE kept AS SELECT 42 AS answer')
    const pid = first.serverPid?.() ?? 0
    if (isRoot) assert.notEqual(statSync(join(home, 'postgres')).uid, 0)
    await first.close()
    assert.equal(isAlive(pid), false)
    assert.equal(existsSync(join(home, 'postgres', 'postmaster.pid')), false)
    const second = await openDatabase({ home, log })
    assert.deepEqual((await second.pool.query('SELECT answer FROM kept')).rows, [{ answer: 42 }])
    assert.deepEqual((await second.pool.query('SHOW fsync')).rows, [{ fsync: 'on' }])
    await second.close()
  })

  test('lets nobody in without the password, which only its user can read', async () => {
    const database = await openDatabase({ home, log: silentLog().log })
    assert.equal(statSync(join(home, 'postgres.password')).mode & 0o777, 0o600)
    const { hostname, port } = new URL(database.url)
    assert.equal(hostname, '127.0.0.1')
    for (const password of ['', 'weir', 'postgres']) {
      const stranger = new pg.Client({
        host: hostname,
        port: Number(port),
        user: 'weir',
        password,
        database: 'postgres',
      })
      await assert.rejects(stranger.connect())
    }
    await database.close()
  })

  test('does not outlive a gateway that was killed', { skip: process.platform !== 'linux' }, async () => {
    const { child, serverPid } = await start()
    child.kill('SIGKILL')
    await ends(serverPid)
    const again = await start()
    assert.match(again.said, /^ready/)
  })

  test('stops a server that was left behind on its folder, even one that hangs', async () => {
    const { child, serverPid } = await start()
    process.kill(serverPid, 'SIGSTOP')
    child.kill('SIGKILL')
    await once(child, 'exit')
    assert.equal(isAlive(serverPid), true)
    const again = await start()
    assert.match(again.said, /^ready/)
    assert.equal(isAlive(serverPid), false)
  })

  test('starts after a crash of everything, whatever process the stale lock file names', async () => {
    const { child, serverPid } = await start()
    const lock = join(home, 'postgres', 'postmaster.pid')
    const content = readFileSync(lock, 'utf8')
    process.kill(serverPid, 'SIGSTOP')
    child.kill('SIGKILL')
    await once(child, 'exit')
    process.kill(serverPid, 'SIGKILL')
    await ends(serverPid)
    for (const pid of [serverPid, process.pid]) {
      const { uid, gid } = statSync(join(home, 'postgres'))
      writeFileSync(lock, content.replace(/^\d+/, `${pid}`))
      chownSync(lock, uid, gid)
      writeFileSync(join(home, 'gateway.pid'), `${pid} 1\n`)
      const again = await start()
      assert.match(again.said, /^ready/)
      again.child.kill('SIGTERM')
      await once(again.child, 'exit')
    }
  })

  test('begins anew when the first start was cut short', async () => {
    mkdirSync(join(home, 'postgres.new'), { recursive: true })
    writeFileSync(join(home, 'postgres.new', 'PG_VERSION'), '18\n')
    writeFileSync(join(home, 'postgres.password'), 'of the first start\n')
    assert.match((await start()).said, /^ready/)
  })

  test('refuses a second gateway on the same folder in one line, and leaves the first one alone', async () => {
    const first = await start()
    const second = await start()
    assert.equal(second.said, `Another gateway (process ${first.child.pid}) uses ${home} already`)
    assert.equal(second.child.exitCode, 1)
    assert.equal(isAlive(first.serverPid), true)
  })

  test('says in one line that a folder cannot be used', async () => {
    writeFileSync(home, 'a file')
    const { said, child } = await start()
    assert.match(
      said,
      /^Cannot use the data folder \S+ \(EEXIST\); set WEIR_HOME to one that can be written$/,
    )
    assert.equal(child.exitCode, 1)
    const { log } = silentLog()
    await assert.rejects(
      openDatabase({ home: join(home, 'below'), log }),
      /^Error: Cannot use the data folder \S+ \(ENOTDIR\); set/,
    )
    if (process.platform === 'linux')
      await assert.rejects(
        openDatabase({ home: '/proc/nobody/here', log }),
        /^Error: Cannot use the data folder \S+ \(ENOENT\)/,
      )
  })

  test('says in one line that its files are not a database that it can open', async () => {
    mkdirSync(join(home, 'postgres'), { recursive: true, mode: 0o700 })
    assert.match(
      (await start()).said,
      /^\S+postgres\.password is missing, and \S+ cannot be opened without it$/,
    )
    writeFileSync(join(home, 'postgres.password'), 'lost\n')
    assert.match((await start()).said, /^PostgreSQL does not start: .+$/)
  })

  test('comes back on the same port when its server is killed', async () => {
    const { log, events } = silentLog()
    const database = await openDatabase({ home, log })
    const pid = database.serverPid?.() ?? 0
    process.kill(pid, 'SIGKILL')
    await eventually(async () => assert.ok(events.some(({ message }) => message === 'PostgreSQL runs again')))
    assert.notEqual(database.serverPid?.(), pid)
    assert.deepEqual((await database.pool.query('SELECT 1 AS one')).rows, [{ one: 1 }])
    await database.close()
  })

  test('stops a server that does not hear', async () => {
    const { child, serverPid } = await start()
    process.kill(serverPid, 'SIGSTOP')
    await stopProcess(serverPid)
    assert.equal(isAlive(serverPid), false)
    child.kill('SIGKILL')
  })
})
