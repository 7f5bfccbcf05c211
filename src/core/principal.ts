/** Who calls, as far as the credentials prove it. */
export interface Principal {
  /** Id of the credential, such as the API key's. */
  readonly id: string
  readonly name: string
  readonly tenant: string
  readonly team?: string
  readonly application?: string
  readonly user?: string
  /** When the credential stops working, in milliseconds since 1970; absent: never. */
  readonly expiresAt?: number
  /** Every role held, implied ones included: an ADMIN holds DEVELOPER too. */
  readonly roles: ReadonlySet<string>
  /** Public model names that the credential is limited to; absent: all. */
  readonly models?: ReadonlySet<string>
  /** Operations that the credential is limited to; absent: all. */
  readonly operations?: ReadonlySet<string>
}
