import { type GraphQLArgument, type GraphQLField, type GraphQLInputType, getNamedType } from 'graphql'
import { GatewayError } from '../../core/error.ts'
import { type ImageInput, imageOf } from '../../core/image-input.ts'
import { checkImage, checkTools } from '../../core/input-rules.ts'
import type { ImagePart, Json, Tool } from '../../core/message.ts'
import type { JsonObject, Variables } from '../../core/prompt.ts'

/** Types of the contract whose values go to the model as what they are, beside the text of a prompt. */
const image = 'ImageInput'
const tool = 'ToolInput'

type Arguments = Pick<GraphQLField<unknown, unknown>, 'args'>

export const isAttachment = ({ type }: { readonly type: GraphQLInputType }): boolean =>
  isImage(type) || isTool(type)

const isImage = (type: GraphQLInputType): boolean => getNamedType(type).name === image
const isTool = (type: GraphQLInputType): boolean => getNamedType(type).name === tool

/** Whether a model is offered tools. */
export const takesTools = ({ args }: Arguments): boolean => args.some(({ type }) => isTool(type))

/** The images among the variables of a field, in the order of its arguments. Throws INVALID_INPUT. */
export const imagesOf = ({ args }: Arguments, variables: Variables): readonly ImagePart[] =>
  valuesOf(args, variables, isImage).map(({ value, path }) => {
    const part = imageOf(value as ImageInput, path)
    checkImage(part, path)
    return part
  })

/** The tools among the variables of a field, in the order of its arguments. Throws INVALID_INPUT. */
export const toolsOf = ({ args }: Arguments, variables: Variables): readonly Tool[] => {
  const given = valuesOf(args, variables, isTool)
  const tools = given.map(({ value: { name, description, parameters, strict }, path }): Tool => {
    if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters))
      throw new GatewayError('INVALID_INPUT', `${path}.parameters must be a JSON object`, {
        path: `${path}.parameters`,
      })
    return {
      name: String(name),
      parameters: parameters as JsonObject,
      ...(typeof description === 'string' && { description }),
      ...(typeof strict === 'boolean' && { strict }),
    }
  })
  checkTools(tools, given[0]?.argument)
  return tools
}

interface Value {
  readonly value: JsonObject
  readonly argument: string
  /** Such as `photos[1]`. */
  readonly path: string
}

const valuesOf = (
  args: readonly GraphQLArgument[],
  variables: Variables,
  isWanted: (type: GraphQLInputType) => boolean,
): readonly Value[] =>
  args
    .filter(({ type }) => isWanted(type))
    .flatMap(({ name }) => valuesIn(variables[name] ?? null, name).map(at => ({ ...at, argument: name })))

const valuesIn = (value: Json, path: string): readonly Omit<Value, 'argument'>[] => {
  if (value === null || typeof value !== 'object') return []
  if (isList(value)) return value.flatMap((item, index) => valuesIn(item, `${path}[${index}]`))
  return [{ value, path }]
}

/** `Array.isArray`, for lists that are read-only. */
const isList = (value: object): value is readonly Json[] => Array.isArray(value)
