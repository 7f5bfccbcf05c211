import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { leafHash, pathOf, rootByPath, rootOf } from '../../src/audit/merkle.ts'
import fc from '../kit/fast-check.ts'

// The tree that implementations of RFC 6962 are tested with:
// github.com/google/certificate-transparency, cpp/merkletree/merkle_tree_test.cc.
const texts = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]
const leaves = texts.map(hex => leafHash(Buffer.from(hex, 'hex').toString()))

describe('the Merkle tree of a checkpoint', () => {
  test('has the roots that others compute', () => {
    assert.equal(
      rootOf(leaves.slice(0, 1)),
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    )
    assert.equal(
      rootOf(leaves.slice(0, 2)),
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    )
    assert.equal(rootOf(leaves), '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328')
  })

  test('proves each leaf of each size, and no leaf that is not there', () => {
    const sizes = fc.integer({ min: 1, max: 70 }).chain(size =>
      fc.record({
        size: fc.constant(size),
        index: fc.integer({ min: 0, max: size - 1 }),
        other: fc.nat(size),
      }),
    )
    fc.assert(
      fc.property(sizes, ({ size, index, other }) => {
        const tree = Array.from({ length: size }, (_, leaf) => leafHash(`event ${leaf}`))
        const path = pathOf(tree, index)
        assert.ok(path.length <= Math.ceil(Math.log2(size)))
        const leaf = tree[index] ?? ''
        assert.equal(rootByPath(leaf, { index, size, path }), rootOf(tree))
        assert.notEqual(rootByPath(leafHash('forged'), { index, size, path }), rootOf(tree))
        if (other !== index && other < size)
          assert.notEqual(rootByPath(leaf, { index: other, size, path }), rootOf(tree))
      }),
    )
  })

  test('takes no path of another length', () => {
    assert.equal(rootByPath(leaves[0] ?? '', { index: 0, size: 8, path: [] }), undefined)
    assert.equal(rootByPath(leaves[0] ?? '', { index: 8, size: 8, path: pathOf(leaves, 0) }), undefined)
  })
})
