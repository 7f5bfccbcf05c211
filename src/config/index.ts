import type { Config } from '../core/config.ts'
import { type Environment, readEnvironment } from './environment.ts'
import { parseConfig, readConfigFile } from './load.ts'
import type { Surroundings } from './surroundings.ts'

export type { Environment } from './environment.ts'
export { ConfigError } from './fault.ts'
export { simulatorKind } from './providers.ts'
export type { AdapterInfo } from './surroundings.ts'

/** Everything that the process was told, as far as it can be checked without knowing its adapters. */
export interface ReadConfig {
  readonly environment: Environment
  /** Checks the file against what it may refer to. Throws ConfigError with every fault found. */
  declared(known: Omit<Surroundings, 'env'>): Config
}

/** Reads the environment and the configuration file that it names. Throws ConfigError. */
export const readConfig = async (env: {
  readonly [name: string]: string | undefined
}): Promise<ReadConfig> => {
  const environment = readEnvironment(env)
  const text = await readConfigFile(environment.configFile)
  return {
    environment,
    declared: known => parseConfig(text, environment.configFile.path, { ...known, env }),
  }
}
