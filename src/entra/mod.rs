//! Microsoft Entra ID, External ID and Azure AD B2C: what their tokens must fulfil beyond RFC 7519.
//!
//! The values come from Microsoft's documentation and from its own validators; what is not measured says so.

pub(crate) mod b2c;
pub(crate) mod cloud;
pub(crate) mod directory;
pub(crate) mod graph;
pub(crate) mod key_issuer;
pub(crate) mod tenant;
pub(crate) mod version;

pub use cloud::Cloud;
pub use tenant::Tenants;
pub use version::TokenVersion;
