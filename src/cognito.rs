//! Amazon Cognito: its access tokens have no audience. Who may use them is said by the client that asked for them, and that
//! they are access tokens by `token_use`; ID tokens of the same pool are signed by other keys of one set.

use crate::claims;
use crate::error::{Error, ErrorCode};
use crate::json::Object;

/// The claim that names the client application of an access token.
pub(crate) const CLIENT_CLAIM: &str = "client_id";

/// Checks that the token is an access token.
///
/// # Errors
///
/// `ERR_CLAIM_MISSING`, `ERR_CLAIM_TYPE`, `ERR_TOKEN_NOT_ACCESS`.
pub(crate) fn check_use(claims: &Object<'_>) -> Result<(), Error> {
    let token_use =
        claims::string(claims, "token_use")?.ok_or_else(|| claims::missing("token_use"))?;
    if token_use == "access" {
        return Ok(());
    }
    Err(Error::new(ErrorCode::TokenNotAccess)
        .claim("token_use")
        .expected(["access"])
        .reason("token.other_use"))
}
