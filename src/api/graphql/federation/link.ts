import { parse } from 'graphql'

/** How a subgraph says which federation it speaks. */
export const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@external", "@key", "@requires", "@shareable"])'

export const linkDefinition = parse(link)

/** Directives of a subgraph's SDL that a router understands. */
export const understood: ReadonlySet<string> = new Set([
  'deprecated',
  'external',
  'key',
  'link',
  'requires',
  'shareable',
  'specifiedBy',
])
