import type { Json } from '../../../core/message.ts';
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ApiKey as CoreApiKey } from '../../../core/api-key.ts';
import type { Application as CoreApplication, Team as CoreTeam, Tenant as CoreTenant, User as CoreUser } from '../../../core/organisation.ts';
import type { AuditActor as CoreAuditActor, CallProof as CoreCallProof, AuditChange as CoreAuditChange, AuditCheckpoint as CoreAuditCheckpoint, AuditEvent as CoreAuditEvent, AuditReportRow as CoreAuditReportRow, AuditProof as CoreAuditProof } from '../../../core/audit.ts';
import type { StoredCall } from '../../../core/ports.ts';
import type { Attempt as CoreAttempt, GuardrailVerdict as CoreGuardrailVerdict, ChargedPrice as CoreChargedPrice } from '../../../core/record.ts';
import type { Consent as CoreConsent } from '../../../core/consent.ts';
import type { Chargeback as CoreChargeback, ChargebackRow as CoreChargebackRow, TierCharge as CoreTierCharge } from '../../../core/chargeback.ts';
import type { CustomRole as CoreCustomRole, RoleAssignment as CoreRoleAssignment } from '../../../core/access-control.ts';
import type { StoredDeclaration, ModelVersion as CoreModelVersion, Spec } from '../../../core/declaration.ts';
import type { Deployment as CoreDeployment, Pricing } from '../../../core/provider.ts';
import type { Model as CoreModel, StepUp as CoreStepUp } from '../../../core/model.ts';
import type { Permission as CorePermission } from '../../../core/permission.ts';
import type { Product as CoreProduct, ProductSubscription as CoreProductSubscription } from '../../../core/product.ts';
import type { PromptAssertion as CorePromptAssertion, PromptTest as CorePromptTest } from '../../../core/prompt-test.ts';
import type { PromptLabel as CorePromptLabel, PromptReview as CorePromptReview, PromptTemplate as CorePromptTemplate, PromptVersion as CorePromptVersion } from '../../../core/prompt-version.ts';
import type { PromptMetrics as CorePromptMetrics } from '../../../core/prompt-metrics.ts';
import type { Quota as CoreQuota, QuotaScope as CoreQuotaScope, QuotaChange, QuotaState } from '../../../core/quota.ts';
import type { TrustedDocument as CoreTrustedDocument } from '../../../core/trusted-document.ts';
import type { Usage } from '../../../core/chunk.ts';
import type { ToolCall as CoreToolCall } from '../../../core/message.ts';
import type { Principal } from '../../../core/principal.ts';
import type { GraphqlContext } from '../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A moment in UTC as RFC 3339 writes it, such as "2026-01-31T12:00:00.000Z". As an input, any offset is taken. */
  DateTime: { input: number; output: number; }
  /** An exact decimal number, written as a string without exponent, such as "0.000125". As an input, a number is taken too. */
  Decimal: { input: string; output: string; }
  /** A kind that a detector finds, such as EMAIL; written as a name or as a text. */
  DetectorKind: { input: string; output: string; }
  /** Any JSON value, nested 64 deep at most. */
  JSON: { input: Json; output: Json; }
  /** A whole number that may exceed 32 bits, within ±(2^53 - 1), written as a JSON number. */
  SafeInt: { input: number; output: number | bigint; }
};

/** What is done with models, or with what the gateway keeps. */
export type AccessAction =
  /** To manage it: an operation that asks for ADMIN or APPROVER. */
  | 'ADMINISTER'
  /** To call a model: an operation that asks for DEVELOPER. */
  | 'INVOKE'
  /** To look at it: of a model, to see it in lists; of an operation, one that asks for ANALYST or AUDITOR. */
  | 'READ';

/** A page of an access matrix. */
export type AccessMatrix = {
  readonly __typename?: 'AccessMatrix';
  /** Where the page stands in the matrix. */
  readonly pageInfo: PageInfo;
  /** The rows of the page: subject by subject, of each what has no model first, then its models by name. */
  readonly rows: ReadonlyArray<AccessRow>;
};

/** Which rows of an access matrix to list: those that fulfil all that is said. */
export type AccessMatrixFilter = {
  /** Only rows of these models, by public name; absent: rows of every listed model, and one for what has no model. */
  readonly models?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only what is about the subject of this name; of API keys: of this global id. NOT_FOUND where there is none in use. */
  readonly subject?: InputMaybe<Scalars['String']['input']>;
};

/**
 * What somebody may do with one model, or without any. It is what enforcement does, whatever the API. What a call may be
 * refused for besides, such as a quota, is not in here.
 */
export type AccessRow = {
  readonly __typename?: 'AccessRow';
  /** Operations that manage something: queries and mutations for OWNER, ADMIN or APPROVER. */
  readonly administer: ReadonlyArray<Scalars['String']['output']>;
  /** Operations that call the model; of what has no model, queries and mutations for DEVELOPER. */
  readonly invoke: ReadonlyArray<Scalars['String']['output']>;
  /** Public name of the model; null for everything that has no model. */
  readonly model: Maybe<Scalars['String']['output']>;
  /** Operations that look at something: `model`, if the model is shown; of what has no model, queries for ANALYST or AUDITOR. */
  readonly read: ReadonlyArray<Scalars['String']['output']>;
  /** Whom it is about. */
  readonly subject: AccessSubject;
  /** Whether the subject has an approved subscription to the model, without which no call passes; null if no product sells it. */
  readonly subscribed: Maybe<Scalars['Boolean']['output']>;
};

/** Whom a row of an access matrix is about. */
export type AccessSubject = {
  readonly __typename?: 'AccessSubject';
  /** Its global id; null for a role. */
  readonly id: Maybe<Scalars['ID']['output']>;
  /** What it is. */
  readonly kind: AccessSubjectKind;
  /** Its name. */
  readonly name: Scalars['String']['output'];
};

/** What the rows of an access matrix are about. */
export type AccessSubjectKind =
  /** API keys, by everything: own roles, inherited ones, and what the key is limited to. */
  | 'API_KEY'
  /** Applications, by what they and their teams were given. */
  | 'APPLICATION'
  /** Roles, built-in and custom ones, each as if one held nothing else. */
  | 'ROLE'
  /** Teams, by what they and the teams above them were given. */
  | 'TEAM'
  /** Everyone of the tenant, by what was given to all of it. */
  | 'TENANT'
  /** Users, by what they were given themselves. */
  | 'USER';

/**
 * One change of an answer. Patterns are regular expressions in the syntax of RE2, which take no longer than the text is long:
 * the larger they are together, the shorter an answer has to be that they can change.
 */
export type AnswerEdit = {
  /** What is done. */
  readonly do: AnswerEditKind;
  /** Of BETWEEN. */
  readonly end?: InputMaybe<Scalars['String']['input']>;
  /** Of MATCH: the number of a group; 0 is all of it. */
  readonly group?: InputMaybe<Scalars['Int']['input']>;
  /** Of CUT: 1 or more. */
  readonly length?: InputMaybe<Scalars['Int']['input']>;
  /** Of PATH. */
  readonly path?: InputMaybe<Scalars['String']['input']>;
  /** Of MATCH and REPLACE: 1,000 characters at most. */
  readonly pattern?: InputMaybe<Scalars['String']['input']>;
  /** Of BETWEEN. */
  readonly start?: InputMaybe<Scalars['String']['input']>;
  /** Of REPLACE: the text, as it is. */
  readonly with?: InputMaybe<Scalars['String']['input']>;
};

/** How an answer is changed. */
export type AnswerEditKind =
  /** Takes what stands between the first `start` and the next `end`. */
  | 'BETWEEN'
  /** Takes the first block of code between ``` and ```. */
  | 'CODE_BLOCK'
  /** Takes the first `length` characters. */
  | 'CUT'
  /** Writes all of it in small letters. */
  | 'LOWER_CASE'
  /** Takes what `pattern` matches first: its `group`, or else its first group, or all of it. */
  | 'MATCH'
  /** Takes the first number, without the commas between its thousands. It comes last. */
  | 'NUMBER'
  /** Reads the answer as JSON and takes what stands at `path`, such as `$.items[0].name`. */
  | 'PATH'
  /** Writes `with` in place of each match of `pattern`. */
  | 'REPLACE'
  /** Takes away the white space around it. */
  | 'TRIM'
  /** Writes all of it in capitals. */
  | 'UPPER_CASE';

/** A credential of the gateway. Its secret is shown once, when the key is created, and kept nowhere. */
export type ApiKey = Node & {
  readonly __typename?: 'ApiKey';
  /** The only addresses that it may be used from, as CIDR ranges; null if from everywhere. */
  readonly allowedAddresses: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** The application that it belongs to, if any. */
  readonly application: Maybe<Scalars['String']['output']>;
  /** When it was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Whether it runs documents only that its tenant has registered (`registerDocument`): no other ones, and nothing over REST. */
  readonly documentsOnly: Scalars['Boolean']['output'];
  /** When it stops working; null if never. */
  readonly expiresAt: Maybe<Scalars['DateTime']['output']>;
  /** The application that it belongs to, as an object; null if none. */
  readonly holderApplication: Maybe<Application>;
  /** The team that it belongs to, as an object; null if none. */
  readonly holderTeam: Maybe<Team>;
  /** The user whom it stands for, as an object; null if none. */
  readonly holderUser: Maybe<User>;
  /** The key's global id. */
  readonly id: Scalars['ID']['output'];
  /** When it was used last, noted once a minute and some seconds later; null if never. */
  readonly lastUsedAt: Maybe<Scalars['DateTime']['output']>;
  /** Public names of the only models that it may use; null if it may use all. */
  readonly models: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** What it is for, in its creator's words. */
  readonly name: Scalars['String']['output'];
  /** The only operations and mutations that it may use; null if it may use all. What it may read, its roles say. */
  readonly operations: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** The first characters of the secret, to recognise it by. */
  readonly prefix: Scalars['String']['output'];
  /** The key that replaces it, if any: this one ends soon. */
  readonly replacedBy: Maybe<ApiKey>;
  /** The key that it was made to replace, if any. */
  readonly replaces: Maybe<ApiKey>;
  /** When it was revoked; null if it was not. */
  readonly revokedAt: Maybe<Scalars['DateTime']['output']>;
  /** The roles that it was given itself; those implied by them, and inherited ones, are not listed. */
  readonly roles: ReadonlyArray<Role>;
  /** The team that it belongs to, if any. */
  readonly team: Maybe<Scalars['String']['output']>;
  /** The user whom it stands for, if any. */
  readonly user: Maybe<Scalars['String']['output']>;
};

/** A page of API keys. */
export type ApiKeyConnection = {
  readonly __typename?: 'ApiKeyConnection';
  /** The keys of the page with their cursors. */
  readonly edges: ReadonlyArray<ApiKeyEdge>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** One key of a page, and where it stands in the list. */
export type ApiKeyEdge = {
  readonly __typename?: 'ApiKeyEdge';
  /** Pass it as `after` to get what follows. */
  readonly cursor: Scalars['String']['output'];
  /** The key. */
  readonly node: ApiKey;
};

/** Which keys to list: those that fulfil all that is said. */
export type ApiKeyFilter = {
  /** Name of the application that they belong to. */
  readonly application?: InputMaybe<Scalars['String']['input']>;
  /** Only keys that end before this moment. */
  readonly expiresBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** The beginning of the secret, such as `weir_3fGh`: 6 to 12 characters. The rest is for nobody's eyes. */
  readonly prefix?: InputMaybe<Scalars['String']['input']>;
  /** Part of the name, in any case: 1 to 100 characters. */
  readonly search?: InputMaybe<Scalars['String']['input']>;
  /** Whether they still work; in any state if absent. */
  readonly state?: InputMaybe<ApiKeyState>;
  /** Name of the team that they belong to. */
  readonly team?: InputMaybe<Scalars['String']['input']>;
  /** Name of the user whom they stand for. */
  readonly user?: InputMaybe<Scalars['String']['input']>;
};

/** Whether a key still works. */
export type ApiKeyState =
  /** Neither revoked nor expired. */
  | 'ACTIVE'
  /** Its time is over. */
  | 'EXPIRED'
  /** Somebody has revoked it. */
  | 'REVOKED';

/** A program that calls models for a team. */
export type Application = Node & {
  readonly __typename?: 'Application';
  /** Its keys, newest first, revoked ones included. */
  readonly apiKeys: ApiKeyConnection;
  /** Since when it is out of use, and its keys do not work; null if it is in use. */
  readonly archivedAt: Maybe<Scalars['DateTime']['output']>;
  /** Who pays for what it uses, in the words of the books; that of its team if null. */
  readonly costCentre: Maybe<Scalars['String']['output']>;
  /** When it was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** What it is for; null if nobody has said. */
  readonly description: Maybe<Scalars['String']['output']>;
  /** The application's global id. */
  readonly id: Scalars['ID']['output'];
  /** What keys, quotas and usage call it. It never changes. */
  readonly name: Scalars['String']['output'];
  /** The team that it belongs to. */
  readonly team: Team;
  /** Name of the tier that it is assigned to; null if it has none of its own. */
  readonly tier: Maybe<Scalars['String']['output']>;
  /** What people call it. */
  readonly title: Scalars['String']['output'];
  /** Grows with each change; say it when you change or archive the application. */
  readonly version: Scalars['Int']['output'];
};


/** A program that calls models for a team. */
export type ApplicationApiKeysArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of applications. */
export type ApplicationConnection = {
  readonly __typename?: 'ApplicationConnection';
  /** The applications of the page with their cursors. */
  readonly edges: ReadonlyArray<ApplicationEdge>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** One application of a page, and where it stands in the list. */
export type ApplicationEdge = {
  readonly __typename?: 'ApplicationEdge';
  /** Pass it as `after` to get what follows. */
  readonly cursor: Scalars['String']['output'];
  /** The application. */
  readonly node: Application;
};

/** Which applications to list: those that fulfil all that is said. */
export type ApplicationFilter = {
  /** Part of the name or the title, in any case: 1 to 100 characters. */
  readonly search?: InputMaybe<Scalars['String']['input']>;
  /** Whether in use. */
  readonly state?: EntityState;
  /** Only those of this team, by its global id or its name. */
  readonly team?: InputMaybe<Scalars['ID']['input']>;
};

/** Which application to take out of use. */
export type ArchiveApplicationInput = {
  /** The application's global id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The application that was taken out of use. */
export type ArchiveApplicationPayload = {
  readonly __typename?: 'ArchiveApplicationPayload';
  /** The application; its `archivedAt` is that of the first time, if it was archived before. */
  readonly application: Application;
};

/** Which guardrail to take out of use. */
export type ArchiveGuardrailInput = {
  /** The guardrail's global id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The guardrail that was taken out of use. */
export type ArchiveGuardrailPayload = {
  readonly __typename?: 'ArchiveGuardrailPayload';
  /** The guardrail; its `archivedAt` is that of the first time, if it was archived before. */
  readonly guardrail: Guardrail;
};

/** Which identity provider to take out of use. */
export type ArchiveIdentityProviderInput = {
  /** The identity provider's global id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The identity provider that was taken out of use. */
export type ArchiveIdentityProviderPayload = {
  readonly __typename?: 'ArchiveIdentityProviderPayload';
  /** The identity provider; its `archivedAt` is that of the first time, if it was archived before. */
  readonly identityProvider: IdentityProvider;
};

/** Which model to take out of use. */
export type ArchiveModelInput = {
  /** The model's global id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The model that was taken out of use. */
export type ArchiveModelPayload = {
  readonly __typename?: 'ArchiveModelPayload';
  /** The model as it was. */
  readonly model: Model;
};

/** Which provider to take out of use. */
export type ArchiveProviderInput = {
  /** The provider's global id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The provider that was taken out of use. */
export type ArchiveProviderPayload = {
  readonly __typename?: 'ArchiveProviderPayload';
  /** The provider; its `archivedAt` is that of the first time, if it was archived before. */
  readonly provider: Provider;
};

/** Which quota to take out of use. */
export type ArchiveQuotaInput = {
  /** The quota's global id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The quota that was taken out of use. */
export type ArchiveQuotaPayload = {
  readonly __typename?: 'ArchiveQuotaPayload';
  /** The quota; its `archivedAt` is that of the first time, if it was archived before. */
  readonly quota: DeclaredQuota;
};

/** Which role to take out of use. */
export type ArchiveRoleInput = {
  /** The role's global id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The role that was taken out of use. */
export type ArchiveRolePayload = {
  readonly __typename?: 'ArchiveRolePayload';
  /** The role; its `archivedAt` is that of the first time, if it was archived before. */
  readonly role: CustomRole;
};

/** Which team to take out of use. */
export type ArchiveTeamInput = {
  /** The team's global id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The team that was taken out of use. */
export type ArchiveTeamPayload = {
  readonly __typename?: 'ArchiveTeamPayload';
  /** The team; its `archivedAt` is that of the first time, if it was archived before. */
  readonly team: Team;
};

/** Which tenant to take out of use. */
export type ArchiveTenantInput = {
  /** The tenant's global id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The tenant that was taken out of use. */
export type ArchiveTenantPayload = {
  readonly __typename?: 'ArchiveTenantPayload';
  /** The tenant. */
  readonly tenant: Tenant;
};

/** Which tier to take out of use. */
export type ArchiveTierInput = {
  /** The tier's global id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The tier that was taken out of use. */
export type ArchiveTierPayload = {
  readonly __typename?: 'ArchiveTierPayload';
  /** The tier; its `archivedAt` is that of the first time, if it was archived before. */
  readonly tier: Tier;
};

/** Which user to take out of use. */
export type ArchiveUserInput = {
  /** The user's global id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The user that was taken out of use. */
export type ArchiveUserPayload = {
  readonly __typename?: 'ArchiveUserPayload';
  /** The user; its `archivedAt` is that of the first time, if it was archived before. */
  readonly user: User;
};

/** Who is to have which role. */
export type AssignRoleInput = {
  /** Global id of the tenant, or of a team, application or user of it that is in use. */
  readonly holder: Scalars['ID']['input'];
  /** Name of the role: a built-in one such as ANALYST, or a custom one. The caller must hold all that it allows. */
  readonly role: Scalars['String']['input'];
};

/** That somebody has a role. */
export type AssignRolePayload = {
  readonly __typename?: 'AssignRolePayload';
  /** The assignment, also if it was there before. */
  readonly assignment: RoleAssignment;
};

/** Who is to have which tier. */
export type AssignTierInput = {
  /** Global id of an application, whose tier counts before that of its team. Either this or `team`. */
  readonly application?: InputMaybe<Scalars['ID']['input']>;
  /** Global id of a team; those below it share its counters. Either this or `application`. */
  readonly team?: InputMaybe<Scalars['ID']['input']>;
  /** Global id of the tier; null or absent: none from now on. */
  readonly tier?: InputMaybe<Scalars['ID']['input']>;
};

/** Who has which tier now. */
export type AssignTierPayload = {
  readonly __typename?: 'AssignTierPayload';
  /** The application; null if it is a team. */
  readonly application: Maybe<Application>;
  /** The team; null if it is an application. */
  readonly team: Maybe<Team>;
  /** The tier; null if there is none any more. */
  readonly tier: Maybe<Tier>;
};

/**
 * What a model has answered. The ledger keeps no answers: of an earlier call, the texts are null and `toolCalls` is
 * empty.
 */
export type AssistantMessage = {
  readonly __typename?: 'AssistantMessage';
  /** What the model thought, where the provider tells. */
  readonly reasoning: Maybe<Scalars['String']['output']>;
  /** To be given back unchanged with the reasoning in the next turn, where present. */
  readonly reasoningState: Maybe<Scalars['String']['output']>;
  /** The answer; null if the model wrote none and called tools instead. */
  readonly text: Maybe<Scalars['String']['output']>;
  /** The tools that the model wants called, in order. */
  readonly toolCalls: ReadonlyArray<ToolCall>;
};

/** One deployment that was asked once. */
export type Attempt = {
  readonly __typename?: 'Attempt';
  /** What went wrong: the provider's error code, or the gateway's word for it. */
  readonly code: Maybe<Scalars['String']['output']>;
  /** Name of the deployment. */
  readonly deployment: Scalars['String']['output'];
  /** How long it took, in milliseconds. */
  readonly latencyMs: Scalars['Int']['output'];
  /** How it ended. */
  readonly outcome: AttemptOutcome;
  /** Name of the provider. */
  readonly provider: Scalars['String']['output'];
  /** HTTP status of a failure, where there was an answer. */
  readonly status: Maybe<Scalars['Int']['output']>;
};

/** How a deployment has dealt with a question. */
export type AttemptOutcome =
  /** It has answered. */
  | 'ANSWERED'
  /** It was stopped before it was done. */
  | 'CANCELLED'
  /** It has failed. */
  | 'FAILED';

/** What was done to a thing. */
export type AuditAction =
  /** It was made. */
  | 'CREATED'
  /** It was removed. */
  | 'DELETED'
  /** It was read, by someone who may. */
  | 'READ'
  /** It was changed. */
  | 'UPDATED';

/** Who has caused an event. Name, user and address are personal: they are null once their person has been forgotten. */
export type AuditActor = {
  readonly __typename?: 'AuditActor';
  /** IP address that the request came from. */
  readonly address: Maybe<Scalars['String']['output']>;
  /** Global id of the API key; null if it was none. */
  readonly apiKey: Maybe<Scalars['ID']['output']>;
  /** Application of the credentials. */
  readonly application: Maybe<Scalars['String']['output']>;
  /** What kind of somebody. */
  readonly kind: AuditActorKind;
  /** What the credentials are called. */
  readonly name: Maybe<Scalars['String']['output']>;
  /** Team of the credentials. */
  readonly team: Maybe<Scalars['String']['output']>;
  /** User of the credentials. */
  readonly user: Maybe<Scalars['String']['output']>;
};

/** What kind of somebody an event was caused by. */
export type AuditActorKind =
  /** Who has an API key. */
  | 'API_KEY'
  /** Someone of the tenant that runs the gateway. */
  | 'OPERATOR'
  /** The gateway itself, such as when it reads its configuration. */
  | 'SYSTEM'
  /** Whom an identity provider vouches for. */
  | 'TOKEN'
  /** Nobody knows. */
  | 'UNKNOWN';

/**
 * That a call is one of those that an event holds, for anyone to verify: hash it as a leaf, go up `path` to the root (RFC
 * 9162, section 2.1.3.2), and find that root in `event.record`, as `ledger.root`.
 */
export type AuditCallProof = {
  readonly __typename?: 'AuditCallProof';
  /** Its place among the calls of the event, from 0 on. */
  readonly index: Scalars['SafeInt']['output'];
  /** Whether the call is as it was then. */
  readonly isUnchanged: Scalars['Boolean']['output'];
  /** The leaf as it was when the call had ended: SHA-256 over a zero byte, the SHA-256 of `record`, and the bytes of `personal`; in hexadecimal. */
  readonly leaf: Scalars['String']['output'];
  /** Hashes of the sibling subtrees from the leaf to the root, in hexadecimal. */
  readonly path: ReadonlyArray<Scalars['String']['output']>;
  /** Hash of who called and from where, in hexadecimal, which the person's key has salted; empty where nobody is named. */
  readonly personal: Scalars['String']['output'];
  /**
   * The call as the ledger has it now, as text that was hashed; null if it was removed. Where somebody is named, it says
   * neither who nor from where.
   */
  readonly record: Maybe<Scalars['String']['output']>;
  /** How many calls the event holds. */
  readonly size: Scalars['SafeInt']['output'];
};

/** One thing that an act has changed. */
export type AuditChange = {
  readonly __typename?: 'AuditChange';
  /** What was done to it. */
  readonly action: AuditAction;
  /** What it was afterwards; of a change, only what differs. Secrets are masked; null if it is gone. */
  readonly after: Maybe<Scalars['JSON']['output']>;
  /** What it was before; of a change, only what differs. Secrets are masked; null if it was not there. */
  readonly before: Maybe<Scalars['JSON']['output']>;
  /** What kind of thing, such as `team` or `api_key`. */
  readonly entity: Scalars['String']['output'];
  /** Its id as the database knows it; null if it has none. */
  readonly entityId: Maybe<Scalars['String']['output']>;
};

/** A statement on a part of the chain, signed by the gateway. */
export type AuditCheckpoint = {
  readonly __typename?: 'AuditCheckpoint';
  /** Number of the first event that it covers. */
  readonly first: Scalars['SafeInt']['output'];
  /** Number of the last event that it covers. */
  readonly last: Scalars['SafeInt']['output'];
  /** Its number, from 1 on. */
  readonly number: Scalars['SafeInt']['output'];
  /** The key that verifies it: 32 bytes in base64. It is the same for all that share a WEIR_MASTER_KEY. */
  readonly publicKey: Scalars['String']['output'];
  /**
   * The text that was signed: canonical JSON (RFC 8785) with `first` and `last`, the `root` of the Merkle tree over the hashes
   * of the events (RFC 9162, section 2.1.1), the hash of the last event as `head`, and the SHA-256 of the checkpoint before
   * as `previous`.
   */
  readonly record: Scalars['String']['output'];
  /** Ed25519 signature of `record` (RFC 8032), in base64. */
  readonly signature: Scalars['String']['output'];
};

/**
 * An event of the audit trail. All events of a tenant form a chain: each has a number, without gaps, and holds the hash of
 * the one before, so that none can be changed, removed or put in between without notice.
 */
export type AuditEvent = Node & {
  readonly __typename?: 'AuditEvent';
  /** Who has caused it. */
  readonly actor: AuditActor;
  /** When it happened. */
  readonly at: Scalars['DateTime']['output'];
  /** The deployments that were asked, in order. */
  readonly attempts: ReadonlyArray<Attempt>;
  /** Global id of the call; null if it is about none. */
  readonly call: Maybe<Scalars['ID']['output']>;
  /** What was changed, thing by thing. */
  readonly changes: ReadonlyArray<AuditChange>;
  /** The code of the refusal; null if it was none. */
  readonly code: Maybe<ErrorCode>;
  /** How often: more than once where one event stands for many. */
  readonly count: Scalars['SafeInt']['output'];
  /** Whether somebody that it tells of has been forgotten, and that part of it cannot be read any more. */
  readonly erased: Scalars['Boolean']['output'];
  /** What guardrails have found in the call. */
  readonly guardrails: ReadonlyArray<GuardrailVerdict>;
  /** SHA-256 over a zero byte and `record`, in hexadecimal. */
  readonly hash: Scalars['String']['output'];
  /** The event's global id. */
  readonly id: Scalars['ID']['output'];
  /** What it is about. */
  readonly kind: AuditKind;
  /** Public name of the model; null if it is not about one. */
  readonly model: Maybe<Scalars['String']['output']>;
  /** What was asked for: a field of the schema, a governed operation such as `complete`, or `signIn`. */
  readonly operation: Scalars['String']['output'];
  /** Why, in the words that the caller was told; null if nothing was refused. */
  readonly reason: Maybe<Scalars['String']['output']>;
  /** The text that was hashed: canonical JSON (RFC 8785) in which what is personal is sealed. */
  readonly record: Scalars['String']['output'];
  /** Its number in the chain of the tenant, from 1 on. */
  readonly sequence: Scalars['SafeInt']['output'];
  /** What became of it. */
  readonly verdict: AuditVerdict;
};

/** A page of events. */
export type AuditEventConnection = {
  readonly __typename?: 'AuditEventConnection';
  /** The events of the page with their cursors. */
  readonly edges: ReadonlyArray<AuditEventEdge>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** One event of a page, and where it stands in the list. */
export type AuditEventEdge = {
  readonly __typename?: 'AuditEventEdge';
  /** Pass it as `after` to get what follows. */
  readonly cursor: Scalars['String']['output'];
  /** The event. */
  readonly node: AuditEvent;
};

/** Which events to list: those that fulfil all that is said. */
export type AuditEventFilter = {
  /** IP address that the request came from. */
  readonly address?: InputMaybe<Scalars['String']['input']>;
  /** Global id of the API key of who did it. */
  readonly apiKey?: InputMaybe<Scalars['ID']['input']>;
  /** Application of who did it. */
  readonly application?: InputMaybe<Scalars['String']['input']>;
  /** Global id of the call. */
  readonly call?: InputMaybe<Scalars['ID']['input']>;
  /** The code of the refusal. */
  readonly code?: InputMaybe<ErrorCode>;
  /** At this moment or later. */
  readonly from?: InputMaybe<Scalars['DateTime']['input']>;
  /** What they are about. */
  readonly kind?: InputMaybe<AuditKind>;
  /** Public name of the model. */
  readonly model?: InputMaybe<Scalars['String']['input']>;
  /** What was asked for, such as `updateTeam` or `complete`. */
  readonly operation?: InputMaybe<Scalars['String']['input']>;
  /** User that it tells of, be it who did it or whom something was done to. */
  readonly subject?: InputMaybe<Scalars['String']['input']>;
  /** Team of who did it. */
  readonly team?: InputMaybe<Scalars['String']['input']>;
  /** Before this moment. */
  readonly to?: InputMaybe<Scalars['DateTime']['input']>;
  /** User of who did it. */
  readonly user?: InputMaybe<Scalars['String']['input']>;
  /** What became of it. */
  readonly verdict?: InputMaybe<AuditVerdict>;
};

/** A piece of an export: append the pieces to a file, and `weir audit verify` checks it. */
export type AuditExport = {
  readonly __typename?: 'AuditExport';
  /** Pass it as `after` to get the next piece; null at the end. */
  readonly next: Maybe<Scalars['String']['output']>;
  /** Lines of JSON, each with its line feed. */
  readonly text: Scalars['String']['output'];
};

/** What an event of the audit trail is about. */
export type AuditKind =
  /** Something was changed. */
  | 'ACT'
  /** A policy has decided a call: refused, masked or flagged it, or let another deployment answer. */
  | 'CALL'
  /** Somebody was refused what is no call. */
  | 'DENIAL'
  /** Calls that had ended became part of the chain: it holds the root of a Merkle tree over them. There is one every few seconds, so lists leave them out unless they are asked for. */
  | 'LEDGER'
  /** Credentials were refused. Many of the same kind within some seconds are one event. */
  | 'SIGN_IN';

/**
 * That an event is part of the chain, for anyone to verify: hash `event.record` as a leaf, go up `path` to the root (RFC 9162,
 * section 2.1.3.2), find that root in `checkpoint.record`, and verify the signature.
 */
export type AuditProof = {
  readonly __typename?: 'AuditProof';
  /** That the event holds the call; null if it was the event that was asked for. */
  readonly call: Maybe<AuditCallProof>;
  /** The checkpoint that covers it. */
  readonly checkpoint: AuditCheckpoint;
  /** The event. */
  readonly event: AuditEvent;
  /** Its place among the events of the checkpoint, from 0 on. */
  readonly index: Scalars['SafeInt']['output'];
  /** Hashes of the sibling subtrees from the leaf to the root, in hexadecimal. */
  readonly path: ReadonlyArray<Scalars['String']['output']>;
  /** How many events the checkpoint covers. */
  readonly size: Scalars['SafeInt']['output'];
};

/** What has happened in a time, summed up: who was let in, what was changed, refused, blocked and masked. */
export type AuditReport = {
  readonly __typename?: 'AuditReport';
  /** Start of the report, inclusive. */
  readonly from: Scalars['DateTime']['output'];
  /** The most frequent first, 1,000 at most. */
  readonly rows: ReadonlyArray<AuditReportRow>;
  /** End of the report, exclusive. */
  readonly to: Scalars['DateTime']['output'];
};

/** Events of a time that are alike. */
export type AuditReportRow = {
  readonly __typename?: 'AuditReportRow';
  /** How many different people and keys have caused them, as far as that is known. */
  readonly actors: Scalars['SafeInt']['output'];
  /** The code of the refusal; null if it was none. */
  readonly code: Maybe<ErrorCode>;
  /** How many there were. */
  readonly count: Scalars['SafeInt']['output'];
  /** What they are about. */
  readonly kind: AuditKind;
  /** What was asked for. */
  readonly operation: Scalars['String']['output'];
  /** What became of it. */
  readonly verdict: AuditVerdict;
};

/** What became of what an event is about. */
export type AuditVerdict =
  /** It was done. */
  | 'ALLOWED'
  /** A guardrail has blocked it. */
  | 'BLOCKED'
  /** It was refused. */
  | 'DENIED'
  /** It was done, and a guardrail has found something. */
  | 'FLAGGED'
  /** It was done, with something masked. */
  | 'REDACTED'
  /** It was done by another deployment than the first. */
  | 'REROUTED';

/** How a call ended and who made it, as the ledger has it. Neither its prompt nor its answer is kept. */
export type AuditedCall = Node & {
  readonly __typename?: 'AuditedCall';
  /** IP address that it came from. */
  readonly address: Maybe<Scalars['String']['output']>;
  /** Through which API it came. */
  readonly api: Scalars['String']['output'];
  /** Global id of the API key; null if it was a token. */
  readonly apiKey: Maybe<Scalars['ID']['output']>;
  /** Application of the credentials. */
  readonly application: Maybe<Scalars['String']['output']>;
  /** The deployments that were asked, in order: each but the last has failed. */
  readonly attempts: ReadonlyArray<Attempt>;
  /** Whether a stored answer was served. */
  readonly cached: Scalars['Boolean']['output'];
  /** Global id of the call, as answers and events name it. */
  readonly call: Scalars['ID']['output'];
  /** The code of its error; null if it had none. */
  readonly code: Maybe<ErrorCode>;
  /** What it has cost. */
  readonly cost: Money;
  /** Deployment that has answered; null if none has. */
  readonly deployment: Maybe<Scalars['String']['output']>;
  /** What guardrails have found. */
  readonly guardrails: ReadonlyArray<GuardrailVerdict>;
  /** The record's global id. */
  readonly id: Scalars['ID']['output'];
  /** How long it took, in milliseconds. */
  readonly latencyMs: Scalars['Int']['output'];
  /** Public name of the model that was asked for. */
  readonly model: Scalars['String']['output'];
  /** The governed operation, such as `complete`. */
  readonly operation: Scalars['String']['output'];
  /** How it ended for its caller. */
  readonly outcome: CallOutcome;
  /** Provider that has answered; null if none has. */
  readonly provider: Maybe<Scalars['String']['output']>;
  /** Why it was refused, in the words that the caller was told; null if it was not. */
  readonly reason: Maybe<Scalars['String']['output']>;
  /** When it began. */
  readonly startedAt: Scalars['DateTime']['output'];
  /** Global id of the call of a prompt that it was a step of; null of others. */
  readonly stepOf: Maybe<Scalars['ID']['output']>;
  /** Team of the credentials. */
  readonly team: Maybe<Scalars['String']['output']>;
  /** What it has used. */
  readonly usage: TokenUsage;
  /** User of the credentials. */
  readonly user: Maybe<Scalars['String']['output']>;
};

/** A page of calls. */
export type AuditedCallConnection = {
  readonly __typename?: 'AuditedCallConnection';
  /** The calls of the page with their cursors. */
  readonly edges: ReadonlyArray<AuditedCallEdge>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** One call of a page, and where it stands in the list. */
export type AuditedCallEdge = {
  readonly __typename?: 'AuditedCallEdge';
  /** Pass it as `after` to get what follows. */
  readonly cursor: Scalars['String']['output'];
  /** The call. */
  readonly node: AuditedCall;
};

/** Which calls to list: those that fulfil all that is said. */
export type AuditedCallFilter = {
  /** IP address that they came from. */
  readonly address?: InputMaybe<Scalars['String']['input']>;
  /** Global id of the API key. */
  readonly apiKey?: InputMaybe<Scalars['ID']['input']>;
  /** Application of the credentials. */
  readonly application?: InputMaybe<Scalars['String']['input']>;
  /** The code of their error. */
  readonly code?: InputMaybe<ErrorCode>;
  /** That began at this moment or later. */
  readonly from?: InputMaybe<Scalars['DateTime']['input']>;
  /** Public name of the model that was asked for. */
  readonly model?: InputMaybe<Scalars['String']['input']>;
  /** The governed operation, such as `complete`. */
  readonly operation?: InputMaybe<Scalars['String']['input']>;
  /** How they ended. */
  readonly outcome?: InputMaybe<CallOutcome>;
  /** Team of the credentials. */
  readonly team?: InputMaybe<Scalars['String']['input']>;
  /** That began before this moment. */
  readonly to?: InputMaybe<Scalars['DateTime']['input']>;
  /** User of the credentials. */
  readonly user?: InputMaybe<Scalars['String']['input']>;
};

/** Where a budget is heading. */
export type BudgetForecast = {
  readonly __typename?: 'BudgetForecast';
  /** The end of its present window. */
  readonly forecast: Forecast;
  /** End of the day on which what is expected reaches the limit; null if it does not within the window. */
  readonly limitReachedAt: Maybe<Scalars['DateTime']['output']>;
  /** The budget. */
  readonly quota: Quota;
};

/** How a call has ended for its caller. */
export type CallOutcome =
  /** The caller has left. */
  | 'CANCELLED'
  /** By a fault. */
  | 'FAILED'
  /** With a whole answer. */
  | 'FINISHED'
  /** By a policy. */
  | 'REFUSED';

/** What a model can be asked for. */
export type Capability =
  /** Completions. */
  | 'COMPLETION'
  /** Embeddings. */
  | 'EMBEDDING'
  /** Images in messages. */
  | 'IMAGE_INPUT'
  /** Answers that fit a JSON Schema. */
  | 'JSON_SCHEMA'
  /** Thinking before the answer. */
  | 'REASONING'
  /** Calls of tools that the request declares. */
  | 'TOOLS';

/** What a tenant has used, and who pays for it. The rows add up to the totals, and these to the ledger, to the nano-dollar. */
export type Chargeback = {
  readonly __typename?: 'Chargeback';
  /** The rows as comma-separated values (RFC 4180), with a header and amounts in US dollars; behind them, a line for each tier, with its name in the column `tier` and who has it in `tier_holder`. What a spreadsheet would take for a formula has an apostrophe in front. */
  readonly csv: Scalars['String']['output'];
  /** Calls and tiers together. */
  readonly due: Money;
  /** Start of the period, inclusive. */
  readonly from: Scalars['DateTime']['output'];
  /** Dearest first. */
  readonly rows: ReadonlyArray<ChargebackRow>;
  /** The monthly prices of tiers, a line for each who had one, the most money first. They are charged by the day: a day (of the time zone of the month, else UTC) belongs to the tier that the team or application has at its end, or now if it has not ended yet, and costs that part of the tier's price at that time which it is of its month. So whoever gets a tier in mid-month pays from that day on, whoever moves pays for both in parts, and all days of a month together cost the price to the nano-dollar. Days that have not begun are not charged. */
  readonly tiers: ReadonlyArray<ChargebackTier>;
  /** End of the period, exclusive. */
  readonly to: Scalars['DateTime']['output'];
  /** All of them together. */
  readonly totals: UsageTotals;
};

/** By what a chargeback can be broken down. */
export type ChargebackDimension =
  /** Application of the caller. */
  | 'APPLICATION'
  /** Who pays: the cost centre of the application, else of its team, else of the next team above that had one when the call began. Calls from before any of them had one go to the first that they got; null where none has one. */
  | 'COST_CENTRE'
  /** Public name of the model. */
  | 'MODEL'
  /** Team of the caller. */
  | 'TEAM';

/** What one dimension is in a row. */
export type ChargebackGroup = {
  readonly __typename?: 'ChargebackGroup';
  /** The dimension. */
  readonly dimension: ChargebackDimension;
  /** Its value; null for calls that have none. */
  readonly value: Maybe<Scalars['String']['output']>;
};

/** A stretch of time to account for: a month, or what lies between two moments. */
export type ChargebackPeriod = {
  /** Calls that started at this moment or later; together with `to`, instead of a month. */
  readonly from?: InputMaybe<Scalars['DateTime']['input']>;
  /** A month of the calendar, such as `2026-01`. */
  readonly month?: InputMaybe<Scalars['String']['input']>;
  /** IANA name of the time zone that the month is one of; UTC if absent. */
  readonly timeZone?: InputMaybe<Scalars['String']['input']>;
  /** Calls that started before this moment. */
  readonly to?: InputMaybe<Scalars['DateTime']['input']>;
};

/** What one payer has used. */
export type ChargebackRow = {
  readonly __typename?: 'ChargebackRow';
  /** What the calls have in common: one entry for each dimension of `groupBy`, in that order. */
  readonly group: ReadonlyArray<ChargebackGroup>;
  /** What they have used. */
  readonly totals: UsageTotals;
};

/** What is owed for a tier that somebody has had. */
export type ChargebackTier = {
  readonly __typename?: 'ChargebackTier';
  /** The application that has it; null if it is a team. */
  readonly application: Maybe<Scalars['String']['output']>;
  /** What these days cost. */
  readonly cost: Money;
  /** On how many days of the period. */
  readonly days: Scalars['Int']['output'];
  /** As of a row, for who has the tier; its model is null. */
  readonly group: ReadonlyArray<ChargebackGroup>;
  /** The team that has it; null if it is an application. */
  readonly team: Maybe<Scalars['String']['output']>;
  /** Name of the tier. */
  readonly tier: Scalars['String']['output'];
};

/** What a call was charged by. */
export type ChargedPrice = {
  readonly __typename?: 'ChargedPrice';
  /** What the caller's tier has added, in hundredths of a per cent. */
  readonly adjustmentBasisPoints: Scalars['Int']['output'];
  /** A million tokens of input, first tier, discounts of the price taken off. */
  readonly inputPerMillion: Money;
  /** A million tokens of output, first tier, discounts of the price taken off. */
  readonly outputPerMillion: Money;
  /** Where the price came from. */
  readonly source: PriceSource;
  /** Name of the version of the price book; null if the price came from elsewhere. */
  readonly version: Maybe<Scalars['String']['output']>;
};

/** Which claims say whom a token stands for: CEL expressions over the variable `claims`. */
export type ClaimMapping = {
  readonly __typename?: 'ClaimMapping';
  /** The application. */
  readonly application: Maybe<Scalars['String']['output']>;
  /** A role, or a list of roles. */
  readonly roles: Scalars['String']['output'];
  /** What their roles stand for; null if they have the names of ours. */
  readonly rolesMap: Maybe<ReadonlyArray<RoleMapping>>;
  /** The team. */
  readonly team: Maybe<Scalars['String']['output']>;
  /** The tenant; null if it is always the same. */
  readonly tenant: Maybe<Scalars['String']['output']>;
  /** The user; `claims.sub` if it is not said. */
  readonly user: Maybe<Scalars['String']['output']>;
};

/** Which claims are to say whom a token stands for: CEL expressions over the variable `claims`. */
export type ClaimMappingInput = {
  /** The application. */
  readonly application?: InputMaybe<Scalars['String']['input']>;
  /** A role, or a list of roles. */
  readonly roles: Scalars['String']['input'];
  /** What their roles stand for; if it is not said, they have the names of ours. */
  readonly rolesMap?: InputMaybe<ReadonlyArray<RoleMappingInput>>;
  /** The team. */
  readonly team?: InputMaybe<Scalars['String']['input']>;
  /** The tenant; only for those who run the gateway. */
  readonly tenant?: InputMaybe<Scalars['String']['input']>;
  /** The user; `claims.sub` if it is not said. */
  readonly user?: InputMaybe<Scalars['String']['input']>;
};

/** What is to be compared. */
export type ComparePromptVersionsInput = {
  /** Arguments of the prompt, as a JSON object. */
  readonly arguments?: Scalars['JSON']['input'];
  /** Public name of a model to ask in place of those that the versions name. */
  readonly model?: InputMaybe<Scalars['String']['input']>;
  /** Name of the template. */
  readonly name: Scalars['String']['input'];
  /** Name of the prompt; the first one of each version if absent. */
  readonly prompt?: InputMaybe<Scalars['String']['input']>;
  /** Numbers of the versions, drafts too: 1 to 5. */
  readonly versions: ReadonlyArray<Scalars['Int']['input']>;
};

/** Versions side by side. */
export type ComparePromptVersionsPayload = {
  readonly __typename?: 'ComparePromptVersionsPayload';
  /** One for each version, in the order in which they were named. */
  readonly versions: ReadonlyArray<PromptVersionTrial>;
};

/** A call that has reached a provider, or the cache. */
export type Completion = Node & {
  readonly __typename?: 'Completion';
  /** Every deployment that was asked, in order. */
  readonly attempts: ReadonlyArray<Attempt>;
  /** Whether a kept answer was served, which costs nothing. */
  readonly cached: Scalars['Boolean']['output'];
  /** What it cost, at the price of the day; 0 if `priced` is false. */
  readonly cost: Money;
  /** When the call arrived. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The deployment that answered; where none did, the one that was asked last. */
  readonly deployment: Scalars['String']['output'];
  /** Why it has failed or was refused; null if it has not. */
  readonly errorCode: Maybe<ErrorCode>;
  /** Why the model has stopped. */
  readonly finishReason: FinishReason;
  /** What guardrails have found, in order. */
  readonly guardrails: ReadonlyArray<GuardrailVerdict>;
  /** The call's global id. */
  readonly id: Scalars['ID']['output'];
  /** From the arrival of the call to the end of the answer, in milliseconds. */
  readonly latencyMs: Scalars['Int']['output'];
  /** The answer. */
  readonly message: AssistantMessage;
  /** The model that was asked for, or the one that a quota has sent the call to. */
  readonly model: Model;
  /** How the call has ended. */
  readonly outcome: CallOutcome;
  /** What it was charged by; null if it has cost nothing, or nobody knows its price. What deployments had used that failed before another one answered was charged by their own. */
  readonly price: Maybe<ChargedPrice>;
  /** Whether the price was known. */
  readonly priced: Scalars['Boolean']['output'];
  /** The provider that answered; where none did, the one that was asked last. */
  readonly provider: Scalars['String']['output'];
  /** Name of the model that was asked for, where a spent quota has sent the call to another one; null otherwise. */
  readonly reroutedFrom: Maybe<Scalars['String']['output']>;
  /** The words that the call was tagged with. */
  readonly tags: ReadonlyArray<Scalars['String']['output']>;
  /** From the arrival of the call to the first piece of the answer, in milliseconds; null if there was none. */
  readonly timeToFirstTokenMs: Maybe<Scalars['Int']['output']>;
  /** The tokens that were used. */
  readonly usage: TokenUsage;
  /** What the caller ought to know, such as that a product is deprecated; told with the answer only, and empty when it is looked up. */
  readonly warnings: ReadonlyArray<Scalars['String']['output']>;
};

/** A step of an answer. Every stream ends with exactly one CompletionFinished or CompletionFailed. */
export type CompletionEvent = CompletionFailed | CompletionFinished | FallbackStarted | ReasoningDelta | RedactionNotice | TextDelta | ToolCallDelta | UsageSnapshot;

/** There is no whole answer. The last event of its stream. */
export type CompletionFailed = {
  readonly __typename?: 'CompletionFailed';
  /** Every deployment that was asked, in order. */
  readonly attempts: ReadonlyArray<Attempt>;
  /** The call's id in the ledger; null if it got none. */
  readonly callId: Maybe<Scalars['ID']['output']>;
  /** Why. */
  readonly code: ErrorCode;
  /** Of CONTENT_BLOCKED: whether the question or the answer was refused. */
  readonly direction: Maybe<Direction>;
  /** What happened and what to do, for people. */
  readonly message: Scalars['String']['output'];
  /** What was used until then, and is billed; null if nothing was, as where no provider was asked. */
  readonly partialUsage: Maybe<TokenUsage>;
  /** Of INVALID_INPUT and NOT_FOUND: where in the input, such as `messages[0].parts[1].image.url` or `model`. */
  readonly path: Maybe<Scalars['String']['output']>;
  /** Of QUOTA_EXCEEDED and RATE_LIMITED: the quota that refused. */
  readonly quota: Maybe<Quota>;
  /** When the window of that quota ends; null if it has none. */
  readonly resetsAt: Maybe<Scalars['DateTime']['output']>;
  /** How long to wait before another try, in milliseconds, where that is known. */
  readonly retryAfterMs: Maybe<Scalars['Int']['output']>;
  /** Of CONTENT_BLOCKED: what the guardrails have found, in order. */
  readonly verdicts: ReadonlyArray<GuardrailVerdict>;
};

/** The answer is whole. The last event of its stream. */
export type CompletionFinished = {
  readonly __typename?: 'CompletionFinished';
  /** The whole call. */
  readonly completion: Completion;
};

/** A question to a model. */
export type CompletionInput = {
  /**
   * Your own name for this call, 1 to 256 characters. The same question with the same name from the same key gets the
   * first whole answer again, at no cost, for 24 hours or until the gateway has to forget it. Ask again only when the first
   * call has ended.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /**
   * The most that the call may cost, at the dearest deployment of the model; it is refused with QUOTA_EXCEEDED rather than
   * spend more. Without `maxOutputTokens`, the answer is first cut to what the money is enough for. It limits nothing where
   * the model has no known price.
   */
  readonly maxCostUsd?: InputMaybe<Scalars['Decimal']['input']>;
  /**
   * The most tokens that the answer may hold: 1 or more. Absent: as much as the model may write; where a quota governs,
   * never more than it has room for.
   */
  readonly maxOutputTokens?: InputMaybe<Scalars['Int']['input']>;
  /** The conversation so far, oldest turn first: 1 to 2000 messages. */
  readonly messages: ReadonlyArray<MessageInput>;
  /** The public name of a model. */
  readonly model: Scalars['String']['input'];
  /** Whether the model may call several tools in one turn; as the provider does by default if absent. */
  readonly parallelToolCalls?: InputMaybe<Scalars['Boolean']['input']>;
  /**
   * Options for one kind of provider, passed on as they are: `{ openai: { logprobs: true } }`. What the gateway itself has
   * checked or counted on, such as the length of the answer, cannot be set here, nor can what the provider runs itself and
   * charges for beside tokens, such as a web search, unless an administrator allows that.
   */
  readonly providerOptions?: InputMaybe<Scalars['JSON']['input']>;
  /** How much the model thinks before it answers, where it can; as the provider does by default if absent. */
  readonly reasoningEffort?: InputMaybe<ReasoningEffort>;
  /** What form the answer takes; text if absent. */
  readonly responseFormat?: InputMaybe<ResponseFormatInput>;
  /** Makes answers repeatable, where the provider can do so. */
  readonly seed?: InputMaybe<Scalars['Int']['input']>;
  /** Turns of one session go to the same deployment while it answers: 1 to 256 characters. */
  readonly sessionId?: InputMaybe<Scalars['ID']['input']>;
  /** Texts at which the answer ends, without them: 16 at most, of 1 to 1000 characters. */
  readonly stop?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** The business entity that this call is for. */
  readonly subject?: InputMaybe<SubjectInput>;
  /** Words to find the call by in usage: 20 at most, of 1 to 64 characters. */
  readonly tags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** How freely the model chooses its words: 0 to 2. */
  readonly temperature?: InputMaybe<Scalars['Float']['input']>;
  /** Which of the tools it may call; as it sees fit if absent. */
  readonly toolChoice?: InputMaybe<ToolChoiceInput>;
  /** Tools that the model may call: 128 at most, each with a name of its own. */
  readonly tools?: InputMaybe<ReadonlyArray<ToolInput>>;
  /** Choose only among the likeliest words that make up this share: 0 to 1. */
  readonly topP?: InputMaybe<Scalars['Float']['input']>;
};

/**
 * An answer, or why there is none. `message` is an object in Completion and a text in the others: who asks for both in
 * one operation gives one of them an alias.
 */
export type CompletionResult = Completion | ContentBlocked | ProvidersFailed | QuotaExceeded;

/**
 * That a person has agreed to a purpose. A model may demand it (`requiresConsent`): calls whose `subject`, or else whose
 * user, has not agreed are refused.
 */
export type Consent = Node & {
  readonly __typename?: 'Consent';
  /** How it was given, such as the address of the form; null if nobody has said. */
  readonly evidence: Maybe<Scalars['String']['output']>;
  /** When it was recorded. */
  readonly givenAt: Scalars['DateTime']['output'];
  /** The consent's global id. */
  readonly id: Scalars['ID']['output'];
  /** To what, such as `marketing`. */
  readonly purpose: Scalars['String']['output'];
  /** Who has agreed. */
  readonly subject: ConsentSubject;
  /** When it was withdrawn; null if it is in force. */
  readonly withdrawnAt: Maybe<Scalars['DateTime']['output']>;
};

/** A page of consents. */
export type ConsentConnection = {
  readonly __typename?: 'ConsentConnection';
  /** The consents of the page with their cursors. */
  readonly edges: ReadonlyArray<ConsentEdge>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** One consent of a page, and where it stands in the list. */
export type ConsentEdge = {
  readonly __typename?: 'ConsentEdge';
  /** Pass it as `after` to get what follows. */
  readonly cursor: Scalars['String']['output'];
  /** The consent. */
  readonly node: Consent;
};

/** Which consents to list: those that fulfil all that is said. */
export type ConsentFilter = {
  /** To what. */
  readonly purpose?: InputMaybe<Scalars['String']['input']>;
  /** Whether in force. */
  readonly state?: InputMaybe<ConsentState>;
  /** Whose. */
  readonly subject?: InputMaybe<SubjectInput>;
};

/** Whether a consent is in force. */
export type ConsentState =
  /** It is. */
  | 'GIVEN'
  /** It was withdrawn. */
  | 'WITHDRAWN';

/** Whose data something is about. */
export type ConsentSubject = {
  readonly __typename?: 'ConsentSubject';
  /** Who: a user by the name that keys, tokens and usage have of it, or the `subject.id` of calls. */
  readonly id: Scalars['String']['output'];
  /** What kind of somebody: `user` for a user of the tenant, or what calls call it in `subject.type`. */
  readonly type: Scalars['String']['output'];
};

/** A guardrail has refused the question or the answer. A blocked answer is billed as far as the provider had produced it. */
export type ContentBlocked = {
  readonly __typename?: 'ContentBlocked';
  /** Whether the question or the answer was refused. */
  readonly direction: Direction;
  /** What happened and what to do, for people. */
  readonly message: Scalars['String']['output'];
  /** Everything that the guardrails have found, in order. */
  readonly verdicts: ReadonlyArray<GuardrailVerdict>;
};

/** A piece of a message: exactly one of its fields is given. */
export type ContentPartInput = {
  /** An image. */
  readonly image?: InputMaybe<ImageInput>;
  /** A thought of an earlier turn; in ASSISTANT messages only. */
  readonly reasoning?: InputMaybe<ReasoningInput>;
  /** Text. */
  readonly text?: InputMaybe<Scalars['String']['input']>;
};

/** What a completion would cost, and whether it would pass. */
export type CostEstimate = {
  readonly __typename?: 'CostEstimate';
  /** What such a call usually costs; null where the model has no known price. */
  readonly expectedCost: Maybe<Money>;
  /** Tokens of the input. */
  readonly inputTokens: Scalars['Int']['output'];
  /** The most tokens that the answer may hold: as asked, else what the model may write, else 4096 where that is unknown. */
  readonly maxOutputTokens: Scalars['Int']['output'];
  /** The quota that would refuse the call now, or the call's own `maxCostUsd`; null if it would pass. */
  readonly refusedBy: Maybe<Quota>;
  /** What it costs with an answer of `maxOutputTokens` at the dearest deployment; null where the model has no known price. */
  readonly worstCaseCost: Maybe<Money>;
};

/** What a new key is to be. No key can do more than the key that creates it, inherited roles included. */
export type CreateApiKeyInput = {
  /** The only addresses that it may be used from: 1 to 100 addresses or CIDR ranges of IPv4 or IPv6, such as `10.0.0.0/8`; those of the creator if absent. */
  readonly allowedAddresses?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Name of the application that it belongs to; the creator's own if absent. */
  readonly application?: InputMaybe<Scalars['String']['input']>;
  /** Whether it is to run documents only that its tenant has registered (`registerDocument`), as a key in a browser should: no other ones, and nothing over REST. Always so if its creator is bound so. */
  readonly documentsOnly?: Scalars['Boolean']['input'];
  /** When it stops working, a moment in the future; when the creator's own does if absent, and not later. */
  readonly expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Public names of the only models that it may use; those of the creator if absent. */
  readonly models?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** What it is for: 1 to 100 characters. */
  readonly name: Scalars['String']['input'];
  /** The only operations and mutations that it may use, such as `complete`; those of the creator if absent. */
  readonly operations?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** What it allows besides the roles of its team, application and user: only roles that the creator holds; none only if it belongs to one of these. */
  readonly roles?: ReadonlyArray<Role>;
  /** Name of the team that it belongs to; that of the application, else the creator's own if absent. */
  readonly team?: InputMaybe<Scalars['String']['input']>;
  /** Name of the user whom it stands for; none if absent. */
  readonly user?: InputMaybe<Scalars['String']['input']>;
};

/** A new key, and the only sight of its secret. */
export type CreateApiKeyPayload = {
  readonly __typename?: 'CreateApiKeyPayload';
  /** The key. */
  readonly apiKey: ApiKey;
  /** The secret to send as `Authorization: Bearer …`. Keep it now: it is never shown again. */
  readonly secret: Scalars['String']['output'];
};

/** What a new application is to be. */
export type CreateApplicationInput = {
  /** Who pays for what it uses, in the words of the books: 1 to 64 characters; that of its team if absent. */
  readonly costCentre?: InputMaybe<Scalars['String']['input']>;
  /** What it is for: 1,000 characters at most. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** What keys, quotas and usage will call it, for ever: letters, digits and . _ @ : + -, 128 at most. No application of the tenant may have it, in whatever case, be it archived. */
  readonly name: Scalars['String']['input'];
  /** Global id or name of the team that it belongs to, for ever. */
  readonly team: Scalars['ID']['input'];
  /** What people call it: 1 to 200 characters; the name if absent. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
};

/** The new application. */
export type CreateApplicationPayload = {
  readonly __typename?: 'CreateApplicationPayload';
  /** The application. */
  readonly application: Application;
};

/** What a new guardrail is to be. */
export type CreateGuardrailInput = {
  /** What it does with what it finds; REDACT if absent. */
  readonly action?: InputMaybe<GuardrailAction>;
  /** What to look for, such as EMAIL: one at least. */
  readonly detectors: ReadonlyArray<Scalars['String']['input']>;
  /** Which way the texts travel that it looks at; BOTH if absent. */
  readonly direction?: InputMaybe<GuardrailDirection>;
  /** What verdicts will call it: letters, digits and . _ @ : + -, 128 at most. No guardrail of the tenant in use may have it, in whatever case. */
  readonly name: Scalars['String']['input'];
};

/** The new guardrail. */
export type CreateGuardrailPayload = {
  readonly __typename?: 'CreateGuardrailPayload';
  /** The guardrail. */
  readonly guardrail: Guardrail;
};

/** What a new identity provider is to be. */
export type CreateIdentityProviderInput = {
  /** The signature algorithms that are taken, such as RS256; the usual ones if it is not said. */
  readonly algorithms?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Whether http and private addresses are allowed; only for those who run the gateway. */
  readonly allowInsecure?: InputMaybe<Scalars['Boolean']['input']>;
  /** A token must be meant for one of these (`aud`). Each has to be yours alone at this issuer, as who else names it would take over your sign-ins; of several that a token is meant for, the one named first counts. */
  readonly audience: ReadonlyArray<Scalars['String']['input']>;
  /** Which claims say whom a token stands for. */
  readonly claims: ClaimMappingInput;
  /** The secret of that client; if it is not said, it is a public one. It is kept sealed and shown to nobody. */
  readonly clientSecret?: InputMaybe<Scalars['String']['input']>;
  /** How far its clock and ours may differ, from 0 to 300; 30 if it is not said. */
  readonly clockSkewSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** The `iss` of its tokens, to the letter. */
  readonly issuer: Scalars['String']['input'];
  /** Where its keys are; if it is not said, where OpenID Connect Discovery says. */
  readonly jwksUri?: InputMaybe<Scalars['String']['input']>;
  /** How people sign in there with a browser, at `/login`; if it is not said, they do not. */
  readonly login?: InputMaybe<LoginInput>;
  /** What the gateway will call it: letters, digits and . _ @ : + -, 128 at most. No identity provider of the tenant in use may have it, in whatever case. */
  readonly name: Scalars['String']['input'];
};

/** The new identity provider. */
export type CreateIdentityProviderPayload = {
  readonly __typename?: 'CreateIdentityProviderPayload';
  /** The identity provider. */
  readonly identityProvider: IdentityProvider;
  /** What may not be meant so, naming the field: such as that its keys could not be read just now, within two seconds. */
  readonly warnings: ReadonlyArray<Scalars['String']['output']>;
};

/** What a new model is to be. */
export type CreateModelInput = {
  /** How long an answer may be served again, in seconds; if it is not said, as the operation says. */
  readonly cacheTtlSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** What it can do; the catalogue's if it is not said. */
  readonly capabilities?: InputMaybe<ReadonlyArray<Capability>>;
  /** Tokens of input and output together that it can hold; the catalogue's if it is not said. */
  readonly contextWindow?: InputMaybe<Scalars['Int']['input']>;
  /** Who serves it: one at least. */
  readonly deployments: ReadonlyArray<DeploymentInput>;
  /** What the model is good for: 1 to 1,000 characters. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** The most tokens of one answer; the catalogue's if it is not said. */
  readonly maxOutputTokens?: InputMaybe<Scalars['Int']['input']>;
  /** The name to ask for: letters, digits and . _ @ : + ~ / -, 256 at most. No model of the tenant in use may have it, in whatever case. Within the tenant it wins over one of `default` of the same name. */
  readonly name: Scalars['String']['input'];
  /** What its tokens cost, where a deployment does not say. */
  readonly price?: InputMaybe<PriceInput>;
  /** A stronger sign-in to ask for. */
  readonly requires?: InputMaybe<StepUpInput>;
  /** To what the person must have agreed whom a call is about, such as `marketing` (see `recordConsent`). */
  readonly requiresConsent?: InputMaybe<Scalars['String']['input']>;
  /** What happens to calls without a known price; REFUSE if it is not said. */
  readonly unpriced?: InputMaybe<Unpriced>;
};

/** The new model. */
export type CreateModelPayload = {
  readonly __typename?: 'CreateModelPayload';
  /** The model. */
  readonly model: Model;
  /** What may not be meant so: such as a deployment without a known price, to which calls are refused. */
  readonly warnings: ReadonlyArray<Scalars['String']['output']>;
};

/** What a new product is to be. */
export type CreateProductInput = {
  /** What it is good for: 1,000 characters at most. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** Public names of the models that it sells: 100 at most. One model or prompt at least. */
  readonly models?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** What the catalogue will call it, for ever: letters, digits and . _ @ : + -, 128 at most. No product of the tenant may have it, in whatever case, be it retired. */
  readonly name: Scalars['String']['input'];
  /** Names of the prompts that it sells, as fields of `Prompts`: 100 at most. Who subscribes may call them, whatever model they ask. */
  readonly prompts?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Its semantic version, such as 1.0.0. */
  readonly semanticVersion: Scalars['String']['input'];
  /** What subscribers agree to: 10,000 characters at most. */
  readonly terms?: InputMaybe<Scalars['String']['input']>;
  /** What people call it: 1 to 200 characters; the name if absent. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
};

/** The new product, a draft. */
export type CreateProductPayload = {
  readonly __typename?: 'CreateProductPayload';
  /** The product. */
  readonly product: Product;
};

/** What a new provider is to be. */
export type CreateProviderInput = {
  /** Whether http and private addresses are allowed; only for those who run the gateway. */
  readonly allowInsecure?: InputMaybe<Scalars['Boolean']['input']>;
  /** The key to show to it: sealed where it is kept, and never shown; null takes it away. */
  readonly apiKey?: InputMaybe<Scalars['String']['input']>;
  /** The address to ask; null takes it away, back to the usual one. */
  readonly baseUrl?: InputMaybe<Scalars['String']['input']>;
  /** Whose certificates to trust besides those that everybody trusts (PEM); null takes them away. */
  readonly certificateAuthority?: InputMaybe<Scalars['String']['input']>;
  /** A certificate to show to it (PEM); goes with `clientKey`. Null takes it away. */
  readonly clientCertificate?: InputMaybe<Scalars['String']['input']>;
  /** The private key of that certificate (PEM): sealed where it is kept, and never shown; null takes it away. */
  readonly clientKey?: InputMaybe<Scalars['String']['input']>;
  /** Which adapter speaks to it, such as `openai`, `anthropic` or `simulator`. */
  readonly kind: Scalars['String']['input'];
  /** What models will call it: letters, digits and . _ @ : + -, 128 at most. No provider of the tenant in use may have it, in whatever case. */
  readonly name: Scalars['String']['input'];
  /** What only providers of this kind understand; the ones that are named are set or, with a null value, taken away. */
  readonly settings?: InputMaybe<ReadonlyArray<ProviderSettingInput>>;
};

/** The new provider. */
export type CreateProviderPayload = {
  readonly __typename?: 'CreateProviderPayload';
  /** The provider. */
  readonly provider: Provider;
};

/** What a new quota is to be. */
export type CreateQuotaInput = {
  /** What happens beyond the limit; BLOCK if absent. */
  readonly action?: InputMaybe<QuotaAction>;
  /** The weekday that a WEEK begins on, such as SUNDAY, or the day from 1 to 31 that a MONTH begins on (the last one of those that are shorter). */
  readonly anchor?: InputMaybe<Scalars['String']['input']>;
  /** The most that one window may hold, more than 0: calls, tokens, bytes, or US dollars with at most nine decimals. */
  readonly limit: Scalars['Decimal']['input'];
  /** Of THROTTLE: how long a call may wait, from 1 to 300. */
  readonly maxWaitSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** What to count. */
  readonly meter: Meter;
  /** What refusals will call it: letters, digits and . _ @ : + -, 128 at most. No quota of the tenant in use may have it, in whatever case. */
  readonly name: Scalars['String']['input'];
  /** What happens while the counters cannot be reached; DEGRADE if absent. */
  readonly onStoreFailure?: InputMaybe<OnStoreFailure>;
  /** Whether each user has a counter of their own; false if absent. */
  readonly perUser?: InputMaybe<Scalars['Boolean']['input']>;
  /** Of REROUTE: name of the model that calls go to. */
  readonly rerouteTo?: InputMaybe<Scalars['String']['input']>;
  /** Whom it is to cover; all of the tenant if absent, and of the tenant `default`, everyone. */
  readonly scope?: InputMaybe<QuotaScopeInput>;
  /** Per cent of the limit, ascending, to tell of when use reaches them. */
  readonly thresholds?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** IANA name of the time zone whose days, weeks and months count; UTC if absent. */
  readonly timeZone?: InputMaybe<Scalars['String']['input']>;
  /** Over which time to count; CONCURRENT_CALLS have none, others need one. */
  readonly window?: InputMaybe<QuotaWindow>;
};

/** The new quota. */
export type CreateQuotaPayload = {
  readonly __typename?: 'CreateQuotaPayload';
  /** The quota. */
  readonly quota: DeclaredQuota;
  /** What it and the other quotas say to each other, such as that one of them never decides anything; empty if nothing. */
  readonly warnings: ReadonlyArray<Scalars['String']['output']>;
};

/** What a new role is to be. */
export type CreateRoleInput = {
  /** Whom it is for: 1,000 characters at most. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** What assignments will call it, for ever: letters, digits and . _ @ : + -, 128 at most. No role of the tenant may have it, in whatever case, be it archived, and it is not the name of a built-in role. */
  readonly name: Scalars['String']['input'];
  /** What it allows and denies: 1 to 100 permissions. The caller must hold all that it allows. */
  readonly permissions: ReadonlyArray<PermissionInput>;
  /** What people call it: 1 to 200 characters; the name if absent. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
};

/** The new role. */
export type CreateRolePayload = {
  readonly __typename?: 'CreateRolePayload';
  /** The role. */
  readonly role: CustomRole;
};

/** What a new team is to be. */
export type CreateTeamInput = {
  /** Who pays for what it uses, in the words of the books: 1 to 64 characters; that of the team that it is part of if absent. */
  readonly costCentre?: InputMaybe<Scalars['String']['input']>;
  /** What it is for: 1,000 characters at most. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** What keys, quotas and usage will call it, for ever: letters, digits and . _ @ : + -, 128 at most. No team of the tenant may have it, in whatever case, be it archived. */
  readonly name: Scalars['String']['input'];
  /** Global id or name of the team that it is to be part of. */
  readonly parent?: InputMaybe<Scalars['ID']['input']>;
  /** What people call it: 1 to 200 characters; the name if absent. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
};

/** The new team. */
export type CreateTeamPayload = {
  readonly __typename?: 'CreateTeamPayload';
  /** The team. */
  readonly team: Team;
};

/** What a new tenant is to be. */
export type CreateTenantInput = {
  /** What configuration and usage will call it, for ever: letters, digits and . _ @ : + -, 128 at most. No tenant may have it, in whatever case. */
  readonly name: Scalars['String']['input'];
  /** What people call it: 1 to 200 characters; the name if absent. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
};

/** A new tenant, and the only sight of the key that lets its first owner in. */
export type CreateTenantPayload = {
  readonly __typename?: 'CreateTenantPayload';
  /** A key of the tenant with the role OWNER. It belongs to the tenant, so its creator cannot look it up again. */
  readonly apiKey: ApiKey;
  /** The secret to send as `Authorization: Bearer …`. Keep it now: it is never shown again. */
  readonly secret: Scalars['String']['output'];
  /** The tenant. */
  readonly tenant: Tenant;
};

/** What a new tier is to be. */
export type CreateTierInput = {
  /** What to add to the price of each call, in hundredths of a per cent, from -10000 to 100000; a discount is below 0. */
  readonly adjustmentBasisPoints?: InputMaybe<Scalars['Int']['input']>;
  /** What it is for: at most 1,000 characters. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** What it will be called: letters, digits and . _ @ : + -, 128 at most. No tier of the tenant in use may have it, in whatever case. */
  readonly name: Scalars['String']['input'];
  /** What it costs a month, in US dollars with at most nine decimals. */
  readonly pricePerMonthUsd?: InputMaybe<Scalars['Decimal']['input']>;
  /** Whose calls go first where a provider is saturated; NORMAL if absent. */
  readonly priority?: InputMaybe<PriorityClass>;
  /** The quotas of each who will be assigned to it; none if absent. */
  readonly quotas?: InputMaybe<ReadonlyArray<TierQuotaInput>>;
};

/** The new tier. */
export type CreateTierPayload = {
  readonly __typename?: 'CreateTierPayload';
  /** The tier. */
  readonly tier: Tier;
};

/** What a new user is to be. */
export type CreateUserInput = {
  /** Where to write to. */
  readonly email?: InputMaybe<Scalars['String']['input']>;
  /** What keys, quotas and usage will call it, for ever: letters, digits and . _ @ : + -, 128 at most. No user of the tenant may have it, in whatever case, be it archived. */
  readonly name: Scalars['String']['input'];
  /** What people call it: 1 to 200 characters; the name if absent. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
};

/** The new user. */
export type CreateUserPayload = {
  readonly __typename?: 'CreateUserPayload';
  /** The user. */
  readonly user: User;
};

/** What a caller shows to be taken for somebody. */
export type CredentialKind =
  /** A key that the gateway has issued. */
  | 'API_KEY'
  /** A certificate that the client has shown by TLS. */
  | 'CERTIFICATE'
  /** A signed token of an identity provider (JWT). */
  | 'TOKEN';

/** A role that the tenant has made for itself, beside the built-in ones of `Role`. */
export type CustomRole = Node & {
  readonly __typename?: 'CustomRole';
  /** Since when it is out of use, and means nothing; null if it is in use. */
  readonly archivedAt: Maybe<Scalars['DateTime']['output']>;
  /** When it was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Whom it is for; null if nobody has said. */
  readonly description: Maybe<Scalars['String']['output']>;
  /** The role's global id. */
  readonly id: Scalars['ID']['output'];
  /** What assignments call it. It never changes. */
  readonly name: Scalars['String']['output'];
  /** What it allows and denies. */
  readonly permissions: ReadonlyArray<Permission>;
  /** What people call it. */
  readonly title: Scalars['String']['output'];
  /** Grows with each change; say it when you change or archive the role. */
  readonly version: Scalars['Int']['output'];
};

/** A page of custom roles. */
export type CustomRoleConnection = {
  readonly __typename?: 'CustomRoleConnection';
  /** The roles of the page with their cursors. */
  readonly edges: ReadonlyArray<CustomRoleEdge>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** One custom role of a page, and where it stands in the list. */
export type CustomRoleEdge = {
  readonly __typename?: 'CustomRoleEdge';
  /** Pass it as `after` to get what follows. */
  readonly cursor: Scalars['String']['output'];
  /** The role. */
  readonly node: CustomRole;
};

/** Which custom roles to list: those that fulfil all that is said. */
export type CustomRoleFilter = {
  /** Part of the name or the title, in any case: 1 to 100 characters. */
  readonly search?: InputMaybe<Scalars['String']['input']>;
  /** Whether in use. */
  readonly state?: EntityState;
};

/** What is said about a version, and why. */
export type DecidePromptReviewInput = {
  /** What you say. */
  readonly decision: PromptReviewDecision;
  /** Name of the template. */
  readonly name: Scalars['String']['input'];
  /** Why: 1 to 1,000 characters. */
  readonly reason: Scalars['String']['input'];
  /** The review's revision that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly revision: Scalars['Int']['input'];
  /** Number of the version. */
  readonly version: Scalars['Int']['input'];
};

/** The version after the decision. */
export type DecidePromptReviewPayload = {
  readonly __typename?: 'DecidePromptReviewPayload';
  /** The version. */
  readonly version: PromptVersion;
};

/** What is said about a subscription, and why. */
export type DecideSubscriptionInput = {
  /** What you say. */
  readonly decision: SubscriptionDecision;
  /** The subscription's global id. */
  readonly id: Scalars['ID']['input'];
  /** Why: 1 to 1,000 characters. */
  readonly reason: Scalars['String']['input'];
  /** The version that you have seen; if somebody else has decided by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The subscription after the decision. */
export type DecideSubscriptionPayload = {
  readonly __typename?: 'DecideSubscriptionPayload';
  /** The subscription. */
  readonly subscription: ProductSubscription;
};

/** Which declarations to list: those that fulfil all that is said. */
export type DeclarationFilter = {
  /** Part of the name, in any case: 1 to 100 characters. */
  readonly search?: InputMaybe<Scalars['String']['input']>;
  /** Whether in use. */
  readonly state?: EntityState;
};

/** Where something is declared, and so where it is changed. */
export type DeclarationOrigin =
  /** By administrators, through mutations. */
  | 'API'
  /** In the gateway's `weir.yaml`: a mutation that would change it is refused. */
  | 'FILE';

/** A quota as it was declared, and what is left of it. Amounts are calls, tokens, bytes, or US dollars, by `meter`. */
export type DeclaredQuota = Node & {
  readonly __typename?: 'DeclaredQuota';
  /** What happens beyond the limit. */
  readonly action: QuotaAction;
  /** The weekday that a WEEK begins on, such as MONDAY, or the day that a MONTH begins on; null if the first one. */
  readonly anchor: Maybe<Scalars['String']['output']>;
  /** Since when it is out of use; null if it is in use. */
  readonly archivedAt: Maybe<Scalars['DateTime']['output']>;
  /** When it was declared. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The quota's global id. */
  readonly id: Scalars['ID']['output'];
  /** The most that one window may hold. */
  readonly limit: Scalars['Decimal']['output'];
  /** Of THROTTLE: how long a call waits at the most; null of others. */
  readonly maxWaitSeconds: Maybe<Scalars['Int']['output']>;
  /** What is counted. */
  readonly meter: Meter;
  /** What refusals call it. It never changes. */
  readonly name: Scalars['String']['output'];
  /** What happens while the counters cannot be reached. */
  readonly onStoreFailure: OnStoreFailure;
  /** Whether `weir.yaml` declares it, and it is changed there, or administrators do. */
  readonly origin: DeclarationOrigin;
  /** Whether each user has a counter of their own. */
  readonly perUser: Scalars['Boolean']['output'];
  /** What a new call may still use, never below 0; null if each user has a counter, or it is out of use. */
  readonly remaining: Maybe<Scalars['Decimal']['output']>;
  /** Of REROUTE: name of the model that calls go to; null of others. */
  readonly rerouteTo: Maybe<Scalars['String']['output']>;
  /** Held for calls that are running; null if each user has a counter, or it is out of use. */
  readonly reserved: Maybe<Scalars['Decimal']['output']>;
  /** When the window ends, or nothing counts any more of what does now; null if there is no such moment. */
  readonly resetsAt: Maybe<Scalars['DateTime']['output']>;
  /** Whom it covers. */
  readonly scope: QuotaScope;
  /** Per cent of the limit that are told of when use reaches them, once a window. */
  readonly thresholds: ReadonlyArray<Scalars['Int']['output']>;
  /** IANA name of the time zone whose days, weeks and months count. */
  readonly timeZone: Scalars['String']['output'];
  /** Used by calls that have ended, as enforcement counts it; null if each user has a counter, or it is out of use. */
  readonly used: Maybe<Scalars['Decimal']['output']>;
  /** Grows with each change; say it when you change or archive the quota. */
  readonly version: Scalars['Int']['output'];
  /** Over which time it counts; null for CONCURRENT_CALLS. */
  readonly window: Maybe<QuotaWindow>;
};

/** A page of quotas. */
export type DeclaredQuotaConnection = {
  readonly __typename?: 'DeclaredQuotaConnection';
  /** The quotas of the page with their cursors. */
  readonly edges: ReadonlyArray<DeclaredQuotaEdge>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** One quota of a page, and where it stands in the list. */
export type DeclaredQuotaEdge = {
  readonly __typename?: 'DeclaredQuotaEdge';
  /** Pass it as `after` to get what follows. */
  readonly cursor: Scalars['String']['output'];
  /** The quota. */
  readonly node: DeclaredQuota;
};

/** One place where calls of a model can go. */
export type Deployment = {
  readonly __typename?: 'Deployment';
  /** The most calls that each gateway has there at a time; null if as many as come. */
  readonly maxConcurrency: Maybe<Scalars['Int']['output']>;
  /** The model's id at the provider. */
  readonly model: Scalars['String']['output'];
  /** Unique within the gateway. */
  readonly name: Scalars['String']['output'];
  /** What its tokens cost; null where no price is known. */
  readonly price: Maybe<Price>;
  /** Name of the provider. */
  readonly provider: Scalars['String']['output'];
  /** Share of the calls, relative to the model's other deployments. */
  readonly weight: Scalars['Float']['output'];
};

/** One place where calls of a model are to go. */
export type DeploymentInput = {
  /** The most calls that each gateway has there at a time; as many as come if absent. Further ones wait, and teams and applications get places in proportion to the priority of their tiers. */
  readonly maxConcurrency?: InputMaybe<Scalars['Int']['input']>;
  /** How many more may wait for a place; 1,000 if absent. Beyond that, calls are refused as UNAVAILABLE, or go to another deployment. */
  readonly maxQueue?: InputMaybe<Scalars['Int']['input']>;
  /** How long a call waits at the most, from 1 to 300; 10 if absent. */
  readonly maxWaitSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** The model's id at the provider. */
  readonly model: Scalars['String']['input'];
  /** What ledger and usage call it; `<provider>/<model>` if absent. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
  /** What its tokens cost; the model's price, or else that of the catalogue, if absent. */
  readonly price?: InputMaybe<PriceInput>;
  /** Name of the provider: one that the tenant has declared itself. */
  readonly provider: Scalars['String']['input'];
  /** Share of the calls, relative to the model's other deployments; 1 if absent. */
  readonly weight?: InputMaybe<Scalars['Float']['input']>;
};

/** Which product to deprecate. */
export type DeprecateProductInput = {
  /** The product's global id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The product that was deprecated. */
export type DeprecateProductPayload = {
  readonly __typename?: 'DeprecateProductPayload';
  /** The product. */
  readonly product: Product;
};

/** Which way a text travels. */
export type Direction =
  /** From the caller to the provider. */
  | 'INPUT'
  /** From the provider to the caller. */
  | 'OUTPUT';

/** Vectors of texts. */
export type Embedding = {
  readonly __typename?: 'Embedding';
  /** Every deployment that was asked, in order. */
  readonly attempts: ReadonlyArray<Attempt>;
  /** Whether a kept answer was served, which costs nothing. */
  readonly cached: Scalars['Boolean']['output'];
  /** The call's id in the ledger. */
  readonly callId: Scalars['ID']['output'];
  /** What it cost, at the price of the day; 0 if `priced` is false. */
  readonly cost: Money;
  /** When the call arrived. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The deployment that answered. */
  readonly deployment: Scalars['String']['output'];
  /** What guardrails have found, in order. */
  readonly guardrails: ReadonlyArray<GuardrailVerdict>;
  /** From the arrival of the call to the end of the answer, in milliseconds. */
  readonly latencyMs: Scalars['Int']['output'];
  /** The model that was asked for. */
  readonly model: Model;
  /** Whether the price was known. */
  readonly priced: Scalars['Boolean']['output'];
  /** The provider that answered. */
  readonly provider: Scalars['String']['output'];
  /** The tokens that were used. */
  readonly usage: TokenUsage;
  /** One vector for each text, in their order. */
  readonly vectors: ReadonlyArray<ReadonlyArray<Scalars['Float']['output']>>;
  /** What the caller ought to know, such as that a product is deprecated. */
  readonly warnings: ReadonlyArray<Scalars['String']['output']>;
};

/** Texts to turn into vectors. */
export type EmbeddingInput = {
  /** Length of the vectors, where the model lets one choose: 1 or more. */
  readonly dimensions?: InputMaybe<Scalars['Int']['input']>;
  /**
   * Your own name for this call, 1 to 256 characters. The same texts with the same name from the same key get the
   * first whole answer again, at no cost, for 24 hours or until the gateway has to forget it. Ask again only when the first
   * call has ended.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /**
   * The most that the call may cost, at the dearest deployment of the model; it is refused with QUOTA_EXCEEDED rather than
   * spend more. It limits nothing where the model has no known price.
   */
  readonly maxCostUsd?: InputMaybe<Scalars['Decimal']['input']>;
  /** The public name of a model. */
  readonly model: Scalars['String']['input'];
  /**
   * Options for one kind of provider, passed on as they are. What the gateway itself has checked or counted on cannot be
   * set here.
   */
  readonly providerOptions?: InputMaybe<Scalars['JSON']['input']>;
  /** Calls of one session go to the same deployment while it answers: 1 to 256 characters. */
  readonly sessionId?: InputMaybe<Scalars['ID']['input']>;
  /** The business entity that this call is for. */
  readonly subject?: InputMaybe<SubjectInput>;
  /** Words to find the call by in usage: 20 at most, of 1 to 64 characters. */
  readonly tags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** The texts: 1 to 2048 of them, none empty. */
  readonly texts: ReadonlyArray<Scalars['String']['input']>;
};

/** Vectors, or why there are none. */
export type EmbeddingResult = ContentBlocked | Embedding | ProvidersFailed | QuotaExceeded;

/** Which entities of a list to take, by whether they are in use. */
export type EntityState =
  /** Those in use. */
  | 'ACTIVE'
  /** All. */
  | 'ANY'
  /** Those out of use. */
  | 'ARCHIVED';

/** Who is to be forgotten. */
export type EraseSubjectInput = {
  /** The person: a user by the name that keys, tokens and usage have of it. */
  readonly user: Scalars['String']['input'];
};

/** What became of somebody who was to be forgotten. */
export type EraseSubjectPayload = {
  readonly __typename?: 'EraseSubjectPayload';
  /** Whether there was an account, which is archived now. */
  readonly account: Scalars['Boolean']['output'];
  /** Calls that bear the pseudonym now. */
  readonly calls: Scalars['SafeInt']['output'];
  /** What the person is called from now on, in usage and everywhere else. */
  readonly pseudonym: Scalars['String']['output'];
};

/**
 * Why something was refused or failed: `extensions.code` of every error, and `code` of a failed stream. Beside each stands
 * the status that the REST API answers with; what cannot even be read has one of its own, such as 413 or 415.
 */
export type ErrorCode =
  /** It was changed since you read it; read it again and decide anew (409). */
  | 'CONFLICT'
  /** A guardrail has refused the question or the answer (400). */
  | 'CONTENT_BLOCKED'
  /** The credentials do not allow it (403). */
  | 'FORBIDDEN'
  /** A fault of the gateway; its log knows more (500). */
  | 'INTERNAL'
  /** The input or the request breaks a rule; `extensions.path` tells where in the input (400). */
  | 'INVALID_INPUT'
  /** A prompt cannot be published as it is written, `extensions.faults` tells where; or it cannot be rendered (422). */
  | 'INVALID_PROMPT'
  /** There is no such model or object (404). */
  | 'NOT_FOUND'
  /**
   * No deployment of the model has given a whole answer; the message tells whether the same call may succeed later (502). Where the
   * messages are longer than the model can hold, the REST API says 400, and `context_length_exceeded`.
   */
  | 'PROVIDERS_FAILED'
  /** A quota has no room for the call, wait until `resetsAt`; or it may cost more than its `maxCostUsd` (429). */
  | 'QUOTA_EXCEEDED'
  /** Too many calls, in a window or at once, or too many wrong credentials; wait for `retryAfterMs` (429). */
  | 'RATE_LIMITED'
  /** No credentials, or none that are valid (401). */
  | 'UNAUTHENTICATED'
  /** The gateway cannot serve the call now, such as while it shuts down (503). */
  | 'UNAVAILABLE';

/** Whose data to export. */
export type ExportSubjectInput = {
  /** The `next` of the piece before. */
  readonly after?: InputMaybe<Scalars['String']['input']>;
  /** The person: a user by the name that keys, tokens and usage have of it. */
  readonly user: Scalars['String']['input'];
};

/** A piece of all that is held on a person. */
export type ExportSubjectPayload = {
  readonly __typename?: 'ExportSubjectPayload';
  /** Pass it as `after` to get the next piece; null at the end. */
  readonly next: Maybe<Scalars['String']['output']>;
  /**
   * Lines of JSON, each with its line feed: `account`, `apiKey`, `consent`, `roleAssignment`, `productSubscription`, `quota`,
   * `promptVersion`, `promptLabel`, `event` and `call` say what each is. What was sealed is open in them.
   */
  readonly text: Scalars['String']['output'];
};

/** A deployment has failed before its first token, and the next one is asked. */
export type FallbackStarted = {
  readonly __typename?: 'FallbackStarted';
  /** The deployment that has failed. */
  readonly from: Scalars['String']['output'];
  /** What went wrong. */
  readonly reason: Scalars['String']['output'];
  /** The deployment that is asked now. */
  readonly to: Scalars['String']['output'];
};

/** Why a model has stopped. */
export type FinishReason =
  /** The provider's own filter has ended the answer. */
  | 'CONTENT_FILTER'
  /** The answer has reached `maxOutputTokens` or the end of the context window. */
  | 'LENGTH'
  /** Anything else; also an answer that broke off, as `outcome` tells. */
  | 'OTHER'
  /** The answer is complete, or met a stop sequence. */
  | 'STOP'
  /** The model waits for the results of the tools that it called. */
  | 'TOOL_CALLS';

/** How much will have been used at the end of a window. Amounts are US dollars, or by the quota's `meter`. */
export type Forecast = {
  readonly __typename?: 'Forecast';
  /** How sure that is: 0.8 is four times out of five. */
  readonly confidence: Scalars['Float']['output'];
  /** What is to be expected at the end. */
  readonly expected: Scalars['Decimal']['output'];
  /** Start of the window. */
  readonly from: Scalars['DateTime']['output'];
  /** Upper end of that band; null if nobody can tell. */
  readonly high: Maybe<Scalars['Decimal']['output']>;
  /** From how many whole days (UTC), 112 at most. */
  readonly historyDays: Scalars['Int']['output'];
  /** Lower end of the band that the amount at the end lies in with this confidence. */
  readonly low: Scalars['Decimal']['output'];
  /** How it was made. */
  readonly method: ForecastMethod;
  /** End of the window. */
  readonly to: Scalars['DateTime']['output'];
  /** Used so far; of a quota, as enforcement counts it. */
  readonly used: Scalars['Decimal']['output'];
};

/** How a forecast was made. */
export type ForecastMethod =
  /** From the mean of a few days. */
  | 'AVERAGE'
  /** Holt: from the level and the trend of a week or more. */
  | 'HOLT'
  /** Holt and Winters: from the level, the trend and the weekdays of three weeks or more. */
  | 'HOLT_WINTERS'
  /** There is no whole day to learn from: the rate of the window so far goes on, and nobody knows how much more may come. */
  | 'NONE';

/** Where spending is heading. */
export type ForecastReport = {
  readonly __typename?: 'ForecastReport';
  /** One for each quota of the tenant that has one counter and a WEEK or a MONTH, but for those on BYTES: the first 100 of them. */
  readonly budgets: ReadonlyArray<BudgetForecast>;
  /** What the tenant will have spent at the end of this calendar month (UTC). */
  readonly month: Forecast;
};

/** A rule on what may not pass, as it was declared. */
export type Guardrail = Node & {
  readonly __typename?: 'Guardrail';
  /** What it does with what it finds. */
  readonly action: GuardrailAction;
  /** Since when it is out of use; null if it is in use. */
  readonly archivedAt: Maybe<Scalars['DateTime']['output']>;
  /** When it was declared. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** What it looks for, such as EMAIL. */
  readonly detectors: ReadonlyArray<Scalars['String']['output']>;
  /** Which way the texts travel that it looks at. */
  readonly direction: GuardrailDirection;
  /** The guardrail's global id. */
  readonly id: Scalars['ID']['output'];
  /** What verdicts call it. It never changes. */
  readonly name: Scalars['String']['output'];
  /** Whether `weir.yaml` declares it, and it is changed there, or administrators do. */
  readonly origin: DeclarationOrigin;
  /** Grows with each change; say it when you change or archive the guardrail. */
  readonly version: Scalars['Int']['output'];
};

/** What a guardrail does with what it finds. */
export type GuardrailAction =
  /** Refuses the call. */
  | 'BLOCK'
  /** Lets it pass and records it. */
  | 'FLAG'
  /** Masks it. */
  | 'REDACT';

/** A page of guardrails. */
export type GuardrailConnection = {
  readonly __typename?: 'GuardrailConnection';
  /** The guardrails of the page with their cursors. */
  readonly edges: ReadonlyArray<GuardrailEdge>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** Which way the texts travel that a guardrail looks at. */
export type GuardrailDirection =
  /** Both ways. */
  | 'BOTH'
  /** From the caller to the provider. */
  | 'INPUT'
  /** From the provider to the caller. */
  | 'OUTPUT';

/** One guardrail of a page, and where it stands in the list. */
export type GuardrailEdge = {
  readonly __typename?: 'GuardrailEdge';
  /** Pass it as `after` to get what follows. */
  readonly cursor: Scalars['String']['output'];
  /** The guardrail. */
  readonly node: Guardrail;
};

/** What a guardrail has found and done. The text that it found is kept nowhere. */
export type GuardrailVerdict = {
  readonly __typename?: 'GuardrailVerdict';
  /** What was done with it. */
  readonly action: GuardrailAction;
  /** How many times it was found. */
  readonly count: Scalars['Int']['output'];
  /** Where it was found. */
  readonly direction: Direction;
  /** Name of the guardrail. */
  readonly guardrail: Scalars['String']['output'];
  /** What was found, such as EMAIL. */
  readonly kind: Scalars['String']['output'];
};

/** The state of the gateway that answers. */
export type Health = {
  readonly __typename?: 'Health';
  /** Since when it is degraded; null if it is not. */
  readonly degradedSince: Maybe<Scalars['DateTime']['output']>;
  /** How many gateways share the counters, as far as this one knows. */
  readonly gateways: Scalars['Int']['output'];
  /** Whether it has everything that it works with. */
  readonly mode: HealthMode;
  /** Reservations that it holds for calls that are running. */
  readonly outstandingReservations: Scalars['Int']['output'];
  /** How exactly it counts quotas. */
  readonly quotaAccuracy: QuotaAccuracy;
  /** Calls that it has answered and whose use the shared counters do not have yet. */
  readonly unwrittenCalls: Scalars['Int']['output'];
};

/** Whether the gateway has everything that it works with. */
export type HealthMode =
  /** The counters that all gateways share cannot be reached: each quota says what happens meanwhile. */
  | 'DEGRADED'
  /** Everything is there. */
  | 'NORMAL';

/** Who vouches for callers by signed tokens (JWT), as it was declared. */
export type IdentityProvider = Node & {
  readonly __typename?: 'IdentityProvider';
  /** The signature algorithms that are taken; null if the usual ones. */
  readonly algorithms: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** Whether http and private addresses are allowed. */
  readonly allowInsecure: Scalars['Boolean']['output'];
  /** Since when it is out of use; null if it is in use. */
  readonly archivedAt: Maybe<Scalars['DateTime']['output']>;
  /** A token must be meant for one of these (`aud`). */
  readonly audience: ReadonlyArray<Scalars['String']['output']>;
  /** Which claims say whom a token stands for. */
  readonly claims: ClaimMapping;
  /** Whether a secret of the client is kept. The secret itself is shown to nobody. */
  readonly clientSecretSet: Scalars['Boolean']['output'];
  /** How far its clock and ours may differ; null if as usual. */
  readonly clockSkewSeconds: Maybe<Scalars['Int']['output']>;
  /** When it was declared. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The identity provider's global id. */
  readonly id: Scalars['ID']['output'];
  /** The `iss` of its tokens. */
  readonly issuer: Scalars['String']['output'];
  /** Where its keys are; null if where OpenID Connect Discovery says. */
  readonly jwksUri: Maybe<Scalars['String']['output']>;
  /** How people sign in there with a browser; null if they do not. */
  readonly login: Maybe<Login>;
  /** What the gateway calls it. It never changes. */
  readonly name: Scalars['String']['output'];
  /** Whether `weir.yaml` declares it, and it is changed there, or administrators do. */
  readonly origin: DeclarationOrigin;
  /** Grows with each change; say it when you change or archive the identity provider. */
  readonly version: Scalars['Int']['output'];
};

/** A page of identity providers. */
export type IdentityProviderConnection = {
  readonly __typename?: 'IdentityProviderConnection';
  /** The identity providers of the page with their cursors. */
  readonly edges: ReadonlyArray<IdentityProviderEdge>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** One identity provider of a page, and where it stands in the list. */
export type IdentityProviderEdge = {
  readonly __typename?: 'IdentityProviderEdge';
  /** Pass it as `after` to get what follows. */
  readonly cursor: Scalars['String']['output'];
  /** The identity provider. */
  readonly node: IdentityProvider;
};

/** How closely a model looks at an image. */
export type ImageDetail =
  /** As the model sees fit. */
  | 'AUTO'
  /** Closely, for more tokens. */
  | 'HIGH'
  /** Quickly, for few tokens. */
  | 'LOW';

/** An image for the model: either `url`, or `data` with `mediaType`. */
export type ImageInput = {
  /** The image in base64. */
  readonly data?: InputMaybe<Scalars['String']['input']>;
  /** How closely to look; as the model sees fit if absent. */
  readonly detail?: InputMaybe<ImageDetail>;
  /** What `data` is, such as `image/png`. */
  readonly mediaType?: InputMaybe<Scalars['String']['input']>;
  /** A public https address, which the provider fetches, or a base64 `data:` address. */
  readonly url?: InputMaybe<Scalars['String']['input']>;
};

/** Money that need not have been spent. */
export type Inefficiency = {
  readonly __typename?: 'Inefficiency';
  /** The one that is cheaper; null where it is not about one. */
  readonly cheaper: Maybe<Scalars['String']['output']>;
  /** How that was computed, for people. */
  readonly computed: Scalars['String']['output'];
  /** The deployment that is dear; null where it is not about one. */
  readonly deployment: Maybe<Scalars['String']['output']>;
  /** What it is. */
  readonly kind: InefficiencyKind;
  /** Public name of the model. */
  readonly model: Scalars['String']['output'];
  /** Name of the prompt's template; null where it is not about one. */
  readonly prompt: Maybe<Scalars['String']['output']>;
  /** Calls that it is about. */
  readonly requests: Scalars['SafeInt']['output'];
  /** What would have been saved. */
  readonly saved: Money;
  /** What they have cost. */
  readonly spent: Money;
};

/** What was not worth its money. */
export type InefficiencyKind =
  /** A prompt in force of whose input tokens more than half are the fixed text of its templates. What would have been saved is what half of that text has cost. */
  | 'BOILERPLATE_PROMPT'
  /** A deployment whose tokens would have cost less at another one of the same model. */
  | 'DEARER_DEPLOYMENT'
  /** Calls that a cache would have served: they asked what had been answered within the same hour already. Those that ask for variety, by a temperature above 0, or for an answer of their own, by an idempotency key, are not among them, nor those of more than 200,000 characters. Of a longer time than 31 days, or one with more than a million calls, the last part is looked at. */
  | 'REPEATED_CALLS'
  /** A model that was declared and that nobody asks for. */
  | 'UNUSED_MODEL';

/** Where a model is in its life. */
export type Lifecycle =
  /** In regular service. */
  | 'ACTIVE'
  /** Still served; choose another one for new work. */
  | 'DEPRECATED'
  /** Not final yet; may change or go. */
  | 'PREVIEW'
  /** Served no more. */
  | 'RETIRED';

/** As what the gateway is known to an identity provider, for people who sign in with a browser. */
export type Login = {
  readonly __typename?: 'Login';
  /** The client that it is registered as; ID tokens that are meant for it are taken. */
  readonly clientId: Scalars['String']['output'];
  /** Where browsers reach the gateway. What has to be registered as the redirect address is this with `/login/callback` behind it. */
  readonly publicUrl: Scalars['String']['output'];
  /** What is asked for besides `openid`; null if nothing. */
  readonly scopes: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** As what the gateway is known to an identity provider, for people who are to sign in with a browser. */
export type LoginInput = {
  /** The client that it is registered as. ID tokens that are meant for it are taken as if it stood in `audience`. */
  readonly clientId: Scalars['String']['input'];
  /** Where browsers reach the gateway, such as `https://weir.example.com`: https unless it is this machine. Register it with `/login/callback` behind it as the redirect address. */
  readonly publicUrl: Scalars['String']['input'];
  /** What to ask for besides `openid`, such as `groups`. */
  readonly scopes?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** One turn of a conversation. It has either `content` or `parts`; an ASSISTANT message with `toolCalls` may have neither. */
export type MessageInput = {
  /** What is said, as one text. */
  readonly content?: InputMaybe<Scalars['String']['input']>;
  /** What is said, in pieces: 1000 at most. */
  readonly parts?: InputMaybe<ReadonlyArray<ContentPartInput>>;
  /** Who says it. */
  readonly role: MessageRole;
  /** Of a TOOL message, which needs it: the call that it answers. */
  readonly toolCallId?: InputMaybe<Scalars['ID']['input']>;
  /** Of an ASSISTANT message: the tool calls that it made, 128 at most. */
  readonly toolCalls?: InputMaybe<ReadonlyArray<ToolCallInput>>;
};

/** Who says a message. */
export type MessageRole =
  /** The model, in an earlier turn. */
  | 'ASSISTANT'
  /** The application: rules and context for the model. */
  | 'SYSTEM'
  /** A tool, answering a call of the model. */
  | 'TOOL'
  /** The person or program that asks. */
  | 'USER';

/** What a quota counts. */
export type Meter =
  /** The text of question and answer in UTF-8, and inline images as they are written. The ledger does not keep them: without REDIS_URL, a restart counts them anew. */
  | 'BYTES'
  /** Calls that run at the same moment. */
  | 'CONCURRENT_CALLS'
  /** Money, in US dollars. */
  | 'COST'
  /** Tokens of the input, cached ones included. */
  | 'INPUT_TOKENS'
  /** Tokens of the output, reasoning included. */
  | 'OUTPUT_TOKENS'
  /** Calls, whatever becomes of them, but for those that a quota refuses: these cost nothing of any meter. */
  | 'REQUESTS'
  /** Tokens of input and output together. */
  | 'TOTAL_TOKENS';

/** A public name that callers ask for, and who serves it. */
export type Model = Node & {
  readonly __typename?: 'Model';
  /** How long an answer may be served again, in seconds; null if answers are not kept, unless the operation says so. */
  readonly cacheTtlSeconds: Maybe<Scalars['Int']['output']>;
  /**
   * What it is known to do. Completions and embeddings are refused where they are not listed; the rest is the provider's to
   * say.
   */
  readonly capabilities: ReadonlyArray<Capability>;
  /** Tokens of input and output together that it can hold; null where unknown. */
  readonly contextWindow: Maybe<Scalars['Int']['output']>;
  /** Who serves it. */
  readonly deployments: ReadonlyArray<Deployment>;
  /** What the model is good for, in a sentence or two. */
  readonly description: Maybe<Scalars['String']['output']>;
  /** The model's global id. */
  readonly id: Scalars['ID']['output'];
  /** Where it is in its life. */
  readonly lifecycle: Lifecycle;
  /** The most tokens of one answer; null where unknown. */
  readonly maxOutputTokens: Maybe<Scalars['Int']['output']>;
  /** The name to ask for. */
  readonly name: Scalars['String']['output'];
  /** Whether `weir.yaml` declares it or administrators do; null if nobody does: it is one of the catalogue. */
  readonly origin: Maybe<DeclarationOrigin>;
  /** The stronger sign-in that it asks for; null if any credential will do that allows the model. */
  readonly requires: Maybe<StepUp>;
  /** To what the person must have agreed whom a call is about: the `subject` of the call, or else its user; null if to nothing. */
  readonly requiresConsent: Maybe<Scalars['String']['output']>;
  /** Grows with each change; say it when you change or archive the model. Null if nobody declares it. */
  readonly version: Maybe<Scalars['Int']['output']>;
  /** What it was in each version, newest first: the hundred newest. Null if it is not your tenant that declares it. */
  readonly versions: Maybe<ReadonlyArray<ModelVersion>>;
};

/** A page of models. */
export type ModelConnection = {
  readonly __typename?: 'ModelConnection';
  /** The models of the page with their cursors. */
  readonly edges: ReadonlyArray<ModelEdge>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
  /** How many models the filter finds on all pages together. */
  readonly totalCount: Scalars['Int']['output'];
};

/** One model of a page, and where it stands in the list. */
export type ModelEdge = {
  readonly __typename?: 'ModelEdge';
  /** Pass it as `after` to get what follows. */
  readonly cursor: Scalars['String']['output'];
  /** The model. */
  readonly node: Model;
};

/** Which models to list: those that fit everything that is given. */
export type ModelFilter = {
  /** Only models that can do all of this. */
  readonly capabilities?: InputMaybe<ReadonlyArray<Capability>>;
  /** Only models that are in one of these stages; all but RETIRED if it is not said. */
  readonly lifecycle?: InputMaybe<ReadonlyArray<Lifecycle>>;
  /** Only models that this provider serves. */
  readonly provider?: InputMaybe<Scalars['String']['input']>;
  /** Only models whose name or description contains this text; case does not matter. */
  readonly search?: InputMaybe<Scalars['String']['input']>;
};

/** What a model's entry said in one version of it. */
export type ModelVersion = {
  readonly __typename?: 'ModelVersion';
  /** When the model became so. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The entry as `weir.yaml` would say it; every value is a text. */
  readonly entry: Scalars['JSON']['output'];
  /** Its number: 1 for the first. */
  readonly version: Scalars['Int']['output'];
};

/** An amount of money. */
export type Money = {
  readonly __typename?: 'Money';
  /** In US dollars, exact to a billionth. */
  readonly usd: Scalars['Decimal']['output'];
};

/** Where a label is to stand. */
export type MovePromptLabelInput = {
  /** The label: a small letter, then small letters, digits, `_` and `-`, 32 at most. */
  readonly label: Scalars['String']['input'];
  /** Name of the template. */
  readonly name: Scalars['String']['input'];
  /** Number of the version; null takes the label away. */
  readonly version?: InputMaybe<Scalars['Int']['input']>;
};

/** Where the labels stand now. */
export type MovePromptLabelPayload = {
  readonly __typename?: 'MovePromptLabelPayload';
  /** The template as it is now. */
  readonly template: PromptTemplate;
};

/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /**
   * Takes an application out of use: within a second none of its keys works any more. What it has used stays on record, and its name
   * stays taken. Archiving it again changes nothing.
   */
  readonly archiveApplication: ArchiveApplicationPayload;
  /** Takes a guardrail out of use, unless something else that is declared needs it; its name may be given again. Archiving it again changes nothing. */
  readonly archiveGuardrail: ArchiveGuardrailPayload;
  /** Takes an identity provider out of use, unless something else that is declared needs it; its name may be given again. Archiving it again changes nothing. */
  readonly archiveIdentityProvider: ArchiveIdentityProviderPayload;
  /** Takes a model out of use, unless something else that is declared needs it; its name may be given again. */
  readonly archiveModel: ArchiveModelPayload;
  /** Takes a provider out of use, unless something else that is declared needs it; its name may be given again. Archiving it again changes nothing. */
  readonly archiveProvider: ArchiveProviderPayload;
  /** Takes a quota out of use; its name may be given again. Archiving it again changes nothing. */
  readonly archiveQuota: ArchiveQuotaPayload;
  /**
   * Takes a custom role out of use: within a second it allows and denies nothing any more. The caller must hold all that it
   * does. Its name stays taken. Archiving it again changes nothing.
   */
  readonly archiveRole: ArchiveRolePayload;
  /**
   * Takes a team out of use: within a second none of its keys works any more. What it has used stays on record, and its name
   * stays taken. One that still has teams or applications in use is refused. Archiving it again changes nothing.
   */
  readonly archiveTeam: ArchiveTeamPayload;
  /**
   * Takes the caller's tenant out of use: within a second none of its keys works any more, the caller's neither. Those who
   * run the gateway, owners of the tenant `default`, may archive any tenant but their own.
   */
  readonly archiveTenant: ArchiveTenantPayload;
  /** Takes a tier out of use, unless somebody is assigned to it. Archiving it again changes nothing. */
  readonly archiveTier: ArchiveTierPayload;
  /**
   * Takes a user out of use: within a second none of its keys works any more. What it has used stays on record, and its name
   * stays taken. Archiving it again changes nothing.
   */
  readonly archiveUser: ArchiveUserPayload;
  /**
   * Gives a role to the tenant, a team, an application or a user: within a second, everyone who belongs to it has the role
   * besides the own ones. A team's roles hold for the teams below it, for their applications and for all their keys.
   */
  readonly assignRole: AssignRolePayload;
  /** Gives a team or application a tier in place of the one that it has, or none. Its quotas hold from now on, and count what was used of their windows before. */
  readonly assignTier: AssignTierPayload;
  /** Asks several versions of a template the same. Each of them is a call like any other: governed and charged. */
  readonly comparePromptVersions: ComparePromptVersionsPayload;
  /** Asks a model and waits for the whole answer. */
  readonly complete: CompletionResult;
  /** Creates an API key and shows its secret, once. */
  readonly createApiKey: CreateApiKeyPayload;
  /** Creates an application. */
  readonly createApplication: CreateApplicationPayload;
  /** Declares a guardrail for the calls of the tenant; of the tenant `default`, for those of every tenant. It is in force within a second at every gateway. What makes no sense is refused as INVALID_INPUT, naming the field. */
  readonly createGuardrail: CreateGuardrailPayload;
  /** Declares an identity provider, whose tokens are taken from then on: it can make anybody an OWNER, so only an OWNER declares one. Those of a tenant's own stand for nobody of another tenant. It is in force within a second at every gateway. What makes no sense is refused as INVALID_INPUT, naming the field. */
  readonly createIdentityProvider: CreateIdentityProviderPayload;
  /** Declares a model for the tenant; of the tenant `default`, for every tenant. It is in force within a second at every gateway. What makes no sense is refused as INVALID_INPUT, naming the field. */
  readonly createModel: CreateModelPayload;
  /** Makes a draft of a product. */
  readonly createProduct: CreateProductPayload;
  /** Declares a provider for the models of the tenant; of the tenant `default`, for every tenant. It is in force within a second at every gateway. What makes no sense is refused as INVALID_INPUT, naming the field. */
  readonly createProvider: CreateProviderPayload;
  /** Declares a quota for the calls of the tenant; of the tenant `default`, for those of every tenant. It is in force within a second at every gateway, and counts what was used of its window before. What makes no sense is refused as INVALID_INPUT, naming the field. */
  readonly createQuota: CreateQuotaPayload;
  /** Makes a custom role. Nobody has it until it is assigned. */
  readonly createRole: CreateRolePayload;
  /** Creates a team. */
  readonly createTeam: CreateTeamPayload;
  /** Creates a tenant with a key for its first owner. Only those who run the gateway may: owners of the tenant `default`. */
  readonly createTenant: CreateTenantPayload;
  /** Declares a tier. What makes no sense is refused as INVALID_INPUT, naming the field. */
  readonly createTier: CreateTierPayload;
  /** Creates a user. */
  readonly createUser: CreateUserPayload;
  /** Approves or rejects a version. Nobody decides about what he has written, or has asked for, himself. */
  readonly decidePromptReview: DecidePromptReviewPayload;
  /**
   * Approves, rejects or revokes a subscription. Nobody decides what he has asked for himself, nor for an application that
   * his credentials belong to.
   */
  readonly decideSubscription: DecideSubscriptionPayload;
  /** Deprecates a published product: within a second, its subscribers are warned with each answer, and nobody can subscribe any more. */
  readonly deprecateProduct: DeprecateProductPayload;
  /** Turns texts into vectors. */
  readonly embed: EmbeddingResult;
  /**
   * Forgets a person. The key is destroyed that opens what the audit trail says of it, so that nobody can read it any more
   * while the chain still verifies; the account loses name, title and e-mail address and is archived, its keys are revoked,
   * its consents are withdrawn, its roles are taken away, quotas that cover it alone are archived, and its calls, requests and prompts bear a pseudonym.
   * Tokens that were issued before stand for nobody; of the name, a keyed hash is kept for that. What is called later by that
   * name is somebody else. What `weir.yaml` says of the person has to be taken out there.
   */
  readonly eraseSubject: EraseSubjectPayload;
  /**
   * Everything that is held on a person, in pieces: the account, its keys, what it has agreed to, the events of the audit trail that it has caused or
   * that tell of it, and its calls.
   */
  readonly exportSubject: ExportSubjectPayload;
  /** Moves a label to another version, or takes it away. Without `production`, a template's fields leave the schema. */
  readonly movePromptLabel: MovePromptLabelPayload;
  /** Offers a draft, or a deprecated product again: within a second, only its subscribers may call its models. */
  readonly publishProduct: PublishProductPayload;
  /**
   * Publishes a module: `extend type Prompts { … }` with the types that it needs. It is checked against the contract and
   * against the tenant's other prompts; where it does not fit, nothing changes and the error has the code INVALID_PROMPT and
   * the faults with their lines. In force within a second in every replica; what is in flight goes on with what it began with.
   * Where approvals are demanded, a text that nobody else has approved can only be published with `labels: []`.
   */
  readonly publishPrompt: PublishPromptPayload;
  /** Records that a person has agreed to a purpose. Recorded again, it stays as it is. In force within a second at every gateway. */
  readonly recordConsent: RecordConsentPayload;
  /**
   * Issues a key for an owner of a tenant that cannot get in any more; its other keys stay as they are. Only those who run
   * the gateway may: owners of the tenant `default`. The tenant's audit trail tells of it.
   */
  readonly recoverTenant: RecoverTenantPayload;
  /** Registers a document. Within a second, every replica runs it for keys with `documentsOnly`. */
  readonly registerDocument: RegisterDocumentPayload;
  /** Takes a document away. Within a second, no replica runs it any more for keys with `documentsOnly`. */
  readonly removeDocument: RemoveDocumentPayload;
  /** Asks that somebody else looks at a version, so that callers may get it where approvals are demanded. */
  readonly requestPromptReview: RequestPromptReviewPayload;
  /** Asks for a subscription of an application to a product. It works once somebody has approved it. */
  readonly requestSubscription: RequestSubscriptionPayload;
  /**
   * Puts an archived application back in use, with its roles, and its keys that were not revoked. One whose team is archived is refused. The caller must
   * hold all that its roles allow. Restoring one in use changes nothing.
   */
  readonly restoreApplication: RestoreApplicationPayload;
  /**
   * Puts an archived team back in use, with its roles, and its keys that were not revoked. One whose parent is archived is refused. The caller must
   * hold all that its roles allow. Restoring one in use changes nothing.
   */
  readonly restoreTeam: RestoreTeamPayload;
  /** Puts an archived tenant back in use, with its keys. Only those who run the gateway may: owners of the tenant `default`. */
  readonly restoreTenant: RestoreTenantPayload;
  /**
   * Puts an archived user back in use, with its roles, and its keys that were not revoked. The caller must
   * hold all that its roles allow. Restoring one in use changes nothing.
   */
  readonly restoreUser: RestoreUserPayload;
  /**
   * Retires a product, for ever: within a second, calls of its models are refused unless another product sells them. Retiring
   * it again changes nothing.
   */
  readonly retireProduct: RetireProductPayload;
  /** Takes a version out of use for ever. */
  readonly retirePromptVersion: RetirePromptVersionPayload;
  /**
   * Revokes an API key: within a second, no replica takes it any more. Revoking it again changes nothing. The caller must
   * hold every role of the key, so an ADMIN cannot revoke the key of an OWNER.
   */
  readonly revokeApiKey: RevokeApiKeyPayload;
  /**
   * Revokes every key whose secret begins so: for a key that was seen where it should not be. Within a second, no replica
   * takes it any more.
   */
  readonly revokeApiKeysByPrefix: RevokeApiKeysByPrefixPayload;
  /** Makes a model what it was in an earlier version; that is a new version. Calls that run go on with what they began with. */
  readonly rollbackModel: RollbackModelPayload;
  /** Moves a label back to where it stood before; repeated, further back. */
  readonly rollbackPrompt: RollbackPromptPayload;
  /**
   * Makes a key in the place of another one: the same in all but its secret. The old one goes on for a grace period, so that
   * its users can change over one after the other. The caller must be allowed all that the key is allowed.
   */
  readonly rotateApiKey: RotateApiKeyPayload;
  /**
   * Says for how long the tenant keeps its events. What has expired is dropped within some hours, oldest first and as much at
   * a time as one checkpoint covers, and the rest still verifies.
   */
  readonly setAuditRetention: SetAuditRetentionPayload;
  /** Sets what calls of a model are charged by, from a moment on, at every gateway. Calls that run, and those in the ledger, keep the price that they began with. */
  readonly setPrice: SetPricePayload;
  /**
   * Says whether versions of a template have to be approved by somebody else before callers get them. What a label stands at
   * already stays there. Callers name fields: another template has to be approved, too, before they get a field from it that this one
   * gives or gave them. A field of another name is another prompt, which nobody gets who does not ask for it.
   */
  readonly setPromptApproval: SetPromptApprovalPayload;
  /**
   * Says which tests a template has. Whatever is to be in force (`publishPrompt` and `movePromptLabel` with `production`) has
   * to pass them first, or else nothing changes and the error has the code CONFLICT. A template without tests has nothing to pass.
   */
  readonly setPromptTests: SetPromptTestsPayload;
  /**
   * Divides the callers of a label among several versions, to compare them. A caller gets the same one each time: by the key that
   * it sends (the header `x-weir-experiment`, or `experimentKey` among the extensions of an operation over a WebSocket), or else
   * by its user, its session or its credentials. Moving the label ends it, and so does a rollback: then all get the version that
   * it stands at. Versions that do not take and answer the same are refused with the code CONFLICT and the difference.
   */
  readonly splitPromptLabel: SplitPromptLabelPayload;
  /** Runs the tests of a template on a version of it, with any model. Each test is a call like any other: governed and charged. */
  readonly testPrompt: TestPromptPayload;
  /** Takes a role away from whom it was given to, within a second. */
  readonly unassignRole: UnassignRolePayload;
  /** Changes an application. */
  readonly updateApplication: UpdateApplicationPayload;
  /** Changes a guardrail that was declared by a mutation. Calls that run go on with what they began with. */
  readonly updateGuardrail: UpdateGuardrailPayload;
  /** Changes an identity provider that was declared by a mutation. Calls that run go on with what they began with. */
  readonly updateIdentityProvider: UpdateIdentityProviderPayload;
  /** Changes a model that was declared by a mutation. Calls that run go on with what they began with. */
  readonly updateModel: UpdateModelPayload;
  /** Changes a product that is not retired. Other models are sold within a second. */
  readonly updateProduct: UpdateProductPayload;
  /** Changes a provider that was declared by a mutation. Calls that run go on with what they began with. */
  readonly updateProvider: UpdateProviderPayload;
  /** Changes a quota that was declared by a mutation. Another limit keeps what was used; another scope, meter or window counts anew. Calls that run go on with what they began with. */
  readonly updateQuota: UpdateQuotaPayload;
  /** Changes a custom role: for everyone who has it, within a second. */
  readonly updateRole: UpdateRolePayload;
  /** Changes a team. */
  readonly updateTeam: UpdateTeamPayload;
  /** Changes the caller's tenant. */
  readonly updateTenant: UpdateTenantPayload;
  /** Changes a tier that was declared by a mutation; it holds within a second, at every gateway, for all who are assigned to it. Calls that run go on with what they began with. */
  readonly updateTier: UpdateTierPayload;
  /** Changes a user. */
  readonly updateUser: UpdateUserPayload;
  /** Records that a person agrees no longer: calls that need it are refused within a second, at every gateway. */
  readonly withdrawConsent: WithdrawConsentPayload;
  /** Withdraws a price that is not in effect yet. What calls were charged by stays in the book. */
  readonly withdrawPrice: WithdrawPricePayload;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationArchiveApplicationArgs = {
  input: ArchiveApplicationInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationArchiveGuardrailArgs = {
  input: ArchiveGuardrailInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationArchiveIdentityProviderArgs = {
  input: ArchiveIdentityProviderInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationArchiveModelArgs = {
  input: ArchiveModelInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationArchiveProviderArgs = {
  input: ArchiveProviderInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationArchiveQuotaArgs = {
  input: ArchiveQuotaInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationArchiveRoleArgs = {
  input: ArchiveRoleInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationArchiveTeamArgs = {
  input: ArchiveTeamInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationArchiveTenantArgs = {
  input: ArchiveTenantInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationArchiveTierArgs = {
  input: ArchiveTierInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationArchiveUserArgs = {
  input: ArchiveUserInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationAssignRoleArgs = {
  input: AssignRoleInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationAssignTierArgs = {
  input: AssignTierInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationComparePromptVersionsArgs = {
  input: ComparePromptVersionsInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationCompleteArgs = {
  input: CompletionInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationCreateApiKeyArgs = {
  input: CreateApiKeyInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationCreateApplicationArgs = {
  input: CreateApplicationInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationCreateGuardrailArgs = {
  input: CreateGuardrailInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationCreateIdentityProviderArgs = {
  input: CreateIdentityProviderInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationCreateModelArgs = {
  input: CreateModelInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationCreateProductArgs = {
  input: CreateProductInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationCreateProviderArgs = {
  input: CreateProviderInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationCreateQuotaArgs = {
  input: CreateQuotaInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationCreateRoleArgs = {
  input: CreateRoleInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationCreateTeamArgs = {
  input: CreateTeamInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationCreateTenantArgs = {
  input: CreateTenantInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationCreateTierArgs = {
  input: CreateTierInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationCreateUserArgs = {
  input: CreateUserInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationDecidePromptReviewArgs = {
  input: DecidePromptReviewInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationDecideSubscriptionArgs = {
  input: DecideSubscriptionInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationDeprecateProductArgs = {
  input: DeprecateProductInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationEmbedArgs = {
  input: EmbeddingInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationEraseSubjectArgs = {
  input: EraseSubjectInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationExportSubjectArgs = {
  input: ExportSubjectInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationMovePromptLabelArgs = {
  input: MovePromptLabelInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationPublishProductArgs = {
  input: PublishProductInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationPublishPromptArgs = {
  input?: PublishPromptInput;
  sdl: Scalars['String']['input'];
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationRecordConsentArgs = {
  input: RecordConsentInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationRecoverTenantArgs = {
  input: RecoverTenantInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationRegisterDocumentArgs = {
  input: RegisterDocumentInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationRemoveDocumentArgs = {
  input: RemoveDocumentInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationRequestPromptReviewArgs = {
  input: RequestPromptReviewInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationRequestSubscriptionArgs = {
  input: RequestSubscriptionInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationRestoreApplicationArgs = {
  input: RestoreApplicationInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationRestoreTeamArgs = {
  input: RestoreTeamInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationRestoreTenantArgs = {
  input: RestoreTenantInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationRestoreUserArgs = {
  input: RestoreUserInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationRetireProductArgs = {
  input: RetireProductInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationRetirePromptVersionArgs = {
  input: RetirePromptVersionInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationRevokeApiKeyArgs = {
  input: RevokeApiKeyInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationRevokeApiKeysByPrefixArgs = {
  input: RevokeApiKeysByPrefixInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationRollbackModelArgs = {
  input: RollbackModelInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationRollbackPromptArgs = {
  input: RollbackPromptInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationRotateApiKeyArgs = {
  input: RotateApiKeyInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationSetAuditRetentionArgs = {
  input: SetAuditRetentionInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationSetPriceArgs = {
  input: SetPriceInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationSetPromptApprovalArgs = {
  input: SetPromptApprovalInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationSetPromptTestsArgs = {
  input: SetPromptTestsInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationSplitPromptLabelArgs = {
  input: SplitPromptLabelInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationTestPromptArgs = {
  input: TestPromptInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationUnassignRoleArgs = {
  input: UnassignRoleInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationUpdateApplicationArgs = {
  input: UpdateApplicationInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationUpdateGuardrailArgs = {
  input: UpdateGuardrailInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationUpdateIdentityProviderArgs = {
  input: UpdateIdentityProviderInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationUpdateModelArgs = {
  input: UpdateModelInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationUpdateProductArgs = {
  input: UpdateProductInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationUpdateProviderArgs = {
  input: UpdateProviderInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationUpdateQuotaArgs = {
  input: UpdateQuotaInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationUpdateRoleArgs = {
  input: UpdateRoleInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationUpdateTeamArgs = {
  input: UpdateTeamInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationUpdateTenantArgs = {
  input: UpdateTenantInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationUpdateTierArgs = {
  input: UpdateTierInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationUpdateUserArgs = {
  input: UpdateUserInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationWithdrawConsentArgs = {
  input: WithdrawConsentInput;
};


/** Calls that cost something, and changes. Each field is authorised and, where it says so, metered and screened. */
export type MutationWithdrawPriceArgs = {
  input: WithdrawPriceInput;
};

/** An object that can be fetched again by its id. */
export type Node = {
  /** Unique among all objects of the gateway, and opaque: take it as it is. */
  readonly id: Scalars['ID']['output'];
};

/** What happens to a call while the counters that all gateways share cannot be reached. */
export type OnStoreFailure =
  /** It passes. */
  | 'ALLOW'
  /** The gateway counts by itself, up to its share of what was left. */
  | 'DEGRADE'
  /** It is refused. */
  | 'DENY';

/** Where a page of a connection stands in the whole list. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** Cursor of the last item of the page, to pass as `after`; null if the page is empty. */
  readonly endCursor: Maybe<Scalars['String']['output']>;
  /** Whether more items follow. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Whether the page began after a cursor, and so items may come before it. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first item of the page; null if the page is empty. */
  readonly startCursor: Maybe<Scalars['String']['output']>;
};

/**
 * A part of what a custom role allows or denies. Who may call or manage a model may see it, too; who is denied to READ a
 * model, can neither call nor manage it.
 */
export type Permission = {
  readonly __typename?: 'Permission';
  /** What may be done, or not. */
  readonly action: AccessAction;
  /** Whether it gives or takes. */
  readonly effect: PermissionEffect;
  /** Public names of the only models that it speaks of; null if it speaks of all, and of what has no model. */
  readonly models: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** The only operations that it speaks of, by name; null if it speaks of all. */
  readonly operations: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** Whether a permission gives or takes. */
export type PermissionEffect =
  /** Gives, unless something denies it. */
  | 'ALLOW'
  /** Takes away, whatever allows it: another role, or a built-in one. Only an OWNER is bound by no denial. */
  | 'DENY';

/** A part of what a custom role is to allow or deny. */
export type PermissionInput = {
  /** What may be done, or not. */
  readonly action: AccessAction;
  /** Whether it gives or takes. */
  readonly effect?: PermissionEffect;
  /** Public names of the only models that it speaks of; if absent, all of them and what has no model. */
  readonly models?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** The only operations that it speaks of: fields of Query and Mutation by name, such as `complete` or `createTeam`, and `model` for the sight of models. Each must be one that the action does; all if absent. */
  readonly operations?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** A change of the policy of one field. */
export type PolicyChange = {
  readonly __typename?: 'PolicyChange';
  /** The field, such as `Prompts.summarizeReview`. */
  readonly coordinate: Scalars['String']['output'];
  /** Which way it goes. */
  readonly effect: PolicyEffect;
  /** What has changed, in words that follow the field's name. */
  readonly message: Scalars['String']['output'];
};

/** What one policy changes about another one. */
export type PolicyDiff = {
  readonly __typename?: 'PolicyDiff';
  /** The changes: those that loosen first. */
  readonly changes: ReadonlyArray<PolicyChange>;
  /** Whether any change loosens it. */
  readonly loosens: Scalars['Boolean']['output'];
};

/** Which way a change goes. */
export type PolicyEffect =
  /** Somebody may do more, or less is masked or counted. */
  | 'LOOSENED'
  /** Neither, or it cannot be told. */
  | 'NEUTRAL'
  /** Somebody may do less, or more is masked or counted. */
  | 'TIGHTENED';

/** Something in the policy that does nothing, or leaves something open. */
export type PolicyFinding = {
  readonly __typename?: 'PolicyFinding';
  /** What is amiss. */
  readonly kind: PolicyFindingKind;
  /** What is amiss, in words. */
  readonly message: Scalars['String']['output'];
  /** What it is about, such as `operation complete` or `quota search-daily`. */
  readonly subject: Scalars['String']['output'];
};

/** What is amiss in a tenant's policy. */
export type PolicyFindingKind =
  /** A rule speaks of something that is not there. */
  | 'MATCHES_NOTHING'
  /** A field reaches a model, and no quota covers all who may call it. */
  | 'UNLIMITED'
  /** A field reaches a model, and no guardrail screens its calls. */
  | 'UNSCREENED'
  /** A prompt in force asks a model that is not there, is retired, completes nothing, or has no known price. */
  | 'UNUSABLE_MODEL';

/** Where a policy is written. Say one of them: `sdl`, or `prompt`; neither means your tenant's schema as it is in force. */
export type PolicySourceInput = {
  /** Name of a prompt template. */
  readonly prompt?: InputMaybe<Scalars['String']['input']>;
  /** A schema as `GET /sdl` gives it, or a prompt module: 2 MB at most. */
  readonly sdl?: InputMaybe<Scalars['String']['input']>;
  /** Number of its version; the one in force if absent, or else the newest. */
  readonly version?: InputMaybe<Scalars['Int']['input']>;
};

/** What tokens cost: the first tier of today's price, for a million tokens of each kind. */
export type Price = {
  readonly __typename?: 'Price';
  /** A million tokens of input that the provider writes to its prompt cache; null if they have no price of their own. */
  readonly cacheWritePerMillion: Maybe<Money>;
  /** A million tokens of input that the provider reads from its prompt cache; null if they have no price of their own. */
  readonly cachedInputPerMillion: Maybe<Money>;
  /** A million tokens of input. */
  readonly inputPerMillion: Money;
  /** A million tokens of output, reasoning included. */
  readonly outputPerMillion: Money;
  /** Where the price comes from. */
  readonly source: PriceSource;
};

/** What tokens cost, in US dollars for a million of them. */
export type PriceInput = {
  /** Tokens of input that the provider writes to its prompt cache; as input if absent. */
  readonly cacheWritePerMillionUsd?: InputMaybe<Scalars['Decimal']['input']>;
  /** Tokens of input that the provider reads from its prompt cache; as input if absent. */
  readonly cachedInputPerMillionUsd?: InputMaybe<Scalars['Decimal']['input']>;
  /** Tokens of input. */
  readonly inputPerMillionUsd: Scalars['Decimal']['input'];
  /** Tokens of output, reasoning included. */
  readonly outputPerMillionUsd: Scalars['Decimal']['input'];
};

/** Where a price comes from. */
export type PriceSource =
  /** The price catalogue that the gateway ships with. */
  | 'CATALOGUE'
  /** The gateway's own configuration. */
  | 'CONFIGURED'
  /** The tenant's price book, which `setPrice` writes. */
  | 'PRICE_BOOK';

/** A price of a model, from one moment on. Versions are never changed: a new one takes the place of what was before. */
export type PriceVersion = Node & {
  readonly __typename?: 'PriceVersion';
  /** When it was withdrawn; null if it was not. */
  readonly archivedAt: Maybe<Scalars['DateTime']['output']>;
  /** A million tokens of input that the provider writes to its prompt cache; null if as other input. */
  readonly cacheWritePerMillion: Maybe<Money>;
  /** A million tokens of input that the provider reads from its prompt cache; null if as other input. */
  readonly cachedInputPerMillion: Maybe<Money>;
  /** When it was set. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Name of the one deployment that it is for; null if for all that no other version names. */
  readonly deployment: Maybe<Scalars['String']['output']>;
  /** What is taken off, in hundredths of a per cent. */
  readonly discountBasisPoints: Scalars['Int']['output'];
  /** Calls that begin from then on are charged by it. */
  readonly effectiveFrom: Scalars['DateTime']['output'];
  /** Calls that begin from then on are not charged by it any more; null if until the next version. */
  readonly effectiveUntil: Maybe<Scalars['DateTime']['output']>;
  /** The version's global id. */
  readonly id: Scalars['ID']['output'];
  /** A million tokens of input, before the discount. */
  readonly inputPerMillion: Money;
  /** Name of the model. */
  readonly model: Scalars['String']['output'];
  /** What the ledger calls it: the model, its deployment if it is for one alone, and when it begins. */
  readonly name: Scalars['String']['output'];
  /** Whether `weir.yaml` declares it, or administrators have set it. */
  readonly origin: DeclarationOrigin;
  /** A million tokens of output, reasoning included, before the discount. */
  readonly outputPerMillion: Money;
  /** Grows if it is withdrawn; say it when you do that. */
  readonly version: Scalars['Int']['output'];
};

/** A page of prices. */
export type PriceVersionConnection = {
  readonly __typename?: 'PriceVersionConnection';
  /** The prices of the page with their cursors. */
  readonly edges: ReadonlyArray<PriceVersionEdge>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** One price of a page, and where it stands in the list. */
export type PriceVersionEdge = {
  readonly __typename?: 'PriceVersionEdge';
  /** Pass it as `after` to get what follows. */
  readonly cursor: Scalars['String']['output'];
  /** The price. */
  readonly node: PriceVersion;
};

/** Whose calls go first where a provider is saturated. */
export type PriorityClass =
  /** Eight times the share of NORMAL. */
  | 'CRITICAL'
  /** Twice the share of NORMAL. */
  | 'HIGH'
  /** Half the share of NORMAL. */
  | 'LOW'
  /** Of everyone who has no tier. */
  | 'NORMAL';

/**
 * Models and prompts under one name of the tenant's catalogue, for all of its teams. Only applications with an approved
 * subscription may call what a product sells; what no product names is open to everyone whose roles allow it.
 */
export type Product = Node & {
  readonly __typename?: 'Product';
  /** When it was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Since when it is deprecated; null if it is not. */
  readonly deprecatedAt: Maybe<Scalars['DateTime']['output']>;
  /** What it is good for; null if nobody has said. */
  readonly description: Maybe<Scalars['String']['output']>;
  /** The product's global id. */
  readonly id: Scalars['ID']['output'];
  /** Public names of the models that it sells, as far as the caller may know of them. */
  readonly models: ReadonlyArray<Scalars['String']['output']>;
  /** What the catalogue calls it. It never changes. */
  readonly name: Scalars['String']['output'];
  /** Names of the prompts that it sells, as far as the caller may know of them. */
  readonly prompts: ReadonlyArray<Scalars['String']['output']>;
  /** Since when it is retired; null if it is not. */
  readonly retiredAt: Maybe<Scalars['DateTime']['output']>;
  /** Its semantic version, such as 1.4.0. */
  readonly semanticVersion: Scalars['String']['output'];
  /** Where it is in its life. */
  readonly stage: ProductStage;
  /** What subscribers agree to; null if there is nothing of the kind. */
  readonly terms: Maybe<Scalars['String']['output']>;
  /** What people call it. */
  readonly title: Scalars['String']['output'];
  /** Grows with each change; say it when you change the product. */
  readonly version: Scalars['Int']['output'];
};

/** A page of products. */
export type ProductConnection = {
  readonly __typename?: 'ProductConnection';
  /** The products of the page with their cursors. */
  readonly edges: ReadonlyArray<ProductEdge>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** One product of a page, and where it stands in the list. */
export type ProductEdge = {
  readonly __typename?: 'ProductEdge';
  /** Pass it as `after` to get what follows. */
  readonly cursor: Scalars['String']['output'];
  /** The product. */
  readonly node: Product;
};

/** Which products to list: those that fulfil all that is said. */
export type ProductFilter = {
  /** Part of the name or the title, in any case: 1 to 100 characters. */
  readonly search?: InputMaybe<Scalars['String']['input']>;
  /** Only products in one of these stages; PUBLISHED and DEPRECATED if absent. */
  readonly stages?: InputMaybe<ReadonlyArray<ProductStage>>;
};

/** Where a product is in its life. */
export type ProductStage =
  /** Still served to its subscribers, who are warned with each answer; nobody can subscribe any more. */
  | 'DEPRECATED'
  /** Not offered yet: only who manages products sees it, and its models stay as they are. */
  | 'DRAFT'
  /** Offered: only applications with an approved subscription may call its models. */
  | 'PUBLISHED'
  /** Served no more: calls of its models are refused, unless another product sells them. */
  | 'RETIRED';

/** That an application wants to call, may call, or may not call the models of a product. */
export type ProductSubscription = Node & {
  readonly __typename?: 'ProductSubscription';
  /** The application. */
  readonly application: Application;
  /** When it was asked for. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When it was decided; null if it was not yet. */
  readonly decidedAt: Maybe<Scalars['DateTime']['output']>;
  /** The user who has decided, by name; null if nobody has yet, or if the credential stood for none. */
  readonly decidedBy: Maybe<Scalars['String']['output']>;
  /** Why it was decided so; null if nobody has decided yet. */
  readonly decisionReason: Maybe<Scalars['String']['output']>;
  /** The subscription's global id. */
  readonly id: Scalars['ID']['output'];
  /** The product. */
  readonly product: Product;
  /** Why it was asked for. */
  readonly reason: Scalars['String']['output'];
  /** The user who has asked, by name; null if the credential stood for none. */
  readonly requestedBy: Maybe<Scalars['String']['output']>;
  /** Where it stands. */
  readonly state: SubscriptionState;
  /** Grows with each decision; say it when you decide. */
  readonly version: Scalars['Int']['output'];
};

/** A page of subscriptions. */
export type ProductSubscriptionConnection = {
  readonly __typename?: 'ProductSubscriptionConnection';
  /** The subscriptions of the page with their cursors. */
  readonly edges: ReadonlyArray<ProductSubscriptionEdge>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** One subscription of a page, and where it stands in the list. */
export type ProductSubscriptionEdge = {
  readonly __typename?: 'ProductSubscriptionEdge';
  /** Pass it as `after` to get what follows. */
  readonly cursor: Scalars['String']['output'];
  /** The subscription. */
  readonly node: ProductSubscription;
};

/** Which subscriptions to list: those that fulfil all that is said. */
export type ProductSubscriptionFilter = {
  /** Only those of this application, by its global id. */
  readonly application?: InputMaybe<Scalars['ID']['input']>;
  /** Only those to this product, by its global id. */
  readonly product?: InputMaybe<Scalars['ID']['input']>;
  /** Only those that stand so; all if absent. */
  readonly states?: InputMaybe<ReadonlyArray<SubscriptionState>>;
};

/** Whether versions of prompts have to be approved before callers get them. */
export type PromptApproval =
  /** Whoever may publish does so in one step. */
  | 'NONE'
  /** No label moves to a version that nobody else than its author has approved (`requestPromptReview`), but a rollback does. */
  | 'REQUIRED';

/** What must be true of an answer. */
export type PromptAssertion = {
  readonly __typename?: 'PromptAssertion';
  /** Of JUDGE: what must be true, in words. */
  readonly criterion: Maybe<Scalars['String']['output']>;
  /** What it looks at. */
  readonly kind: PromptAssertionKind;
  /** Of JUDGE: public name of the model that judges. */
  readonly model: Maybe<Scalars['String']['output']>;
  /** The part of the answer that is meant; null: all of it. */
  readonly path: Maybe<Scalars['String']['output']>;
  /** Of MATCHES: a regular expression in RE2's syntax, 1,000 characters at most. */
  readonly pattern: Maybe<Scalars['String']['output']>;
  /** Of EQUALS: what it must be. */
  readonly value: Maybe<Scalars['JSON']['output']>;
};

/** What must be true of an answer. */
export type PromptAssertionInput = {
  /** Of JUDGE: what must be true, in words. */
  readonly criterion?: InputMaybe<Scalars['String']['input']>;
  /** What it looks at. */
  readonly kind: PromptAssertionKind;
  /** Of JUDGE: public name of the model that judges. */
  readonly model?: InputMaybe<Scalars['String']['input']>;
  /** The part of the answer that is meant, such as `$.keyPoints[0]`; all of it if absent. */
  readonly path?: InputMaybe<Scalars['String']['input']>;
  /** Of MATCHES: a regular expression in RE2's syntax, 1,000 characters at most. */
  readonly pattern?: InputMaybe<Scalars['String']['input']>;
  /** Of EQUALS: what it must be. */
  readonly value?: InputMaybe<Scalars['JSON']['input']>;
};

/** What an assertion looks at. */
export type PromptAssertionKind =
  /** Whether it is equal to `value`. */
  | 'EQUALS'
  /** Whether there is something at `path`, other than null. */
  | 'EXISTS'
  /** Whether `model` says that it meets `criterion`. */
  | 'JUDGE'
  /** Whether `pattern` is found in the text, or in the JSON of what is no text. */
  | 'MATCHES';

/** What a version of a prompt changes for those who call it. */
export type PromptChange =
  /** A document that worked may work no more: the major version grows. */
  | 'BREAKING'
  /** Documents work, but may get what they do not expect: the minor version grows. */
  | 'DANGEROUS'
  /** There was no version before. */
  | 'FIRST'
  /** Names and types are the same: the patch version grows. */
  | 'NONE'
  /** There is more to ask for: the minor version grows. */
  | 'SAFE';

/** An exchange that shows a model what is wanted. Both are Liquid templates, as the messages of the prompt are. */
export type PromptExample = {
  /** What the model should answer. */
  readonly assistant: Scalars['String']['input'];
  /** What a caller would ask. */
  readonly user: Scalars['String']['input'];
};

/**
 * A name for one version of a template. `production` is the version in force: the fields of `Prompts`, and the addresses of
 * the REST API that name no version.
 */
export type PromptLabel = {
  readonly __typename?: 'PromptLabel';
  /** When it was moved there. */
  readonly movedAt: Scalars['DateTime']['output'];
  /** Who has moved it. */
  readonly movedBy: Scalars['String']['output'];
  /** Such as `production` or `staging`. */
  readonly name: Scalars['String']['output'];
  /** The versions among which callers are divided, `version` too; empty: all of them get that one. */
  readonly shares: ReadonlyArray<PromptShare>;
  /** Number of the version that it stands at. */
  readonly version: Scalars['Int']['output'];
};

/** What calls of one version came to. A call that is not answered is in no latency. */
export type PromptMetrics = {
  readonly __typename?: 'PromptMetrics';
  /** Calls that were answered from the cache. */
  readonly cacheHits: Scalars['SafeInt']['output'];
  /** At the prices of the day of each call. */
  readonly cost: Money;
  /** Calls that a fault has ended. */
  readonly failures: Scalars['SafeInt']['output'];
  /** Tokens of input of all kinds. */
  readonly inputTokens: Scalars['SafeInt']['output'];
  /** How long an answer took, in milliseconds; null if there is none. */
  readonly meanLatencyMs: Maybe<Scalars['Float']['output']>;
  /** Half of the answers took no longer; null if there is none. */
  readonly medianLatencyMs: Maybe<Scalars['Float']['output']>;
  /** Tokens of output, those of thinking too. */
  readonly outputTokens: Scalars['SafeInt']['output'];
  /** 95 % of the answers took no longer; null if there is none. */
  readonly p95LatencyMs: Maybe<Scalars['Float']['output']>;
  /** Calls that a policy has refused. */
  readonly refusals: Scalars['SafeInt']['output'];
  /** Calls, however they ended. */
  readonly requests: Scalars['SafeInt']['output'];
};

/**
 * What a model has answered that was offered tools: a text, calls of tools, or both. A prompt answers with it that has an argument of
 * the type `[ToolInput!]`.
 */
export type PromptReply = {
  readonly __typename?: 'PromptReply';
  /** What it has written; null if that is nothing. */
  readonly text: Maybe<Scalars['String']['output']>;
  /** The tools that it has called, each of them one that was offered, with a JSON object for arguments that fits the tool's `parameters`. */
  readonly toolCalls: ReadonlyArray<ToolCall>;
};

/** That somebody else shall look at a version before callers get it. */
export type PromptReview = {
  readonly __typename?: 'PromptReview';
  /** When it was decided; null if it was not yet. */
  readonly decidedAt: Maybe<Scalars['DateTime']['output']>;
  /** The user who has decided, by name; null if nobody has yet. */
  readonly decidedBy: Maybe<Scalars['String']['output']>;
  /** Why it was decided so; null if nobody has decided yet. */
  readonly decisionReason: Maybe<Scalars['String']['output']>;
  /** Why it was asked for. */
  readonly reason: Scalars['String']['output'];
  /** When it was asked for. */
  readonly requestedAt: Scalars['DateTime']['output'];
  /** The user who has asked, by name; null if the credential stood for none. */
  readonly requestedBy: Maybe<Scalars['String']['output']>;
  /** Grows with each request and each decision; say it when you decide. */
  readonly revision: Scalars['Int']['output'];
  /** Where it stands. */
  readonly state: PromptReviewState;
};

/** What an approver says of a version. */
export type PromptReviewDecision =
  /** Callers may get it: its labels can be moved. */
  | 'APPROVE'
  /** They may not. */
  | 'REJECT';

/** What has come of it that somebody shall look at a version. */
export type PromptReviewState =
  /** Callers may get the version. */
  | 'APPROVED'
  /** An approver said no. It can be asked for again; another text is another version. */
  | 'REJECTED'
  /** It waits for an approver. */
  | 'REQUESTED';

/** A version that a part of the callers gets. */
export type PromptShare = {
  readonly __typename?: 'PromptShare';
  /** Number of the version. */
  readonly version: Scalars['Int']['output'];
  /** In proportion to the weights of the others. */
  readonly weight: Scalars['Int']['output'];
};

/** The part of the callers that a version is to get. */
export type PromptShareInput = {
  /** Number of the version. */
  readonly version: Scalars['Int']['input'];
  /** In proportion to the weights of the others: 1 to 10,000. */
  readonly weight: Scalars['Int']['input'];
};

/** A prompt whose answer another one needs: it is asked first, and is a call of its own, with the policy of its own field. */
export type PromptStep = {
  /** Its arguments, by name. A text is a Liquid template; `{{ facts.names }}` alone is the value there, of whatever type; all else is a value. */
  readonly arguments?: Scalars['JSON']['input'];
  /** What the templates call its answer, in steps that follow too. */
  readonly as: Scalars['String']['input'];
  /** Another field of `Prompts` in the same module, one without steps. */
  readonly prompt: Scalars['String']['input'];
};

/** A prompt module with all its versions. */
export type PromptTemplate = Node & {
  readonly __typename?: 'PromptTemplate';
  /** Whether its versions have to be approved before callers get them, also where the tenant does not demand it. */
  readonly approval: PromptApproval;
  /** When its first version was published. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The template's global id. */
  readonly id: Scalars['ID']['output'];
  /** Where its labels stand, by name. */
  readonly labels: ReadonlyArray<PromptLabel>;
  /** Number of the newest version. */
  readonly latest: Scalars['Int']['output'];
  /** What usage and the ledger call it. It never changes. */
  readonly name: Scalars['String']['output'];
  /** Its versions, newest first. */
  readonly versions: PromptVersionConnection;
};


/** A prompt module with all its versions. */
export type PromptTemplateVersionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of templates. */
export type PromptTemplateConnection = {
  readonly __typename?: 'PromptTemplateConnection';
  /** The templates of the page with their cursors. */
  readonly edges: ReadonlyArray<PromptTemplateEdge>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** One template of a page, and where it stands in the list. */
export type PromptTemplateEdge = {
  readonly __typename?: 'PromptTemplateEdge';
  /** Pass it as `after` to get what follows. */
  readonly cursor: Scalars['String']['output'];
  /** The template. */
  readonly node: PromptTemplate;
};

/** A case that every version of a template has to pass before it is in force. */
export type PromptTest = {
  readonly __typename?: 'PromptTest';
  /** Arguments of the prompt. */
  readonly arguments: Scalars['JSON']['output'];
  /** What must be true of its answer. */
  readonly assertions: ReadonlyArray<PromptAssertion>;
  /** What it is about. */
  readonly name: Scalars['String']['output'];
  /** Name of the prompt. */
  readonly prompt: Scalars['String']['output'];
};

/** A case that every version of a template has to pass before it is in force. */
export type PromptTestInput = {
  /** Arguments of the prompt, as a JSON object. */
  readonly arguments?: Scalars['JSON']['input'];
  /** What must be true of its answer, all of it: 20 at most. None: it answers at all. */
  readonly assertions?: ReadonlyArray<PromptAssertionInput>;
  /** What it is about: 100 characters at most, each name once. */
  readonly name: Scalars['String']['input'];
  /** Name of the prompt, since a template may hold several. */
  readonly prompt: Scalars['String']['input'];
};

/** How a test went. */
export type PromptTestResult = {
  readonly __typename?: 'PromptTestResult';
  /** The answer; null if the call failed. */
  readonly answer: Maybe<Scalars['JSON']['output']>;
  /** What it has cost; what judges cost is not in it. */
  readonly cost: Maybe<Money>;
  /** Why it failed. */
  readonly error: Maybe<Scalars['String']['output']>;
  /** The code of the failure; null if there is none. */
  readonly errorCode: Maybe<Scalars['String']['output']>;
  /** What is not. */
  readonly failures: ReadonlyArray<Scalars['String']['output']>;
  /** How long it took, in milliseconds. */
  readonly latencyMs: Maybe<Scalars['Int']['output']>;
  /** Public name of the model that was asked; null if none was. */
  readonly model: Maybe<Scalars['String']['output']>;
  /** Whether everything is as it should be. */
  readonly passed: Scalars['Boolean']['output'];
  /** The test. */
  readonly test: PromptTest;
  /** What the call has used. */
  readonly usage: Maybe<TokenUsage>;
};

/** How the tests of a version went. */
export type PromptTestRun = {
  readonly __typename?: 'PromptTestRun';
  /** When they ran. */
  readonly at: Scalars['DateTime']['output'];
  /** Tests that it has failed. */
  readonly failed: Scalars['Int']['output'];
  /** Tests that it has passed. */
  readonly passed: Scalars['Int']['output'];
};

/** One version of a template. It never changes but for its state. */
export type PromptVersion = Node & {
  readonly __typename?: 'PromptVersion';
  /** Who published it: a user, or the name of a credential. */
  readonly author: Scalars['String']['output'];
  /** What it changes for those who call it. */
  readonly change: PromptChange;
  /** The changes that callers may notice, for people. */
  readonly changes: ReadonlyArray<Scalars['String']['output']>;
  /** When it was published. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The version's global id. */
  readonly id: Scalars['ID']['output'];
  /** What the author says of it. */
  readonly message: Maybe<Scalars['String']['output']>;
  /** What its calls came to, to compare it with another one: over 366 days at most. */
  readonly metrics: PromptMetrics;
  /** Name of the template. */
  readonly name: Scalars['String']['output'];
  /** Counts from 1 within the template. */
  readonly number: Scalars['Int']['output'];
  /** What others have said of it; null if nobody was asked. */
  readonly review: Maybe<PromptReview>;
  /** The SDL, as its author wrote it; null to those who call prompts but neither manage, approve nor audit them. */
  readonly sdl: Maybe<Scalars['String']['output']>;
  /** The version in the words of Semantic Versioning, derived from what changed since the one before. */
  readonly semanticVersion: Scalars['String']['output'];
  /** Whether it can be called. */
  readonly state: PromptVersionState;
  /** How the tests that its template has now went the last time, with the model that it names; null if they never ran, or there are none. */
  readonly testRun: Maybe<PromptTestRun>;
};


/** One version of a template. It never changes but for its state. */
export type PromptVersionMetricsArgs = {
  from?: InputMaybe<Scalars['DateTime']['input']>;
  to?: InputMaybe<Scalars['DateTime']['input']>;
};

/** A page of versions. */
export type PromptVersionConnection = {
  readonly __typename?: 'PromptVersionConnection';
  /** The versions of the page with their cursors. */
  readonly edges: ReadonlyArray<PromptVersionEdge>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** One version of a page, and where it stands in the list. */
export type PromptVersionEdge = {
  readonly __typename?: 'PromptVersionEdge';
  /** Pass it as `after` to get what follows. */
  readonly cursor: Scalars['String']['output'];
  /** The version. */
  readonly node: PromptVersion;
};

/** Whether a version of a prompt can be called. */
export type PromptVersionState =
  /** It never had a label, and somebody has approved it. */
  | 'APPROVED'
  /** It never had a label. It can be called by its number alone, and where approvals are demanded only be tested. */
  | 'DRAFT'
  /** It has a label or had one. */
  | 'PUBLISHED'
  /** It cannot be called any more. */
  | 'RETIRED'
  /** It never had a label, and waits for an approver. */
  | 'REVIEW';

/** What one version has answered. */
export type PromptVersionTrial = {
  readonly __typename?: 'PromptVersionTrial';
  /** The answer; null if the call failed. */
  readonly answer: Maybe<Scalars['JSON']['output']>;
  /** What it has cost. */
  readonly cost: Maybe<Money>;
  /** Why it failed. */
  readonly error: Maybe<Scalars['String']['output']>;
  /** The code of the failure; null if there is none. */
  readonly errorCode: Maybe<Scalars['String']['output']>;
  /** How long it took, in milliseconds. */
  readonly latencyMs: Maybe<Scalars['Int']['output']>;
  /** Public name of the model that was asked; null if none was. */
  readonly model: Maybe<Scalars['String']['output']>;
  /** What the call has used. */
  readonly usage: Maybe<TokenUsage>;
  /** Number of the version. */
  readonly version: Scalars['Int']['output'];
};

/** Someone who answers calls, as it was declared. */
export type Provider = Node & {
  readonly __typename?: 'Provider';
  /** Whether http and private addresses are allowed. */
  readonly allowInsecure: Scalars['Boolean']['output'];
  /** Whether a key to show to it is kept. The key itself is shown to nobody. */
  readonly apiKeySet: Scalars['Boolean']['output'];
  /** Since when it is out of use; null if it is in use. */
  readonly archivedAt: Maybe<Scalars['DateTime']['output']>;
  /** The address that is asked; null if the usual one of its kind. */
  readonly baseUrl: Maybe<Scalars['String']['output']>;
  /** Whose certificates are trusted besides those that everybody trusts (PEM); null if nobody's. */
  readonly certificateAuthority: Maybe<Scalars['String']['output']>;
  /** The certificate that is shown to it (PEM); null if none. */
  readonly clientCertificate: Maybe<Scalars['String']['output']>;
  /** When it was declared. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The provider's global id. */
  readonly id: Scalars['ID']['output'];
  /** Which adapter speaks to it, such as `openai`. */
  readonly kind: Scalars['String']['output'];
  /** What models and usage call it. It never changes. */
  readonly name: Scalars['String']['output'];
  /** Whether `weir.yaml` declares it, and it is changed there, or administrators do. */
  readonly origin: DeclarationOrigin;
  /** What only providers of this kind understand, by name. */
  readonly settings: ReadonlyArray<ProviderSetting>;
  /** Grows with each change; say it when you change or archive the provider. */
  readonly version: Scalars['Int']['output'];
};

/** A page of providers. */
export type ProviderConnection = {
  readonly __typename?: 'ProviderConnection';
  /** The providers of the page with their cursors. */
  readonly edges: ReadonlyArray<ProviderEdge>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** One provider of a page, and where it stands in the list. */
export type ProviderEdge = {
  readonly __typename?: 'ProviderEdge';
  /** Pass it as `after` to get what follows. */
  readonly cursor: Scalars['String']['output'];
  /** The provider. */
  readonly node: Provider;
};

/** What only one kind of provider understands, such as `apiVersion`. */
export type ProviderSetting = {
  readonly __typename?: 'ProviderSetting';
  /** What it is called. */
  readonly name: Scalars['String']['output'];
  /** What it is set to; null if it is secret. */
  readonly value: Maybe<Scalars['String']['output']>;
};

/** A setting that only one kind of provider understands. */
export type ProviderSettingInput = {
  /** What it is called. */
  readonly name: Scalars['String']['input'];
  /** What to set it to: 1 to 2,048 characters; null takes it away. */
  readonly value?: InputMaybe<Scalars['String']['input']>;
};

/** No deployment of the model has given a whole answer. `message` tells whether the same call may succeed later. */
export type ProvidersFailed = {
  readonly __typename?: 'ProvidersFailed';
  /** Every deployment that was asked, in order. */
  readonly attempts: ReadonlyArray<Attempt>;
  /** The call's id in the ledger. */
  readonly callId: Scalars['ID']['output'];
  /** What happened and what to do, for people. */
  readonly message: Scalars['String']['output'];
  /** What was used until then, and is billed; null if nothing was. */
  readonly partialUsage: Maybe<TokenUsage>;
  /** How long to wait before another try, in milliseconds, where a provider has said so. */
  readonly retryAfterMs: Maybe<Scalars['Int']['output']>;
};

/** Which product to publish. */
export type PublishProductInput = {
  /** The product's global id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The product that was published. */
export type PublishProductPayload = {
  readonly __typename?: 'PublishProductPayload';
  /** The product. */
  readonly product: Product;
};

/** How a module is published, besides its SDL. */
export type PublishPromptInput = {
  /** The newest version that you have seen, 0 for none; if it is another one by now, nothing is published and the error has the code CONFLICT. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The labels that move to the new version, 10 at most: each a small letter, then small letters, digits, `_` and `-`. None leaves it a draft. */
  readonly labels?: ReadonlyArray<Scalars['String']['input']>;
  /** What is new, for people: 1,000 characters at most. */
  readonly message?: InputMaybe<Scalars['String']['input']>;
  /** Name of the template: a letter, then letters, digits, `_` and `-`, 64 at most. If absent, that of the first prompt, or else of the first entity. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
};

/** What was published. */
export type PublishPromptPayload = {
  readonly __typename?: 'PublishPromptPayload';
  /** The template as it is now. */
  readonly template: PromptTemplate;
  /** The new version; the newest one if that has the same text. */
  readonly version: PromptVersion;
};

/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type Query = {
  readonly __typename?: 'Query';
  /** Who of the tenant may read, call and manage what. */
  readonly accessMatrix: AccessMatrix;
  /** The tenant's API keys, newest first; in every state unless the filter says which. */
  readonly apiKeys: ApiKeyConnection;
  /** An application by its name, in use or not; null if there is none. */
  readonly application: Maybe<Application>;
  /** The tenant's applications by name. */
  readonly applications: ApplicationConnection;
  /** The tenant's calls, also those that no policy had anything against, newest first. */
  readonly auditCalls: AuditedCallConnection;
  /** The signed checkpoints of the tenant's chain, newest first. */
  readonly auditCheckpoints: ReadonlyArray<AuditCheckpoint>;
  /** What was done and what was refused in the tenant, newest first. */
  readonly auditEvents: AuditEventConnection;
  /** The proof that an event, or a call, is part of the chain, signed now if it was not yet; null if there is none. */
  readonly auditProof: Maybe<AuditProof>;
  /** What the audit trail says of a time, summed up. */
  readonly auditReport: AuditReport;
  /** For how many days the tenant keeps its events; null: for ever. */
  readonly auditRetention: Maybe<Scalars['Int']['output']>;
  /** What each cost centre owes for a period. A report of more than 10,000 combinations of team, application and model is refused, and by cost centre one of a period in which more than 200 times somebody else became the payer of something. */
  readonly chargeback: Chargeback;
  /**
   * An earlier completion of the caller's tenant, as the ledger keeps it: who answered, tokens and cost, not the texts.
   * Null if there is none, or if it was refused before it reached a provider.
   */
  readonly completion: Maybe<Completion>;
  /** To what persons have agreed, and what they have withdrawn, newest first. */
  readonly consents: ConsentConnection;
  /** Tells what `complete` would cost with this input. Asks no provider and spends nothing. */
  readonly estimate: CostEstimate;
  /**
   * The chain as text, in pieces of some hundred events: all events of the time, those that share a checkpoint with them,
   * and the checkpoints. What is personal stays sealed.
   */
  readonly exportAudit: AuditExport;
  /** What will have been spent at the end of the month, and of each budget at the end of its window. */
  readonly forecast: ForecastReport;
  /** The guardrails that the tenant has declared, by name. */
  readonly guardrails: GuardrailConnection;
  /** How the gateway is that answers. Any credential may ask. */
  readonly health: Health;
  /** The identity providers that the tenant has declared, by name. */
  readonly identityProviders: IdentityProviderConnection;
  /** Where money can be saved, by what was used and the prices of today: the most money first. */
  readonly inefficiencies: ReadonlyArray<Inefficiency>;
  /** The model of this name; null if there is none, or if the caller may not use it. */
  readonly model: Maybe<Model>;
  /** The models that the caller may use, by name. */
  readonly models: ModelConnection;
  /** The subscriptions of the caller's application, and those that the caller has asked for; newest first. */
  readonly myRequests: ProductSubscriptionConnection;
  /** The object with this id: a Completion, Model, ApiKey, Tenant, Team, User, Application, AuditEvent, AuditedCall, CustomRole, RoleAssignment, Product, ProductSubscription, PromptTemplate or PromptVersion. Null if there is none, or if the caller may not see it. */
  readonly node: Maybe<Node>;
  /** What in your tenant's policy does nothing, or leaves something open: fields, rules, prompts and quotas. */
  readonly policyCheck: ReadonlyArray<PolicyFinding>;
  /** What the policy of one SDL changes about that of another one, field by field. */
  readonly policyDiff: PolicyDiff;
  /** The price book of the tenant, past and future versions included, by model and by when they begin. */
  readonly prices: PriceVersionConnection;
  /** A product by its name, retired or not; null if there is none, or if it is a draft and the caller manages no products. */
  readonly product: Maybe<Product>;
  /** The catalogue: the tenant's products by name. Drafts are shown to who manages products. */
  readonly products: ProductConnection;
  /** The versions that wait for an approver, newest first. */
  readonly promptReviews: PromptVersionConnection;
  /** The template of this name; null if there is none. */
  readonly promptTemplate: Maybe<PromptTemplate>;
  /** The tenant's prompt templates, by name. */
  readonly promptTemplates: PromptTemplateConnection;
  /** The tests of the template of this name. */
  readonly promptTests: ReadonlyArray<PromptTest>;
  /** The providers that the tenant has declared, by name. */
  readonly providers: ProviderConnection;
  /** A quota that the tenant has declared, in use or not; null if there is none. */
  readonly quota: Maybe<DeclaredQuota>;
  /** The quotas that the tenant has declared, by name. */
  readonly quotas: DeclaredQuotaConnection;
  /** A custom role by its name, in use or not; null if there is none. */
  readonly role: Maybe<CustomRole>;
  /** To whom of the tenant roles were given, beside those that keys and tokens bring along; oldest first. */
  readonly roleAssignments: RoleAssignmentConnection;
  /** The tenant's custom roles by name. The built-in ones are those of `Role`. */
  readonly roles: CustomRoleConnection;
  /** The tenant's subscriptions, newest first. */
  readonly subscriptions: ProductSubscriptionConnection;
  /** A team by its name, in use or not; null if there is none. */
  readonly team: Maybe<Team>;
  /** The tenant's teams by name. */
  readonly teams: TeamConnection;
  /** The caller's tenant. */
  readonly tenant: Tenant;
  /** All tenants by name. Only those who run the gateway may ask: owners of the tenant `default`. */
  readonly tenants: TenantConnection;
  /** The tiers that the tenant has declared, by name. */
  readonly tiers: TierConnection;
  /** The documents that the tenant trusts, by their hashes. */
  readonly trustedDocuments: ReadonlyArray<TrustedDocument>;
  /** What the caller's tenant has used. */
  readonly usage: UsageReport;
  /** A user by its name, in use or not; null if there is none. */
  readonly user: Maybe<User>;
  /** The tenant's users by name. */
  readonly users: UserConnection;
  /** Whom the gateway takes the caller for, what the credentials allow, and what is left of the quotas. */
  readonly viewer: Viewer;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryAccessMatrixArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AccessMatrixFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  of?: AccessSubjectKind;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryApiKeysArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ApiKeyFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryApplicationArgs = {
  name: Scalars['String']['input'];
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryApplicationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ApplicationFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryAuditCallsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AuditedCallFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryAuditCheckpointsArgs = {
  before?: InputMaybe<Scalars['SafeInt']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryAuditEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AuditEventFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryAuditProofArgs = {
  id: Scalars['ID']['input'];
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryAuditReportArgs = {
  from?: InputMaybe<Scalars['DateTime']['input']>;
  to?: InputMaybe<Scalars['DateTime']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryChargebackArgs = {
  groupBy?: InputMaybe<ReadonlyArray<ChargebackDimension>>;
  period: ChargebackPeriod;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryCompletionArgs = {
  id: Scalars['ID']['input'];
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryConsentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ConsentFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryEstimateArgs = {
  input: CompletionInput;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryExportAuditArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  from?: InputMaybe<Scalars['DateTime']['input']>;
  to?: InputMaybe<Scalars['DateTime']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryGuardrailsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DeclarationFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryIdentityProvidersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DeclarationFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryInefficienciesArgs = {
  from?: InputMaybe<Scalars['DateTime']['input']>;
  to?: InputMaybe<Scalars['DateTime']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryModelArgs = {
  name: Scalars['String']['input'];
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryModelsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ModelFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryMyRequestsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ProductSubscriptionFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryPolicyDiffArgs = {
  from?: PolicySourceInput;
  to?: PolicySourceInput;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryPricesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DeclarationFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryProductArgs = {
  name: Scalars['String']['input'];
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryProductsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ProductFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryPromptReviewsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryPromptTemplateArgs = {
  name: Scalars['String']['input'];
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryPromptTemplatesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryPromptTestsArgs = {
  name: Scalars['String']['input'];
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryProvidersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DeclarationFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryQuotaArgs = {
  id: Scalars['ID']['input'];
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryQuotasArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DeclarationFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryRoleArgs = {
  name: Scalars['String']['input'];
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryRoleAssignmentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<RoleAssignmentFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryRolesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<CustomRoleFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QuerySubscriptionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ProductSubscriptionFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryTeamArgs = {
  name: Scalars['String']['input'];
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryTeamsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TeamFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryTenantsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TenantFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryTiersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DeclarationFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryTrustedDocumentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryUsageArgs = {
  filter?: InputMaybe<UsageFilter>;
  groupBy?: InputMaybe<ReadonlyArray<UsageDimension>>;
  interval?: InputMaybe<UsageInterval>;
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryUserArgs = {
  name: Scalars['String']['input'];
};


/** Reads. Every field needs credentials; what else a field asks of the caller stands beside it as a directive. */
export type QueryUsersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<UserFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A limit on one meter. The `maxCostUsd` of a call is shown as a quota of that name, without a window. */
export type Quota = {
  readonly __typename?: 'Quota';
  /** What happens beyond the limit. */
  readonly action: QuotaAction;
  /** First day of a WEEK, 1 (Monday) to 7, or of a MONTH, 1 to 31 (the last day of one that is shorter); null of other windows. */
  readonly anchor: Maybe<Scalars['Int']['output']>;
  /** The most that one window may hold: calls, tokens, bytes, or US dollars, by `meter`. */
  readonly limit: Scalars['Decimal']['output'];
  /** Of THROTTLE: how long a call waits at the most, in milliseconds; null of others. */
  readonly maxWaitMs: Maybe<Scalars['Int']['output']>;
  /** What is counted. */
  readonly meter: Meter;
  /** The quota's name in the configuration, or `maxCostUsd`. */
  readonly name: Scalars['String']['output'];
  /** What happens while the counters cannot be reached. */
  readonly onStoreFailure: OnStoreFailure;
  /** Whether each user has a counter of their own. */
  readonly perUser: Scalars['Boolean']['output'];
  /** Of REROUTE: name of the model that calls go to; null of others. */
  readonly rerouteTo: Maybe<Scalars['String']['output']>;
  /** Whom it covers. */
  readonly scope: QuotaScope;
  /** Per cent of the limit that are told of when use reaches them, once a window. */
  readonly thresholds: ReadonlyArray<Scalars['Int']['output']>;
  /** IANA name of the time zone whose days, weeks and months count. */
  readonly timeZone: Scalars['String']['output'];
  /** Over which time it counts; null for CONCURRENT_CALLS and `maxCostUsd`. */
  readonly window: Maybe<QuotaWindow>;
};

/** How exactly quotas are counted. */
export type QuotaAccuracy =
  /** No limit is passed, over all gateways together. */
  | 'EXACT'
  /** Each gateway counts for itself, which is exact where there is one: no counters are shared, because REDIS_URL is not set. */
  | 'PER_GATEWAY'
  /** Each gateway grants its share of what was left of a quota when it heard of it last: a limit can be passed by what the others have taken since. */
  | 'SHARE';

/** What happens to a call that could exceed a quota. */
export type QuotaAction =
  /** It passes, and the gateway tells. */
  | 'ALERT'
  /** It is refused before it reaches a provider. */
  | 'BLOCK'
  /** It goes to the cheaper model that the quota names, before anything is spent; the answer tells. */
  | 'REROUTE'
  /** It waits until there is room, for so long as the quota says, and is refused then. */
  | 'THROTTLE';

/** A quota has refused the call. Nothing was asked of a provider, nothing is billed. */
export type QuotaExceeded = {
  readonly __typename?: 'QuotaExceeded';
  /** What happened and what to do, for people. */
  readonly message: Scalars['String']['output'];
  /** The quota that refused. */
  readonly quota: Quota;
  /** When there is room again; null if nobody knows. */
  readonly resetsAt: Maybe<Scalars['DateTime']['output']>;
  /** How long to wait before another try, in milliseconds; null if waiting does not help. */
  readonly retryAfterMs: Maybe<Scalars['Int']['output']>;
};

/** Whom a quota covers: those for whom all of this is so. What is null says nothing. */
export type QuotaScope = {
  readonly __typename?: 'QuotaScope';
  /** The application. */
  readonly application: Maybe<Scalars['String']['output']>;
  /** Id of the API key. */
  readonly key: Maybe<Scalars['ID']['output']>;
  /** The model, also under other names that it is served by. */
  readonly model: Maybe<Scalars['String']['output']>;
  /** The operation, such as `complete`, or `prompts.summarizeReview` of a prompt in all of its versions. */
  readonly operation: Maybe<Scalars['String']['output']>;
  /** A word that the call is tagged with. */
  readonly tag: Maybe<Scalars['String']['output']>;
  /** The team, or one of those below it. */
  readonly team: Maybe<Scalars['String']['output']>;
  /** The tenant. */
  readonly tenant: Maybe<Scalars['String']['output']>;
  /** The user. */
  readonly user: Maybe<Scalars['String']['output']>;
};

/** Whom a quota is to cover: those for whom all of this is so. What is absent says nothing. */
export type QuotaScopeInput = {
  /** Name of an application. */
  readonly application?: InputMaybe<Scalars['String']['input']>;
  /** Global id of an API key. */
  readonly key?: InputMaybe<Scalars['ID']['input']>;
  /** Name of a model; it is covered under other names too. */
  readonly model?: InputMaybe<Scalars['String']['input']>;
  /** An operation, such as `complete`, or `prompts.summarizeReview` of a prompt in all of its versions. */
  readonly operation?: InputMaybe<Scalars['String']['input']>;
  /** A word that calls are tagged with. */
  readonly tag?: InputMaybe<Scalars['String']['input']>;
  /** Name of a team; those below it are covered too. */
  readonly team?: InputMaybe<Scalars['String']['input']>;
  /** Name of a user. */
  readonly user?: InputMaybe<Scalars['String']['input']>;
};

/** A quota and what is left of it. Amounts are calls, tokens, bytes, or US dollars, by the quota's `meter`. */
export type QuotaStatus = {
  readonly __typename?: 'QuotaStatus';
  /** Whose counter it is where each user has one: `user:` and the name, or `key:` and the id of a credential without a user, behind `tenant:<tenant>//` where the quota is for all tenants and this is not `default`; null of other quotas. */
  readonly member: Maybe<Scalars['String']['output']>;
  /** The quota. */
  readonly quota: Quota;
  /** What a new call may still use; never below 0. */
  readonly remaining: Scalars['Decimal']['output'];
  /** Held for calls that are running: the most that they may use. */
  readonly reserved: Scalars['Decimal']['output'];
  /** When the window ends, or nothing counts any more of what does now; null for CONCURRENT_CALLS. */
  readonly resetsAt: Maybe<Scalars['DateTime']['output']>;
  /** Used by calls that have ended. */
  readonly used: Scalars['Decimal']['output'];
};

/** What has changed of one counter. Amounts are calls, tokens, bytes, or US dollars, by the quota's `meter`. */
export type QuotaUpdate = {
  readonly __typename?: 'QuotaUpdate';
  /** Whose counter it is where each user has one; null of other quotas. */
  readonly member: Maybe<Scalars['String']['output']>;
  /** The quota as it is now. */
  readonly quota: Quota;
  /** What a new call may still use; never below 0. */
  readonly remaining: Scalars['Decimal']['output'];
  /** Held for calls that are running: the most that they may use. */
  readonly reserved: Scalars['Decimal']['output'];
  /** How `reserved` has changed since the event before; 0 in the first event. */
  readonly reservedDelta: Scalars['Decimal']['output'];
  /** When the window ends, or nothing counts any more of what does now; null if there is no such moment. */
  readonly resetsAt: Maybe<Scalars['DateTime']['output']>;
  /** Used by calls that have ended, as enforcement counts it. */
  readonly used: Scalars['Decimal']['output'];
  /** How `used` has changed since the event before, less than 0 where a window has ended; 0 in the first event. */
  readonly usedDelta: Scalars['Decimal']['output'];
};

/** The time over which a quota counts: a stretch of the calendar, in which it counts anew, or one that rolls. */
export type QuotaWindow =
  /** From midnight to midnight in the quota's time zone. */
  | 'DAY'
  /** An hour of the clock. */
  | 'HOUR'
  /** A minute of the clock. */
  | 'MINUTE'
  /** From the quota's day of the month to the next one. */
  | 'MONTH'
  /** The hour that has just passed. What was counted counts for up to 2 % longer, and never shorter. */
  | 'ROLLING_HOUR'
  /** The minute that has just passed. What was counted counts for up to 2 % longer, and never shorter. */
  | 'ROLLING_MINUTE'
  /** The second that has just passed. What was counted counts for up to 2 % longer, and never shorter. */
  | 'ROLLING_SECOND'
  /** A second of the clock. */
  | 'SECOND'
  /** Seven days from the quota's weekday. */
  | 'WEEK';

/** A piece of what the model thinks. */
export type ReasoningDelta = {
  readonly __typename?: 'ReasoningDelta';
  /** Which thought it belongs to. */
  readonly index: Scalars['Int']['output'];
  /** The piece. */
  readonly text: Scalars['String']['output'];
};

/** How much a model thinks before it answers. */
export type ReasoningEffort =
  /** A lot. */
  | 'HIGH'
  /** A little. */
  | 'LOW'
  /** Some. */
  | 'MEDIUM'
  /** As little as possible. */
  | 'MINIMAL'
  /** Not at all. */
  | 'NONE';

/** What the model thought in an earlier turn, for models that want it back. */
export type ReasoningInput = {
  /** What the provider wants back unchanged, as `AssistantMessage.reasoningState` gave it. */
  readonly providerState?: InputMaybe<Scalars['String']['input']>;
  /** The thought, as `AssistantMessage.reasoning` gave it. */
  readonly text: Scalars['String']['input'];
};

/** Who has agreed to what. */
export type RecordConsentInput = {
  /** How it was given, such as the address of the form: 1,000 characters at most. */
  readonly evidence?: InputMaybe<Scalars['String']['input']>;
  /** To what: letters, digits and . _ @ : + -, 128 at most. */
  readonly purpose: Scalars['String']['input'];
  /** Who: `{ type: "user", id: <name> }` is a user of the tenant, anybody else as calls name them in `subject`. */
  readonly subject: SubjectInput;
};

/** The consent, now or already on record. */
export type RecordConsentPayload = {
  readonly __typename?: 'RecordConsentPayload';
  /** The consent. */
  readonly consent: Consent;
};

/** Which tenant needs a key for an owner. */
export type RecoverTenantInput = {
  /** The tenant's global id. */
  readonly id: Scalars['ID']['input'];
  /** What the key is to be called; `recovery` if absent. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
};

/** The only sight of a new key that lets an owner of the tenant in. */
export type RecoverTenantPayload = {
  readonly __typename?: 'RecoverTenantPayload';
  /** A key of the tenant with the role OWNER. It belongs to the tenant, so its creator cannot look it up again. */
  readonly apiKey: ApiKey;
  /** The secret to send as `Authorization: Bearer …`. Keep it now: it is never shown again. */
  readonly secret: Scalars['String']['output'];
  /** The tenant. */
  readonly tenant: Tenant;
};

/** A guardrail has masked something right before this point of the answer. */
export type RedactionNotice = {
  readonly __typename?: 'RedactionNotice';
  /** How many times. */
  readonly count: Scalars['Int']['output'];
  /** What was masked, such as EMAIL. */
  readonly kind: Scalars['String']['output'];
};

/** A document to be trusted. */
export type RegisterDocumentInput = {
  /** Name of the only application whose bound keys may run it; if absent, every bound key of the tenant may. */
  readonly application?: InputMaybe<Scalars['String']['input']>;
  /** Its text, to the letter as clients have hashed it: 64 KB at most. It must fit the schema as it is now. */
  readonly document: Scalars['String']['input'];
  /** What it is called, for people: 200 characters at most. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
};

/** The document that is trusted now. */
export type RegisterDocumentPayload = {
  readonly __typename?: 'RegisterDocumentPayload';
  /** As it was registered first, if it was before. */
  readonly document: TrustedDocument;
};

/** A document that is to be trusted no more. */
export type RemoveDocumentInput = {
  /** SHA-256 of its text, in hexadecimal. */
  readonly sha256Hash: Scalars['String']['input'];
};

/** The document that was removed. */
export type RemoveDocumentPayload = {
  readonly __typename?: 'RemoveDocumentPayload';
  /** As it was. */
  readonly document: TrustedDocument;
};

/** Which version is to be looked at, and why. */
export type RequestPromptReviewInput = {
  /** Name of the template. */
  readonly name: Scalars['String']['input'];
  /** What it is for: 1 to 1,000 characters. */
  readonly reason: Scalars['String']['input'];
  /** Number of the version. */
  readonly version: Scalars['Int']['input'];
};

/** What waits for an approver. */
export type RequestPromptReviewPayload = {
  readonly __typename?: 'RequestPromptReviewPayload';
  /** The version. */
  readonly version: PromptVersion;
};

/** Which application wants which product, and why. */
export type RequestSubscriptionInput = {
  /** The application's global id; the caller's own if absent. */
  readonly application?: InputMaybe<Scalars['ID']['input']>;
  /** The product's global id. It must be PUBLISHED. */
  readonly product: Scalars['ID']['input'];
  /** Why it is needed: 1 to 1,000 characters. */
  readonly reason: Scalars['String']['input'];
};

/** The new request. */
export type RequestSubscriptionPayload = {
  readonly __typename?: 'RequestSubscriptionPayload';
  /** The subscription, which waits for an approver. */
  readonly subscription: ProductSubscription;
};

/** What form the answer takes. */
export type ResponseFormatInput = {
  /** Of JSON_SCHEMA: what the answer is, for the model to read. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** Of JSON_SCHEMA: a name for the schema, 1 to 64 letters, digits, `_` and `-`; `answer` if absent. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
  /** Of JSON_SCHEMA, which needs it: the schema. */
  readonly schema?: InputMaybe<Scalars['JSON']['input']>;
  /** Of JSON_SCHEMA: whether the answer must fit exactly, where the provider can enforce it. */
  readonly strict?: InputMaybe<Scalars['Boolean']['input']>;
  /** The form. */
  readonly type: ResponseFormatType;
};

/** What form an answer takes. */
export type ResponseFormatType =
  /** A JSON object. */
  | 'JSON'
  /** JSON that fits a schema. */
  | 'JSON_SCHEMA'
  /** Text. */
  | 'TEXT';

/** Which application to put back in use. */
export type RestoreApplicationInput = {
  /** The application's global id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The application that is back in use. */
export type RestoreApplicationPayload = {
  readonly __typename?: 'RestoreApplicationPayload';
  /** The application. */
  readonly application: Application;
};

/** Which team to put back in use. */
export type RestoreTeamInput = {
  /** The team's global id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The team that is back in use. */
export type RestoreTeamPayload = {
  readonly __typename?: 'RestoreTeamPayload';
  /** The team. */
  readonly team: Team;
};

/** Which tenant to put back in use. */
export type RestoreTenantInput = {
  /** The tenant's global id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The tenant that is back in use. */
export type RestoreTenantPayload = {
  readonly __typename?: 'RestoreTenantPayload';
  /** The tenant. */
  readonly tenant: Tenant;
};

/** Which user to put back in use. */
export type RestoreUserInput = {
  /** The user's global id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The user that is back in use. */
export type RestoreUserPayload = {
  readonly __typename?: 'RestoreUserPayload';
  /** The user. */
  readonly user: User;
};

/** Which product to retire. */
export type RetireProductInput = {
  /** The product's global id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The product that was retired. */
export type RetireProductPayload = {
  readonly __typename?: 'RetireProductPayload';
  /** The product; its `retiredAt` is that of the first time, if it was retired before. */
  readonly product: Product;
};

/** Which version is to be retired. */
export type RetirePromptVersionInput = {
  /** Name of the template. */
  readonly name: Scalars['String']['input'];
  /** Number of the version. No label may stand at it. */
  readonly version: Scalars['Int']['input'];
};

/** What was retired. */
export type RetirePromptVersionPayload = {
  readonly __typename?: 'RetirePromptVersionPayload';
  /** The template as it is now. */
  readonly template: PromptTemplate;
  /** The version, which cannot be called any more. */
  readonly version: PromptVersion;
};

/** Which key to revoke. */
export type RevokeApiKeyInput = {
  /** The key's global id. */
  readonly id: Scalars['ID']['input'];
};

/** The key that was revoked. */
export type RevokeApiKeyPayload = {
  readonly __typename?: 'RevokeApiKeyPayload';
  /** The key; its `revokedAt` is that of the first time, if it was revoked before. */
  readonly apiKey: ApiKey;
};

/** Which keys have leaked. */
export type RevokeApiKeysByPrefixInput = {
  /** Revoke them in every tenant. Only an OWNER of those who run the gateway may. */
  readonly everyTenant?: Scalars['Boolean']['input'];
  /** How the secret begins, such as `weir_3fGhK2p`: 9 to 12 characters. Do not send the rest. */
  readonly prefix: Scalars['String']['input'];
};

/** What was revoked. */
export type RevokeApiKeysByPrefixPayload = {
  readonly __typename?: 'RevokeApiKeysByPrefixPayload';
  /** How many keys were revoked by this; those revoked before do not count. */
  readonly count: Scalars['Int']['output'];
};

/** What a credential allows its holder to do. */
export type Role =
  /** Manages keys, but not those of an OWNER; holds DEVELOPER, ANALYST, AUDITOR and APPROVER too. */
  | 'ADMIN'
  /** Reads usage and cost of the whole tenant. */
  | 'ANALYST'
  /** For decisions that wait for a person. */
  | 'APPROVER'
  /** Reads the audit trail of the whole tenant, and who may do what. */
  | 'AUDITOR'
  /** Calls models. */
  | 'DEVELOPER'
  /** Holds every role, and may hand out each of them. */
  | 'OWNER';

/** That somebody has a role. */
export type RoleAssignment = Node & {
  readonly __typename?: 'RoleAssignment';
  /** Since when. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The custom role; null if it is a built-in one. */
  readonly customRole: Maybe<CustomRole>;
  /** Who has it. */
  readonly holder: RoleHolder;
  /** The assignment's global id. */
  readonly id: Scalars['ID']['output'];
  /** Name of the role: a built-in one, or a custom one. */
  readonly role: Scalars['String']['output'];
};

/** A page of assignments. */
export type RoleAssignmentConnection = {
  readonly __typename?: 'RoleAssignmentConnection';
  /** The assignments of the page with their cursors. */
  readonly edges: ReadonlyArray<RoleAssignmentEdge>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** One assignment of a page, and where it stands in the list. */
export type RoleAssignmentEdge = {
  readonly __typename?: 'RoleAssignmentEdge';
  /** Pass it as `after` to get what follows. */
  readonly cursor: Scalars['String']['output'];
  /** The assignment. */
  readonly node: RoleAssignment;
};

/** Which assignments to list: those that fulfil all that is said. */
export type RoleAssignmentFilter = {
  /** Only those of this holder itself, by the global id of a tenant, team, application or user. */
  readonly holder?: InputMaybe<Scalars['ID']['input']>;
  /** Only those of this role, by its name. */
  readonly role?: InputMaybe<Scalars['String']['input']>;
};

/** Who can be given a role: everyone of the tenant; a team, with the teams below it; an application; a user. */
export type RoleHolder = Application | Team | Tenant | User;

/** A role of an identity provider, and the gateway's role that it stands for. */
export type RoleMapping = {
  readonly __typename?: 'RoleMapping';
  /** What the gateway calls it. */
  readonly ours: Scalars['String']['output'];
  /** What the identity provider calls it. */
  readonly theirs: Scalars['String']['output'];
};

/** A role of an identity provider, and the gateway's role that it is to stand for. */
export type RoleMappingInput = {
  /** What the gateway calls it. */
  readonly ours: Scalars['String']['input'];
  /** What the identity provider calls it. */
  readonly theirs: Scalars['String']['input'];
};

/** Which model is to be what it was before. */
export type RollbackModelInput = {
  /** The model's global id. */
  readonly id: Scalars['ID']['input'];
  /** The version that it is to be like: one of its `versions`. */
  readonly toVersion: Scalars['Int']['input'];
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The model as it is again. */
export type RollbackModelPayload = {
  readonly __typename?: 'RollbackModelPayload';
  /** The model, in a new version. */
  readonly model: Model;
  /** What its author has to know, such as deployments whose price is not known. */
  readonly warnings: ReadonlyArray<Scalars['String']['output']>;
};

/** Which label is to go back. */
export type RollbackPromptInput = {
  /** The label. */
  readonly label?: Scalars['String']['input'];
  /** Name of the template. */
  readonly name: Scalars['String']['input'];
};

/** Where the label has gone back to. */
export type RollbackPromptPayload = {
  readonly __typename?: 'RollbackPromptPayload';
  /** The template as it is now. */
  readonly template: PromptTemplate;
  /** The version that the label stands at again. */
  readonly version: PromptVersion;
};

/** Which key to replace by a new one. */
export type RotateApiKeyInput = {
  /** When the new key stops working; if absent, it lives as long as the old one was to live. */
  readonly expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** For how many more seconds the old secret works too, if it does not end earlier: 0 to 2,592,000 (30 days). */
  readonly graceSeconds?: Scalars['Int']['input'];
  /** The key's global id. */
  readonly id: Scalars['ID']['input'];
};

/** The new key, the only sight of its secret, and the old one. */
export type RotateApiKeyPayload = {
  readonly __typename?: 'RotateApiKeyPayload';
  /** The new key: what the old one was, with another secret. */
  readonly apiKey: ApiKey;
  /** The old key, with the end that its grace period gives it. */
  readonly replaced: ApiKey;
  /** The secret to send as `Authorization: Bearer …`. Keep it now: it is never shown again. */
  readonly secret: Scalars['String']['output'];
};

/** For how long events are to be kept. */
export type SetAuditRetentionInput = {
  /** Events older than so many days are dropped, with the checkpoint that covers them staying; null keeps them for ever. */
  readonly days?: InputMaybe<Scalars['Int']['input']>;
};

/** For how long events are kept from now on. */
export type SetAuditRetentionPayload = {
  readonly __typename?: 'SetAuditRetentionPayload';
  /** So many days; null: for ever. */
  readonly days: Maybe<Scalars['Int']['output']>;
};

/** What a model is to cost. */
export type SetPriceInput = {
  /** A million tokens of input that the provider writes to its prompt cache; as other input if absent. */
  readonly cacheWritePerMillionUsd?: InputMaybe<Scalars['Decimal']['input']>;
  /** A million tokens of input that the provider reads from its prompt cache; as other input if absent. */
  readonly cachedInputPerMillionUsd?: InputMaybe<Scalars['Decimal']['input']>;
  /** Name of the one deployment that it is for; absent: of all that no other version names. */
  readonly deployment?: InputMaybe<Scalars['String']['input']>;
  /** What to take off, in hundredths of a per cent, from 0 to 10000; 0 if absent. */
  readonly discountBasisPoints?: InputMaybe<Scalars['Int']['input']>;
  /** From when on calls are charged by it, not in the past; from now on if absent. */
  readonly effectiveFrom?: InputMaybe<Scalars['DateTime']['input']>;
  /** Until when; until the next version if absent. Then what was before the version counts again. */
  readonly effectiveUntil?: InputMaybe<Scalars['DateTime']['input']>;
  /** A million tokens of input, in US dollars with at most nine decimals. */
  readonly inputPerMillionUsd: Scalars['Decimal']['input'];
  /** Name of a model that the tenant has declared or that its providers offer. Prices of models that are served to all tenants are set by the tenant `default`. */
  readonly model: Scalars['String']['input'];
  /** A million tokens of output, reasoning included. */
  readonly outputPerMillionUsd: Scalars['Decimal']['input'];
};

/** The price that was set. */
export type SetPricePayload = {
  readonly __typename?: 'SetPricePayload';
  /** The new version. */
  readonly price: PriceVersion;
};

/** Whether versions of a template have to be approved. */
export type SetPromptApprovalInput = {
  /** NONE: only where the tenant or the gateway demands it of all prompts. */
  readonly approval: PromptApproval;
  /** Name of the template. */
  readonly name: Scalars['String']['input'];
};

/** The template after the change. */
export type SetPromptApprovalPayload = {
  readonly __typename?: 'SetPromptApprovalPayload';
  /** The template. */
  readonly template: PromptTemplate;
};

/** Which tests a template has from now on. */
export type SetPromptTestsInput = {
  /** Name of the template. */
  readonly name: Scalars['String']['input'];
  /** All its tests, 50 at most: those that were there before are replaced. */
  readonly tests: ReadonlyArray<PromptTestInput>;
};

/** The tests of a template. */
export type SetPromptTestsPayload = {
  readonly __typename?: 'SetPromptTestsPayload';
  /** All of them. */
  readonly tests: ReadonlyArray<PromptTest>;
};

/** Among which versions a label is to divide its callers. */
export type SplitPromptLabelInput = {
  /** The label. */
  readonly label?: Scalars['String']['input'];
  /** Name of the template. */
  readonly name: Scalars['String']['input'];
  /** The versions, 2 to 5 of them. Fields have the types of the one that the label stands at, or else of the first one. */
  readonly shares: ReadonlyArray<PromptShareInput>;
};

/** Where the labels stand now. */
export type SplitPromptLabelPayload = {
  readonly __typename?: 'SplitPromptLabelPayload';
  /** The template as it is now. */
  readonly template: PromptTemplate;
};

/**
 * A stronger sign-in that a model asks for: the caller's token has to show one value at least of each list that is
 * there. API keys show none, so they are refused.
 */
export type StepUp = {
  readonly __typename?: 'StepUp';
  /** How strong the sign-in was, in the identity provider's words (`acr`); null if that does not matter. */
  readonly acr: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** How its user has signed in (`amr`, RFC 8176), such as `mfa`; null if that does not matter. */
  readonly amr: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** A stronger sign-in to ask for. One of both lists at least. */
export type StepUpInput = {
  /** How strong the sign-in must have been (`acr`): one of these. */
  readonly acr?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** How the user must have signed in (`amr`): in one of these ways. */
  readonly amr?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** The business entity that a call is for; usage can be asked by it. */
export type SubjectInput = {
  /** Its id in the system that owns it: 1 to 256 characters. */
  readonly id: Scalars['ID']['input'];
  /** What it is, such as `order`: 1 to 64 characters. */
  readonly type: Scalars['String']['input'];
};

/** Answers as they are produced. Leaving a subscription stops the work behind it; what was produced by then is billed. */
export type Subscription = {
  readonly __typename?: 'Subscription';
  /** Events as they happen. */
  readonly auditEventAdded: AuditEvent;
  /** Asks a model and delivers the answer as it is produced. */
  readonly completion: CompletionEvent;
  /**
   * How much is left of quotas while it changes, over all gateways, from the counters that enforce them: where each stands at
   * once, then once a second at the most where something has changed. Who reads slowly gets several changes in one event.
   */
  readonly quotaUpdated: QuotaUpdate;
  /**
   * What the caller's tenant uses while it uses it, over all gateways: where things stand at once, then once a second at the
   * most where something has changed. Who reads slowly gets several changes in one event.
   */
  readonly usageUpdated: UsageUpdate;
};


/** Answers as they are produced. Leaving a subscription stops the work behind it; what was produced by then is billed. */
export type SubscriptionAuditEventAddedArgs = {
  filter?: InputMaybe<AuditEventFilter>;
};


/** Answers as they are produced. Leaving a subscription stops the work behind it; what was produced by then is billed. */
export type SubscriptionCompletionArgs = {
  input: CompletionInput;
};


/** Answers as they are produced. Leaving a subscription stops the work behind it; what was produced by then is billed. */
export type SubscriptionQuotaUpdatedArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
};


/** Answers as they are produced. Leaving a subscription stops the work behind it; what was produced by then is billed. */
export type SubscriptionUsageUpdatedArgs = {
  filter?: InputMaybe<UsageFilter>;
  groupBy?: InputMaybe<ReadonlyArray<UsageDimension>>;
};

/** What an approver says. */
export type SubscriptionDecision =
  /** To one that is REQUESTED: the application may call the product's models, within a second. */
  | 'APPROVE'
  /** To one that is REQUESTED: no. */
  | 'REJECT'
  /** To one that is APPROVED: within a second, the application may call no more. */
  | 'REVOKE';

/** Where a subscription stands. */
export type SubscriptionState =
  /** The application may call the product's models. */
  | 'APPROVED'
  /** An approver said no. The application can ask again. */
  | 'REJECTED'
  /** Waits for an approver. */
  | 'REQUESTED'
  /** It was approved, and is no more. The application can ask again. */
  | 'REVOKED';

/** A team, or with teams below it a department. */
export type Team = Node & {
  readonly __typename?: 'Team';
  /** Its keys, newest first, revoked ones included. */
  readonly apiKeys: ApiKeyConnection;
  /** The applications that belong to it, by name. */
  readonly applications: ApplicationConnection;
  /** Since when it is out of use, and its keys do not work; null if it is in use. */
  readonly archivedAt: Maybe<Scalars['DateTime']['output']>;
  /** Who pays for what it uses, in the words of the books; that of the team that it is part of if null. */
  readonly costCentre: Maybe<Scalars['String']['output']>;
  /** When it was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** What it is for; null if nobody has said. */
  readonly description: Maybe<Scalars['String']['output']>;
  /** The team's global id. */
  readonly id: Scalars['ID']['output'];
  /** What keys, quotas and usage call it. It never changes. */
  readonly name: Scalars['String']['output'];
  /** The team that it is part of; null if it is on top. */
  readonly parent: Maybe<Team>;
  /** The teams that are part of it, by name. */
  readonly teams: TeamConnection;
  /** Name of the tier that it is assigned to; null if it has none of its own. */
  readonly tier: Maybe<Scalars['String']['output']>;
  /** What people call it. */
  readonly title: Scalars['String']['output'];
  /** Grows with each change; say it when you change or archive the team. */
  readonly version: Scalars['Int']['output'];
};


/** A team, or with teams below it a department. */
export type TeamApiKeysArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A team, or with teams below it a department. */
export type TeamApplicationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TeamPartsFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A team, or with teams below it a department. */
export type TeamTeamsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TeamPartsFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of teams. */
export type TeamConnection = {
  readonly __typename?: 'TeamConnection';
  /** The teams of the page with their cursors. */
  readonly edges: ReadonlyArray<TeamEdge>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** One team of a page, and where it stands in the list. */
export type TeamEdge = {
  readonly __typename?: 'TeamEdge';
  /** Pass it as `after` to get what follows. */
  readonly cursor: Scalars['String']['output'];
  /** The team. */
  readonly node: Team;
};

/** Which teams to list: those that fulfil all that is said. */
export type TeamFilter = {
  /** Only those that are part of this team, by its global id or its name; null: only those on top. */
  readonly parent?: InputMaybe<Scalars['ID']['input']>;
  /** Part of the name or the title, in any case: 1 to 100 characters. */
  readonly search?: InputMaybe<Scalars['String']['input']>;
  /** Whether in use. */
  readonly state?: EntityState;
};

/** Which parts of a team to list: those that fulfil all that is said. */
export type TeamPartsFilter = {
  /** Part of the name or the title, in any case: 1 to 100 characters. */
  readonly search?: InputMaybe<Scalars['String']['input']>;
  /** Whether in use. */
  readonly state?: EntityState;
};

/** An organisation of its own: it owns teams, users, applications, keys and usage, and sees nobody else's. */
export type Tenant = Node & {
  readonly __typename?: 'Tenant';
  /** Since when it is out of use; null if it is in use. */
  readonly archivedAt: Maybe<Scalars['DateTime']['output']>;
  /** When it was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The tenant's global id. */
  readonly id: Scalars['ID']['output'];
  /** What configuration and usage call it. It never changes. */
  readonly name: Scalars['String']['output'];
  /** Whether callers get only versions of prompts that somebody else than their author has approved. Where the gateway's `weir.yaml` demands it, it is so for all tenants. */
  readonly promptApproval: PromptApproval;
  /** What people call it. */
  readonly title: Scalars['String']['output'];
  /** Grows with each change; say it when you change or archive the tenant. */
  readonly version: Scalars['Int']['output'];
};

/** A page of tenants. */
export type TenantConnection = {
  readonly __typename?: 'TenantConnection';
  /** The tenants of the page with their cursors. */
  readonly edges: ReadonlyArray<TenantEdge>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** One tenant of a page, and where it stands in the list. */
export type TenantEdge = {
  readonly __typename?: 'TenantEdge';
  /** Pass it as `after` to get what follows. */
  readonly cursor: Scalars['String']['output'];
  /** The tenant. */
  readonly node: Tenant;
};

/** Which tenants to list: those that fulfil all that is said. */
export type TenantFilter = {
  /** Part of the name or the title, in any case: 1 to 100 characters. */
  readonly search?: InputMaybe<Scalars['String']['input']>;
  /** Whether in use. */
  readonly state?: EntityState;
};

/** What is to be tested. */
export type TestPromptInput = {
  /** Public name of a model to ask in place of the one that the version names. */
  readonly model?: InputMaybe<Scalars['String']['input']>;
  /** Name of the template. */
  readonly name: Scalars['String']['input'];
  /** Number of the version, a draft too; the one in force if absent, or else the newest. */
  readonly version?: InputMaybe<Scalars['Int']['input']>;
};

/** How the tests of a template went. */
export type TestPromptPayload = {
  readonly __typename?: 'TestPromptPayload';
  /** Whether all tests are passed: not without any, as nothing was tried then. */
  readonly passed: Scalars['Boolean']['output'];
  /** Each test, in its order; empty: the template has none. */
  readonly results: ReadonlyArray<PromptTestResult>;
  /** The version that was tested. */
  readonly version: Scalars['Int']['output'];
};

/** A piece of the answer. */
export type TextDelta = {
  readonly __typename?: 'TextDelta';
  /** Which text of the answer it belongs to; 0 unless the model writes several. */
  readonly index: Scalars['Int']['output'];
  /** The piece; all pieces of one index, joined, are the text. */
  readonly text: Scalars['String']['output'];
};

/** A plan: quotas, priority and price of the teams and applications that are assigned to it. */
export type Tier = Node & {
  readonly __typename?: 'Tier';
  /** What is added to the price of each call, in hundredths of a per cent; a discount is below 0. */
  readonly adjustmentBasisPoints: Scalars['Int']['output'];
  /** Since when it is out of use; null if it is in use. */
  readonly archivedAt: Maybe<Scalars['DateTime']['output']>;
  /** When it was declared. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** What it is for; null if nobody has said. */
  readonly description: Maybe<Scalars['String']['output']>;
  /** The tier's global id. */
  readonly id: Scalars['ID']['output'];
  /** What quotas and assignments call it. It never changes. */
  readonly name: Scalars['String']['output'];
  /** Whether `weir.yaml` declares it, and it is changed there, or administrators do. */
  readonly origin: DeclarationOrigin;
  /** What it costs a month; null if nobody has said. */
  readonly pricePerMonth: Maybe<Money>;
  /** Whose calls go first where a provider is saturated. */
  readonly priority: PriorityClass;
  /** The quotas of each who is assigned to it. */
  readonly quotas: ReadonlyArray<TierQuota>;
  /** Grows with each change; say it when you change or archive the tier. */
  readonly version: Scalars['Int']['output'];
};

/** A page of tiers. */
export type TierConnection = {
  readonly __typename?: 'TierConnection';
  /** The tiers of the page with their cursors. */
  readonly edges: ReadonlyArray<TierEdge>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** One tier of a page, and where it stands in the list. */
export type TierEdge = {
  readonly __typename?: 'TierEdge';
  /** Pass it as `after` to get what follows. */
  readonly cursor: Scalars['String']['output'];
  /** The tier. */
  readonly node: Tier;
};

/** A quota that each who is assigned to the tier has, with a counter of its own. */
export type TierQuota = {
  readonly __typename?: 'TierQuota';
  /** What happens beyond the limit. */
  readonly action: QuotaAction;
  /** The most that one window may hold. */
  readonly limit: Scalars['Decimal']['output'];
  /** Of THROTTLE: how long a call waits at the most; null of others. */
  readonly maxWaitSeconds: Maybe<Scalars['Int']['output']>;
  /** What is counted. */
  readonly meter: Meter;
  /** The one model that it covers, also under other names; null if all. */
  readonly model: Maybe<Scalars['String']['output']>;
  /** Its name within the tier; refusals call it `<tier>.<name>@team:<team>`, or `@application:<application>`. */
  readonly name: Scalars['String']['output'];
  /** The one operation that it covers, such as `prompts.summarizeReview`; null if all. */
  readonly operation: Maybe<Scalars['String']['output']>;
  /** Whether each user has a counter of their own. */
  readonly perUser: Scalars['Boolean']['output'];
  /** Of REROUTE: name of the model that calls go to; null of others. */
  readonly rerouteTo: Maybe<Scalars['String']['output']>;
  /** The word that the calls carry that it covers; null if all. */
  readonly tag: Maybe<Scalars['String']['output']>;
  /** IANA name of the time zone whose days, weeks and months count. */
  readonly timeZone: Scalars['String']['output'];
  /** Over which time it counts; null for CONCURRENT_CALLS. */
  readonly window: Maybe<QuotaWindow>;
};

/** A quota that each who is assigned to the tier is to have, with a counter of its own. */
export type TierQuotaInput = {
  /** What happens beyond the limit; BLOCK if absent. */
  readonly action?: InputMaybe<QuotaAction>;
  /** The weekday that a WEEK begins on, such as SUNDAY, or the day from 1 to 31 that a MONTH begins on. */
  readonly anchor?: InputMaybe<Scalars['String']['input']>;
  /** The most that one window may hold, more than 0: calls, tokens, bytes, or US dollars with at most nine decimals. */
  readonly limit: Scalars['Decimal']['input'];
  /** Of THROTTLE: how long a call may wait, from 1 to 300. */
  readonly maxWaitSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** What to count. */
  readonly meter: Meter;
  /** Its name within the tier: letters, digits and . _ @ : + -, 128 at most. */
  readonly name: Scalars['String']['input'];
  /** What happens while the counters cannot be reached; DEGRADE if absent. */
  readonly onStoreFailure?: InputMaybe<OnStoreFailure>;
  /** Whether each user has a counter of their own; false if absent. */
  readonly perUser?: InputMaybe<Scalars['Boolean']['input']>;
  /** Of REROUTE: name of the model that calls go to. */
  readonly rerouteTo?: InputMaybe<Scalars['String']['input']>;
  /** Which calls it is to cover; all if absent. */
  readonly scope?: InputMaybe<TierQuotaScopeInput>;
  /** Per cent of the limit, ascending, to tell of when use reaches them. */
  readonly thresholds?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** IANA name of the time zone whose days, weeks and months count; UTC if absent. */
  readonly timeZone?: InputMaybe<Scalars['String']['input']>;
  /** Over which time to count; CONCURRENT_CALLS have none, others need one. */
  readonly window?: InputMaybe<QuotaWindow>;
};

/** Which calls a tier's quota is to cover. What is absent says nothing. */
export type TierQuotaScopeInput = {
  /** Name of a model; it is covered under other names too. */
  readonly model?: InputMaybe<Scalars['String']['input']>;
  /** An operation, such as `complete`, or `prompts.summarizeReview` of a prompt in all of its versions. */
  readonly operation?: InputMaybe<Scalars['String']['input']>;
  /** A word that calls are tagged with. */
  readonly tag?: InputMaybe<Scalars['String']['input']>;
};

/** Tokens in five kinds that never overlap. */
export type TokenUsage = {
  readonly __typename?: 'TokenUsage';
  /** Input that the provider wrote to its prompt cache. */
  readonly cacheWriteTokens: Scalars['Int']['output'];
  /** Input that the provider read from its prompt cache. */
  readonly cachedInputTokens: Scalars['Int']['output'];
  /** Input that met no prompt cache of the provider. */
  readonly inputTokens: Scalars['Int']['output'];
  /** Output that the caller sees: text and tool calls. */
  readonly outputTokens: Scalars['Int']['output'];
  /** Output that the model has spent on thinking. */
  readonly reasoningTokens: Scalars['Int']['output'];
  /** Who has counted. */
  readonly source: UsageSource;
  /** All kinds together. */
  readonly totalTokens: Scalars['Int']['output'];
};

/** A call of a tool, for the caller to carry out and answer with a TOOL message. */
export type ToolCall = {
  readonly __typename?: 'ToolCall';
  /** The arguments as the model wrote them: JSON text, not always valid. */
  readonly arguments: Scalars['String']['output'];
  /** To be given back as `toolCallId`. */
  readonly id: Scalars['ID']['output'];
  /** Name of the tool. */
  readonly name: Scalars['String']['output'];
  /** To be given back unchanged in the next turn, where present. */
  readonly providerState: Maybe<Scalars['String']['output']>;
};

/** A piece of a tool call. */
export type ToolCallDelta = {
  readonly __typename?: 'ToolCallDelta';
  /** The next piece of the arguments; all pieces of one index, joined, are JSON text. */
  readonly arguments: Scalars['String']['output'];
  /** The call's id; in the first piece of each call. */
  readonly id: Maybe<Scalars['ID']['output']>;
  /** Position of the call in the answer, from 0. */
  readonly index: Scalars['Int']['output'];
  /** Name of the tool; in the first piece of each call. */
  readonly name: Maybe<Scalars['String']['output']>;
};

/** A tool call that the model made in an earlier turn. */
export type ToolCallInput = {
  /** The arguments as the model wrote them: JSON text. */
  readonly arguments: Scalars['String']['input'];
  /** The call's id, as the model gave it. */
  readonly id: Scalars['ID']['input'];
  /** Name of the tool. */
  readonly name: Scalars['String']['input'];
  /** What the provider wants back unchanged, as `ToolCall.providerState` gave it. */
  readonly providerState?: InputMaybe<Scalars['String']['input']>;
};

/** Which tools the model may call: either `mode` or `name`. */
export type ToolChoiceInput = {
  /** A rule for all tools. */
  readonly mode?: InputMaybe<ToolChoiceMode>;
  /** The one tool that must be called, by its name. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
};

/** Which tools a model may call. */
export type ToolChoiceMode =
  /** Tools or text, as the model sees fit. */
  | 'AUTO'
  /** No tool. */
  | 'NONE'
  /** At least one tool. */
  | 'REQUIRED';

/** A tool that the model may call. The gateway passes calls on and runs nothing. */
export type ToolInput = {
  /** What it does, for the model to choose by. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** Its name: 1 to 64 letters, digits, `_` and `-`. */
  readonly name: Scalars['String']['input'];
  /** Its arguments: a JSON Schema of type object. */
  readonly parameters: Scalars['JSON']['input'];
  /** Whether arguments must fit the schema exactly, where the provider can enforce it. */
  readonly strict?: InputMaybe<Scalars['Boolean']['input']>;
};

/**
 * A GraphQL document that the tenant trusts. API keys can be bound to such documents, so that who reads a key out of a
 * browser can do nothing else with it. A document never changes: it is known by the SHA-256 of its text.
 */
export type TrustedDocument = {
  readonly __typename?: 'TrustedDocument';
  /** Name of the only application whose bound keys may run it; null: every bound key of the tenant may. */
  readonly application: Maybe<Scalars['String']['output']>;
  /** When it was registered. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** The text. */
  readonly document: Scalars['String']['output'];
  /** What it is called, for people; null if nothing was said. */
  readonly name: Maybe<Scalars['String']['output']>;
  /** Who has registered it: a user, or the name of a credential. */
  readonly registeredBy: Scalars['String']['output'];
  /** SHA-256 of its text, in hexadecimal: what clients send as `documentId`, or as `extensions.persistedQuery.sha256Hash`. */
  readonly sha256Hash: Scalars['String']['output'];
};

/** Who is not to have which role any more. */
export type UnassignRoleInput = {
  /** Global id of the tenant, team, application or user that it was given to. */
  readonly holder: Scalars['ID']['input'];
  /** Name of the role. The caller must hold all that it allows, and all that it denies. */
  readonly role: Scalars['String']['input'];
};

/** The assignment that is no more. */
export type UnassignRolePayload = {
  readonly __typename?: 'UnassignRolePayload';
  /** The assignment as it was. */
  readonly assignment: RoleAssignment;
};

/** What happens to calls whose cost nobody knows. */
export type Unpriced =
  /** They pass. */
  | 'ALLOW'
  /** They are refused. */
  | 'REFUSE';

/** What to change of an application. What is absent stays. */
export type UpdateApplicationInput = {
  /** Who pays for what it uses: 1 to 64 characters; null takes it away. Reports on earlier times change with it. */
  readonly costCentre?: InputMaybe<Scalars['String']['input']>;
  /** What it is for: 1,000 characters at most; null takes it away. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** The application's global id. */
  readonly id: Scalars['ID']['input'];
  /** What people call it: 1 to 200 characters. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The application after the change. */
export type UpdateApplicationPayload = {
  readonly __typename?: 'UpdateApplicationPayload';
  /** The application. */
  readonly application: Application;
};

/** What to change of a guardrail. What is absent stays. */
export type UpdateGuardrailInput = {
  /** What it does with what it finds. */
  readonly action?: InputMaybe<GuardrailAction>;
  /** What to look for, such as EMAIL: one at least. */
  readonly detectors?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Which way the texts travel that it looks at. */
  readonly direction?: InputMaybe<GuardrailDirection>;
  /** The guardrail's global id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The guardrail after the change. */
export type UpdateGuardrailPayload = {
  readonly __typename?: 'UpdateGuardrailPayload';
  /** The guardrail. */
  readonly guardrail: Guardrail;
};

/** What to change of an identity provider. What is absent stays. */
export type UpdateIdentityProviderInput = {
  /** The signature algorithms that are taken, such as RS256; the usual ones if it is not said. */
  readonly algorithms?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Whether http and private addresses are allowed; only for those who run the gateway. */
  readonly allowInsecure?: InputMaybe<Scalars['Boolean']['input']>;
  /** A token must be meant for one of these (`aud`). Each has to be yours alone at this issuer, as who else names it would take over your sign-ins; of several that a token is meant for, the one named first counts. */
  readonly audience?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Which claims say whom a token stands for. */
  readonly claims?: InputMaybe<ClaimMappingInput>;
  /** The secret of that client; null takes it away. It has to be said again with another `issuer`. */
  readonly clientSecret?: InputMaybe<Scalars['String']['input']>;
  /** How far its clock and ours may differ, from 0 to 300; 30 if it is not said. */
  readonly clockSkewSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** The identity provider's global id. */
  readonly id: Scalars['ID']['input'];
  /** The `iss` of its tokens, to the letter. */
  readonly issuer?: InputMaybe<Scalars['String']['input']>;
  /** Where its keys are; if it is not said, where OpenID Connect Discovery says. */
  readonly jwksUri?: InputMaybe<Scalars['String']['input']>;
  /** How people sign in there with a browser, at `/login`; null ends that. */
  readonly login?: InputMaybe<LoginInput>;
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The identity provider after the change. */
export type UpdateIdentityProviderPayload = {
  readonly __typename?: 'UpdateIdentityProviderPayload';
  /** The identity provider. */
  readonly identityProvider: IdentityProvider;
  /** What may not be meant so, naming the field: such as that its keys could not be read just now, within two seconds. */
  readonly warnings: ReadonlyArray<Scalars['String']['output']>;
};

/** What to change of a model. What is absent stays. */
export type UpdateModelInput = {
  /** How long an answer may be served again, in seconds; if it is not said, as the operation says. */
  readonly cacheTtlSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** What it can do; the catalogue's if it is not said. */
  readonly capabilities?: InputMaybe<ReadonlyArray<Capability>>;
  /** Tokens of input and output together that it can hold; the catalogue's if it is not said. */
  readonly contextWindow?: InputMaybe<Scalars['Int']['input']>;
  /** Who serves it: one at least. */
  readonly deployments?: InputMaybe<ReadonlyArray<DeploymentInput>>;
  /** What the model is good for: 1 to 1,000 characters. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** The model's global id. */
  readonly id: Scalars['ID']['input'];
  /** The most tokens of one answer; the catalogue's if it is not said. */
  readonly maxOutputTokens?: InputMaybe<Scalars['Int']['input']>;
  /** What its tokens cost, where a deployment does not say. */
  readonly price?: InputMaybe<PriceInput>;
  /** A stronger sign-in to ask for. */
  readonly requires?: InputMaybe<StepUpInput>;
  /** To what the person must have agreed whom a call is about, such as `marketing` (see `recordConsent`). */
  readonly requiresConsent?: InputMaybe<Scalars['String']['input']>;
  /** What happens to calls without a known price; REFUSE if it is not said. */
  readonly unpriced?: InputMaybe<Unpriced>;
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The model after the change. */
export type UpdateModelPayload = {
  readonly __typename?: 'UpdateModelPayload';
  /** The model. */
  readonly model: Model;
  /** What may not be meant so: such as a deployment without a known price, to which calls are refused. */
  readonly warnings: ReadonlyArray<Scalars['String']['output']>;
};

/** What to change of a product. What is absent stays. */
export type UpdateProductInput = {
  /** What it is good for: 1,000 characters at most; null takes it away. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** The product's global id. */
  readonly id: Scalars['ID']['input'];
  /** Public names of the models that it sells from now on, 100 at most. */
  readonly models?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Names of the prompts that it sells from now on, 100 at most. */
  readonly prompts?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Its semantic version, which never goes back. Once the product is published, other models and other terms need a higher one. */
  readonly semanticVersion?: InputMaybe<Scalars['String']['input']>;
  /** What subscribers agree to: 10,000 characters at most; null takes it away. */
  readonly terms?: InputMaybe<Scalars['String']['input']>;
  /** What people call it: 1 to 200 characters. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The product after the change. */
export type UpdateProductPayload = {
  readonly __typename?: 'UpdateProductPayload';
  /** The product. */
  readonly product: Product;
};

/** What to change of a provider. What is absent stays. */
export type UpdateProviderInput = {
  /** Whether http and private addresses are allowed; only for those who run the gateway. */
  readonly allowInsecure?: InputMaybe<Scalars['Boolean']['input']>;
  /** The key to show to it: sealed where it is kept, and never shown; null takes it away. */
  readonly apiKey?: InputMaybe<Scalars['String']['input']>;
  /** The address to ask; null takes it away, back to the usual one. */
  readonly baseUrl?: InputMaybe<Scalars['String']['input']>;
  /** Whose certificates to trust besides those that everybody trusts (PEM); null takes them away. */
  readonly certificateAuthority?: InputMaybe<Scalars['String']['input']>;
  /** A certificate to show to it (PEM); goes with `clientKey`. Null takes it away. */
  readonly clientCertificate?: InputMaybe<Scalars['String']['input']>;
  /** The private key of that certificate (PEM): sealed where it is kept, and never shown; null takes it away. */
  readonly clientKey?: InputMaybe<Scalars['String']['input']>;
  /** The provider's global id. */
  readonly id: Scalars['ID']['input'];
  /** What only providers of this kind understand; the ones that are named are set or, with a null value, taken away. */
  readonly settings?: InputMaybe<ReadonlyArray<ProviderSettingInput>>;
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The provider after the change. */
export type UpdateProviderPayload = {
  readonly __typename?: 'UpdateProviderPayload';
  /** The provider. */
  readonly provider: Provider;
};

/** What to change of a quota. What is absent stays; null takes away what need not be there. */
export type UpdateQuotaInput = {
  /** What happens beyond the limit. */
  readonly action?: InputMaybe<QuotaAction>;
  /** The weekday that a WEEK begins on, such as SUNDAY, or the day from 1 to 31 that a MONTH begins on. */
  readonly anchor?: InputMaybe<Scalars['String']['input']>;
  /** The quota's global id. */
  readonly id: Scalars['ID']['input'];
  /** The most that one window may hold, more than 0: calls, tokens, bytes, or US dollars with at most nine decimals. */
  readonly limit?: InputMaybe<Scalars['Decimal']['input']>;
  /** Of THROTTLE: how long a call may wait, from 1 to 300. */
  readonly maxWaitSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** What to count. */
  readonly meter?: InputMaybe<Meter>;
  /** What happens while the counters cannot be reached. */
  readonly onStoreFailure?: InputMaybe<OnStoreFailure>;
  /** Whether each user has a counter of their own. */
  readonly perUser?: InputMaybe<Scalars['Boolean']['input']>;
  /** Of REROUTE: name of the model that calls go to. */
  readonly rerouteTo?: InputMaybe<Scalars['String']['input']>;
  /** Whom it is to cover, all of it said anew. */
  readonly scope?: InputMaybe<QuotaScopeInput>;
  /** Per cent of the limit, ascending, to tell of when use reaches them. */
  readonly thresholds?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** IANA name of the time zone whose days, weeks and months count. */
  readonly timeZone?: InputMaybe<Scalars['String']['input']>;
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
  /** Over which time to count. */
  readonly window?: InputMaybe<QuotaWindow>;
};

/** The quota after the change. */
export type UpdateQuotaPayload = {
  readonly __typename?: 'UpdateQuotaPayload';
  /** The quota. */
  readonly quota: DeclaredQuota;
  /** What it and the other quotas say to each other, such as that one of them never decides anything; empty if nothing. */
  readonly warnings: ReadonlyArray<Scalars['String']['output']>;
};

/** What to change of a custom role. What is absent stays. */
export type UpdateRoleInput = {
  /** Whom it is for: 1,000 characters at most; null takes it away. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** The role's global id. */
  readonly id: Scalars['ID']['input'];
  /** What it allows and denies from now on, in place of what it did: 1 to 100 permissions. The caller must hold all that it allows now or allowed before, and all that it denied before. */
  readonly permissions?: InputMaybe<ReadonlyArray<PermissionInput>>;
  /** What people call it: 1 to 200 characters. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The role after the change. */
export type UpdateRolePayload = {
  readonly __typename?: 'UpdateRolePayload';
  /** The role. */
  readonly role: CustomRole;
};

/** What to change of a team. What is absent stays. */
export type UpdateTeamInput = {
  /** Who pays for what it uses: 1 to 64 characters; null takes it away. Reports on earlier times change with it. */
  readonly costCentre?: InputMaybe<Scalars['String']['input']>;
  /** What it is for: 1,000 characters at most; null takes it away. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** The team's global id. */
  readonly id: Scalars['ID']['input'];
  /** Global id or name of the team that it is to be part of, which must be no part of this one; null puts it on top. */
  readonly parent?: InputMaybe<Scalars['ID']['input']>;
  /** What people call it: 1 to 200 characters. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The team after the change. */
export type UpdateTeamPayload = {
  readonly __typename?: 'UpdateTeamPayload';
  /** The team. */
  readonly team: Team;
};

/** What to change of the caller's tenant. What is absent stays. */
export type UpdateTenantInput = {
  /** The tenant's global id. */
  readonly id: Scalars['ID']['input'];
  /** Whether versions of prompts have to be approved before callers get them. */
  readonly promptApproval?: InputMaybe<PromptApproval>;
  /** What people call it: 1 to 200 characters. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The tenant after the change. */
export type UpdateTenantPayload = {
  readonly __typename?: 'UpdateTenantPayload';
  /** The tenant. */
  readonly tenant: Tenant;
};

/** What to change of a tier. What is absent stays; null takes away what need not be there. */
export type UpdateTierInput = {
  /** What to add to the price of each call, in hundredths of a per cent, from -10000 to 100000. */
  readonly adjustmentBasisPoints?: InputMaybe<Scalars['Int']['input']>;
  /** What it is for: at most 1,000 characters. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** The tier's global id. */
  readonly id: Scalars['ID']['input'];
  /** What it costs a month, in US dollars with at most nine decimals. */
  readonly pricePerMonthUsd?: InputMaybe<Scalars['Decimal']['input']>;
  /** Whose calls go first where a provider is saturated. */
  readonly priority?: InputMaybe<PriorityClass>;
  /** The quotas of each who is assigned to it, all of them said anew. What keeps its name, scope, meter and window goes on counting. */
  readonly quotas?: InputMaybe<ReadonlyArray<TierQuotaInput>>;
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The tier after the change. */
export type UpdateTierPayload = {
  readonly __typename?: 'UpdateTierPayload';
  /** The tier. */
  readonly tier: Tier;
};

/** What to change of a user. What is absent stays. */
export type UpdateUserInput = {
  /** Where to write to; null takes it away. */
  readonly email?: InputMaybe<Scalars['String']['input']>;
  /** The user's global id. */
  readonly id: Scalars['ID']['input'];
  /** What people call it: 1 to 200 characters. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The user after the change. */
export type UpdateUserPayload = {
  readonly __typename?: 'UpdateUserPayload';
  /** The user. */
  readonly user: User;
};

/** One dimension and the values that count. */
export type UsageCondition = {
  /** The dimension. */
  readonly dimension: UsageDimension;
  /** Calls with one of these values count: 1 to 100 of them. */
  readonly values: ReadonlyArray<Scalars['String']['input']>;
};

/** By what usage can be broken down. */
export type UsageDimension =
  /** API key that was used, by its global id. */
  | 'API_KEY'
  /** Application of the caller. */
  | 'APPLICATION'
  /** Who paid when the call began: the cost centre of the application, else of its team, else of the next team above, as a chargeback has it. A report in whose time that has changed more than 200 times is refused, and a subscription to one of more than 10. */
  | 'COST_CENTRE'
  /** Deployment that answered. */
  | 'DEPLOYMENT'
  /** Public name of the model. */
  | 'MODEL'
  /** Governed operation, such as `complete`. */
  | 'OPERATION'
  /** How the call ended. */
  | 'OUTCOME'
  /** Template of the prompt that was called; null for calls of no prompt. */
  | 'PROMPT'
  /** The same with its version, such as `summarizeReview@3`. */
  | 'PROMPT_VERSION'
  /** Provider that answered. */
  | 'PROVIDER'
  /** Business entity that the call was for, as `type:id`. */
  | 'SUBJECT'
  /** Tag of the call; a call with several tags counts once under each. */
  | 'TAG'
  /** Team of the caller. */
  | 'TEAM'
  /** User of the caller. */
  | 'USER';

/** Which calls count. */
export type UsageFilter = {
  /** Calls that started at this moment or later; 30 days before `to` if absent. */
  readonly from?: InputMaybe<Scalars['DateTime']['input']>;
  /** Calls that started before this moment; now if absent. */
  readonly to?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only calls that fit all of these conditions. */
  readonly where?: InputMaybe<ReadonlyArray<UsageCondition>>;
};

/** What one dimension is in a row. */
export type UsageGroup = {
  readonly __typename?: 'UsageGroup';
  /** The dimension. */
  readonly dimension: UsageDimension;
  /** Its value; null for calls that have none. */
  readonly value: Maybe<Scalars['String']['output']>;
};

/** One group of calls, and what has changed of it. */
export type UsageGroupUpdate = {
  readonly __typename?: 'UsageGroupUpdate';
  /** What they have used since the event before. */
  readonly delta: UsageTotals;
  /** What the calls have in common: one entry for each dimension of `groupBy`, in that order. */
  readonly group: ReadonlyArray<UsageGroup>;
  /** What they have used. */
  readonly totals: UsageTotals;
};

/** Length of one row of a usage report, aligned to the UTC calendar. */
export type UsageInterval =
  /** From midnight to midnight. */
  | 'DAY'
  /** An hour. */
  | 'HOUR'
  /** A calendar month. */
  | 'MONTH';

/** What a tenant has used. Every call that has ended is in it. */
export type UsageReport = {
  readonly __typename?: 'UsageReport';
  /** Start of the report, inclusive. */
  readonly from: Scalars['DateTime']['output'];
  /** Length of the rows; null if each covers the whole report. */
  readonly interval: Maybe<UsageInterval>;
  /** Sorted by start, then by cost, dearest first. */
  readonly rows: ReadonlyArray<UsageRow>;
  /** End of the report, exclusive. */
  readonly to: Scalars['DateTime']['output'];
};

/** One group of calls within one interval. */
export type UsageRow = {
  readonly __typename?: 'UsageRow';
  /** What the calls have in common: one entry for each dimension of `groupBy`, in that order. */
  readonly group: ReadonlyArray<UsageGroup>;
  /** Start of the interval; start of the report if it has no intervals. */
  readonly start: Scalars['DateTime']['output'];
  /** What they have used. */
  readonly totals: UsageTotals;
};

/** What the call has used so far; an estimate until the provider has reported. */
export type UsageSnapshot = {
  readonly __typename?: 'UsageSnapshot';
  /** What they cost; null where that is not known yet. */
  readonly cost: Maybe<Money>;
  /** The tokens so far. */
  readonly usage: TokenUsage;
};

/** Who has counted tokens. */
export type UsageSource =
  /** The gateway's tokenizer, over the real text. */
  | 'COUNTED'
  /** An estimate from the length of the text. */
  | 'ESTIMATED'
  /** The provider. */
  | 'PROVIDER';

/** What calls have used, summed. */
export type UsageTotals = {
  readonly __typename?: 'UsageTotals';
  /** Calls that were answered from the cache. */
  readonly cacheHits: Scalars['SafeInt']['output'];
  /** Tokens of input that providers wrote to their prompt caches. */
  readonly cacheWriteTokens: Scalars['SafeInt']['output'];
  /** Tokens of input that providers read from their prompt caches. */
  readonly cachedInputTokens: Scalars['SafeInt']['output'];
  /** At the prices of the day of each call. */
  readonly cost: Money;
  /** Calls that a fault has ended. */
  readonly failures: Scalars['SafeInt']['output'];
  /** Tokens of input that met no prompt cache. */
  readonly inputTokens: Scalars['SafeInt']['output'];
  /** Tokens of output that callers have seen. */
  readonly outputTokens: Scalars['SafeInt']['output'];
  /** Tokens of output that models have spent on thinking. */
  readonly reasoningTokens: Scalars['SafeInt']['output'];
  /** Calls that a policy has refused. */
  readonly refusals: Scalars['SafeInt']['output'];
  /** Calls, however they ended. */
  readonly requests: Scalars['SafeInt']['output'];
  /** Tokens of all kinds together. */
  readonly totalTokens: Scalars['SafeInt']['output'];
  /** Calls that used tokens without a known price; their cost is in no sum. */
  readonly unpriced: Scalars['SafeInt']['output'];
};

/** What has changed of usage. */
export type UsageUpdate = {
  readonly __typename?: 'UsageUpdate';
  /** When it was added up. */
  readonly at: Scalars['DateTime']['output'];
  /** What they have used since the event before; 0 in the first event. */
  readonly delta: UsageTotals;
  /** Since when the totals count, inclusive. */
  readonly from: Scalars['DateTime']['output'];
  /** The groups that have changed, dearest first; in the first event all of them, with a delta of 0. */
  readonly rows: ReadonlyArray<UsageGroupUpdate>;
  /** What all of the calls have used. */
  readonly totals: UsageTotals;
};

/** A person who works with the gateway. */
export type User = Node & {
  readonly __typename?: 'User';
  /** Its keys, newest first, revoked ones included. */
  readonly apiKeys: ApiKeyConnection;
  /** Since when it is out of use, and its keys do not work; null if it is in use. */
  readonly archivedAt: Maybe<Scalars['DateTime']['output']>;
  /** When it was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Where to write to; null if nobody has said. */
  readonly email: Maybe<Scalars['String']['output']>;
  /** The user's global id. */
  readonly id: Scalars['ID']['output'];
  /** What keys, quotas and usage call it. It never changes. */
  readonly name: Scalars['String']['output'];
  /** What people call it. */
  readonly title: Scalars['String']['output'];
  /** Grows with each change; say it when you change or archive the user. */
  readonly version: Scalars['Int']['output'];
};


/** A person who works with the gateway. */
export type UserApiKeysArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of users. */
export type UserConnection = {
  readonly __typename?: 'UserConnection';
  /** The users of the page with their cursors. */
  readonly edges: ReadonlyArray<UserEdge>;
  /** Where the page stands in the list. */
  readonly pageInfo: PageInfo;
};

/** One user of a page, and where it stands in the list. */
export type UserEdge = {
  readonly __typename?: 'UserEdge';
  /** Pass it as `after` to get what follows. */
  readonly cursor: Scalars['String']['output'];
  /** The user. */
  readonly node: User;
};

/** Which users to list: those that fulfil all that is said. */
export type UserFilter = {
  /** Part of the name or the title, in any case: 1 to 100 characters. */
  readonly search?: InputMaybe<Scalars['String']['input']>;
  /** Whether in use. */
  readonly state?: EntityState;
};

/** Whom the gateway takes the caller for. */
export type Viewer = {
  readonly __typename?: 'Viewer';
  /** The application that the credential belongs to, if any. */
  readonly application: Maybe<Scalars['String']['output']>;
  /** What the caller has shown. */
  readonly credential: CredentialKind;
  /** Every custom role held, by name: those given to the tenant, team, application and user. */
  readonly customRoles: ReadonlyArray<Scalars['String']['output']>;
  /** When the credential stops working; null if never. */
  readonly expiresAt: Maybe<Scalars['DateTime']['output']>;
  /** The identity provider that vouches for the caller, as configured; null for an API key. */
  readonly identityProvider: Maybe<Scalars['String']['output']>;
  /** Public names of the only models that the credential may use; null if it may use all. */
  readonly models: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** Name of the credential, such as the API key's. */
  readonly name: Scalars['String']['output'];
  /** The only operations and mutations that the credential may use; null if it may use all. */
  readonly operations: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** The quotas that cover the caller, as they stand now: what enforcement reads too. What all tenants use together is told to the tenant `default` alone. */
  readonly quotas: ReadonlyArray<QuotaStatus>;
  /** Every built-in role held: the credential's own, inherited ones, and those that they imply. */
  readonly roles: ReadonlyArray<Role>;
  /** The team that the credential belongs to, if any. */
  readonly team: Maybe<Scalars['String']['output']>;
  /** The tenant, whose data nobody else sees. */
  readonly tenant: Scalars['String']['output'];
  /** The user whom the credential stands for, if any. */
  readonly user: Maybe<Scalars['String']['output']>;
};

/** Which consent is no longer given. */
export type WithdrawConsentInput = {
  /** The consent's global id. */
  readonly id: Scalars['ID']['input'];
};

/** The consent that was withdrawn. */
export type WithdrawConsentPayload = {
  readonly __typename?: 'WithdrawConsentPayload';
  /** The consent. */
  readonly consent: Consent;
};

/** Which price to withdraw. */
export type WithdrawPriceInput = {
  /** The price's global id. */
  readonly id: Scalars['ID']['input'];
  /** The version that you have seen; if it is another one by now, nothing is changed and the error has the code CONFLICT. */
  readonly version: Scalars['Int']['input'];
};

/** The price that was withdrawn. */
export type WithdrawPricePayload = {
  readonly __typename?: 'WithdrawPricePayload';
  /** The price; its `archivedAt` is that of the first time, if it was withdrawn before. */
  readonly price: PriceVersion;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;



/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  CompletionEvent:
    | ( Omit<CompletionFailed, 'attempts' | 'partialUsage' | 'quota' | 'verdicts'> & { attempts: ReadonlyArray<_RefType['Attempt']>, partialUsage?: Maybe<_RefType['TokenUsage']>, quota?: Maybe<_RefType['Quota']>, verdicts: ReadonlyArray<_RefType['GuardrailVerdict']> } & { __typename: 'CompletionFailed' } )
    | ( Omit<CompletionFinished, 'completion'> & { completion: _RefType['Completion'] } & { __typename: 'CompletionFinished' } )
    | ( FallbackStarted & { __typename: 'FallbackStarted' } )
    | ( ReasoningDelta & { __typename: 'ReasoningDelta' } )
    | ( RedactionNotice & { __typename: 'RedactionNotice' } )
    | ( TextDelta & { __typename: 'TextDelta' } )
    | ( ToolCallDelta & { __typename: 'ToolCallDelta' } )
    | ( Omit<UsageSnapshot, 'usage'> & { usage: _RefType['TokenUsage'] } & { __typename: 'UsageSnapshot' } )
  ;
  CompletionResult:
    | ( Omit<Completion, 'attempts' | 'guardrails' | 'message' | 'model' | 'price' | 'usage'> & { attempts: ReadonlyArray<_RefType['Attempt']>, guardrails: ReadonlyArray<_RefType['GuardrailVerdict']>, message: _RefType['AssistantMessage'], model: _RefType['Model'], price?: Maybe<_RefType['ChargedPrice']>, usage: _RefType['TokenUsage'] } & { __typename: 'Completion' } )
    | ( Omit<ContentBlocked, 'verdicts'> & { verdicts: ReadonlyArray<_RefType['GuardrailVerdict']> } & { __typename: 'ContentBlocked' } )
    | ( Omit<ProvidersFailed, 'attempts' | 'partialUsage'> & { attempts: ReadonlyArray<_RefType['Attempt']>, partialUsage?: Maybe<_RefType['TokenUsage']> } & { __typename: 'ProvidersFailed' } )
    | ( Omit<QuotaExceeded, 'quota'> & { quota: _RefType['Quota'] } & { __typename: 'QuotaExceeded' } )
  ;
  EmbeddingResult:
    | ( Omit<ContentBlocked, 'verdicts'> & { verdicts: ReadonlyArray<_RefType['GuardrailVerdict']> } & { __typename: 'ContentBlocked' } )
    | ( Omit<Embedding, 'attempts' | 'guardrails' | 'model' | 'usage'> & { attempts: ReadonlyArray<_RefType['Attempt']>, guardrails: ReadonlyArray<_RefType['GuardrailVerdict']>, model: _RefType['Model'], usage: _RefType['TokenUsage'] } & { __typename: 'Embedding' } )
    | ( Omit<ProvidersFailed, 'attempts' | 'partialUsage'> & { attempts: ReadonlyArray<_RefType['Attempt']>, partialUsage?: Maybe<_RefType['TokenUsage']> } & { __typename: 'ProvidersFailed' } )
    | ( Omit<QuotaExceeded, 'quota'> & { quota: _RefType['Quota'] } & { __typename: 'QuotaExceeded' } )
  ;
  RoleHolder:
    | ( CoreApplication & { __typename: 'Application' } )
    | ( CoreTeam & { __typename: 'Team' } )
    | ( CoreTenant & { __typename: 'Tenant' } )
    | ( CoreUser & { __typename: 'User' } )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( CoreApiKey & { __typename: 'ApiKey' } )
    | ( CoreApplication & { __typename: 'Application' } )
    | ( CoreAuditEvent & { __typename: 'AuditEvent' } )
    | ( StoredCall & { __typename: 'AuditedCall' } )
    | ( Omit<Completion, 'attempts' | 'guardrails' | 'message' | 'model' | 'price' | 'usage'> & { attempts: ReadonlyArray<_RefType['Attempt']>, guardrails: ReadonlyArray<_RefType['GuardrailVerdict']>, message: _RefType['AssistantMessage'], model: _RefType['Model'], price?: Maybe<_RefType['ChargedPrice']>, usage: _RefType['TokenUsage'] } & { __typename: 'Completion' } )
    | ( CoreConsent & { __typename: 'Consent' } )
    | ( CoreCustomRole & { __typename: 'CustomRole' } )
    | ( StoredDeclaration & { __typename: 'DeclaredQuota' } )
    | ( StoredDeclaration & { __typename: 'Guardrail' } )
    | ( StoredDeclaration & { __typename: 'IdentityProvider' } )
    | ( CoreModel & { __typename: 'Model' } )
    | ( StoredDeclaration & { __typename: 'PriceVersion' } )
    | ( CoreProduct & { __typename: 'Product' } )
    | ( CoreProductSubscription & { __typename: 'ProductSubscription' } )
    | ( CorePromptTemplate & { __typename: 'PromptTemplate' } )
    | ( CorePromptVersion & { __typename: 'PromptVersion' } )
    | ( StoredDeclaration & { __typename: 'Provider' } )
    | ( CoreRoleAssignment & { __typename: 'RoleAssignment' } )
    | ( CoreTeam & { __typename: 'Team' } )
    | ( CoreTenant & { __typename: 'Tenant' } )
    | ( StoredDeclaration & { __typename: 'Tier' } )
    | ( CoreUser & { __typename: 'User' } )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AccessAction: AccessAction;
  AccessMatrix: ResolverTypeWrapper<AccessMatrix>;
  AccessMatrixFilter: AccessMatrixFilter;
  AccessRow: ResolverTypeWrapper<AccessRow>;
  AccessSubject: ResolverTypeWrapper<AccessSubject>;
  AccessSubjectKind: AccessSubjectKind;
  AnswerEdit: AnswerEdit;
  AnswerEditKind: AnswerEditKind;
  ApiKey: ResolverTypeWrapper<CoreApiKey>;
  ApiKeyConnection: ResolverTypeWrapper<Omit<ApiKeyConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ApiKeyEdge']> }>;
  ApiKeyEdge: ResolverTypeWrapper<Omit<ApiKeyEdge, 'node'> & { node: ResolversTypes['ApiKey'] }>;
  ApiKeyFilter: ApiKeyFilter;
  ApiKeyState: ApiKeyState;
  Application: ResolverTypeWrapper<CoreApplication>;
  ApplicationConnection: ResolverTypeWrapper<Omit<ApplicationConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ApplicationEdge']> }>;
  ApplicationEdge: ResolverTypeWrapper<Omit<ApplicationEdge, 'node'> & { node: ResolversTypes['Application'] }>;
  ApplicationFilter: ApplicationFilter;
  ArchiveApplicationInput: ArchiveApplicationInput;
  ArchiveApplicationPayload: ResolverTypeWrapper<Omit<ArchiveApplicationPayload, 'application'> & { application: ResolversTypes['Application'] }>;
  ArchiveGuardrailInput: ArchiveGuardrailInput;
  ArchiveGuardrailPayload: ResolverTypeWrapper<Omit<ArchiveGuardrailPayload, 'guardrail'> & { guardrail: ResolversTypes['Guardrail'] }>;
  ArchiveIdentityProviderInput: ArchiveIdentityProviderInput;
  ArchiveIdentityProviderPayload: ResolverTypeWrapper<Omit<ArchiveIdentityProviderPayload, 'identityProvider'> & { identityProvider: ResolversTypes['IdentityProvider'] }>;
  ArchiveModelInput: ArchiveModelInput;
  ArchiveModelPayload: ResolverTypeWrapper<Omit<ArchiveModelPayload, 'model'> & { model: ResolversTypes['Model'] }>;
  ArchiveProviderInput: ArchiveProviderInput;
  ArchiveProviderPayload: ResolverTypeWrapper<Omit<ArchiveProviderPayload, 'provider'> & { provider: ResolversTypes['Provider'] }>;
  ArchiveQuotaInput: ArchiveQuotaInput;
  ArchiveQuotaPayload: ResolverTypeWrapper<Omit<ArchiveQuotaPayload, 'quota'> & { quota: ResolversTypes['DeclaredQuota'] }>;
  ArchiveRoleInput: ArchiveRoleInput;
  ArchiveRolePayload: ResolverTypeWrapper<Omit<ArchiveRolePayload, 'role'> & { role: ResolversTypes['CustomRole'] }>;
  ArchiveTeamInput: ArchiveTeamInput;
  ArchiveTeamPayload: ResolverTypeWrapper<Omit<ArchiveTeamPayload, 'team'> & { team: ResolversTypes['Team'] }>;
  ArchiveTenantInput: ArchiveTenantInput;
  ArchiveTenantPayload: ResolverTypeWrapper<Omit<ArchiveTenantPayload, 'tenant'> & { tenant: ResolversTypes['Tenant'] }>;
  ArchiveTierInput: ArchiveTierInput;
  ArchiveTierPayload: ResolverTypeWrapper<Omit<ArchiveTierPayload, 'tier'> & { tier: ResolversTypes['Tier'] }>;
  ArchiveUserInput: ArchiveUserInput;
  ArchiveUserPayload: ResolverTypeWrapper<Omit<ArchiveUserPayload, 'user'> & { user: ResolversTypes['User'] }>;
  AssignRoleInput: AssignRoleInput;
  AssignRolePayload: ResolverTypeWrapper<Omit<AssignRolePayload, 'assignment'> & { assignment: ResolversTypes['RoleAssignment'] }>;
  AssignTierInput: AssignTierInput;
  AssignTierPayload: ResolverTypeWrapper<Omit<AssignTierPayload, 'application' | 'team' | 'tier'> & { application?: Maybe<ResolversTypes['Application']>, team?: Maybe<ResolversTypes['Team']>, tier?: Maybe<ResolversTypes['Tier']> }>;
  AssistantMessage: ResolverTypeWrapper<Omit<AssistantMessage, 'toolCalls'> & { toolCalls: ReadonlyArray<ResolversTypes['ToolCall']> }>;
  Attempt: ResolverTypeWrapper<CoreAttempt>;
  AttemptOutcome: AttemptOutcome;
  AuditAction: AuditAction;
  AuditActor: ResolverTypeWrapper<CoreAuditActor>;
  AuditActorKind: AuditActorKind;
  AuditCallProof: ResolverTypeWrapper<CoreCallProof>;
  AuditChange: ResolverTypeWrapper<CoreAuditChange>;
  AuditCheckpoint: ResolverTypeWrapper<CoreAuditCheckpoint>;
  AuditEvent: ResolverTypeWrapper<CoreAuditEvent>;
  AuditEventConnection: ResolverTypeWrapper<Omit<AuditEventConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['AuditEventEdge']> }>;
  AuditEventEdge: ResolverTypeWrapper<Omit<AuditEventEdge, 'node'> & { node: ResolversTypes['AuditEvent'] }>;
  AuditEventFilter: AuditEventFilter;
  AuditExport: ResolverTypeWrapper<AuditExport>;
  AuditKind: AuditKind;
  AuditProof: ResolverTypeWrapper<CoreAuditProof>;
  AuditReport: ResolverTypeWrapper<Omit<AuditReport, 'rows'> & { rows: ReadonlyArray<ResolversTypes['AuditReportRow']> }>;
  AuditReportRow: ResolverTypeWrapper<CoreAuditReportRow>;
  AuditVerdict: AuditVerdict;
  AuditedCall: ResolverTypeWrapper<StoredCall>;
  AuditedCallConnection: ResolverTypeWrapper<Omit<AuditedCallConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['AuditedCallEdge']> }>;
  AuditedCallEdge: ResolverTypeWrapper<Omit<AuditedCallEdge, 'node'> & { node: ResolversTypes['AuditedCall'] }>;
  AuditedCallFilter: AuditedCallFilter;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  BudgetForecast: ResolverTypeWrapper<Omit<BudgetForecast, 'quota'> & { quota: ResolversTypes['Quota'] }>;
  CallOutcome: CallOutcome;
  Capability: Capability;
  Chargeback: ResolverTypeWrapper<CoreChargeback>;
  ChargebackDimension: ChargebackDimension;
  ChargebackGroup: ResolverTypeWrapper<ChargebackGroup>;
  ChargebackPeriod: ChargebackPeriod;
  ChargebackRow: ResolverTypeWrapper<CoreChargebackRow>;
  ChargebackTier: ResolverTypeWrapper<CoreTierCharge>;
  ChargedPrice: ResolverTypeWrapper<CoreChargedPrice>;
  ClaimMapping: ResolverTypeWrapper<ClaimMapping>;
  ClaimMappingInput: ClaimMappingInput;
  ComparePromptVersionsInput: ComparePromptVersionsInput;
  ComparePromptVersionsPayload: ResolverTypeWrapper<Omit<ComparePromptVersionsPayload, 'versions'> & { versions: ReadonlyArray<ResolversTypes['PromptVersionTrial']> }>;
  Completion: ResolverTypeWrapper<Omit<Completion, 'attempts' | 'guardrails' | 'message' | 'model' | 'price' | 'usage'> & { attempts: ReadonlyArray<ResolversTypes['Attempt']>, guardrails: ReadonlyArray<ResolversTypes['GuardrailVerdict']>, message: ResolversTypes['AssistantMessage'], model: ResolversTypes['Model'], price?: Maybe<ResolversTypes['ChargedPrice']>, usage: ResolversTypes['TokenUsage'] }>;
  CompletionEvent: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CompletionEvent']>;
  CompletionFailed: ResolverTypeWrapper<Omit<CompletionFailed, 'attempts' | 'partialUsage' | 'quota' | 'verdicts'> & { attempts: ReadonlyArray<ResolversTypes['Attempt']>, partialUsage?: Maybe<ResolversTypes['TokenUsage']>, quota?: Maybe<ResolversTypes['Quota']>, verdicts: ReadonlyArray<ResolversTypes['GuardrailVerdict']> }>;
  CompletionFinished: ResolverTypeWrapper<Omit<CompletionFinished, 'completion'> & { completion: ResolversTypes['Completion'] }>;
  CompletionInput: CompletionInput;
  CompletionResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CompletionResult']>;
  Consent: ResolverTypeWrapper<CoreConsent>;
  ConsentConnection: ResolverTypeWrapper<Omit<ConsentConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ConsentEdge']> }>;
  ConsentEdge: ResolverTypeWrapper<Omit<ConsentEdge, 'node'> & { node: ResolversTypes['Consent'] }>;
  ConsentFilter: ConsentFilter;
  ConsentState: ConsentState;
  ConsentSubject: ResolverTypeWrapper<ConsentSubject>;
  ContentBlocked: ResolverTypeWrapper<Omit<ContentBlocked, 'verdicts'> & { verdicts: ReadonlyArray<ResolversTypes['GuardrailVerdict']> }>;
  ContentPartInput: ContentPartInput;
  CostEstimate: ResolverTypeWrapper<Omit<CostEstimate, 'refusedBy'> & { refusedBy?: Maybe<ResolversTypes['Quota']> }>;
  CreateApiKeyInput: CreateApiKeyInput;
  CreateApiKeyPayload: ResolverTypeWrapper<Omit<CreateApiKeyPayload, 'apiKey'> & { apiKey: ResolversTypes['ApiKey'] }>;
  CreateApplicationInput: CreateApplicationInput;
  CreateApplicationPayload: ResolverTypeWrapper<Omit<CreateApplicationPayload, 'application'> & { application: ResolversTypes['Application'] }>;
  CreateGuardrailInput: CreateGuardrailInput;
  CreateGuardrailPayload: ResolverTypeWrapper<Omit<CreateGuardrailPayload, 'guardrail'> & { guardrail: ResolversTypes['Guardrail'] }>;
  CreateIdentityProviderInput: CreateIdentityProviderInput;
  CreateIdentityProviderPayload: ResolverTypeWrapper<Omit<CreateIdentityProviderPayload, 'identityProvider'> & { identityProvider: ResolversTypes['IdentityProvider'] }>;
  CreateModelInput: CreateModelInput;
  CreateModelPayload: ResolverTypeWrapper<Omit<CreateModelPayload, 'model'> & { model: ResolversTypes['Model'] }>;
  CreateProductInput: CreateProductInput;
  CreateProductPayload: ResolverTypeWrapper<Omit<CreateProductPayload, 'product'> & { product: ResolversTypes['Product'] }>;
  CreateProviderInput: CreateProviderInput;
  CreateProviderPayload: ResolverTypeWrapper<Omit<CreateProviderPayload, 'provider'> & { provider: ResolversTypes['Provider'] }>;
  CreateQuotaInput: CreateQuotaInput;
  CreateQuotaPayload: ResolverTypeWrapper<Omit<CreateQuotaPayload, 'quota'> & { quota: ResolversTypes['DeclaredQuota'] }>;
  CreateRoleInput: CreateRoleInput;
  CreateRolePayload: ResolverTypeWrapper<Omit<CreateRolePayload, 'role'> & { role: ResolversTypes['CustomRole'] }>;
  CreateTeamInput: CreateTeamInput;
  CreateTeamPayload: ResolverTypeWrapper<Omit<CreateTeamPayload, 'team'> & { team: ResolversTypes['Team'] }>;
  CreateTenantInput: CreateTenantInput;
  CreateTenantPayload: ResolverTypeWrapper<Omit<CreateTenantPayload, 'apiKey' | 'tenant'> & { apiKey: ResolversTypes['ApiKey'], tenant: ResolversTypes['Tenant'] }>;
  CreateTierInput: CreateTierInput;
  CreateTierPayload: ResolverTypeWrapper<Omit<CreateTierPayload, 'tier'> & { tier: ResolversTypes['Tier'] }>;
  CreateUserInput: CreateUserInput;
  CreateUserPayload: ResolverTypeWrapper<Omit<CreateUserPayload, 'user'> & { user: ResolversTypes['User'] }>;
  CredentialKind: CredentialKind;
  CustomRole: ResolverTypeWrapper<CoreCustomRole>;
  CustomRoleConnection: ResolverTypeWrapper<Omit<CustomRoleConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['CustomRoleEdge']> }>;
  CustomRoleEdge: ResolverTypeWrapper<Omit<CustomRoleEdge, 'node'> & { node: ResolversTypes['CustomRole'] }>;
  CustomRoleFilter: CustomRoleFilter;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DecidePromptReviewInput: DecidePromptReviewInput;
  DecidePromptReviewPayload: ResolverTypeWrapper<Omit<DecidePromptReviewPayload, 'version'> & { version: ResolversTypes['PromptVersion'] }>;
  DecideSubscriptionInput: DecideSubscriptionInput;
  DecideSubscriptionPayload: ResolverTypeWrapper<Omit<DecideSubscriptionPayload, 'subscription'> & { subscription: ResolversTypes['ProductSubscription'] }>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  DeclarationFilter: DeclarationFilter;
  DeclarationOrigin: DeclarationOrigin;
  DeclaredQuota: ResolverTypeWrapper<StoredDeclaration>;
  DeclaredQuotaConnection: ResolverTypeWrapper<Omit<DeclaredQuotaConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['DeclaredQuotaEdge']> }>;
  DeclaredQuotaEdge: ResolverTypeWrapper<Omit<DeclaredQuotaEdge, 'node'> & { node: ResolversTypes['DeclaredQuota'] }>;
  Deployment: ResolverTypeWrapper<CoreDeployment>;
  DeploymentInput: DeploymentInput;
  DeprecateProductInput: DeprecateProductInput;
  DeprecateProductPayload: ResolverTypeWrapper<Omit<DeprecateProductPayload, 'product'> & { product: ResolversTypes['Product'] }>;
  DetectorKind: ResolverTypeWrapper<Scalars['DetectorKind']['output']>;
  Direction: Direction;
  Embedding: ResolverTypeWrapper<Omit<Embedding, 'attempts' | 'guardrails' | 'model' | 'usage'> & { attempts: ReadonlyArray<ResolversTypes['Attempt']>, guardrails: ReadonlyArray<ResolversTypes['GuardrailVerdict']>, model: ResolversTypes['Model'], usage: ResolversTypes['TokenUsage'] }>;
  EmbeddingInput: EmbeddingInput;
  EmbeddingResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['EmbeddingResult']>;
  EntityState: EntityState;
  EraseSubjectInput: EraseSubjectInput;
  EraseSubjectPayload: ResolverTypeWrapper<EraseSubjectPayload>;
  ErrorCode: ErrorCode;
  ExportSubjectInput: ExportSubjectInput;
  ExportSubjectPayload: ResolverTypeWrapper<ExportSubjectPayload>;
  FallbackStarted: ResolverTypeWrapper<FallbackStarted>;
  FinishReason: FinishReason;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Forecast: ResolverTypeWrapper<Forecast>;
  ForecastMethod: ForecastMethod;
  ForecastReport: ResolverTypeWrapper<Omit<ForecastReport, 'budgets'> & { budgets: ReadonlyArray<ResolversTypes['BudgetForecast']> }>;
  Guardrail: ResolverTypeWrapper<StoredDeclaration>;
  GuardrailAction: GuardrailAction;
  GuardrailConnection: ResolverTypeWrapper<Omit<GuardrailConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['GuardrailEdge']> }>;
  GuardrailDirection: GuardrailDirection;
  GuardrailEdge: ResolverTypeWrapper<Omit<GuardrailEdge, 'node'> & { node: ResolversTypes['Guardrail'] }>;
  GuardrailVerdict: ResolverTypeWrapper<CoreGuardrailVerdict>;
  Health: ResolverTypeWrapper<Health>;
  HealthMode: HealthMode;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  IdentityProvider: ResolverTypeWrapper<StoredDeclaration>;
  IdentityProviderConnection: ResolverTypeWrapper<Omit<IdentityProviderConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['IdentityProviderEdge']> }>;
  IdentityProviderEdge: ResolverTypeWrapper<Omit<IdentityProviderEdge, 'node'> & { node: ResolversTypes['IdentityProvider'] }>;
  ImageDetail: ImageDetail;
  ImageInput: ImageInput;
  Inefficiency: ResolverTypeWrapper<Inefficiency>;
  InefficiencyKind: InefficiencyKind;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Lifecycle: Lifecycle;
  Login: ResolverTypeWrapper<Login>;
  LoginInput: LoginInput;
  MessageInput: MessageInput;
  MessageRole: MessageRole;
  Meter: Meter;
  Model: ResolverTypeWrapper<CoreModel>;
  ModelConnection: ResolverTypeWrapper<Omit<ModelConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ModelEdge']> }>;
  ModelEdge: ResolverTypeWrapper<Omit<ModelEdge, 'node'> & { node: ResolversTypes['Model'] }>;
  ModelFilter: ModelFilter;
  ModelVersion: ResolverTypeWrapper<CoreModelVersion>;
  Money: ResolverTypeWrapper<Money>;
  MovePromptLabelInput: MovePromptLabelInput;
  MovePromptLabelPayload: ResolverTypeWrapper<Omit<MovePromptLabelPayload, 'template'> & { template: ResolversTypes['PromptTemplate'] }>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  OnStoreFailure: OnStoreFailure;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Permission: ResolverTypeWrapper<CorePermission>;
  PermissionEffect: PermissionEffect;
  PermissionInput: PermissionInput;
  PolicyChange: ResolverTypeWrapper<PolicyChange>;
  PolicyDiff: ResolverTypeWrapper<PolicyDiff>;
  PolicyEffect: PolicyEffect;
  PolicyFinding: ResolverTypeWrapper<PolicyFinding>;
  PolicyFindingKind: PolicyFindingKind;
  PolicySourceInput: PolicySourceInput;
  Price: ResolverTypeWrapper<Pricing>;
  PriceInput: PriceInput;
  PriceSource: PriceSource;
  PriceVersion: ResolverTypeWrapper<StoredDeclaration>;
  PriceVersionConnection: ResolverTypeWrapper<Omit<PriceVersionConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['PriceVersionEdge']> }>;
  PriceVersionEdge: ResolverTypeWrapper<Omit<PriceVersionEdge, 'node'> & { node: ResolversTypes['PriceVersion'] }>;
  PriorityClass: PriorityClass;
  Product: ResolverTypeWrapper<CoreProduct>;
  ProductConnection: ResolverTypeWrapper<Omit<ProductConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ProductEdge']> }>;
  ProductEdge: ResolverTypeWrapper<Omit<ProductEdge, 'node'> & { node: ResolversTypes['Product'] }>;
  ProductFilter: ProductFilter;
  ProductStage: ProductStage;
  ProductSubscription: ResolverTypeWrapper<CoreProductSubscription>;
  ProductSubscriptionConnection: ResolverTypeWrapper<Omit<ProductSubscriptionConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ProductSubscriptionEdge']> }>;
  ProductSubscriptionEdge: ResolverTypeWrapper<Omit<ProductSubscriptionEdge, 'node'> & { node: ResolversTypes['ProductSubscription'] }>;
  ProductSubscriptionFilter: ProductSubscriptionFilter;
  PromptApproval: PromptApproval;
  PromptAssertion: ResolverTypeWrapper<CorePromptAssertion>;
  PromptAssertionInput: PromptAssertionInput;
  PromptAssertionKind: PromptAssertionKind;
  PromptChange: PromptChange;
  PromptExample: PromptExample;
  PromptLabel: ResolverTypeWrapper<CorePromptLabel>;
  PromptMetrics: ResolverTypeWrapper<CorePromptMetrics>;
  PromptReply: ResolverTypeWrapper<Omit<PromptReply, 'toolCalls'> & { toolCalls: ReadonlyArray<ResolversTypes['ToolCall']> }>;
  PromptReview: ResolverTypeWrapper<CorePromptReview>;
  PromptReviewDecision: PromptReviewDecision;
  PromptReviewState: PromptReviewState;
  PromptShare: ResolverTypeWrapper<PromptShare>;
  PromptShareInput: PromptShareInput;
  PromptStep: PromptStep;
  PromptTemplate: ResolverTypeWrapper<CorePromptTemplate>;
  PromptTemplateConnection: ResolverTypeWrapper<Omit<PromptTemplateConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['PromptTemplateEdge']> }>;
  PromptTemplateEdge: ResolverTypeWrapper<Omit<PromptTemplateEdge, 'node'> & { node: ResolversTypes['PromptTemplate'] }>;
  PromptTest: ResolverTypeWrapper<CorePromptTest>;
  PromptTestInput: PromptTestInput;
  PromptTestResult: ResolverTypeWrapper<Omit<PromptTestResult, 'test' | 'usage'> & { test: ResolversTypes['PromptTest'], usage?: Maybe<ResolversTypes['TokenUsage']> }>;
  PromptTestRun: ResolverTypeWrapper<PromptTestRun>;
  PromptVersion: ResolverTypeWrapper<CorePromptVersion>;
  PromptVersionConnection: ResolverTypeWrapper<Omit<PromptVersionConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['PromptVersionEdge']> }>;
  PromptVersionEdge: ResolverTypeWrapper<Omit<PromptVersionEdge, 'node'> & { node: ResolversTypes['PromptVersion'] }>;
  PromptVersionState: PromptVersionState;
  PromptVersionTrial: ResolverTypeWrapper<Omit<PromptVersionTrial, 'usage'> & { usage?: Maybe<ResolversTypes['TokenUsage']> }>;
  Provider: ResolverTypeWrapper<StoredDeclaration>;
  ProviderConnection: ResolverTypeWrapper<Omit<ProviderConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ProviderEdge']> }>;
  ProviderEdge: ResolverTypeWrapper<Omit<ProviderEdge, 'node'> & { node: ResolversTypes['Provider'] }>;
  ProviderSetting: ResolverTypeWrapper<ProviderSetting>;
  ProviderSettingInput: ProviderSettingInput;
  ProvidersFailed: ResolverTypeWrapper<Omit<ProvidersFailed, 'attempts' | 'partialUsage'> & { attempts: ReadonlyArray<ResolversTypes['Attempt']>, partialUsage?: Maybe<ResolversTypes['TokenUsage']> }>;
  PublishProductInput: PublishProductInput;
  PublishProductPayload: ResolverTypeWrapper<Omit<PublishProductPayload, 'product'> & { product: ResolversTypes['Product'] }>;
  PublishPromptInput: PublishPromptInput;
  PublishPromptPayload: ResolverTypeWrapper<Omit<PublishPromptPayload, 'template' | 'version'> & { template: ResolversTypes['PromptTemplate'], version: ResolversTypes['PromptVersion'] }>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Quota: ResolverTypeWrapper<CoreQuota>;
  QuotaAccuracy: QuotaAccuracy;
  QuotaAction: QuotaAction;
  QuotaExceeded: ResolverTypeWrapper<Omit<QuotaExceeded, 'quota'> & { quota: ResolversTypes['Quota'] }>;
  QuotaScope: ResolverTypeWrapper<CoreQuotaScope>;
  QuotaScopeInput: QuotaScopeInput;
  QuotaStatus: ResolverTypeWrapper<QuotaState>;
  QuotaUpdate: ResolverTypeWrapper<QuotaChange>;
  QuotaWindow: QuotaWindow;
  ReasoningDelta: ResolverTypeWrapper<ReasoningDelta>;
  ReasoningEffort: ReasoningEffort;
  ReasoningInput: ReasoningInput;
  RecordConsentInput: RecordConsentInput;
  RecordConsentPayload: ResolverTypeWrapper<Omit<RecordConsentPayload, 'consent'> & { consent: ResolversTypes['Consent'] }>;
  RecoverTenantInput: RecoverTenantInput;
  RecoverTenantPayload: ResolverTypeWrapper<Omit<RecoverTenantPayload, 'apiKey' | 'tenant'> & { apiKey: ResolversTypes['ApiKey'], tenant: ResolversTypes['Tenant'] }>;
  RedactionNotice: ResolverTypeWrapper<RedactionNotice>;
  RegisterDocumentInput: RegisterDocumentInput;
  RegisterDocumentPayload: ResolverTypeWrapper<Omit<RegisterDocumentPayload, 'document'> & { document: ResolversTypes['TrustedDocument'] }>;
  RemoveDocumentInput: RemoveDocumentInput;
  RemoveDocumentPayload: ResolverTypeWrapper<Omit<RemoveDocumentPayload, 'document'> & { document: ResolversTypes['TrustedDocument'] }>;
  RequestPromptReviewInput: RequestPromptReviewInput;
  RequestPromptReviewPayload: ResolverTypeWrapper<Omit<RequestPromptReviewPayload, 'version'> & { version: ResolversTypes['PromptVersion'] }>;
  RequestSubscriptionInput: RequestSubscriptionInput;
  RequestSubscriptionPayload: ResolverTypeWrapper<Omit<RequestSubscriptionPayload, 'subscription'> & { subscription: ResolversTypes['ProductSubscription'] }>;
  ResponseFormatInput: ResponseFormatInput;
  ResponseFormatType: ResponseFormatType;
  RestoreApplicationInput: RestoreApplicationInput;
  RestoreApplicationPayload: ResolverTypeWrapper<Omit<RestoreApplicationPayload, 'application'> & { application: ResolversTypes['Application'] }>;
  RestoreTeamInput: RestoreTeamInput;
  RestoreTeamPayload: ResolverTypeWrapper<Omit<RestoreTeamPayload, 'team'> & { team: ResolversTypes['Team'] }>;
  RestoreTenantInput: RestoreTenantInput;
  RestoreTenantPayload: ResolverTypeWrapper<Omit<RestoreTenantPayload, 'tenant'> & { tenant: ResolversTypes['Tenant'] }>;
  RestoreUserInput: RestoreUserInput;
  RestoreUserPayload: ResolverTypeWrapper<Omit<RestoreUserPayload, 'user'> & { user: ResolversTypes['User'] }>;
  RetireProductInput: RetireProductInput;
  RetireProductPayload: ResolverTypeWrapper<Omit<RetireProductPayload, 'product'> & { product: ResolversTypes['Product'] }>;
  RetirePromptVersionInput: RetirePromptVersionInput;
  RetirePromptVersionPayload: ResolverTypeWrapper<Omit<RetirePromptVersionPayload, 'template' | 'version'> & { template: ResolversTypes['PromptTemplate'], version: ResolversTypes['PromptVersion'] }>;
  RevokeApiKeyInput: RevokeApiKeyInput;
  RevokeApiKeyPayload: ResolverTypeWrapper<Omit<RevokeApiKeyPayload, 'apiKey'> & { apiKey: ResolversTypes['ApiKey'] }>;
  RevokeApiKeysByPrefixInput: RevokeApiKeysByPrefixInput;
  RevokeApiKeysByPrefixPayload: ResolverTypeWrapper<RevokeApiKeysByPrefixPayload>;
  Role: Role;
  RoleAssignment: ResolverTypeWrapper<CoreRoleAssignment>;
  RoleAssignmentConnection: ResolverTypeWrapper<Omit<RoleAssignmentConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['RoleAssignmentEdge']> }>;
  RoleAssignmentEdge: ResolverTypeWrapper<Omit<RoleAssignmentEdge, 'node'> & { node: ResolversTypes['RoleAssignment'] }>;
  RoleAssignmentFilter: RoleAssignmentFilter;
  RoleHolder: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RoleHolder']>;
  RoleMapping: ResolverTypeWrapper<RoleMapping>;
  RoleMappingInput: RoleMappingInput;
  RollbackModelInput: RollbackModelInput;
  RollbackModelPayload: ResolverTypeWrapper<Omit<RollbackModelPayload, 'model'> & { model: ResolversTypes['Model'] }>;
  RollbackPromptInput: RollbackPromptInput;
  RollbackPromptPayload: ResolverTypeWrapper<Omit<RollbackPromptPayload, 'template' | 'version'> & { template: ResolversTypes['PromptTemplate'], version: ResolversTypes['PromptVersion'] }>;
  RotateApiKeyInput: RotateApiKeyInput;
  RotateApiKeyPayload: ResolverTypeWrapper<Omit<RotateApiKeyPayload, 'apiKey' | 'replaced'> & { apiKey: ResolversTypes['ApiKey'], replaced: ResolversTypes['ApiKey'] }>;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  SetAuditRetentionInput: SetAuditRetentionInput;
  SetAuditRetentionPayload: ResolverTypeWrapper<SetAuditRetentionPayload>;
  SetPriceInput: SetPriceInput;
  SetPricePayload: ResolverTypeWrapper<Omit<SetPricePayload, 'price'> & { price: ResolversTypes['PriceVersion'] }>;
  SetPromptApprovalInput: SetPromptApprovalInput;
  SetPromptApprovalPayload: ResolverTypeWrapper<Omit<SetPromptApprovalPayload, 'template'> & { template: ResolversTypes['PromptTemplate'] }>;
  SetPromptTestsInput: SetPromptTestsInput;
  SetPromptTestsPayload: ResolverTypeWrapper<Omit<SetPromptTestsPayload, 'tests'> & { tests: ReadonlyArray<ResolversTypes['PromptTest']> }>;
  SplitPromptLabelInput: SplitPromptLabelInput;
  SplitPromptLabelPayload: ResolverTypeWrapper<Omit<SplitPromptLabelPayload, 'template'> & { template: ResolversTypes['PromptTemplate'] }>;
  StepUp: ResolverTypeWrapper<CoreStepUp>;
  StepUpInput: StepUpInput;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  SubjectInput: SubjectInput;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SubscriptionDecision: SubscriptionDecision;
  SubscriptionState: SubscriptionState;
  Team: ResolverTypeWrapper<CoreTeam>;
  TeamConnection: ResolverTypeWrapper<Omit<TeamConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['TeamEdge']> }>;
  TeamEdge: ResolverTypeWrapper<Omit<TeamEdge, 'node'> & { node: ResolversTypes['Team'] }>;
  TeamFilter: TeamFilter;
  TeamPartsFilter: TeamPartsFilter;
  Tenant: ResolverTypeWrapper<CoreTenant>;
  TenantConnection: ResolverTypeWrapper<Omit<TenantConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['TenantEdge']> }>;
  TenantEdge: ResolverTypeWrapper<Omit<TenantEdge, 'node'> & { node: ResolversTypes['Tenant'] }>;
  TenantFilter: TenantFilter;
  TestPromptInput: TestPromptInput;
  TestPromptPayload: ResolverTypeWrapper<Omit<TestPromptPayload, 'results'> & { results: ReadonlyArray<ResolversTypes['PromptTestResult']> }>;
  TextDelta: ResolverTypeWrapper<TextDelta>;
  Tier: ResolverTypeWrapper<StoredDeclaration>;
  TierConnection: ResolverTypeWrapper<Omit<TierConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['TierEdge']> }>;
  TierEdge: ResolverTypeWrapper<Omit<TierEdge, 'node'> & { node: ResolversTypes['Tier'] }>;
  TierQuota: ResolverTypeWrapper<Spec>;
  TierQuotaInput: TierQuotaInput;
  TierQuotaScopeInput: TierQuotaScopeInput;
  TokenUsage: ResolverTypeWrapper<Usage>;
  ToolCall: ResolverTypeWrapper<CoreToolCall>;
  ToolCallDelta: ResolverTypeWrapper<ToolCallDelta>;
  ToolCallInput: ToolCallInput;
  ToolChoiceInput: ToolChoiceInput;
  ToolChoiceMode: ToolChoiceMode;
  ToolInput: ToolInput;
  TrustedDocument: ResolverTypeWrapper<CoreTrustedDocument>;
  UnassignRoleInput: UnassignRoleInput;
  UnassignRolePayload: ResolverTypeWrapper<Omit<UnassignRolePayload, 'assignment'> & { assignment: ResolversTypes['RoleAssignment'] }>;
  Unpriced: Unpriced;
  UpdateApplicationInput: UpdateApplicationInput;
  UpdateApplicationPayload: ResolverTypeWrapper<Omit<UpdateApplicationPayload, 'application'> & { application: ResolversTypes['Application'] }>;
  UpdateGuardrailInput: UpdateGuardrailInput;
  UpdateGuardrailPayload: ResolverTypeWrapper<Omit<UpdateGuardrailPayload, 'guardrail'> & { guardrail: ResolversTypes['Guardrail'] }>;
  UpdateIdentityProviderInput: UpdateIdentityProviderInput;
  UpdateIdentityProviderPayload: ResolverTypeWrapper<Omit<UpdateIdentityProviderPayload, 'identityProvider'> & { identityProvider: ResolversTypes['IdentityProvider'] }>;
  UpdateModelInput: UpdateModelInput;
  UpdateModelPayload: ResolverTypeWrapper<Omit<UpdateModelPayload, 'model'> & { model: ResolversTypes['Model'] }>;
  UpdateProductInput: UpdateProductInput;
  UpdateProductPayload: ResolverTypeWrapper<Omit<UpdateProductPayload, 'product'> & { product: ResolversTypes['Product'] }>;
  UpdateProviderInput: UpdateProviderInput;
  UpdateProviderPayload: ResolverTypeWrapper<Omit<UpdateProviderPayload, 'provider'> & { provider: ResolversTypes['Provider'] }>;
  UpdateQuotaInput: UpdateQuotaInput;
  UpdateQuotaPayload: ResolverTypeWrapper<Omit<UpdateQuotaPayload, 'quota'> & { quota: ResolversTypes['DeclaredQuota'] }>;
  UpdateRoleInput: UpdateRoleInput;
  UpdateRolePayload: ResolverTypeWrapper<Omit<UpdateRolePayload, 'role'> & { role: ResolversTypes['CustomRole'] }>;
  UpdateTeamInput: UpdateTeamInput;
  UpdateTeamPayload: ResolverTypeWrapper<Omit<UpdateTeamPayload, 'team'> & { team: ResolversTypes['Team'] }>;
  UpdateTenantInput: UpdateTenantInput;
  UpdateTenantPayload: ResolverTypeWrapper<Omit<UpdateTenantPayload, 'tenant'> & { tenant: ResolversTypes['Tenant'] }>;
  UpdateTierInput: UpdateTierInput;
  UpdateTierPayload: ResolverTypeWrapper<Omit<UpdateTierPayload, 'tier'> & { tier: ResolversTypes['Tier'] }>;
  UpdateUserInput: UpdateUserInput;
  UpdateUserPayload: ResolverTypeWrapper<Omit<UpdateUserPayload, 'user'> & { user: ResolversTypes['User'] }>;
  UsageCondition: UsageCondition;
  UsageDimension: UsageDimension;
  UsageFilter: UsageFilter;
  UsageGroup: ResolverTypeWrapper<UsageGroup>;
  UsageGroupUpdate: ResolverTypeWrapper<UsageGroupUpdate>;
  UsageInterval: UsageInterval;
  UsageReport: ResolverTypeWrapper<UsageReport>;
  UsageRow: ResolverTypeWrapper<UsageRow>;
  UsageSnapshot: ResolverTypeWrapper<Omit<UsageSnapshot, 'usage'> & { usage: ResolversTypes['TokenUsage'] }>;
  UsageSource: UsageSource;
  UsageTotals: ResolverTypeWrapper<UsageTotals>;
  UsageUpdate: ResolverTypeWrapper<UsageUpdate>;
  User: ResolverTypeWrapper<CoreUser>;
  UserConnection: ResolverTypeWrapper<Omit<UserConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['UserEdge']> }>;
  UserEdge: ResolverTypeWrapper<Omit<UserEdge, 'node'> & { node: ResolversTypes['User'] }>;
  UserFilter: UserFilter;
  Viewer: ResolverTypeWrapper<Principal>;
  WithdrawConsentInput: WithdrawConsentInput;
  WithdrawConsentPayload: ResolverTypeWrapper<Omit<WithdrawConsentPayload, 'consent'> & { consent: ResolversTypes['Consent'] }>;
  WithdrawPriceInput: WithdrawPriceInput;
  WithdrawPricePayload: ResolverTypeWrapper<Omit<WithdrawPricePayload, 'price'> & { price: ResolversTypes['PriceVersion'] }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AccessMatrix: AccessMatrix;
  AccessMatrixFilter: AccessMatrixFilter;
  AccessRow: AccessRow;
  AccessSubject: AccessSubject;
  AnswerEdit: AnswerEdit;
  ApiKey: CoreApiKey;
  ApiKeyConnection: Omit<ApiKeyConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['ApiKeyEdge']> };
  ApiKeyEdge: Omit<ApiKeyEdge, 'node'> & { node: ResolversParentTypes['ApiKey'] };
  ApiKeyFilter: ApiKeyFilter;
  Application: CoreApplication;
  ApplicationConnection: Omit<ApplicationConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['ApplicationEdge']> };
  ApplicationEdge: Omit<ApplicationEdge, 'node'> & { node: ResolversParentTypes['Application'] };
  ApplicationFilter: ApplicationFilter;
  ArchiveApplicationInput: ArchiveApplicationInput;
  ArchiveApplicationPayload: Omit<ArchiveApplicationPayload, 'application'> & { application: ResolversParentTypes['Application'] };
  ArchiveGuardrailInput: ArchiveGuardrailInput;
  ArchiveGuardrailPayload: Omit<ArchiveGuardrailPayload, 'guardrail'> & { guardrail: ResolversParentTypes['Guardrail'] };
  ArchiveIdentityProviderInput: ArchiveIdentityProviderInput;
  ArchiveIdentityProviderPayload: Omit<ArchiveIdentityProviderPayload, 'identityProvider'> & { identityProvider: ResolversParentTypes['IdentityProvider'] };
  ArchiveModelInput: ArchiveModelInput;
  ArchiveModelPayload: Omit<ArchiveModelPayload, 'model'> & { model: ResolversParentTypes['Model'] };
  ArchiveProviderInput: ArchiveProviderInput;
  ArchiveProviderPayload: Omit<ArchiveProviderPayload, 'provider'> & { provider: ResolversParentTypes['Provider'] };
  ArchiveQuotaInput: ArchiveQuotaInput;
  ArchiveQuotaPayload: Omit<ArchiveQuotaPayload, 'quota'> & { quota: ResolversParentTypes['DeclaredQuota'] };
  ArchiveRoleInput: ArchiveRoleInput;
  ArchiveRolePayload: Omit<ArchiveRolePayload, 'role'> & { role: ResolversParentTypes['CustomRole'] };
  ArchiveTeamInput: ArchiveTeamInput;
  ArchiveTeamPayload: Omit<ArchiveTeamPayload, 'team'> & { team: ResolversParentTypes['Team'] };
  ArchiveTenantInput: ArchiveTenantInput;
  ArchiveTenantPayload: Omit<ArchiveTenantPayload, 'tenant'> & { tenant: ResolversParentTypes['Tenant'] };
  ArchiveTierInput: ArchiveTierInput;
  ArchiveTierPayload: Omit<ArchiveTierPayload, 'tier'> & { tier: ResolversParentTypes['Tier'] };
  ArchiveUserInput: ArchiveUserInput;
  ArchiveUserPayload: Omit<ArchiveUserPayload, 'user'> & { user: ResolversParentTypes['User'] };
  AssignRoleInput: AssignRoleInput;
  AssignRolePayload: Omit<AssignRolePayload, 'assignment'> & { assignment: ResolversParentTypes['RoleAssignment'] };
  AssignTierInput: AssignTierInput;
  AssignTierPayload: Omit<AssignTierPayload, 'application' | 'team' | 'tier'> & { application?: Maybe<ResolversParentTypes['Application']>, team?: Maybe<ResolversParentTypes['Team']>, tier?: Maybe<ResolversParentTypes['Tier']> };
  AssistantMessage: Omit<AssistantMessage, 'toolCalls'> & { toolCalls: ReadonlyArray<ResolversParentTypes['ToolCall']> };
  Attempt: CoreAttempt;
  AuditActor: CoreAuditActor;
  AuditCallProof: CoreCallProof;
  AuditChange: CoreAuditChange;
  AuditCheckpoint: CoreAuditCheckpoint;
  AuditEvent: CoreAuditEvent;
  AuditEventConnection: Omit<AuditEventConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['AuditEventEdge']> };
  AuditEventEdge: Omit<AuditEventEdge, 'node'> & { node: ResolversParentTypes['AuditEvent'] };
  AuditEventFilter: AuditEventFilter;
  AuditExport: AuditExport;
  AuditProof: CoreAuditProof;
  AuditReport: Omit<AuditReport, 'rows'> & { rows: ReadonlyArray<ResolversParentTypes['AuditReportRow']> };
  AuditReportRow: CoreAuditReportRow;
  AuditedCall: StoredCall;
  AuditedCallConnection: Omit<AuditedCallConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['AuditedCallEdge']> };
  AuditedCallEdge: Omit<AuditedCallEdge, 'node'> & { node: ResolversParentTypes['AuditedCall'] };
  AuditedCallFilter: AuditedCallFilter;
  Boolean: Scalars['Boolean']['output'];
  BudgetForecast: Omit<BudgetForecast, 'quota'> & { quota: ResolversParentTypes['Quota'] };
  Chargeback: CoreChargeback;
  ChargebackGroup: ChargebackGroup;
  ChargebackPeriod: ChargebackPeriod;
  ChargebackRow: CoreChargebackRow;
  ChargebackTier: CoreTierCharge;
  ChargedPrice: CoreChargedPrice;
  ClaimMapping: ClaimMapping;
  ClaimMappingInput: ClaimMappingInput;
  ComparePromptVersionsInput: ComparePromptVersionsInput;
  ComparePromptVersionsPayload: Omit<ComparePromptVersionsPayload, 'versions'> & { versions: ReadonlyArray<ResolversParentTypes['PromptVersionTrial']> };
  Completion: Omit<Completion, 'attempts' | 'guardrails' | 'message' | 'model' | 'price' | 'usage'> & { attempts: ReadonlyArray<ResolversParentTypes['Attempt']>, guardrails: ReadonlyArray<ResolversParentTypes['GuardrailVerdict']>, message: ResolversParentTypes['AssistantMessage'], model: ResolversParentTypes['Model'], price?: Maybe<ResolversParentTypes['ChargedPrice']>, usage: ResolversParentTypes['TokenUsage'] };
  CompletionEvent: ResolversUnionTypes<ResolversParentTypes>['CompletionEvent'];
  CompletionFailed: Omit<CompletionFailed, 'attempts' | 'partialUsage' | 'quota' | 'verdicts'> & { attempts: ReadonlyArray<ResolversParentTypes['Attempt']>, partialUsage?: Maybe<ResolversParentTypes['TokenUsage']>, quota?: Maybe<ResolversParentTypes['Quota']>, verdicts: ReadonlyArray<ResolversParentTypes['GuardrailVerdict']> };
  CompletionFinished: Omit<CompletionFinished, 'completion'> & { completion: ResolversParentTypes['Completion'] };
  CompletionInput: CompletionInput;
  CompletionResult: ResolversUnionTypes<ResolversParentTypes>['CompletionResult'];
  Consent: CoreConsent;
  ConsentConnection: Omit<ConsentConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['ConsentEdge']> };
  ConsentEdge: Omit<ConsentEdge, 'node'> & { node: ResolversParentTypes['Consent'] };
  ConsentFilter: ConsentFilter;
  ConsentSubject: ConsentSubject;
  ContentBlocked: Omit<ContentBlocked, 'verdicts'> & { verdicts: ReadonlyArray<ResolversParentTypes['GuardrailVerdict']> };
  ContentPartInput: ContentPartInput;
  CostEstimate: Omit<CostEstimate, 'refusedBy'> & { refusedBy?: Maybe<ResolversParentTypes['Quota']> };
  CreateApiKeyInput: CreateApiKeyInput;
  CreateApiKeyPayload: Omit<CreateApiKeyPayload, 'apiKey'> & { apiKey: ResolversParentTypes['ApiKey'] };
  CreateApplicationInput: CreateApplicationInput;
  CreateApplicationPayload: Omit<CreateApplicationPayload, 'application'> & { application: ResolversParentTypes['Application'] };
  CreateGuardrailInput: CreateGuardrailInput;
  CreateGuardrailPayload: Omit<CreateGuardrailPayload, 'guardrail'> & { guardrail: ResolversParentTypes['Guardrail'] };
  CreateIdentityProviderInput: CreateIdentityProviderInput;
  CreateIdentityProviderPayload: Omit<CreateIdentityProviderPayload, 'identityProvider'> & { identityProvider: ResolversParentTypes['IdentityProvider'] };
  CreateModelInput: CreateModelInput;
  CreateModelPayload: Omit<CreateModelPayload, 'model'> & { model: ResolversParentTypes['Model'] };
  CreateProductInput: CreateProductInput;
  CreateProductPayload: Omit<CreateProductPayload, 'product'> & { product: ResolversParentTypes['Product'] };
  CreateProviderInput: CreateProviderInput;
  CreateProviderPayload: Omit<CreateProviderPayload, 'provider'> & { provider: ResolversParentTypes['Provider'] };
  CreateQuotaInput: CreateQuotaInput;
  CreateQuotaPayload: Omit<CreateQuotaPayload, 'quota'> & { quota: ResolversParentTypes['DeclaredQuota'] };
  CreateRoleInput: CreateRoleInput;
  CreateRolePayload: Omit<CreateRolePayload, 'role'> & { role: ResolversParentTypes['CustomRole'] };
  CreateTeamInput: CreateTeamInput;
  CreateTeamPayload: Omit<CreateTeamPayload, 'team'> & { team: ResolversParentTypes['Team'] };
  CreateTenantInput: CreateTenantInput;
  CreateTenantPayload: Omit<CreateTenantPayload, 'apiKey' | 'tenant'> & { apiKey: ResolversParentTypes['ApiKey'], tenant: ResolversParentTypes['Tenant'] };
  CreateTierInput: CreateTierInput;
  CreateTierPayload: Omit<CreateTierPayload, 'tier'> & { tier: ResolversParentTypes['Tier'] };
  CreateUserInput: CreateUserInput;
  CreateUserPayload: Omit<CreateUserPayload, 'user'> & { user: ResolversParentTypes['User'] };
  CustomRole: CoreCustomRole;
  CustomRoleConnection: Omit<CustomRoleConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['CustomRoleEdge']> };
  CustomRoleEdge: Omit<CustomRoleEdge, 'node'> & { node: ResolversParentTypes['CustomRole'] };
  CustomRoleFilter: CustomRoleFilter;
  DateTime: Scalars['DateTime']['output'];
  DecidePromptReviewInput: DecidePromptReviewInput;
  DecidePromptReviewPayload: Omit<DecidePromptReviewPayload, 'version'> & { version: ResolversParentTypes['PromptVersion'] };
  DecideSubscriptionInput: DecideSubscriptionInput;
  DecideSubscriptionPayload: Omit<DecideSubscriptionPayload, 'subscription'> & { subscription: ResolversParentTypes['ProductSubscription'] };
  Decimal: Scalars['Decimal']['output'];
  DeclarationFilter: DeclarationFilter;
  DeclaredQuota: StoredDeclaration;
  DeclaredQuotaConnection: Omit<DeclaredQuotaConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['DeclaredQuotaEdge']> };
  DeclaredQuotaEdge: Omit<DeclaredQuotaEdge, 'node'> & { node: ResolversParentTypes['DeclaredQuota'] };
  Deployment: CoreDeployment;
  DeploymentInput: DeploymentInput;
  DeprecateProductInput: DeprecateProductInput;
  DeprecateProductPayload: Omit<DeprecateProductPayload, 'product'> & { product: ResolversParentTypes['Product'] };
  DetectorKind: Scalars['DetectorKind']['output'];
  Embedding: Omit<Embedding, 'attempts' | 'guardrails' | 'model' | 'usage'> & { attempts: ReadonlyArray<ResolversParentTypes['Attempt']>, guardrails: ReadonlyArray<ResolversParentTypes['GuardrailVerdict']>, model: ResolversParentTypes['Model'], usage: ResolversParentTypes['TokenUsage'] };
  EmbeddingInput: EmbeddingInput;
  EmbeddingResult: ResolversUnionTypes<ResolversParentTypes>['EmbeddingResult'];
  EraseSubjectInput: EraseSubjectInput;
  EraseSubjectPayload: EraseSubjectPayload;
  ExportSubjectInput: ExportSubjectInput;
  ExportSubjectPayload: ExportSubjectPayload;
  FallbackStarted: FallbackStarted;
  Float: Scalars['Float']['output'];
  Forecast: Forecast;
  ForecastReport: Omit<ForecastReport, 'budgets'> & { budgets: ReadonlyArray<ResolversParentTypes['BudgetForecast']> };
  Guardrail: StoredDeclaration;
  GuardrailConnection: Omit<GuardrailConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['GuardrailEdge']> };
  GuardrailEdge: Omit<GuardrailEdge, 'node'> & { node: ResolversParentTypes['Guardrail'] };
  GuardrailVerdict: CoreGuardrailVerdict;
  Health: Health;
  ID: Scalars['ID']['output'];
  IdentityProvider: StoredDeclaration;
  IdentityProviderConnection: Omit<IdentityProviderConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['IdentityProviderEdge']> };
  IdentityProviderEdge: Omit<IdentityProviderEdge, 'node'> & { node: ResolversParentTypes['IdentityProvider'] };
  ImageInput: ImageInput;
  Inefficiency: Inefficiency;
  Int: Scalars['Int']['output'];
  JSON: Scalars['JSON']['output'];
  Login: Login;
  LoginInput: LoginInput;
  MessageInput: MessageInput;
  Model: CoreModel;
  ModelConnection: Omit<ModelConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['ModelEdge']> };
  ModelEdge: Omit<ModelEdge, 'node'> & { node: ResolversParentTypes['Model'] };
  ModelFilter: ModelFilter;
  ModelVersion: CoreModelVersion;
  Money: Money;
  MovePromptLabelInput: MovePromptLabelInput;
  MovePromptLabelPayload: Omit<MovePromptLabelPayload, 'template'> & { template: ResolversParentTypes['PromptTemplate'] };
  Mutation: Record<PropertyKey, never>;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  PageInfo: PageInfo;
  Permission: CorePermission;
  PermissionInput: PermissionInput;
  PolicyChange: PolicyChange;
  PolicyDiff: PolicyDiff;
  PolicyFinding: PolicyFinding;
  PolicySourceInput: PolicySourceInput;
  Price: Pricing;
  PriceInput: PriceInput;
  PriceVersion: StoredDeclaration;
  PriceVersionConnection: Omit<PriceVersionConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['PriceVersionEdge']> };
  PriceVersionEdge: Omit<PriceVersionEdge, 'node'> & { node: ResolversParentTypes['PriceVersion'] };
  Product: CoreProduct;
  ProductConnection: Omit<ProductConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['ProductEdge']> };
  ProductEdge: Omit<ProductEdge, 'node'> & { node: ResolversParentTypes['Product'] };
  ProductFilter: ProductFilter;
  ProductSubscription: CoreProductSubscription;
  ProductSubscriptionConnection: Omit<ProductSubscriptionConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['ProductSubscriptionEdge']> };
  ProductSubscriptionEdge: Omit<ProductSubscriptionEdge, 'node'> & { node: ResolversParentTypes['ProductSubscription'] };
  ProductSubscriptionFilter: ProductSubscriptionFilter;
  PromptAssertion: CorePromptAssertion;
  PromptAssertionInput: PromptAssertionInput;
  PromptExample: PromptExample;
  PromptLabel: CorePromptLabel;
  PromptMetrics: CorePromptMetrics;
  PromptReply: Omit<PromptReply, 'toolCalls'> & { toolCalls: ReadonlyArray<ResolversParentTypes['ToolCall']> };
  PromptReview: CorePromptReview;
  PromptShare: PromptShare;
  PromptShareInput: PromptShareInput;
  PromptStep: PromptStep;
  PromptTemplate: CorePromptTemplate;
  PromptTemplateConnection: Omit<PromptTemplateConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['PromptTemplateEdge']> };
  PromptTemplateEdge: Omit<PromptTemplateEdge, 'node'> & { node: ResolversParentTypes['PromptTemplate'] };
  PromptTest: CorePromptTest;
  PromptTestInput: PromptTestInput;
  PromptTestResult: Omit<PromptTestResult, 'test' | 'usage'> & { test: ResolversParentTypes['PromptTest'], usage?: Maybe<ResolversParentTypes['TokenUsage']> };
  PromptTestRun: PromptTestRun;
  PromptVersion: CorePromptVersion;
  PromptVersionConnection: Omit<PromptVersionConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['PromptVersionEdge']> };
  PromptVersionEdge: Omit<PromptVersionEdge, 'node'> & { node: ResolversParentTypes['PromptVersion'] };
  PromptVersionTrial: Omit<PromptVersionTrial, 'usage'> & { usage?: Maybe<ResolversParentTypes['TokenUsage']> };
  Provider: StoredDeclaration;
  ProviderConnection: Omit<ProviderConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['ProviderEdge']> };
  ProviderEdge: Omit<ProviderEdge, 'node'> & { node: ResolversParentTypes['Provider'] };
  ProviderSetting: ProviderSetting;
  ProviderSettingInput: ProviderSettingInput;
  ProvidersFailed: Omit<ProvidersFailed, 'attempts' | 'partialUsage'> & { attempts: ReadonlyArray<ResolversParentTypes['Attempt']>, partialUsage?: Maybe<ResolversParentTypes['TokenUsage']> };
  PublishProductInput: PublishProductInput;
  PublishProductPayload: Omit<PublishProductPayload, 'product'> & { product: ResolversParentTypes['Product'] };
  PublishPromptInput: PublishPromptInput;
  PublishPromptPayload: Omit<PublishPromptPayload, 'template' | 'version'> & { template: ResolversParentTypes['PromptTemplate'], version: ResolversParentTypes['PromptVersion'] };
  Query: Record<PropertyKey, never>;
  Quota: CoreQuota;
  QuotaExceeded: Omit<QuotaExceeded, 'quota'> & { quota: ResolversParentTypes['Quota'] };
  QuotaScope: CoreQuotaScope;
  QuotaScopeInput: QuotaScopeInput;
  QuotaStatus: QuotaState;
  QuotaUpdate: QuotaChange;
  ReasoningDelta: ReasoningDelta;
  ReasoningInput: ReasoningInput;
  RecordConsentInput: RecordConsentInput;
  RecordConsentPayload: Omit<RecordConsentPayload, 'consent'> & { consent: ResolversParentTypes['Consent'] };
  RecoverTenantInput: RecoverTenantInput;
  RecoverTenantPayload: Omit<RecoverTenantPayload, 'apiKey' | 'tenant'> & { apiKey: ResolversParentTypes['ApiKey'], tenant: ResolversParentTypes['Tenant'] };
  RedactionNotice: RedactionNotice;
  RegisterDocumentInput: RegisterDocumentInput;
  RegisterDocumentPayload: Omit<RegisterDocumentPayload, 'document'> & { document: ResolversParentTypes['TrustedDocument'] };
  RemoveDocumentInput: RemoveDocumentInput;
  RemoveDocumentPayload: Omit<RemoveDocumentPayload, 'document'> & { document: ResolversParentTypes['TrustedDocument'] };
  RequestPromptReviewInput: RequestPromptReviewInput;
  RequestPromptReviewPayload: Omit<RequestPromptReviewPayload, 'version'> & { version: ResolversParentTypes['PromptVersion'] };
  RequestSubscriptionInput: RequestSubscriptionInput;
  RequestSubscriptionPayload: Omit<RequestSubscriptionPayload, 'subscription'> & { subscription: ResolversParentTypes['ProductSubscription'] };
  ResponseFormatInput: ResponseFormatInput;
  RestoreApplicationInput: RestoreApplicationInput;
  RestoreApplicationPayload: Omit<RestoreApplicationPayload, 'application'> & { application: ResolversParentTypes['Application'] };
  RestoreTeamInput: RestoreTeamInput;
  RestoreTeamPayload: Omit<RestoreTeamPayload, 'team'> & { team: ResolversParentTypes['Team'] };
  RestoreTenantInput: RestoreTenantInput;
  RestoreTenantPayload: Omit<RestoreTenantPayload, 'tenant'> & { tenant: ResolversParentTypes['Tenant'] };
  RestoreUserInput: RestoreUserInput;
  RestoreUserPayload: Omit<RestoreUserPayload, 'user'> & { user: ResolversParentTypes['User'] };
  RetireProductInput: RetireProductInput;
  RetireProductPayload: Omit<RetireProductPayload, 'product'> & { product: ResolversParentTypes['Product'] };
  RetirePromptVersionInput: RetirePromptVersionInput;
  RetirePromptVersionPayload: Omit<RetirePromptVersionPayload, 'template' | 'version'> & { template: ResolversParentTypes['PromptTemplate'], version: ResolversParentTypes['PromptVersion'] };
  RevokeApiKeyInput: RevokeApiKeyInput;
  RevokeApiKeyPayload: Omit<RevokeApiKeyPayload, 'apiKey'> & { apiKey: ResolversParentTypes['ApiKey'] };
  RevokeApiKeysByPrefixInput: RevokeApiKeysByPrefixInput;
  RevokeApiKeysByPrefixPayload: RevokeApiKeysByPrefixPayload;
  RoleAssignment: CoreRoleAssignment;
  RoleAssignmentConnection: Omit<RoleAssignmentConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['RoleAssignmentEdge']> };
  RoleAssignmentEdge: Omit<RoleAssignmentEdge, 'node'> & { node: ResolversParentTypes['RoleAssignment'] };
  RoleAssignmentFilter: RoleAssignmentFilter;
  RoleHolder: ResolversUnionTypes<ResolversParentTypes>['RoleHolder'];
  RoleMapping: RoleMapping;
  RoleMappingInput: RoleMappingInput;
  RollbackModelInput: RollbackModelInput;
  RollbackModelPayload: Omit<RollbackModelPayload, 'model'> & { model: ResolversParentTypes['Model'] };
  RollbackPromptInput: RollbackPromptInput;
  RollbackPromptPayload: Omit<RollbackPromptPayload, 'template' | 'version'> & { template: ResolversParentTypes['PromptTemplate'], version: ResolversParentTypes['PromptVersion'] };
  RotateApiKeyInput: RotateApiKeyInput;
  RotateApiKeyPayload: Omit<RotateApiKeyPayload, 'apiKey' | 'replaced'> & { apiKey: ResolversParentTypes['ApiKey'], replaced: ResolversParentTypes['ApiKey'] };
  SafeInt: Scalars['SafeInt']['output'];
  SetAuditRetentionInput: SetAuditRetentionInput;
  SetAuditRetentionPayload: SetAuditRetentionPayload;
  SetPriceInput: SetPriceInput;
  SetPricePayload: Omit<SetPricePayload, 'price'> & { price: ResolversParentTypes['PriceVersion'] };
  SetPromptApprovalInput: SetPromptApprovalInput;
  SetPromptApprovalPayload: Omit<SetPromptApprovalPayload, 'template'> & { template: ResolversParentTypes['PromptTemplate'] };
  SetPromptTestsInput: SetPromptTestsInput;
  SetPromptTestsPayload: Omit<SetPromptTestsPayload, 'tests'> & { tests: ReadonlyArray<ResolversParentTypes['PromptTest']> };
  SplitPromptLabelInput: SplitPromptLabelInput;
  SplitPromptLabelPayload: Omit<SplitPromptLabelPayload, 'template'> & { template: ResolversParentTypes['PromptTemplate'] };
  StepUp: CoreStepUp;
  StepUpInput: StepUpInput;
  String: Scalars['String']['output'];
  SubjectInput: SubjectInput;
  Subscription: Record<PropertyKey, never>;
  Team: CoreTeam;
  TeamConnection: Omit<TeamConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['TeamEdge']> };
  TeamEdge: Omit<TeamEdge, 'node'> & { node: ResolversParentTypes['Team'] };
  TeamFilter: TeamFilter;
  TeamPartsFilter: TeamPartsFilter;
  Tenant: CoreTenant;
  TenantConnection: Omit<TenantConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['TenantEdge']> };
  TenantEdge: Omit<TenantEdge, 'node'> & { node: ResolversParentTypes['Tenant'] };
  TenantFilter: TenantFilter;
  TestPromptInput: TestPromptInput;
  TestPromptPayload: Omit<TestPromptPayload, 'results'> & { results: ReadonlyArray<ResolversParentTypes['PromptTestResult']> };
  TextDelta: TextDelta;
  Tier: StoredDeclaration;
  TierConnection: Omit<TierConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['TierEdge']> };
  TierEdge: Omit<TierEdge, 'node'> & { node: ResolversParentTypes['Tier'] };
  TierQuota: Spec;
  TierQuotaInput: TierQuotaInput;
  TierQuotaScopeInput: TierQuotaScopeInput;
  TokenUsage: Usage;
  ToolCall: CoreToolCall;
  ToolCallDelta: ToolCallDelta;
  ToolCallInput: ToolCallInput;
  ToolChoiceInput: ToolChoiceInput;
  ToolInput: ToolInput;
  TrustedDocument: CoreTrustedDocument;
  UnassignRoleInput: UnassignRoleInput;
  UnassignRolePayload: Omit<UnassignRolePayload, 'assignment'> & { assignment: ResolversParentTypes['RoleAssignment'] };
  UpdateApplicationInput: UpdateApplicationInput;
  UpdateApplicationPayload: Omit<UpdateApplicationPayload, 'application'> & { application: ResolversParentTypes['Application'] };
  UpdateGuardrailInput: UpdateGuardrailInput;
  UpdateGuardrailPayload: Omit<UpdateGuardrailPayload, 'guardrail'> & { guardrail: ResolversParentTypes['Guardrail'] };
  UpdateIdentityProviderInput: UpdateIdentityProviderInput;
  UpdateIdentityProviderPayload: Omit<UpdateIdentityProviderPayload, 'identityProvider'> & { identityProvider: ResolversParentTypes['IdentityProvider'] };
  UpdateModelInput: UpdateModelInput;
  UpdateModelPayload: Omit<UpdateModelPayload, 'model'> & { model: ResolversParentTypes['Model'] };
  UpdateProductInput: UpdateProductInput;
  UpdateProductPayload: Omit<UpdateProductPayload, 'product'> & { product: ResolversParentTypes['Product'] };
  UpdateProviderInput: UpdateProviderInput;
  UpdateProviderPayload: Omit<UpdateProviderPayload, 'provider'> & { provider: ResolversParentTypes['Provider'] };
  UpdateQuotaInput: UpdateQuotaInput;
  UpdateQuotaPayload: Omit<UpdateQuotaPayload, 'quota'> & { quota: ResolversParentTypes['DeclaredQuota'] };
  UpdateRoleInput: UpdateRoleInput;
  UpdateRolePayload: Omit<UpdateRolePayload, 'role'> & { role: ResolversParentTypes['CustomRole'] };
  UpdateTeamInput: UpdateTeamInput;
  UpdateTeamPayload: Omit<UpdateTeamPayload, 'team'> & { team: ResolversParentTypes['Team'] };
  UpdateTenantInput: UpdateTenantInput;
  UpdateTenantPayload: Omit<UpdateTenantPayload, 'tenant'> & { tenant: ResolversParentTypes['Tenant'] };
  UpdateTierInput: UpdateTierInput;
  UpdateTierPayload: Omit<UpdateTierPayload, 'tier'> & { tier: ResolversParentTypes['Tier'] };
  UpdateUserInput: UpdateUserInput;
  UpdateUserPayload: Omit<UpdateUserPayload, 'user'> & { user: ResolversParentTypes['User'] };
  UsageCondition: UsageCondition;
  UsageFilter: UsageFilter;
  UsageGroup: UsageGroup;
  UsageGroupUpdate: UsageGroupUpdate;
  UsageReport: UsageReport;
  UsageRow: UsageRow;
  UsageSnapshot: Omit<UsageSnapshot, 'usage'> & { usage: ResolversParentTypes['TokenUsage'] };
  UsageTotals: UsageTotals;
  UsageUpdate: UsageUpdate;
  User: CoreUser;
  UserConnection: Omit<UserConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['UserEdge']> };
  UserEdge: Omit<UserEdge, 'node'> & { node: ResolversParentTypes['User'] };
  UserFilter: UserFilter;
  Viewer: Principal;
  WithdrawConsentInput: WithdrawConsentInput;
  WithdrawConsentPayload: Omit<WithdrawConsentPayload, 'consent'> & { consent: ResolversParentTypes['Consent'] };
  WithdrawPriceInput: WithdrawPriceInput;
  WithdrawPricePayload: Omit<WithdrawPricePayload, 'price'> & { price: ResolversParentTypes['PriceVersion'] };
};

export type CacheResponseDirectiveArgs = {
  ttlSeconds?: Maybe<Scalars['Int']['input']>;
};

export type CacheResponseDirectiveResolver<Result, Parent, ContextType = GraphqlContext, Args = CacheResponseDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type FederatedDirectiveArgs = { };

export type FederatedDirectiveResolver<Result, Parent, ContextType = GraphqlContext, Args = FederatedDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type KeyDirectiveArgs = {
  fields: Scalars['String']['input'];
};

export type KeyDirectiveResolver<Result, Parent, ContextType = GraphqlContext, Args = KeyDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type OperationDirectiveArgs = {
  name: Scalars['String']['input'];
};

export type OperationDirectiveResolver<Result, Parent, ContextType = GraphqlContext, Args = OperationDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type PromptDirectiveArgs = {
  examples?: ReadonlyArray<PromptExample>;
  maxCostUsd?: Maybe<Scalars['Decimal']['input']>;
  maxOutputTokens?: Maybe<Scalars['Int']['input']>;
  model: Scalars['String']['input'];
  pack?: Scalars['Int']['input'];
  reasoningEffort?: Maybe<ReasoningEffort>;
  seed?: Maybe<Scalars['Int']['input']>;
  steps?: ReadonlyArray<PromptStep>;
  stop?: Maybe<ReadonlyArray<Scalars['String']['input']>>;
  system?: Maybe<Scalars['String']['input']>;
  temperature?: Maybe<Scalars['Float']['input']>;
  then?: ReadonlyArray<AnswerEdit>;
  topP?: Maybe<Scalars['Float']['input']>;
  user: Scalars['String']['input'];
};

export type PromptDirectiveResolver<Result, Parent, ContextType = GraphqlContext, Args = PromptDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type QuotaDirectiveArgs = {
  costUsd?: Maybe<Scalars['Decimal']['input']>;
  per?: QuotaWindow;
  requests?: Maybe<Scalars['Int']['input']>;
  tokens?: Maybe<Scalars['SafeInt']['input']>;
};

export type QuotaDirectiveResolver<Result, Parent, ContextType = GraphqlContext, Args = QuotaDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type RedactDirectiveArgs = {
  kinds?: ReadonlyArray<Scalars['DetectorKind']['input']>;
};

export type RedactDirectiveResolver<Result, Parent, ContextType = GraphqlContext, Args = RedactDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type RequireRoleDirectiveArgs = {
  model?: Maybe<Scalars['String']['input']>;
  role: Role;
};

export type RequireRoleDirectiveResolver<Result, Parent, ContextType = GraphqlContext, Args = RequireRoleDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ShareableDirectiveArgs = { };

export type ShareableDirectiveResolver<Result, Parent, ContextType = GraphqlContext, Args = ShareableDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AccessMatrixResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AccessMatrix'] = ResolversParentTypes['AccessMatrix']> = {
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  rows?: Resolver<ReadonlyArray<ResolversTypes['AccessRow']>, ParentType, ContextType>;
};

export type AccessRowResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AccessRow'] = ResolversParentTypes['AccessRow']> = {
  administer?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  invoke?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  model?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  read?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['AccessSubject'], ParentType, ContextType>;
  subscribed?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type AccessSubjectResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AccessSubject'] = ResolversParentTypes['AccessSubject']> = {
  id?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['AccessSubjectKind'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ApiKeyResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ApiKey'] = ResolversParentTypes['ApiKey']> = {
  allowedAddresses?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  application?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  documentsOnly?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  holderApplication?: Resolver<Maybe<ResolversTypes['Application']>, ParentType, ContextType>;
  holderTeam?: Resolver<Maybe<ResolversTypes['Team']>, ParentType, ContextType>;
  holderUser?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  models?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  operations?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  prefix?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  replacedBy?: Resolver<Maybe<ResolversTypes['ApiKey']>, ParentType, ContextType>;
  replaces?: Resolver<Maybe<ResolversTypes['ApiKey']>, ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  roles?: Resolver<ReadonlyArray<ResolversTypes['Role']>, ParentType, ContextType>;
  team?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ApiKeyConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ApiKeyConnection'] = ResolversParentTypes['ApiKeyConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ApiKeyEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ApiKeyEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ApiKeyEdge'] = ResolversParentTypes['ApiKeyEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ApiKey'], ParentType, ContextType>;
};

export type ApplicationResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Application'] = ResolversParentTypes['Application']> = {
  apiKeys?: Resolver<ResolversTypes['ApiKeyConnection'], ParentType, ContextType, RequireFields<ApplicationApiKeysArgs, 'first'>>;
  archivedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  costCentre?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  team?: Resolver<ResolversTypes['Team'], ParentType, ContextType>;
  tier?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ApplicationConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ApplicationConnection'] = ResolversParentTypes['ApplicationConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ApplicationEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ApplicationEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ApplicationEdge'] = ResolversParentTypes['ApplicationEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Application'], ParentType, ContextType>;
};

export type ArchiveApplicationPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArchiveApplicationPayload'] = ResolversParentTypes['ArchiveApplicationPayload']> = {
  application?: Resolver<ResolversTypes['Application'], ParentType, ContextType>;
};

export type ArchiveGuardrailPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArchiveGuardrailPayload'] = ResolversParentTypes['ArchiveGuardrailPayload']> = {
  guardrail?: Resolver<ResolversTypes['Guardrail'], ParentType, ContextType>;
};

export type ArchiveIdentityProviderPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArchiveIdentityProviderPayload'] = ResolversParentTypes['ArchiveIdentityProviderPayload']> = {
  identityProvider?: Resolver<ResolversTypes['IdentityProvider'], ParentType, ContextType>;
};

export type ArchiveModelPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArchiveModelPayload'] = ResolversParentTypes['ArchiveModelPayload']> = {
  model?: Resolver<ResolversTypes['Model'], ParentType, ContextType>;
};

export type ArchiveProviderPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArchiveProviderPayload'] = ResolversParentTypes['ArchiveProviderPayload']> = {
  provider?: Resolver<ResolversTypes['Provider'], ParentType, ContextType>;
};

export type ArchiveQuotaPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArchiveQuotaPayload'] = ResolversParentTypes['ArchiveQuotaPayload']> = {
  quota?: Resolver<ResolversTypes['DeclaredQuota'], ParentType, ContextType>;
};

export type ArchiveRolePayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArchiveRolePayload'] = ResolversParentTypes['ArchiveRolePayload']> = {
  role?: Resolver<ResolversTypes['CustomRole'], ParentType, ContextType>;
};

export type ArchiveTeamPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArchiveTeamPayload'] = ResolversParentTypes['ArchiveTeamPayload']> = {
  team?: Resolver<ResolversTypes['Team'], ParentType, ContextType>;
};

export type ArchiveTenantPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArchiveTenantPayload'] = ResolversParentTypes['ArchiveTenantPayload']> = {
  tenant?: Resolver<ResolversTypes['Tenant'], ParentType, ContextType>;
};

export type ArchiveTierPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArchiveTierPayload'] = ResolversParentTypes['ArchiveTierPayload']> = {
  tier?: Resolver<ResolversTypes['Tier'], ParentType, ContextType>;
};

export type ArchiveUserPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ArchiveUserPayload'] = ResolversParentTypes['ArchiveUserPayload']> = {
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type AssignRolePayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AssignRolePayload'] = ResolversParentTypes['AssignRolePayload']> = {
  assignment?: Resolver<ResolversTypes['RoleAssignment'], ParentType, ContextType>;
};

export type AssignTierPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AssignTierPayload'] = ResolversParentTypes['AssignTierPayload']> = {
  application?: Resolver<Maybe<ResolversTypes['Application']>, ParentType, ContextType>;
  team?: Resolver<Maybe<ResolversTypes['Team']>, ParentType, ContextType>;
  tier?: Resolver<Maybe<ResolversTypes['Tier']>, ParentType, ContextType>;
};

export type AssistantMessageResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AssistantMessage'] = ResolversParentTypes['AssistantMessage']> = {
  reasoning?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reasoningState?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  text?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  toolCalls?: Resolver<ReadonlyArray<ResolversTypes['ToolCall']>, ParentType, ContextType>;
};

export type AttemptResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Attempt'] = ResolversParentTypes['Attempt']> = {
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  deployment?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  latencyMs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['AttemptOutcome'], ParentType, ContextType>;
  provider?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type AuditActorResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AuditActor'] = ResolversParentTypes['AuditActor']> = {
  address?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  apiKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  application?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['AuditActorKind'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  team?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AuditCallProofResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AuditCallProof'] = ResolversParentTypes['AuditCallProof']> = {
  index?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  isUnchanged?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  leaf?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  personal?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  record?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  size?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
};

export type AuditChangeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AuditChange'] = ResolversParentTypes['AuditChange']> = {
  action?: Resolver<ResolversTypes['AuditAction'], ParentType, ContextType>;
  after?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  entity?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  entityId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AuditCheckpointResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AuditCheckpoint'] = ResolversParentTypes['AuditCheckpoint']> = {
  first?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  last?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  publicKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  record?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  signature?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AuditEventResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AuditEvent'] = ResolversParentTypes['AuditEvent']> = {
  actor?: Resolver<ResolversTypes['AuditActor'], ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  attempts?: Resolver<ReadonlyArray<ResolversTypes['Attempt']>, ParentType, ContextType>;
  call?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  changes?: Resolver<ReadonlyArray<ResolversTypes['AuditChange']>, ParentType, ContextType>;
  code?: Resolver<Maybe<ResolversTypes['ErrorCode']>, ParentType, ContextType>;
  count?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  erased?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  guardrails?: Resolver<ReadonlyArray<ResolversTypes['GuardrailVerdict']>, ParentType, ContextType>;
  hash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['AuditKind'], ParentType, ContextType>;
  model?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  operation?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  record?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  verdict?: Resolver<ResolversTypes['AuditVerdict'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AuditEventConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AuditEventConnection'] = ResolversParentTypes['AuditEventConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['AuditEventEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AuditEventEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AuditEventEdge'] = ResolversParentTypes['AuditEventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AuditEvent'], ParentType, ContextType>;
};

export type AuditExportResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AuditExport'] = ResolversParentTypes['AuditExport']> = {
  next?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AuditProofResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AuditProof'] = ResolversParentTypes['AuditProof']> = {
  call?: Resolver<Maybe<ResolversTypes['AuditCallProof']>, ParentType, ContextType>;
  checkpoint?: Resolver<ResolversTypes['AuditCheckpoint'], ParentType, ContextType>;
  event?: Resolver<ResolversTypes['AuditEvent'], ParentType, ContextType>;
  index?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  path?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  size?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
};

export type AuditReportResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AuditReport'] = ResolversParentTypes['AuditReport']> = {
  from?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  rows?: Resolver<ReadonlyArray<ResolversTypes['AuditReportRow']>, ParentType, ContextType>;
  to?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type AuditReportRowResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AuditReportRow'] = ResolversParentTypes['AuditReportRow']> = {
  actors?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  code?: Resolver<Maybe<ResolversTypes['ErrorCode']>, ParentType, ContextType>;
  count?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['AuditKind'], ParentType, ContextType>;
  operation?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  verdict?: Resolver<ResolversTypes['AuditVerdict'], ParentType, ContextType>;
};

export type AuditedCallResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AuditedCall'] = ResolversParentTypes['AuditedCall']> = {
  address?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  api?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  apiKey?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  application?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  attempts?: Resolver<ReadonlyArray<ResolversTypes['Attempt']>, ParentType, ContextType>;
  cached?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  call?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  code?: Resolver<Maybe<ResolversTypes['ErrorCode']>, ParentType, ContextType>;
  cost?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  deployment?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  guardrails?: Resolver<ReadonlyArray<ResolversTypes['GuardrailVerdict']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  latencyMs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  model?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  operation?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['CallOutcome'], ParentType, ContextType>;
  provider?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  stepOf?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  team?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  usage?: Resolver<ResolversTypes['TokenUsage'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AuditedCallConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AuditedCallConnection'] = ResolversParentTypes['AuditedCallConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['AuditedCallEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AuditedCallEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['AuditedCallEdge'] = ResolversParentTypes['AuditedCallEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AuditedCall'], ParentType, ContextType>;
};

export type BudgetForecastResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['BudgetForecast'] = ResolversParentTypes['BudgetForecast']> = {
  forecast?: Resolver<ResolversTypes['Forecast'], ParentType, ContextType>;
  limitReachedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  quota?: Resolver<ResolversTypes['Quota'], ParentType, ContextType>;
};

export type ChargebackResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Chargeback'] = ResolversParentTypes['Chargeback']> = {
  csv?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  due?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  from?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  rows?: Resolver<ReadonlyArray<ResolversTypes['ChargebackRow']>, ParentType, ContextType>;
  tiers?: Resolver<ReadonlyArray<ResolversTypes['ChargebackTier']>, ParentType, ContextType>;
  to?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  totals?: Resolver<ResolversTypes['UsageTotals'], ParentType, ContextType>;
};

export type ChargebackGroupResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ChargebackGroup'] = ResolversParentTypes['ChargebackGroup']> = {
  dimension?: Resolver<ResolversTypes['ChargebackDimension'], ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ChargebackRowResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ChargebackRow'] = ResolversParentTypes['ChargebackRow']> = {
  group?: Resolver<ReadonlyArray<ResolversTypes['ChargebackGroup']>, ParentType, ContextType>;
  totals?: Resolver<ResolversTypes['UsageTotals'], ParentType, ContextType>;
};

export type ChargebackTierResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ChargebackTier'] = ResolversParentTypes['ChargebackTier']> = {
  application?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  cost?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  days?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  group?: Resolver<ReadonlyArray<ResolversTypes['ChargebackGroup']>, ParentType, ContextType>;
  team?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tier?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ChargedPriceResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ChargedPrice'] = ResolversParentTypes['ChargedPrice']> = {
  adjustmentBasisPoints?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  inputPerMillion?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  outputPerMillion?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['PriceSource'], ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ClaimMappingResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ClaimMapping'] = ResolversParentTypes['ClaimMapping']> = {
  application?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  roles?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  rolesMap?: Resolver<Maybe<ReadonlyArray<ResolversTypes['RoleMapping']>>, ParentType, ContextType>;
  team?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tenant?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ComparePromptVersionsPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ComparePromptVersionsPayload'] = ResolversParentTypes['ComparePromptVersionsPayload']> = {
  versions?: Resolver<ReadonlyArray<ResolversTypes['PromptVersionTrial']>, ParentType, ContextType>;
};

export type CompletionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Completion'] = ResolversParentTypes['Completion']> = {
  attempts?: Resolver<ReadonlyArray<ResolversTypes['Attempt']>, ParentType, ContextType>;
  cached?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  cost?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  deployment?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  errorCode?: Resolver<Maybe<ResolversTypes['ErrorCode']>, ParentType, ContextType>;
  finishReason?: Resolver<ResolversTypes['FinishReason'], ParentType, ContextType>;
  guardrails?: Resolver<ReadonlyArray<ResolversTypes['GuardrailVerdict']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  latencyMs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['AssistantMessage'], ParentType, ContextType>;
  model?: Resolver<ResolversTypes['Model'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['CallOutcome'], ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['ChargedPrice']>, ParentType, ContextType>;
  priced?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  provider?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reroutedFrom?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  timeToFirstTokenMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  usage?: Resolver<ResolversTypes['TokenUsage'], ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CompletionEventResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CompletionEvent'] = ResolversParentTypes['CompletionEvent']> = {
  __resolveType: TypeResolveFn<'CompletionFailed' | 'CompletionFinished' | 'FallbackStarted' | 'ReasoningDelta' | 'RedactionNotice' | 'TextDelta' | 'ToolCallDelta' | 'UsageSnapshot', ParentType, ContextType>;
};

export type CompletionFailedResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CompletionFailed'] = ResolversParentTypes['CompletionFailed']> = {
  attempts?: Resolver<ReadonlyArray<ResolversTypes['Attempt']>, ParentType, ContextType>;
  callId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  code?: Resolver<ResolversTypes['ErrorCode'], ParentType, ContextType>;
  direction?: Resolver<Maybe<ResolversTypes['Direction']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  partialUsage?: Resolver<Maybe<ResolversTypes['TokenUsage']>, ParentType, ContextType>;
  path?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  quota?: Resolver<Maybe<ResolversTypes['Quota']>, ParentType, ContextType>;
  resetsAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  retryAfterMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  verdicts?: Resolver<ReadonlyArray<ResolversTypes['GuardrailVerdict']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CompletionFinishedResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CompletionFinished'] = ResolversParentTypes['CompletionFinished']> = {
  completion?: Resolver<ResolversTypes['Completion'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CompletionResultResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CompletionResult'] = ResolversParentTypes['CompletionResult']> = {
  __resolveType: TypeResolveFn<'Completion' | 'ContentBlocked' | 'ProvidersFailed' | 'QuotaExceeded', ParentType, ContextType>;
};

export type ConsentResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Consent'] = ResolversParentTypes['Consent']> = {
  evidence?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  givenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  purpose?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['ConsentSubject'], ParentType, ContextType>;
  withdrawnAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConsentConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ConsentConnection'] = ResolversParentTypes['ConsentConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ConsentEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ConsentEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ConsentEdge'] = ResolversParentTypes['ConsentEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Consent'], ParentType, ContextType>;
};

export type ConsentSubjectResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ConsentSubject'] = ResolversParentTypes['ConsentSubject']> = {
  id?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ContentBlockedResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ContentBlocked'] = ResolversParentTypes['ContentBlocked']> = {
  direction?: Resolver<ResolversTypes['Direction'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  verdicts?: Resolver<ReadonlyArray<ResolversTypes['GuardrailVerdict']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CostEstimateResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CostEstimate'] = ResolversParentTypes['CostEstimate']> = {
  expectedCost?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  inputTokens?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  maxOutputTokens?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  refusedBy?: Resolver<Maybe<ResolversTypes['Quota']>, ParentType, ContextType>;
  worstCaseCost?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
};

export type CreateApiKeyPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CreateApiKeyPayload'] = ResolversParentTypes['CreateApiKeyPayload']> = {
  apiKey?: Resolver<ResolversTypes['ApiKey'], ParentType, ContextType>;
  secret?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type CreateApplicationPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CreateApplicationPayload'] = ResolversParentTypes['CreateApplicationPayload']> = {
  application?: Resolver<ResolversTypes['Application'], ParentType, ContextType>;
};

export type CreateGuardrailPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CreateGuardrailPayload'] = ResolversParentTypes['CreateGuardrailPayload']> = {
  guardrail?: Resolver<ResolversTypes['Guardrail'], ParentType, ContextType>;
};

export type CreateIdentityProviderPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CreateIdentityProviderPayload'] = ResolversParentTypes['CreateIdentityProviderPayload']> = {
  identityProvider?: Resolver<ResolversTypes['IdentityProvider'], ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CreateModelPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CreateModelPayload'] = ResolversParentTypes['CreateModelPayload']> = {
  model?: Resolver<ResolversTypes['Model'], ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CreateProductPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CreateProductPayload'] = ResolversParentTypes['CreateProductPayload']> = {
  product?: Resolver<ResolversTypes['Product'], ParentType, ContextType>;
};

export type CreateProviderPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CreateProviderPayload'] = ResolversParentTypes['CreateProviderPayload']> = {
  provider?: Resolver<ResolversTypes['Provider'], ParentType, ContextType>;
};

export type CreateQuotaPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CreateQuotaPayload'] = ResolversParentTypes['CreateQuotaPayload']> = {
  quota?: Resolver<ResolversTypes['DeclaredQuota'], ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CreateRolePayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CreateRolePayload'] = ResolversParentTypes['CreateRolePayload']> = {
  role?: Resolver<ResolversTypes['CustomRole'], ParentType, ContextType>;
};

export type CreateTeamPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CreateTeamPayload'] = ResolversParentTypes['CreateTeamPayload']> = {
  team?: Resolver<ResolversTypes['Team'], ParentType, ContextType>;
};

export type CreateTenantPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CreateTenantPayload'] = ResolversParentTypes['CreateTenantPayload']> = {
  apiKey?: Resolver<ResolversTypes['ApiKey'], ParentType, ContextType>;
  secret?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tenant?: Resolver<ResolversTypes['Tenant'], ParentType, ContextType>;
};

export type CreateTierPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CreateTierPayload'] = ResolversParentTypes['CreateTierPayload']> = {
  tier?: Resolver<ResolversTypes['Tier'], ParentType, ContextType>;
};

export type CreateUserPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CreateUserPayload'] = ResolversParentTypes['CreateUserPayload']> = {
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type CustomRoleResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CustomRole'] = ResolversParentTypes['CustomRole']> = {
  archivedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  permissions?: Resolver<ReadonlyArray<ResolversTypes['Permission']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CustomRoleConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CustomRoleConnection'] = ResolversParentTypes['CustomRoleConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['CustomRoleEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type CustomRoleEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['CustomRoleEdge'] = ResolversParentTypes['CustomRoleEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['CustomRole'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DecidePromptReviewPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DecidePromptReviewPayload'] = ResolversParentTypes['DecidePromptReviewPayload']> = {
  version?: Resolver<ResolversTypes['PromptVersion'], ParentType, ContextType>;
};

export type DecideSubscriptionPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DecideSubscriptionPayload'] = ResolversParentTypes['DecideSubscriptionPayload']> = {
  subscription?: Resolver<ResolversTypes['ProductSubscription'], ParentType, ContextType>;
};

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export type DeclaredQuotaResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeclaredQuota'] = ResolversParentTypes['DeclaredQuota']> = {
  action?: Resolver<ResolversTypes['QuotaAction'], ParentType, ContextType>;
  anchor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  archivedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  limit?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  maxWaitSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  meter?: Resolver<ResolversTypes['Meter'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  onStoreFailure?: Resolver<ResolversTypes['OnStoreFailure'], ParentType, ContextType>;
  origin?: Resolver<ResolversTypes['DeclarationOrigin'], ParentType, ContextType>;
  perUser?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  remaining?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  rerouteTo?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reserved?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  resetsAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  scope?: Resolver<ResolversTypes['QuotaScope'], ParentType, ContextType>;
  thresholds?: Resolver<ReadonlyArray<ResolversTypes['Int']>, ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  used?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  window?: Resolver<Maybe<ResolversTypes['QuotaWindow']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DeclaredQuotaConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeclaredQuotaConnection'] = ResolversParentTypes['DeclaredQuotaConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['DeclaredQuotaEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DeclaredQuotaEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeclaredQuotaEdge'] = ResolversParentTypes['DeclaredQuotaEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['DeclaredQuota'], ParentType, ContextType>;
};

export type DeploymentResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Deployment'] = ResolversParentTypes['Deployment']> = {
  maxConcurrency?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  model?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['Price']>, ParentType, ContextType>;
  provider?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  weight?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type DeprecateProductPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['DeprecateProductPayload'] = ResolversParentTypes['DeprecateProductPayload']> = {
  product?: Resolver<ResolversTypes['Product'], ParentType, ContextType>;
};

export interface DetectorKindScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DetectorKind'], any> {
  name: 'DetectorKind';
}

export type EmbeddingResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Embedding'] = ResolversParentTypes['Embedding']> = {
  attempts?: Resolver<ReadonlyArray<ResolversTypes['Attempt']>, ParentType, ContextType>;
  cached?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  callId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  cost?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  deployment?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  guardrails?: Resolver<ReadonlyArray<ResolversTypes['GuardrailVerdict']>, ParentType, ContextType>;
  latencyMs?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  model?: Resolver<ResolversTypes['Model'], ParentType, ContextType>;
  priced?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  provider?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  usage?: Resolver<ResolversTypes['TokenUsage'], ParentType, ContextType>;
  vectors?: Resolver<ReadonlyArray<ReadonlyArray<ResolversTypes['Float']>>, ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EmbeddingResultResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['EmbeddingResult'] = ResolversParentTypes['EmbeddingResult']> = {
  __resolveType: TypeResolveFn<'ContentBlocked' | 'Embedding' | 'ProvidersFailed' | 'QuotaExceeded', ParentType, ContextType>;
};

export type EraseSubjectPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['EraseSubjectPayload'] = ResolversParentTypes['EraseSubjectPayload']> = {
  account?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  calls?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  pseudonym?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ExportSubjectPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ExportSubjectPayload'] = ResolversParentTypes['ExportSubjectPayload']> = {
  next?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type FallbackStartedResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['FallbackStarted'] = ResolversParentTypes['FallbackStarted']> = {
  from?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ForecastResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Forecast'] = ResolversParentTypes['Forecast']> = {
  confidence?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  expected?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  from?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  high?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  historyDays?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  low?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  method?: Resolver<ResolversTypes['ForecastMethod'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  used?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
};

export type ForecastReportResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ForecastReport'] = ResolversParentTypes['ForecastReport']> = {
  budgets?: Resolver<ReadonlyArray<ResolversTypes['BudgetForecast']>, ParentType, ContextType>;
  month?: Resolver<ResolversTypes['Forecast'], ParentType, ContextType>;
};

export type GuardrailResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Guardrail'] = ResolversParentTypes['Guardrail']> = {
  action?: Resolver<ResolversTypes['GuardrailAction'], ParentType, ContextType>;
  archivedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  detectors?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  direction?: Resolver<ResolversTypes['GuardrailDirection'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  origin?: Resolver<ResolversTypes['DeclarationOrigin'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type GuardrailConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['GuardrailConnection'] = ResolversParentTypes['GuardrailConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['GuardrailEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GuardrailEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['GuardrailEdge'] = ResolversParentTypes['GuardrailEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Guardrail'], ParentType, ContextType>;
};

export type GuardrailVerdictResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['GuardrailVerdict'] = ResolversParentTypes['GuardrailVerdict']> = {
  action?: Resolver<ResolversTypes['GuardrailAction'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  direction?: Resolver<ResolversTypes['Direction'], ParentType, ContextType>;
  guardrail?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type HealthResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Health'] = ResolversParentTypes['Health']> = {
  degradedSince?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  gateways?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  mode?: Resolver<ResolversTypes['HealthMode'], ParentType, ContextType>;
  outstandingReservations?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  quotaAccuracy?: Resolver<ResolversTypes['QuotaAccuracy'], ParentType, ContextType>;
  unwrittenCalls?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type IdentityProviderResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['IdentityProvider'] = ResolversParentTypes['IdentityProvider']> = {
  algorithms?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  allowInsecure?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  archivedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  audience?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  claims?: Resolver<ResolversTypes['ClaimMapping'], ParentType, ContextType>;
  clientSecretSet?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  clockSkewSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  issuer?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  jwksUri?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  login?: Resolver<Maybe<ResolversTypes['Login']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  origin?: Resolver<ResolversTypes['DeclarationOrigin'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type IdentityProviderConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['IdentityProviderConnection'] = ResolversParentTypes['IdentityProviderConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['IdentityProviderEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type IdentityProviderEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['IdentityProviderEdge'] = ResolversParentTypes['IdentityProviderEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['IdentityProvider'], ParentType, ContextType>;
};

export type InefficiencyResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Inefficiency'] = ResolversParentTypes['Inefficiency']> = {
  cheaper?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  computed?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  deployment?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['InefficiencyKind'], ParentType, ContextType>;
  model?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  prompt?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  requests?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  saved?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  spent?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type LoginResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Login'] = ResolversParentTypes['Login']> = {
  clientId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  publicUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  scopes?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type ModelResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Model'] = ResolversParentTypes['Model']> = {
  cacheTtlSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  capabilities?: Resolver<ReadonlyArray<ResolversTypes['Capability']>, ParentType, ContextType>;
  contextWindow?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  deployments?: Resolver<ReadonlyArray<ResolversTypes['Deployment']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lifecycle?: Resolver<ResolversTypes['Lifecycle'], ParentType, ContextType>;
  maxOutputTokens?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  origin?: Resolver<Maybe<ResolversTypes['DeclarationOrigin']>, ParentType, ContextType>;
  requires?: Resolver<Maybe<ResolversTypes['StepUp']>, ParentType, ContextType>;
  requiresConsent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  versions?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ModelVersion']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ModelConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ModelConnection'] = ResolversParentTypes['ModelConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ModelEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ModelEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ModelEdge'] = ResolversParentTypes['ModelEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Model'], ParentType, ContextType>;
};

export type ModelVersionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ModelVersion'] = ResolversParentTypes['ModelVersion']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  entry?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MoneyResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  usd?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
};

export type MovePromptLabelPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['MovePromptLabelPayload'] = ResolversParentTypes['MovePromptLabelPayload']> = {
  template?: Resolver<ResolversTypes['PromptTemplate'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  archiveApplication?: Resolver<ResolversTypes['ArchiveApplicationPayload'], ParentType, ContextType, RequireFields<MutationArchiveApplicationArgs, 'input'>>;
  archiveGuardrail?: Resolver<ResolversTypes['ArchiveGuardrailPayload'], ParentType, ContextType, RequireFields<MutationArchiveGuardrailArgs, 'input'>>;
  archiveIdentityProvider?: Resolver<ResolversTypes['ArchiveIdentityProviderPayload'], ParentType, ContextType, RequireFields<MutationArchiveIdentityProviderArgs, 'input'>>;
  archiveModel?: Resolver<ResolversTypes['ArchiveModelPayload'], ParentType, ContextType, RequireFields<MutationArchiveModelArgs, 'input'>>;
  archiveProvider?: Resolver<ResolversTypes['ArchiveProviderPayload'], ParentType, ContextType, RequireFields<MutationArchiveProviderArgs, 'input'>>;
  archiveQuota?: Resolver<ResolversTypes['ArchiveQuotaPayload'], ParentType, ContextType, RequireFields<MutationArchiveQuotaArgs, 'input'>>;
  archiveRole?: Resolver<ResolversTypes['ArchiveRolePayload'], ParentType, ContextType, RequireFields<MutationArchiveRoleArgs, 'input'>>;
  archiveTeam?: Resolver<ResolversTypes['ArchiveTeamPayload'], ParentType, ContextType, RequireFields<MutationArchiveTeamArgs, 'input'>>;
  archiveTenant?: Resolver<ResolversTypes['ArchiveTenantPayload'], ParentType, ContextType, RequireFields<MutationArchiveTenantArgs, 'input'>>;
  archiveTier?: Resolver<ResolversTypes['ArchiveTierPayload'], ParentType, ContextType, RequireFields<MutationArchiveTierArgs, 'input'>>;
  archiveUser?: Resolver<ResolversTypes['ArchiveUserPayload'], ParentType, ContextType, RequireFields<MutationArchiveUserArgs, 'input'>>;
  assignRole?: Resolver<ResolversTypes['AssignRolePayload'], ParentType, ContextType, RequireFields<MutationAssignRoleArgs, 'input'>>;
  assignTier?: Resolver<ResolversTypes['AssignTierPayload'], ParentType, ContextType, RequireFields<MutationAssignTierArgs, 'input'>>;
  comparePromptVersions?: Resolver<ResolversTypes['ComparePromptVersionsPayload'], ParentType, ContextType, RequireFields<MutationComparePromptVersionsArgs, 'input'>>;
  complete?: Resolver<ResolversTypes['CompletionResult'], ParentType, ContextType, RequireFields<MutationCompleteArgs, 'input'>>;
  createApiKey?: Resolver<ResolversTypes['CreateApiKeyPayload'], ParentType, ContextType, RequireFields<MutationCreateApiKeyArgs, 'input'>>;
  createApplication?: Resolver<ResolversTypes['CreateApplicationPayload'], ParentType, ContextType, RequireFields<MutationCreateApplicationArgs, 'input'>>;
  createGuardrail?: Resolver<ResolversTypes['CreateGuardrailPayload'], ParentType, ContextType, RequireFields<MutationCreateGuardrailArgs, 'input'>>;
  createIdentityProvider?: Resolver<ResolversTypes['CreateIdentityProviderPayload'], ParentType, ContextType, RequireFields<MutationCreateIdentityProviderArgs, 'input'>>;
  createModel?: Resolver<ResolversTypes['CreateModelPayload'], ParentType, ContextType, RequireFields<MutationCreateModelArgs, 'input'>>;
  createProduct?: Resolver<ResolversTypes['CreateProductPayload'], ParentType, ContextType, RequireFields<MutationCreateProductArgs, 'input'>>;
  createProvider?: Resolver<ResolversTypes['CreateProviderPayload'], ParentType, ContextType, RequireFields<MutationCreateProviderArgs, 'input'>>;
  createQuota?: Resolver<ResolversTypes['CreateQuotaPayload'], ParentType, ContextType, RequireFields<MutationCreateQuotaArgs, 'input'>>;
  createRole?: Resolver<ResolversTypes['CreateRolePayload'], ParentType, ContextType, RequireFields<MutationCreateRoleArgs, 'input'>>;
  createTeam?: Resolver<ResolversTypes['CreateTeamPayload'], ParentType, ContextType, RequireFields<MutationCreateTeamArgs, 'input'>>;
  createTenant?: Resolver<ResolversTypes['CreateTenantPayload'], ParentType, ContextType, RequireFields<MutationCreateTenantArgs, 'input'>>;
  createTier?: Resolver<ResolversTypes['CreateTierPayload'], ParentType, ContextType, RequireFields<MutationCreateTierArgs, 'input'>>;
  createUser?: Resolver<ResolversTypes['CreateUserPayload'], ParentType, ContextType, RequireFields<MutationCreateUserArgs, 'input'>>;
  decidePromptReview?: Resolver<ResolversTypes['DecidePromptReviewPayload'], ParentType, ContextType, RequireFields<MutationDecidePromptReviewArgs, 'input'>>;
  decideSubscription?: Resolver<ResolversTypes['DecideSubscriptionPayload'], ParentType, ContextType, RequireFields<MutationDecideSubscriptionArgs, 'input'>>;
  deprecateProduct?: Resolver<ResolversTypes['DeprecateProductPayload'], ParentType, ContextType, RequireFields<MutationDeprecateProductArgs, 'input'>>;
  embed?: Resolver<ResolversTypes['EmbeddingResult'], ParentType, ContextType, RequireFields<MutationEmbedArgs, 'input'>>;
  eraseSubject?: Resolver<ResolversTypes['EraseSubjectPayload'], ParentType, ContextType, RequireFields<MutationEraseSubjectArgs, 'input'>>;
  exportSubject?: Resolver<ResolversTypes['ExportSubjectPayload'], ParentType, ContextType, RequireFields<MutationExportSubjectArgs, 'input'>>;
  movePromptLabel?: Resolver<ResolversTypes['MovePromptLabelPayload'], ParentType, ContextType, RequireFields<MutationMovePromptLabelArgs, 'input'>>;
  publishProduct?: Resolver<ResolversTypes['PublishProductPayload'], ParentType, ContextType, RequireFields<MutationPublishProductArgs, 'input'>>;
  publishPrompt?: Resolver<ResolversTypes['PublishPromptPayload'], ParentType, ContextType, RequireFields<MutationPublishPromptArgs, 'input' | 'sdl'>>;
  recordConsent?: Resolver<ResolversTypes['RecordConsentPayload'], ParentType, ContextType, RequireFields<MutationRecordConsentArgs, 'input'>>;
  recoverTenant?: Resolver<ResolversTypes['RecoverTenantPayload'], ParentType, ContextType, RequireFields<MutationRecoverTenantArgs, 'input'>>;
  registerDocument?: Resolver<ResolversTypes['RegisterDocumentPayload'], ParentType, ContextType, RequireFields<MutationRegisterDocumentArgs, 'input'>>;
  removeDocument?: Resolver<ResolversTypes['RemoveDocumentPayload'], ParentType, ContextType, RequireFields<MutationRemoveDocumentArgs, 'input'>>;
  requestPromptReview?: Resolver<ResolversTypes['RequestPromptReviewPayload'], ParentType, ContextType, RequireFields<MutationRequestPromptReviewArgs, 'input'>>;
  requestSubscription?: Resolver<ResolversTypes['RequestSubscriptionPayload'], ParentType, ContextType, RequireFields<MutationRequestSubscriptionArgs, 'input'>>;
  restoreApplication?: Resolver<ResolversTypes['RestoreApplicationPayload'], ParentType, ContextType, RequireFields<MutationRestoreApplicationArgs, 'input'>>;
  restoreTeam?: Resolver<ResolversTypes['RestoreTeamPayload'], ParentType, ContextType, RequireFields<MutationRestoreTeamArgs, 'input'>>;
  restoreTenant?: Resolver<ResolversTypes['RestoreTenantPayload'], ParentType, ContextType, RequireFields<MutationRestoreTenantArgs, 'input'>>;
  restoreUser?: Resolver<ResolversTypes['RestoreUserPayload'], ParentType, ContextType, RequireFields<MutationRestoreUserArgs, 'input'>>;
  retireProduct?: Resolver<ResolversTypes['RetireProductPayload'], ParentType, ContextType, RequireFields<MutationRetireProductArgs, 'input'>>;
  retirePromptVersion?: Resolver<ResolversTypes['RetirePromptVersionPayload'], ParentType, ContextType, RequireFields<MutationRetirePromptVersionArgs, 'input'>>;
  revokeApiKey?: Resolver<ResolversTypes['RevokeApiKeyPayload'], ParentType, ContextType, RequireFields<MutationRevokeApiKeyArgs, 'input'>>;
  revokeApiKeysByPrefix?: Resolver<ResolversTypes['RevokeApiKeysByPrefixPayload'], ParentType, ContextType, RequireFields<MutationRevokeApiKeysByPrefixArgs, 'input'>>;
  rollbackModel?: Resolver<ResolversTypes['RollbackModelPayload'], ParentType, ContextType, RequireFields<MutationRollbackModelArgs, 'input'>>;
  rollbackPrompt?: Resolver<ResolversTypes['RollbackPromptPayload'], ParentType, ContextType, RequireFields<MutationRollbackPromptArgs, 'input'>>;
  rotateApiKey?: Resolver<ResolversTypes['RotateApiKeyPayload'], ParentType, ContextType, RequireFields<MutationRotateApiKeyArgs, 'input'>>;
  setAuditRetention?: Resolver<ResolversTypes['SetAuditRetentionPayload'], ParentType, ContextType, RequireFields<MutationSetAuditRetentionArgs, 'input'>>;
  setPrice?: Resolver<ResolversTypes['SetPricePayload'], ParentType, ContextType, RequireFields<MutationSetPriceArgs, 'input'>>;
  setPromptApproval?: Resolver<ResolversTypes['SetPromptApprovalPayload'], ParentType, ContextType, RequireFields<MutationSetPromptApprovalArgs, 'input'>>;
  setPromptTests?: Resolver<ResolversTypes['SetPromptTestsPayload'], ParentType, ContextType, RequireFields<MutationSetPromptTestsArgs, 'input'>>;
  splitPromptLabel?: Resolver<ResolversTypes['SplitPromptLabelPayload'], ParentType, ContextType, RequireFields<MutationSplitPromptLabelArgs, 'input'>>;
  testPrompt?: Resolver<ResolversTypes['TestPromptPayload'], ParentType, ContextType, RequireFields<MutationTestPromptArgs, 'input'>>;
  unassignRole?: Resolver<ResolversTypes['UnassignRolePayload'], ParentType, ContextType, RequireFields<MutationUnassignRoleArgs, 'input'>>;
  updateApplication?: Resolver<ResolversTypes['UpdateApplicationPayload'], ParentType, ContextType, RequireFields<MutationUpdateApplicationArgs, 'input'>>;
  updateGuardrail?: Resolver<ResolversTypes['UpdateGuardrailPayload'], ParentType, ContextType, RequireFields<MutationUpdateGuardrailArgs, 'input'>>;
  updateIdentityProvider?: Resolver<ResolversTypes['UpdateIdentityProviderPayload'], ParentType, ContextType, RequireFields<MutationUpdateIdentityProviderArgs, 'input'>>;
  updateModel?: Resolver<ResolversTypes['UpdateModelPayload'], ParentType, ContextType, RequireFields<MutationUpdateModelArgs, 'input'>>;
  updateProduct?: Resolver<ResolversTypes['UpdateProductPayload'], ParentType, ContextType, RequireFields<MutationUpdateProductArgs, 'input'>>;
  updateProvider?: Resolver<ResolversTypes['UpdateProviderPayload'], ParentType, ContextType, RequireFields<MutationUpdateProviderArgs, 'input'>>;
  updateQuota?: Resolver<ResolversTypes['UpdateQuotaPayload'], ParentType, ContextType, RequireFields<MutationUpdateQuotaArgs, 'input'>>;
  updateRole?: Resolver<ResolversTypes['UpdateRolePayload'], ParentType, ContextType, RequireFields<MutationUpdateRoleArgs, 'input'>>;
  updateTeam?: Resolver<ResolversTypes['UpdateTeamPayload'], ParentType, ContextType, RequireFields<MutationUpdateTeamArgs, 'input'>>;
  updateTenant?: Resolver<ResolversTypes['UpdateTenantPayload'], ParentType, ContextType, RequireFields<MutationUpdateTenantArgs, 'input'>>;
  updateTier?: Resolver<ResolversTypes['UpdateTierPayload'], ParentType, ContextType, RequireFields<MutationUpdateTierArgs, 'input'>>;
  updateUser?: Resolver<ResolversTypes['UpdateUserPayload'], ParentType, ContextType, RequireFields<MutationUpdateUserArgs, 'input'>>;
  withdrawConsent?: Resolver<ResolversTypes['WithdrawConsentPayload'], ParentType, ContextType, RequireFields<MutationWithdrawConsentArgs, 'input'>>;
  withdrawPrice?: Resolver<ResolversTypes['WithdrawPricePayload'], ParentType, ContextType, RequireFields<MutationWithdrawPriceArgs, 'input'>>;
};

export type NodeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'ApiKey' | 'Application' | 'AuditEvent' | 'AuditedCall' | 'Completion' | 'Consent' | 'CustomRole' | 'DeclaredQuota' | 'Guardrail' | 'IdentityProvider' | 'Model' | 'PriceVersion' | 'Product' | 'ProductSubscription' | 'PromptTemplate' | 'PromptVersion' | 'Provider' | 'RoleAssignment' | 'Team' | 'Tenant' | 'Tier' | 'User', ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PermissionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Permission'] = ResolversParentTypes['Permission']> = {
  action?: Resolver<ResolversTypes['AccessAction'], ParentType, ContextType>;
  effect?: Resolver<ResolversTypes['PermissionEffect'], ParentType, ContextType>;
  models?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  operations?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type PolicyChangeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PolicyChange'] = ResolversParentTypes['PolicyChange']> = {
  coordinate?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  effect?: Resolver<ResolversTypes['PolicyEffect'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PolicyDiffResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PolicyDiff'] = ResolversParentTypes['PolicyDiff']> = {
  changes?: Resolver<ReadonlyArray<ResolversTypes['PolicyChange']>, ParentType, ContextType>;
  loosens?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type PolicyFindingResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PolicyFinding'] = ResolversParentTypes['PolicyFinding']> = {
  kind?: Resolver<ResolversTypes['PolicyFindingKind'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PriceResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Price'] = ResolversParentTypes['Price']> = {
  cacheWritePerMillion?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  cachedInputPerMillion?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  inputPerMillion?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  outputPerMillion?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['PriceSource'], ParentType, ContextType>;
};

export type PriceVersionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PriceVersion'] = ResolversParentTypes['PriceVersion']> = {
  archivedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  cacheWritePerMillion?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  cachedInputPerMillion?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  deployment?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  discountBasisPoints?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  effectiveFrom?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  effectiveUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  inputPerMillion?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  model?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  origin?: Resolver<ResolversTypes['DeclarationOrigin'], ParentType, ContextType>;
  outputPerMillion?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PriceVersionConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PriceVersionConnection'] = ResolversParentTypes['PriceVersionConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['PriceVersionEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PriceVersionEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PriceVersionEdge'] = ResolversParentTypes['PriceVersionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['PriceVersion'], ParentType, ContextType>;
};

export type ProductResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  deprecatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  models?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  prompts?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  retiredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  semanticVersion?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  stage?: Resolver<ResolversTypes['ProductStage'], ParentType, ContextType>;
  terms?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ProductConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ProductConnection'] = ResolversParentTypes['ProductConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ProductEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ProductEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ProductEdge'] = ResolversParentTypes['ProductEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Product'], ParentType, ContextType>;
};

export type ProductSubscriptionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ProductSubscription'] = ResolversParentTypes['ProductSubscription']> = {
  application?: Resolver<ResolversTypes['Application'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  decidedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  decidedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  decisionReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  product?: Resolver<ResolversTypes['Product'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  requestedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['SubscriptionState'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ProductSubscriptionConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ProductSubscriptionConnection'] = ResolversParentTypes['ProductSubscriptionConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ProductSubscriptionEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ProductSubscriptionEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ProductSubscriptionEdge'] = ResolversParentTypes['ProductSubscriptionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ProductSubscription'], ParentType, ContextType>;
};

export type PromptAssertionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PromptAssertion'] = ResolversParentTypes['PromptAssertion']> = {
  criterion?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['PromptAssertionKind'], ParentType, ContextType>;
  model?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  path?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  pattern?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
};

export type PromptLabelResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PromptLabel'] = ResolversParentTypes['PromptLabel']> = {
  movedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  movedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  shares?: Resolver<ReadonlyArray<ResolversTypes['PromptShare']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PromptMetricsResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PromptMetrics'] = ResolversParentTypes['PromptMetrics']> = {
  cacheHits?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  cost?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  failures?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  inputTokens?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  meanLatencyMs?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  medianLatencyMs?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  outputTokens?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  p95LatencyMs?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  refusals?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  requests?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
};

export type PromptReplyResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PromptReply'] = ResolversParentTypes['PromptReply']> = {
  text?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  toolCalls?: Resolver<ReadonlyArray<ResolversTypes['ToolCall']>, ParentType, ContextType>;
};

export type PromptReviewResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PromptReview'] = ResolversParentTypes['PromptReview']> = {
  decidedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  decidedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  decisionReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  requestedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  requestedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  revision?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['PromptReviewState'], ParentType, ContextType>;
};

export type PromptShareResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PromptShare'] = ResolversParentTypes['PromptShare']> = {
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  weight?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PromptTemplateResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PromptTemplate'] = ResolversParentTypes['PromptTemplate']> = {
  approval?: Resolver<ResolversTypes['PromptApproval'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  labels?: Resolver<ReadonlyArray<ResolversTypes['PromptLabel']>, ParentType, ContextType>;
  latest?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  versions?: Resolver<ResolversTypes['PromptVersionConnection'], ParentType, ContextType, RequireFields<PromptTemplateVersionsArgs, 'first'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PromptTemplateConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PromptTemplateConnection'] = ResolversParentTypes['PromptTemplateConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['PromptTemplateEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PromptTemplateEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PromptTemplateEdge'] = ResolversParentTypes['PromptTemplateEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['PromptTemplate'], ParentType, ContextType>;
};

export type PromptTestResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PromptTest'] = ResolversParentTypes['PromptTest']> = {
  arguments?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  assertions?: Resolver<ReadonlyArray<ResolversTypes['PromptAssertion']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  prompt?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PromptTestResultResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PromptTestResult'] = ResolversParentTypes['PromptTestResult']> = {
  answer?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  cost?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  errorCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  failures?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  latencyMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  model?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  passed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  test?: Resolver<ResolversTypes['PromptTest'], ParentType, ContextType>;
  usage?: Resolver<Maybe<ResolversTypes['TokenUsage']>, ParentType, ContextType>;
};

export type PromptTestRunResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PromptTestRun'] = ResolversParentTypes['PromptTestRun']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  passed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PromptVersionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PromptVersion'] = ResolversParentTypes['PromptVersion']> = {
  author?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  change?: Resolver<ResolversTypes['PromptChange'], ParentType, ContextType>;
  changes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  metrics?: Resolver<ResolversTypes['PromptMetrics'], ParentType, ContextType, Partial<PromptVersionMetricsArgs>>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  review?: Resolver<Maybe<ResolversTypes['PromptReview']>, ParentType, ContextType>;
  sdl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  semanticVersion?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['PromptVersionState'], ParentType, ContextType>;
  testRun?: Resolver<Maybe<ResolversTypes['PromptTestRun']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PromptVersionConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PromptVersionConnection'] = ResolversParentTypes['PromptVersionConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['PromptVersionEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PromptVersionEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PromptVersionEdge'] = ResolversParentTypes['PromptVersionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['PromptVersion'], ParentType, ContextType>;
};

export type PromptVersionTrialResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PromptVersionTrial'] = ResolversParentTypes['PromptVersionTrial']> = {
  answer?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  cost?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  errorCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  latencyMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  model?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  usage?: Resolver<Maybe<ResolversTypes['TokenUsage']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ProviderResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Provider'] = ResolversParentTypes['Provider']> = {
  allowInsecure?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  apiKeySet?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  archivedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  baseUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  certificateAuthority?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  clientCertificate?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  origin?: Resolver<ResolversTypes['DeclarationOrigin'], ParentType, ContextType>;
  settings?: Resolver<ReadonlyArray<ResolversTypes['ProviderSetting']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ProviderConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ProviderConnection'] = ResolversParentTypes['ProviderConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ProviderEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ProviderEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ProviderEdge'] = ResolversParentTypes['ProviderEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Provider'], ParentType, ContextType>;
};

export type ProviderSettingResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ProviderSetting'] = ResolversParentTypes['ProviderSetting']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ProvidersFailedResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ProvidersFailed'] = ResolversParentTypes['ProvidersFailed']> = {
  attempts?: Resolver<ReadonlyArray<ResolversTypes['Attempt']>, ParentType, ContextType>;
  callId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  partialUsage?: Resolver<Maybe<ResolversTypes['TokenUsage']>, ParentType, ContextType>;
  retryAfterMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PublishProductPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PublishProductPayload'] = ResolversParentTypes['PublishProductPayload']> = {
  product?: Resolver<ResolversTypes['Product'], ParentType, ContextType>;
};

export type PublishPromptPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['PublishPromptPayload'] = ResolversParentTypes['PublishPromptPayload']> = {
  template?: Resolver<ResolversTypes['PromptTemplate'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['PromptVersion'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  accessMatrix?: Resolver<ResolversTypes['AccessMatrix'], ParentType, ContextType, RequireFields<QueryAccessMatrixArgs, 'first' | 'of'>>;
  apiKeys?: Resolver<ResolversTypes['ApiKeyConnection'], ParentType, ContextType, RequireFields<QueryApiKeysArgs, 'first'>>;
  application?: Resolver<Maybe<ResolversTypes['Application']>, ParentType, ContextType, RequireFields<QueryApplicationArgs, 'name'>>;
  applications?: Resolver<ResolversTypes['ApplicationConnection'], ParentType, ContextType, RequireFields<QueryApplicationsArgs, 'first'>>;
  auditCalls?: Resolver<ResolversTypes['AuditedCallConnection'], ParentType, ContextType, RequireFields<QueryAuditCallsArgs, 'first'>>;
  auditCheckpoints?: Resolver<ReadonlyArray<ResolversTypes['AuditCheckpoint']>, ParentType, ContextType, RequireFields<QueryAuditCheckpointsArgs, 'first'>>;
  auditEvents?: Resolver<ResolversTypes['AuditEventConnection'], ParentType, ContextType, RequireFields<QueryAuditEventsArgs, 'first'>>;
  auditProof?: Resolver<Maybe<ResolversTypes['AuditProof']>, ParentType, ContextType, RequireFields<QueryAuditProofArgs, 'id'>>;
  auditReport?: Resolver<ResolversTypes['AuditReport'], ParentType, ContextType, Partial<QueryAuditReportArgs>>;
  auditRetention?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  chargeback?: Resolver<ResolversTypes['Chargeback'], ParentType, ContextType, RequireFields<QueryChargebackArgs, 'period'>>;
  completion?: Resolver<Maybe<ResolversTypes['Completion']>, ParentType, ContextType, RequireFields<QueryCompletionArgs, 'id'>>;
  consents?: Resolver<ResolversTypes['ConsentConnection'], ParentType, ContextType, RequireFields<QueryConsentsArgs, 'first'>>;
  estimate?: Resolver<ResolversTypes['CostEstimate'], ParentType, ContextType, RequireFields<QueryEstimateArgs, 'input'>>;
  exportAudit?: Resolver<ResolversTypes['AuditExport'], ParentType, ContextType, Partial<QueryExportAuditArgs>>;
  forecast?: Resolver<ResolversTypes['ForecastReport'], ParentType, ContextType>;
  guardrails?: Resolver<ResolversTypes['GuardrailConnection'], ParentType, ContextType, RequireFields<QueryGuardrailsArgs, 'first'>>;
  health?: Resolver<ResolversTypes['Health'], ParentType, ContextType>;
  identityProviders?: Resolver<ResolversTypes['IdentityProviderConnection'], ParentType, ContextType, RequireFields<QueryIdentityProvidersArgs, 'first'>>;
  inefficiencies?: Resolver<ReadonlyArray<ResolversTypes['Inefficiency']>, ParentType, ContextType, Partial<QueryInefficienciesArgs>>;
  model?: Resolver<Maybe<ResolversTypes['Model']>, ParentType, ContextType, RequireFields<QueryModelArgs, 'name'>>;
  models?: Resolver<ResolversTypes['ModelConnection'], ParentType, ContextType, RequireFields<QueryModelsArgs, 'first'>>;
  myRequests?: Resolver<ResolversTypes['ProductSubscriptionConnection'], ParentType, ContextType, RequireFields<QueryMyRequestsArgs, 'first'>>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  policyCheck?: Resolver<ReadonlyArray<ResolversTypes['PolicyFinding']>, ParentType, ContextType>;
  policyDiff?: Resolver<ResolversTypes['PolicyDiff'], ParentType, ContextType, RequireFields<QueryPolicyDiffArgs, 'from' | 'to'>>;
  prices?: Resolver<ResolversTypes['PriceVersionConnection'], ParentType, ContextType, RequireFields<QueryPricesArgs, 'first'>>;
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType, RequireFields<QueryProductArgs, 'name'>>;
  products?: Resolver<ResolversTypes['ProductConnection'], ParentType, ContextType, RequireFields<QueryProductsArgs, 'first'>>;
  promptReviews?: Resolver<ResolversTypes['PromptVersionConnection'], ParentType, ContextType, RequireFields<QueryPromptReviewsArgs, 'first'>>;
  promptTemplate?: Resolver<Maybe<ResolversTypes['PromptTemplate']>, ParentType, ContextType, RequireFields<QueryPromptTemplateArgs, 'name'>>;
  promptTemplates?: Resolver<ResolversTypes['PromptTemplateConnection'], ParentType, ContextType, RequireFields<QueryPromptTemplatesArgs, 'first'>>;
  promptTests?: Resolver<ReadonlyArray<ResolversTypes['PromptTest']>, ParentType, ContextType, RequireFields<QueryPromptTestsArgs, 'name'>>;
  providers?: Resolver<ResolversTypes['ProviderConnection'], ParentType, ContextType, RequireFields<QueryProvidersArgs, 'first'>>;
  quota?: Resolver<Maybe<ResolversTypes['DeclaredQuota']>, ParentType, ContextType, RequireFields<QueryQuotaArgs, 'id'>>;
  quotas?: Resolver<ResolversTypes['DeclaredQuotaConnection'], ParentType, ContextType, RequireFields<QueryQuotasArgs, 'first'>>;
  role?: Resolver<Maybe<ResolversTypes['CustomRole']>, ParentType, ContextType, RequireFields<QueryRoleArgs, 'name'>>;
  roleAssignments?: Resolver<ResolversTypes['RoleAssignmentConnection'], ParentType, ContextType, RequireFields<QueryRoleAssignmentsArgs, 'first'>>;
  roles?: Resolver<ResolversTypes['CustomRoleConnection'], ParentType, ContextType, RequireFields<QueryRolesArgs, 'first'>>;
  subscriptions?: Resolver<ResolversTypes['ProductSubscriptionConnection'], ParentType, ContextType, RequireFields<QuerySubscriptionsArgs, 'first'>>;
  team?: Resolver<Maybe<ResolversTypes['Team']>, ParentType, ContextType, RequireFields<QueryTeamArgs, 'name'>>;
  teams?: Resolver<ResolversTypes['TeamConnection'], ParentType, ContextType, RequireFields<QueryTeamsArgs, 'first'>>;
  tenant?: Resolver<ResolversTypes['Tenant'], ParentType, ContextType>;
  tenants?: Resolver<ResolversTypes['TenantConnection'], ParentType, ContextType, RequireFields<QueryTenantsArgs, 'first'>>;
  tiers?: Resolver<ResolversTypes['TierConnection'], ParentType, ContextType, RequireFields<QueryTiersArgs, 'first'>>;
  trustedDocuments?: Resolver<ReadonlyArray<ResolversTypes['TrustedDocument']>, ParentType, ContextType, RequireFields<QueryTrustedDocumentsArgs, 'first'>>;
  usage?: Resolver<ResolversTypes['UsageReport'], ParentType, ContextType, Partial<QueryUsageArgs>>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserArgs, 'name'>>;
  users?: Resolver<ResolversTypes['UserConnection'], ParentType, ContextType, RequireFields<QueryUsersArgs, 'first'>>;
  viewer?: Resolver<ResolversTypes['Viewer'], ParentType, ContextType>;
};

export type QuotaResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Quota'] = ResolversParentTypes['Quota']> = {
  action?: Resolver<ResolversTypes['QuotaAction'], ParentType, ContextType>;
  anchor?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  limit?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  maxWaitMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  meter?: Resolver<ResolversTypes['Meter'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  onStoreFailure?: Resolver<ResolversTypes['OnStoreFailure'], ParentType, ContextType>;
  perUser?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  rerouteTo?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  scope?: Resolver<ResolversTypes['QuotaScope'], ParentType, ContextType>;
  thresholds?: Resolver<ReadonlyArray<ResolversTypes['Int']>, ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  window?: Resolver<Maybe<ResolversTypes['QuotaWindow']>, ParentType, ContextType>;
};

export type QuotaExceededResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['QuotaExceeded'] = ResolversParentTypes['QuotaExceeded']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  quota?: Resolver<ResolversTypes['Quota'], ParentType, ContextType>;
  resetsAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  retryAfterMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QuotaScopeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['QuotaScope'] = ResolversParentTypes['QuotaScope']> = {
  application?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  key?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  model?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  operation?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tag?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  team?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tenant?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QuotaStatusResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['QuotaStatus'] = ResolversParentTypes['QuotaStatus']> = {
  member?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  quota?: Resolver<ResolversTypes['Quota'], ParentType, ContextType>;
  remaining?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  reserved?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  resetsAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  used?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
};

export type QuotaUpdateResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['QuotaUpdate'] = ResolversParentTypes['QuotaUpdate']> = {
  member?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  quota?: Resolver<ResolversTypes['Quota'], ParentType, ContextType>;
  remaining?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  reserved?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  reservedDelta?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  resetsAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  used?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  usedDelta?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
};

export type ReasoningDeltaResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ReasoningDelta'] = ResolversParentTypes['ReasoningDelta']> = {
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RecordConsentPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RecordConsentPayload'] = ResolversParentTypes['RecordConsentPayload']> = {
  consent?: Resolver<ResolversTypes['Consent'], ParentType, ContextType>;
};

export type RecoverTenantPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RecoverTenantPayload'] = ResolversParentTypes['RecoverTenantPayload']> = {
  apiKey?: Resolver<ResolversTypes['ApiKey'], ParentType, ContextType>;
  secret?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tenant?: Resolver<ResolversTypes['Tenant'], ParentType, ContextType>;
};

export type RedactionNoticeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RedactionNotice'] = ResolversParentTypes['RedactionNotice']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RegisterDocumentPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RegisterDocumentPayload'] = ResolversParentTypes['RegisterDocumentPayload']> = {
  document?: Resolver<ResolversTypes['TrustedDocument'], ParentType, ContextType>;
};

export type RemoveDocumentPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RemoveDocumentPayload'] = ResolversParentTypes['RemoveDocumentPayload']> = {
  document?: Resolver<ResolversTypes['TrustedDocument'], ParentType, ContextType>;
};

export type RequestPromptReviewPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RequestPromptReviewPayload'] = ResolversParentTypes['RequestPromptReviewPayload']> = {
  version?: Resolver<ResolversTypes['PromptVersion'], ParentType, ContextType>;
};

export type RequestSubscriptionPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RequestSubscriptionPayload'] = ResolversParentTypes['RequestSubscriptionPayload']> = {
  subscription?: Resolver<ResolversTypes['ProductSubscription'], ParentType, ContextType>;
};

export type RestoreApplicationPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RestoreApplicationPayload'] = ResolversParentTypes['RestoreApplicationPayload']> = {
  application?: Resolver<ResolversTypes['Application'], ParentType, ContextType>;
};

export type RestoreTeamPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RestoreTeamPayload'] = ResolversParentTypes['RestoreTeamPayload']> = {
  team?: Resolver<ResolversTypes['Team'], ParentType, ContextType>;
};

export type RestoreTenantPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RestoreTenantPayload'] = ResolversParentTypes['RestoreTenantPayload']> = {
  tenant?: Resolver<ResolversTypes['Tenant'], ParentType, ContextType>;
};

export type RestoreUserPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RestoreUserPayload'] = ResolversParentTypes['RestoreUserPayload']> = {
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type RetireProductPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RetireProductPayload'] = ResolversParentTypes['RetireProductPayload']> = {
  product?: Resolver<ResolversTypes['Product'], ParentType, ContextType>;
};

export type RetirePromptVersionPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RetirePromptVersionPayload'] = ResolversParentTypes['RetirePromptVersionPayload']> = {
  template?: Resolver<ResolversTypes['PromptTemplate'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['PromptVersion'], ParentType, ContextType>;
};

export type RevokeApiKeyPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RevokeApiKeyPayload'] = ResolversParentTypes['RevokeApiKeyPayload']> = {
  apiKey?: Resolver<ResolversTypes['ApiKey'], ParentType, ContextType>;
};

export type RevokeApiKeysByPrefixPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RevokeApiKeysByPrefixPayload'] = ResolversParentTypes['RevokeApiKeysByPrefixPayload']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type RoleAssignmentResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RoleAssignment'] = ResolversParentTypes['RoleAssignment']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  customRole?: Resolver<Maybe<ResolversTypes['CustomRole']>, ParentType, ContextType>;
  holder?: Resolver<ResolversTypes['RoleHolder'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RoleAssignmentConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RoleAssignmentConnection'] = ResolversParentTypes['RoleAssignmentConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['RoleAssignmentEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type RoleAssignmentEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RoleAssignmentEdge'] = ResolversParentTypes['RoleAssignmentEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['RoleAssignment'], ParentType, ContextType>;
};

export type RoleHolderResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RoleHolder'] = ResolversParentTypes['RoleHolder']> = {
  __resolveType: TypeResolveFn<'Application' | 'Team' | 'Tenant' | 'User', ParentType, ContextType>;
};

export type RoleMappingResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RoleMapping'] = ResolversParentTypes['RoleMapping']> = {
  ours?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  theirs?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type RollbackModelPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RollbackModelPayload'] = ResolversParentTypes['RollbackModelPayload']> = {
  model?: Resolver<ResolversTypes['Model'], ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type RollbackPromptPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RollbackPromptPayload'] = ResolversParentTypes['RollbackPromptPayload']> = {
  template?: Resolver<ResolversTypes['PromptTemplate'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['PromptVersion'], ParentType, ContextType>;
};

export type RotateApiKeyPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['RotateApiKeyPayload'] = ResolversParentTypes['RotateApiKeyPayload']> = {
  apiKey?: Resolver<ResolversTypes['ApiKey'], ParentType, ContextType>;
  replaced?: Resolver<ResolversTypes['ApiKey'], ParentType, ContextType>;
  secret?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export interface SafeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['SafeInt'], any> {
  name: 'SafeInt';
}

export type SetAuditRetentionPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['SetAuditRetentionPayload'] = ResolversParentTypes['SetAuditRetentionPayload']> = {
  days?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type SetPricePayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['SetPricePayload'] = ResolversParentTypes['SetPricePayload']> = {
  price?: Resolver<ResolversTypes['PriceVersion'], ParentType, ContextType>;
};

export type SetPromptApprovalPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['SetPromptApprovalPayload'] = ResolversParentTypes['SetPromptApprovalPayload']> = {
  template?: Resolver<ResolversTypes['PromptTemplate'], ParentType, ContextType>;
};

export type SetPromptTestsPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['SetPromptTestsPayload'] = ResolversParentTypes['SetPromptTestsPayload']> = {
  tests?: Resolver<ReadonlyArray<ResolversTypes['PromptTest']>, ParentType, ContextType>;
};

export type SplitPromptLabelPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['SplitPromptLabelPayload'] = ResolversParentTypes['SplitPromptLabelPayload']> = {
  template?: Resolver<ResolversTypes['PromptTemplate'], ParentType, ContextType>;
};

export type StepUpResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['StepUp'] = ResolversParentTypes['StepUp']> = {
  acr?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  amr?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  auditEventAdded?: SubscriptionResolver<ResolversTypes['AuditEvent'], "auditEventAdded", ParentType, ContextType, Partial<SubscriptionAuditEventAddedArgs>>;
  completion?: SubscriptionResolver<ResolversTypes['CompletionEvent'], "completion", ParentType, ContextType, RequireFields<SubscriptionCompletionArgs, 'input'>>;
  quotaUpdated?: SubscriptionResolver<ResolversTypes['QuotaUpdate'], "quotaUpdated", ParentType, ContextType, Partial<SubscriptionQuotaUpdatedArgs>>;
  usageUpdated?: SubscriptionResolver<ResolversTypes['UsageUpdate'], "usageUpdated", ParentType, ContextType, Partial<SubscriptionUsageUpdatedArgs>>;
};

export type TeamResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Team'] = ResolversParentTypes['Team']> = {
  apiKeys?: Resolver<ResolversTypes['ApiKeyConnection'], ParentType, ContextType, RequireFields<TeamApiKeysArgs, 'first'>>;
  applications?: Resolver<ResolversTypes['ApplicationConnection'], ParentType, ContextType, RequireFields<TeamApplicationsArgs, 'first'>>;
  archivedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  costCentre?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  parent?: Resolver<Maybe<ResolversTypes['Team']>, ParentType, ContextType>;
  teams?: Resolver<ResolversTypes['TeamConnection'], ParentType, ContextType, RequireFields<TeamTeamsArgs, 'first'>>;
  tier?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TeamConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['TeamConnection'] = ResolversParentTypes['TeamConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['TeamEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type TeamEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['TeamEdge'] = ResolversParentTypes['TeamEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Team'], ParentType, ContextType>;
};

export type TenantResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Tenant'] = ResolversParentTypes['Tenant']> = {
  archivedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  promptApproval?: Resolver<ResolversTypes['PromptApproval'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TenantConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['TenantConnection'] = ResolversParentTypes['TenantConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['TenantEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type TenantEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['TenantEdge'] = ResolversParentTypes['TenantEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Tenant'], ParentType, ContextType>;
};

export type TestPromptPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['TestPromptPayload'] = ResolversParentTypes['TestPromptPayload']> = {
  passed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  results?: Resolver<ReadonlyArray<ResolversTypes['PromptTestResult']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type TextDeltaResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['TextDelta'] = ResolversParentTypes['TextDelta']> = {
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TierResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Tier'] = ResolversParentTypes['Tier']> = {
  adjustmentBasisPoints?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  archivedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  origin?: Resolver<ResolversTypes['DeclarationOrigin'], ParentType, ContextType>;
  pricePerMonth?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  priority?: Resolver<ResolversTypes['PriorityClass'], ParentType, ContextType>;
  quotas?: Resolver<ReadonlyArray<ResolversTypes['TierQuota']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TierConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['TierConnection'] = ResolversParentTypes['TierConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['TierEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type TierEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['TierEdge'] = ResolversParentTypes['TierEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Tier'], ParentType, ContextType>;
};

export type TierQuotaResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['TierQuota'] = ResolversParentTypes['TierQuota']> = {
  action?: Resolver<ResolversTypes['QuotaAction'], ParentType, ContextType>;
  limit?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  maxWaitSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  meter?: Resolver<ResolversTypes['Meter'], ParentType, ContextType>;
  model?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  operation?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  perUser?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  rerouteTo?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tag?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  window?: Resolver<Maybe<ResolversTypes['QuotaWindow']>, ParentType, ContextType>;
};

export type TokenUsageResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['TokenUsage'] = ResolversParentTypes['TokenUsage']> = {
  cacheWriteTokens?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cachedInputTokens?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  inputTokens?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  outputTokens?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  reasoningTokens?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['UsageSource'], ParentType, ContextType>;
  totalTokens?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ToolCallResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ToolCall'] = ResolversParentTypes['ToolCall']> = {
  arguments?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  providerState?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ToolCallDeltaResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['ToolCallDelta'] = ResolversParentTypes['ToolCallDelta']> = {
  arguments?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TrustedDocumentResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['TrustedDocument'] = ResolversParentTypes['TrustedDocument']> = {
  application?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  document?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  registeredBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sha256Hash?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type UnassignRolePayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UnassignRolePayload'] = ResolversParentTypes['UnassignRolePayload']> = {
  assignment?: Resolver<ResolversTypes['RoleAssignment'], ParentType, ContextType>;
};

export type UpdateApplicationPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateApplicationPayload'] = ResolversParentTypes['UpdateApplicationPayload']> = {
  application?: Resolver<ResolversTypes['Application'], ParentType, ContextType>;
};

export type UpdateGuardrailPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateGuardrailPayload'] = ResolversParentTypes['UpdateGuardrailPayload']> = {
  guardrail?: Resolver<ResolversTypes['Guardrail'], ParentType, ContextType>;
};

export type UpdateIdentityProviderPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateIdentityProviderPayload'] = ResolversParentTypes['UpdateIdentityProviderPayload']> = {
  identityProvider?: Resolver<ResolversTypes['IdentityProvider'], ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type UpdateModelPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateModelPayload'] = ResolversParentTypes['UpdateModelPayload']> = {
  model?: Resolver<ResolversTypes['Model'], ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type UpdateProductPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateProductPayload'] = ResolversParentTypes['UpdateProductPayload']> = {
  product?: Resolver<ResolversTypes['Product'], ParentType, ContextType>;
};

export type UpdateProviderPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateProviderPayload'] = ResolversParentTypes['UpdateProviderPayload']> = {
  provider?: Resolver<ResolversTypes['Provider'], ParentType, ContextType>;
};

export type UpdateQuotaPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateQuotaPayload'] = ResolversParentTypes['UpdateQuotaPayload']> = {
  quota?: Resolver<ResolversTypes['DeclaredQuota'], ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type UpdateRolePayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateRolePayload'] = ResolversParentTypes['UpdateRolePayload']> = {
  role?: Resolver<ResolversTypes['CustomRole'], ParentType, ContextType>;
};

export type UpdateTeamPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateTeamPayload'] = ResolversParentTypes['UpdateTeamPayload']> = {
  team?: Resolver<ResolversTypes['Team'], ParentType, ContextType>;
};

export type UpdateTenantPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateTenantPayload'] = ResolversParentTypes['UpdateTenantPayload']> = {
  tenant?: Resolver<ResolversTypes['Tenant'], ParentType, ContextType>;
};

export type UpdateTierPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateTierPayload'] = ResolversParentTypes['UpdateTierPayload']> = {
  tier?: Resolver<ResolversTypes['Tier'], ParentType, ContextType>;
};

export type UpdateUserPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UpdateUserPayload'] = ResolversParentTypes['UpdateUserPayload']> = {
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type UsageGroupResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UsageGroup'] = ResolversParentTypes['UsageGroup']> = {
  dimension?: Resolver<ResolversTypes['UsageDimension'], ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type UsageGroupUpdateResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UsageGroupUpdate'] = ResolversParentTypes['UsageGroupUpdate']> = {
  delta?: Resolver<ResolversTypes['UsageTotals'], ParentType, ContextType>;
  group?: Resolver<ReadonlyArray<ResolversTypes['UsageGroup']>, ParentType, ContextType>;
  totals?: Resolver<ResolversTypes['UsageTotals'], ParentType, ContextType>;
};

export type UsageReportResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UsageReport'] = ResolversParentTypes['UsageReport']> = {
  from?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  interval?: Resolver<Maybe<ResolversTypes['UsageInterval']>, ParentType, ContextType>;
  rows?: Resolver<ReadonlyArray<ResolversTypes['UsageRow']>, ParentType, ContextType>;
  to?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type UsageRowResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UsageRow'] = ResolversParentTypes['UsageRow']> = {
  group?: Resolver<ReadonlyArray<ResolversTypes['UsageGroup']>, ParentType, ContextType>;
  start?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  totals?: Resolver<ResolversTypes['UsageTotals'], ParentType, ContextType>;
};

export type UsageSnapshotResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UsageSnapshot'] = ResolversParentTypes['UsageSnapshot']> = {
  cost?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  usage?: Resolver<ResolversTypes['TokenUsage'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UsageTotalsResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UsageTotals'] = ResolversParentTypes['UsageTotals']> = {
  cacheHits?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  cacheWriteTokens?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  cachedInputTokens?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  cost?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  failures?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  inputTokens?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  outputTokens?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  reasoningTokens?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  refusals?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  requests?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  totalTokens?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  unpriced?: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
};

export type UsageUpdateResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UsageUpdate'] = ResolversParentTypes['UsageUpdate']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  delta?: Resolver<ResolversTypes['UsageTotals'], ParentType, ContextType>;
  from?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  rows?: Resolver<ReadonlyArray<ResolversTypes['UsageGroupUpdate']>, ParentType, ContextType>;
  totals?: Resolver<ResolversTypes['UsageTotals'], ParentType, ContextType>;
};

export type UserResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  apiKeys?: Resolver<ResolversTypes['ApiKeyConnection'], ParentType, ContextType, RequireFields<UserApiKeysArgs, 'first'>>;
  archivedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserConnectionResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UserConnection'] = ResolversParentTypes['UserConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type UserEdgeResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type ViewerResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  application?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  credential?: Resolver<ResolversTypes['CredentialKind'], ParentType, ContextType>;
  customRoles?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  identityProvider?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  models?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  operations?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  quotas?: Resolver<ReadonlyArray<ResolversTypes['QuotaStatus']>, ParentType, ContextType>;
  roles?: Resolver<ReadonlyArray<ResolversTypes['Role']>, ParentType, ContextType>;
  team?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tenant?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type WithdrawConsentPayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['WithdrawConsentPayload'] = ResolversParentTypes['WithdrawConsentPayload']> = {
  consent?: Resolver<ResolversTypes['Consent'], ParentType, ContextType>;
};

export type WithdrawPricePayloadResolvers<ContextType = GraphqlContext, ParentType extends ResolversParentTypes['WithdrawPricePayload'] = ResolversParentTypes['WithdrawPricePayload']> = {
  price?: Resolver<ResolversTypes['PriceVersion'], ParentType, ContextType>;
};

export type Resolvers<ContextType = GraphqlContext> = {
  AccessMatrix?: AccessMatrixResolvers<ContextType>;
  AccessRow?: AccessRowResolvers<ContextType>;
  AccessSubject?: AccessSubjectResolvers<ContextType>;
  ApiKey?: ApiKeyResolvers<ContextType>;
  ApiKeyConnection?: ApiKeyConnectionResolvers<ContextType>;
  ApiKeyEdge?: ApiKeyEdgeResolvers<ContextType>;
  Application?: ApplicationResolvers<ContextType>;
  ApplicationConnection?: ApplicationConnectionResolvers<ContextType>;
  ApplicationEdge?: ApplicationEdgeResolvers<ContextType>;
  ArchiveApplicationPayload?: ArchiveApplicationPayloadResolvers<ContextType>;
  ArchiveGuardrailPayload?: ArchiveGuardrailPayloadResolvers<ContextType>;
  ArchiveIdentityProviderPayload?: ArchiveIdentityProviderPayloadResolvers<ContextType>;
  ArchiveModelPayload?: ArchiveModelPayloadResolvers<ContextType>;
  ArchiveProviderPayload?: ArchiveProviderPayloadResolvers<ContextType>;
  ArchiveQuotaPayload?: ArchiveQuotaPayloadResolvers<ContextType>;
  ArchiveRolePayload?: ArchiveRolePayloadResolvers<ContextType>;
  ArchiveTeamPayload?: ArchiveTeamPayloadResolvers<ContextType>;
  ArchiveTenantPayload?: ArchiveTenantPayloadResolvers<ContextType>;
  ArchiveTierPayload?: ArchiveTierPayloadResolvers<ContextType>;
  ArchiveUserPayload?: ArchiveUserPayloadResolvers<ContextType>;
  AssignRolePayload?: AssignRolePayloadResolvers<ContextType>;
  AssignTierPayload?: AssignTierPayloadResolvers<ContextType>;
  AssistantMessage?: AssistantMessageResolvers<ContextType>;
  Attempt?: AttemptResolvers<ContextType>;
  AuditActor?: AuditActorResolvers<ContextType>;
  AuditCallProof?: AuditCallProofResolvers<ContextType>;
  AuditChange?: AuditChangeResolvers<ContextType>;
  AuditCheckpoint?: AuditCheckpointResolvers<ContextType>;
  AuditEvent?: AuditEventResolvers<ContextType>;
  AuditEventConnection?: AuditEventConnectionResolvers<ContextType>;
  AuditEventEdge?: AuditEventEdgeResolvers<ContextType>;
  AuditExport?: AuditExportResolvers<ContextType>;
  AuditProof?: AuditProofResolvers<ContextType>;
  AuditReport?: AuditReportResolvers<ContextType>;
  AuditReportRow?: AuditReportRowResolvers<ContextType>;
  AuditedCall?: AuditedCallResolvers<ContextType>;
  AuditedCallConnection?: AuditedCallConnectionResolvers<ContextType>;
  AuditedCallEdge?: AuditedCallEdgeResolvers<ContextType>;
  BudgetForecast?: BudgetForecastResolvers<ContextType>;
  Chargeback?: ChargebackResolvers<ContextType>;
  ChargebackGroup?: ChargebackGroupResolvers<ContextType>;
  ChargebackRow?: ChargebackRowResolvers<ContextType>;
  ChargebackTier?: ChargebackTierResolvers<ContextType>;
  ChargedPrice?: ChargedPriceResolvers<ContextType>;
  ClaimMapping?: ClaimMappingResolvers<ContextType>;
  ComparePromptVersionsPayload?: ComparePromptVersionsPayloadResolvers<ContextType>;
  Completion?: CompletionResolvers<ContextType>;
  CompletionEvent?: CompletionEventResolvers<ContextType>;
  CompletionFailed?: CompletionFailedResolvers<ContextType>;
  CompletionFinished?: CompletionFinishedResolvers<ContextType>;
  CompletionResult?: CompletionResultResolvers<ContextType>;
  Consent?: ConsentResolvers<ContextType>;
  ConsentConnection?: ConsentConnectionResolvers<ContextType>;
  ConsentEdge?: ConsentEdgeResolvers<ContextType>;
  ConsentSubject?: ConsentSubjectResolvers<ContextType>;
  ContentBlocked?: ContentBlockedResolvers<ContextType>;
  CostEstimate?: CostEstimateResolvers<ContextType>;
  CreateApiKeyPayload?: CreateApiKeyPayloadResolvers<ContextType>;
  CreateApplicationPayload?: CreateApplicationPayloadResolvers<ContextType>;
  CreateGuardrailPayload?: CreateGuardrailPayloadResolvers<ContextType>;
  CreateIdentityProviderPayload?: CreateIdentityProviderPayloadResolvers<ContextType>;
  CreateModelPayload?: CreateModelPayloadResolvers<ContextType>;
  CreateProductPayload?: CreateProductPayloadResolvers<ContextType>;
  CreateProviderPayload?: CreateProviderPayloadResolvers<ContextType>;
  CreateQuotaPayload?: CreateQuotaPayloadResolvers<ContextType>;
  CreateRolePayload?: CreateRolePayloadResolvers<ContextType>;
  CreateTeamPayload?: CreateTeamPayloadResolvers<ContextType>;
  CreateTenantPayload?: CreateTenantPayloadResolvers<ContextType>;
  CreateTierPayload?: CreateTierPayloadResolvers<ContextType>;
  CreateUserPayload?: CreateUserPayloadResolvers<ContextType>;
  CustomRole?: CustomRoleResolvers<ContextType>;
  CustomRoleConnection?: CustomRoleConnectionResolvers<ContextType>;
  CustomRoleEdge?: CustomRoleEdgeResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  DecidePromptReviewPayload?: DecidePromptReviewPayloadResolvers<ContextType>;
  DecideSubscriptionPayload?: DecideSubscriptionPayloadResolvers<ContextType>;
  Decimal?: GraphQLScalarType;
  DeclaredQuota?: DeclaredQuotaResolvers<ContextType>;
  DeclaredQuotaConnection?: DeclaredQuotaConnectionResolvers<ContextType>;
  DeclaredQuotaEdge?: DeclaredQuotaEdgeResolvers<ContextType>;
  Deployment?: DeploymentResolvers<ContextType>;
  DeprecateProductPayload?: DeprecateProductPayloadResolvers<ContextType>;
  DetectorKind?: GraphQLScalarType;
  Embedding?: EmbeddingResolvers<ContextType>;
  EmbeddingResult?: EmbeddingResultResolvers<ContextType>;
  EraseSubjectPayload?: EraseSubjectPayloadResolvers<ContextType>;
  ExportSubjectPayload?: ExportSubjectPayloadResolvers<ContextType>;
  FallbackStarted?: FallbackStartedResolvers<ContextType>;
  Forecast?: ForecastResolvers<ContextType>;
  ForecastReport?: ForecastReportResolvers<ContextType>;
  Guardrail?: GuardrailResolvers<ContextType>;
  GuardrailConnection?: GuardrailConnectionResolvers<ContextType>;
  GuardrailEdge?: GuardrailEdgeResolvers<ContextType>;
  GuardrailVerdict?: GuardrailVerdictResolvers<ContextType>;
  Health?: HealthResolvers<ContextType>;
  IdentityProvider?: IdentityProviderResolvers<ContextType>;
  IdentityProviderConnection?: IdentityProviderConnectionResolvers<ContextType>;
  IdentityProviderEdge?: IdentityProviderEdgeResolvers<ContextType>;
  Inefficiency?: InefficiencyResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  Login?: LoginResolvers<ContextType>;
  Model?: ModelResolvers<ContextType>;
  ModelConnection?: ModelConnectionResolvers<ContextType>;
  ModelEdge?: ModelEdgeResolvers<ContextType>;
  ModelVersion?: ModelVersionResolvers<ContextType>;
  Money?: MoneyResolvers<ContextType>;
  MovePromptLabelPayload?: MovePromptLabelPayloadResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Permission?: PermissionResolvers<ContextType>;
  PolicyChange?: PolicyChangeResolvers<ContextType>;
  PolicyDiff?: PolicyDiffResolvers<ContextType>;
  PolicyFinding?: PolicyFindingResolvers<ContextType>;
  Price?: PriceResolvers<ContextType>;
  PriceVersion?: PriceVersionResolvers<ContextType>;
  PriceVersionConnection?: PriceVersionConnectionResolvers<ContextType>;
  PriceVersionEdge?: PriceVersionEdgeResolvers<ContextType>;
  Product?: ProductResolvers<ContextType>;
  ProductConnection?: ProductConnectionResolvers<ContextType>;
  ProductEdge?: ProductEdgeResolvers<ContextType>;
  ProductSubscription?: ProductSubscriptionResolvers<ContextType>;
  ProductSubscriptionConnection?: ProductSubscriptionConnectionResolvers<ContextType>;
  ProductSubscriptionEdge?: ProductSubscriptionEdgeResolvers<ContextType>;
  PromptAssertion?: PromptAssertionResolvers<ContextType>;
  PromptLabel?: PromptLabelResolvers<ContextType>;
  PromptMetrics?: PromptMetricsResolvers<ContextType>;
  PromptReply?: PromptReplyResolvers<ContextType>;
  PromptReview?: PromptReviewResolvers<ContextType>;
  PromptShare?: PromptShareResolvers<ContextType>;
  PromptTemplate?: PromptTemplateResolvers<ContextType>;
  PromptTemplateConnection?: PromptTemplateConnectionResolvers<ContextType>;
  PromptTemplateEdge?: PromptTemplateEdgeResolvers<ContextType>;
  PromptTest?: PromptTestResolvers<ContextType>;
  PromptTestResult?: PromptTestResultResolvers<ContextType>;
  PromptTestRun?: PromptTestRunResolvers<ContextType>;
  PromptVersion?: PromptVersionResolvers<ContextType>;
  PromptVersionConnection?: PromptVersionConnectionResolvers<ContextType>;
  PromptVersionEdge?: PromptVersionEdgeResolvers<ContextType>;
  PromptVersionTrial?: PromptVersionTrialResolvers<ContextType>;
  Provider?: ProviderResolvers<ContextType>;
  ProviderConnection?: ProviderConnectionResolvers<ContextType>;
  ProviderEdge?: ProviderEdgeResolvers<ContextType>;
  ProviderSetting?: ProviderSettingResolvers<ContextType>;
  ProvidersFailed?: ProvidersFailedResolvers<ContextType>;
  PublishProductPayload?: PublishProductPayloadResolvers<ContextType>;
  PublishPromptPayload?: PublishPromptPayloadResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Quota?: QuotaResolvers<ContextType>;
  QuotaExceeded?: QuotaExceededResolvers<ContextType>;
  QuotaScope?: QuotaScopeResolvers<ContextType>;
  QuotaStatus?: QuotaStatusResolvers<ContextType>;
  QuotaUpdate?: QuotaUpdateResolvers<ContextType>;
  ReasoningDelta?: ReasoningDeltaResolvers<ContextType>;
  RecordConsentPayload?: RecordConsentPayloadResolvers<ContextType>;
  RecoverTenantPayload?: RecoverTenantPayloadResolvers<ContextType>;
  RedactionNotice?: RedactionNoticeResolvers<ContextType>;
  RegisterDocumentPayload?: RegisterDocumentPayloadResolvers<ContextType>;
  RemoveDocumentPayload?: RemoveDocumentPayloadResolvers<ContextType>;
  RequestPromptReviewPayload?: RequestPromptReviewPayloadResolvers<ContextType>;
  RequestSubscriptionPayload?: RequestSubscriptionPayloadResolvers<ContextType>;
  RestoreApplicationPayload?: RestoreApplicationPayloadResolvers<ContextType>;
  RestoreTeamPayload?: RestoreTeamPayloadResolvers<ContextType>;
  RestoreTenantPayload?: RestoreTenantPayloadResolvers<ContextType>;
  RestoreUserPayload?: RestoreUserPayloadResolvers<ContextType>;
  RetireProductPayload?: RetireProductPayloadResolvers<ContextType>;
  RetirePromptVersionPayload?: RetirePromptVersionPayloadResolvers<ContextType>;
  RevokeApiKeyPayload?: RevokeApiKeyPayloadResolvers<ContextType>;
  RevokeApiKeysByPrefixPayload?: RevokeApiKeysByPrefixPayloadResolvers<ContextType>;
  RoleAssignment?: RoleAssignmentResolvers<ContextType>;
  RoleAssignmentConnection?: RoleAssignmentConnectionResolvers<ContextType>;
  RoleAssignmentEdge?: RoleAssignmentEdgeResolvers<ContextType>;
  RoleHolder?: RoleHolderResolvers<ContextType>;
  RoleMapping?: RoleMappingResolvers<ContextType>;
  RollbackModelPayload?: RollbackModelPayloadResolvers<ContextType>;
  RollbackPromptPayload?: RollbackPromptPayloadResolvers<ContextType>;
  RotateApiKeyPayload?: RotateApiKeyPayloadResolvers<ContextType>;
  SafeInt?: GraphQLScalarType;
  SetAuditRetentionPayload?: SetAuditRetentionPayloadResolvers<ContextType>;
  SetPricePayload?: SetPricePayloadResolvers<ContextType>;
  SetPromptApprovalPayload?: SetPromptApprovalPayloadResolvers<ContextType>;
  SetPromptTestsPayload?: SetPromptTestsPayloadResolvers<ContextType>;
  SplitPromptLabelPayload?: SplitPromptLabelPayloadResolvers<ContextType>;
  StepUp?: StepUpResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  Team?: TeamResolvers<ContextType>;
  TeamConnection?: TeamConnectionResolvers<ContextType>;
  TeamEdge?: TeamEdgeResolvers<ContextType>;
  Tenant?: TenantResolvers<ContextType>;
  TenantConnection?: TenantConnectionResolvers<ContextType>;
  TenantEdge?: TenantEdgeResolvers<ContextType>;
  TestPromptPayload?: TestPromptPayloadResolvers<ContextType>;
  TextDelta?: TextDeltaResolvers<ContextType>;
  Tier?: TierResolvers<ContextType>;
  TierConnection?: TierConnectionResolvers<ContextType>;
  TierEdge?: TierEdgeResolvers<ContextType>;
  TierQuota?: TierQuotaResolvers<ContextType>;
  TokenUsage?: TokenUsageResolvers<ContextType>;
  ToolCall?: ToolCallResolvers<ContextType>;
  ToolCallDelta?: ToolCallDeltaResolvers<ContextType>;
  TrustedDocument?: TrustedDocumentResolvers<ContextType>;
  UnassignRolePayload?: UnassignRolePayloadResolvers<ContextType>;
  UpdateApplicationPayload?: UpdateApplicationPayloadResolvers<ContextType>;
  UpdateGuardrailPayload?: UpdateGuardrailPayloadResolvers<ContextType>;
  UpdateIdentityProviderPayload?: UpdateIdentityProviderPayloadResolvers<ContextType>;
  UpdateModelPayload?: UpdateModelPayloadResolvers<ContextType>;
  UpdateProductPayload?: UpdateProductPayloadResolvers<ContextType>;
  UpdateProviderPayload?: UpdateProviderPayloadResolvers<ContextType>;
  UpdateQuotaPayload?: UpdateQuotaPayloadResolvers<ContextType>;
  UpdateRolePayload?: UpdateRolePayloadResolvers<ContextType>;
  UpdateTeamPayload?: UpdateTeamPayloadResolvers<ContextType>;
  UpdateTenantPayload?: UpdateTenantPayloadResolvers<ContextType>;
  UpdateTierPayload?: UpdateTierPayloadResolvers<ContextType>;
  UpdateUserPayload?: UpdateUserPayloadResolvers<ContextType>;
  UsageGroup?: UsageGroupResolvers<ContextType>;
  UsageGroupUpdate?: UsageGroupUpdateResolvers<ContextType>;
  UsageReport?: UsageReportResolvers<ContextType>;
  UsageRow?: UsageRowResolvers<ContextType>;
  UsageSnapshot?: UsageSnapshotResolvers<ContextType>;
  UsageTotals?: UsageTotalsResolvers<ContextType>;
  UsageUpdate?: UsageUpdateResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
  WithdrawConsentPayload?: WithdrawConsentPayloadResolvers<ContextType>;
  WithdrawPricePayload?: WithdrawPricePayloadResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = GraphqlContext> = {
  cacheResponse?: CacheResponseDirectiveResolver<any, any, ContextType>;
  federated?: FederatedDirectiveResolver<any, any, ContextType>;
  key?: KeyDirectiveResolver<any, any, ContextType>;
  operation?: OperationDirectiveResolver<any, any, ContextType>;
  prompt?: PromptDirectiveResolver<any, any, ContextType>;
  quota?: QuotaDirectiveResolver<any, any, ContextType>;
  redact?: RedactDirectiveResolver<any, any, ContextType>;
  requireRole?: RequireRoleDirectiveResolver<any, any, ContextType>;
  shareable?: ShareableDirectiveResolver<any, any, ContextType>;
};
