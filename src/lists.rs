//! Lists made by a step that can fail. `collect` into a `Result` or an `Option` makes three functions of the standard
//! library for each pair of types, which were a twentieth of the edge module; this is one loop.

use crate::prelude::*;

/// What `step` makes of each item, or its first error.
pub(crate) fn try_map<T, U, E>(
    items: impl IntoIterator<Item = T>,
    mut step: impl FnMut(T) -> Result<U, E>,
) -> Result<Vec<U>, E> {
    let mut made = Vec::new();
    for item in items {
        made.push(step(item)?);
    }
    Ok(made)
}

/// What `step` makes of each item, if it makes something of all.
pub(crate) fn map_all<T, U>(
    items: impl IntoIterator<Item = T>,
    mut step: impl FnMut(T) -> Option<U>,
) -> Option<Vec<U>> {
    try_map(items, |item| step(item).ok_or(())).ok()
}
