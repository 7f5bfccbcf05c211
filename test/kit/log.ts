import type { Log, LogFields } from '../../src/core/ports.ts'

/** A log that keeps its events for the test to read. */
export const silentLog = () => {
  const events: { level: 'info' | 'warn' | 'error'; fields: LogFields; message: string }[] = []
  const write = (level: 'info' | 'warn' | 'error') => (fields: LogFields, message: string) =>
    void events.push({ level, fields, message })
  const log: Log = { info: write('info'), warn: write('warn'), error: write('error') }
  return { log, events }
}
