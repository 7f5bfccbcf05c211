import type { Detector } from '../core/guardrail.ts'
import { email } from './email.ts'
import { paymentCard } from './payment-card.ts'
import { phone } from './phone.ts'

/** Every detector that a guardrail may name, sorted by kind. */
export const detectors: readonly Detector[] = [
  email, // EMAIL
  paymentCard, // PAYMENT_CARD
  phone, // PHONE
]
