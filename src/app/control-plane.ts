import { isDeepStrictEqual } from 'node:util'
import { checkDeclared } from '../config/index.ts'
import { openControl } from '../control/control.ts'
import { followFile } from '../control/follow-file.ts'
import { planText } from '../control/plan-text.ts'
import { unpricedModels } from '../control/unpriced.ts'
import { withAccess } from '../control/with-access.ts'
import { configuredPricing } from '../models/rates.ts'
import { openProvider } from '../providers/open-provider.ts'
import { followAccess } from '../stores/postgres/access-feed.ts'
import { followConsents } from '../stores/postgres/consent-feed.ts'
import { followControl } from '../stores/postgres/control-feed.ts'
import { createDeclarationStore } from '../stores/postgres/declaration-store.ts'
import type { Base } from './base.ts'

/** Puts in force what the file and the database declare, and follows both. */
export const openControlPlane = async (base: Base) => {
  const { environment, env, file, hasFile, known, agents, changes, log, clock, opened } = base
  const means = { agents, stateKey: base.keyFor('provider state') }
  const control = await openControl(hasFile ? file : undefined, {
    store: createDeclarationStore(base.organised),
    vault: base.vault,
    follow: onState => followControl({ changes, log, onState }),
    openProvider: entry => openProvider(entry, means),
    check: checkDeclared({ ...known, env, isSimulated: file.isSimulated }),
    catalogue: base.catalogue,
    configuredPricing,
    clock,
    newId: base.newId,
  })
  const { path } = environment.configFile
  if (control.applied?.changes.length)
    log.info({ file: path, plan: planText(control.applied, file) }, 'the configuration file is in force')
  /** What the file says of this gateway itself, which only a start reads. */
  const read = { server: file.config.server, simulator: file.isSimulated }
  const following = followFile({
    path,
    log,
    apply: async () => {
      const content = await base.readAgain()
      if (!content) return 'The file is gone; what it has declared stays.'
      const plan = planText(await control.apply(content), content)
      const now = { server: content.config.server, simulator: content.isSimulated }
      return [plan, ...unread(read, now)].join('\n')
    },
  })
  opened.defer(() => following.close())

  const access = await followAccess(changes)
  const consents = await followConsents(changes)
  const snapshot = withAccess(control.snapshot, { access: access.current, consents })
  const unpriced = unpricedModels(control.config(), snapshot())
  if (unpriced.length > 0)
    log.warn(
      { models: unpriced },
      'these models have no known price, so calls to them are refused: give each a price in the configuration, or `unpriced: allow`',
    )
  return { control, snapshot }
}

/** A line for each part of the file that is read at the start alone and has changed since. */
const unread = (read: object, now: object): readonly string[] =>
  Object.entries(now)
    .filter(([key, value]) => !isDeepStrictEqual(value, Object(read)[key]))
    .map(([key]) => `! \`${key}\` is not in force: it is read at the start, so start this gateway again`)
