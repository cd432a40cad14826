/** The address of the engine's module, as a file of its own with a hash in its name. */
declare module 'claimgate/full.wasm?url' {
  const address: string;
  export default address;
}

/** The bytes of the same module, compressed with gzip, in base64; made by the build. */
declare module 'virtual:engine-base64' {
  const base64: string;
  export default base64;
}

/**
 * The origins that the page's own Content-Security-Policy lets it fetch from, besides its own. Set by the
 * build.
 */
declare const __CONNECT_ORIGINS__: readonly string[];
