import type { Spec, SpecChanges, SpecValue } from '../../core/declaration.ts'
import { invalidInput } from './invalid-input.ts'

/** An input as `weir.yaml` would say it: every scalar its text, and what is not said left out. */
export const specOf = (input: object): Spec =>
  Object.fromEntries(
    Object.entries(input).flatMap(([key, value]) => (value == null ? [] : [[key, textual(value)] as const])),
  )

/** What an input changes, without `id` and `version`: null takes away. */
export const changesOf = ({ id: _, version: __, ...input }: Identified): SpecChanges =>
  Object.fromEntries(
    Object.entries(input).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value === null ? null : textual(value)] as const],
    ),
  )

interface Identified {
  readonly id: string
  readonly version: number
}

const textual = (value: unknown): SpecValue => {
  if (Array.isArray(value)) return value.map(textual)
  return typeof value === 'object' && value !== null ? specOf(value) : String(value)
}

/** `settings` of a provider stand beside its other keys in `weir.yaml`. Throws INVALID_INPUT. */
export const withSettings = <Input extends { readonly settings?: Settings }>({
  settings,
  ...rest
}: Input): Omit<Input, 'settings'> & { readonly [name: string]: string | null } => {
  const named = (settings ?? []).map(({ name, value }, index) => {
    if (!/^[A-Za-z][\w.-]{0,63}$/.test(name) || ownKeys.has(name))
      throw invalidInput(`settings[${index}].name`, 'must be the name of a setting, such as apiVersion')
    return [name, value ?? null] as const
  })
  return { ...rest, ...Object.fromEntries(named) } as Omit<Input, 'settings'> & {
    readonly [name: string]: string | null
  }
}

type Settings =
  | readonly { readonly name: string; readonly value?: string | null | undefined }[]
  | null
  | undefined

/** The keys of a provider that are no settings. */
export const ownKeys: ReadonlySet<string> = new Set([
  'allowInsecure',
  'apiKey',
  'baseUrl',
  'certificateAuthority',
  'clientCertificate',
  'clientKey',
  'kind',
  'name',
  'settings',
])
