import { GatewayError } from '../core/error.ts'
import type { Detector, Direction, GuardrailRule } from '../core/guardrail.ts'
import type { Log } from '../core/ports.ts'
import type { GuardrailVerdict } from '../core/record.ts'
import type { Call } from '../core/request.ts'
import type { Snapshot } from '../core/snapshot.ts'
import type { ScreenOptions } from './screen.ts'

/** What is looked for in a text that travels one way, and what then. */
export interface Measures extends Pick<ScreenOptions, 'detectors' | 'actionOf'> {
  /** Records a finding for every rule that looks for it. Throws CONTENT_BLOCKED if one of them blocks. */
  found(kind: string): void
}

export interface Guarding {
  /** Every detector that a rule may name. */
  readonly detectors: readonly Detector[]
  readonly log: Log
}

const severity = { FLAG: 0, REDACT: 1, BLOCK: 2 } as const

/** What the rules in force ask for in one direction, whatever the call. */
interface Plan {
  readonly detectors: readonly Detector[]
  /** The rules that look for a kind. */
  readonly rulesOf: (kind: string) => readonly GuardrailRule[]
  /** The severest action of these rules. */
  readonly actionOf: (kind: string) => GuardrailRule['action']
}

/**
 * The measures that `@redact` and the rules in force take against a call in one direction, all of them; the
 * severest action on a kind is done. Undefined if there are none. Throws INTERNAL if a rule names a detector that
 * does not exist: a rule that does nothing must not look like one that does.
 */
export const createMeasures = (
  guarding: Guarding,
): ((call: Call, direction: Direction) => Measures | undefined) => {
  // Made once for each snapshot, and gone with it.
  const plans = new WeakMap<Snapshot, Map<string, Plan | undefined>>()

  const planFor = ({ policy, snapshot }: Call, direction: Direction): Plan | undefined => {
    if (!policy.redact) return undefined
    const known = plans.get(snapshot) ?? new Map<string, Plan | undefined>()
    plans.set(snapshot, known)
    const key = `${direction} ${policy.redact.kinds.join(' ')}`
    if (!known.has(key))
      known.set(key, createPlan(rulesFor(policy.redact.kinds, snapshot.guardrails, direction), guarding))
    return known.get(key)
  }

  return (call, direction) => {
    const plan = planFor(call, direction)
    if (!plan) return undefined
    const { detectors, actionOf, rulesOf } = plan
    return {
      detectors,
      actionOf,
      found(kind) {
        for (const rule of rulesOf(kind)) note(call, { rule, kind, direction }, guarding.log)
        const blocking = rulesOf(kind).find(({ action }) => action === 'BLOCK')
        if (blocking) throw blocked(call, { rule: blocking, kind, direction })
      },
    }
  }
}

const createPlan = (rules: readonly GuardrailRule[], guarding: Guarding): Plan | undefined => {
  if (rules.length === 0) return undefined
  const byKind = new Map<string, GuardrailRule[]>()
  for (const rule of rules)
    for (const kind of rule.detectors) byKind.set(kind, [...(byKind.get(kind) ?? []), rule])

  const detectors = guarding.detectors.filter(({ kind }) => byKind.has(kind))
  if (detectors.length < byKind.size) throw unknownDetector(byKind, detectors)
  const rulesOf = (kind: string): readonly GuardrailRule[] => byKind.get(kind) ?? []
  return {
    detectors,
    rulesOf,
    actionOf: kind =>
      rulesOf(kind).reduce<GuardrailRule['action']>(
        (severest, { action }) => (severity[action] > severity[severest] ? action : severest),
        'FLAG',
      ),
  }
}

const rulesFor = (
  kinds: readonly string[],
  rules: readonly GuardrailRule[],
  direction: Direction,
): readonly GuardrailRule[] => {
  const applying = rules.filter(rule => rule.direction === 'BOTH' || rule.direction === direction)
  if (kinds.length === 0) return applying
  return [{ name: '@redact', detectors: kinds, direction: 'BOTH', action: 'REDACT' }, ...applying]
}

/** One finding, for one rule. */
interface Hit {
  readonly rule: GuardrailRule
  readonly kind: string
  readonly direction: Direction
}

/** One verdict for each rule, kind and direction, with the number of findings. */
const note = (call: Call, { rule: { name, action }, kind, direction }: Hit, log: Log): void => {
  const { verdicts } = call.record
  const known = verdicts.findIndex(
    verdict => verdict.guardrail === name && verdict.kind === kind && verdict.direction === direction,
  )
  const verdict: GuardrailVerdict = {
    guardrail: name,
    kind,
    direction,
    action,
    count: (verdicts[known]?.count ?? 0) + 1,
  }
  if (known !== -1) verdicts[known] = verdict
  else {
    verdicts.push(verdict)
    if (action === 'FLAG')
      log.warn({ callId: call.id, guardrail: name, kind, direction }, 'a guardrail flagged a call')
  }
}

const blocked = (call: Call, { rule, kind, direction }: Hit): GatewayError => {
  const verdicts = call.record.verdicts.filter(verdict => verdict.direction === direction)
  const message =
    direction === 'INPUT'
      ? `The guardrail \`${rule.name}\` found ${kind} in the input and lets it go to no model; take it out and ask again`
      : `The guardrail \`${rule.name}\` found ${kind} in the answer and stopped it there`
  return new GatewayError('CONTENT_BLOCKED', message, { callId: call.id, direction, verdicts })
}

const unknownDetector = (
  wanted: ReadonlyMap<string, readonly GuardrailRule[]>,
  known: readonly Detector[],
): GatewayError => {
  const [kind, rules] = [...wanted].find(([kind]) => !known.some(detector => detector.kind === kind)) ?? []
  return new GatewayError(
    'INTERNAL',
    `The guardrail \`${rules?.[0]?.name}\` names the detector ${kind}, which does not exist; an admin has to correct it`,
  )
}
