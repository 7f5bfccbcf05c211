import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { type FileHandle, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Log } from '../../core/ports.ts'

/** Lines on the local disk that wait for the database. For one writer at a time. */
export interface Journal {
  /** How many lines wait. */
  waiting(): number
  /** Resolves when the lines are on the disk. Throws if the disk does not take them, or the journal is full. */
  append(lines: readonly string[]): Promise<void>
  /** The oldest lines, `limit` at most; none when all is done. They stay until `remove`. */
  peek(limit: number): Promise<readonly string[]>
  /** Forgets the `count` oldest lines, which are safe elsewhere. After a crash some come again. */
  remove(count: number): Promise<void>
  close(): Promise<void>
}

export interface JournalOptions {
  /** Made if it is not there. No other process may use it. */
  readonly folder: string
  readonly log: Log
  /** At what size a new file is begun; one file at a time is held in memory while it is read. */
  readonly segmentBytes?: number
  /** What all files together may hold. */
  readonly maxBytes?: number
}

const suffix = '.journal'

/** A file that is not written to any more, and how many of its lines are in `waiting`. */
interface Segment {
  readonly name: string
  readonly count: number
}

/**
 * Opens the journal, with whatever an earlier process left in it. Each line carries its checksum: a torn last line,
 * which nobody was told is safe, is left out, and a file that is damaged elsewhere is kept under another name.
 */
export function openJournal(options: JournalOptions): Journal {
  const { folder, log, segmentBytes = 8 << 20, maxBytes = 1 << 30 } = options
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const sealed: Segment[] = []
  let lastNumber = 0
  let waiting = 0
  let bytes = 0
  for (const name of segmentsOf(folder)) {
    const content = readFileSync(join(folder, name))
    const count = countLines(content)
    sealed.push({ name, count })
    lastNumber = Math.max(lastNumber, Number.parseInt(name, 10))
    bytes += content.length
    waiting += count
  }
  if (waiting > 0) log.warn({ rows: waiting }, 'Ledger rows of an earlier start wait in the journal')

  let writing: { readonly name: string; readonly file: FileHandle; size: number; count: number } | undefined
  let reading:
    | { readonly name: string; readonly size: number; lines: readonly string[]; damaged: boolean }
    | undefined

  const begin = async () => {
    const name = segmentName(++lastNumber)
    const file = await open(join(folder, name), 'ax', 0o600)
    writing = { name, file, size: 0, count: 0 }
    await syncFolder(folder)
    return writing
  }

  const seal = async () => {
    if (!writing) return
    const { name, file, count } = writing
    writing = undefined
    sealed.push({ name, count })
    await file.close()
  }

  /** After a write that failed; a file that has taken nothing is no file: a full disk must not fill with them. */
  const abandon = async () => {
    if (!writing) return
    const { name, file } = writing
    const { size } = await file.stat()
    if (size > 0) return seal()
    writing = undefined
    await file.close()
    await rm(join(folder, name))
  }

  const journal: Journal = {
    waiting: () => waiting,

    async append(lines) {
      const text = lines.map(line => `${checksum(line)} ${line}\n`).join('')
      const size = Buffer.byteLength(text)
      if (bytes + size > maxBytes) throw new Error(`the journal ${folder} is full (${maxBytes} bytes)`)
      try {
        const segment = writing ?? (await begin())
        await segment.file.appendFile(text)
        await segment.file.datasync()
        segment.size += size
        segment.count += lines.length
        bytes += size
        waiting += lines.length
        if (segment.size >= segmentBytes) await seal()
      } catch (error) {
        // What the failed write left behind may only be the end of a file.
        await abandon()
          .catch(seal)
          .catch(() => undefined)
        throw error
      }
    },

    async peek(limit) {
      while (!reading) {
        if (sealed.length === 0) await seal()
        const oldest = sealed[0]
        if (!oldest) return []
        const { name, count } = oldest
        const content = await readFile(join(folder, name))
        reading = { name, size: content.length, ...parse(content.toString('utf8')) }
        // More than was counted after a write that failed half way, fewer if there is damage.
        waiting += reading.lines.length - count
        if (reading.lines.length === 0) await journal.remove(0)
      }
      return reading.lines.slice(0, limit)
    },

    async remove(count) {
      if (!reading) return
      reading.lines = reading.lines.slice(count)
      waiting -= count
      if (reading.lines.length > 0) return
      const { name, size, damaged } = reading
      const path = join(folder, name)
      if (damaged) {
        log.error(
          { file: `${path}.damaged` },
          'A journal file was damaged; its readable rows are in the ledger',
        )
        await rename(path, `${path}.damaged`)
      } else await rm(path, { force: true })
      reading = undefined
      sealed.shift()
      bytes = Math.max(0, bytes - size)
    },

    close: seal,
  }
  return journal
}

/** Moves the lines of a journal that nobody has open behind those of another. */
export const adoptSegments = (from: string, to: string): void => {
  mkdirSync(to, { recursive: true, mode: 0o700 })
  let last = Math.max(0, ...segmentsOf(to).map(name => Number.parseInt(name, 10)))
  for (const name of segmentsOf(from)) renameSync(join(from, name), join(to, segmentName(++last)))
}

const segmentName = (number: number): string => `${String(number).padStart(12, '0')}${suffix}`

const segmentsOf = (folder: string): string[] =>
  readdirSync(folder)
    .filter(name => name.endsWith(suffix))
    .sort()

/** Whole lines, sound or not. */
const countLines = (content: Buffer): number => {
  let count = 0
  for (let at = content.indexOf(10); at >= 0; at = content.indexOf(10, at + 1)) count++
  return count
}

const checksum = (line: string): string => crc32(line).toString(16).padStart(8, '0')

const parse = (content: string): { lines: readonly string[]; damaged: boolean } => {
  const written = content.split('\n')
  // What stands behind the last line feed was torn off by a crash.
  written.pop()
  const lines = written.flatMap(text => (checksum(text.slice(9)) === text.slice(0, 8) ? [text.slice(9)] : []))
  return { lines, damaged: lines.length < written.length }
}

/** Makes a new file's name durable; Windows has no such thing. */
const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32' || !(await stat(folder)).isDirectory()) return
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
