//! Azure AD B2C, External ID and ADFS: what differs from Entra ID.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use claimgate::ErrorCode::*;
use claimgate::{
    Cloud, ErrorCode, JwkSet, Policy, PolicyOptions, ProviderKind, ProviderOptions, Tenants,
};
use common::entra::*;
use common::*;
use serde_json::{json, Value};

#[track_caller]
fn verdict(claims: &Value, changes: Value, policy: &Policy) -> Option<ErrorCode> {
    code(&signed(&changed(claims, changes)), &keys(), policy)
}

#[track_caller]
fn refused_option(options: PolicyOptions, option: &str, reason: &str) {
    let error = Policy::new(options).expect_err("must be refused");
    assert_eq!(error.code(), Config);
    let detail = error.detail();
    assert_eq!(
        (detail.claim.as_deref(), detail.reason),
        (Some(option), Some(reason))
    );
}

mod b2c {
    use super::*;

    const HOST: &str = "https://fabrikamb2c.b2clogin.com";

    fn issuer() -> String {
        format!("{HOST}/{TENANT}/v2.0/")
    }

    fn tfp_issuer() -> String {
        format!("{HOST}/tfp/{TENANT}/b2c_1_susi/v2.0/")
    }

    fn options() -> PolicyOptions {
        let provider = ProviderOptions::new(ProviderKind::EntraB2c).policies(["B2C_1_susi"]);
        PolicyOptions::for_provider(provider, AUDIENCE).issuers([issuer(), tfp_issuer()])
    }

    fn policy() -> Policy {
        Policy::new(options()).unwrap()
    }

    /// B2C writes `ver` 1.0 into tokens of its version 2.0 endpoint, and no `tid`.
    fn claims() -> Value {
        let b2c = json!({ "iss": issuer(), "tfp": "b2c_1_SUSI", "ver": "1.0", "tid": null });
        changed(&v2_claims(), b2c)
    }

    #[test]
    fn the_issuer_is_literal() {
        assert_eq!(verdict(&claims(), json!({}), &policy()), None);
        assert_eq!(
            verdict(&claims(), json!({ "iss": tfp_issuer() }), &policy()),
            None
        );
        for issuer in [
            issuer().trim_end_matches('/').to_string(),
            issuer().replace(TENANT, OTHER_TENANT),
            issuer().replace("fabrikamb2c", "catb2c"),
            tfp_issuer().replace("susi", "edit"),
            tfp_issuer().replace("susi", "SUSI"),
        ] {
            assert_eq!(
                verdict(&claims(), json!({ "iss": issuer }), &policy()),
                Some(IssuerMismatch)
            );
        }
    }

    #[test]
    fn the_policy_is_named() {
        let named = |changes: Value| verdict(&claims(), changes, &policy());
        assert_eq!(named(json!({ "tfp": null, "acr": "B2C_1_SUSI" })), None);
        assert_eq!(named(json!({ "tfp": "b2c_1_susi", "acr": "1" })), None);
        for refused in [
            json!({ "tfp": "b2c_1_reset" }),
            json!({ "tfp": "b2c_1_susi2" }),
            json!({ "tfp": "" }),
            json!({ "tfp": null, "acr": "b2c_1_reset" }),
            json!({ "tfp": "b2c_1_reset", "acr": "b2c_1_susi" }),
        ] {
            assert_eq!(named(refused), Some(IssuerMismatch));
        }
        assert_eq!(named(json!({ "tfp": null })), Some(ClaimMissing));
        assert_eq!(named(json!({ "tfp": ["b2c_1_susi"] })), Some(ClaimType));
    }

    #[test]
    fn an_id_token_with_roles_is_told_by_its_hashes() {
        for claim in ["c_hash", "at_hash"] {
            let id_token = json!({ "roles": ["r"], claim: "x" });
            assert_eq!(
                verdict(&claims(), id_token, &policy()),
                Some(TokenNotAccess)
            );
        }
        // Access tokens of B2C were seen with it.
        assert_eq!(verdict(&claims(), json!({ "nonce": "x" }), &policy()), None);
    }

    #[test]
    fn what_holds_for_every_microsoft_token_holds() {
        let policy = policy();
        let payload = claims().to_string();
        let without_kid = sign("RS256", key(), r#"{"alg":"RS256"}"#, &payload);
        assert_eq!(code(&without_kid, &keys(), &policy), Some(KidMissing));
        let nonce = sign(
            "RS256",
            key(),
            r#"{"alg":"RS256","kid":"k1","nonce":"x"}"#,
            &payload,
        );
        assert_eq!(code(&nonce, &keys(), &policy), Some(TokenForGraph));
        assert_eq!(
            verdict(&claims(), json!({ "scp": null }), &policy),
            Some(TokenNotAccess)
        );
        let keys = keys_with(&json!({ "issuer": format!("{HOST}/{OTHER_TENANT}/v2.0/") }));
        assert_eq!(
            code(&signed(&claims()), &keys, &policy),
            Some(KeyIssuerMismatch)
        );
        let keys = keys_with(&json!({ "issuer": issuer() }));
        assert_eq!(code(&signed(&claims()), &keys, &policy), None);
        let allowed = options().provider(
            ProviderOptions::new(ProviderKind::EntraB2c)
                .policies(["b2c_1_susi"])
                .allowed_clients([OTHER_TENANT]),
        );
        let allowed = Policy::new(allowed).unwrap();
        assert_eq!(
            verdict(&claims(), json!({}), &allowed),
            Some(ClientNotAllowed)
        );
        assert_eq!(
            verdict(&claims(), json!({ "azp": OTHER_TENANT }), &allowed),
            None
        );
    }

    #[test]
    fn refuses_wrong_configuration() {
        let b2c = || ProviderOptions::new(ProviderKind::EntraB2c);
        let with = |provider| options().provider(provider);
        refused_option(with(b2c()), "provider.policies", "config.empty");
        refused_option(
            with(b2c().policies(["x"]).tenants(Tenants::Any)),
            "provider.tenants",
            "config.not_for_provider",
        );
        refused_option(
            options().issuers(["https://fabrikamb2c.b2clogin.com/{tenantid}/v2.0/"]),
            "issuer",
            "config.issuer_form",
        );
        refused_option(
            PolicyOptions::for_provider(b2c().policies(["x"]), AUDIENCE),
            "issuer",
            "config.empty",
        );
        // The issuers of B2C are none of Entra ID's.
        let entra = ProviderOptions::new(ProviderKind::Entra).tenants(Tenants::Any);
        refused_option(with(entra), "issuer", "config.issuer_form");
    }
}

mod external_id {
    use super::*;

    fn provider(tenants: Tenants) -> ProviderOptions {
        ProviderOptions::new(ProviderKind::EntraExternalId).tenants(tenants)
    }

    fn listed() -> Tenants {
        Tenants::Listed(vec![TENANT.to_string()])
    }

    fn policy() -> Policy {
        Policy::new(PolicyOptions::for_provider(provider(listed()), AUDIENCE)).unwrap()
    }

    fn issuer(host: &str, tenant: &str, suffix: &str) -> String {
        format!("https://{host}.ciamlogin.com/{tenant}{suffix}")
    }

    #[test]
    fn the_host_is_the_tenant() {
        let policy = policy();
        let iss = |iss: String| verdict(&v2_claims(), json!({ "iss": iss }), &policy);
        assert_eq!(iss(issuer(TENANT, TENANT, "/v2.0")), None);
        assert_eq!(
            iss(issuer("contoso", TENANT, "/v2.0")),
            Some(IssuerMismatch)
        );
        assert_eq!(
            iss(issuer(OTHER_TENANT, TENANT, "/v2.0")),
            Some(IssuerMismatch)
        );
        assert_eq!(
            iss(issuer(TENANT, OTHER_TENANT, "/v2.0")),
            Some(IssuerMismatch)
        );
        assert_eq!(iss(ISSUER_V2.to_string()), Some(IssuerMismatch));
        let v1 = json!({ "iss": issuer(TENANT, TENANT, "/") });
        assert_eq!(verdict(&v1_claims(), v1, &policy), None);
        let other = json!({
            "iss": issuer(OTHER_TENANT, OTHER_TENANT, "/v2.0"),
            "tid": OTHER_TENANT,
        });
        assert_eq!(
            verdict(&v2_claims(), other, &policy),
            Some(TenantNotAllowed)
        );
        let disagrees = json!({ "iss": issuer(TENANT, TENANT, "/v2.0"), "tid": OTHER_TENANT });
        assert_eq!(
            verdict(&v2_claims(), disagrees, &policy),
            Some(TenantIssuerMismatch)
        );
    }

    #[test]
    fn a_domain_of_its_own_can_be_named() {
        let issuer = format!("https://login.contoso.example/{TENANT}/v2.0");
        let options = PolicyOptions::for_provider(provider(listed()), AUDIENCE).issuers([&issuer]);
        let policy = Policy::new(options).unwrap();
        assert_eq!(
            verdict(&v2_claims(), json!({ "iss": issuer }), &policy),
            None
        );
    }

    #[test]
    fn the_key_belongs_to_issuer_and_cloud() {
        let policy = policy();
        let claims = changed(
            &v2_claims(),
            json!({ "iss": issuer(TENANT, TENANT, "/v2.0") }),
        );
        let with = |members: Value| code(&signed(&claims), &keys_with(&members), &policy);
        assert_eq!(
            with(json!({ "issuer": issuer(TENANT, TENANT, "/v2.0") })),
            None
        );
        assert_eq!(
            with(json!({ "issuer": issuer(OTHER_TENANT, OTHER_TENANT, "/v2.0") })),
            Some(KeyIssuerMismatch)
        );
        assert_eq!(
            with(json!({ "cloud_instance_name": "ciamlogin.com" })),
            None
        );
        assert_eq!(
            with(json!({ "cloud_instance_name": "microsoftonline.us" })),
            Some(CloudMismatch)
        );
    }

    #[test]
    fn refuses_wrong_configuration() {
        let with = |provider| PolicyOptions::for_provider(provider, AUDIENCE);
        for tenants in [Tenants::Organizations, Tenants::Any] {
            refused_option(
                with(provider(tenants)),
                "provider.tenants",
                "config.not_listed",
            );
        }
        refused_option(
            with(provider(listed()).cloud(Cloud::UsGov)),
            "provider.cloud",
            "config.not_for_provider",
        );
        refused_option(
            with(provider(listed())).issuers([ISSUER_V2]),
            "issuer",
            "config.issuer_of_another_cloud",
        );
    }
}

mod adfs {
    use super::*;

    const ISSUER: &str = "https://adfs.contoso.example/adfs";
    const ACCESS_TOKEN_ISSUER: &str = "http://adfs.contoso.example/adfs/services/trust";

    fn options() -> PolicyOptions {
        let provider = ProviderOptions::new(ProviderKind::Adfs);
        PolicyOptions::for_provider(provider, AUDIENCE).issuers([ISSUER, ACCESS_TOKEN_ISSUER])
    }

    fn policy() -> Policy {
        Policy::new(options()).unwrap()
    }

    fn claims() -> Value {
        json!({
            "aud": AUDIENCE, "iss": ACCESS_TOKEN_ISSUER, "iat": 1_699_999_000, "exp": 1_700_000_600,
            "apptype": "Confidential", "appid": "orders-client", "authmethod": "http://schemas.example/password",
            "scp": "openid", "ver": "1.0", "sub": "s",
        })
    }

    fn set(members: &str, key: &::rsa::RsaPrivateKey) -> JwkSet {
        parse_set(&format!(
            r#"{{"keys":[{{{members},{}}}]}}"#,
            jwk_members(key)
        ))
    }

    #[test]
    fn both_issuers_of_the_metadata_are_accepted() {
        assert_eq!(verdict(&claims(), json!({}), &policy()), None);
        assert_eq!(
            verdict(&claims(), json!({ "iss": ISSUER }), &policy()),
            None
        );
        for issuer in [
            format!("{ISSUER}/"),
            ACCESS_TOKEN_ISSUER.replace("http:", "https:"),
            ISSUER.replace("adfs.", "sts."),
        ] {
            assert_eq!(
                verdict(&claims(), json!({ "iss": issuer }), &policy()),
                Some(IssuerMismatch)
            );
        }
    }

    #[test]
    fn a_key_is_found_by_its_thumbprint_alone() {
        let large = generate(5, 4096);
        let keys = set(r#""kid":"a","x5t":"t1","use":"sig","alg":"RS256""#, &large);
        let with = |header: &str| {
            let token = sign("RS256", &large, header, &claims().to_string());
            code(&token, &keys, &policy())
        };
        assert_eq!(with(r#"{"typ":"JWT","alg":"RS256","x5t":"t1"}"#), None);
        assert_eq!(
            with(r#"{"typ":"JWT","alg":"RS256","x5t":"t1","kid":"a"}"#),
            None
        );
        assert_eq!(with(r#"{"alg":"RS256","x5t":"t2"}"#), Some(KeyNotFound));
        assert_eq!(
            with(r#"{"alg":"RS256","x5t":"t1","kid":"b"}"#),
            Some(KeyNotFound)
        );
        assert_eq!(
            with(r#"{"typ":"at+jwt","alg":"RS256","x5t":"t1"}"#),
            Some(HeaderTyp)
        );
    }

    #[test]
    fn clients_and_permissions() {
        let provider = ProviderOptions::new(ProviderKind::Adfs).allowed_clients(["orders-client"]);
        let policy = Policy::new(options().provider(provider)).unwrap();
        assert_eq!(verdict(&claims(), json!({}), &policy), None);
        for client in [json!("Orders-Client"), json!(null)] {
            assert_eq!(
                verdict(&claims(), json!({ "appid": client }), &policy),
                Some(ClientNotAllowed)
            );
        }
        assert_eq!(
            verdict(&claims(), json!({ "scp": null }), &policy),
            Some(TokenNotAccess)
        );
    }

    #[test]
    fn refuses_wrong_configuration() {
        let adfs = || ProviderOptions::new(ProviderKind::Adfs);
        refused_option(
            options().provider(adfs().tenants(Tenants::Any)),
            "provider.tenants",
            "config.not_for_provider",
        );
        refused_option(
            PolicyOptions::for_provider(adfs(), AUDIENCE),
            "issuer",
            "config.empty",
        );
    }
}

mod cognito {
    use super::*;

    const ISSUER: &str = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI";
    const CLIENT_ID: &str = "1example23456789";

    fn options() -> PolicyOptions {
        let provider = ProviderOptions::new(ProviderKind::Cognito).allowed_clients([CLIENT_ID]);
        PolicyOptions::for_provider(provider, "unused")
            .issuers([ISSUER])
            .any_audience()
    }

    fn policy() -> Policy {
        Policy::new(options()).unwrap()
    }

    fn claims() -> Value {
        json!({
            "iss": ISSUER, "iat": 1_699_999_000, "exp": 1_700_000_600, "client_id": CLIENT_ID, "sub": "s",
            "token_use": "access", "scope": "orders/read", "username": "u", "jti": "j",
            "cognito:groups": ["editors"],
        })
    }

    #[test]
    fn an_access_token_is_one_by_its_use_and_its_client() {
        assert_eq!(verdict(&claims(), json!({}), &policy()), None);
        // A sign-in without the hosted page has no scope of the application's.
        assert_eq!(
            verdict(&claims(), json!({ "scope": null }), &policy()),
            None
        );
        for (changes, code) in [
            (
                json!({ "token_use": "id", "aud": CLIENT_ID }),
                TokenNotAccess,
            ),
            (json!({ "token_use": "ACCESS" }), TokenNotAccess),
            (json!({ "token_use": null }), ClaimMissing),
            (json!({ "token_use": 1 }), ClaimType),
            (json!({ "client_id": "another" }), ClientNotAllowed),
            (
                json!({ "client_id": null, "azp": CLIENT_ID }),
                ClientNotAllowed,
            ),
            (
                json!({ "client_id": null, "aud": CLIENT_ID }),
                ClientNotAllowed,
            ),
            (
                json!({ "iss": ISSUER.replace("AbC", "abc") }),
                IssuerMismatch,
            ),
        ] {
            assert_eq!(
                verdict(&claims(), changes.clone(), &policy()),
                Some(code),
                "{changes}"
            );
        }
    }

    #[test]
    fn an_audience_is_checked_where_one_is_configured() {
        let policy = Policy::new(options().audiences(["https://orders.example"])).unwrap();
        let bound = json!({ "aud": "https://orders.example" });
        assert_eq!(verdict(&claims(), bound, &policy), None);
        assert_eq!(
            verdict(&claims(), json!({ "aud": "https://else.example" }), &policy),
            Some(AudienceMismatch)
        );
        assert_eq!(verdict(&claims(), json!({}), &policy), Some(ClaimMissing));
    }

    #[test]
    fn refuses_wrong_configuration() {
        let cognito = || ProviderOptions::new(ProviderKind::Cognito);
        for (provider, option, reason) in [
            (cognito(), "provider.allowedClients", "config.missing"),
            (
                cognito().allowed_clients::<&str>([]),
                "provider.allowedClients",
                "config.empty",
            ),
            (
                cognito()
                    .allowed_clients([CLIENT_ID])
                    .allow_without_scope_or_roles(),
                "provider.allowWithoutScopeOrRoles",
                "config.not_for_provider",
            ),
            (
                cognito().allowed_clients([CLIENT_ID]).tenants(Tenants::Any),
                "provider.tenants",
                "config.not_for_provider",
            ),
        ] {
            refused_option(options().provider(provider), option, reason);
        }
    }
}
