//! The JavaScript boundary, the only file that knows of a JS host: few, coarse calls.
//!
//! A refusal is thrown as a plain object `{ code, detail }`; the host has the sentences. Anything else that leaves a call is a broken
//! instance: the host answers `ERR_ENGINE_PANIC` and replaces it.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::claims::Window;
use crate::host::{set, Object, Uint8Array};
use crate::host_kernel::{self, HostKernelObject};
use crate::json;
use crate::jwk::{Jwk, JwkSet};
use crate::policy::{self, PolicyOptions};
use crate::prelude::*;
use crate::strings::concat;
use crate::{Algorithm, Detail, Error, ErrorCode, KeyUsed, Verified, DEFAULT_MAX_TOKEN_BYTES};

/// A third of the size of the standard one, and as quick.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Runs once for each instance.
#[cfg(feature = "std")]
#[wasm_bindgen(start)]
pub fn start() {
    crate::panic::watch();
}

/// An imported key set.
#[wasm_bindgen]
#[derive(Debug)]
pub struct KeySet(JwkSet);

#[wasm_bindgen]
impl KeySet {
    /// Reads a JWK set, or one JWK, from JSON text.
    ///
    /// # Errors
    ///
    /// `ERR_JWKS_INVALID`.
    #[wasm_bindgen(constructor)]
    pub fn new(json: &str, max_keys: usize) -> Result<KeySet, JsValue> {
        JwkSet::parse(json.as_bytes(), max_keys)
            .map(Self)
            .map_err(|error| thrown(&error))
    }

    /// One entry for each key of the document, in its order.
    ///
    /// # Errors
    ///
    /// Only when the engine is broken.
    pub fn describe(&self) -> Result<JsValue, JsValue> {
        let keys: Vec<_> = self.0.keys().iter().map(KeyDescription::from).collect();
        to_js(&keys)
    }
}

#[derive(Serialize)]
struct KeyDescription<'k> {
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'k str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thumbprint: Option<&'k str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alg: Option<&'k str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bits: Option<usize>,
    usable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jwk: Option<String>,
}

impl<'k> From<&'k Jwk> for KeyDescription<'k> {
    fn from(jwk: &'k Jwk) -> Self {
        let key = jwk.key();
        Self {
            kid: jwk.kid.as_deref(),
            thumbprint: jwk.thumbprint(),
            alg: jwk.alg.as_deref(),
            bits: key
                .ok()
                .and_then(crate::VerifyingKey::rsa)
                .map(crate::rsa::PublicKey::modulus_bits),
            usable: key.is_ok(),
            code: key.err().map(|_| ErrorCode::KeyUnusable.as_str()),
            reason: key.err().map(|unusable| unusable.0),
            jwk: jwk.to_minimal_json(),
        }
    }
}

/// A compiled policy.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Policy(policy::Policy);

#[wasm_bindgen]
impl Policy {
    /// Compiles the policy members of the verifier's options, handed over as JSON text.
    ///
    /// # Errors
    ///
    /// `ERR_CONFIG`.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str) -> Result<Policy, JsValue> {
        policy::Policy::from_json(options)
            .map(Self)
            .map_err(|error| thrown(&error))
    }
}

/// What `inspect` judges by: the key set and the policy, each where it was given.
pub(crate) type JudgedBy = (Option<JwkSet>, Option<policy::Policy>);

/// Reads what `inspect` takes beside the token.
pub(crate) fn judged_by(
    keys_json: Option<&str>,
    max_keys: usize,
    options_json: Option<&str>,
) -> Result<JudgedBy, JsValue> {
    let keys = keys_json
        .map(|json| JwkSet::parse(json.as_bytes(), max_keys))
        .transpose()
        .map_err(|error| thrown(&error))?;
    let policy = options_json
        .map(|json| PolicyOptions::from_json(json).and_then(policy::Policy::for_inspection))
        .transpose()
        .map_err(|error| thrown(&error))?;
    Ok((keys, policy))
}

/// The hot path: validates a token; `now` in seconds since 1970. Returns JSON text, so that JavaScript's own parser
/// builds the claims in one go.
///
/// # Errors
///
/// Every code of a verdict.
#[wasm_bindgen]
pub fn verify(token: &str, keys: &KeySet, policy: &Policy, now: f64) -> Result<String, JsValue> {
    let verified = crate::verify(token, &keys.0, &policy.0, now).map_err(|error| thrown(&error))?;
    verified_json(&verified).ok_or_else(JsValue::undefined)
}

/// Who is calling, by claims that were verified before: the subject summary as JSON text. `groups` stand in for those that
/// the token could not carry. Nothing is checked.
///
/// # Errors
///
/// `ERR_TOKEN_JSON`, `ERR_TOKEN_DUPLICATE_MEMBER`.
#[wasm_bindgen]
#[allow(clippy::needless_pass_by_value)] // the form in which wasm-bindgen hands a list over
pub fn identify(
    claims_json: &str,
    policy: &Policy,
    groups: Option<Vec<String>>,
) -> Result<String, JsValue> {
    let identity = crate::identify(claims_json, &policy.0, groups.as_deref())
        .map_err(|error| thrown(&error))?;
    json::to_text(&identity).map_err(|_| JsValue::undefined())
}

/// Puts the signed texts, which are known to be JSON objects, beside what was derived from them.
fn verified_json(verified: &Verified) -> Option<String> {
    let derived = json::to_text(&Derived {
        key: KeyShown::from(&verified.key),
        issuer: &verified.issuer,
        roles: &verified.identity.roles,
        scopes: &verified.identity.scopes,
        subject: &verified.identity,
        window: inner(verified.window),
    })
    .ok()?;
    Some(concat(&[
        "{\"header\":",
        &verified.header_json,
        ",\"claims\":",
        &verified.claims_json,
        ",",
        derived.strip_prefix('{')?,
    ]))
}

#[derive(Serialize)]
struct Derived<'v> {
    key: KeyShown<'v>,
    issuer: &'v str,
    roles: &'v [String],
    scopes: &'v [String],
    subject: &'v crate::Identity,
    /// From when, and until when, the time checks pass; null where there is no such limit.
    window: [f64; 2],
}

/// The window with its limits as they can be [written](json::to_text) exactly: at most a millisecond smaller.
fn inner(window: Window) -> [f64; 2] {
    const PARTS: f64 = 1024.0;
    [
        -floor(-window.from * PARTS) / PARTS,
        floor(window.until * PARTS) / PARTS,
    ]
}

/// `f64::floor`, which `core` does not have.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)] // whole numbers below 2^53
fn floor(value: f64) -> f64 {
    // Doubles from there on are whole.
    const ALL_WHOLE: f64 = 9_007_199_254_740_992.0;
    if value.abs() >= ALL_WHOLE {
        return value;
    }
    let towards_zero = value as i64 as f64;
    if towards_zero > value {
        towards_zero - 1.0
    } else {
        towards_zero
    }
}

#[derive(Serialize)]
struct KeyShown<'v> {
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'v str>,
    alg: &'static str,
    thumbprint: &'v str,
}

impl<'v> From<&'v KeyUsed> for KeyShown<'v> {
    fn from(key: &'v KeyUsed) -> Self {
        Self {
            kid: key.kid.as_deref(),
            alg: key.algorithm.as_str(),
            thumbprint: &key.thumbprint,
        }
    }
}

/// Checks the signature of a JWS and nothing else: `{ header: JSON text, payload: Uint8Array, key }`.
///
/// # Errors
///
/// The structure, header, key and signature codes; `ERR_CONFIG` for an algorithm that this build does not have.
#[wasm_bindgen(js_name = verifySignature)]
#[allow(clippy::needless_pass_by_value)] // the form in which wasm-bindgen hands a list over
pub fn verify_signature(
    token: &str,
    keys: &KeySet,
    algorithms: Vec<String>,
) -> Result<JsValue, JsValue> {
    let outcome = Algorithm::from_names(&algorithms).and_then(|allowed| {
        crate::verify_signature(token, &keys.0, &allowed, DEFAULT_MAX_TOKEN_BYTES)
    });
    let verified = outcome.map_err(|error| thrown(&error))?;
    let object = Object::new();
    set(&object, "header", &verified.header_json.into())?;
    set(
        &object,
        "payload",
        &Uint8Array::from(verified.payload.as_slice()),
    )?;
    set(&object, "key", &to_js(&KeyShown::from(&verified.key))?)?;
    Ok(object.into())
}

/// Checks a raw signature over bytes with the one key of `keys`.
///
/// # Errors
///
/// `ERR_CONFIG` for an algorithm that this build does not have, `ERR_KEY_UNUSABLE` for a key that it will not use.
#[wasm_bindgen(js_name = verifyBytes)]
pub fn verify_bytes(
    alg: &str,
    keys: &KeySet,
    signature: &[u8],
    data: &[u8],
) -> Result<bool, JsValue> {
    let algorithm = Algorithm::from_names(&[alg]).map_err(|error| thrown(&error))?;
    let unusable = |reason| thrown(&Error::new(ErrorCode::KeyUnusable).reason(reason));
    let [jwk] = keys.0.keys() else {
        return Err(unusable("key.not_one"));
    };
    let [algorithm] = algorithm.as_slice() else {
        return Err(unusable("key.not_one"));
    };
    let key = jwk
        .key_for(*algorithm)
        .map_err(|refused| unusable(refused.0))?;
    Ok(key.verify(*algorithm, data, signature))
}

/// Reads a token without judging it: `{ header?, payload?, signature?, faults }`, header and payload as JSON text.
///
/// # Errors
///
/// Only when the engine is broken.
#[wasm_bindgen]
pub fn decode(token: &str) -> Result<JsValue, JsValue> {
    let decoded = crate::decode::decode(token);
    let object = Object::new();
    if let Some(header) = decoded.header_json {
        set(&object, "header", &header.into())?;
    }
    if let Some(claims) = decoded.claims_json {
        set(&object, "payload", &claims.into())?;
    }
    if let Some(signature) = decoded.signature {
        set(
            &object,
            "signature",
            &Uint8Array::from(signature.as_slice()),
        )?;
    }
    let faults: Vec<_> = decoded.faults.iter().map(FaultShown::from).collect();
    set(&object, "faults", &to_js(&faults)?)?;
    Ok(object.into())
}

#[derive(Serialize)]
struct FaultShown {
    segment: &'static str,
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<usize>,
}

impl From<&Error> for FaultShown {
    fn from(error: &Error) -> Self {
        let detail = error.detail();
        Self {
            segment: detail.segment.map_or("token", crate::Segment::as_str),
            code: error.code().as_str(),
            reason: detail.reason,
            offset: detail.offset,
        }
    }
}

/// Every check of a token. `keys_json` and `options_json` may be undefined; what they would decide is then not checked.
///
/// # Errors
///
/// `ERR_JWKS_INVALID` and `ERR_CONFIG` for what was given beside the token; never a code for the token itself.
#[cfg(not(feature = "full"))]
#[wasm_bindgen]
#[allow(clippy::needless_pass_by_value)] // the form in which wasm-bindgen hands a text over
pub fn inspect(
    token: &str,
    keys_json: Option<String>,
    max_keys: usize,
    options_json: Option<String>,
    now: f64,
) -> Result<JsValue, JsValue> {
    let (keys, policy) = judged_by(keys_json.as_deref(), max_keys, options_json.as_deref())?;
    to_js(&crate::inspect(token, keys.as_ref(), policy.as_ref(), now))
}

/// Hands the engine a kernel of the host's: an object `{ prepare, power }` that computes s^65537 mod n. Call it before the
/// first key set is imported. Returns whether the kernel serves: it passed its known-answer test, and is the first.
#[wasm_bindgen(js_name = installKernel)]
pub fn install_kernel(name: &str, kernel: HostKernelObject) -> bool {
    host_kernel::install(name, kernel)
}

/// What this build is and can do.
///
/// # Errors
///
/// Only when the engine is broken.
#[wasm_bindgen(js_name = engineInfo)]
pub fn engine_info() -> Result<JsValue, JsValue> {
    to_js(&EngineInfo {
        version: env!("CARGO_PKG_VERSION"),
        build: if cfg!(feature = "full") {
            "full"
        } else {
            "edge"
        },
        kernel: crate::rsa::active(),
        algorithms: Algorithm::ALL
            .iter()
            .map(|algorithm| algorithm.as_str())
            .collect(),
    })
}

#[derive(Serialize)]
struct EngineInfo {
    version: &'static str,
    build: &'static str,
    kernel: &'static str,
    algorithms: Vec<&'static str>,
}

/// Panics, so that tests can watch the host survive it.
#[cfg(feature = "test-hooks")]
#[wasm_bindgen(js_name = testPanic)]
#[allow(clippy::panic)]
pub fn test_panic() {
    panic!("asked to");
}

#[derive(Serialize)]
struct Thrown<'e> {
    code: &'static str,
    detail: DetailShown<'e>,
}

#[derive(Serialize)]
struct DetailShown<'e> {
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claim: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    segment: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<usize>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    expected: &'e [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<f64>,
}

impl<'e> From<&'e Detail> for DetailShown<'e> {
    fn from(detail: &'e Detail) -> Self {
        Self {
            reason: detail.reason,
            claim: detail.claim.as_deref(),
            segment: detail.segment.map(crate::Segment::as_str),
            offset: detail.offset,
            expected: &detail.expected,
            kid: detail.kid.as_deref(),
            seconds: detail.seconds,
        }
    }
}

/// A refusal as the object that JavaScript catches.
pub(crate) fn thrown(error: &Error) -> JsValue {
    let thrown = Thrown {
        code: error.code().as_str(),
        detail: error.detail().into(),
    };
    to_js(&thrown).unwrap_or_else(|failed| failed)
}

/// Decision 11: text for the host's parser is the smaller and the quicker way.
#[cfg(not(feature = "full"))]
pub(crate) fn to_js<T: Serialize>(value: &T) -> Result<JsValue, JsValue> {
    let text = json::to_text(value).map_err(|_| JsValue::UNDEFINED)?;
    crate::host::parse_json(&text)
}

/// In the full build, where size does not count, objects are built member by member, and doubles pass unrounded.
#[cfg(feature = "full")]
pub(crate) fn to_js<T: Serialize>(value: &T) -> Result<JsValue, JsValue> {
    value
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
        .map_err(JsValue::from)
}
