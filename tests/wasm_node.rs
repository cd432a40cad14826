//! The bindings in Node: `wasm-pack test --node`.
#![cfg(all(target_arch = "wasm32", feature = "wasm"))]

#[path = "wasm/bindings.rs"]
mod bindings;
