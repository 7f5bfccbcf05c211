import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { BrokenExport, verifyExport } from '../audit/verify.ts'
import type { Outcome } from './administering.ts'
import { unreadable } from './unreadable.ts'

export const verifyAuditUsage = 'weir audit verify <export> [--key <public key, or a file that holds it>]…'

/**
 * `weir audit verify`: checks an export of the audit trail, offline. What it has to say, and whether all is well. Throws
 * an Error of one line where it cannot be asked like this.
 */
export const verifyAudit = async (args: readonly string[]): Promise<Outcome> => {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { key: { type: 'string', multiple: true } },
    allowPositionals: true,
  })
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw new Error(`Usage: ${verifyAuditUsage}`)
  const keys = values.key && (await Promise.all(values.key.map(keyOf)))
  try {
    const found = await verifyExport(linesOf(file), keys ? { keys } : {})
    if (found.through < found.first) return { ok: true, text: `${file}: sound, but there is no event in it` }
    const by = keys
      ? 'signed with the key that you trust'
      : `signed with ${found.keys.join(', ')}: compare that with what the gateway says it is, or pass it as --key`
    return {
      ok: true,
      text: `${file}: sound. Tenant ${found.tenant}, events ${found.first} to ${found.through} without a gap, ${found.calls} calls of the ledger as they were, ${found.checkpoints} checkpoints, the last of ${found.signedAt}, ${by}`,
    }
  } catch (error) {
    if (!(error instanceof BrokenExport)) throw error
    const { sequence, id, line, message } = error
    const event = sequence === undefined ? '' : `event ${sequence}${id === undefined ? '' : ` (${id})`} `
    return { ok: false, text: `${file}: BROKEN at line ${line}: ${event}${message}` }
  }
}

/** A public key as it is, or out of a file. */
const keyOf = async (given: string): Promise<string> => {
  if (/^[A-Za-z0-9+/]{43}=$/.test(given)) return given
  const text = await readFile(given, 'utf8').catch(cause => {
    throw new Error(
      `--key: \`${given}\` is neither a public key (44 characters of base64) nor a file that can be read`,
      { cause },
    )
  })
  return text.trim()
}

/** What a file holds. Throws an Error of one line if it cannot be read. */
async function* readable(file: string): AsyncGenerator<Buffer<ArrayBuffer>> {
  try {
    yield* createReadStream(file)
  } catch (error) {
    throw unreadable(file, error)
  }
}

/** The lines of a file, byte by byte as they are. */
async function* linesOf(file: string): AsyncGenerator<Uint8Array> {
  let rest = Buffer.alloc(0)
  for await (const chunk of readable(file)) {
    let from = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      yield Buffer.concat([rest, chunk.subarray(from, end)])
      rest = Buffer.alloc(0)
      from = end + 1
    }
    rest = Buffer.concat([rest, chunk.subarray(from)])
    if (rest.length > longestLine) throw new Error(`${file} is no export: a line of it has no end`)
  }
  if (rest.length > 0) yield rest
}

const longestLine = 16 * 1024 * 1024
