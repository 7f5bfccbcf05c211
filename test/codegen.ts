import type { CodegenConfig } from '@graphql-codegen/cli'

const core = '../../../core'

/** Generates the types of resolvers from the SDL; run by `npm run generate`, in this folder. */
const config: CodegenConfig = {
  schema: '../schema/*.graphql',
  generates: {
    '../src/api/graphql/generated/resolvers.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        contextType: '../context.ts#GraphqlContext',
        defaultScalarType: 'unknown',
        strictScalars: true,
        scalars: {
          ID: 'string',
          Decimal: 'string',
          DateTime: 'number',
          DetectorKind: 'string',
          JSON: `${core}/message.ts#Json`,
          SafeInt: { input: 'number', output: 'number | bigint' },
        },
        mappers: {
          ApiKey: `${core}/api-key.ts#ApiKey as CoreApiKey`,
          Application: `${core}/organisation.ts#Application as CoreApplication`,
          AuditActor: `${core}/audit.ts#AuditActor as CoreAuditActor`,
          AuditChange: `${core}/audit.ts#AuditChange as CoreAuditChange`,
          AuditCheckpoint: `${core}/audit.ts#AuditCheckpoint as CoreAuditCheckpoint`,
          AuditEvent: `${core}/audit.ts#AuditEvent as CoreAuditEvent`,
          AuditReportRow: `${core}/audit.ts#AuditReportRow as CoreAuditReportRow`,
          AuditedCall: `${core}/ports.ts#StoredCall`,
          AuditProof: `${core}/audit.ts#AuditProof as CoreAuditProof`,
          Attempt: `${core}/record.ts#Attempt as CoreAttempt`,
          CustomRole: `${core}/access-control.ts#CustomRole as CoreCustomRole`,
          DeclaredQuota: `${core}/declaration.ts#StoredDeclaration`,
          Deployment: `${core}/provider.ts#Deployment as CoreDeployment`,
          Guardrail: `${core}/declaration.ts#StoredDeclaration`,
          GuardrailVerdict: `${core}/record.ts#GuardrailVerdict as CoreGuardrailVerdict`,
          IdentityProvider: `${core}/declaration.ts#StoredDeclaration`,
          Model: `${core}/model.ts#Model as CoreModel`,
          Permission: `${core}/permission.ts#Permission as CorePermission`,
          Price: `${core}/provider.ts#Pricing`,
          Product: `${core}/product.ts#Product as CoreProduct`,
          ProductSubscription: `${core}/product.ts#ProductSubscription as CoreProductSubscription`,
          PromptTemplate: `${core}/prompt.ts#PromptTemplate as CorePromptTemplate`,
          PromptVersion: `${core}/prompt.ts#PromptVersion as CorePromptVersion`,
          Provider: `${core}/declaration.ts#StoredDeclaration`,
          Quota: `${core}/quota.ts#Quota as CoreQuota`,
          QuotaScope: `${core}/quota.ts#QuotaScope as CoreQuotaScope`,
          QuotaStatus: `${core}/quota.ts#QuotaState`,
          RoleAssignment: `${core}/access-control.ts#RoleAssignment as CoreRoleAssignment`,
          Team: `${core}/organisation.ts#Team as CoreTeam`,
          Tenant: `${core}/organisation.ts#Tenant as CoreTenant`,
          TokenUsage: `${core}/chunk.ts#Usage`,
          ToolCall: `${core}/message.ts#ToolCall as CoreToolCall`,
          User: `${core}/organisation.ts#User as CoreUser`,
          StepUp: `${core}/model.ts#StepUp as CoreStepUp`,
          Viewer: `${core}/principal.ts#Principal`,
        },
        enumsAsTypes: true,
        immutableTypes: true,
        useTypeImports: true,
        emitLegacyCommonJSImports: false,
        importExtension: '',
        avoidOptionals: { field: true, inputValue: false, resolvers: false },
        inputMaybeValue: 'T | null | undefined',
        resolversNonOptionalTypename: { unionMember: true, interfaceImplementingType: true },
        makeResolverTypeCallable: false,
      },
    },
  },
}

export default config
