//! The kernel that a JavaScript host lends to the engine: a WebAssembly module of its own with SIMD instructions, behind
//! an object with two functions. What it answers is checked by its user: a failed self-test keeps it out, and a wrong
//! block matches no signature.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;

use crate::rsa::{self, PowerKernel, PreparedModulus};

#[wasm_bindgen]
extern "C" {
    /// An object with `prepare` and `power`.
    #[derive(Debug)]
    pub type HostKernelObject;

    /// The opaque prepared modulus, or undefined.
    #[wasm_bindgen(method, structural, catch)]
    fn prepare(this: &HostKernelObject, modulus: &[u8]) -> Result<Option<Vec<u8>>, JsValue>;

    /// Writes the power over `result`; says whether it could.
    #[wasm_bindgen(method, structural, catch)]
    fn power(
        this: &HostKernelObject,
        prepared: &[u8],
        signature: &[u8],
        result: &mut [u8],
    ) -> Result<bool, JsValue>;
}

thread_local! {
    /// An instance of the engine has one thread, and one kernel.
    static OBJECT: RefCell<Option<HostKernelObject>> = const { RefCell::new(None) };
}

/// Makes `object` the kernel of all keys imported from now on, if it computes the known answers.
pub(crate) fn install(name: &str, object: HostKernelObject) -> bool {
    let kernel: &'static dyn PowerKernel = match name {
        "relaxed-simd" => &HostKernel("relaxed-simd"),
        "simd128" => &HostKernel("simd128"),
        _ => return false,
    };
    let before = OBJECT.replace(Some(object));
    let serves = rsa::install(kernel).is_ok();
    if !serves {
        OBJECT.set(before);
    }
    serves
}

/// The object in [`OBJECT`] under one of the known names.
struct HostKernel(&'static str);

impl PowerKernel for HostKernel {
    fn name(&self) -> &'static str {
        self.0
    }

    fn prepare(&self, modulus: &[u8]) -> Option<Box<dyn PreparedModulus>> {
        let prepared = OBJECT.with_borrow(|object| object.as_ref()?.prepare(modulus).ok()?)?;
        Some(Box::new(HostPrepared(prepared)))
    }
}

/// A modulus in the form that the host's kernel gave it.
struct HostPrepared(Vec<u8>);

impl PreparedModulus for HostPrepared {
    fn power(&self, signature: &[u8], block: &mut [u8]) -> bool {
        OBJECT.with_borrow(|object| {
            let answer = object
                .as_ref()
                .map(|object| object.power(&self.0, signature, block));
            matches!(answer, Some(Ok(true)))
        })
    }
}
