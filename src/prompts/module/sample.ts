import {
  type GraphQLType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql'
import type { Json } from '../../core/message.ts'
import { discriminator } from './answer-schema.ts'

/** A made-up value of a type, as JSON. */
export const sampleOf = (type: GraphQLType): Json => {
  if (isNonNullType(type)) return sampleOf(type.ofType)
  if (isListType(type)) return [sampleOf(type.ofType)]
  if (isUnionType(type)) {
    const [member] = type.getTypes()
    return member ? { [discriminator]: member.name, ...Object(sampleOf(member)) } : null
  }
  if (isInputObjectType(type) || isObjectType(type)) {
    const fields: readonly { readonly name: string; readonly type: GraphQLType }[] = Object.values(
      type.getFields(),
    )
    return Object.fromEntries(fields.map(({ name, type }) => [name, sampleOf(type)]))
  }
  if (isEnumType(type)) return type.getValues()[0]?.name ?? ''
  return samples[type.name] ?? 'x'
}

const samples: { readonly [scalar: string]: Json } = {
  Boolean: true,
  Float: 1,
  Int: 1,
  SafeInt: 1,
}
