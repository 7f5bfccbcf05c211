import { closest, didYouMean } from '../core/closest.ts'
import type { ProviderConfig } from '../core/config.ts'
import { checkAddress } from './address.ts'
import { providerTls } from './provider-tls.ts'
import { type ConfigFile, providerKeys } from './schema.ts'
import { unknownKey } from './shapes.ts'
import { type AdapterInfo, type Report, reportTwins, type Surroundings } from './surroundings.ts'

/** The built-in provider's name and kind. */
export const simulatorKind = 'simulator'

/**
 * The providers that calls can be sent to: those of the file in its order, then those whose usual key is in the
 * environment, then the simulator unless the file says `simulator: false`.
 */
export const providersOf = (
  file: ConfigFile,
  surroundings: Surroundings,
  report: Report,
): readonly ProviderConfig[] => {
  reportTwins(file.providers, ['providers'], report)
  const declared = file.providers.map((entry, index) =>
    declaredProvider(entry, surroundings, (path, message) => report(['providers', index, ...path], message)),
  )
  const taken = new Set(file.providers.flatMap(({ name, kind }) => [name, kind]))
  const fromEnvironment = [...surroundings.adapters.values()]
    .filter(({ kind }) => !taken.has(kind))
    .flatMap(adapter => environmentProvider(adapter, surroundings))
  // By its name only: another one of its kind does not take away the model that everybody tries first.
  const isTaken = file.providers.some(({ name }) => name === simulatorKind)
  const simulated = file.simulator === false || isTaken ? [] : [simulator]
  return [...declared, ...fromEnvironment, ...simulated]
}

const simulator: ProviderConfig = {
  name: simulatorKind,
  kind: simulatorKind,
  allowInsecure: false,
  settings: {},
  offersCatalogue: false,
}

const declaredProvider = (
  entry: ConfigFile['providers'][number],
  { adapters, env, simulatorFaults }: Surroundings,
  report: Report,
): ProviderConfig => {
  const { name, kind, baseUrl: ownUrl, apiKey: ownKey, allowInsecure = false, ...more } = entry
  const { clientCertificate: _, clientKey, certificateAuthority, ...rest } = more
  const tls = providerTls(entry, report)
  const settings = settingsOf(rest, report)
  if (kind === simulatorKind) {
    for (const { option, message } of simulatorFaults?.(settings) ?? []) report([option], message)
    return { ...simulator, name, allowInsecure, settings }
  }

  const adapter = adapters.get(kind)
  if (!adapter) {
    const kinds = [...adapters.keys(), simulatorKind].sort()
    report(
      ['kind'],
      `there is no such kind of provider${didYouMean(kind, kinds) || `; there are ${kinds.join(', ')}`}`,
    )
    return { ...simulator, name, kind, allowInsecure, settings }
  }
  const baseUrl = ownUrl ?? adapter.baseUrl
  if (baseUrl === undefined)
    report(['baseUrl'], 'is required: a provider of this kind has no address that all share')
  else checkAddress(baseUrl, allowInsecure ? 'ANY' : 'PUBLIC', message => report(['baseUrl'], message))

  // The usual key goes to the usual address only, where there is one: to another it would be given away.
  const isUsualAddress = ownUrl === undefined || adapter.baseUrl === undefined
  const usualKey = isUsualAddress && adapter.apiKeyEnv !== undefined ? env[adapter.apiKeyEnv] : undefined
  const apiKey = ownKey ?? (usualKey || undefined)
  const [, meant] = /^\$(\w+)$/.exec(ownKey ?? '') ?? []
  if (meant !== undefined)
    report(['apiKey'], `is that text itself as it stands; the environment variable is written \${${meant}}`)
  if (apiKey === undefined && ownUrl === undefined && adapter.apiKeyEnv !== undefined)
    report(['apiKey'], `is required: set it here, or set the environment variable ${adapter.apiKeyEnv}`)

  return {
    name,
    kind,
    ...(baseUrl !== undefined && { baseUrl: baseUrl.replace(/\/+$/, '') }),
    ...(apiKey !== undefined && { apiKey }),
    ...(tls && { tls }),
    allowInsecure,
    settings,
    ...catalogueOf(adapter),
    ...(ownUrl !== undefined && adapter.baseUrl !== undefined && { ownAddress: true as const }),
  }
}

/** A provider that everyone shares can be set up with nothing but its key. */
const environmentProvider = (adapter: AdapterInfo, { env }: Surroundings): readonly ProviderConfig[] => {
  const { kind, baseUrl, apiKeyEnv } = adapter
  const apiKey = apiKeyEnv === undefined ? undefined : env[apiKeyEnv]
  if (!apiKey || baseUrl === undefined) return []
  return [
    {
      name: kind,
      kind,
      baseUrl: baseUrl.replace(/\/+$/, ''),
      apiKey,
      allowInsecure: false,
      settings: {},
      ...catalogueOf(adapter),
    },
  ]
}

/** Where everyone has an address of their own, the models behind it have names of their own too. */
const catalogueOf = ({
  catalogue,
  baseUrl,
}: AdapterInfo): Pick<ProviderConfig, 'catalogue' | 'offersCatalogue'> =>
  catalogue === undefined ? { offersCatalogue: false } : { catalogue, offersCatalogue: baseUrl !== undefined }

const settingsOf = (
  rest: { readonly [key: string]: unknown },
  report: Report,
): ProviderConfig['settings'] => {
  const settings: { [name: string]: string } = {}
  for (const [key, value] of Object.entries(rest)) {
    if (closest(key, providerKeys)) report([key], unknownKey(key, providerKeys))
    else if (typeof value === 'string') settings[key] = value
  }
  return settings
}
