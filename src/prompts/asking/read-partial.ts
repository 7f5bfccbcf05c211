import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isUnionType,
} from 'graphql'
import type { Json } from '../../core/message.ts'
import { type AnswerSchema, discriminator, wrapper } from '../module/answer-schema.ts'
import { partialJson } from './partial-json.ts'
import { isList, isObject, leafOf } from './read-answer.ts'

/**
 * What an answer that breaks off says so far, as a value of the type whose every part may be null (`streams.ts`):
 * texts grow, everything else is there once it is whole and right. Undefined: nothing yet.
 */
export const readPartial = (
  text: string,
  { type, wrapped }: { readonly type: GraphQLOutputType } & Pick<AnswerSchema, 'wrapped'>,
): unknown => {
  const partial = partialJson(text)
  if (!partial) return undefined
  const { json, isOpen } = partial
  const answer = wrapped && isObject(json) ? json[wrapper] : json
  return growing(answer, type, isOpen) ?? undefined
}

/** `isOpen`: the last text within may go on. */
const growing = (json: Json | undefined, type: GraphQLOutputType, isOpen: boolean): unknown => {
  if (isNonNullType(type)) return growing(json, type.ofType, isOpen)
  if (json === null || json === undefined) return null
  if (isListType(type)) {
    if (!isList(json)) return null
    const items = json.map((item, index) => growing(item, type.ofType, isOpen && index === json.length - 1))
    return isNonNullType(type.ofType) ? items.filter(item => item !== null) : items
  }
  const named = type as GraphQLNamedType
  if (isObjectType(named)) return isObject(json) ? growingObject(json, named, isOpen) : null
  if (isUnionType(named)) return growingMember(json, named.getTypes(), isOpen)
  if (isOpen && !(isScalarType(named) && named.name === 'String')) return null
  return isScalarType(named) || isEnumType(named) ? leafOf(json, named) : null
}

const growingMember = (json: Json, types: readonly GraphQLObjectType[], isOpen: boolean): unknown => {
  if (!isObject(json)) return null
  const member = types.find(({ name }) => name === json[discriminator])
  // A name that is still being written may be the beginning of another one.
  const isNamed = !isOpen || Object.keys(json).at(-1) !== discriminator
  return member && isNamed ? growingObject(json, member, isOpen) : null
}

const growingObject = (
  json: { readonly [key: string]: Json },
  type: GraphQLObjectType,
  isOpen: boolean,
): unknown => {
  const last = Object.keys(json).at(-1)
  return {
    [discriminator]: type.name,
    ...Object.fromEntries(
      Object.values(type.getFields()).map(({ name, type }) => [
        name,
        growing(Object.hasOwn(json, name) ? json[name] : undefined, type, isOpen && name === last),
      ]),
    ),
  }
}
