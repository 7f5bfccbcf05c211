import type { ResponseFormat, Tool, ToolChoice } from '../../core/message.ts'
import {
  isObject,
  oneOf,
  optional,
  type Read,
  readBoolean,
  readObject,
  readString,
  required,
} from './fields.ts'
import { unsupported } from './parameters.ts'

/** One of `tools`. */
export const readTool: Read<Tool> = (value, path) => {
  const tool = readObject(value, path)
  if (tool.type === 'custom') throw unsupported(`${path}.type`, 'use a tool of type `function`')
  required(tool.type, `${path}.type`, oneOf(['function']))
  const details = required(tool.function, `${path}.function`, readObject)
  const at = `${path}.function`
  const description = optional(details.description, `${at}.description`, readString)
  const strict = optional(details.strict, `${at}.strict`, readBoolean)
  return {
    name: required(details.name, `${at}.name`, readString),
    ...(description !== undefined && { description }),
    parameters: optional(details.parameters, `${at}.parameters`, readObject) ?? noParameters,
    ...(strict !== undefined && { strict }),
  }
}

const noParameters = { type: 'object', properties: {} } as const

const words = { auto: 'AUTO', none: 'NONE', required: 'REQUIRED' } as const

/** `tool_choice`: a word, or the one function to call. */
export const readToolChoice: Read<ToolChoice> = (value, path) => {
  if (!isObject(value)) return words[oneOf(['auto', 'none', 'required'])(value, path)]
  if (value.type === 'allowed_tools')
    throw unsupported(`${path}.type`, 'send only the tools that may be called in `tools`')
  if (value.type === 'custom') throw unsupported(`${path}.type`, 'use a tool of type `function`')
  required(value.type, `${path}.type`, oneOf(['function']))
  const { name } = required(value.function, `${path}.function`, readObject)
  return { name: required(name, `${path}.function.name`, readString) }
}

/** `response_format`: plain text, any JSON object, or JSON of a schema. */
export const readResponseFormat: Read<ResponseFormat> = (value, path) => {
  const format = readObject(value, path)
  const type = required(format.type, `${path}.type`, oneOf(['text', 'json_object', 'json_schema']))
  if (type === 'text') return { type: 'TEXT' }
  if (type === 'json_object') return { type: 'JSON' }
  const at = `${path}.json_schema`
  const wanted = required(format.json_schema, at, readObject)
  const description = optional(wanted.description, `${at}.description`, readString)
  const strict = optional(wanted.strict, `${at}.strict`, readBoolean)
  return {
    type: 'JSON_SCHEMA',
    name: required(wanted.name, `${at}.name`, readString),
    ...(description !== undefined && { description }),
    schema: required(wanted.schema, `${at}.schema`, readObject),
    ...(strict !== undefined && { strict }),
  }
}
