//! Keys in every form in which people paste them come back as the same public key.

use std::str::FromStr;
use std::time::Duration;

use base64ct::{Base64, Encoding};
use claimgate::full::{read_keys, secret_jwk, KeyForm, KeysRead};
use claimgate::{verify, ErrorCode};
use der::asn1::UtcTime;
use der::Encode;
use pem_rfc7468::LineEnding;
use rsa::pkcs1::{EncodeRsaPrivateKey, EncodeRsaPublicKey};
use rsa::pkcs8::{EncodePrivateKey, EncodePublicKey};
use serde_json::{json, Value};
use spki::SubjectPublicKeyInfoOwned;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::time::{Time, Validity};
use x509_cert::{Certificate, TbsCertificate, Version};

use super::common::*;
use super::support::*;

fn pem(label: &str, der: &[u8]) -> String {
    pem_rfc7468::encode_string(label, LineEnding::LF, der).unwrap()
}

fn spki_der() -> Vec<u8> {
    key()
        .to_public_key()
        .to_public_key_der()
        .unwrap()
        .as_bytes()
        .to_vec()
}

fn day(seconds: u64) -> Time {
    Time::UtcTime(UtcTime::from_unix_duration(Duration::from_secs(seconds)).unwrap())
}

/// A certificate around a key; nobody looks at its signature.
fn certificate_der() -> Vec<u8> {
    let info = SubjectPublicKeyInfoOwned::try_from(spki_der().as_slice()).unwrap();
    let name = Name::from_str("CN=signing.example").unwrap();
    let content = TbsCertificate {
        version: Version::V3,
        serial_number: SerialNumber::new(&[1]).unwrap(),
        signature: info.algorithm.clone(),
        issuer: name.clone(),
        validity: Validity {
            not_before: day(1_700_000_000),
            not_after: day(1_800_000_000),
        },
        subject: name,
        subject_public_key_info: info.clone(),
        issuer_unique_id: None,
        subject_unique_id: None,
        extensions: None,
    };
    let certificate = Certificate {
        tbs_certificate: content,
        signature_algorithm: info.algorithm,
        signature: der::asn1::BitString::from_bytes(&[0]).unwrap(),
    };
    certificate.to_der().unwrap()
}

/// The one key of a text, which verifies a token of the tests' key.
#[track_caller]
fn one(text: &str) -> KeysRead {
    let read = read_keys(text);
    assert_eq!(
        (read.found.len(), read.problems.len()),
        (1, 0),
        "{read:?}\n{text}"
    );
    let mut jwk = read.jwks.as_ref().unwrap().keys[0].clone();
    jwk["kid"] = "k1".into();
    assert!(jwk.get("d").is_none());
    let token = token("RS256", "k1", key(), &good_claims());
    assert!(
        verify(&token, &parse_set(&jwk.to_string()), &policy(), NOW).is_ok(),
        "{text}"
    );
    read
}

#[test]
fn every_form_of_an_rsa_key() {
    let public = key().to_public_key();
    let pkcs1 = public.to_pkcs1_der().unwrap();
    let jwk = format!("{{{}}}", jwk_members(key()));
    let certificate = certificate_der();
    let cases = [
        (jwk.clone(), KeyForm::Jwk),
        (format!(r#"{{"keys":[{jwk}]}}"#), KeyForm::Jwks),
        (format!("[{jwk}]"), KeyForm::Jwks),
        (pem("PUBLIC KEY", &spki_der()), KeyForm::Spki),
        (pem("RSA PUBLIC KEY", pkcs1.as_bytes()), KeyForm::Pkcs1),
        // A wrong label does no harm.
        (pem("PUBLIC KEY", pkcs1.as_bytes()), KeyForm::Pkcs1),
        (pem("CERTIFICATE", &certificate), KeyForm::Certificate),
        (Base64::encode_string(&certificate), KeyForm::Certificate),
        (Base64::encode_string(&spki_der()), KeyForm::Spki),
        (
            format!(r#"["{}"]"#, Base64::encode_string(&certificate)),
            KeyForm::X5c,
        ),
    ];
    for (text, form) in cases {
        let read = one(&text);
        assert_eq!(read.found[0].form, form, "{text}");
        assert!(!read.found[0].is_private && !read.found[0].is_secret);
        assert_eq!(
            read.found[0].without_armour,
            !text.contains("BEGIN") && !text.starts_with(['{', '['])
        );
    }
}

#[test]
fn damage_by_copying_is_mended() {
    let good = pem("PUBLIC KEY", &spki_der());
    one(&good.replace('\n', "\\n"));
    one(&good.replace('\n', "\r\n"));
    one(&good.replace('\n', " "));
    one(&format!("  \n{}\n", good.replace('\n', "\n    ")));
    one(&format!("\"{}\"", good.replace('\n', "\\n")));
    let bare: String = good.lines().filter(|line| !line.contains("---")).collect();
    assert!(one(&bare).found[0].without_armour);
}

#[test]
fn a_certificate_says_whose_it_is() {
    let read = one(&pem("CERTIFICATE", &certificate_der()));
    assert_eq!(read.found[0].subject.as_deref(), Some("CN=signing.example"));
    assert_eq!(read.found[0].not_after, Some(1_800_000_000));
}

#[test]
fn of_a_private_key_only_the_public_part_is_taken() {
    let pkcs8 = key().to_pkcs8_der().unwrap();
    let pkcs1 = key().to_pkcs1_der().unwrap();
    let jwk = format!(
        r#"{{{},"d":"AQ","p":"AQ","key_ops":["sign"]}}"#,
        jwk_members(key())
    );
    let cases = [
        (pem("PRIVATE KEY", pkcs8.as_bytes()), KeyForm::Pkcs8),
        (pem("RSA PRIVATE KEY", pkcs1.as_bytes()), KeyForm::Pkcs1),
        (jwk, KeyForm::Jwk),
    ];
    for (text, form) in cases {
        let read = one(&text);
        assert!(read.found[0].is_private, "{text}");
        assert_eq!(read.found[0].form, form);
        let shown = serde_json::to_string(&read).unwrap();
        assert!(!shown.contains(r#""d""#) && !shown.contains(r#""p""#));
    }
}

#[test]
fn curves_too() {
    let check = |text: &str, alg: &str, is_private: bool| {
        let read = read_keys(text);
        assert_eq!(read.problems, [], "{alg}");
        assert_eq!(read.found[0].is_private, is_private);
        let mut jwk = read.jwks.unwrap().keys[0].clone();
        jwk["kid"] = "k1".into();
        let keys = parse_set(&jwk.to_string());
        assert!(
            verify(&token_of(alg), &keys, &policy_of(&[alg]), NOW).is_ok(),
            "{alg}"
        );
    };
    // SubjectPublicKeyInfo and PrivateKeyInfo around the numbers of the tests' keys.
    let integer = |length: usize| {
        let mut scalar = vec![0; length];
        scalar[length - 16..].copy_from_slice(b"a private number");
        scalar
    };
    let curves = [
        ("ES256", 32, "1.2.840.10045.3.1.7"),
        ("ES384", 48, "1.3.132.0.34"),
        ("ES512", 66, "1.3.132.0.35"),
    ];
    for (alg, length, oid) in curves {
        let oid = der::asn1::ObjectIdentifier::new(oid).unwrap();
        let jwk: Value = serde_json::from_str(&format!("{{{}}}", jwk_of(alg))).unwrap();
        let coordinate =
            |name: &str| claimgate::base64url::decode(jwk[name].as_str().unwrap()).unwrap();
        let point = [&[4], &coordinate("x")[..], &coordinate("y")].concat();
        let algorithm = spki::AlgorithmIdentifierOwned {
            oid: der::asn1::ObjectIdentifier::new("1.2.840.10045.2.1").unwrap(),
            parameters: Some(der::Any::from(&oid)),
        };
        let info = SubjectPublicKeyInfoOwned {
            algorithm,
            subject_public_key: der::asn1::BitString::from_bytes(&point).unwrap(),
        };
        check(&pem("PUBLIC KEY", &info.to_der().unwrap()), alg, false);
        let scalar = integer(length);
        let private = |public_key| sec1::EcPrivateKey {
            private_key: &scalar,
            parameters: Some(sec1::EcParameters::NamedCurve(oid)),
            public_key,
        };
        check(
            &pem("EC PRIVATE KEY", &private(Some(&point)).to_der().unwrap()),
            alg,
            true,
        );
        check(
            &pem("EC PRIVATE KEY", &private(None).to_der().unwrap()),
            alg,
            true,
        );
        // In PKCS #8 the curve stands around the key.
        for public_key in [Some(point.as_slice()), None] {
            let inner = sec1::EcPrivateKey {
                parameters: None,
                ..private(public_key)
            };
            let inner = inner.to_der().unwrap();
            let algorithm = spki::AlgorithmIdentifierRef {
                oid: der::asn1::ObjectIdentifier::new("1.2.840.10045.2.1").unwrap(),
                parameters: Some((&oid).into()),
            };
            let info = pkcs8::PrivateKeyInfo::new(algorithm, &inner);
            check(&pem("PRIVATE KEY", &info.to_der().unwrap()), alg, true);
        }
    }
    let seed = [&[0x04, 0x20][..], &[7; 32]].concat();
    let algorithm = spki::AlgorithmIdentifierRef {
        oid: der::asn1::ObjectIdentifier::new("1.3.101.112").unwrap(),
        parameters: None,
    };
    let info = pkcs8::PrivateKeyInfo::new(algorithm, &seed);
    check(&pem("PRIVATE KEY", &info.to_der().unwrap()), "EdDSA", true);
}

#[test]
fn secrets_are_recognised() {
    let read = read_keys(&format!("{{{}}}", jwk_of("HS256")));
    assert!(read.found[0].is_secret && !read.found[0].is_private);
    let k = |encoding, text| {
        secret_jwk(text, encoding)
            .map(|jwk| serde_json::from_str::<Value>(&jwk).unwrap()["k"].clone())
    };
    assert_eq!(k("text", "abc").unwrap(), "YWJj");
    assert_eq!(k("base64", "YWJj/w==").unwrap(), "YWJj_w");
    assert_eq!(k("base64url", "YWJj_w").unwrap(), "YWJj_w");
    assert_eq!(k("base64", "?").unwrap_err().code(), ErrorCode::KeyUnusable);
    assert_eq!(k("text", "").unwrap_err().code(), ErrorCode::KeyUnusable);
    assert_eq!(k("rot13", "abc").unwrap_err().code(), ErrorCode::Config);
}

#[test]
fn several_keys_and_what_is_between_them() {
    let text = format!(
        "{}\n# another\n{}",
        pem("PUBLIC KEY", &spki_der()),
        pem(
            "PUBLIC KEY",
            other_key()
                .to_public_key()
                .to_public_key_der()
                .unwrap()
                .as_bytes()
        )
    );
    assert_eq!(read_keys(&text).found.len(), 2);
    let set = json!({ "keys": [{ "kty": "RSA", "n": "AQAB", "e": "AQAB" }, 7, { "n": "x" }] });
    let read = read_keys(&set.to_string());
    assert_eq!((read.found.len(), read.problems.len()), (1, 2));
    assert_eq!(
        read_keys(r#"{"keys":[]}"#).jwks.unwrap().keys,
        Vec::<Value>::new()
    );
}

#[test]
fn says_what_is_no_key() {
    let problem = |text: &str| {
        let read = read_keys(text);
        assert!(read.jwks.is_none() && read.found.is_empty(), "{text}");
        assert!(read.problems[0].text.ends_with('.') && !read.problems[0].text.contains('{'));
        read.problems[0].reason
    };
    assert_eq!(problem(""), "keys.empty");
    assert_eq!(problem("hello, this is no key"), "keys.unrecognised");
    assert_eq!(problem("aGVsbG8="), "keys.unrecognised");
    assert_eq!(problem("{\"kty\":"), "keys.json");
    assert_eq!(problem(r#"{"kty":"RSA","kty":"EC"}"#), "keys.json");
    assert_eq!(problem(r#"{"hello":1}"#), "keys.not_a_key");
    assert_eq!(problem(r#"{"keys":7}"#), "keys.not_a_key");
    assert_eq!(
        problem(r#"{"issuer":"i","jwks_uri":"https://i/keys"}"#),
        "keys.openid_configuration"
    );
    assert_eq!(problem("ssh-rsa AAAA me@here"), "keys.ssh");
    assert_eq!(
        problem("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----"),
        "keys.ssh"
    );
    assert_eq!(
        problem("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----"),
        "keys.encrypted"
    );
    assert_eq!(problem("-----BEGIN PUBLIC KEY-----\nMIIB"), "keys.pem");
    let half = &pem("PUBLIC KEY", &spki_der())[..200];
    assert_eq!(problem(half), "keys.pem");
    // X448 is a key of DER, and not one for signatures.
    let x448 = [
        &[
            0x30, 0x42, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6f, 0x03, 0x39, 0x00,
        ][..],
        &[1; 56],
    ]
    .concat();
    assert_eq!(problem(&Base64::encode_string(&x448)), "keys.unsupported");
}
