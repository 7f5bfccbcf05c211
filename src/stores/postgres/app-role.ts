import { createHmac } from 'node:crypto'
import pg from 'pg'
import type { Log } from '../../core/ports.ts'
import { codeOf, connecting } from './reachable.ts'

/**
 * What the gateway's work may touch; row-level security narrows it to the rows of one tenant. The ledger is written
 * by its own connection, as the owner.
 */
const grants = (role: string): readonly string[] => [
  `GRANT USAGE ON SCHEMA public, ledger, audit TO ${role}`,
  `GRANT SELECT, INSERT, UPDATE ON tenant, team, "user", application, api_key, declaration TO ${role}`,
  `GRANT SELECT, INSERT, UPDATE ON prompt_template TO ${role}`,
  // A version that is published is what it is, but its author may be forgotten.
  `GRANT SELECT, INSERT, UPDATE (state, author, author_credential, author_user) ON prompt_version TO ${role}`,
  `GRANT SELECT, INSERT, UPDATE ON prompt_review, prompt_test_run TO ${role}`,
  `GRANT SELECT, INSERT, UPDATE, DELETE ON prompt_label TO ${role}`,
  `GRANT SELECT, INSERT, UPDATE ON prompt_suite TO ${role}`,
  `GRANT SELECT ON model_version, payer, tier_change TO ${role}`,
  // A document is what its hash says.
  `GRANT SELECT, INSERT, DELETE ON trusted_document TO ${role}`,
  `GRANT SELECT, INSERT, UPDATE ON role, role_assignment, product, product_subscription TO ${role}`,
  `GRANT DELETE ON role_assignment TO ${role}`,
  `GRANT SELECT, INSERT, UPDATE ON erased_user TO ${role}`,
  `GRANT SELECT, INSERT, UPDATE ON consent TO ${role}`,
  `GRANT SELECT ON ledger.call, ledger.usage_caller_hour, ledger.usage_day, ledger.usage_caller_day, ledger.usage_marked_hour TO ${role}`,
  `GRANT EXECUTE ON FUNCTION find_api_key(bytea) TO ${role}`,
  `GRANT EXECUTE ON FUNCTION note_api_keys_used(text[], timestamptz[]) TO ${role}`,
  `GRANT EXECUTE ON FUNCTION tenants_of_the_gateway(text, text, boolean, text, integer) TO ${role}`,
  `GRANT EXECUTE ON FUNCTION revoke_leaked_api_keys(text, timestamptz) TO ${role}`,
  // What is in the chain can be read and continued, but neither changed nor taken out.
  `GRANT SELECT, INSERT ON audit.event, audit.checkpoint, audit.subject TO ${role}`,
  `GRANT SELECT, INSERT, UPDATE ON audit.head, audit.retention TO ${role}`,
  `GRANT SELECT, INSERT, DELETE ON audit.pending TO ${role}`,
  `GRANT SELECT, DELETE ON audit.unsealed TO ${role}`,
  `GRANT SELECT, INSERT ON audit.seal TO ${role}`,
  `GRANT EXECUTE ON FUNCTION audit.tenants_with_unsealed(interval), ledger.call_text(ledger.call) TO ${role}`,
  `GRANT EXECUTE ON FUNCTION audit.tenants_with_work(interval), audit.keys_beginning(text[]), audit.forget(uuid),
    audit.drop_expired(timestamptz), audit.tenants_with_expired(timestamptz), ledger.rename_user(text, text),
    ledger.roll_up(bigint) TO ${role}`,
]

/** One gateway sets the role up at a time. */
const lockNumber = 72707370

/**
 * Opens the connections that the gateway works with: as a role that owns nothing, so that row-level security holds
 * for it whatever the code forgets. `url` is the owner's, and the schema must be up to date. The role is called
 * `weir_app_<database>` and made at the first start; its password follows from the owner's, so that all gateways
 * of one database agree on it. Where the owner has no password (it is trusted, or has a certificate), or may not
 * give passwords, connections are the owner's and take on the role before their first statement.
 *
 * Throws an Error of one line if the role is missing and the owner may not make it.
 */
export async function openAppPool(options: { readonly url: string; readonly log: Log }): Promise<pg.Pool> {
  const { url, log } = options
  const role = await prepareRole(url)
  const pool = new pg.Pool({
    connectionString: role.url,
    max: 8,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    // The server gives a query up; if the server hangs, we do.
    statement_timeout: 14_000,
    query_timeout: 15_000,
    application_name: 'weir',
    ...(role.assumed !== undefined && { options: startAs(role.assumed) }),
  })
  // A connection that breaks while idle is replaced at the next use. Those of a pool that ends are still on their way out.
  pool.on('error', error => {
    if (!pool.ending) log.warn({ reason: error.message }, 'A database connection was lost')
  })
  pool.on('connect', client =>
    client.on('notice', ({ severity, message }) => {
      if (severity === 'WARNING') log.warn({ reason: message }, 'The database warns')
    }),
  )
  return pool
}

interface Role {
  readonly url: string
  /** The role to take on, where `url` is the owner's. */
  readonly assumed?: string
}

/** Makes the role and gives it its rights, unless it has them. */
const prepareRole = async (url: string): Promise<Role> => {
  const owner = new pg.Client({ connectionString: url, application_name: 'weir-setup' })
  owner.on('error', () => undefined)
  await owner.connect()
  try {
    await owner.query('SELECT pg_advisory_lock($1)', [lockNumber])
    const { rows } = await owner.query<{ name: string; owner: string; exists: boolean }>(
      `SELECT name, current_user AS owner, EXISTS (SELECT FROM pg_roles WHERE rolname = name) AS exists
       FROM (SELECT left('weir_app_' || current_database(), 63)::name::text AS name)`,
    )
    const [found] = rows
    if (!found) throw new Error('The database does not tell its name')
    const role = owner.escapeIdentifier(found.name)
    const password = derivedPassword(url, found.name)
    if (!found.exists) await createRole(owner, found)
    for (const grant of grants(role)) await owner.query(grant)

    const own = password && asUser(url, found.name, password)
    if (own && !(await admits({ connectionString: own }))) {
      const statement = `ALTER ROLE ${role} LOGIN PASSWORD ${owner.escapeLiteral(password)}`
      await owner.query(statement).catch(ignoreRefusal)
    }
    if (own && (await admits({ connectionString: own }))) return { url: own }

    await owner.query(`GRANT ${role} TO CURRENT_USER`).catch(ignoreRefusal)
    if (await admits({ connectionString: url, options: startAs(found.name) }))
      return { url, assumed: found.name }
    throw new Error(
      `DATABASE_URL: the role "${found.owner}" may not act as "${found.name}", under which row-level security holds; let an administrator say: GRANT ${role} TO ${owner.escapeIdentifier(found.owner)}`,
    )
  } finally {
    await owner.end()
  }
}

const createRole = async (owner: pg.Client, about: { name: string; owner: string }): Promise<void> => {
  const role = owner.escapeIdentifier(about.name)
  try {
    await owner.query(`CREATE ROLE ${role} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS`)
  } catch (cause) {
    if (codeOf(cause) !== insufficientPrivilege) throw cause
    const self = owner.escapeIdentifier(about.owner)
    throw new Error(
      `DATABASE_URL: the role "${about.owner}" may not make the role "${about.name}", under which row-level security holds; let an administrator say: CREATE ROLE ${role}; GRANT ${role} TO ${self}`,
      { cause },
    )
  }
}

const insufficientPrivilege = '42501'

const ignoreRefusal = (error: unknown): void => {
  if (codeOf(error) !== insufficientPrivilege) throw error
}

/** Whether a connection comes about and is neither a superuser's nor one that row-level security does not hold for. */
const admits = (config: pg.ClientConfig): Promise<boolean> => connecting(() => admitted(config))

const admitted = async (config: pg.ClientConfig): Promise<boolean> => {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: 5_000, application_name: 'weir-setup' })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ bound: boolean }>(
      'SELECT NOT (rolsuper OR rolbypassrls) AS bound FROM pg_roles WHERE rolname = current_user',
    )
    return rows[0]?.bound === true
  } catch (error) {
    // Class 28: invalid authorization. 42501: may not take on the role.
    if (/^(28|42501)/.test(codeOf(error))) return false
    throw error
  } finally {
    await client.end()
  }
}

/** The start-up option that takes on a role; PostgreSQL splits options at spaces. */
const startAs = (role: string): string => `-c role=${role.replace(/[\\ ]/g, '\\$&')}`

/** Undefined where the owner has no password. */
const derivedPassword = (url: string, role: string): string | undefined => {
  const { password } = new URL(url)
  return password === '' ? undefined : createHmac('sha256', password).update(role).digest('base64url')
}

const asUser = (url: string, name: string, password: string): string =>
  Object.assign(new URL(url), { username: encodeURIComponent(name), password }).href
