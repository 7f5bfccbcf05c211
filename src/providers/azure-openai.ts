import type { Input } from '../core/request.ts'
import type { Target } from './kit/adapter.ts'
import { openaiCompatible, openaiPath } from './kit/openai-dialect.ts'
import { openaiQuirks } from './openai.ts'

/**
 * OpenAI's models, and others', at Azure. The base URL is the resource's, such as `https://<name>.openai.azure.com`.
 * Setting `apiVersion`: a date such as `2024-10-21` addresses deployments by path; without it, the v1 API is used
 * (https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle). A base URL that ends in `/models` is
 * that of the model inference API, which wants an `apiVersion` too.
 */
export const azureOpenai = openaiCompatible({
  kind: 'azure-openai',
  apiKeyEnv: 'AZURE_OPENAI_API_KEY',
  catalogue: 'azure',
  quirks: openaiQuirks,
  url: azureUrl,
  headers: ({ apiKey }) => (apiKey === undefined ? {} : { 'api-key': apiKey }),
})

function azureUrl(input: Input, { baseUrl, deployment, settings }: Target): string {
  const { apiVersion } = settings
  const version = apiVersion ? `?api-version=${encodeURIComponent(apiVersion)}` : ''
  const path = openaiPath(input)
  if (baseUrl.endsWith('/models')) return `${baseUrl}${path}${version}`
  const resource = baseUrl.replace(/\/openai(?:\/v1)?$/, '')
  if (apiVersion && /^\d/.test(apiVersion))
    return `${resource}/openai/deployments/${encodeURIComponent(deployment.model)}${path}${version}`
  return `${resource}/openai/v1${path}${apiVersion === 'v1' ? '' : version}`
}
