import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import type { Outcome } from './administering.ts'

export const exportAuditUsage =
  'weir audit export <file> [--url <gateway>] [--from <time>] [--to <time>], with the key of an AUDITOR in WEIR_API_KEY'

const usualUrl = 'http://127.0.0.1:4000'

const pieces = `query ($from: DateTime, $to: DateTime, $after: String) {
  exportAudit(from: $from, to: $to, after: $after) { text next }
}`

/** How long a gateway may take over one piece. */
const pieceMs = 120_000

/**
 * `weir audit export`: fetches the audit trail of the key's tenant from a gateway, for `weir audit verify`. It is
 * written piece by piece, and has its name only once it is whole: the beginning of an export looks like a sound one.
 */
export const exportAudit = async (args: readonly string[]): Promise<Outcome> => {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { url: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' } },
    allowPositionals: true,
  })
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw new Error(`Usage: ${exportAuditUsage}`)
  const { url = usualUrl, ...time } = values
  if (!URL.canParse(url)) throw new Error(`--url: \`${url}\` is no address such as ${usualUrl}`)
  const key = process.env.WEIR_API_KEY
  if (!key) throw new Error('Set WEIR_API_KEY to the API key of an AUDITOR')
  const draft = `${file}.part`
  const out = createWriteStream(draft, { mode: 0o600 })
  try {
    await once(out, 'open')
    let after: string | undefined
    do {
      const piece = await fetchPiece({ ...time, after }, { url, key })
      if (!out.write(piece.text)) await once(out, 'drain')
      after = piece.next ?? undefined
    } while (after !== undefined)
    await finished(out.end())
    await rename(draft, file)
  } catch (error) {
    out.destroy()
    await rm(draft, { force: true })
    const { syscall, code } = Object(error)
    if (syscall !== undefined) throw new Error(`${file} cannot be written (${code})`, { cause: error })
    throw error
  }
  return { ok: true, text: `${file}: written whole; check it with: npm run weir -- audit verify ${file}` }
}

interface Piece {
  readonly text: string
  /** Where the next piece begins; null: this was the last one. */
  readonly next: string | null
}

const fetchPiece = async (
  variables: { readonly [name: string]: string | undefined },
  { url, key }: { readonly url: string; readonly key: string },
): Promise<Piece> => {
  const answer = await fetch(new URL('/graphql', url), {
    method: 'POST',
    // A key is for the gateway that was named, and for nobody that it points to.
    redirect: 'error',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: pieces, variables }),
    signal: AbortSignal.timeout(pieceMs),
  }).catch(cause => {
    const reason = Object(Object(cause).cause).code ?? Object(cause).name
    throw new Error(`--url: no gateway answers at ${url} (${reason})`, { cause })
  })
  const { data, errors } = (await answer.json().catch(() => ({}))) as {
    readonly data?: { readonly exportAudit: Piece } | null
    readonly errors?: readonly { readonly message: string }[]
  }
  if (errors?.[0]) throw new Error(`The gateway refuses: ${errors[0].message}`)
  if (data) return data.exportAudit
  throw new Error(`--url: what answers at ${url} is no gateway (status ${answer.status})`)
}
