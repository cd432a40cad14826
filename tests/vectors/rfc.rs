//! The examples of RFC 7515, 7520, 7638, 7797 and 8037.

use super::*;

/// The code of each example that is not verified, by the start of its id; the first that fits counts.
const REFUSALS: [(&str, ErrorCode); 3] = [
    // A detached payload is an empty segment here (RFC 7515 appendix F).
    ("7520-4.5-compact", ErrorCode::TokenMalformed),
    // An unencoded payload is not base64url (RFC 7797 section 4).
    ("7797-4.1-style-compact", ErrorCode::TokenBase64url),
    // HMAC, elliptic curves, `none`: not among the algorithms.
    ("", ErrorCode::AlgNotAllowed),
];

fn is_compact(case: &Value) -> bool {
    case["serialization"] == "compact"
}

#[test]
fn compact_examples() {
    let Some(document) = read("jws/rfc_vectors.json") else {
        return;
    };
    let mut verified = Vec::new();
    let cases = list(&document, "cases");
    for case in cases.iter().filter(|case| is_compact(case)) {
        let id = text(case, "id");
        let is_rsa = list(case, "algs")
            .iter()
            .all(|alg| alg.as_str().and_then(Algorithm::from_name).is_some());
        let outcome = judge(text(case, "jws"), &public_set(&case["jwks"]));
        if is_rsa {
            assert_eq!(case["expect"], "accept", "{id}");
            assert_eq!(outcome.as_deref(), Ok(text(case, "payload_b64u")), "{id}");
            verified.push(id);
        } else {
            let (_, code) = REFUSALS
                .iter()
                .find(|(start, _)| id.starts_with(start))
                .unwrap();
            assert_eq!(outcome, Err(*code), "{id}");
        }
    }
    assert_eq!(
        verified,
        ["7515-A.2", "7520-4.1-compact", "7520-4.2-compact"]
    );
}

/// A JWT has the compact form only (RFC 7519 section 1).
#[test]
fn json_serializations() {
    let Some(document) = read("jws/rfc_vectors.json") else {
        return;
    };
    let cases = list(&document, "cases");
    let mut count = 0;
    for case in cases.iter().filter(|case| !is_compact(case)) {
        let outcome = judge(&case["jws"].to_string(), &public_set(&case["jwks"]));
        // A text with two dots in it fails for its characters, any other for its segments.
        let two_dots = case["jws"].to_string().matches('.').count() == 2;
        let code = if two_dots {
            ErrorCode::TokenBase64url
        } else {
            ErrorCode::TokenMalformed
        };
        assert_eq!(outcome, Err(code), "{}", case["id"]);
        count += 1;
    }
    assert!(count > 15, "{count} cases");
}

/// RFC 7638 section 3.1.
#[test]
fn thumbprints() {
    let Some(cases) = read("jws/thumbprints.json") else {
        return;
    };
    let is_rsa = |case: &&Value| case["jwk"]["kty"] == "RSA";
    let rsa: Vec<_> = cases.as_array().unwrap().iter().filter(is_rsa).collect();
    assert!(!rsa.is_empty());
    for case in rsa {
        let set = JwkSet::parse(case["jwk"].to_string().as_bytes(), 1).unwrap();
        assert_eq!(
            set.keys()[0].thumbprint(),
            case["sha256"].as_str(),
            "{}",
            case["ref"]
        );
    }
}
