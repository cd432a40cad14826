/**
 * The one instance of the WebAssembly engine and the only way to it. A trap leaves an instance in an unknown
 * state, so everything that is not an orderly refusal becomes ERR_ENGINE_PANIC and the instance is replaced
 * before its next use; key sets and policies are imported again from what their handles keep.
 */
import { ClaimgateError, ERROR_CODES, type ErrorCode, type ErrorDetail } from './errors.js';
import { runnableKernels, type Kernel, type KernelSource } from './kernel.js';
import type { PolicyInput } from './policy-input.js';
import type { KeyDescription } from './types.js';

/** An object that lives in the engine's memory. */
interface EngineObject {
  free(): void;
}

export interface EngineKeySet extends EngineObject {
  describe(): KeyDescription[];
}

export interface EngineSignature {
  readonly header: string;
  readonly payload: Uint8Array;
  readonly key: { readonly kid?: string; readonly alg: string; readonly thumbprint: string };
}

export interface EngineDecoded {
  readonly header?: string;
  readonly payload?: string;
  readonly signature?: Uint8Array;
  readonly faults: readonly {
    readonly segment: 'token' | 'header' | 'payload' | 'signature';
    readonly code: string;
    readonly offset?: number;
  }[];
}

/** The report with header and claims as JSON texts. */
export interface EngineReport {
  readonly headerJson?: string;
  readonly claimsJson?: string;
  readonly [member: string]: unknown;
}

export interface EngineInfo {
  readonly version: string;
  readonly build: string;
  readonly kernel: string;
  readonly algorithms: readonly string[];
}

/** The generated module `wasm/core.js` or `wasm/full.js`, as far as it is used. */
export interface EngineBindings {
  initSync(init: { module: WebAssembly.Module | BufferSource }): unknown;
  __wbg_reset_state(): void;
  readonly KeySet: new (json: string, maxKeys: number) => EngineKeySet;
  readonly Policy: new (optionsJson: string) => EngineObject;
  verify(token: string, keys: EngineKeySet, policy: EngineObject, now: number): string;
  identify(claimsJson: string, policy: EngineObject, groups: string[] | undefined): string;
  verifySignature(token: string, keys: EngineKeySet, algorithms: readonly string[]): EngineSignature;
  verifyBytes(alg: string, keys: EngineKeySet, signature: Uint8Array, data: Uint8Array): boolean;
  decode(token: string): EngineDecoded;
  inspect(
    token: string,
    keysJson: string | undefined,
    maxKeys: number,
    optionsJson: string | undefined,
    now: number,
  ): EngineReport;
  engineInfo(): EngineInfo;
  /** JSON text. In the full build only, like the next. */
  readKeys?(text: string): string;
  secretKey?(secret: string, encoding: string): string;
  reasonTexts?(): string;
  installKernel(name: string, kernel: Kernel): boolean;
}

/** Made anew with each instance, so that a handle can tell whether its object belongs to the running one. */
interface Installed {
  readonly bindings: EngineBindings;
  readonly kernels: readonly KernelSource[];
  instance: symbol;
  broken: boolean;
}

let installed: Installed | undefined;

/**
 * Starts the engine. The entry files call it; a second call with the same bindings changes nothing.
 * @param kernels the modules to choose from, fastest first; without one that runs, the engine's own serves
 */
export function install(
  bindings: EngineBindings,
  module: WebAssembly.Module | BufferSource,
  kernels: readonly KernelSource[] = [],
): void {
  if (installed?.bindings === bindings) {
    return;
  }
  bindings.initSync({ module });
  installKernel(bindings, kernels);
  installed = { bindings, kernels, instance: Symbol('engine instance'), broken: false };
}

/** The first that runs here and passes the engine's self-test. */
function installKernel(bindings: EngineBindings, kernels: readonly KernelSource[]): void {
  for (const kernel of runnableKernels(kernels)) {
    if (bindings.installKernel(kernel.name, kernel)) {
      return;
    }
  }
}

export function isInstalled(): boolean {
  return installed !== undefined;
}

/**
 * Runs one operation on the engine.
 * @throws ClaimgateError the core's refusal; ERR_ENGINE_PANIC when the engine broke; ERR_CONFIG when it was
 *   never started
 */
export function call<T>(operation: (bindings: EngineBindings) => T): T {
  const engine = running();
  try {
    return operation(engine.bindings);
  } catch (thrown) {
    if (thrown instanceof ClaimgateError) {
      throw thrown;
    }
    if (isCoreError(thrown)) {
      throw refusalOf(thrown);
    }
    engine.broken = true;
    throw new ClaimgateError('ERR_ENGINE_PANIC');
  }
}

function running(): Installed {
  if (installed === undefined) {
    throw new ClaimgateError(
      'ERR_CONFIG',
      'The engine is not started: await init() of claimgate/slim first.',
    );
  }
  if (installed.broken) {
    replaceInstance(installed);
  }
  return installed;
}

function replaceInstance(engine: Installed): void {
  try {
    engine.bindings.__wbg_reset_state();
    installKernel(engine.bindings, engine.kernels);
  } catch {
    throw new ClaimgateError('ERR_ENGINE_PANIC');
  }
  engine.instance = Symbol('engine instance');
  engine.broken = false;
}

interface CoreError {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;
}

function isCoreError(thrown: unknown): thrown is CoreError {
  return (
    typeof thrown === 'object' &&
    thrown !== null &&
    !(thrown instanceof Error) &&
    'code' in thrown &&
    typeof thrown.code === 'string' &&
    Object.hasOwn(ERROR_CODES, thrown.code) &&
    'detail' in thrown
  );
}

/** Of a wrong configuration the core names the option the way it names a claim. */
function refusalOf({ code, detail }: CoreError): ClaimgateError {
  const { claim, ...rest } = detail;
  const named = claim === undefined ? {} : code === 'ERR_CONFIG' ? { option: claim } : { claim };
  const known: ErrorDetail = { ...rest, ...named };
  return new ClaimgateError(code, messageOf(code, known), known);
}

/** The sentence of the code, with the place. */
function messageOf(code: ErrorCode, { segment, offset, claim, option, reason }: ErrorDetail): string {
  const place = Object.entries({ segment, offset, claim, option, reason })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${value}`);
  const { sentence } = ERROR_CODES[code];
  return place.length === 0 ? sentence : `${sentence.replace(/\.$/, '')} (${place.join(', ')}).`;
}

/** An engine object that is made on first use and made again after the instance was replaced. */
export class Handle<T extends EngineObject> {
  readonly #make: (bindings: EngineBindings) => T;
  #object: T | undefined;
  #instance: symbol | undefined;

  constructor(make: (bindings: EngineBindings) => T) {
    this.#make = make;
  }

  /** The object in the running instance. Call it inside `call`. */
  get(bindings: EngineBindings): T {
    const instance = installed?.instance;
    if (this.#object === undefined || this.#instance !== instance) {
      this.#object = this.#make(bindings);
      this.#instance = instance;
    }
    return this.#object;
  }

  /** Gives the memory back at once. An object of a replaced instance went with it. */
  free(): void {
    if (this.#instance === installed?.instance && installed?.broken === false) {
      this.#object?.free();
    }
    this.#object = undefined;
  }
}

/** @throws ClaimgateError ERR_JWKS_INVALID, on first use */
export function keySetHandle(json: string, maxKeys: number): Handle<EngineKeySet> {
  return new Handle((bindings) => new bindings.KeySet(json, maxKeys));
}

/** @throws ClaimgateError ERR_CONFIG, on first use */
export function policyHandle(input: PolicyInput): Handle<EngineObject> {
  const optionsJson = JSON.stringify(input);
  return new Handle((bindings) => new bindings.Policy(optionsJson));
}

export type KeySetHandle = Handle<EngineKeySet>;
export type PolicyHandle = Handle<EngineObject>;
