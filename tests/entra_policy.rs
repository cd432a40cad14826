//! Microsoft Entra ID: who may call, in which order the rules run, and the configuration itself.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use claimgate::ErrorCode::*;
use claimgate::{
    Cloud, JwkSet, Policy, PolicyOptions, ProviderKind, ProviderOptions, Tenants, TokenVersion,
};
use common::entra::*;
use common::*;
use serde_json::{json, Value};

#[test]
fn the_client_is_allowed() {
    let policy = policy_for(entra(listed(&[TENANT])).allowed_clients([CLIENT.to_uppercase()]));
    assert_eq!(verdict(&v2_claims(), json!({}), &policy), None);
    assert_eq!(verdict(&v1_claims(), json!({}), &policy), None);
    for client in [json!(null), json!(OTHER_TENANT), json!([CLIENT]), json!("")] {
        assert_eq!(
            verdict(&v2_claims(), json!({ "azp": client }), &policy),
            Some(ClientNotAllowed)
        );
        assert_eq!(
            verdict(&v1_claims(), json!({ "appid": client }), &policy),
            Some(ClientNotAllowed)
        );
    }
    // The claim of the other version does not count.
    let swapped = json!({ "azp": null, "appid": CLIENT });
    assert_eq!(
        verdict(&v2_claims(), swapped, &policy),
        Some(ClientNotAllowed)
    );
}

#[test]
fn an_access_token_has_a_scope_or_a_role() {
    let policy = one_tenant();
    for changes in [
        json!({ "scp": null }),
        json!({ "scp": "" }),
        json!({ "scp": "  " }),
        json!({ "scp": 1 }),
        json!({ "scp": null, "roles": [] }),
        json!({ "scp": null, "roles": [""] }),
        json!({ "scp": null, "roles": [1] }),
        json!({ "scp": null, "scope": "openid" }),
        json!({ "scp": null, "groups": ["admin"], "nonce": "x" }),
    ] {
        assert_eq!(
            verdict(&v2_claims(), changes.clone(), &policy),
            Some(TokenNotAccess),
            "{changes}"
        );
        let lenient = policy_for(entra(Tenants::Any).allow_without_scope_or_roles());
        assert_eq!(verdict(&v2_claims(), changes, &lenient), None);
    }
    assert_eq!(
        verdict(
            &v2_claims(),
            json!({ "scp": null, "roles": ["Orders.Read"] }),
            &policy
        ),
        None
    );
}

#[test]
fn an_id_token_with_roles_is_told_by_its_sign_in() {
    let policy = one_tenant();
    let lenient = policy_for(entra(Tenants::Any).allow_without_scope_or_roles());
    for claim in ["nonce", "c_hash", "at_hash"] {
        for claims in [v1_claims(), v2_claims()] {
            let id_token = json!({ "scp": null, "roles": ["Orders.Approve"], claim: "x" });
            assert_eq!(
                verdict(&claims, id_token.clone(), &policy),
                Some(TokenNotAccess),
                "{claim}"
            );
            assert_eq!(verdict(&claims, id_token, &lenient), None, "{claim}");
        }
    }
    // What access tokens carry beside: a session, an identifier of their own, opaque claims.
    let access =
        json!({ "roles": ["Orders.Approve"], "sid": "s", "uti": "u", "rh": "r", "aio": "a" });
    assert_eq!(verdict(&v2_claims(), access, &policy), None);
}

#[test]
fn the_rules_run_in_their_order() {
    let policy = policy_for(
        entra(listed(&[TENANT]))
            .versions([TokenVersion::V2])
            .allowed_clients([CLIENT]),
    );
    let keys = keys_with(&json!({
        "issuer": issuer_v2(CONSUMERS),
        "cloud_instance_name": "microsoftonline.us",
    }));
    let mut claims = changed(
        &v2_claims(),
        json!({ "exp": 1, "aud": "x", "ver": "1.0", "tid": OTHER_TENANT, "azp": "x", "scp": null }),
    );
    for (repair, expected) in [
        (json!({}), TokenExpired),
        (json!({ "exp": 1_700_000_600 }), AudienceMismatch),
        (json!({ "aud": AUDIENCE }), TokenVersion),
        (json!({ "ver": "2.0" }), TenantIssuerMismatch),
        (json!({ "tid": TENANT }), KeyIssuerMismatch),
    ] {
        claims = changed(&claims, repair);
        assert_eq!(code(&signed(&claims), &keys, &policy), Some(expected));
    }
    let keys = keys_with(&json!({ "cloud_instance_name": "microsoftonline.us" }));
    assert_eq!(code(&signed(&claims), &keys, &policy), Some(CloudMismatch));
    let keys = common::entra::keys();
    assert_eq!(
        code(&signed(&claims), &keys, &policy),
        Some(ClientNotAllowed)
    );
    claims = changed(&claims, json!({ "azp": CLIENT }));
    assert_eq!(code(&signed(&claims), &keys, &policy), Some(TokenNotAccess));
}

#[test]
fn refuses_wrong_configuration() {
    let with = |provider: ProviderOptions| PolicyOptions::for_provider(provider, AUDIENCE);
    for tenant in ["contoso.onmicrosoft.com", "common", "", "{tenantid}"] {
        let tenants = listed(&[TENANT, tenant]);
        refused_option(
            with(entra(tenants)),
            "provider.tenants",
            "config.not_a_guid",
        );
    }
    refused_option(with(entra(listed(&[]))), "provider.tenants", "config.empty");
    refused_option(
        with(ProviderOptions::new(ProviderKind::Entra)),
        "provider.tenants",
        "config.missing",
    );
    refused_option(
        with(entra(Tenants::Any).versions([])),
        "provider.versions",
        "config.empty",
    );
    refused_option(
        with(entra(Tenants::Any).policies(["b2c_1_susi"])),
        "provider.policies",
        "config.not_for_provider",
    );
    refused_option(
        with(entra(Tenants::Any).allowed_clients(["my app"])),
        "provider.allowedClients",
        "config.not_a_guid",
    );
    refused_option(
        with(entra(Tenants::Any).allowed_clients::<&str>([])),
        "provider.allowedClients",
        "config.empty",
    );
    // The version 1.0 issuer of this cloud is not known, so nothing is left.
    refused_option(
        with(
            entra(Tenants::Any)
                .cloud(Cloud::Bleu)
                .versions([TokenVersion::V1]),
        ),
        "issuer",
        "config.empty",
    );
    for (issuer, reason) in [
        ("https://issuer.example", "config.issuer_form"),
        (
            "https://login.microsoftonline.com/common/v2.0",
            "config.issuer_form",
        ),
        (
            "https://login.microsoftonline.us/{tenantid}/v2.0",
            "config.issuer_of_another_cloud",
        ),
        (
            "https://sts.chinacloudapi.cn/{tenantid}/",
            "config.issuer_of_another_cloud",
        ),
    ] {
        refused_option(
            with(entra(Tenants::Any)).issuers([issuer]),
            "issuer",
            reason,
        );
    }
}

#[test]
fn an_issuer_on_another_host_can_be_named() {
    let options = PolicyOptions::for_provider(entra(listed(&[TENANT])), AUDIENCE).issuers([
        "http://127.0.0.1:8080/{tenantid}/v2.0",
        "http://127.0.0.1:8080/{tenantid}/",
    ]);
    let policy = Policy::new(options).unwrap();
    let v2 = |tenant: &str| format!("http://127.0.0.1:8080/{tenant}/v2.0");
    let v1 = |tenant: &str| format!("http://127.0.0.1:8080/{tenant}/");
    assert_eq!(
        verdict(&v2_claims(), json!({ "iss": v2(TENANT) }), &policy),
        None
    );
    let other = json!({ "iss": v2(OTHER_TENANT), "tid": OTHER_TENANT });
    assert_eq!(
        verdict(&v2_claims(), other, &policy),
        Some(TenantNotAllowed)
    );
    let keys = keys_with(&json!({ "issuer": v2("{tenantid}") }));
    let token = signed(&changed(&v1_claims(), json!({ "iss": v1(TENANT) })));
    assert_eq!(code(&token, &keys, &policy), None);
    // What the configuration replaced is not accepted beside it.
    assert_eq!(
        verdict(&v2_claims(), json!({}), &policy),
        Some(IssuerMismatch)
    );
}

#[test]
fn reads_the_options_of_a_policy_file() {
    let read = |provider: &str| {
        Policy::from_json(&format!(r#"{{"audience":"a","provider":{provider}}}"#))
            .map(|policy| {
                policy
                    .issuers()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
            })
            .map_err(|error| error.code())
    };
    let organizations = read(r#"{"kind":"entra","tenants":"organizations","versions":["2.0"]}"#);
    assert_eq!(
        organizations.unwrap(),
        ["https://login.microsoftonline.com/{tenantid}/v2.0"]
    );
    let all = format!(
        r#"{{"kind":"entra","tenants":["{TENANT}"],"cloud":"usGov","versions":["1.0","2.0"],
            "allowedClients":["{CLIENT}"],"allowWithoutScopeOrRoles":false}}"#
    );
    assert_eq!(
        read(&all).unwrap(),
        [
            issuer_v1(TENANT),
            format!("https://login.microsoftonline.us/{TENANT}/v2.0")
        ]
    );
    for wrong in [
        r#"{"kind":"azure","tenants":"any"}"#,
        r#"{"kind":"entra","tenants":"common"}"#,
        r#"{"kind":"entra","tenants":"any","cloud":"germany"}"#,
        r#"{"kind":"entra","tenants":"any","versions":["1"]}"#,
        r#"{"kind":"entra","tenants":"any","tenant":"x"}"#,
        r#"{"tenants":"any"}"#,
        r#""entra""#,
    ] {
        assert_eq!(read(wrong), Err(Config), "{wrong}");
    }
}

/// Without keys the claims are judged, and nothing is said of what the key would decide.
#[test]
fn the_report_judges_what_it_can() {
    use claimgate::report::{CheckId, CheckState, Verdict};
    let provider = |keys: Option<&JwkSet>, claims: &Value| {
        let report = claimgate::inspect(&signed(claims), keys, Some(&one_tenant()), NOW);
        let check = report
            .checks
            .iter()
            .find(|check| check.id == CheckId::Provider)
            .cloned();
        (report.verdict, check.unwrap())
    };
    let (verdict, check) = provider(None, &v2_claims());
    assert_eq!(
        (verdict, check.state),
        (Verdict::Incomplete, CheckState::NotChecked)
    );
    let (verdict, check) = provider(None, &changed(&v2_claims(), json!({ "scp": null })));
    assert_eq!((verdict, check.state), (Verdict::Refused, CheckState::Fail));
    assert_eq!(check.code, Some("ERR_TOKEN_NOT_ACCESS"));
    let (verdict, check) = provider(Some(&keys()), &v2_claims());
    assert_eq!((verdict, check.state), (Verdict::Valid, CheckState::Pass));
    let consumer = issuer_v2(CONSUMERS);
    let consumer_keys = keys_with(&json!({ "issuer": consumer }));
    let (_, check) = provider(Some(&consumer_keys), &v2_claims());
    assert_eq!(check.actual, Some(consumer));
    let (_, check) = provider(
        None,
        &changed(
            &v2_claims(),
            json!({ "tid": OTHER_TENANT, "iss": issuer_v2(OTHER_TENANT) }),
        ),
    );
    assert_eq!(check.expected, [TENANT]);
    assert_eq!(check.actual.as_deref(), Some(OTHER_TENANT));
}
