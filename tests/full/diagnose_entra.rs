//! "Why is my Entra token refused": the most frequent causes, each answered by a cause and a fix.

use claimgate::diagnose::Diagnosis;
use claimgate::report::{CheckId, CheckState};
use claimgate::{base64url, JwkSet, Policy, PolicyOptions, ProviderKind, ProviderOptions};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::common::entra::*;
use super::common::*;
use super::support::{explained, note, rung, why};

fn refused(claims: &serde_json::Value, changes: serde_json::Value) -> Diagnosis {
    explained(&signed(&changed(claims, changes)), &keys(), &one_tenant())
}

#[track_caller]
fn says(diagnosis: &Diagnosis, id: CheckId, expected: (&str, &str), words: &[&str]) {
    assert_eq!(why(diagnosis, id), expected);
    let check = rung(diagnosis, id);
    let text = format!(
        "{} {}",
        check.cause.as_deref().unwrap(),
        check.fix.as_deref().unwrap_or_default()
    );
    for word in words {
        assert!(text.contains(word), "{word:?} is not in: {text}");
    }
}

#[test]
fn cause_1_it_has_expired() {
    let diagnosis = refused(&v2_claims(), json!({ "exp": NOW - 3_600.0 }));
    says(
        &diagnosis,
        CheckId::Time,
        ("time.expired", ""),
        &["1 h", "fresh token"],
    );
}

#[test]
fn cause_2_the_audience_is_the_client_id_and_not_the_uri() {
    let policy = policy_for(entra(listed(&[TENANT])));
    let options = PolicyOptions::for_provider(entra(listed(&[TENANT])), format!("api://{CLIENT}"));
    let by_uri = Policy::new(options).unwrap();
    let token = signed(&changed(&v2_claims(), json!({ "aud": CLIENT })));
    let diagnosis = explained(&token, &keys(), &by_uri);
    says(
        &diagnosis,
        CheckId::Audience,
        ("aud.mismatch", "client_id_in_token"),
        &["v2.0 tokens carry the client id", CLIENT],
    );
    let other = explained(&token, &keys(), &policy);
    assert_eq!(
        why(&other, CheckId::Audience),
        ("aud.mismatch", "own_client")
    );
}

#[test]
fn cause_3_it_is_of_version_1() {
    let provider = entra(listed(&[TENANT])).versions([claimgate::TokenVersion::V2]);
    let diagnosis = explained(&signed(&v1_claims()), &keys(), &policy_for(provider));
    says(
        &diagnosis,
        CheckId::Issuer,
        ("version.not_accepted", ""),
        &["1.0", "manifest", "requestedAccessTokenVersion"],
    );
    // The same with a plain issuer.
    let plain = super::support::expecting(ISSUER_V2, AUDIENCE);
    let diagnosis = explained(&signed(&v1_claims()), &keys(), &plain);
    says(
        &diagnosis,
        CheckId::Issuer,
        ("iss.mismatch", "v1_token"),
        &["manifest", "sts.windows.net"],
    );
}

/// A token as Graph has it: signed with the hash of the nonce in the header, sent with the nonce.
fn graph_token() -> String {
    let nonce = "AQABAAAAAAD--DLA3VO7QrddgJg7WevrAgDx";
    let header = |value: &str| {
        format!(r#"{{"typ":"JWT","nonce":"{value}","alg":"RS256","x5t":"t","kid":"k1"}}"#)
    };
    let claims = changed(
        &v1_claims(),
        json!({ "aud": "00000003-0000-0000-c000-000000000000" }),
    )
    .to_string();
    let hashed = base64url::encode(&Sha256::digest(nonce.as_bytes()));
    let signed = sign("RS256", key(), &header(&hashed), &claims);
    let (_, rest) = signed.split_once('.').unwrap();
    format!("{}.{rest}", base64url::encode(header(nonce).as_bytes()))
}

#[test]
fn cause_4_it_is_for_graph() {
    let diagnosis = explained(&graph_token(), &keys(), &one_tenant());
    assert_eq!(diagnosis.code, Some("ERR_TOKEN_FOR_GRAPH"));
    says(
        &diagnosis,
        CheckId::Header,
        ("graph.audience", ""),
        &["your own API", "scope"],
    );
    assert!(note(&diagnosis, "entra.graph").is_some());
    assert!(
        diagnosis
            .notes
            .iter()
            .any(|note| note.variant == Some("genuine")),
        "{:?}",
        diagnosis.notes
    );
    // Under a policy without the provider's rules the signature is looked at, and the nonce explains it.
    let diagnosis = explained(&graph_token(), &keys(), &super::support::nothing_given());
    says(
        &diagnosis,
        CheckId::Signature,
        ("sig.graph_nonce", ""),
        &["genuine", "Graph"],
    );
    // With a changed payload it is a forgery, nonce or not.
    let token = graph_token();
    let parts: Vec<&str> = token.split('.').collect();
    let payload = base64url::encode(
        changed(&v1_claims(), json!({ "sub": "root" }))
            .to_string()
            .as_bytes(),
    );
    let forged = format!("{}.{payload}.{}", parts[0], parts[2]);
    let diagnosis = explained(&forged, &keys(), &super::support::nothing_given());
    assert_eq!(
        why(&diagnosis, CheckId::Signature),
        ("sig.content_changed", "")
    );
    assert!(diagnosis
        .notes
        .iter()
        .all(|note| note.variant != Some("genuine")));
}

#[test]
fn cause_5_its_key_is_not_in_the_set() {
    let token = token("RS256", "custom", other_key(), &v2_claims().to_string());
    let diagnosis = explained(&token, &keys(), &one_tenant());
    says(
        &diagnosis,
        CheckId::Key,
        ("key.kid_not_found", "entra"),
        &["?appid=", CLIENT, "custom"],
    );
}

#[test]
fn cause_6_it_was_changed_or_another_key_made_it() {
    let good = signed(&v2_claims());
    let parts: Vec<&str> = good.split('.').collect();
    let payload = base64url::encode(
        changed(&v2_claims(), json!({ "sub": "root" }))
            .to_string()
            .as_bytes(),
    );
    let edited = format!("{}.{payload}.{}", parts[0], parts[2]);
    let diagnosis = explained(&edited, &keys(), &one_tenant());
    says(
        &diagnosis,
        CheckId::Signature,
        ("sig.content_changed", ""),
        &["key is right", "changed"],
    );
    let foreign = token("RS256", "k1", other_key(), &v2_claims().to_string());
    let diagnosis = explained(&foreign, &keys(), &one_tenant());
    says(
        &diagnosis,
        CheckId::Signature,
        ("sig.wrong_key", ""),
        &["did not make", "key set"],
    );
}

#[test]
fn cause_7_it_is_an_id_token() {
    let diagnosis = refused(
        &v2_claims(),
        json!({ "scp": null, "nonce": "n", "name": "A B" }),
    );
    assert_eq!(diagnosis.code, Some("ERR_TOKEN_NOT_ACCESS"));
    says(
        &diagnosis,
        CheckId::Provider,
        ("token.no_scope_or_roles", "id_token"),
        &["ID token", "access_token"],
    );
    assert!(note(&diagnosis, "entra.id_token").is_some());
}

#[test]
fn cause_7_an_id_token_with_roles_is_one_too() {
    let diagnosis = refused(&v2_claims(), json!({ "nonce": "n", "roles": ["r"] }));
    assert_eq!(diagnosis.code, Some("ERR_TOKEN_NOT_ACCESS"));
    says(
        &diagnosis,
        CheckId::Provider,
        ("token.of_a_sign_in", ""),
        &["ID token", "access_token"],
    );
}

#[test]
fn cause_8_it_is_of_another_tenant() {
    let other = json!({ "iss": issuer_v2(OTHER_TENANT), "tid": OTHER_TENANT });
    let diagnosis = refused(&v2_claims(), other.clone());
    says(
        &diagnosis,
        CheckId::Issuer,
        ("tenant.not_allowed", ""),
        &[OTHER_TENANT, "tenants"],
    );
    let plain = super::support::expecting(ISSUER_V2, AUDIENCE);
    let diagnosis = explained(&signed(&changed(&v2_claims(), other)), &keys(), &plain);
    says(
        &diagnosis,
        CheckId::Issuer,
        ("iss.mismatch", "tenant"),
        &[OTHER_TENANT, TENANT],
    );
    let alias = super::support::expecting(&issuer_v2("common"), AUDIENCE);
    let diagnosis = explained(&signed(&v2_claims()), &keys(), &alias);
    says(
        &diagnosis,
        CheckId::Issuer,
        ("iss.mismatch", "tenant_alias"),
        &["common", "GUID"],
    );
}

#[test]
fn cause_9_an_application_has_no_role() {
    let diagnosis = refused(&v2_claims(), json!({ "scp": null }));
    says(
        &diagnosis,
        CheckId::Provider,
        ("token.no_scope_or_roles", ""),
        &["app role", "consent"],
    );
}

#[test]
fn cause_10_the_slash_of_the_issuer() {
    let issuer = issuer_v1(TENANT);
    let policy = super::support::expecting(issuer.trim_end_matches('/'), AUDIENCE);
    let diagnosis = explained(&signed(&v1_claims()), &keys(), &policy);
    says(
        &diagnosis,
        CheckId::Issuer,
        ("iss.mismatch", "trailing_slash"),
        &["slash", &issuer],
    );
}

#[test]
fn cause_11_it_was_cut_or_is_no_token() {
    let whole = signed(&v2_claims());
    let diagnosis = explained(&whole[..whole.rfind('.').unwrap()], &keys(), &one_tenant());
    says(
        &diagnosis,
        CheckId::Structure,
        ("token.truncated", ""),
        &["cut off"],
    );
    let opaque = explained("EwBwA8l6BAAUs", &keys(), &one_tenant());
    says(
        &opaque,
        CheckId::Structure,
        ("token.opaque", "microsoft_account"),
        &["only Microsoft", "own API"],
    );
    let code = base64url::encode(br#"{"kid":"cpimcore_1","alg":"RSA-OAEP"}"#);
    let code = explained(&format!("{code}.a.b.c.d"), &keys(), &one_tenant());
    says(
        &code,
        CheckId::Structure,
        ("token.encrypted", "authorization_code"),
        &["Exchange", "token endpoint"],
    );
}

#[test]
fn cause_12_a_clock_is_wrong() {
    let diagnosis = refused(
        &v2_claims(),
        json!({ "nbf": NOW + 200.0, "iat": NOW + 200.0, "exp": NOW + 4_000.0 }),
    );
    says(
        &diagnosis,
        CheckId::Time,
        ("time.clock_skew", ""),
        &["3 min 20 s", "NTP"],
    );
}

#[test]
fn rules_of_the_provider_are_explained() {
    let provider = |changes| why(&refused(&v2_claims(), changes), CheckId::Provider);
    assert_eq!(
        provider(json!({ "tid": OTHER_TENANT })),
        ("tenant.issuer_disagrees", "")
    );
    assert_eq!(
        provider(json!({ "tid": "contoso" })),
        ("tenant.not_a_guid", "")
    );
    assert_eq!(
        provider(json!({ "ver": "1.0" })),
        ("version.issuer_disagrees", "")
    );
    assert_eq!(provider(json!({ "ver": null })), ("claim.missing", ""));
    let policy = policy_for(entra(listed(&[TENANT])).allowed_clients([OTHER_TENANT]));
    let diagnosis = explained(&signed(&v2_claims()), &keys(), &policy);
    says(
        &diagnosis,
        CheckId::Provider,
        ("client.not_allowed", ""),
        &[CLIENT],
    );
    let foreign = keys_with(&json!({ "issuer": issuer_v2(CONSUMERS) }));
    let diagnosis = explained(&signed(&v2_claims()), &foreign, &one_tenant());
    says(
        &diagnosis,
        CheckId::Provider,
        ("key.issuer_mismatch", ""),
        &[CONSUMERS],
    );
    let cloud = keys_with(&json!({ "cloud_instance_name": "microsoftonline.us" }));
    let diagnosis = explained(&signed(&v2_claims()), &cloud, &one_tenant());
    says(
        &diagnosis,
        CheckId::Provider,
        ("key.cloud_mismatch", ""),
        &["microsoftonline.us"],
    );
}

#[test]
fn b2c_has_a_key_set_for_each_policy() {
    let issuer = format!("https://contoso.b2clogin.com/{TENANT}/v2.0/");
    let provider = ProviderOptions::new(ProviderKind::EntraB2c).policies(["b2c_1_signin"]);
    let options = PolicyOptions::for_provider(provider, AUDIENCE).issuers([issuer.clone()]);
    let policy = Policy::new(options).unwrap();
    let claims = changed(&v2_claims(), json!({ "iss": issuer, "tfp": "B2C_1_other" }));
    let diagnosis = explained(&signed(&claims), &keys(), &policy);
    says(
        &diagnosis,
        CheckId::Provider,
        ("b2c.policy_mismatch", ""),
        &["B2C_1_other", "b2c_1_signin"],
    );
    assert!(note(&diagnosis, "entra.b2c_metadata").is_some());
    let token = token("RS256", "k9", other_key(), &claims.to_string());
    assert_eq!(
        why(&explained(&token, &keys(), &policy), CheckId::Key),
        ("key.kid_not_found", "b2c")
    );
}

fn notes_of(changes: serde_json::Value, keys: &JwkSet) -> Vec<String> {
    let claims = changed(&v2_claims(), changes);
    let diagnosis = explained(&signed(&claims), keys, &one_tenant());
    let named = |note: &claimgate::diagnose::ExplainedNote| {
        assert!(
            !note.text.is_empty() && !note.text.contains('{'),
            "{note:?}"
        );
        note.variant.map_or(note.reason.to_string(), |variant| {
            format!("{}/{variant}", note.reason)
        })
    };
    diagnosis.notes.iter().map(named).collect()
}

#[test]
fn hints_say_what_kind_of_token_it_is() {
    let with = |changes| notes_of(changes, &keys());
    assert_eq!(with(json!({})), ["entra.version/2", "entra.delegated"]);
    assert_eq!(
        with(json!({ "scp": null, "roles": ["r"], "idtyp": "app" })),
        ["entra.version/2", "entra.app_only"]
    );
    assert_eq!(
        with(json!({ "azpacr": "1", "xms_cc": ["cp1"] }))[2..],
        ["entra.cae", "entra.client_authentication/1"]
    );
    assert!(with(json!({ "_claim_names": { "groups": "src1" } }))
        .contains(&"groups.overage".to_string()));
    assert!(with(json!({ "tid": CONSUMERS })).contains(&"entra.personal_account".to_string()));
    assert!(with(json!({ "tid": OTHER_TENANT })).contains(&"entra.tenant_disagrees".to_string()));
    let government = json!({ "iss": format!("https://login.microsoftonline.us/{TENANT}/v2.0") });
    assert!(with(government).contains(&"entra.sovereign_cloud".to_string()));
    // Another issuer's tokens get none of them.
    assert_eq!(
        with(json!({ "iss": "https://issuer.example" })),
        Vec::<String>::new()
    );
}

#[test]
fn a_good_token_has_every_rung_passed() {
    let diagnosis = explained(&signed(&v2_claims()), &keys(), &one_tenant());
    assert!(diagnosis
        .checks
        .iter()
        .all(|check| check.state == CheckState::Pass && check.cause.is_none()));
}
