import { hash } from 'node:crypto'

/** The hash of an event, and of a leaf of the tree: SHA-256 over a zero byte and the text (RFC 9162, section 2.1.1). */
export const leafHash = (text: string): string => hash('sha256', `\0${text}`, 'hex')

/** The Merkle Tree Hash of leaves in their order (RFC 9162, section 2.1.1). There must be one at least. */
export const rootOf = (leaves: readonly string[]): string => {
  const [only] = leaves
  if (only === undefined) throw new Error('A tree needs a leaf')
  if (leaves.length === 1) return only
  const left = largestPowerBelow(leaves.length)
  return nodeHash(rootOf(leaves.slice(0, left)), rootOf(leaves.slice(left)))
}

/** The inclusion path of a leaf, from the leaf to the root (RFC 9162, section 2.1.3.1). */
export const pathOf = (leaves: readonly string[], index: number): readonly string[] => {
  if (leaves.length <= 1) return []
  const middle = largestPowerBelow(leaves.length)
  const left = leaves.slice(0, middle)
  const right = leaves.slice(middle)
  return index < middle
    ? [...pathOf(left, index), rootOf(right)]
    : [...pathOf(right, index - middle), rootOf(left)]
}

/**
 * The root that the path leads to from a leaf; undefined if no tree of that size has such a path (RFC 9162, section
 * 2.1.3.2).
 */
export const rootByPath = (
  leaf: string,
  { index, size, path }: { readonly index: number; readonly size: number; readonly path: readonly string[] },
): string | undefined => {
  if (index < 0 || index >= size) return undefined
  let node = index
  let last = size - 1
  let root = leaf
  for (const sibling of path) {
    if (last === 0) return undefined
    if (node % 2 === 1 || node === last) {
      root = nodeHash(sibling, root)
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2)
        last = Math.floor(last / 2)
      }
    } else root = nodeHash(root, sibling)
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 ? root : undefined
}

const nodeHash = (left: string, right: string): string =>
  hash('sha256', Buffer.from(`01${left}${right}`, 'hex'), 'hex')

const largestPowerBelow = (size: number): number => 2 ** Math.ceil(Math.log2(size) - 1)
