//! The one list of error codes, and the error type that carries them.
//!
//! Rust, the npm package, the debugger page and the command line share this list: codes are added, never renamed.
//! No error carries the token, its signature, or a claim value that the policy does not name; see [`Detail`].

use core::fmt;

use crate::prelude::*;

/// Declares [`ErrorCode`] and its table in one place, so that a code cannot exist without its status and sentence.
macro_rules! error_codes {
    ($( $(#[doc = $doc:literal])+ $variant:ident, $name:literal, $status:literal, $retryable:literal, $sentence:literal; )+) => {
        /// A stable error code. The string form ([`ErrorCode::as_str`]) is part of the public contract.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $( $(#[doc = $doc])+ $variant, )+
        }

        impl ErrorCode {
            /// Every code, in the order in which checks run.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

            /// The stable name, for example `ERR_TOKEN_EXPIRED`.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $name, )+ }
            }

            /// The HTTP status that an adapter answers with.
            pub const fn status(self) -> u16 {
                match self { $( Self::$variant => $status, )+ }
            }

            /// Whether the same request may succeed later, without a new token.
            pub const fn retryable(self) -> bool {
                match self { $( Self::$variant => $retryable, )+ }
            }

            /// One generic sentence, safe to send to a client.
            pub const fn sentence(self) -> &'static str {
                match self { $( Self::$variant => $sentence, )+ }
            }

            /// What the code means, for the reference in `docs/ERRORS.md`.
            pub const fn documentation(self) -> &'static str {
                match self { $( Self::$variant => concat!($($doc),+), )+ }
            }
        }
    };
}

error_codes! {
    /// No text was given where a token belongs.
    TokenEmpty, "ERR_TOKEN_EMPTY", 401, false, "The token is empty.";
    /// The token is longer than the policy's `maxTokenBytes`. Checked before anything else.
    TokenTooLarge, "ERR_TOKEN_TOO_LARGE", 401, false, "The token is too large.";
    /// The text is not a compact JWS: wrong number of segments, or an empty header or payload (RFC 7515 section 7.1).
    TokenMalformed, "ERR_TOKEN_MALFORMED", 401, false, "The token is not a compact JWS.";
    /// The token has five segments and a readable header: it is encrypted (JWE, RFC 7516), and only its audience can read it.
    TokenEncrypted, "ERR_TOKEN_ENCRYPTED", 401, false, "The token is encrypted.";
    /// A segment is not strict base64url: a foreign character, padding, or non-zero trailing bits (RFC 7515 section 2, RFC 4648 section 3.5).
    TokenBase64url, "ERR_TOKEN_BASE64URL", 401, false, "A segment of the token is not valid base64url.";
    /// Header or payload is not a JSON object in valid UTF-8, or is nested deeper than 32 levels (RFC 7519 section 7.2).
    TokenJson, "ERR_TOKEN_JSON", 401, false, "A segment of the token is not a valid JSON object.";
    /// A JSON object of the token names a member twice; parsers differ in which one they keep (RFC 7515 section 4, RFC 7519 section 4).
    TokenDuplicateMember, "ERR_TOKEN_DUPLICATE_MEMBER", 401, false, "A JSON object of the token names a member twice.";
    /// The header lacks `alg`, or `alg`, `kid` or `typ` is not a string (RFC 7515 section 4.1).
    HeaderInvalid, "ERR_HEADER_INVALID", 401, false, "The token header is not valid.";
    /// The header's `alg` is not in the policy's list; `none` never is (RFC 8725 section 3.1).
    AlgNotAllowed, "ERR_ALG_NOT_ALLOWED", 401, false, "The signature algorithm is not allowed.";
    /// A sound algorithm that this build cannot check. Only reports and decoding say this, never a verdict.
    AlgUnsupported, "ERR_ALG_UNSUPPORTED", 401, false, "The signature algorithm is not supported by this build.";
    /// The header has `crit` with an extension that is not understood, or a malformed `crit` (RFC 7515 section 4.1.11).
    HeaderCrit, "ERR_HEADER_CRIT", 401, false, "The token header has a critical extension that is not understood.";
    /// The header has `b64` other than `true`: an unencoded payload (RFC 7797), which no JWT may have.
    HeaderB64, "ERR_HEADER_B64", 401, false, "The token header asks for an unencoded payload.";
    /// The header's `typ` is not one that the policy accepts (RFC 8725 section 3.11, RFC 9068 section 4).
    HeaderTyp, "ERR_HEADER_TYP", 401, false, "The token is of another type.";
    /// The policy asks for a `kid` and the header has none.
    KidMissing, "ERR_KID_MISSING", 401, false, "The token does not name its key.";
    /// The key set could not be had: the origin failed, and nothing usable is cached. Try again later.
    JwksUnavailable, "ERR_JWKS_UNAVAILABLE", 503, true, "The signing keys are not available.";
    /// The key set is not a valid JWK set (RFC 7517 section 5).
    JwksInvalid, "ERR_JWKS_INVALID", 503, true, "The signing keys are not a valid key set.";
    /// `verifySync` has no keys in memory that could decide; call `verify`.
    JwksNotLoaded, "ERR_JWKS_NOT_LOADED", 503, true, "The signing keys are not loaded.";
    /// No key of the set is the one that the token names.
    KeyNotFound, "ERR_KEY_NOT_FOUND", 401, false, "No key matches the token.";
    /// Two usable keys of different material answer to the token's key reference.
    KeyAmbiguous, "ERR_KEY_AMBIGUOUS", 401, false, "More than one key matches the token.";
    /// The key exists, and must not be used: wrong type, use, size, exponent or algorithm (RFC 7517 section 4, RFC 7518 section 3.3).
    KeyUnusable, "ERR_KEY_UNUSABLE", 401, false, "The key of the token cannot be used.";
    /// The signature does not belong to this header and payload under this key.
    SignatureInvalid, "ERR_SIGNATURE_INVALID", 401, false, "The signature is not valid.";
    /// A claim that the policy requires is absent.
    ClaimMissing, "ERR_CLAIM_MISSING", 401, false, "A required claim is missing.";
    /// A claim has another JSON type than its definition (RFC 7519 section 4.1).
    ClaimType, "ERR_CLAIM_TYPE", 401, false, "A claim has the wrong type.";
    /// `exp` plus the tolerance is now or before (RFC 7519 section 4.1.4).
    TokenExpired, "ERR_TOKEN_EXPIRED", 401, false, "The token has expired.";
    /// `nbf` is later than now plus the tolerance (RFC 7519 section 4.1.5).
    TokenNotYetValid, "ERR_TOKEN_NOT_YET_VALID", 401, true, "The token is not valid yet.";
    /// The token was issued longer ago than `maxTokenAge`.
    TokenTooOld, "ERR_TOKEN_TOO_OLD", 401, false, "The token was issued too long ago.";
    /// `iat` is later than now plus the tolerance, where `maxTokenAge` relies on it.
    IssuedInFuture, "ERR_ISSUED_IN_FUTURE", 401, true, "The token was issued in the future.";
    /// `iss` is not the configured issuer (RFC 7519 section 4.1.1).
    IssuerMismatch, "ERR_ISSUER_MISMATCH", 401, false, "The token is from another issuer.";
    /// `aud` does not contain an accepted audience (RFC 7519 section 4.1.3).
    AudienceMismatch, "ERR_AUDIENCE_MISMATCH", 401, false, "The token is for another audience.";
    /// The revocation list names this token, session, subject or client.
    TokenRevoked, "ERR_TOKEN_REVOKED", 401, false, "The token has been revoked.";
    /// The token's tenant is not in the allow-list.
    TenantNotAllowed, "ERR_TENANT_NOT_ALLOWED", 401, false, "The tenant is not allowed.";
    /// `tid` is not the tenant that `iss` names.
    TenantIssuerMismatch, "ERR_TENANT_ISSUER_MISMATCH", 401, false, "The tenant and the issuer of the token disagree.";
    /// The key belongs to another issuer than the token claims.
    KeyIssuerMismatch, "ERR_KEY_ISSUER_MISMATCH", 401, false, "The key belongs to another issuer.";
    /// The key belongs to another cloud than the configuration names.
    CloudMismatch, "ERR_CLOUD_MISMATCH", 401, false, "The key belongs to another cloud.";
    /// The token's version is not one that the policy accepts, or disagrees with its issuer.
    TokenVersion, "ERR_TOKEN_VERSION", 401, false, "The token version is not accepted.";
    /// The token was issued for Microsoft Graph; only Graph can validate it.
    TokenForGraph, "ERR_TOKEN_FOR_GRAPH", 401, false, "The token was issued for Microsoft Graph.";
    /// The token is not an access token: it carries neither a scope nor a role.
    TokenNotAccess, "ERR_TOKEN_NOT_ACCESS", 401, false, "The token is not an access token.";
    /// The client application is not in the allow-list.
    ClientNotAllowed, "ERR_CLIENT_NOT_ALLOWED", 403, false, "The client is not allowed.";
    /// The token lacks a scope that the operation needs (RFC 6750 section 3.1).
    ScopeInsufficient, "ERR_SCOPE_INSUFFICIENT", 403, false, "The token lacks a required scope.";
    /// The token lacks a role that the operation needs.
    RoleInsufficient, "ERR_ROLE_INSUFFICIENT", 403, false, "The token lacks a required role.";
    /// The decision needs the group list, and the token only says that there are too many groups to carry.
    GroupsOverage, "ERR_GROUPS_OVERAGE", 403, false, "The token does not carry the groups that the decision needs.";
    /// The callback that resolves groups failed, and the roles that they give are not known. Try again later.
    GroupsUnavailable, "ERR_GROUPS_UNAVAILABLE", 503, true, "The groups of the caller are not available.";
    /// The revocation list could not be read, and the policy fails closed.
    RevocationUnavailable, "ERR_REVOCATION_UNAVAILABLE", 503, true, "The revocation list is not available.";
    /// The configuration is wrong; no token can be judged with it.
    Config, "ERR_CONFIG", 500, false, "The configuration is not valid.";
    /// The engine failed while judging. The token is refused, the instance replaced.
    EnginePanic, "ERR_ENGINE_PANIC", 500, true, "The validation engine failed.";
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// The part of a compact JWS in which a fault was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Segment {
    /// The text as a whole.
    Token,
    /// The first segment.
    Header,
    /// The second segment.
    Payload,
    /// The third segment.
    Signature,
}

impl Segment {
    /// The name used in reports and errors.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Header => "header",
            Self::Payload => "payload",
            Self::Signature => "signature",
        }
    }
}

/// What is known about an error beyond its code.
///
/// Everything here may be logged by the host: names, positions, the policy's own values, and the `kid` of the header
/// (at most 64 characters of it). Values of claims are not here; reports carry those, for a person who holds the token.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Detail {
    /// A dotted name for the exact cause, for example `base64url.trailing_bits`.
    pub reason: Option<&'static str>,
    /// The claim or member that the error is about.
    pub claim: Option<String>,
    /// The segment that the error is about.
    pub segment: Option<Segment>,
    /// Position of the fault: for a base64url fault within the segment's text, for a JSON fault within the decoded bytes.
    pub offset: Option<usize>,
    /// The policy's own values that would have been accepted.
    pub expected: Vec<String>,
    /// The `kid` of the token header, at most 64 characters.
    pub kid: Option<String>,
    /// For time errors: by how many seconds the check failed, the tolerance already taken into account.
    pub seconds: Option<f64>,
}

/// A refusal, with its stable code.
#[derive(Clone, PartialEq)]
pub struct Error {
    code: ErrorCode,
    detail: Box<Detail>,
}

impl Error {
    /// An error with nothing but its code.
    pub fn new(code: ErrorCode) -> Self {
        Self {
            code,
            detail: Box::default(),
        }
    }

    /// A configuration error that names the option and the broken rule.
    pub(crate) fn config(option: &'static str, reason: &'static str) -> Self {
        Self::new(ErrorCode::Config).claim(option).reason(reason)
    }

    /// The stable code.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// What else is known.
    pub fn detail(&self) -> &Detail {
        &self.detail
    }

    /// One sentence that is safe to log, with the place: claims, segments, positions and reasons only.
    pub fn message(&self) -> String {
        let detail = &self.detail;
        let offset = detail.offset.map(|offset| offset.to_string());
        let place = [
            ("segment ", detail.segment.map(Segment::as_str)),
            ("offset ", offset.as_deref()),
            ("claim ", detail.claim.as_deref()),
            ("reason ", detail.reason),
        ];
        let sentence = self.code.sentence();
        let mut message = sentence.trim_end_matches('.').to_owned();
        let mut separator = " (";
        for (name, value) in place {
            if let Some(value) = value {
                for part in [separator, name, value] {
                    message.push_str(part);
                }
                separator = ", ";
            }
        }
        message.push_str(if separator == ", " { ")." } else { "." });
        message
    }

    /// Names the exact cause.
    #[must_use]
    pub fn reason(mut self, reason: &'static str) -> Self {
        self.detail.reason = Some(reason);
        self
    }

    /// Names the claim or member.
    #[must_use]
    pub fn claim(mut self, claim: impl Into<String>) -> Self {
        self.detail.claim = Some(claim.into());
        self
    }

    /// Names the segment.
    #[must_use]
    pub fn segment(mut self, segment: Segment) -> Self {
        self.detail.segment = Some(segment);
        self
    }

    /// Gives the position of the fault.
    #[must_use]
    pub fn offset(mut self, offset: usize) -> Self {
        self.detail.offset = Some(offset);
        self
    }

    /// Gives the policy's own values.
    #[must_use]
    pub fn expected<T: Into<String>>(mut self, expected: impl IntoIterator<Item = T>) -> Self {
        self.detail.expected = expected.into_iter().map(Into::into).collect();
        self
    }

    /// Gives the key reference of the header, cut to 64 characters.
    #[must_use]
    pub fn kid(mut self, kid: Option<&str>) -> Self {
        self.detail.kid = kid.map(|text| text.chars().take(64).collect());
        self
    }

    /// Gives the distance to the limit of a time check.
    #[must_use]
    pub fn seconds(mut self, seconds: f64) -> Self {
        self.detail.seconds = Some(seconds);
        self
    }
}

impl From<ErrorCode> for Error {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Error")
            .field("code", &self.code.as_str())
            .field("detail", &self.detail)
            .finish()
    }
}

/// `ERR_CODE: message`, see [`Error::message`].
impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.code, self.message())
    }
}

impl core::error::Error for Error {}
