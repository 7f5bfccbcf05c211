import type { Json } from '../../core/message.ts'
import type { Body } from '../kit/body.ts'
import { isFields } from '../kit/json.ts'

/**
 * A JSON Schema as Gemini takes it in responseJsonSchema and parametersJsonSchema: without the keywords that name
 * the schema itself, and with `const` as the one value of an `enum`
 * (https://ai.google.dev/gemini-api/docs/structured-output). Names of properties are left alone.
 */
export const geminiSchema = (schema: Body): Body => {
  const result: { [name: string]: Json } = {}
  for (const [name, value] of Object.entries(schema)) {
    if (name === '$schema' || name === '$comment') continue
    if (name === 'const') result.enum = [value]
    else if (schemaMaps.has(name) && isBody(value)) {
      result[name] = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, translated(child)]))
    } else if (schemas.has(name))
      result[name] = Array.isArray(value) ? value.map(translated) : translated(value)
    else result[name] = value
  }
  return result
}

const schemaMaps = new Set(['properties', '$defs', 'definitions'])
const schemas = new Set(['items', 'prefixItems', 'anyOf', 'oneOf', 'allOf', 'additionalProperties'])

const translated = (value: Json): Json => (isBody(value) ? geminiSchema(value) : value)

const isBody = (value: Json | undefined): value is Body => isFields(value)
