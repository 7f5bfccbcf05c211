import assert from 'node:assert/strict'
import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { open as openFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { gatherJournals } from '../../../src/stores/postgres/gather-journals.ts'
import { type Journal, type JournalOptions, openJournal } from '../../../src/stores/postgres/journal.ts'
import { temporaryFolder } from '../../kit/database.ts'
import { silentLog } from '../../kit/log.ts'

const journalsIn = (folder: string) => readdirSync(folder).filter(name => name.endsWith('.journal'))

describe('the journal', () => {
  let folder: string
  beforeEach(() => {
    folder = temporaryFolder()
  })
  afterEach(async () => {
    for (const journal of opened.splice(0)) await journal.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const opened: Journal[] = []
  const open = (about: Partial<JournalOptions> = {}) => {
    const journal = openJournal({ folder, log: silentLog().log, ...about })
    opened.push(journal)
    return journal
  }
  const lines = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => `{"n":${from + index}}`)

  /** Takes everything out, a few lines at a time. */
  const drain = async (journal: Journal): Promise<readonly string[]> => {
    const all: string[] = []
    while (true) {
      const some = await journal.peek(3)
      if (some.length === 0) return all
      all.push(...some)
      await journal.remove(some.length)
    }
  }

  test('gives back what it was given, in order, and leaves no file behind', async () => {
    const journal = open()
    await journal.append(lines(0, 5))
    await journal.append(lines(5, 7))
    assert.equal(journal.waiting(), 7)
    assert.deepEqual(await drain(journal), lines(0, 7))
    assert.equal(journal.waiting(), 0)
    assert.deepEqual(readdirSync(folder), [])
  })

  test('takes lines while others are taken out', async () => {
    const journal = open({ segmentBytes: 60 })
    await journal.append(lines(0, 4))
    assert.deepEqual(await journal.peek(2), lines(0, 2))
    await journal.append(lines(4, 8))
    await journal.remove(2)
    await journal.append(lines(8, 9))
    assert.deepEqual(await drain(journal), lines(2, 9))
  })

  test('is there after a crash, whose torn last line is left out', async () => {
    const first = open()
    await first.append(lines(0, 3))
    const [name = ''] = readdirSync(folder)
    assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600)
    const torn = readFileSync(join(folder, name), 'utf8').slice(0, 12)
    appendFileSync(join(folder, name), torn)
    const second = open()
    assert.equal(second.waiting(), 3)
    await second.append(lines(3, 5))
    assert.deepEqual(await drain(second), lines(0, 5))
    assert.deepEqual(readdirSync(folder), [])
  })

  test('reads around damage, says so, and keeps the damaged file', async () => {
    const first = open()
    await first.append(lines(0, 3))
    await first.close()
    const [name = ''] = readdirSync(folder)
    const content = readFileSync(join(folder, name), 'utf8')
    writeFileSync(join(folder, name), content.replace('{"n":1}', '{"n":7}'))
    const { log, events } = silentLog()
    const second = open({ log })
    assert.deepEqual(await drain(second), [...lines(0, 1), ...lines(2, 3)])
    assert.deepEqual(readdirSync(folder), [`${name}.damaged`])
    assert.equal(events.filter(({ level }) => level === 'error').length, 1)
  })

  test('gives lines again that were not removed before a crash', async () => {
    const first = open()
    await first.append(lines(0, 5))
    await first.peek(3)
    await first.remove(3)
    assert.deepEqual(await drain(open()), lines(0, 5))
  })

  test('is bounded, and takes lines again when some were taken out', async () => {
    const journal = open({ maxBytes: 100 })
    await journal.append(lines(0, 5))
    await assert.rejects(journal.append(lines(5, 10)), /^Error: the journal \S+ is full \(100 bytes\)$/)
    assert.deepEqual(await drain(journal), lines(0, 5))
    await journal.append(lines(5, 10))
    assert.deepEqual(await drain(journal), lines(5, 10))
  })

  test('survives a disk that fails in mid-write', async () => {
    const journal = open()
    await journal.append(lines(0, 2))
    rmSync(folder, { recursive: true })
    await journal.append(lines(2, 3)).catch(() => undefined)
    await journal.close()
    await assert.rejects(journal.append(lines(3, 4)), { code: 'ENOENT' })
  })

  test('leaves no file behind of a disk that takes nothing, however often it is tried', async t => {
    const journal = open()
    await journal.append(lines(0, 2))
    const handle = await openFile(join(folder, 'some file'), 'w')
    const full = () => Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }))
    const failing = t.mock.method(Object.getPrototypeOf(handle), 'appendFile', full)
    await handle.close()
    for (let times = 0; times < 5; times++)
      await assert.rejects(journal.append(lines(2, 3)), { code: 'ENOSPC' })
    failing.mock.restore()
    assert.deepEqual(journalsIn(folder), ['000000000001.journal'])
    await journal.append(lines(2, 4))
    assert.deepEqual(await drain(journal), lines(0, 4))
  })

  test('hands what nobody reads any more to who is there, however many processes there are from start to start', async () => {
    const folderOf = (...path: readonly string[]) => join(folder, ...path, 'journal')
    const put = async (from: number, ...path: readonly string[]) => {
      const journal = openJournal({ folder: folderOf(...path), log: silentLog().log })
      await journal.append(lines(from, from + 2))
      await journal.close()
    }
    const found = async (...path: readonly string[]) => {
      const journal = openJournal({ folder: folderOf(...path), log: silentLog().log })
      opened.push(journal)
      return (await drain(journal)).toSorted()
    }
    await put(0)
    await put(2, 'workers', '1')
    await put(4, 'workers', '3')
    gatherJournals({ home: folder, workers: 2 })
    assert.deepEqual(await found('workers', '1'), lines(0, 6))
    assert.deepEqual([await found(), await found('workers', '2'), await found('workers', '3')], [[], [], []])

    await put(6, 'workers', '1')
    await put(8, 'workers', '2')
    gatherJournals({ home: folder, workers: 1 })
    assert.deepEqual(await found(), lines(6, 10))
  })
})
