/** Who calls, as far as the credentials prove it. */
export interface Principal {
  /** Id of the credential, such as the API key's. */
  readonly id: string
  /** Id of the first of the keys that the credential was made to replace; absent: it replaces none. */
  readonly original?: string
  readonly name: string
  readonly tenant: string
  readonly team?: string
  /** The team and all above it, nearest first; absent: the team alone is known. */
  readonly teams?: readonly string[]
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
  /** Whether the credential runs documents only that the tenant has registered: no other ones, and nothing over REST. */
  readonly onlyDocuments?: true
  /** CIDR ranges that the credential may be used from; absent: from everywhere. */
  readonly allowedAddresses?: readonly string[]
  /** What a token proved besides; absent: the credential is an API key. */
  readonly token?: TokenEvidence
  /** What a certificate proved, if it was one. */
  readonly certificate?: ClientCertificate
}

/** A client's certificate (RFC 5280) whose issuer, signature and holder TLS has verified. */
export interface ClientCertificate {
  /** Such as `C=DE, O=Acme, CN=batch`; absent where it has a comma within, which would be ambiguous. */
  readonly subject?: string
  /** Its alternative names with their kinds, such as `URI:spiffe://example.com/batch`. */
  readonly names: readonly string[]
  /** SHA-256 of the whole. */
  readonly fingerprint: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/** What an identity provider has vouched for. */
export interface TokenEvidence {
  /** Name of the identity provider, as configured. */
  readonly identityProvider: string
  /** How its user signed in (`amr`, RFC 8176), such as `mfa`. */
  readonly amr: ReadonlySet<string>
  /** How strong the sign-in was, in the identity provider's words (`acr`, OpenID Connect Core, section 2). */
  readonly acr?: string
  /** When it was issued at the earliest, clock skew taken off, in milliseconds since 1970; absent: it does not say. */
  readonly issuedAt?: number
}

/** What a caller shows to be taken for somebody. */
export interface Credentials {
  /** The value of the HTTP header, or of the key of that name in `connection_init`. */
  readonly authorization?: string | undefined
  /** That of a browser in which somebody has signed in. What `authorization` says counts before it. */
  readonly session?: SessionCookie | undefined
  /** That of the TLS connection, if the client has shown one. Everything else counts before it. */
  readonly certificate?: ClientCertificate | undefined
  /** The IP address that the request came from. */
  readonly clientAddress?: string | undefined
}

/** What a browser shows of itself where somebody has signed in. */
export interface SessionCookie {
  /** As the gateway has sealed it. */
  readonly sealed: string
  /** Whether nobody but this very host, over https, can have set it. */
  readonly isHostOnly: boolean
  /** Which page asks, in the browser's word: `Origin`. */
  readonly origin?: string | undefined
  /** The same: `Sec-Fetch-Site`. */
  readonly site?: string | undefined
}
