import type { Outcome } from './administering.ts'
import { exportAudit, exportAuditUsage } from './audit-export.ts'
import { verifyAudit, verifyAuditUsage } from './audit-verify.ts'

export const auditUsage = `${verifyAuditUsage}\n  ${exportAuditUsage}`

/** `weir audit`: fetches the audit trail, and checks it. Throws an Error of one line where it cannot be asked like this. */
export const audit = async (args: readonly string[]): Promise<Outcome> => {
  const [action, ...rest] = args
  if (action === 'export') return exportAudit(rest)
  if (action === 'verify') return verifyAudit(rest)
  throw new Error(`Usage:\n  ${auditUsage}`)
}
