import { randomBytes } from 'node:crypto'
import { openAudit } from '../audit/index.ts'
import type { IdentityProviderConfig } from '../core/config.ts'
import { createApiKeys } from '../identity/api-keys.ts'
import { createAuthenticator } from '../identity/authenticate.ts'
import { certifiedClients } from '../identity/certified-clients.ts'
import { fetchLimits } from '../identity/exchange.ts'
import { fetchJson } from '../identity/fetch-json.ts'
import { certifiedInUse, createInUse, erasedMarks, tokensInUse } from '../identity/in-use.ts'
import { createTokenVerifier } from '../identity/jwt.ts'
import { createKeyCheck } from '../identity/key-check.ts'
import { createLastUse } from '../identity/last-use.ts'
import { createSeal } from '../identity/seal.ts'
import { createBrowserSignIn } from '../identity/sign-in/index.ts'
import { createRelyingParties } from '../identity/sign-in/relying-party.ts'
import { createSessions } from '../identity/sign-in/sessions.ts'
import { withTeams } from '../identity/team-chains.ts'
import { createApiKeyStore } from '../stores/postgres/api-key-store.ts'
import { createAuditStore } from '../stores/postgres/audit-store.ts'
import { followKeyEndings } from '../stores/postgres/key-endings.ts'
import { followStanding } from '../stores/postgres/standing-feed.ts'
import { createSubjectStore } from '../stores/postgres/subject-store.ts'
import { createTeamChain } from '../stores/postgres/team-chain.ts'
import type { Base } from './base.ts'

/** Who callers are, and what is on record of them. */
export const openIdentity = async (
  base: Base,
  identityProviders: () => readonly IdentityProviderConfig[],
) => {
  const { environment, file, pool, agents, changes, log, clock, opened } = base
  const { adminKey } = environment
  const store = createApiKeyStore(pool)
  const lastUse = createLastUse({ store, clock, log })
  opened.defer(() => lastUse.close())
  const erasedMark = erasedMarks(base.keyFor('erased users'))
  const inUse = createInUse({ standing: (await followStanding(changes)).current, erasedMark })
  const fetchOptionsFor = ({ allowInsecure }: Pick<IdentityProviderConfig, 'allowInsecure'>) => ({
    dispatcher: agents.of({ allowInsecure }),
    ...fetchLimits,
  })
  const readJsonFor =
    (about: Pick<IdentityProviderConfig, 'allowInsecure'>, timeoutMs = fetchLimits.timeoutMs) =>
    (url: string) =>
      fetchJson(url, { ...fetchOptionsFor(about), timeoutMs })
  const sessions = createSessions(createSeal({ key: base.keyFor('browser sessions'), random: randomBytes }))
  const { authenticate, ending } = createAuthenticator({
    sessions,
    store,
    tokens: tokensInUse(
      createTokenVerifier({
        identityProviders,
        readJsonFor,
        clock,
        log,
      }),
      inUse,
    ),
    certified: certifiedInUse(certifiedClients(file.config.server.tls?.clients ?? []), inUse),
    onKeyUsed: lastUse.note,
    clock,
    log,
    ...(adminKey !== undefined && { adminKey }),
  })
  await followKeyEndings(changes, ending)
  const audit = openAudit({
    store: createAuditStore(pool),
    subjects: createSubjectStore(pool),
    authenticate,
    keyFor: base.keyFor,
    erasedMark,
    random: randomBytes,
    clock,
    log,
  })
  opened.defer(() => audit.close())
  const whole = withTeams(audit.authenticate, { chainOf: createTeamChain(pool), clock, log })
  return {
    authenticate: whole,
    signIn: createBrowserSignIn({
      identityProviders,
      relyingPartyFor: createRelyingParties({ fetchOptionsFor, readJsonFor, clock }),
      authenticate: whole,
      sessions,
      seal: createSeal({ key: base.keyFor('browser sign-ins'), random: randomBytes }),
      random: randomBytes,
      clock,
      log,
    }),
    checkKeys: createKeyCheck({ readJsonFor, clock }),
    apiKeys: createApiKeys({ store, clock, random: randomBytes, onEnding: ending }),
    keyStore: store,
    audit,
  }
}
