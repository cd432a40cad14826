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

export interface EntraProvider extends ProviderRules {
  readonly kind: 'entra';
  readonly tenants: EntraTenants;
  /** Default `public`. */
  readonly cloud?: EntraCloud | undefined;
  /** Default both. */
  readonly versions?: readonly EntraTokenVersion[] | undefined;
}

export interface EntraExternalIdProvider extends ProviderRules {
  readonly kind: 'entraExternalId';
  /** GUIDs. */
  readonly tenants: readonly string[];
  /** Default both. */
  readonly versions?: readonly EntraTokenVersion[] | undefined;
}

export interface EntraB2cProvider extends ProviderRules {
  readonly kind: 'entraB2C';
  /** The names of the accepted user flows or custom policies, in any case. */
  readonly policies: readonly string[];
}

export interface AdfsProvider extends ProviderRules {
  readonly kind: 'adfs';
}

/**
 * The rules that a provider adds to those of every token. A member that the kind has no use for is
 * refused.
 */
export type ProviderOptions = EntraProvider | EntraExternalIdProvider | EntraB2cProvider | AdfsProvider;

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
  readonly mappings?: readonly RoleMapping[] | undefined;
  /** The roles that a role includes; their own are included as well. A cycle is `ERR_CONFIG`. */
  readonly hierarchy?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** Why somebody has a role. */
export interface Grant {
  readonly role: string;
  /** `roles`, the source of the mapping that gave it, or `hierarchy` where another role includes it. */
  readonly source: string;
  /** The value that gave it, or the role that includes it. */
  readonly value: string;
}
