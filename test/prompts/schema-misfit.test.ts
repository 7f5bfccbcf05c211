import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Schema, Validator } from '@cfworker/json-schema'
import type { Json } from '../../src/core/message.ts'
import { schemaMisfit } from '../../src/prompts/asking/schema-misfit.ts'
import fc from '../kit/fast-check.ts'

const { schema } = fc.letrec<{ readonly schema: unknown }>(tie => ({
  schema: fc.oneof(
    { depthSize: 'small' },
    fc.boolean(),
    fc.record(
      {
        type: fc.oneof(
          fc.constantFrom('array', 'boolean', 'integer', 'null', 'number', 'object', 'string'),
          fc.uniqueArray(fc.constantFrom('integer', 'object', 'string', 'array'), { minLength: 1 }),
        ),
        enum: fc.uniqueArray(fc.constantFrom(1, 'a', null, true), { minLength: 1 }),
        minimum: fc.integer({ min: -2, max: 3 }),
        exclusiveMaximum: fc.integer({ min: -1, max: 6 }),
        multipleOf: fc.constantFrom(1, 2, 3),
        minLength: fc.nat(2),
        maxLength: fc.nat(3),
        pattern: fc.constantFrom('^a', 'b$', '[0-9]'),
        minItems: fc.nat(2),
        maxItems: fc.nat(2),
        uniqueItems: fc.boolean(),
        required: fc.uniqueArray(fc.constantFrom('a', 'b'), { maxLength: 2 }),
        minProperties: fc.nat(2),
        maxProperties: fc.nat(2),
        dependentRequired: fc.constant({ a: ['b'] }),
      },
      { requiredKeys: [] },
    ),
    fc.record(
      {
        properties: fc.dictionary(fc.constantFrom('a', 'b', 'constructor'), tie('schema'), { maxKeys: 2 }),
        patternProperties: fc.record({ '^a': tie('schema') }),
        additionalProperties: tie('schema'),
        propertyNames: fc.constantFrom({ maxLength: 1 }, true),
        dependentSchemas: fc.record({ b: tie('schema') }),
        items: tie('schema'),
        prefixItems: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
        contains: tie('schema'),
        minContains: fc.nat(2),
        maxContains: fc.nat(2),
        allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
        anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
        oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
        not: tie('schema'),
        if: tie('schema'),
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: tie('schema'),
        else: tie('schema'),
      },
      { requiredKeys: [] },
    ),
  ),
}))
const value = fc.letrec<{ readonly value: unknown }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false, 0, 1, -2, 1.5, 6, '', 'a', 'ab', 'ä😀'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'constructor'), tie('value'), { maxKeys: 3 }),
  ),
})).value

test('what fits a JSON Schema is what another validator says', () => {
  fc.assert(
    fc.property(schema, fc.array(value, { minLength: 1, maxLength: 5 }), (schema, values) => {
      const other = new Validator(schema as Schema | boolean, '2020-12')
      for (const value of values)
        assert.equal(schemaMisfit(value as Json, schema as Json) === undefined, other.validate(value).valid)
    }),
    { numRuns: 1_000 },
  )
})

for (const [value, schema, misfit] of [
  [{ city: 1 }, { properties: { city: { type: 'string' } } }, 'city must be a text'],
  [{}, { required: ['city'] }, 'city must be there'],
  [{ towns: ['x'] }, { properties: { town: {} }, additionalProperties: false }, 'towns is not allowed'],
  [{ days: [1, 9] }, { properties: { days: { items: { maximum: 7 } } } }, 'days[1] must be 7 or less'],
  [{ unit: 'K' }, { properties: { unit: { enum: ['C', 'F'] } } }, 'unit must be one of "C", "F"'],
  [
    { a: { b: null } },
    {
      $ref: '#/$defs/a',
      $defs: {
        a: { properties: { a: { $ref: '#/$defs/b' } } },
        b: { properties: { b: { type: ['integer', 'boolean'] } } },
      },
    },
    'a.b must be a whole number or true or false',
  ],
  [5, { minimum: 5, exclusiveMinimum: true }, 'the whole must be more than 5'],
] as const)
  test(`the model is told where and what: ${misfit}`, () => {
    assert.equal(schemaMisfit(value as Json, schema as Json), misfit)
  })

test('what nobody can tell is no misfit, nor is what takes too long to tell', () => {
  const twice = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [
      `d${index}`,
      index < 59 ? { anyOf: [{ $ref: `#/$defs/d${index + 1}` }, { $ref: `#/$defs/d${index + 1}` }] } : false,
    ]),
  )
  for (const schema of [
    { $ref: 'https://example.com/other.json' },
    { $ref: '#' },
    { $ref: '#/$defs/d0', $defs: twice },
    { pattern: '(?=x)' },
    { pattern: `(${'a?'.repeat(100)}){30}` },
    { type: 'string', unevaluatedProperties: false },
  ])
    assert.equal(schemaMisfit('a'.repeat(100), schema), undefined)
})
