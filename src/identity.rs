//! Who is calling: the summary of a verified token that authorization decisions are made from.

use serde::Serialize;

use crate::json::{Object, Value};
use crate::prelude::*;
use crate::roles::{has_groups_overage, Grant};
use crate::strings::{is_blank, split};

/// Whether a person or an application is calling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum CallerKind {
    /// An application on behalf of a person.
    User,
    /// An application on its own behalf.
    App,
    /// The token does not tell.
    #[default]
    Unknown,
}

/// Who is calling. Only claims that do not change over time are used; names and addresses are not for authorization.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Identity {
    /// A person or an application.
    pub kind: CallerKind,
    /// The rule that told the kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<&'static str>,
    /// `tid`: the tenant, in Entra tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// `oid`, else `sub`: the person or application, stable within its tenant or issuer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// `azp`, `appid`, `client_id` or `cid`: the application that asked for the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The values of `scp` or `scope` (RFC 9068 section 2.2.3).
    pub scopes: Vec<String>,
    /// The values of the `roles` claim, and what the configuration's mapping and hierarchy add to them.
    pub roles: Vec<String>,
    /// Why each role is there. Only filled where the configuration says how claims become roles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<Grant>,
    /// The token does not carry its groups, because there are too many: what groups would have given is missing here.
    #[serde(rename = "groupsOverage", skip_serializing_if = "core::ops::Not::not")]
    pub groups_overage: bool,
    /// With [`Self::groups_overage`]: the roles that the mapping gives for groups, and that nothing else gave. Whether the
    /// caller has them is not known.
    #[serde(rename = "undecidedRoles", skip_serializing_if = "Vec::is_empty")]
    pub undecided_roles: Vec<String>,
    /// `ver`: the token version, in Entra tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

impl Identity {
    /// Summarises verified claims. Claims of an unexpected type count as absent: they give no right.
    pub fn from_claims(claims: &Object<'_>) -> Self {
        let text = |name| claims.get_str(name).map(ToString::to_string);
        let (kind, rule) = kind(claims);
        Self {
            kind,
            rule,
            tenant: text("tid"),
            object: text("oid").or_else(|| text("sub")),
            client: client(claims).map(ToString::to_string),
            scopes: claims
                .get("scp")
                .or_else(|| claims.get("scope"))
                .map(scopes)
                .unwrap_or_default(),
            roles: claims.get("roles").map(roles).unwrap_or_default(),
            grants: Vec::new(),
            groups_overage: has_groups_overage(claims),
            undecided_roles: Vec::new(),
            version: text("ver"),
        }
    }
}

/// Whether there is a non-empty scope or role: what an access token of Entra carries, and an ID token need not.
pub(crate) fn has_permission(claims: &Object<'_>) -> bool {
    let some = |values: Vec<String>| values.iter().any(|value| !is_blank(value));
    claims.get("scp").is_some_and(|value| some(scopes(value)))
        || claims.get("roles").is_some_and(|value| some(roles(value)))
}

/// The claims that name the client application; `cid` is Okta's.
const CLIENT_CLAIMS: [&str; 4] = ["azp", "appid", "client_id", "cid"];

fn client<'o>(claims: &'o Object<'_>) -> Option<&'o str> {
    CLIENT_CLAIMS.iter().find_map(|name| claims.get_str(name))
}

fn kind(claims: &Object<'_>) -> (CallerKind, Option<&'static str>) {
    let (subject, object) = (claims.get_str("sub"), claims.get_str("oid"));
    match claims.get_str("idtyp") {
        Some("app") => (CallerKind::App, Some("subject.idtyp")),
        Some("user") => (CallerKind::User, Some("subject.idtyp")),
        // RFC 9068 section 2.2: without a resource owner, `sub` is the client. Such a token can carry scopes.
        _ if subject.is_some_and(|subject| is_client(claims, subject)) => {
            (CallerKind::App, Some("subject.is_client"))
        }
        _ if claims.get("scp").is_some() => (CallerKind::User, Some("subject.scope")),
        // Entra's application tokens name one object as both subject and object, and carry roles instead of scopes.
        _ if object.is_some() && object == subject && claims.get("roles").is_some() => {
            (CallerKind::App, Some("subject.object_with_roles"))
        }
        _ => (CallerKind::Unknown, None),
    }
}

/// Whether the subject is the client itself; Auth0 writes `@clients` after its name.
fn is_client(claims: &Object<'_>, subject: &str) -> bool {
    let name = subject.strip_suffix("@clients").unwrap_or(subject);
    client(claims) == Some(name)
}

/// A space-delimited list (RFC 6749 section 3.3), or an array as some providers write it.
pub(crate) fn scopes(value: &Value<'_>) -> Vec<String> {
    match value {
        Value::String(list) => split(list, " ")
            .into_iter()
            .filter(|scope| !scope.is_empty())
            .map(ToString::to_string)
            .collect(),
        other => texts(other),
    }
}

/// An array; a single value is written as a plain string by some providers, and is one role, never a list.
pub(crate) fn roles(value: &Value<'_>) -> Vec<String> {
    match value {
        Value::String(role) => vec![role.to_string()],
        other => texts(other),
    }
}

fn texts(value: &Value<'_>) -> Vec<String> {
    let mut texts = Vec::new();
    for element in value.as_array().unwrap_or_default() {
        texts.extend(element.as_str().map(ToString::to_string));
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse_object;

    fn identity(claims: &str) -> Identity {
        Identity::from_claims(&parse_object(claims.as_bytes()).unwrap())
    }

    #[test]
    fn reads_scopes_and_roles_in_each_form() {
        assert_eq!(identity(r#"{"scp":"a  b"}"#).scopes, ["a", "b"]);
        assert_eq!(identity(r#"{"scope":"a b"}"#).scopes, ["a", "b"]);
        assert_eq!(identity(r#"{"scp":["a","b",1]}"#).scopes, ["a", "b"]);
        assert_eq!(identity(r#"{"roles":["admin",{"x":1}]}"#).roles, ["admin"]);
        assert_eq!(
            identity(r#"{"roles":"order clerk"}"#).roles,
            ["order clerk"]
        );
    }

    #[test]
    fn other_claims_give_no_role() {
        let identity =
            identity(r#"{"groups":["admin"],"role":"admin","wids":["admin"],"Roles":["admin"]}"#);
        assert!(identity.roles.is_empty() && identity.scopes.is_empty());
    }

    #[test]
    fn tells_applications_from_people() {
        assert_eq!(
            identity(r#"{"idtyp":"app","scp":"a"}"#).kind,
            CallerKind::App
        );
        assert_eq!(
            identity(r#"{"scp":"a","oid":"x","sub":"x","roles":["r"]}"#).kind,
            CallerKind::User
        );
        assert_eq!(
            identity(r#"{"oid":"x","sub":"x","roles":["r"]}"#).kind,
            CallerKind::App
        );
        assert_eq!(
            identity(r#"{"oid":"x","sub":"y","roles":["r"]}"#).kind,
            CallerKind::Unknown
        );
        assert_eq!(
            identity(r#"{"client_id":"x","sub":"x"}"#).kind,
            CallerKind::App
        );
        assert_eq!(
            identity(r#"{"cid":"x","sub":"x","scp":["a"]}"#).kind,
            CallerKind::App
        );
        assert_eq!(
            identity(r#"{"azp":"x","sub":"x@clients","scope":"a"}"#).kind,
            CallerKind::App
        );
        assert_eq!(
            identity(r#"{"cid":"x","sub":"y@clients","scp":["a"]}"#).kind,
            CallerKind::User
        );
        assert_eq!(identity("{}").kind, CallerKind::Unknown);
    }
}
