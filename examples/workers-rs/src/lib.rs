//! The guard of a Worker that is written in Rust with [`workers-rs`](https://docs.rs/worker). The engine is a library like
//! any other there: the crate without its feature `wasm`, which is for JavaScript hosts only.
//!
//! What a Worker adds around it (the crate `worker` is not a dependency of this project):
//!
//! ```text
//! #[event(fetch)]
//! async fn fetch(request: Request, env: Env, _ctx: Context) -> Result<Response> {
//!     let keys = env.kv("JWKS")?.get("keys").bytes().await?.unwrap_or_default();
//!     let guard = Guard::new(&env.var("POLICY")?.to_string(), &keys)?; // keep it in a thread_local
//!     let now = Date::now().as_millis() as f64 / 1000.0;
//!     match guard.admit(request.headers().get("Authorization")?.as_deref(), now) {
//!         Ok(verified) => Response::ok(verified.claims_json),
//!         Err(refusal) => Ok(Response::empty()?.with_status(refusal.code().status())),
//!     }
//! }
//! ```

use claimgate::jwk::DEFAULT_MAX_KEYS;
use claimgate::{verify, Error, ErrorCode, JwkSet, Policy, Verified};

/// A policy and the keys to judge by. Fetching and caching the keys is the Worker's part.
#[derive(Debug)]
pub struct Guard {
    policy: Policy,
    keys: JwkSet,
}

impl Guard {
    /// Reads a policy file and a key set, both JSON.
    ///
    /// # Errors
    ///
    /// `ERR_CONFIG`, `ERR_JWKS_INVALID`.
    pub fn new(policy: &str, keys: &[u8]) -> Result<Self, Error> {
        Ok(Self {
            policy: Policy::from_json(policy)?,
            keys: JwkSet::parse(keys, DEFAULT_MAX_KEYS)?,
        })
    }

    /// Verifies the bearer token of an `Authorization` header (RFC 6750 section 2.1), at `now` in seconds since 1970.
    ///
    /// # Errors
    ///
    /// `ERR_TOKEN_EMPTY` without one; otherwise the code of the first rule that the token breaks.
    pub fn admit(&self, authorization: Option<&str>, now: f64) -> Result<Verified, Error> {
        let (scheme, token) = authorization
            .and_then(|header| header.split_once(' '))
            .ok_or_else(|| Error::new(ErrorCode::TokenEmpty))?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(Error::new(ErrorCode::TokenEmpty));
        }
        verify(token.trim_start(), &self.keys, &self.policy, now)
    }
}

#[cfg(test)]
mod tests {
    use super::Guard;

    const POLICY: &str = r#"{"issuer":"https://issuer.example","audience":"api://orders"}"#;

    #[test]
    fn refuses_what_is_no_bearer_token() {
        let guard = Guard::new(POLICY, br#"{"keys":[]}"#).unwrap();
        let code = |header: Option<&str>| guard.admit(header, 0.0).unwrap_err().code().as_str();
        assert_eq!(code(None), "ERR_TOKEN_EMPTY");
        assert_eq!(code(Some("Basic YTpi")), "ERR_TOKEN_EMPTY");
        assert_eq!(code(Some("bearer x")), "ERR_TOKEN_MALFORMED");
    }

    #[test]
    fn a_policy_file_has_to_say_the_audience() {
        let refusal = Guard::new(r#"{"issuer":"https://issuer.example"}"#, b"{}").unwrap_err();
        assert_eq!(refusal.code().as_str(), "ERR_CONFIG");
    }
}
