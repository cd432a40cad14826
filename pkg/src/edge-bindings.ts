/**
 * The part of the generated glue that the package calls. Its default export, which fetches a module by itself, is
 * left out: an entry that took the glue as a namespace would carry it into every Worker.
 */
export {
  __wbg_reset_state,
  decode,
  engineInfo,
  identify,
  initSync,
  inspect,
  installKernel,
  KeySet,
  Policy,
  verify,
  verifyBytes,
  verifySignature,
} from '../wasm/core.js';
