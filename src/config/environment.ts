import { z } from 'zod'
import { leaseMs, mostLeaseMs } from '../core/quota.ts'
import { ConfigError } from './fault.ts'

/** What the process is told by environment variables. Every one has a default but the addresses and secrets. */
export interface Environment {
  /** PORT; 0 lets the system choose. */
  readonly port: number
  /** HOST: the address to listen at; `0.0.0.0` or `::` for every one. */
  readonly host: string
  /** WEIR_HOME: the data folder. */
  readonly home: string
  /** WEIR_CONFIG: the configuration file, which must be there if it is named. */
  readonly configFile: { readonly path: string; readonly required: boolean }
  /** WEIR_ADMIN_KEY: a secret. */
  readonly adminKey?: string
  /** WEIR_MASTER_KEY: a secret, from which the gateway's own keys are derived; the same for all that share a database. */
  readonly masterKey?: string
  /** WEIR_MASTER_KEY_PREVIOUS: a secret, the master key before this one, while secrets are still sealed with it. */
  readonly previousMasterKey?: string
  /** DATABASE_URL: a secret, as it holds a password. Absent: the embedded PostgreSQL. */
  readonly databaseUrl?: string
  /** REDIS_URL: a secret, as it holds a password. Absent: each gateway counts for itself. */
  readonly redisUrl?: string
  /** LOG_LEVEL */
  readonly logLevel: (typeof logLevels)[number]
  /** WEIR_LEASE_MS: how long a reservation holds that nobody renews. */
  readonly leaseMs: number
  /** WEIR_DRAIN_MS: how long streams in flight may go on after SIGTERM. */
  readonly drainMs: number
  /** WEIR_WORKERS: how many processes answer, each with a core's worth of work. */
  readonly workers: number
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** Reads the variables that are Weir's own; an empty one counts as unset. Throws ConfigError naming every faulty one. */
export const readEnvironment = (env: { readonly [name: string]: string | undefined }): Environment => {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(set)
  if (!parsed.success)
    throw new ConfigError(
      'environment',
      parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
    )
  const { WEIR_ADMIN_KEY, WEIR_MASTER_KEY, WEIR_MASTER_KEY_PREVIOUS, DATABASE_URL, REDIS_URL, ...rest } =
    parsed.data
  return Object.freeze({
    port: rest.PORT,
    host: rest.HOST,
    home: rest.WEIR_HOME,
    configFile: Object.freeze({
      path: rest.WEIR_CONFIG ?? 'weir.yaml',
      required: rest.WEIR_CONFIG !== undefined,
    }),
    ...(WEIR_ADMIN_KEY !== undefined && { adminKey: WEIR_ADMIN_KEY }),
    ...(WEIR_MASTER_KEY !== undefined && { masterKey: WEIR_MASTER_KEY }),
    ...(WEIR_MASTER_KEY_PREVIOUS !== undefined && { previousMasterKey: WEIR_MASTER_KEY_PREVIOUS }),
    ...(DATABASE_URL !== undefined && { databaseUrl: DATABASE_URL }),
    ...(REDIS_URL !== undefined && { redisUrl: REDIS_URL }),
    logLevel: rest.LOG_LEVEL,
    leaseMs: rest.WEIR_LEASE_MS,
    drainMs: rest.WEIR_DRAIN_MS,
    workers: rest.WEIR_WORKERS,
  })
}

const whole = (least: number, most: number, otherwise: number) => {
  const message = `must be a whole number from ${least} to ${most}`
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine(value => value >= least && value <= most, message)
    .default(otherwise)
}

/** The address holds a password: the message does not repeat it. */
const address = (...protocols: readonly string[]) =>
  z
    .string()
    .refine(
      value => URL.canParse(value) && protocols.includes(new URL(value).protocol),
      `must be an address that starts with ${protocols.map(protocol => `${protocol}//`).join(' or ')}`,
    )
    .exactOptional()

const secret = z
  .string()
  .regex(
    /^[\x21-\x7e]{20,512}$/,
    'must have 20 to 512 printable ASCII characters and no space; `openssl rand -hex 32` makes a good one',
  )
  .exactOptional()

const schema = z.object({
  PORT: whole(0, 65_535, 4000),
  HOST: z.string().default('127.0.0.1'),
  WEIR_HOME: z.string().default('.weir'),
  WEIR_CONFIG: z.string().exactOptional(),
  WEIR_ADMIN_KEY: secret,
  WEIR_MASTER_KEY: secret,
  WEIR_MASTER_KEY_PREVIOUS: secret,
  DATABASE_URL: address('postgres:', 'postgresql:'),
  REDIS_URL: address('redis:', 'rediss:', 'redis-cluster:', 'rediss-cluster:'),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
  WEIR_LEASE_MS: whole(1_000, mostLeaseMs, leaseMs),
  WEIR_DRAIN_MS: whole(0, 600_000, 10_000),
  WEIR_WORKERS: whole(1, 256, 1),
})
