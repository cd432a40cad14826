//! Cases of Microsoft's own validators (`entra/ms_entra_rules.json`), each against the rule that it tests.
//!
//! Microsoft tests its rules one by one; here every case is a whole signed token, so claims that a case leaves out
//! because its rule does not read them are filled in. Where the outcome differs, a table says why.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use claimgate::ErrorCode::*;
use claimgate::{
    Cloud, ErrorCode, Policy, PolicyOptions, ProviderKind, ProviderOptions, Tenants, TokenVersion,
};
use common::entra::*;
use common::*;
use serde_json::{json, Value};

fn cases(group: &str) -> Option<Vec<Value>> {
    let Some(folder) = std::env::var_os("CLAIMGATE_VECTORS") else {
        println!(
            "SKIPPED: CLAIMGATE_VECTORS is not set, so the {group} cases of Entra were not read"
        );
        return None;
    };
    let path = std::path::Path::new(&folder).join("entra/ms_entra_rules.json");
    let text = std::fs::read_to_string(path).expect("the file of cases");
    let document: Value = serde_json::from_str(&text).expect("JSON");
    Some(document[group].as_array().expect("cases").clone())
}

fn provider(tenants: Tenants) -> ProviderOptions {
    ProviderOptions::new(ProviderKind::Entra).tenants(tenants)
}

fn any_tenant() -> Policy {
    Policy::new(PolicyOptions::for_provider(
        provider(Tenants::Any),
        AUDIENCE,
    ))
    .unwrap()
}

/// A whole token around the claims of a case, of the version that its issuer says.
fn complete(claims: &Value) -> Value {
    let version_1 = claims["iss"]
        .as_str()
        .is_some_and(|issuer| issuer.starts_with("https://sts.windows.net/"));
    let base = if version_1 { v1_claims() } else { v2_claims() };
    changed(
        &changed(&base, json!({ "iss": null, "tid": null })),
        claims.clone(),
    )
}

/// What Microsoft's code for a case means here.
fn expected(case: &Value) -> Option<ErrorCode> {
    let text = case["expect"].as_str().expect("an expectation");
    if text == "accept" {
        return None;
    }
    let code = text.strip_prefix("reject ").expect("accept or reject");
    Some(match code.split(' ').next().unwrap_or_default() {
        "IDX40001" | "IDX40002" => IssuerMismatch,
        "IDX40003" | "IDX40009" => ClaimMissing,
        "IDX40004" | "IDX40011" => TenantIssuerMismatch,
        "IDX40005" => KeyIssuerMismatch,
        "IDX40012" => CloudMismatch,
        other => panic!("no meaning for {other}"),
    })
}

/// The template of a case as the configured issuer of a policy for any tenant.
#[test]
fn issuers() {
    let Some(cases) = cases("is_valid_issuer") else {
        return;
    };
    assert_eq!(cases.len(), 10);
    for case in cases {
        let name = case["name"].as_str().unwrap();
        let template = case["template"].as_str().unwrap();
        let options =
            PolicyOptions::for_provider(provider(Tenants::Any), AUDIENCE).issuers([template]);
        // A form that no version of Entra has is refused as configuration already.
        let policy = match Policy::new(options) {
            Err(error) => {
                assert_eq!(error.code(), Config, "{name}");
                assert_eq!(name, "PPE_Template_With_V1_Issuer_Failure");
                continue;
            }
            Ok(policy) => policy,
        };
        let claims = complete(&json!({ "iss": case["token_issuer"], "tid": case["tid"] }));
        let code = code(&signed(&claims), &keys(), &policy);
        assert_eq!(code.is_none(), case["expect"] == true, "{name}: {code:?}");
    }
}

#[test]
fn key_issuers() {
    let Some(cases) = cases("signing_key_issuer") else {
        return;
    };
    assert_eq!(cases.len(), 11);
    for case in cases {
        let name = case["name"].as_str().unwrap();
        let members = json!({ "issuer": case["jwk_issuer"] });
        let guid = |value: &Value| {
            if value.as_str().is_some_and(|text| text.contains("guid>")) {
                json!(OTHER_TENANT)
            } else {
                value.clone()
            }
        };
        let claims: Value = case["claims"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.clone(), guid(value)))
            .collect();
        let expected = expected(&case);
        let token = signed(&complete(&claims));
        assert_eq!(
            code(&token, &keys_with(&members), &any_tenant()),
            expected,
            "{name}"
        );
        if name.starts_with("v1 token") {
            let only_v2 = provider(Tenants::Any).versions([TokenVersion::V2]);
            let only_v2 = Policy::new(PolicyOptions::for_provider(only_v2, AUDIENCE)).unwrap();
            assert_eq!(
                code(&token, &keys_with(&members), &only_v2),
                Some(TokenVersion),
                "{name} where version 1.0 is not configured"
            );
        }
    }
}

/// The cloud of the metadata is the configured one here.
#[test]
fn clouds() {
    let Some(cases) = cases("cloud_instance") else {
        return;
    };
    assert_eq!(cases.len(), 5);
    for case in cases {
        let name = case["name"].as_str().unwrap();
        let mut expected = expected(&case);
        let cloud = match case["metadata"].as_str() {
            Some("microsoftonline.com") => Cloud::Public,
            // A cloud whose name is not known. Stricter: a name that is known to be another cloud's is refused.
            None => {
                expected = Some(CloudMismatch);
                Cloud::Delos
            }
            Some(other) => panic!("no cloud for {other}"),
        };
        let policy = PolicyOptions::for_provider(provider(Tenants::Any).cloud(cloud), AUDIENCE);
        let policy = Policy::new(policy).unwrap();
        let issuer = policy
            .issuers()
            .last()
            .unwrap()
            .replace("{tenantid}", TENANT);
        let claims = changed(&v2_claims(), json!({ "iss": issuer }));
        // "On another key": the key that signed has no name.
        let on_another = case["jwk"]
            .as_str()
            .is_some_and(|name| name.contains("another key"));
        let members = if on_another {
            json!({})
        } else {
            json!({ "cloud_instance_name": case["jwk"] })
        };
        assert_eq!(
            code(&signed(&claims), &keys_with(&members), &policy),
            expected,
            "{name}"
        );
    }
}

/// Cases whose outcome differs, with the reason.
const MULTI_INSTANCE_OVERRIDES: [(&str, ErrorCode, &str); 1] = [(
    "Validate_TenantIdInIssuerNotInToken (tenant taken from iss when tid absent)",
    ClaimMissing,
    "a directory's token always has a tid; one without it is not taken on trust of its issuer",
)];

#[test]
fn many_tenants() {
    let Some(cases) = cases("multi_instance_validator") else {
        return;
    };
    assert_eq!(cases.len(), 5);
    for case in cases {
        let name = case["name"].as_str().unwrap();
        let overridden = MULTI_INSTANCE_OVERRIDES
            .iter()
            .find(|(other, ..)| *other == name);
        let expected = overridden.map_or_else(|| expected(&case), |(_, code, _)| Some(*code));
        let token = signed(&complete(&case["claims"]));
        assert_eq!(code(&token, &keys(), &any_tenant()), expected, "{name}");
        // What Entra ID's profile refuses as an issuer of B2C, B2C's accepts where it is configured, and only there.
        if name.starts_with("Validate_FromB2CAuthority") {
            let options = ProviderOptions::new(ProviderKind::EntraB2c).policies(["B2C_1_SUSI"]);
            let options = PolicyOptions::for_provider(options, AUDIENCE).issuers([
                "https://fabrikamb2c.b2clogin.com/tfp/775527ff-9a37-4307-8b3d-cc311f58d925/b2c_1_susi/v2.0",
                "https://fabrikamb2c.b2clogin.com/775527ff-9a37-4307-8b3d-cc311f58d925/v2.0/",
            ]);
            let expected = name.ends_with("InvalidIssuer").then_some(IssuerMismatch);
            let policy = Policy::new(options).unwrap();
            assert_eq!(code(&token, &keys(), &policy), expected, "{name}");
        }
    }
}
