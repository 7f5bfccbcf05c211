import { didYouMean } from '../core/closest.ts'
import type { GuardrailRule } from '../core/guardrail.ts'
import type { ConfigDocument } from './document.ts'
import type { ConfigFile } from './schema.ts'
import { type Report, reportTwins } from './surroundings.ts'

/** The guardrails of the file: both ways and masking unless it says otherwise. */
export const guardrailsOf = (
  file: ConfigFile,
  detectors: readonly string[],
  { document, report }: { readonly document: ConfigDocument; readonly report: Report },
): readonly GuardrailRule[] => {
  reportTwins(file.guardrails, ['guardrails'], report)
  return file.guardrails.map((rule, index) => {
    const path = ['guardrails', index, 'detectors']
    if (rule.detectors.length === 0) report(path, `must name at least one of ${detectors.join(', ')}`)
    for (const [position, detector] of rule.detectors.entries()) {
      if (detectors.includes(detector)) continue
      const written = document.written([...path, position])
      report(
        [...path, position],
        `there is no detector \`${written}\`${didYouMean(written, detectors) || `; there are ${detectors.join(', ')}`}`,
      )
    }
    return {
      name: rule.name,
      detectors: rule.detectors,
      direction: rule.direction ?? 'BOTH',
      action: rule.action ?? 'REDACT',
    }
  })
}
