//! The kernel that a JavaScript host lends to the engine: a WebAssembly module of its own with SIMD instructions, behind
//! an object with two functions. What it answers is checked by its user: a failed self-test keeps it out, and a wrong
//! block matches no signature.

use alloc::sync::Arc;

use wasm_bindgen::prelude::*;

use crate::prelude::*;
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

/// Makes `object` the kernel of all keys imported from now on, if it computes the known answers.
pub(crate) fn install(name: &str, object: HostKernelObject) -> bool {
    let name = match name {
        "relaxed-simd" => "relaxed-simd",
        "simd128" => "simd128",
        _ => return false,
    };
    // An instance of the engine installs one kernel, and tries another at most: neither is ever given back.
    let object = Arc::new(object);
    rsa::install(Box::leak(Box::new(HostKernel { name, object }))).is_ok()
}

/// The host's object, under one of the known names.
struct HostKernel {
    name: &'static str,
    object: Arc<HostKernelObject>,
}

impl PowerKernel for HostKernel {
    fn name(&self) -> &'static str {
        self.name
    }

    fn prepare(&self, modulus: &[u8]) -> Option<Box<dyn PreparedModulus>> {
        let prepared = self.object.prepare(modulus).ok()??;
        Some(Box::new(HostPrepared {
            object: Arc::clone(&self.object),
            prepared,
        }))
    }
}

/// A modulus in the form that the host's kernel gave it.
struct HostPrepared {
    object: Arc<HostKernelObject>,
    prepared: Vec<u8>,
}

impl PreparedModulus for HostPrepared {
    fn power(&self, signature: &[u8], block: &mut [u8]) -> bool {
        let answer = self.object.power(&self.prepared, signature, block);
        matches!(answer, Ok(true))
    }
}
