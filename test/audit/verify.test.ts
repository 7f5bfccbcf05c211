import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { leafHash } from '../../src/audit/merkle.ts'
import { BrokenExport, verifyExport } from '../../src/audit/verify.ts'
import { chain, draft, exportLines, idOf, signer, stranger } from '../kit/audit-chain.ts'
import fc from '../kit/fast-check.ts'

const trusted = { keys: [signer.publicKey] }

async function* linesIn(file: Buffer): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < file.length; ) {
    const end = file.indexOf(10, from)
    const until = end < 0 ? file.length : end
    yield file.subarray(from, until)
    from = until + 1
  }
}

const verify = (text: string | Buffer, options: Parameters<typeof verifyExport>[1] = trusted) =>
  verifyExport(linesIn(Buffer.from(text)), options)

/** Where the export is broken. */
const faultOf = async (text: string | Buffer, options: Parameters<typeof verifyExport>[1] = trusted) => {
  try {
    await verify(text, options)
  } catch (error) {
    assert.ok(error instanceof BrokenExport, String(error))
    return error
  }
  return assert.fail('it was found sound')
}

const sound = exportLines(chain(8))
/** Where the line of each event is, and the events that a line has to do with: itself, or those of its checkpoint. */
const lineOf = (sequence: number): number =>
  sound.findIndex(line => line.includes(`"id":"${idOf(sequence)}"`))
const eventsOf = (line: number): readonly number[] => {
  const before = sound.slice(1, line).filter(text => text.startsWith('{"event"')).length
  const checkpoint = Math.ceil(before / 3)
  return sound[line]?.startsWith('{"event"') ? [before + 1] : [checkpoint * 3 - 2]
}

describe('an export of the audit trail', () => {
  test('is sound as the gateway writes it', async () => {
    const { through, checkpoints, keys } = await verify(sound.join(''))
    assert.deepEqual({ through, checkpoints, keys }, { through: 8, checkpoints: 3, keys: [signer.publicKey] })
    await verify(sound.join(''), {})
  })

  test('is broken by any change of any byte, and the event is named', async () => {
    const file = Buffer.from(sound.join(''))
    const lineAt = (position: number): number => file.subarray(0, position).filter(byte => byte === 10).length
    const change = fc.record({ at: fc.nat(file.length - 2), by: fc.integer({ min: 1, max: 255 }) })
    await fc.assert(
      fc.asyncProperty(change, async ({ at, by }) => {
        const changed = Buffer.from(file)
        changed[at] = (changed[at] ?? 0) ^ by
        for (const options of [trusted, {}]) {
          const { sequence } = await faultOf(changed, options)
          const line = lineAt(at)
          if (line > 0)
            assert.ok(eventsOf(line).includes(sequence ?? 0), `byte ${at}, line ${line}: ${sequence}`)
        }
      }),
      { numRuns: 1_500 },
    )
  })

  test('names the event whose text was changed, with its id', async () => {
    const lines = sound.with(lineOf(5), (sound[lineOf(5)] ?? '').replace('FORBIDDEN', 'ALLOWED'))
    const { sequence, id, message } = await faultOf(lines.join(''))
    assert.deepEqual({ sequence, id }, { sequence: 5, id: idOf(5) })
    assert.match(message, /was changed/)
  })

  test('lacks no line unnoticed', async () => {
    for (let line = 1; line < sound.length; line++) {
      const { sequence } = await faultOf(sound.toSpliced(line, 1).join(''))
      assert.ok(eventsOf(line).includes(sequence ?? 0), `line ${line}: ${sequence}`)
    }
    const { message } = await faultOf(sound.toSpliced(lineOf(4), 1).join(''))
    assert.match(message, /is missing: event 5 stands in its place/)
  })

  test('holds no line twice, and none in another place', async () => {
    const again = sound.toSpliced(lineOf(5), 0, sound[lineOf(5)] ?? '')
    assert.equal((await faultOf(again.join(''))).sequence, 6)
    const swapped = sound.with(lineOf(4), sound[lineOf(5)] ?? '').with(lineOf(5), sound[lineOf(4)] ?? '')
    assert.equal((await faultOf(swapped.join(''))).sequence, 4)
    const foreign = exportLines(chain(8, { draft: number => ({ ...draft(number), reason: 'forged' }) }))
    const inserted = sound.toSpliced(lineOf(5), 0, foreign[lineOf(5)] ?? '')
    assert.equal((await faultOf(inserted.join(''))).sequence, 5)
  })

  test('is cut off nowhere unnoticed', async () => {
    for (let lines = 1; lines < sound.length; lines++) await faultOf(sound.slice(0, lines).join(''))
    assert.match((await faultOf(sound.slice(0, -1).join(''))).message, /cut off behind event 8/)
    assert.match((await faultOf(sound.slice(0, -3).join(''))).message, /is missing: the export was cut off/)
  })

  test('is not forged without the key, though all hashes fit', async () => {
    const forged = chain(8, {
      draft: number => (number === 5 ? { ...draft(5), reason: 'nothing' } : draft(number)),
    })
    const signed = chain(8)
    // Its hashes fit each other, and the checkpoints are the true ones.
    const lines = exportLines({ entries: forged.entries, checkpoints: signed.checkpoints })
    for (const options of [trusted, {}]) {
      const { sequence, id, message } = await faultOf(lines.join(''), options)
      assert.deepEqual({ sequence, id }, { sequence: 4, id: idOf(4) })
      assert.match(message, /was made of other events/)
    }
    const own = exportLines(chain(8, { signer: stranger }))
    assert.match((await faultOf(own.join(''))).message, /key that is not trusted/)
    // Whoever trusts the file's own word for the key is told which one it was.
    assert.deepEqual((await verify(own.join(''), {})).keys, [stranger.publicKey])
  })

  test('that begins in the middle is proven from the checkpoint before', async () => {
    const header = (sound[0] ?? '').replace('"first":1', '"first":4')
    const later = [header, ...sound.slice(lineOf(3) + 1)]
    assert.equal((await verify(later.join(''))).first, 4)
    assert.equal((await faultOf([header, ...sound.slice(lineOf(4))].join(''))).sequence, 4)
  })

  test('hashes what RFC 9162 hashes', () => {
    const [, first = ''] = sound
    const record = first.slice('{"event":'.length, -('"hash":"'.length + 68))
    assert.ok(first.includes(`"hash":"${leafHash(record)}"`))
  })
})
