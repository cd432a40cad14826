//! The bindings in a browser: `wasm-pack test --headless --chrome`.
#![cfg(all(target_arch = "wasm32", feature = "wasm"))]

use claimgate::wasm::{verify_signature, KeySet};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

#[path = "wasm/bindings.rs"]
mod bindings;

wasm_bindgen_test_configure!(run_in_browser);

/// The way of a key set in a page: the text of a `Response` becomes a handle that checks a token.
#[wasm_bindgen_test]
async fn key_set_from_a_response() {
    let response =
        web_sys::Response::new_with_opt_str(Some(&bindings::key_set())).expect("a response");
    let text = JsFuture::from(response.text().expect("a body"))
        .await
        .expect("its text");
    let keys = KeySet::new(
        text.unchecked_ref::<js_sys::JsString>()
            .as_string()
            .expect("text")
            .as_str(),
        64,
    );
    let verified = verify_signature(
        &bindings::token(),
        &keys.expect("a key set"),
        vec!["RS256".to_string()],
    );
    assert!(verified.is_ok());
}
