/**
 * The rules of a provider, and how claims become roles: options that the core judges by. See
 * docs/decisions/0006-provider-rules-and-issuers.md.
 */

/** Which of Microsoft's clouds. The last three are the sovereign clouds of France, Germany and Singapore. */
export type EntraCloud = 'public' | 'usGov' | 'china' | 'bleu' | 'delos' | 'govSg';

/**
 * The `ver` of a token. It follows from the registration of the API, not from the endpoint that was asked.
 */
export type EntraTokenVersion = '1.0' | '2.0';

/** GUIDs in any case; or every organization; or those and personal accounts. */
export type EntraTenants = readonly string[] | 'organizations' | 'any';

/** What every provider's rules have in common. */
export interface ProviderRules {
  /**
   * The client applications that may call, by `azp` or `appid`; GUIDs except for AD FS. Others are
   * `ERR_CLIENT_NOT_ALLOWED` (403). Default: any.
   */
  readonly allowedClients?: readonly string[] | undefined;
  /** Accepts tokens with neither `scp` nor `roles`, ID tokens among them. Default false. */
  readonly allowWithoutScopeOrRoles?: boolean | undefined;
}

/** The rules of Microsoft Entra ID; `entra` fills them in. */
export interface EntraProvider extends ProviderRules {
  /** Tells it from the other providers. */
  readonly kind: 'entra';
  /** The tenants whose tokens are accepted. */
  readonly tenants: EntraTenants;
  /** Default `public`. */
  readonly cloud?: EntraCloud | undefined;
  /** Default both. */
  readonly versions?: readonly EntraTokenVersion[] | undefined;
}

/** The rules of Entra External ID; `entraExternalId` fills them in. */
export interface EntraExternalIdProvider extends ProviderRules {
  /** Tells it from the other providers. */
  readonly kind: 'entraExternalId';
  /** GUIDs. */
  readonly tenants: readonly string[];
  /** Default both. */
  readonly versions?: readonly EntraTokenVersion[] | undefined;
}

/** The rules of Azure AD B2C; `entraB2C` fills them in. */
export interface EntraB2cProvider extends ProviderRules {
  /** Tells it from the other providers. */
  readonly kind: 'entraB2C';
  /** The names of the accepted user flows or custom policies, in any case. */
  readonly policies: readonly string[];
}

/** The rules of Active Directory Federation Services; `adfs` fills them in. */
export interface AdfsProvider extends ProviderRules {
  /** Tells it from the other providers. */
  readonly kind: 'adfs';
}

/** Access tokens alone, by `token_use`. */
export interface CognitoProvider {
  /** Tells it from the other providers. */
  readonly kind: 'cognito';
  /** The app clients that may call, by `client_id`: they stand in for the audience that the tokens lack. */
  readonly allowedClients: readonly string[];
}

/**
 * The rules that a provider adds to those of every token. A member that the kind has no use for is
 * refused.
 */
export type ProviderOptions =
  EntraProvider | EntraExternalIdProvider | EntraB2cProvider | AdfsProvider | CognitoProvider;

/** One value of one source of one issuer, and the roles that it gives. */
export interface RoleMapping {
  /** The issuers for which it holds, in the form of the option `issuer`: exact, or with `{tenantid}`. */
  readonly issuer: string | readonly string[];
  /**
   * Where the value is: `scp`; `role` or `group` for AD FS, in the short and the URI form of its claims; else
   * the name of a claim, such as `groups` or `wids`.
   */
  readonly source: string;
  /** The whole value. */
  readonly value: string;
  /** The application's roles that it gives. */
  readonly role: string | readonly string[];
  /**
   * Compares `value` without the case of ASCII letters, as Active Directory does with names. Default
   * false.
   */
  readonly ignoreCase?: boolean | undefined;
}

/** How claims become roles. Without a mapping, only the values of the `roles` claim are roles. */
export interface RoleOptions {
  /** Which values of claims give which roles. Default: none beside the `roles` claim. */
  readonly mappings?: readonly RoleMapping[] | undefined;
  /** The roles that a role includes; their own are included as well. A cycle is `ERR_CONFIG`. */
  readonly hierarchy?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** Why somebody has a role. */
export interface Grant {
  /** The role that was given. */
  readonly role: string;
  /** `roles`, the source of the mapping that gave it, or `hierarchy` where another role includes it. */
  readonly source: string;
  /** The value that gave it, or the role that includes it. */
  readonly value: string;
}
