import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { gatherWrites } from '../../../src/api/graphql/gather-writes.ts'

/** A stream that tells what leaves together. */
const recorder = () => {
  const pieces: string[] = []
  const stream = new Writable({
    writev(chunks, done) {
      pieces.push(chunks.map(({ chunk }) => String(chunk)).join(''))
      done()
    },
  })
  return { pieces, stream }
}

test('what is written in one turn of the event loop leaves in one piece, and the next turn in another', async () => {
  const { pieces, stream } = recorder()
  const gather = gatherWrites(stream)
  for (const turn of ['a', 'b']) {
    for (const part of ['1', '2', '3']) {
      gather()
      stream.write(turn + part)
      await undefined
    }
    await nextTurn()
  }
  assert.deepEqual(pieces, ['a1a2a3', 'b1b2b3'])
})

test('a stream that ends in the same turn still says everything', async () => {
  const { pieces, stream } = recorder()
  gatherWrites(stream)()
  stream.write('last ')
  stream.end('words')
  await nextTurn()
  assert.equal(pieces.join(''), 'last words')
})
