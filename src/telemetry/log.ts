import { type DestinationStream, pino, stdSerializers } from 'pino'
import type { Log } from '../core/ports.ts'

/**
 * One JSON line an event, on standard error so that standard output stays readable for people. Bigints are written as
 * strings; fields that are named like credentials are masked, whoever logs them.
 */
export const createLog = (level: string, destination: DestinationStream = pino.destination(2)): Log =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: stdSerializers.errWithCause },
      redact: { paths: credentials.flatMap(name => [name, `*.${name}`]), censor: '[masked]' },
      formatters: { level: label => ({ level: label }), log: withoutBigints },
    },
    destination,
  )

const credentials = ['apiKey', 'authorization', 'cookie', 'password', 'secret', 'token']

/** JSON knows no bigint; amounts of money and limits are bigints here. */
const withoutBigints = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'bigint' ? value.toString() : value,
    ]),
  )
