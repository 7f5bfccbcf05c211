import { type Environment, readEnvironment } from './environment.ts'
import { type FileContent, parseFile, readConfigFile } from './load.ts'
import type { Surroundings } from './surroundings.ts'

export { checkDeclared } from './declared.ts'
export type { Environment } from './environment.ts'
export { ConfigError } from './fault.ts'
export { fileText } from './file-text.ts'
export type { FileContent } from './load.ts'
export { simulatorKind } from './providers.ts'
export type { AdapterInfo, Surroundings } from './surroundings.ts'

/** Everything that the process was told, as far as it can be checked without knowing its adapters. */
export interface ReadConfig {
  readonly environment: Environment
  readonly env: Surroundings['env']
  /** Reads the environment's file again. Throws ConfigError. */
  again(): Promise<ReadConfig>
  /** Whether there is a configuration file: without one, what an earlier one has declared stays. */
  readonly hasFile: boolean
  /** Checks the file against what it may refer to. Throws ConfigError with every fault found. */
  declared(known: Omit<Surroundings, 'env'>): FileContent
}

/** Reads the environment and the configuration file that it names. Throws ConfigError. */
export const readConfig = async (env: {
  readonly [name: string]: string | undefined
}): Promise<ReadConfig> => {
  const environment = readEnvironment(env)
  const text = await readConfigFile(environment.configFile)
  return {
    environment,
    env,
    again: () => readConfig(env),
    hasFile: text !== undefined,
    declared: known => parseFile(text ?? '', environment.configFile.path, { ...known, env }),
  }
}
