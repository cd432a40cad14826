//! ES, `EdDSA` and HS under the same policy code as RS and PS.

use claimgate::report::{CheckId, CheckState, Verdict};
use claimgate::{
    base64url, inspect, verify, verify_signature, Algorithm, ErrorCode, JwkSet, VerifyingKey,
};
use serde_json::Value;

use super::common::*;
use super::support::*;

const NEW: [&str; 8] = [
    "ES256", "ES384", "ES512", "EdDSA", "Ed25519", "HS256", "HS384", "HS512",
];

fn outcome(token: &str, keys: &JwkSet, algorithms: &[&str]) -> Option<ErrorCode> {
    let policy = policy_of(algorithms);
    let verdict = verify(token, keys, &policy, NOW)
        .err()
        .map(|error| error.code());
    let report = inspect(token, Some(keys), Some(&policy), NOW);
    assert_eq!(
        report.verdict == Verdict::Valid,
        verdict.is_none(),
        "{report:?}"
    );
    verdict
}

#[test]
fn each_verifies_and_refuses_a_changed_token() {
    for alg in NEW {
        let (token, keys) = (token_of(alg), set_for(alg));
        assert_eq!(outcome(&token, &keys, &[alg]), None, "{alg}");
        let at = token.find('.').unwrap() + 10;
        let mut changed = token.clone().into_bytes();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        assert!(outcome(&changed, &keys, &[alg]).is_some(), "{alg}");
        // Not named by the policy, not accepted.
        assert_eq!(
            outcome(&token, &keys, &["RS256"]),
            Some(ErrorCode::AlgNotAllowed)
        );
    }
}

#[test]
fn a_key_serves_its_own_algorithms_only() {
    let all: Vec<&str> = Algorithm::ALL.iter().map(|alg| alg.as_str()).collect();
    let kind = |alg: &str| match alg {
        "EdDSA" | "Ed25519" => "Ed".to_string(),
        _ if alg.starts_with("ES") => alg.to_string(),
        _ if alg.starts_with("HS") => "HS".to_string(),
        _ => "RSA".to_string(),
    };
    for alg in &all {
        for other in &all {
            let verdict = outcome(&token_of(alg), &set_for(other), &all);
            let expected = (kind(alg) != kind(other)).then_some(ErrorCode::KeyUnusable);
            assert_eq!(verdict, expected, "token {alg}, key for {other}");
        }
    }
}

/// The attack: the public key, in every form in which somebody could have it, as the secret of an HMAC.
#[test]
fn an_rsa_key_never_feeds_hmac() {
    let header = r#"{"alg":"HS256","kid":"k1"}"#;
    let input = format!(
        "{}.{}",
        base64url::encode(header.as_bytes()),
        base64url::encode(good_claims().as_bytes())
    );
    let jwk = format!("{{{}}}", jwk_members(key()));
    let modulus: Value = serde_json::from_str(&jwk).unwrap();
    let secrets = [
        jwk.clone().into_bytes(),
        modulus["n"].as_str().unwrap().as_bytes().to_vec(),
        base64url::decode(modulus["n"].as_str().unwrap()).unwrap(),
    ];
    for secret in secrets {
        let code = mac::<hmac::Hmac<sha2::Sha256>>(&secret, input.as_bytes());
        let token = format!("{input}.{}", base64url::encode(&code));
        let verdict = outcome(&token, &set_of("k1", key()), &["RS256", "HS256"]);
        assert_eq!(verdict, Some(ErrorCode::KeyUnusable));
    }
}

#[test]
fn psychic_and_malformed_ecdsa_signatures_are_refused() {
    for (alg, length) in [("ES256", 32), ("ES384", 48), ("ES512", 66)] {
        let good = token_of(alg);
        let (input, signature) = good.rsplit_once('.').unwrap();
        let signature = base64url::decode(signature).unwrap();
        let zeros = vec![0; 2 * length];
        let ones = vec![0xff; 2 * length];
        let mut without_r = signature.clone();
        without_r[..length].fill(0);
        let mut without_s = signature.clone();
        without_s[length..].fill(0);
        let der = [&[0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01][..]].concat();
        let long = [&signature[..], &[0]].concat();
        for forged in [zeros, ones, without_r, without_s, der, long, Vec::new()] {
            let token = format!("{input}.{}", base64url::encode(&forged));
            let verdict = outcome(&token, &set_for(alg), &[alg]);
            assert_eq!(verdict, Some(ErrorCode::SignatureInvalid), "{alg}");
        }
    }
}

#[test]
fn keys_that_are_not_sound_are_unusable() {
    let good = jwk_of("ES256");
    let cases = [
        (format!(r#"{good},"d":"AQ""#), "key.private"),
        (good.replace("P-256", "P-384"), "key.point"),
        (good.replace("P-256", "P-224"), "key.curve"),
        (good.replace("P-256", "secp256k1"), "key.curve_unsupported"),
        (good.replace(r#""y":""#, r#""y":"!"#), "key.base64url"),
        (
            r#""kty":"OKP","crv":"Ed25519","x":"AQ""#.into(),
            "key.point",
        ),
        // A point of small order: one signature would fit many messages.
        (
            format!(
                r#""kty":"OKP","crv":"Ed25519","x":"{}""#,
                base64url::encode(&[0; 32])
            ),
            "key.point",
        ),
        (r#""kty":"OKP","crv":"X25519","x":"AQ""#.into(), "key.curve"),
        (r#""kty":"oct","k":"""#.into(), "key.too_small"),
        (r#""kty":"oct""#.into(), "key.member_type"),
        (format!(r#"{good},"use":"enc""#), "key.wrong_use"),
        (format!(r#"{good},"kid":7"#), "key.member_type"),
    ];
    for (members, reason) in cases {
        let set = parse_set(&format!(r#"{{"keys":[{{{members}}}]}}"#));
        assert_eq!(set.keys()[0].key().unwrap_err().0, reason, "{members}");
    }
    // The point is on the curve, or it is no key.
    let off = r#""kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE""#;
    assert_eq!(
        parse_set(&format!("{{{off}}}")).keys()[0]
            .key()
            .unwrap_err()
            .0,
        "key.point"
    );
}

#[test]
fn what_the_build_lacks_cannot_be_checked_and_is_never_invalid() {
    let claims = good_claims();
    for alg in ["ES256K", "Ed448", "ML-DSA-65"] {
        let header = format!(r#"{{"alg":"{alg}","kid":"k1"}}"#);
        let token = signed_with_header("ES256", &header, &claims);
        for policy in [Some(nothing_given()), Some(any_algorithm()), None] {
            let report = inspect(&token, Some(&set_for("ES256")), policy.as_ref(), NOW);
            assert_eq!(report.verdict, Verdict::Incomplete, "{alg}");
            assert_eq!(report.code, None);
            let header = &report.checks[1];
            assert_eq!(header.state, CheckState::CannotCheck);
            assert_eq!(header.code, Some("ERR_ALG_UNSUPPORTED"));
        }
        // A policy that names what it accepts refuses, even where it names all that there is.
        let all: Vec<&str> = Algorithm::ALL.iter().map(|alg| alg.as_str()).collect();
        assert_eq!(
            outcome(&token, &set_for("ES256"), &all),
            Some(ErrorCode::AlgNotAllowed)
        );
        assert_eq!(
            outcome(&token, &set_for("ES256"), &["ES256"]),
            Some(ErrorCode::AlgNotAllowed)
        );
    }
    let token = token_of("EdDSA");
    let key = parse_set(r#"{"kid":"k1","kty":"OKP","crv":"Ed448","x":"AQ"}"#);
    let report = inspect(&token, Some(&key), Some(&nothing_given()), NOW);
    let rung = report
        .checks
        .iter()
        .find(|check| check.id == CheckId::Key)
        .unwrap();
    assert_eq!(
        (rung.state, rung.code),
        (CheckState::CannotCheck, Some("ERR_ALG_UNSUPPORTED"))
    );
    assert_eq!(report.verdict, Verdict::Incomplete);
}

#[test]
fn a_partial_policy_leaves_its_rungs_unchecked_and_accepts_nothing() {
    let (token, keys) = (token_of("RS256"), set_for("RS256"));
    let policy = nothing_given();
    let report = inspect(&token, Some(&keys), Some(&policy), NOW);
    assert_eq!(report.verdict, Verdict::Incomplete);
    for check in &report.checks {
        let left_out = matches!(
            check.id,
            CheckId::Issuer | CheckId::Audience | CheckId::Provider
        );
        let expected = if left_out {
            CheckState::NotChecked
        } else {
            CheckState::Pass
        };
        assert_eq!(check.state, expected, "{check:?}");
    }
    assert_eq!(
        verify(&token, &keys, &policy, NOW).unwrap_err().code(),
        ErrorCode::IssuerMismatch
    );
}

#[test]
fn a_secret_is_not_for_keeping() {
    assert_eq!(set_for("HS256").keys()[0].to_minimal_json(), None);
    let minimal = set_for("ES256").keys()[0].to_minimal_json().unwrap();
    let read = parse_set(&minimal);
    assert_eq!(
        read.keys()[0].thumbprint(),
        set_for("ES256").keys()[0].thumbprint()
    );
    let shown = format!("{:?}", set_for("HS256"));
    assert!(!shown.contains(std::str::from_utf8(SECRET).unwrap()) && shown.contains("64 bytes"));
    assert!(matches!(
        set_for("HS256").keys()[0].key(),
        Ok(VerifyingKey::Secret(_))
    ));
}

fn vectors(path: &str) -> Option<Value> {
    let Some(folder) = std::env::var_os("CLAIMGATE_VECTORS") else {
        println!("SKIPPED: CLAIMGATE_VECTORS is not set, so {path} was not read");
        return None;
    };
    let path = std::path::Path::new(&folder).join(path);
    Some(serde_json::from_str(&std::fs::read_to_string(path).expect("a file")).expect("JSON"))
}

/// RFC 7515 A.1 to A.4, RFC 7520 4.1 to 4.4, RFC 8037 A.4.
#[test]
fn the_examples_of_the_standards() {
    let Some(document) = vectors("jws/rfc_vectors.json") else {
        return;
    };
    let mut verified = Vec::new();
    for case in document["cases"].as_array().unwrap() {
        if case["serialization"] != "compact" {
            continue;
        }
        let id = case["id"].as_str().unwrap();
        let mut jwks = case["jwks"].clone();
        for key in jwks["keys"].as_array_mut().into_iter().flatten() {
            for member in ["d", "p", "q", "dp", "dq", "qi"] {
                key.as_object_mut().unwrap().remove(member);
            }
        }
        let set = JwkSet::parse(jwks.to_string().as_bytes(), 64).unwrap();
        let token = case["jws"].as_str().unwrap();
        match verify_signature(token, &set, Algorithm::ALL, 1 << 20) {
            Ok(verified_jws) => {
                assert_eq!(case["expect"], "accept", "{id}");
                assert_eq!(
                    case["payload_b64u"],
                    base64url::encode(&verified_jws.payload),
                    "{id}"
                );
                verified.push(id);
            }
            Err(error) => println!("{id}: {error}"),
        }
    }
    assert_eq!(
        verified,
        [
            "7515-A.1",
            "7515-A.2",
            "7515-A.3",
            "7515-A.4",
            "7520-4.1-compact",
            "7520-4.2-compact",
            "7520-4.3-compact",
            "7520-4.4-compact",
            "8037-A.4-compact",
        ]
    );
}

/// RFC 7638 and RFC 8037 appendix A.3.
#[test]
fn thumbprints() {
    let Some(cases) = vectors("jws/thumbprints.json") else {
        return;
    };
    let mut kinds = std::collections::BTreeSet::new();
    for case in cases.as_array().unwrap() {
        let mut jwk = case["jwk"].clone();
        jwk.as_object_mut().unwrap().remove("d");
        let set = parse_set(&jwk.to_string());
        if let Some(thumbprint) = set.keys()[0].thumbprint() {
            assert_eq!(case["sha256"], thumbprint, "{}", case["ref"]);
            kinds.insert(jwk["kty"].as_str().unwrap().to_string());
        }
    }
    assert!(kinds.contains("OKP") && kinds.contains("RSA"), "{kinds:?}");
}
