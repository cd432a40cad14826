//! What the engine asks of its JavaScript host.
//!
//! The edge module declares these few functions itself. `js-sys` and `web-sys`, which the full build takes, describe closures
//! that nothing here calls and that stay in a module all the same (decision 11).

use wasm_bindgen::prelude::*;

#[cfg(feature = "full")]
pub(crate) use js_sys::{Object, Uint8Array};

#[cfg(not(feature = "full"))]
#[wasm_bindgen]
extern "C" {
    /// An object of JavaScript's.
    pub(crate) type Object;

    #[wasm_bindgen(constructor)]
    pub(crate) fn new() -> Object;

    /// Bytes of JavaScript's own.
    pub(crate) type Uint8Array;

    #[wasm_bindgen(constructor)]
    fn copied(bytes: &[u8]) -> Uint8Array;

    #[wasm_bindgen(js_namespace = JSON, js_name = parse, catch)]
    pub(crate) fn parse_json(text: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Reflect, js_name = set, catch)]
    fn set_member(object: &Object, name: &str, value: &JsValue) -> Result<bool, JsValue>;

    #[wasm_bindgen(js_namespace = console, js_name = error)]
    pub(crate) fn log_error(message: &str);
}

#[cfg(not(feature = "full"))]
impl From<&[u8]> for Uint8Array {
    fn from(bytes: &[u8]) -> Self {
        Self::copied(bytes)
    }
}

#[cfg(feature = "full")]
fn set_member(object: &Object, name: &str, value: &JsValue) -> Result<bool, JsValue> {
    js_sys::Reflect::set(object, &name.into(), value)
}

#[cfg(feature = "full")]
pub(crate) fn log_error(message: &str) {
    web_sys::console::error_1(&message.into());
}

/// Gives `object` a member.
pub(crate) fn set(object: &Object, name: &str, value: &JsValue) -> Result<(), JsValue> {
    set_member(object, name, value).map(drop)
}
