import { type GraphQLOutputType, getNullableType, isLeafType } from 'graphql'
import type { Prompt } from '../../core/prompt.ts'
import { readAnswer, readLeaf } from '../asking/read-answer.ts'
import { readPartial } from '../asking/read-partial.ts'
import { isReply, readReply, replyOf } from '../asking/read-reply.ts'
import { isText } from '../streams.ts'
import { answerSchema } from './answer-schema.ts'

/** How an answer of the type is read. */
export const readersOf = (type: GraphQLOutputType): Pick<Prompt, 'readAnswer' | 'readPartial'> => {
  if (isText(type)) return { readAnswer: text => ({ value: text }), readPartial: text => text }
  if (isReply(type)) return { readAnswer: readReply, readPartial: text => replyOf(text) }
  const { wrapped } = answerSchema(type)
  return {
    readAnswer: text => readAnswer(text, { type, wrapped }),
    readPartial: text => readPartial(text, { type, wrapped }),
  }
}

/** How what is left of a changed answer is read: a word or a number as it stands, anything with parts as JSON. */
export const editedReaders = (type: GraphQLOutputType): Pick<Prompt, 'readAnswer' | 'readPartial'> => ({
  ...(isText(type)
    ? readersOf(type)
    : {
        readAnswer: text =>
          isWord(getNullableType(type))
            ? readLeaf(text, type)
            : readAnswer(text, { type, wrapped: answerSchema(type).wrapped }),
      }),
  readPartial: () => undefined,
})

/** Whether a value of the type stands in a text as it is, without quotation marks and brackets. */
const isWord = (type: GraphQLOutputType): boolean => isLeafType(type) && type.name !== 'JSON'
