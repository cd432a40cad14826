//! The `issuer` of a key: whose tokens it may sign. Without this rule, a key of the consumer tenant could sign a token of
//! an organization, since both are in the common key set (the incident known as Storm-0558).

use crate::error::{Error, ErrorCode};
use crate::issuer::TenantPattern;
use crate::json::Object;
use crate::jwk::Jwk;
use crate::strings::is_blank;

/// Checks that the key's issuer, for the token's tenant, is the token's issuer or one of `also`. A key without an issuer,
/// or with a blank one, is bound by its key set alone.
///
/// # Errors
///
/// `ERR_KEY_ISSUER_MISMATCH`.
pub(crate) fn check<'p>(
    claims: &Object<'_>,
    jwk: &Jwk,
    mut also: impl Iterator<Item = &'p TenantPattern>,
) -> Result<(), Error> {
    let template = jwk.issuer.as_deref().unwrap_or_default();
    if is_blank(template) {
        return Ok(());
    }
    let tenant = claims.get_str("tid").unwrap_or_default();
    let of_key = TenantPattern::new(template).of(tenant);
    if claims.get_str("iss") == Some(&of_key) || also.any(|pattern| pattern.of(tenant) == of_key) {
        return Ok(());
    }
    Err(Error::new(ErrorCode::KeyIssuerMismatch)
        .claim("issuer")
        .reason("key.issuer_mismatch"))
}
