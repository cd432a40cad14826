/**
 * What the core takes as a policy. Apart from the engine, whose types need those of WebAssembly: declarations that the
 * root exports must do without.
 */
import type { ProviderOptions, RoleOptions } from './provider-options.js';

/** What the core takes as a policy, as JSON text; members that are undefined are left out. */
export interface PolicyInput {
  readonly issuer: string | readonly string[];
  readonly audience: string | readonly string[] | null;
  readonly algorithms?: readonly string[];
  readonly typ?: string | readonly string[];
  readonly clockTolerance?: number;
  readonly requiredClaims?: readonly string[];
  readonly maxTokenAge?: number;
  readonly maxTokenBytes?: number;
  readonly provider?: ProviderOptions;
  readonly roles?: RoleOptions;
}
