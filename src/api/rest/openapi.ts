import type { JsonObject, Prompt } from '../../core/prompt.ts'

/** OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1.html) of a tenant's prompts as they are in force. */
export const openApiOf = (prompts: readonly Prompt[], serverUrl: string): JsonObject => ({
  openapi: '3.1.0',
  info: {
    title: 'Prompts',
    description: 'The prompts of your tenant, each an operation of its own.',
    version: versionOf(prompts),
  },
  servers: [{ url: serverUrl }],
  security: [{ key: [] }],
  paths: Object.fromEntries(
    prompts.map(prompt => [`/v1/prompts/${prompt.address}`, { post: operationOf(prompt) }]),
  ),
  components: {
    securitySchemes: {
      key: { type: 'http', scheme: 'bearer', description: 'An API key, or a token of an identity provider.' },
    },
    schemas: { Error: errorSchema },
    responses: {
      Refusal: {
        description: 'The call was refused or has failed.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  },
})

/** Changes whenever a version does. */
const versionOf = (prompts: readonly Prompt[]): string =>
  prompts.map(({ template, version }) => `${template}@${version}`).join(' ') || '0'

const operationOf = (prompt: Prompt): JsonObject => ({
  operationId: prompt.name,
  summary: prompt.description ?? prompt.name,
  ...(prompt.deprecated !== undefined && { deprecated: true, description: prompt.deprecated }),
  requestBody: {
    required: (prompt.argumentsSchema.required as readonly string[]).length > 0,
    content: { 'application/json': { schema: prompt.argumentsSchema } },
  },
  responses: {
    '200': {
      description: 'The answer.',
      headers: {
        'x-weir-call-id': { description: 'The call, as in the ledger.', schema: { type: 'string' } },
        'x-weir-prompt': { description: 'The version that answered.', schema: { type: 'string' } },
      },
      content: {
        'application/json': { schema: prompt.answerSchema },
        'text/event-stream': { schema: { type: 'string' } },
      },
    },
    default: { $ref: '#/components/responses/Refusal' },
  },
})

const errorSchema: JsonObject = {
  type: 'object',
  properties: {
    error: {
      type: 'object',
      properties: {
        message: { type: 'string' },
        type: { type: 'string' },
        param: { type: ['string', 'null'] },
        code: { type: 'string' },
      },
      required: ['message', 'type', 'param', 'code'],
    },
  },
  required: ['error'],
}
