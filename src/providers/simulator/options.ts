import { z } from 'zod'
import { didYouMean } from '../../core/closest.ts'

/** A number as JSON has it, or as the settings of `weir.yaml` do: as text. */
const number = (most: number) =>
  z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d+(\.\d+)?$/)
        .transform(Number),
    ])
    .pipe(z.number().min(0).max(most))

const count = number(1_000_000).pipe(z.int())
const milliseconds = number(600_000)
const flag = z.union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })])
const text = z.string().max(1_000_000)

/**
 * What the simulator can be told, in `providerOptions.simulator` of a call or in the settings of its entry in
 * `weir.yaml`; the call wins. Anything else is refused by name.
 *
 * | option | what it does |
 * |---|---|
 * | `cutAfter` | the answer breaks off after so many pieces, without its end: INCOMPLETE_STREAM |
 * | `echo` | answers with the last question, word for word |
 * | `errorAfter` | an error comes after so many pieces: MID_STREAM_ERROR |
 * | `firstTokenMs` | how long a stream waits for its first piece; 20 unless told |
 * | `malformed` | the answer cannot be read: MALFORMED_ANSWER |
 * | `pieces` | answers with these texts, cut into chunks exactly so |
 * | `retryAfterMs` | with `status`: how long it asks to be left alone |
 * | `slowMs` | waits so long before each piece, and before a unary answer, in place of the pace |
 * | `status` | fails with this HTTP status, 400 to 599 |
 * | `text` | answers with exactly this text |
 * | `timeout` | never answers: fails with TIMEOUT after so many milliseconds |
 * | `tokensPerSecond` | pace of a stream; 100 unless told, 0 for as fast as it goes |
 * | `usage` | `false`: reports no usage |
 */
const schema = z.strictObject({
  cutAfter: count.exactOptional(),
  echo: flag.exactOptional(),
  errorAfter: count.exactOptional(),
  firstTokenMs: milliseconds.exactOptional(),
  malformed: flag.exactOptional(),
  pieces: z.array(text).max(10_000).exactOptional(),
  retryAfterMs: milliseconds.exactOptional(),
  slowMs: milliseconds.exactOptional(),
  status: number(599).pipe(z.int().min(400)).exactOptional(),
  text: text.exactOptional(),
  timeout: milliseconds.exactOptional(),
  tokensPerSecond: number(1_000_000).exactOptional(),
  usage: flag.exactOptional(),
})

export type SimulatorOptions = z.output<typeof schema>

/** One option that the simulator cannot be told. */
export interface OptionFault {
  readonly option: string
  /** What is wrong with it, in words that name it. */
  readonly message: string
}

/** The options, or what is wrong with them. */
export const readOptions = (
  given: unknown,
): { readonly options: SimulatorOptions } | { readonly problem: string } => {
  const { success, data, error } = schema.safeParse(given ?? {})
  return success
    ? { options: data }
    : {
        problem: faultsIn(error)
          .map(({ message }) => message)
          .join('; '),
      }
}

/** What is wrong with the settings of a simulator, an option at a time. */
export const optionFaults = (settings: { readonly [option: string]: unknown }): readonly OptionFault[] => {
  const { error } = schema.safeParse(settings)
  return error ? faultsIn(error) : []
}

const faultsIn = (error: z.ZodError): readonly OptionFault[] =>
  error.issues.flatMap((issue): readonly OptionFault[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map(option => ({ option, message: unknownOption(option) }))
      : [
          {
            option: String(issue.path[0] ?? ''),
            message: `the simulator's option \`${issue.path.join('.')}\` is wrong: ${issue.message}`,
          },
        ],
  )

const unknownOption = (option: string): string => {
  const known = Object.keys(schema.shape)
  return `the simulator has no option \`${option.slice(0, 100)}\`${didYouMean(option.slice(0, 100), known) || `; it knows ${known.join(', ')}`}`
}
