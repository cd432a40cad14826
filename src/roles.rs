//! From the claims of a provider to the roles of an application.
//!
//! Only the `roles` claim passes as it is: there the application's own roles are assigned. Groups, directory roles, scopes
//! and any other claim belong to somebody else's vocabulary, so that a value of theirs becomes a role only where the
//! configuration says so, for that issuer, that source and that value.

use serde::Serialize;

use crate::error::Error;
use crate::identity::{self, Identity};
use crate::issuer::IssuerRule;
use crate::json::{Object, Value};
use crate::lists::{map_all, try_map};
use crate::members::{flag, objects, one_or_many, text, texts, Members};
use crate::prelude::*;

/// The claims behind the source `role`: AD FS writes the short form or the URI, as its claim rules say.
const ROLE_CLAIMS: [&str; 2] = [
    "role",
    "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
];
/// The claim, and the source, of Entra's groups.
const GROUPS: &str = "groups";
/// The claims behind the source `group`.
const GROUP_CLAIMS: [&str; 2] = ["group", "http://schemas.xmlsoap.org/claims/Group"];
/// The table of directory roles; `data/entra-role-templates.tsv` says where it comes from.
const DIRECTORY_ROLES: &str = include_str!("../data/entra-role-templates.tsv");

/// How claims become roles.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct RoleOptions {
    /// What becomes which role. Entries for other issuers are passed over, so that one table can serve several policies.
    pub mappings: Vec<RoleMapping>,
    /// Which roles a role includes; inclusion is transitive, and a cycle is an error.
    pub hierarchy: Vec<(String, Vec<String>)>,
}

/// One value of one source of one issuer, and the roles that it gives.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RoleMapping {
    /// The issuers for which it holds, in the form of the policy's `issuer`.
    pub issuer: Vec<String>,
    /// `scp`; `role` or `group` for AD FS in each of their forms; else the name of a claim, as `groups` and `wids`.
    pub source: String,
    /// The whole value.
    pub value: String,
    /// The roles that it gives.
    pub role: Vec<String>,
    /// Compares `value` without the case of its ASCII letters, as Active Directory does with names. Default: false.
    pub ignore_case: bool,
}

impl RoleMapping {
    /// A mapping that compares exactly.
    pub fn new(
        issuer: impl Into<String>,
        source: impl Into<String>,
        value: impl Into<String>,
        role: impl Into<String>,
    ) -> Self {
        Self {
            issuer: vec![issuer.into()],
            source: source.into(),
            value: value.into(),
            role: vec![role.into()],
            ignore_case: false,
        }
    }

    /// Compares without case.
    #[must_use]
    pub fn ignore_case(mut self) -> Self {
        self.ignore_case = true;
        self
    }

    fn from_members(object: &Object<'_>) -> Result<Self, Error> {
        let mut members = Members::of(
            object,
            "roles.mappings.",
            &["issuer", "source", "value", "role", "ignoreCase"],
        );
        let mapping = Self {
            issuer: members.required("issuer", one_or_many).unwrap_or_default(),
            source: members.required("source", text).unwrap_or_default(),
            value: members.required("value", text).unwrap_or_default(),
            role: members.required("role", one_or_many).unwrap_or_default(),
            ignore_case: members.optional("ignoreCase", flag).unwrap_or_default(),
        };
        members.checked(Some(mapping))
    }

    fn has_empty_text(&self) -> bool {
        let single = [&self.source, &self.value];
        self.issuer.is_empty()
            || self.role.is_empty()
            || single
                .into_iter()
                .chain(&self.issuer)
                .chain(&self.role)
                .any(String::is_empty)
    }
}

impl RoleOptions {
    /// No mapping and no hierarchy.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the JSON form.
    ///
    /// # Errors
    ///
    /// `ERR_CONFIG` that names the option.
    pub(crate) fn from_members(object: &Object<'_>) -> Result<Self, Error> {
        let mut members = Members::of(object, "roles.", &["mappings", "hierarchy"]);
        let included = |table: &Value<'_>| {
            map_all(table.as_object()?.iter(), |(role, included)| {
                Some((role.to_string(), texts(included)?))
            })
        };
        let mappings = members.optional("mappings", objects).unwrap_or_default();
        let options = Self {
            mappings: members
                .keep(try_map(mappings, RoleMapping::from_members))
                .unwrap_or_default(),
            hierarchy: members.optional("hierarchy", included).unwrap_or_default(),
        };
        members.checked(Some(options))
    }

    /// Adds a mapping.
    #[must_use]
    pub fn mapping(mut self, mapping: RoleMapping) -> Self {
        self.mappings.push(mapping);
        self
    }

    /// Makes `role` include others.
    #[must_use]
    pub fn includes<T: Into<String>>(
        mut self,
        role: impl Into<String>,
        included: impl IntoIterator<Item = T>,
    ) -> Self {
        let included = included.into_iter().map(Into::into);
        self.hierarchy.push((role.into(), included.collect()));
        self
    }
}

/// Why somebody has a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Grant {
    /// The role.
    pub role: String,
    /// The source that gave it, as the mapping names it; `hierarchy` where another role includes it.
    pub source: String,
    /// The value that gave it, or the role that includes it.
    pub value: String,
}

/// The checked and compiled mapping.
#[derive(Clone, Debug)]
pub(crate) struct Roles {
    rules: Vec<Rule>,
    /// For each role, every role that it includes, directly or not.
    includes: Vec<(String, Vec<String>)>,
}

#[derive(Clone, Debug)]
struct Rule {
    issuers: Vec<IssuerRule>,
    mapping: RoleMapping,
}

impl Roles {
    /// Checks and compiles `options`.
    ///
    /// # Errors
    ///
    /// `ERR_CONFIG` for an empty text, a malformed issuer and a cycle.
    pub(crate) fn new(options: RoleOptions) -> Result<Self, Error> {
        Ok(Self {
            includes: closure(&options.hierarchy)?,
            rules: try_map(options.mappings, Rule::new)?,
        })
    }

    /// Adds to `identity` what the mapping and the hierarchy give to the claims of a token of `issuer`. `groups` are those
    /// that the host found for a token which has too many to carry.
    pub(crate) fn apply(
        &self,
        issuer: &str,
        claims: &Object<'_>,
        groups: Option<&[String]>,
        identity: &mut Identity,
    ) {
        let mut grants: Vec<Grant> = identity
            .roles
            .iter()
            .map(|role| Grant::new(role, "roles", role))
            .collect();
        for rule in self.rules.iter().filter(|rule| rule.is_for(issuer)) {
            grants.extend(rule.grants(claims, groups));
        }
        let mut inherited = Vec::new();
        for grant in &grants {
            for role in included_by(&grant.role, &self.includes) {
                inherited.push(Grant::new(role, "hierarchy", &grant.role));
            }
        }
        grants.extend(inherited);
        for grant in &grants {
            if !identity.roles.contains(&grant.role) {
                identity.roles.push(grant.role.clone());
            }
        }
        let mut seen = Vec::with_capacity(grants.len());
        for grant in grants {
            if !seen.contains(&grant) {
                seen.push(grant);
            }
        }
        identity.grants = seen;
        if identity.groups_overage && groups.is_none() {
            identity.undecided_roles = self.undecided(issuer, &identity.roles);
        }
        identity.groups_overage &= groups.is_none();
    }

    /// The roles beside `held` that some group could give to a token of `issuer`.
    fn undecided(&self, issuer: &str, held: &[String]) -> Vec<String> {
        let mut undecided: Vec<String> = Vec::new();
        let of_groups = |rule: &&Rule| rule.is_for(issuer) && rule.mapping.source == GROUPS;
        let mut reach = |role: &String| {
            if !held.contains(role) && !undecided.contains(role) {
                undecided.push(role.clone());
            }
        };
        for rule in self.rules.iter().filter(of_groups) {
            for role in &rule.mapping.role {
                reach(role);
                included_by(role, &self.includes)
                    .into_iter()
                    .for_each(&mut reach);
            }
        }
        undecided
    }
}

impl Grant {
    fn new(role: &str, source: &str, value: &str) -> Self {
        Self {
            role: role.to_string(),
            source: source.to_string(),
            value: value.to_string(),
        }
    }
}

impl Rule {
    fn new(mapping: RoleMapping) -> Result<Self, Error> {
        if mapping.has_empty_text() {
            return Err(Error::config("roles.mappings", "config.empty"));
        }
        let issuers = try_map(mapping.issuer.iter().cloned(), IssuerRule::new)?;
        Ok(Self { issuers, mapping })
    }

    fn is_for(&self, issuer: &str) -> bool {
        self.issuers.iter().any(|rule| rule.accepts(issuer))
    }

    fn grants(&self, claims: &Object<'_>, groups: Option<&[String]>) -> Vec<Grant> {
        let mapping = &self.mapping;
        let matches = |value: &String| {
            if mapping.ignore_case {
                value.eq_ignore_ascii_case(&mapping.value)
            } else {
                *value == mapping.value
            }
        };
        let holds = match groups {
            Some(groups) if mapping.source == GROUPS => groups.iter().any(matches),
            _ => values(claims, &mapping.source).iter().any(matches),
        };
        if !holds {
            return Vec::new();
        }
        mapping
            .role
            .iter()
            .map(|role| Grant::new(role, &mapping.source, &mapping.value))
            .collect()
    }
}

/// The values that a source has in a token.
fn values(claims: &Object<'_>, source: &str) -> Vec<String> {
    let names: &[&str] = match source {
        "scp" => return claims.get("scp").map(identity::scopes).unwrap_or_default(),
        "role" => &ROLE_CLAIMS,
        "group" => &GROUP_CLAIMS,
        claim => &[claim],
    };
    let mut values = Vec::new();
    for name in names {
        values.extend(claims.get(name).map(identity::roles).unwrap_or_default());
    }
    values
}

/// The roles that `role` includes by the entries of `hierarchy`.
fn included_by<'h>(role: &str, hierarchy: &'h [(String, Vec<String>)]) -> Vec<&'h String> {
    let mut all = Vec::new();
    for (name, included) in hierarchy {
        if name == role {
            all.extend(included);
        }
    }
    all
}

/// Follows the hierarchy to its ends.
fn closure(hierarchy: &[(String, Vec<String>)]) -> Result<Vec<(String, Vec<String>)>, Error> {
    let mut closed = Vec::with_capacity(hierarchy.len());
    for (role, _) in hierarchy {
        let mut reached: Vec<String> = Vec::new();
        let mut open = vec![role];
        while let Some(next) = open.pop() {
            for included in included_by(next, hierarchy) {
                if included.is_empty() {
                    return Err(Error::config("roles.hierarchy", "config.empty"));
                }
                if included == role {
                    return Err(Error::config("roles.hierarchy", "config.role_cycle"));
                }
                if !reached.contains(included) {
                    reached.push(included.clone());
                    open.push(included);
                }
            }
        }
        closed.push((role.clone(), reached));
    }
    Ok(closed)
}

/// Whether the token says that its groups are too many to carry. The address that it gives for them is never called: it
/// comes from the token.
pub(crate) fn has_groups_overage(claims: &Object<'_>) -> bool {
    let elsewhere = claims
        .get("_claim_names")
        .and_then(Value::as_object)
        .is_some_and(|names| names.get("groups").is_some());
    let flagged = match claims.get("hasgroups") {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(text)) => text == "true",
        _ => false,
    };
    elsewhere || flagged
}

/// The name of a built-in directory role of Microsoft Entra by its template id, as the claim `wids` carries it.
///
/// Entries in parentheses mark kinds of users, not roles. For people to read; nothing is decided by a name.
pub fn directory_role_name(template_id: &str) -> Option<&'static str> {
    DIRECTORY_ROLES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .find_map(|line| {
            let mut columns = line.split('\t');
            (columns.next() == Some(template_id)).then(|| columns.next())?
        })
}
