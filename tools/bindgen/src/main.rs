//! Generates the JavaScript glue for a compiled module, as the `wasm-bindgen` command line tool would.
//!
//! Being a member of the workspace, it takes its version from `Cargo.lock`, as `wasm-bindgen` itself does: the two
//! have to agree exactly.
//!
//! Usage: `claimgate-bindgen MODULE.wasm OUT_FOLDER OUT_NAME`

use std::env;
use std::error::Error;
use std::process::ExitCode;

use wasm_bindgen_cli_support::{Bindgen, EncodeInto};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [module, out_folder, out_name] = arguments.as_slice() else {
        eprintln!("usage: claimgate-bindgen MODULE.wasm OUT_FOLDER OUT_NAME");
        return ExitCode::from(2);
    };
    match generate(module, out_folder, out_name) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("claimgate-bindgen: {error:?}");
            ExitCode::FAILURE
        }
    }
}

fn generate(module: &str, out_folder: &str, out_name: &str) -> Result<(), Box<dyn Error>> {
    Bindgen::new()
        .input_path(module)
        .out_name(out_name)
        .web(true)?
        // The hosts say where the module is; a `new URL(...)` default makes bundlers emit a second copy of it.
        .omit_default_module_path(true)
        .typescript(true)
        // Every host has `encodeInto`: no function that does without.
        .encode_into(EncodeInto::Always)
        // `__wbg_reset_state`: a fresh instance of the same module after a panic.
        .reset_state_function(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(out_folder)?;
    Ok(())
}
