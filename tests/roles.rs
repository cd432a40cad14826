//! From the claims of two providers to the roles of one application.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use claimgate::roles::directory_role_name;
use claimgate::{
    identify, verify, CallerKind, ErrorCode, Identity, Policy, PolicyOptions, ProviderKind,
    ProviderOptions, RoleMapping, RoleOptions, Tenants,
};
use common::entra::*;
use common::*;
use serde_json::{json, Value};

const ENTRA: &str = "https://login.microsoftonline.com/{tenantid}/v2.0";
const ADFS: &str = "http://adfs.contoso.example/adfs/services/trust";
const GROUP: &str = "3c1a2b4d-0000-4000-8000-5e6f708192a3";
const GLOBAL_ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";

/// One table for both providers.
fn table() -> RoleOptions {
    RoleOptions::new()
        .mapping(RoleMapping::new(ENTRA, "groups", GROUP, "editor"))
        .mapping(RoleMapping::new(
            ENTRA,
            "wids",
            GLOBAL_ADMINISTRATOR,
            "admin",
        ))
        .mapping(RoleMapping::new(ENTRA, "scp", "Orders.Write", "editor"))
        .mapping(RoleMapping::new(ENTRA, "department", "Audit", "auditor"))
        .mapping(RoleMapping::new(ADFS, "group", "CONTOSO\\Editors", "editor").ignore_case())
        .mapping(RoleMapping::new(ADFS, "role", "Administrator", "admin"))
        .includes("admin", ["editor"])
        .includes("editor", ["viewer"])
}

fn entra_options() -> PolicyOptions {
    let provider = ProviderOptions::new(ProviderKind::Entra).tenants(Tenants::Any);
    PolicyOptions::for_provider(provider, AUDIENCE)
}

fn adfs_options() -> PolicyOptions {
    PolicyOptions::for_provider(ProviderOptions::new(ProviderKind::Adfs), AUDIENCE).issuers([ADFS])
}

fn identity(options: PolicyOptions, changes: Value) -> Identity {
    let policy = Policy::new(options).expect("a policy");
    let claims = changed(&v2_claims(), changes);
    let verified = verify(&signed(&claims), &keys(), &policy, NOW).expect("a valid token");
    verified.identity
}

fn from_entra(changes: Value) -> Identity {
    identity(entra_options().roles(table()), changes)
}

fn from_adfs(changes: Value) -> Identity {
    let claims = changed(
        &json!({ "iss": ADFS, "ver": "1.0", "tid": null, "appid": CLIENT }),
        changes,
    );
    identity(adfs_options().roles(table()), claims)
}

#[test]
fn one_person_has_the_same_roles_through_both_providers() {
    let entra = from_entra(json!({ "groups": [GROUP] }));
    assert_eq!(entra.roles, ["editor", "viewer"]);
    for claim in ["group", "http://schemas.xmlsoap.org/claims/Group"] {
        let adfs = from_adfs(json!({ claim: ["CONTOSO\\Everyone", "contoso\\editors"] }));
        assert_eq!(adfs.roles, entra.roles, "{claim}");
    }
    let entra = from_entra(json!({ "wids": [GLOBAL_ADMINISTRATOR] }));
    assert_eq!(entra.roles, ["admin", "editor", "viewer"]);
    let uri = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role";
    for claim in ["role", uri] {
        assert_eq!(
            from_adfs(json!({ claim: "Administrator" })).roles,
            entra.roles,
            "{claim}"
        );
    }
}

#[test]
fn scopes_and_other_claims_are_mapped_whole() {
    assert_eq!(
        from_entra(json!({ "scp": "Orders.Read Orders.Write" })).roles,
        ["editor", "viewer"]
    );
    assert_eq!(
        from_entra(json!({ "department": "Audit" })).roles,
        ["auditor"]
    );
    for changes in [
        json!({ "scp": "Orders.Write.All" }),
        json!({ "scp": "orders.write" }),
        json!({ "department": "Audits" }),
        json!({ "department": { "Audit": true } }),
        json!({ "Department": "Audit" }),
        json!({ "groups": [GROUP.to_uppercase()] }),
        json!({ "groups": { "x": GROUP } }),
    ] {
        assert!(from_entra(changes.clone()).roles.is_empty(), "{changes}");
    }
    assert!(from_adfs(json!({ "role": "administrator" }))
        .roles
        .is_empty());
}

/// A value of one issuer, or of one source, says nothing in another.
#[test]
fn a_mapping_is_for_its_issuer_and_its_source() {
    assert!(
        from_adfs(json!({ "groups": [GROUP], "wids": [GLOBAL_ADMINISTRATOR] }))
            .roles
            .is_empty()
    );
    assert!(
        from_entra(json!({ "role": "Administrator", "wids": [GROUP] }))
            .roles
            .is_empty()
    );
}

#[test]
fn only_the_roles_claim_passes_unmapped() {
    let pretender = json!({
        "groups": ["admin"], "wids": ["admin"], "role": "admin", "group": "admin", "Roles": ["admin"],
        "scp": "admin", "department": "admin",
    });
    for options in [entra_options(), entra_options().roles(table())] {
        assert!(identity(options.clone(), pretender.clone())
            .roles
            .is_empty());
        let assigned = identity(options, json!({ "roles": ["Orders.Approve"] }));
        assert_eq!(assigned.roles, ["Orders.Approve"]);
    }
    // Mapped, the hierarchy holds for assigned roles too.
    assert_eq!(
        from_entra(json!({ "roles": ["editor"] })).roles,
        ["editor", "viewer"]
    );
}

#[test]
fn every_role_has_its_reason() {
    let grants = from_entra(json!({ "roles": ["editor"], "groups": [GROUP] })).grants;
    let grants: Vec<_> = grants
        .iter()
        .map(|grant| {
            (
                grant.role.as_str(),
                grant.source.as_str(),
                grant.value.as_str(),
            )
        })
        .collect();
    assert_eq!(
        grants,
        [
            ("editor", "roles", "editor"),
            ("editor", "groups", GROUP),
            ("viewer", "hierarchy", "editor"),
        ]
    );
}

#[test]
fn an_overage_of_groups_is_noticed() {
    let endpoint = "https://graph.windows.net/t/users/o/getMemberObjects";
    for changes in [
        json!({ "_claim_names": { "groups": "src1" }, "_claim_sources": { "src1": { "endpoint": endpoint } } }),
        json!({ "hasgroups": true }),
        json!({ "hasgroups": "true" }),
    ] {
        assert!(from_entra(changes.clone()).groups_overage, "{changes}");
        let token = signed(&changed(&v2_claims(), changes));
        let policy = Policy::new(entra_options()).unwrap();
        let notes = claimgate::inspect(&token, Some(&keys()), Some(&policy), NOW).notes;
        assert!(notes.iter().any(|note| note.reason == "groups.overage"));
    }
    for changes in [
        json!({}),
        json!({ "groups": [GROUP] }),
        json!({ "_claim_names": { "other": "src1" } }),
        json!({ "hasgroups": false }),
    ] {
        assert!(!from_entra(changes.clone()).groups_overage, "{changes}");
    }
}

/// Groups that the token does not carry, and that the host found.
#[test]
fn groups_that_were_found_go_through_the_same_mapping() {
    let claims = changed(
        &v2_claims(),
        json!({ "hasgroups": true, "roles": ["reader"] }),
    );
    let policy = Policy::new(entra_options().roles(table())).unwrap();
    let with = |groups: Option<&[String]>| identify(&claims.to_string(), &policy, groups).unwrap();

    let unknown = with(None);
    assert!(unknown.groups_overage);
    assert_eq!(unknown.roles, ["reader"]);
    // Directly and by the hierarchy; `admin` comes from no group.
    assert_eq!(unknown.undecided_roles, ["editor", "viewer"]);

    let found = with(Some(&["other".to_string(), GROUP.to_string()]));
    assert!(!found.groups_overage && found.undecided_roles.is_empty());
    assert_eq!(found.roles, ["reader", "editor", "viewer"]);
    assert_eq!(found.grants[1].source, "groups");

    // None of them, and a group that is named like a role.
    for groups in [vec![], vec!["admin".to_string()]] {
        let none = with(Some(&groups));
        assert!(!none.groups_overage && none.undecided_roles.is_empty());
        assert_eq!(none.roles, ["reader"]);
    }

    let malformed = identify("[1]", &policy, None).unwrap_err();
    assert_eq!(malformed.code(), ErrorCode::TokenJson);
}

#[test]
fn only_groups_of_the_issuer_are_undecided() {
    let overage = |claims: Value| {
        let verified = identity(entra_options().roles(table()), claims);
        verified.undecided_roles
    };
    assert_eq!(overage(json!({ "hasgroups": true })), ["editor", "viewer"]);
    // What the caller has anyway is decided, and so is everything where the groups are there.
    let editor = json!({ "hasgroups": true, "roles": ["editor"] });
    assert!(overage(editor).is_empty());
    assert!(overage(json!({ "groups": [GROUP] })).is_empty());
    let v1 = json!({ "iss": issuer_v1(TENANT), "ver": "1.0", "hasgroups": true });
    assert!(overage(v1).is_empty(), "no mapping names this issuer");
    // No mapping, no role to wonder about.
    let bare = identity(entra_options(), json!({ "hasgroups": true }));
    assert!(bare.groups_overage && bare.undecided_roles.is_empty());
}

#[test]
fn the_rule_that_told_the_kind_is_named() {
    let told = |changes: Value| {
        let identity = from_entra(changes);
        (identity.kind, identity.rule)
    };
    assert_eq!(
        told(json!({ "idtyp": "app" })),
        (CallerKind::App, Some("subject.idtyp"))
    );
    assert_eq!(told(json!({})), (CallerKind::User, Some("subject.scope")));
    assert_eq!(
        told(json!({ "scp": null, "roles": ["r"], "sub": "o" })),
        (CallerKind::App, Some("subject.object_with_roles"))
    );
    assert_eq!(
        told(json!({ "scp": null, "roles": ["r"] })),
        (CallerKind::Unknown, None)
    );
}

#[test]
fn refuses_wrong_configuration() {
    let refused = |roles: RoleOptions, option: &str, reason: &str| {
        let error = Policy::new(options().roles(roles)).expect_err("must be refused");
        assert_eq!(error.code(), ErrorCode::Config);
        let detail = error.detail();
        assert_eq!(
            (detail.claim.as_deref(), detail.reason),
            (Some(option), Some(reason))
        );
    };
    for cycle in [
        RoleOptions::new().includes("a", ["a"]),
        RoleOptions::new().includes("a", ["b"]).includes("b", ["a"]),
        RoleOptions::new()
            .includes("a", ["x", "b"])
            .includes("b", ["c"])
            .includes("c", ["y", "a"]),
    ] {
        refused(cycle, "roles.hierarchy", "config.role_cycle");
    }
    let diamond = RoleOptions::new()
        .includes("a", ["b", "c"])
        .includes("b", ["d"])
        .includes("c", ["d"]);
    assert!(Policy::new(options().roles(diamond)).is_ok());
    for empty in [
        RoleMapping::new("", "groups", "x", "r"),
        RoleMapping::new(ENTRA, "", "x", "r"),
        RoleMapping::new(ENTRA, "groups", "", "r"),
        RoleMapping::new(ENTRA, "groups", "x", ""),
    ] {
        refused(
            RoleOptions::new().mapping(empty),
            "roles.mappings",
            "config.empty",
        );
    }
    let template = RoleMapping::new("https://x/{tenant}", "groups", "x", "r");
    refused(
        RoleOptions::new().mapping(template),
        "issuer",
        "config.issuer_template",
    );
}

#[test]
fn reads_the_table_of_a_policy_file() {
    let policy = |roles: &str| {
        Policy::from_json(&format!(
            r#"{{"issuer":"https://i","audience":null,"roles":{roles}}}"#
        ))
        .map(drop)
        .map_err(|error| error.code())
    };
    let whole = r#"{"mappings":[{"issuer":["https://i"],"source":"groups","value":"x","role":["r"],"ignoreCase":true},
        {"issuer":"https://i","source":"groups","value":"x","role":"r"}],"hierarchy":{"r":["s"]}}"#;
    assert_eq!(policy(whole), Ok(()));
    assert_eq!(policy("{}"), Ok(()));
    for wrong in [
        r#"{"mappings":[{"source":"groups","value":"x","role":"r"}]}"#,
        r#"{"mappings":[{"issuer":"i","source":"groups","value":"x","role":"r","x":1}]}"#,
        r#"{"mapping":[]}"#,
        r#"{"hierarchy":{"r":"s"}}"#,
    ] {
        assert_eq!(policy(wrong), Err(ErrorCode::Config), "{wrong}");
    }
}

#[test]
fn directory_roles_have_names() {
    assert_eq!(
        directory_role_name(GLOBAL_ADMINISTRATOR),
        Some("Global Administrator")
    );
    assert_eq!(directory_role_name(GROUP), None);
    assert_eq!(directory_role_name(""), None);
    assert_eq!(directory_role_name("# Origin"), None);
    let table = include_str!("../data/entra-role-templates.tsv");
    let mut ids: Vec<_> = table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .inspect(|columns| assert_eq!((columns.len(), columns[0].len()), (4, 36), "{columns:?}"))
        .map(|columns| columns[0])
        .collect();
    assert!(ids.len() > 140);
    ids.sort_unstable();
    assert!(
        ids.windows(2).all(|pair| pair[0] < pair[1]),
        "an id occurs twice"
    );
}
