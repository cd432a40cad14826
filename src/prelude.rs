//! What of `std`'s prelude comes from `alloc`: the crate does without the standard library, so that the edge module does
//! (decision 11).

pub(crate) use alloc::borrow::ToOwned;
pub(crate) use alloc::boxed::Box;
#[cfg(any(test, feature = "diagnose"))]
pub(crate) use alloc::format;
pub(crate) use alloc::string::{String, ToString};
pub(crate) use alloc::vec;
pub(crate) use alloc::vec::Vec;
