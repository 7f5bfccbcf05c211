import type { Tool } from '../../core/message.ts'
import type { CompletionInput, Input } from '../../core/request.ts'
import type { ProviderRequest, Target } from '../kit/adapter.ts'
import { type Body, type OptionRules, present, reservedNames, unsupported, withOptions } from '../kit/body.ts'
import { fieldsOf } from '../kit/json.ts'
import { type Claude, claudeOf } from './claude.ts'
import { encodeConversation } from './conversation.ts'
import { type JsonOutput, jsonOutput } from './json-tool.ts'
import { strictSchema } from './schema.ts'

const rules: OptionRules = {
  dialect: 'anthropic',
  reserved: reservedNames(
    'cache_control.ttl', // What is kept for an hour costs twice what is read, and is not told apart.
    'inference_geo', // Dearer than the list price, as is speed.
    'max_tokens',
    'messages',
    'model',
    'speed',
    'stream',
    'system',
  ),
  unmetered: reservedNames('container', 'mcp_servers'),
  // Those that the caller runs bear the date of their version.
  isOwnTool: ({ type, cache_control }) =>
    (type !== undefined && !/^(custom$|(bash|computer|memory|text_editor)_\d)/.test(String(type))) ||
    fieldsOf(cache_control).ttl !== undefined,
}

/** A POST to /messages. Throws UNSUPPORTED for embeddings and for parameters that the model does not take. */
export const encodeMessages = (input: Input, target: Target): ProviderRequest => {
  if (input.task === 'embedding')
    throw unsupported('Anthropic has no embeddings; use a model of another provider')
  const body = withOptions(bodyOf(input, target), { input, target }, rules)
  return { url: `${rootOf(target.baseUrl)}/messages`, headers: headersOf(target), body: JSON.stringify(body) }
}

/** Both `https://api.anthropic.com`, as Anthropic's own SDKs want it, and with the version behind it. */
const rootOf = (baseUrl: string): string => (/\/v\d+(\/|$)/.test(baseUrl) ? baseUrl : `${baseUrl}/v1`)

const headersOf = ({ apiKey, settings }: Target): ProviderRequest['headers'] => ({
  'content-type': 'application/json',
  'anthropic-version': settings.anthropicVersion ?? '2023-06-01',
  ...(settings.anthropicBeta && { 'anthropic-beta': settings.anthropicBeta }),
  ...(apiKey && { 'x-api-key': apiKey }),
})

const bodyOf = (input: CompletionInput, { deployment, stream }: Target): Body => {
  const claude = claudeOf(deployment.model)
  const maxTokens = input.maxOutputTokens ?? claude.maxOutputTokens
  const json = jsonOutput(input, deployment.model)
  const thinking = thinkingOf(input, claude, maxTokens)
  if (thinking.type === 'enabled' && (json?.by === 'TOOL' || isForced(input))) {
    throw unsupported('This model cannot be forced to call a tool while it thinks; leave out reasoningEffort')
  }
  const { system, turns } = encodeConversation(input.messages)
  return present({
    model: deployment.model,
    max_tokens: maxTokens,
    system: system || undefined,
    messages: turns,
    stream,
    ...samplingOf(input, claude, thinking),
    stop_sequences: input.stop?.length ? input.stop : undefined,
    tools: toolsOf(input, claude, json),
    tool_choice: toolChoiceOf(input, json),
    thinking: Object.keys(thinking).length > 0 ? thinking : undefined,
    output_config: outputConfigOf(input, claude, json),
  })
}

const isForced = (input: CompletionInput): boolean =>
  input.toolChoice === 'REQUIRED' || typeof input.toolChoice === 'object'

const samplingOf = (input: CompletionInput, claude: Claude, thinking: Body): Body => {
  const { temperature, topP, seed } = input
  if (seed !== undefined) throw unsupported('Anthropic has no seed; leave it out')
  if (temperature !== undefined && temperature > 1) {
    throw unsupported('Anthropic takes temperatures from 0 to 1')
  }
  // 1 is what the API does anyway; models that take no sampling parameters refuse even that.
  if (!claude.sampling && ((temperature ?? 1) !== 1 || (topP ?? 1) !== 1)) {
    throw unsupported('This model takes neither temperature nor topP; leave them out')
  }
  if (thinking.type === 'enabled' && ((temperature ?? 1) !== 1 || (topP ?? 1) < 0.95)) {
    throw unsupported('A model that thinks takes no temperature but 1 and no topP below 0.95; leave them out')
  }
  return claude.sampling ? present({ temperature, top_p: topP }) : {}
}

// Tokens that a budget-driven model may think. Anthropic's least is 1,024, and the budget counts as output.
const budgets = { MINIMAL: 1_024, LOW: 2_048, MEDIUM: 8_192, HIGH: 16_384 }
const leastBudget = 1_024

const thinkingOf = (input: CompletionInput, claude: Claude, maxTokens: number): Body => {
  const effort = input.reasoningEffort
  if (effort === undefined) return {}
  if (effort === 'NONE') return claude.thinking === 'NONE' ? {} : { type: 'disabled' }
  if (claude.thinking === 'NONE') throw unsupported('This model does not think; leave out reasoningEffort')
  // Models that think by effort hide what they think unless they are asked for a summary.
  if (claude.thinking === 'ADAPTIVE') {
    return claude.sampling ? { type: 'adaptive' } : { type: 'adaptive', display: 'summarized' }
  }
  const budget = Math.min(budgets[effort], Math.floor(maxTokens / 2))
  if (budget < leastBudget) {
    throw unsupported(`This model needs a maxOutputTokens of at least ${2 * leastBudget} to think`)
  }
  return { type: 'enabled', budget_tokens: budget }
}

const efforts = { MINIMAL: 'low', LOW: 'low', MEDIUM: 'medium', HIGH: 'high' }

const outputConfigOf = (
  input: CompletionInput,
  claude: Claude,
  json: JsonOutput | undefined,
): Body | undefined => {
  const { reasoningEffort: effort } = input
  const config = present({
    effort:
      effort !== undefined && effort !== 'NONE' && claude.thinking === 'ADAPTIVE'
        ? efforts[effort]
        : undefined,
    format: json?.by === 'FORMAT' ? { type: 'json_schema', schema: json.schema } : undefined,
  })
  return Object.keys(config).length > 0 ? config : undefined
}

const toolsOf = (
  input: CompletionInput,
  claude: Claude,
  json: JsonOutput | undefined,
): readonly Body[] | undefined => {
  const tools = (input.tools ?? []).map(tool => toolOf(tool, claude))
  if (json?.by === 'TOOL') tools.push(json.tool)
  return tools.length > 0 ? tools : undefined
}

/** A strict tool is one where the model and the subset of JSON Schema allow; elsewhere its schema still guides. */
const toolOf = (tool: Tool, claude: Claude): Body => {
  const strict = tool.strict && claude.structuredOutput ? strictSchema(tool.parameters) : undefined
  return present({
    name: tool.name,
    description: tool.description,
    input_schema: strict ?? { type: 'object', ...tool.parameters },
    strict: strict ? true : undefined,
  })
}

const toolChoiceOf = (input: CompletionInput, json: JsonOutput | undefined): Body | undefined => {
  const choice = input.toolChoice ?? 'AUTO'
  const serial = input.parallelToolCalls === false ? { disable_parallel_tool_use: true } : {}
  if (json?.by === 'TOOL') {
    const others = choice !== 'NONE' && (input.tools?.length ?? 0) > 0
    return others ? { type: 'any', ...serial } : { type: 'tool', name: json.tool.name }
  }
  if (!input.tools?.length) return undefined
  if (choice === 'NONE') return { type: 'none' }
  if (choice === 'REQUIRED') return { type: 'any', ...serial }
  if (choice === 'AUTO')
    return input.toolChoice || input.parallelToolCalls === false ? { type: 'auto', ...serial } : undefined
  return { type: 'tool', name: choice.name, ...serial }
}
