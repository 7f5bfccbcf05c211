import type { Chunk } from '../../core/chunk.ts'
import type { Clock, ResponseCache } from '../../core/ports.ts'

export interface MemoryResponseCacheOptions {
  /** What all answers together may take, as estimated from their texts and numbers. */
  readonly maxBytes: number
  readonly clock: Clock
}

interface Entry {
  readonly chunks: readonly Chunk[]
  readonly bytes: number
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/** Answers of this process, bounded in bytes; the one that nobody has asked for the longest goes first. */
export const createMemoryResponseCache = ({ maxBytes, clock }: MemoryResponseCacheOptions): ResponseCache => {
  /** In the order in which they were last used. */
  const entries = new Map<string, Entry>()
  let bytes = 0

  const remove = (key: string): Entry | undefined => {
    const entry = entries.get(key)
    if (entry) {
      entries.delete(key)
      bytes -= entry.bytes
    }
    return entry
  }

  const add = (key: string, entry: Entry): void => {
    entries.set(key, entry)
    bytes += entry.bytes
  }

  return {
    async get(key) {
      const entry = remove(key)
      if (!entry || entry.expiresAt <= clock()) return undefined
      add(key, entry)
      return entry.chunks
    },
    async set(key, chunks, ttlMs) {
      remove(key)
      const entry = { chunks: [...chunks], bytes: bytesOf(key, chunks), expiresAt: clock() + ttlMs }
      if (entry.bytes > maxBytes || ttlMs <= 0) return
      add(key, entry)
      for (const oldest of entries.keys()) {
        if (bytes <= maxBytes) break
        remove(oldest)
      }
    },
  }
}

/** Two bytes a character, eight a number, and what the objects around them take at the least. */
const bytesOf = (key: string, chunks: readonly Chunk[]): number =>
  chunks.reduce(
    (sum, chunk) => {
      const values: readonly unknown[] = chunk.type === 'embedding' ? [] : Object.values(chunk)
      const texts = values.reduce<number>(
        (sum, value) => sum + (typeof value === 'string' ? value.length * 2 : 8),
        0,
      )
      return sum + 64 + texts + (chunk.type === 'embedding' ? chunk.vector.length * 8 : 0)
    },
    200 + key.length * 2,
  )
