//! The verdict as a whole: which code a token gets, that the order of checks holds, and that the report agrees.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use claimgate::report::{self, CheckId, CheckState, Verdict};
use claimgate::{inspect, verify, ErrorCode, JwkSet, Policy};
use common::*;

/// The code of the verdict, after checking that the ladder says the same.
#[track_caller]
fn code(token: &str, keys: &JwkSet, policy: &Policy) -> Option<ErrorCode> {
    let verdict = verify(token, keys, policy, NOW);
    let report = inspect(token, Some(keys), Some(policy), NOW);
    match &verdict {
        Ok(_) => assert_eq!(report.verdict, report::Verdict::Valid, "{report:?}"),
        Err(error) => {
            assert_eq!(report.verdict, report::Verdict::Refused, "{report:?}");
            assert_eq!(report.code, Some(error.code().as_str()), "{report:?}");
            let shown = format!("{error} {error:?}");
            assert!(
                token.len() < 60 || !shown.contains(&token[token.len() - 20..]),
                "leaks: {shown}"
            );
        }
    }
    verdict.err().map(|error| error.code())
}

#[test]
fn accepts_every_algorithm() {
    let keys = set_of("k1", key());
    for alg in ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] {
        let policy = Policy::new(options().algorithms([alg])).unwrap();
        let verified = verify(
            &token(alg, "k1", key(), &good_claims()),
            &keys,
            &policy,
            NOW,
        )
        .unwrap();
        assert_eq!(verified.key.algorithm.as_str(), alg);
        assert_eq!(verified.key.kid.as_deref(), Some("k1"));
        assert_eq!(verified.issuer, ISSUER);
        assert_eq!(verified.claims_json, good_claims());
        // The same signature under another name is refused, whether or not the policy lists that name.
        for other in ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]
            .into_iter()
            .filter(|other| *other != alg)
        {
            let lists_other = Policy::new(options().algorithms([other])).unwrap();
            let signed = token(alg, "k1", key(), &good_claims());
            assert_eq!(
                code(&signed, &keys, &lists_other),
                Some(ErrorCode::AlgNotAllowed)
            );
            let relabelled = sign(
                alg,
                key(),
                &format!(r#"{{"alg":"{other}","kid":"k1"}}"#),
                &good_claims(),
            );
            assert_eq!(
                code(&relabelled, &keys, &lists_other),
                Some(ErrorCode::SignatureInvalid),
                "{alg} as {other}"
            );
        }
    }
}

#[test]
fn hands_out_the_claims() {
    #[derive(serde::Deserialize)]
    struct Claims {
        sub: String,
    }
    let verified = verify(
        &token("RS256", "k1", key(), &good_claims()),
        &set_of("k1", key()),
        &policy(),
        NOW,
    )
    .unwrap();
    assert_eq!(verified.claims::<Claims>().unwrap().sub, "s");
    assert_eq!(
        verified.claims::<Vec<u8>>().unwrap_err().code(),
        ErrorCode::ClaimType
    );
}

#[test]
fn header_rules() {
    let keys = set_of("k1", key());
    let with = |header: &str| {
        code(
            &sign("RS256", key(), header, &good_claims()),
            &keys,
            &policy(),
        )
    };
    assert_eq!(with(r#"{"alg":"RS256","kid":"k1"}"#), None);
    assert_eq!(
        with(r#"{"\u0061lg":"RS256","kid":"k1","typ":"application/AT+JWT","x":{"y":1}}"#),
        None
    );
    for header in [
        r#"{"kid":"k1"}"#,
        r#"{"alg":null,"kid":"k1"}"#,
        r#"{"alg":["RS256"],"kid":"k1"}"#,
        r#"{"ALG":"RS256","kid":"k1"}"#,
        r#"{"alg":"RS256","kid":1}"#,
        r#"{"alg":"RS256","kid":null}"#,
        r#"{"alg":"RS256","kid":"k1","typ":1}"#,
        r#"{"alg":"RS256","kid":"k1","zip":"DEF"}"#,
        r#"["RS256"]"#,
    ] {
        assert_eq!(with(header), Some(ErrorCode::HeaderInvalid), "{header}");
    }
    for alg in [
        "none",
        "None",
        "nOnE",
        "",
        " ",
        "rs256",
        "RS256 ",
        "RS256\\u0000",
        "HS256",
        "RS384",
        "ES256",
        "*",
    ] {
        let header = format!(r#"{{"alg":"{alg}","kid":"k1"}}"#);
        assert_eq!(with(&header), Some(ErrorCode::AlgNotAllowed), "{header}");
    }
    for crit in ["[]", r#"["exp"]"#, r#""x""#, "null", "{}", "[1]"] {
        let header = format!(r#"{{"alg":"RS256","kid":"k1","crit":{crit}}}"#);
        assert_eq!(with(&header), Some(ErrorCode::HeaderCrit), "{header}");
    }
    assert_eq!(
        with(r#"{"alg":"RS256","kid":"k1","b64":false,"crit":["b64"]}"#),
        Some(ErrorCode::HeaderB64)
    );
    assert_eq!(
        with(r#"{"alg":"RS256","kid":"k1","b64":false}"#),
        Some(ErrorCode::HeaderB64)
    );
    assert_eq!(
        with(r#"{"alg":"RS256","kid":"k1","typ":"dpop+jwt"}"#),
        Some(ErrorCode::HeaderTyp)
    );
    assert_eq!(
        with(r#"{"alg":"RS256","alg":"none","kid":"k1"}"#),
        Some(ErrorCode::TokenDuplicateMember)
    );
    assert_eq!(with(r#"{"alg":"RS256",}"#), Some(ErrorCode::TokenJson));
}

#[test]
fn checks_in_their_order() {
    let keys = set_of("k1", key());
    let everything_wrong = r#"{"iss":"x","aud":"x","exp":1}"#;
    let other = set_of("other", key());
    let wrong_header = sign(
        "RS256",
        key(),
        r#"{"alg":"none","kid":"k1","typ":"x"}"#,
        everything_wrong,
    );
    assert_eq!(
        code(&wrong_header, &other, &policy()),
        Some(ErrorCode::AlgNotAllowed)
    );
    let signed = token("RS256", "k1", other_key(), everything_wrong);
    assert_eq!(
        code(&signed, &other, &policy()),
        Some(ErrorCode::KeyNotFound)
    );
    assert_eq!(
        code(&signed, &keys, &policy()),
        Some(ErrorCode::SignatureInvalid)
    );
    let signed = token("RS256", "k1", key(), everything_wrong);
    assert_eq!(
        code(&signed, &keys, &policy()),
        Some(ErrorCode::TokenExpired)
    );
    let signed = token(
        "RS256",
        "k1",
        key(),
        r#"{"iss":"x","aud":"x","exp":1700000600}"#,
    );
    assert_eq!(
        code(&signed, &keys, &policy()),
        Some(ErrorCode::IssuerMismatch)
    );
    let signed = token(
        "RS256",
        "k1",
        key(),
        &format!(r#"{{"iss":"{ISSUER}","aud":"x","exp":1700000600}}"#),
    );
    assert_eq!(
        code(&signed, &keys, &policy()),
        Some(ErrorCode::AudienceMismatch)
    );
    let small = Policy::new(options().max_token_bytes(100)).unwrap();
    assert_eq!(
        code(&wrong_header, &keys, &small),
        Some(ErrorCode::TokenTooLarge)
    );
}

#[test]
fn any_changed_character_is_refused() {
    let keys = set_of("k1", key());
    let token = token("RS256", "k1", key(), &good_claims());
    for index in 0..token.len() {
        let mut bytes = token.clone().into_bytes();
        for replacement in [b'A', b'-', b'.', b'=', b'!'] {
            let original = std::mem::replace(&mut bytes[index], replacement);
            if original != replacement {
                let changed = std::str::from_utf8(&bytes).unwrap();
                assert!(
                    verify(changed, &keys, &policy(), NOW).is_err(),
                    "position {index} as {replacement}"
                );
            }
            bytes[index] = original;
        }
    }
    assert!(verify(&token, &keys, &policy(), NOW).is_ok());
}

#[test]
fn a_clock_that_is_no_number_is_a_configuration_error() {
    let token = token("RS256", "k1", key(), &good_claims());
    for now in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let error = verify(&token, &set_of("k1", key()), &policy(), now).unwrap_err();
        assert_eq!(error.code(), ErrorCode::Config);
    }
}

#[test]
fn the_report_is_honest_about_what_it_did_not_check() {
    let signed = token("RS256", "k1", key(), &good_claims());
    let keys = set_of("k1", key());
    let state = |report: &claimgate::Report, id| {
        report
            .checks
            .iter()
            .find(|check| check.id == id)
            .map(|check| check.state)
            .unwrap()
    };
    let nothing = inspect(&signed, None, None, NOW);
    assert_eq!((nothing.verdict, nothing.code), (Verdict::Incomplete, None));
    assert_eq!(state(&nothing, CheckId::Signature), CheckState::NotChecked);
    assert_eq!(nothing.claims_json.as_deref(), Some(good_claims().as_str()));

    let no_policy = inspect(&signed, Some(&keys), None, NOW);
    assert_eq!(no_policy.verdict, Verdict::Incomplete);
    assert_eq!(state(&no_policy, CheckId::Signature), CheckState::Pass);
    assert_eq!(state(&no_policy, CheckId::Issuer), CheckState::NotChecked);

    let elsewhere = sign("RS256", key(), r#"{"alg":"ES256"}"#, &good_claims());
    let elsewhere = inspect(&elsewhere, Some(&keys), None, NOW);
    assert_eq!(elsewhere.verdict, Verdict::Incomplete);
    assert_eq!(
        state(&elsewhere, CheckId::Signature),
        CheckState::CannotCheck
    );

    let several = inspect(
        &token("RS256", "k1", other_key(), r#"{"iss":"x","exp":1}"#),
        Some(&keys),
        Some(&policy()),
        NOW,
    );
    let failed = several
        .checks
        .iter()
        .filter(|check| check.state == CheckState::Fail)
        .count();
    assert_eq!(failed, 4, "signature, time, issuer, audience: {several:?}");
    assert_eq!(several.code, Some("ERR_SIGNATURE_INVALID"));
}

#[test]
fn signature_only_takes_any_payload() {
    let keys = set_of("k1", key());
    let signed = sign(
        "PS256",
        key(),
        r#"{"alg":"PS256","kid":"k1","typ":"text"}"#,
        "no JSON at all",
    );
    let algorithms = [claimgate::Algorithm::Ps256];
    let verified = claimgate::verify_signature(&signed, &keys, &algorithms, 16_384).unwrap();
    assert_eq!(verified.payload, b"no JSON at all");
    let refused =
        claimgate::verify_signature(&signed, &keys, &[claimgate::Algorithm::Rs256], 16_384)
            .unwrap_err();
    assert_eq!(refused.code(), ErrorCode::AlgNotAllowed);
}
