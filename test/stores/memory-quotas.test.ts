import { createMemoryQuotas } from '../../src/stores/memory/quotas.ts'
import { quotaStoreContract } from './quotas.contract.ts'

quotaStoreContract(createMemoryQuotas)
