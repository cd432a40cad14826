//! What a panic leaves behind: one line on the host's console, with its place and nothing of what was being read.
//!
//! The edge module handles panics itself. The standard library would write a message first, and the writing of any value
//! that a panic could show is 2 KB of the module, gzipped.

use core::panic::Location;

use crate::host;
use crate::json;
use crate::prelude::*;
use crate::strings::concat;

fn report(place: Option<&Location<'_>>) {
    let place = place.map_or_else(String::new, |place| {
        let line = json::to_text(&place.line()).unwrap_or_default();
        concat(&[place.file(), ":", &line])
    });
    host::log_error(&concat(&["claimgate: engine panic at ", &place]));
}

/// Ends the instance; the host replaces it.
#[cfg(all(not(feature = "std"), target_arch = "wasm32"))]
#[panic_handler]
fn handle(info: &core::panic::PanicInfo<'_>) -> ! {
    report(info.location());
    core::arch::wasm32::unreachable()
}

/// Where the standard library handles panics.
#[cfg(feature = "std")]
pub(crate) fn watch() {
    std::panic::set_hook(Box::new(|info| report(info.location())));
}
