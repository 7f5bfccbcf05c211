import type { GraphQLOutputType } from 'graphql'
import type { Json, Tool, ToolCall } from '../../core/message.ts'
import type { ReadAnswer, ToolCalling } from '../../core/prompt.ts'
import { schemaMisfit } from './schema-misfit.ts'

/** The type of the contract that a prompt answers with whose model is offered tools. */
const reply = 'PromptReply'

export const isReply = (type: GraphQLOutputType): boolean => String(type).replace('!', '') === reply

/** What a model has written and which tools it has called, each as that tool takes it; or what is wrong with a call. */
export const readReply = (
  text: string,
  { toolCalls, tools }: ToolCalling = { toolCalls: [], tools: [] },
): ReadAnswer => {
  for (const call of toolCalls) {
    const fault = faultOf(call, tools)
    if (fault !== undefined) return { fault }
  }
  return { value: replyOf(text, toolCalls) }
}

/** What there is of it while it comes. */
export const replyOf = (text: string, toolCalls: readonly ToolCall[] = []) => ({
  __typename: reply,
  text: text === '' ? null : text,
  toolCalls,
})

const faultOf = ({ name, arguments: given }: ToolCall, tools: readonly Tool[]): string | undefined => {
  const tool = tools.find(tool => tool.name === name)
  if (!tool)
    return `there is no tool \`${name.slice(0, 64)}\`; there are ${tools.map(({ name }) => name).join(', ')}`
  const json = parsed(given)
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return `the arguments of \`${name}\` must be a JSON object`
  const misfit = schemaMisfit(json, tool.parameters)
  return misfit === undefined
    ? undefined
    : `the arguments of \`${name}\` do not fit its parameters: ${misfit}`
}

const parsed = (text: string): Json | undefined => {
  try {
    return JSON.parse(text === '' ? '{}' : text)
  } catch {
    return undefined
  }
}
