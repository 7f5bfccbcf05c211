import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** Folder of true provider answers and labelled texts; tests that need it skip where it is missing. */
export const testData = process.env.WEIR_TEST_DATA ?? join(import.meta.dirname, '../../../shared/data')

/** The reason to skip, or false where the data is at hand. */
export const withoutTestData = existsSync(testData) ? false : `no recordings at ${testData}`

/** One HTTP exchange with a provider, as received byte for byte. */
export interface Recording {
  readonly id: string
  readonly provider: string
  readonly api: string
  readonly status: number
  readonly tags: readonly string[]
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: Record<string, string>
    readonly body?: unknown
    readonly bodyBase64?: string
  }
  readonly response: {
    readonly headers: Record<string, string>
    readonly body?: string
    readonly bodyBase64?: string
  }
  readonly note?: string
}

/** All recordings of one provider's file, such as `openai`. */
export const recordings = (provider: string): readonly Recording[] =>
  withoutTestData ? [] : lines(`recordings/${provider}.jsonl.gz`)

/** The objects of a gzipped file of JSON lines. */
export const lines = <T>(file: string): T[] =>
  read(file)
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))

/** A gzipped JSON document. */
export const json = <T>(file: string): T => JSON.parse(read(file))

const read = (file: string): string => gunzipSync(readFileSync(join(testData, file))).toString('utf8')
