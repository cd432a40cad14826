//! What the full build gives JavaScript beyond the edge build: the same calls, with explanations.

use wasm_bindgen::prelude::*;

use crate::full;
use crate::prelude::*;
use crate::wasm::{judged_by, thrown, to_js};

/// Every check of a token, explained. The arguments are those of the edge build's call.
///
/// # Errors
///
/// `ERR_JWKS_INVALID` and `ERR_CONFIG` for what was given beside the token; never a code for the token itself.
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
    to_js(&crate::diagnose::diagnose(
        token,
        keys.as_ref(),
        policy.as_ref(),
        now,
    ))
}

/// Reads keys in whatever form they are written: JSON text of `{ jwks?, found, problems }`.
///
/// # Errors
///
/// Only when the engine is broken.
#[wasm_bindgen(js_name = readKeys)]
pub fn read_keys(text: &str) -> Result<String, JsValue> {
    serde_json::to_string(&full::read_keys(text)).map_err(|_| JsValue::UNDEFINED)
}

/// A shared secret as a JWK, JSON text. `encoding` is `text`, `base64` or `base64url`.
///
/// # Errors
///
/// `ERR_KEY_UNUSABLE` for text that is not in that encoding, or empty; `ERR_CONFIG` for another encoding.
#[wasm_bindgen(js_name = secretKey)]
pub fn secret_key(secret: &str, encoding: &str) -> Result<String, JsValue> {
    full::secret_jwk(secret, encoding).map_err(|error| thrown(&error))
}

/// Every text of an explanation: JSON text of a list of `[key, cause, fix]`.
///
/// # Errors
///
/// Only when the engine is broken.
#[wasm_bindgen(js_name = reasonTexts)]
pub fn reason_texts() -> Result<String, JsValue> {
    let texts: Vec<_> = crate::diagnose::texts().collect();
    serde_json::to_string(&texts).map_err(|_| JsValue::UNDEFINED)
}
