//! The algorithms of the full build beside RSA: ECDSA, `EdDSA` and HMAC, each in a crate of `RustCrypto` or dalek, and the
//! readers for keys as people have them at hand.

mod base64;
mod ecdsa;
mod eddsa;
mod hmac;
mod import;
mod read_keys;
mod secret_text;
mod thumbprint;

pub use ecdsa::{Curve, EcKey};
pub use eddsa::EdKey;
pub use hmac::{HmacHash, Secret};
pub(crate) use import::{key_of, UNSUPPORTED_CURVE};
pub use read_keys::{read_keys, KeyForm, KeyFound, KeySet, KeysRead, Problem};
pub use secret_text::secret_jwk;
pub(crate) use thumbprint::thumbprint;
