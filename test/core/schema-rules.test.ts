import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GatewayError } from '../../src/core/error.ts'
import type { Json } from '../../src/core/message.ts'
import { checkJsonSchema } from '../../src/core/schema-rules.ts'

const property = (schema: Json): Json => ({ type: 'object', properties: { a: schema } })

for (const [rule, schema, path] of [
  ['a bound is a number', property({ minimum: '3' }), 'schema.properties.a.minimum'],
  ['a bound of draft 6 is one too', { exclusiveMaximum: '3' }, 'schema.exclusiveMaximum'],
  ['a grid is above zero', { multipleOf: 0 }, 'schema.multipleOf'],
  ['a length is not negative', { items: { minLength: -1 } }, 'schema.items.minLength'],
  ['a count is a whole number', { maxItems: 1.5 }, 'schema.maxItems'],
  ['a count is no text', { minProperties: '1' }, 'schema.minProperties'],
  ['a pattern is a text', property({ pattern: { not: 'a text' } }), 'schema.properties.a.pattern'],
  ['a format is a text', { format: 1 }, 'schema.format'],
  ['a description is a text', { anyOf: [{}, { description: ['a'] }] }, 'schema.anyOf[1].description'],
  ['a flag is true or false', { uniqueItems: 'yes' }, 'schema.uniqueItems'],
  ['what requires what is a list of names', { dependentRequired: { a: 'b' } }, 'schema.dependentRequired'],
  ['a reference is a text', { $ref: {} }, 'schema.$ref'],
  ['a reference leads somewhere', property({ $ref: '#/$defs/nope' }), 'schema.properties.a.$ref'],
  ['a reference leads to a schema', { $defs: { a: { enum: ['x'] } }, $ref: '#/$defs/a/enum' }, 'schema.$ref'],
  ['a reference does not lead into a prototype', { $ref: '#/constructor' }, 'schema.$ref'],
  ['a reference leads to an anchor that is there', { $ref: '#here' }, 'schema.$ref'],
  [
    'a reference starts at the schema of the nearest id',
    { $defs: { x: {} }, properties: { a: { $id: 'https://example.com/a', items: { $ref: '#/$defs/x' } } } },
    'schema.properties.a.items.$ref',
  ],
] as const)
  test(`${rule}, or it is told where`, () => {
    assert.throws(
      () => checkJsonSchema(schema, 'schema'),
      (error: unknown) =>
        error instanceof GatewayError &&
        error.code === 'INVALID_INPUT' &&
        error.details.path === path &&
        error.message.startsWith(`${path} `),
    )
  })

test('keywords as properties, references of every kind and what is unknown pass', () => {
  checkJsonSchema(
    {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $defs: {
        'a/b~c': { type: 'string', pattern: '(', minLength: 2, default: { minimum: 'x' } },
        'with space': true,
        named: { $anchor: 'here' },
        own: { $id: 'https://example.com/own', $defs: { x: {} }, items: { $ref: '#/$defs/x' } },
      },
      type: 'object',
      properties: {
        minimum: { type: 'integer', minimum: -1.5, exclusiveMinimum: true, multipleOf: 0.5, maximum: 1e300 },
        pattern: { $ref: '#/$defs/a~1b~0c' },
        $ref: { $ref: '#/$defs/with%20space' },
        again: { $ref: '#' },
        first: { anyOf: [{ $ref: '#/properties/list/prefixItems/0' }, { $ref: '#here' }] },
        list: { prefixItems: [{ const: 1 }], minItems: 1, maxItems: 2.0, uniqueItems: true },
        elsewhere: { $ref: 'https://example.com/schema#/$defs/x' },
        free: { nullable: 'perhaps', 'x-order': [1], examples: ['a'] },
      },
      dependentRequired: { first: ['list'] },
      required: ['minimum'],
    },
    'schema',
  )
})
