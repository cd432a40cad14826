//! Microsoft Entra ID: each rule with a token that it accepts and one that it refuses, by the code of the verdict.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use claimgate::ErrorCode::*;
use claimgate::{Cloud, Policy, PolicyOptions, Tenants, TokenVersion};
use common::entra::*;
use common::*;
use serde_json::{json, Value};

#[test]
fn accepts_both_versions_of_every_cloud() {
    for (cloud, v2, v1) in [
        (
            Cloud::Public,
            "https://login.microsoftonline.com/{}/v2.0",
            Some("https://sts.windows.net/{}/"),
        ),
        (
            Cloud::UsGov,
            "https://login.microsoftonline.us/{}/v2.0",
            Some("https://sts.windows.net/{}/"),
        ),
        (
            Cloud::China,
            "https://login.partner.microsoftonline.cn/{}/v2.0",
            Some("https://sts.chinacloudapi.cn/{}/"),
        ),
        (
            Cloud::Bleu,
            "https://login.sovcloud-identity.fr/{}/v2.0",
            None,
        ),
        (
            Cloud::Delos,
            "https://login.sovcloud-identity.de/{}/v2.0",
            None,
        ),
        (
            Cloud::GovSg,
            "https://login.sovcloud-identity.sg/{}/v2.0",
            None,
        ),
    ] {
        let policy = policy_for(entra(listed(&[TENANT])).cloud(cloud));
        let v2 = v2.replace("{}", TENANT);
        assert_eq!(verdict(&v2_claims(), json!({ "iss": v2 }), &policy), None);
        let mut issuers = vec![v2];
        if let Some(v1) = v1.map(|v1| v1.replace("{}", TENANT)) {
            assert_eq!(verdict(&v1_claims(), json!({ "iss": v1 }), &policy), None);
            issuers.insert(0, v1);
        }
        assert_eq!(policy.issuers().collect::<Vec<_>>(), issuers);
        // A token of another cloud is from another issuer.
        let other = if cloud == Cloud::China {
            Cloud::Bleu
        } else {
            Cloud::China
        };
        let other = policy_for(entra(listed(&[TENANT])).cloud(other));
        assert_eq!(
            verdict(&v2_claims(), json!({ "iss": issuers.last() }), &other),
            Some(IssuerMismatch)
        );
    }
}

#[test]
fn graph_tokens_stop_before_the_key() {
    let policy = one_tenant();
    let with = |header: Value, changes: Value| {
        let claims = changed(&v2_claims(), changes);
        // Another key: the signature of such a token cannot be checked, and its key need not be known.
        code(
            &sign(
                "RS256",
                other_key(),
                &header.to_string(),
                &claims.to_string(),
            ),
            &keys(),
            &policy,
        )
    };
    let plain = json!({"alg":"RS256","kid":"unknown"});
    assert_eq!(with(plain.clone(), json!({})), Some(KeyNotFound));
    let nonce = json!({"alg":"RS256","kid":"unknown","nonce":"x"});
    assert_eq!(with(nonce, json!({})), Some(TokenForGraph));
    for audience in [
        "00000003-0000-0000-c000-000000000000",
        "https://graph.microsoft.com",
        "https://graph.microsoft.com/",
        "https://graph.microsoft.us",
        "https://dod-graph.microsoft.us/",
        "https://microsoftgraph.chinacloudapi.cn",
        "00000002-0000-0000-c000-000000000000",
        "https://graph.windows.net/",
    ] {
        for aud in [json!(audience), json!([AUDIENCE, audience])] {
            assert_eq!(
                with(plain.clone(), json!({ "aud": aud })),
                Some(TokenForGraph)
            );
        }
        refused_option(
            PolicyOptions::for_provider(entra(Tenants::Any), audience),
            "audience",
            "config.graph_audience",
        );
    }
    for audience in [
        "https://graph.microsoft.com.example",
        "https://graph.microsoft.com/x",
    ] {
        assert_eq!(
            with(plain.clone(), json!({ "aud": audience })),
            Some(KeyNotFound)
        );
    }
    // Elsewhere a nonce means nothing, as RFC 7515 has it for members that are not understood.
    let generic = Policy::new(options()).unwrap();
    let header = r#"{"alg":"RS256","kid":"k1","nonce":"x"}"#;
    let token = sign("RS256", key(), header, &good_claims());
    assert_eq!(code(&token, &set_of("k1", key()), &generic), None);
}

#[test]
fn the_key_must_be_named() {
    let header = |text: &str| {
        code(
            &sign("RS256", key(), text, &v2_claims().to_string()),
            &keys(),
            &one_tenant(),
        )
    };
    assert_eq!(header(r#"{"alg":"RS256","kid":"k1"}"#), None);
    assert_eq!(header(r#"{"alg":"RS256"}"#), Some(KidMissing));
    assert_eq!(header(r#"{"alg":"RS256","x5t":"k1"}"#), Some(KidMissing));
    assert_eq!(header(r#"{"alg":"RS256","kid":"K1"}"#), Some(KeyNotFound));
}

#[test]
fn the_type_is_absent_or_jwt() {
    for (typ, expected) in [
        (r#","typ":"JWT""#, None),
        (r#","typ":"jwt""#, None),
        ("", None),
        (r#","typ":"at+jwt""#, Some(HeaderTyp)),
        (r#","typ":"logout+jwt""#, Some(HeaderTyp)),
    ] {
        let header = format!(r#"{{"alg":"RS256","kid":"k1"{typ}}}"#);
        let token = sign("RS256", key(), &header, &v2_claims().to_string());
        assert_eq!(code(&token, &keys(), &one_tenant()), expected, "{typ}");
    }
    let named = PolicyOptions::for_provider(entra(Tenants::Any), AUDIENCE).types(["at+jwt"]);
    assert_eq!(
        code(&signed(&v2_claims()), &keys(), &Policy::new(named).unwrap()),
        Some(HeaderTyp)
    );
}

#[test]
fn the_exponent_is_the_usual_one() {
    let exponent = rsa::BigUint::from(3u8);
    let small = rsa::RsaPrivateKey::new_with_exp(
        &mut <rand_chacha::ChaCha20Rng as rand_chacha::rand_core::SeedableRng>::seed_from_u64(3),
        2048,
        &exponent,
    )
    .unwrap();
    let keys = set_of("k1", &small);
    let token = token("RS256", "k1", &small, &v2_claims().to_string());
    assert_eq!(code(&token, &keys, &one_tenant()), Some(KeyUnusable));
    let generic = Policy::new(options().issuers([ISSUER_V2]).audiences([AUDIENCE])).unwrap();
    assert_eq!(code(&token, &keys, &generic), None);
}

#[test]
fn the_version_is_that_of_the_issuer_and_accepted() {
    let both = one_tenant();
    assert_eq!(verdict(&v1_claims(), json!({}), &both), None);
    assert_eq!(verdict(&v2_claims(), json!({}), &both), None);
    assert_eq!(
        verdict(&v2_claims(), json!({"ver":"1.0"}), &both),
        Some(TokenVersion)
    );
    assert_eq!(
        verdict(&v1_claims(), json!({"ver":"2.0"}), &both),
        Some(TokenVersion)
    );
    assert_eq!(
        verdict(&v2_claims(), json!({"ver":"3.0"}), &both),
        Some(TokenVersion)
    );
    assert_eq!(
        verdict(&v2_claims(), json!({"ver":null}), &both),
        Some(ClaimMissing)
    );
    assert_eq!(
        verdict(&v2_claims(), json!({"ver":2.0}), &both),
        Some(ClaimType)
    );

    let only_v2 = policy_for(entra(listed(&[TENANT])).versions([TokenVersion::V2]));
    assert_eq!(verdict(&v2_claims(), json!({}), &only_v2), None);
    assert_eq!(
        verdict(&v1_claims(), json!({}), &only_v2),
        Some(TokenVersion)
    );
    let only_v1 = policy_for(entra(listed(&[TENANT])).versions([TokenVersion::V1]));
    assert_eq!(verdict(&v1_claims(), json!({}), &only_v1), None);
    assert_eq!(
        verdict(&v2_claims(), json!({}), &only_v1),
        Some(TokenVersion)
    );
}

#[test]
fn the_tenant_is_that_of_the_issuer() {
    for policy in [one_tenant(), policy_for(entra(Tenants::Any))] {
        let tid = |tid: Value| verdict(&v2_claims(), json!({ "tid": tid }), &policy);
        assert_eq!(tid(json!(TENANT)), None);
        assert_eq!(tid(json!(null)), Some(ClaimMissing));
        for value in [json!(1), json!([TENANT]), json!({}), json!(true)] {
            assert_eq!(tid(value), Some(ClaimType));
        }
        for text in [
            "",
            OTHER_TENANT,
            "common",
            "{tenantid}",
            &TENANT.to_uppercase(),
            &format!("{TENANT}/../x"),
            &format!("{TENANT}\u{0}"),
            &format!(" {TENANT}"),
        ] {
            assert_eq!(tid(json!(text)), Some(TenantIssuerMismatch), "{text}");
        }
        for name in ["TID", "Tid"] {
            assert_eq!(
                verdict(&v2_claims(), json!({ name: TENANT }), &policy),
                Some(TenantIssuerMismatch)
            );
            assert_eq!(
                verdict(&v2_claims(), json!({ name: TENANT, "tid": null }), &policy),
                Some(ClaimMissing)
            );
        }
        // The issuer of another tenant does not lend its name.
        assert_eq!(
            verdict(
                &v2_claims(),
                json!({ "iss": issuer_v2(OTHER_TENANT) }),
                &policy
            ),
            Some(TenantIssuerMismatch)
        );
    }
}

#[test]
fn the_tenant_is_allowed() {
    let of = |tenant: &str| {
        changed(
            &v2_claims(),
            json!({ "tid": tenant, "iss": issuer_v2(tenant) }),
        )
    };
    for (tenants, expected) in [
        (
            listed(&[TENANT]),
            [None, Some(TenantNotAllowed), Some(TenantNotAllowed)],
        ),
        (
            listed(&[&OTHER_TENANT.to_uppercase(), CONSUMERS]),
            [Some(TenantNotAllowed), None, None],
        ),
        (Tenants::Organizations, [None, None, Some(TenantNotAllowed)]),
        (Tenants::Any, [None, None, None]),
    ] {
        let policy = policy_for(entra(tenants.clone()));
        for (tenant, expected) in [TENANT, OTHER_TENANT, CONSUMERS].into_iter().zip(expected) {
            assert_eq!(
                code(&signed(&of(tenant)), &keys(), &policy),
                expected,
                "{tenants:?} {tenant}"
            );
        }
    }
    // A version 1.0 token of another tenant likewise.
    let other = json!({ "tid": OTHER_TENANT, "iss": issuer_v1(OTHER_TENANT) });
    assert_eq!(
        verdict(&v1_claims(), other, &one_tenant()),
        Some(TenantNotAllowed)
    );
}

#[test]
fn the_issuer_is_compared_by_position() {
    for policy in [one_tenant(), policy_for(entra(Tenants::Any))] {
        let iss = |iss: Value| verdict(&v2_claims(), json!({ "iss": iss }), &policy);
        for text in [
            String::new(),
            "https://login.microsoftonline.com/{tenantid}/v2.0".to_string(),
            "https://login.microsoftonline.com/common/v2.0".to_string(),
            "https://login.microsoftonline.com/organizations/v2.0".to_string(),
            format!("{ISSUER_V2}/"),
            format!("{ISSUER_V2}#"),
            format!("{ISSUER_V2} "),
            format!("{ISSUER_V2}\u{0}"),
            ISSUER_V2.to_uppercase(),
            issuer_v2(&TENANT.to_uppercase()),
            ISSUER_V2.replace("https", "http"),
            ISSUER_V2.replace(".com/", ".com:443/"),
            ISSUER_V2.replace(".com/", ".com./"),
            ISSUER_V2.replace("login.", "x@login."),
            ISSUER_V2.replace(
                "login.microsoftonline.com",
                "login.microsoftonline.com.example",
            ),
            ISSUER_V2.replace("login.microsoftonline.com", "login.microsoftonline.us"),
            ISSUER_V2.replace("login.microsoftonline.com", "login.windows.net"),
            ISSUER_V2.replace("/v2.0", "/%76%32.0"),
            ISSUER_V2.replace("/v2.0", "/../v2.0"),
            ISSUER_V2.replace("/v2.0", ""),
            format!("https://sts.windows.net/{TENANT}"),
            format!("https://fabrikamb2c.b2clogin.com/tfp/{TENANT}/b2c_1_susi/v2.0"),
        ] {
            assert_eq!(iss(json!(text)), Some(IssuerMismatch), "{text}");
        }
        for value in [json!([ISSUER_V2]), json!({}), json!(1)] {
            assert_eq!(iss(value), Some(ClaimType));
        }
        assert_eq!(iss(json!(null)), Some(ClaimMissing));
    }
}

#[test]
fn the_key_belongs_to_the_issuer() {
    let template = "https://login.microsoftonline.com/{tenantid}/v2.0";
    let policy = policy_for(entra(Tenants::Any));
    let with = |issuer: &str, claims: &Value| {
        code(
            &signed(claims),
            &keys_with(&json!({ "issuer": issuer })),
            &policy,
        )
    };
    for issuer in [template, ISSUER_V2, "", " "] {
        assert_eq!(with(issuer, &v2_claims()), None, "{issuer}");
    }
    for issuer in [
        &issuer_v2(OTHER_TENANT),
        &issuer_v2(CONSUMERS),
        "https://login.microsoftonline.us/{tenantid}/v2.0",
        "https://sts.windows.net/{tenantid}/",
        "https://login.microsoftonline.com/{TENANTID}/v2.0",
        "x",
    ] {
        assert_eq!(
            with(issuer, &v2_claims()),
            Some(KeyIssuerMismatch),
            "{issuer}"
        );
    }
    // And the other way round: the consumer tenant's own key signs for it, an organization's template likewise.
    let consumer = changed(
        &v2_claims(),
        json!({ "tid": CONSUMERS, "iss": issuer_v2(CONSUMERS) }),
    );
    assert_eq!(with(&issuer_v2(CONSUMERS), &consumer), None);
    assert_eq!(with(&issuer_v2(TENANT), &consumer), Some(KeyIssuerMismatch));
    // Microsoft's keys name the version 2.0 issuer; they sign tokens of version 1.0 too.
    for issuer in [template, ISSUER_V2, "https://sts.windows.net/{tenantid}/"] {
        assert_eq!(with(issuer, &v1_claims()), None, "{issuer}");
    }
    for issuer in [
        &issuer_v2(OTHER_TENANT),
        "https://login.microsoftonline.us/{tenantid}/v2.0",
    ] {
        assert_eq!(
            with(issuer, &v1_claims()),
            Some(KeyIssuerMismatch),
            "{issuer}"
        );
    }
}

#[test]
fn the_key_belongs_to_the_cloud() {
    for (cloud, own) in [
        (Cloud::Public, "microsoftonline.com"),
        (Cloud::UsGov, "microsoftonline.us"),
        (Cloud::China, "partner.microsoftonline.cn"),
        (Cloud::Bleu, "sovcloud-identity.fr"),
    ] {
        let policy = policy_for(entra(listed(&[TENANT])).cloud(cloud));
        let claims = changed(&v2_claims(), json!({ "iss": policy.issuers().last() }));
        for name in [
            "",
            " ",
            own,
            "microsoftonline.com",
            "microsoftonline.us",
            "partner.microsoftonline.cn",
        ] {
            let expected = (!name.trim().is_empty() && name != own).then_some(CloudMismatch);
            let keys = keys_with(&json!({ "cloud_instance_name": name }));
            assert_eq!(
                code(&signed(&claims), &keys, &policy),
                expected,
                "{cloud:?} {name}"
            );
        }
    }
}
