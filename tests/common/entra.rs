//! Tokens in the shape of Microsoft Entra's, and their keys.

use claimgate::{
    inspect, report, verify, ErrorCode, JwkSet, Policy, PolicyOptions, ProviderKind,
    ProviderOptions, Tenants,
};
use serde_json::{json, Value};

use super::{jwk_members, key, parse_set, token, AUDIENCE, NOW};

pub const TENANT: &str = "f645ad92-e38d-4d1a-b510-d1b09a74a8ca";
pub const OTHER_TENANT: &str = "775527ff-9a37-4307-8b3d-cc311f58d925";
/// The tenant of personal accounts.
pub const CONSUMERS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";
pub const CLIENT: &str = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
pub const ISSUER_V2: &str =
    "https://login.microsoftonline.com/f645ad92-e38d-4d1a-b510-d1b09a74a8ca/v2.0";

pub fn issuer_v2(tenant: &str) -> String {
    format!("https://login.microsoftonline.com/{tenant}/v2.0")
}

pub fn issuer_v1(tenant: &str) -> String {
    format!("https://sts.windows.net/{tenant}/")
}

/// An access token of version 2.0 for a user.
pub fn v2_claims() -> Value {
    json!({
        "aud": AUDIENCE, "iss": ISSUER_V2, "iat": 1_699_999_000, "nbf": 1_699_999_000, "exp": 1_700_000_600,
        "azp": CLIENT, "oid": "o", "scp": "Orders.Read", "sub": "s", "tid": TENANT, "ver": "2.0",
    })
}

/// The same of version 1.0.
pub fn v1_claims() -> Value {
    let v1 = json!({ "iss": issuer_v1(TENANT), "ver": "1.0", "appid": CLIENT, "azp": null });
    changed(&v2_claims(), v1)
}

/// Claims with some replaced; null removes one.
pub fn changed(claims: &Value, changes: Value) -> Value {
    let (Some(mut claims), Value::Object(changes)) = (claims.as_object().cloned(), changes) else {
        panic!("claims and changes are objects");
    };
    for (name, value) in changes {
        match value {
            Value::Null => drop(claims.remove(&name)),
            value => drop(claims.insert(name, value)),
        }
    }
    Value::Object(claims)
}

/// Claims as a token that `k1` signed.
pub fn signed(claims: &Value) -> String {
    token("RS256", "k1", key(), &claims.to_string())
}

/// The key set as Entra publishes it, without the members that tie a key to an issuer.
pub fn keys() -> JwkSet {
    keys_with(&json!({}))
}

/// The same with further members in its key.
pub fn keys_with(members: &Value) -> JwkSet {
    let jwk = format!(r#"{{"kid":"k1","use":"sig",{}}}"#, jwk_members(key()));
    let jwk: Value = serde_json::from_str(&jwk).expect("JSON");
    parse_set(&json!({ "keys": [changed(&jwk, members.clone())] }).to_string())
}

/// The code of the verdict, after checking that the ladder says the same.
#[track_caller]
pub fn code(token: &str, keys: &JwkSet, policy: &Policy) -> Option<ErrorCode> {
    let verdict = verify(token, keys, policy, NOW);
    let report = inspect(token, Some(keys), Some(policy), NOW);
    match &verdict {
        Ok(_) => assert_eq!(report.verdict, report::Verdict::Valid, "{report:?}"),
        Err(error) => {
            assert_eq!(report.verdict, report::Verdict::Refused, "{report:?}");
            assert_eq!(report.code, Some(error.code().as_str()), "{report:?}");
        }
    }
    verdict.err().map(|error| error.code())
}

pub fn listed(tenants: &[&str]) -> Tenants {
    Tenants::Listed(tenants.iter().map(ToString::to_string).collect())
}

pub fn entra(tenants: Tenants) -> ProviderOptions {
    ProviderOptions::new(ProviderKind::Entra).tenants(tenants)
}

pub fn policy_for(provider: ProviderOptions) -> Policy {
    Policy::new(PolicyOptions::for_provider(provider, AUDIENCE)).expect("a policy")
}

/// The policy of most tests: one tenant, the public cloud, both versions.
pub fn one_tenant() -> Policy {
    policy_for(entra(listed(&[TENANT])))
}

/// The verdict on good claims with some replaced.
#[track_caller]
pub fn verdict(claims: &Value, changes: Value, policy: &Policy) -> Option<ErrorCode> {
    code(&signed(&changed(claims, changes)), &keys(), policy)
}

#[track_caller]
pub fn refused_option(options: PolicyOptions, option: &str, reason: &str) {
    let error = Policy::new(options).expect_err("must be refused");
    assert_eq!(error.code(), ErrorCode::Config);
    let detail = error.detail();
    assert_eq!(
        (detail.claim.as_deref(), detail.reason),
        (Some(option), Some(reason))
    );
}
