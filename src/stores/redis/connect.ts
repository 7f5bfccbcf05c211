import { Cluster, Redis } from 'ioredis'
import type { Log } from '../../core/ports.ts'
import {
  amendScript,
  fillScript,
  raiseScript,
  renewScript,
  reserveScript,
  settleScript,
  stateScript,
} from './scripts.ts'

/** What a script answers. */
export type Reply = readonly [number, ...unknown[]]

type Script = (keys: number, ...args: readonly (string | number)[]) => Promise<Reply>

/**
 * Redis or Valkey, with Weir's scripts. What is kept is kept for one run of the server: one that comes back from a copy
 * on its disk, or as what was its replica, knows less than was counted, and begins anew.
 */
export interface RedisLink {
  readonly scripts: {
    readonly reserve: Script
    readonly settle: Script
    readonly renew: Script
    readonly state: Script
    readonly fill: Script
    readonly raise: Script
    readonly amend: Script
  }
  get(key: string): Promise<string | null>
  /** Keys of one tag. */
  remove(keys: readonly string[]): Promise<unknown>
  /** Sets it for so many milliseconds, unless it is there. */
  setNew(key: string, value: string, ms: number): Promise<unknown>
  /** Sets a key that is not there, for so many milliseconds; whether it was not. Whatever the run. */
  setOnce(key: string, keepMs: number): Promise<boolean>
  /** Notes that the gateway `id` is alive at `at`; how many gateways have been since `since`. */
  beat(id: string, at: number, since: number): Promise<number>
  /** Throws all that is on its way away, and connects anew. */
  restart(): void
  /** Resolves when commands can be sent for the first time. */
  connected(): Promise<void>
  /** Whether commands can be sent. */
  ready(): boolean
  close(): void
}

const aliveKey = 'weir:gateways'

/**
 * Connects in the background, again and again; what cannot be sent at once fails at once. `redis://` and `rediss://`
 * name a server; `redis-cluster://` and `rediss-cluster://` any node of a cluster. Scripts are sent by their hash, and
 * whole to a server that has forgotten them.
 */
export const connectRedis = (url: string, log: Log): RedisLink => {
  const client = open(url)
  const connected = Promise.withResolvers<void>()
  /** Of the server that the present connection leads to; undefined while there is none. */
  let run: string | undefined
  let complained = false
  client.on('error', error => {
    if (!complained) log.warn({ reason: error.message }, 'Redis cannot be reached')
    complained = true
  })
  client.on('close', () => {
    run = undefined
  })
  client.on('ready', async () => {
    complained = false
    const found = await runOf(client)
    if (client.status !== 'ready') return
    run = found
    connected.resolve()
  })
  const ofRun = (key: string): string => {
    if (run === undefined) throw new Error('Redis is not connected')
    return `${key}${run}`
  }
  const define = (name: string, lua: string): Script => {
    client.defineCommand(name, { lua })
    const command: unknown = Reflect.get(client, name)
    if (typeof command !== 'function') throw new Error(`ioredis has not defined ${name}`)
    return async (keys, ...args) =>
      command.call(client, keys, ...args.map((value, index) => (index < keys ? ofRun(`${value}`) : value)))
  }
  return {
    scripts: {
      reserve: define('weirReserve', reserveScript),
      settle: define('weirSettle', settleScript),
      renew: define('weirRenew', renewScript),
      state: define('weirState', stateScript),
      fill: define('weirFill', fillScript),
      raise: define('weirRaise', raiseScript),
      amend: define('weirAmend', amendScript),
    },
    get: async key => client.get(ofRun(key)),
    remove: async keys => client.del(keys.map(ofRun)),
    setNew: async (key, value, ms) => client.set(ofRun(key), value, 'PX', ms, 'NX'),
    setOnce: async (key, keepMs) => (await client.set(key, '1', 'PX', keepMs, 'NX')) === 'OK',
    async beat(id, at, since) {
      await client.zadd(aliveKey, at, id)
      await client.zremrangebyscore(aliveKey, '-inf', since)
      return client.zcard(aliveKey)
    },
    connected: () => connected.promise,
    restart: () => client.disconnect(true),
    ready: () => run !== undefined && client.status === 'ready',
    close: () => client.disconnect(),
  }
}

/** What its run is called, to be put behind keys; nothing where that is kept from us, or where there are several servers. */
const runOf = async (client: Redis | Cluster): Promise<string> => {
  if (client instanceof Cluster) return ''
  const info = await client.info('server').catch(() => '')
  const id = /^run_id:(\w+)/m.exec(info)?.[1]
  return id === undefined ? '' : `:${id.slice(0, 12)}`
}

const patient = (tries: number): number => Math.min(tries * 50, 500)

const open = (url: string): Redis | Cluster => {
  const clustered = /^rediss?-cluster:/.test(url)
  const address = new URL(url.replace(/^(rediss?)-cluster:/, '$1:'))
  const shared = { autoResendUnfulfilledCommands: false, connectTimeout: 1_000 }
  if (!clustered)
    return new Redis(url, {
      ...shared,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: patient,
    })
  return new Cluster([{ host: address.hostname, port: Number(address.port || 6379) }], {
    clusterRetryStrategy: patient,
    enableOfflineQueue: false,
    redisOptions: {
      ...shared,
      ...(address.password && { password: decodeURIComponent(address.password) }),
      ...(address.username && { username: decodeURIComponent(address.username) }),
      ...(address.protocol === 'rediss:' && { tls: {} }),
    },
  })
}
