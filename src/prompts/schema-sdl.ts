import { printSchemaWithDirectives } from '@graphql-tools/utils'
import { type GraphQLSchema, Kind, parse, print, visit } from 'graphql'

const known = new WeakMap<GraphQLSchema, string>()

/**
 * The schema as SDL, with the policy that its directives declare. What a prompt says to its model stays with its
 * author: of @prompt only the model is told.
 */
export const schemaSdl = (schema: GraphQLSchema): string => {
  const before = known.get(schema)
  if (before !== undefined) return before
  const document = visit(parse(printSchemaWithDirectives(schema)), {
    Directive(node) {
      if (node.name.value !== 'prompt') return undefined
      const model = node.arguments?.filter(({ name }) => name.value === 'model') ?? []
      return { ...node, arguments: [...model, { ...withheld, name: { kind: Kind.NAME, value: 'user' } }] }
    },
  })
  const sdl = print(document)
  known.set(schema, sdl)
  return sdl
}

/** Stands for a template; the argument is required, and the SDL has to be valid. */
const withheld = { kind: Kind.ARGUMENT, value: { kind: Kind.STRING, value: '…' } } as const
