import { join } from 'node:path'
import graphql from '@graphql-eslint/eslint-plugin'

/** The Relay rules for the SDL. */
export default [
  {
    files: ['schema/*.graphql'],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: {
      parser: graphql.parser,
      parserOptions: {
        graphQLConfig: { schema: join(import.meta.dirname, '../../../schema/*.graphql') },
      },
    },
    rules: {
      ...graphql.configs['flat/schema-relay'].rules,
      // The contract pages forwards only, and short lists that belong to one object are plain lists.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
      '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false }],
    },
  },
]
