//! The header's `alg`: none, garbage, confusion with HMAC, another algorithm of the same key (RFC 8725 sections 2.1, 3.1, 3.2).

use base64ct::{Base64, Encoding};
use claimgate::ErrorCode::{AlgNotAllowed, Config, HeaderInvalid, KeyUnusable, SignatureInvalid};
use hmac::{Hmac, Mac};
use rsa::pkcs1::EncodeRsaPublicKey;
use rsa::pkcs8::EncodePublicKey;
use sha2::{Sha256, Sha384, Sha512};

use super::*;

#[test]
fn none_in_every_spelling() {
    let genuine = with_claims(&good_claims());
    let (_, kept) = genuine.rsplit_once('.').unwrap();
    for alg in ["none", "None", "NONE", "nOnE", "none ", "\\u006eone"] {
        let header = format!(r#"{{"alg":"{alg}","kid":"k1"}}"#);
        let signed = with_header(&header);
        let (input, own) = signed.rsplit_once('.').unwrap();
        for signature in ["", kept, own] {
            let token = format!("{input}.{signature}");
            judge_usual(alg, &token, Some(AlgNotAllowed));
        }
    }
}

#[test]
fn garbage_with_a_genuine_signature() {
    for alg in [
        "",
        " ",
        "rs256",
        "Rs256",
        "RS256\\u0000",
        "RS256 ",
        " RS256",
        "RS256\\n",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        "*",
        "RS257",
        "RS256,none",
        "\u{ff32}S256",
    ] {
        let token = with_header(&format!(r#"{{"alg":"{alg}","kid":"k1"}}"#));
        judge_usual(alg, &token, Some(AlgNotAllowed));
    }
}

#[test]
fn wrong_type_or_absent() {
    for header in [
        r#"{"alg":null,"kid":"k1"}"#,
        r#"{"alg":256,"kid":"k1"}"#,
        r#"{"alg":true,"kid":"k1"}"#,
        r#"{"alg":["RS256"],"kid":"k1"}"#,
        r#"{"alg":{"RS256":1},"kid":"k1"}"#,
        r#"{"kid":"k1"}"#,
        r#"{"ALG":"RS256","kid":"k1"}"#,
        r#"{"__proto__":{"alg":"RS256"},"kid":"k1"}"#,
    ] {
        judge_usual(header, &with_header(header), Some(HeaderInvalid));
    }
}

/// Everything public about the key that an attacker may use as an HMAC secret.
fn public_texts() -> Vec<(&'static str, Vec<u8>)> {
    let public = key().to_public_key();
    let (spki, pkcs1) = (
        public.to_public_key_der().unwrap().into_vec(),
        public.to_pkcs1_der().unwrap().into_vec(),
    );
    let pem = pem("PUBLIC KEY", &spki);
    let pkcs1_pem = self::pem("RSA PUBLIC KEY", &pkcs1);
    let jwk = format!("{{{}}}", jwk_members(key()));
    let n = base64url::encode(&modulus(key()));
    vec![
        ("PEM", pem.clone().into_bytes()),
        ("PEM with CRLF", pem.replace('\n', "\r\n").into_bytes()),
        ("PEM without its last newline", pem.trim_end().into()),
        ("PEM after a newline", format!("\n{pem}").into_bytes()),
        ("PKCS#1 PEM", pkcs1_pem.into_bytes()),
        ("PKCS#1 DER", pkcs1),
        ("SPKI DER", spki),
        ("JWK set", format!(r#"{{"keys":[{jwk}]}}"#).into_bytes()),
        ("JWK", jwk.into_bytes()),
        ("n as text", n.into_bytes()),
        ("n as bytes", modulus(key())),
        ("kid", b"k1".to_vec()),
        ("empty", Vec::new()),
        ("one NUL", vec![0]),
    ]
}

/// PEM as OpenSSL writes it (RFC 7468): 64 characters a line.
fn pem(label: &str, der: &[u8]) -> String {
    let text = Base64::encode_string(der);
    let lines: Vec<&str> = text
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    let body = lines.join("\n");
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}

fn mac(alg: &str, secret: &[u8], input: &[u8]) -> Vec<u8> {
    macro_rules! mac_with {
        ($hash:ty) => {
            Hmac::<$hash>::new_from_slice(secret)
                .unwrap()
                .chain_update(input)
                .finalize()
                .into_bytes()
                .to_vec()
        };
    }
    match alg {
        "HS256" => mac_with!(Sha256),
        "HS384" => mac_with!(Sha384),
        _ => mac_with!(Sha512),
    }
}

#[test]
fn the_public_key_as_an_hmac_secret() {
    for (name, secret) in public_texts() {
        for alg in ["HS256", "HS384", "HS512"] {
            for kid in ["k1", "unknown"] {
                let header = format!(r#"{{"alg":"{alg}","kid":"{kid}"}}"#);
                let signed = with_header(&header);
                let (input, _) = signed.rsplit_once('.').unwrap();
                let mac = mac(alg, &secret, input.as_bytes());
                let forged = format!("{input}.{}", base64url::encode(&mac));
                let row = format!("{name}, {alg}, {kid}");
                judge_usual(&row, &forged, Some(AlgNotAllowed));
                // The same text under an RSA algorithm is only a signature of the wrong length.
                let relabelled = with_signature(&mac);
                judge_usual(&row, &relabelled, Some(SignatureInvalid));
            }
        }
    }
}

#[test]
fn a_policy_cannot_list_what_this_build_does_not_verify() {
    for list in [
        vec!["RS256", "HS256"],
        vec!["none"],
        vec!["RS256", "none"],
        vec!["ES256"],
        vec!["rs256"],
        vec![],
    ] {
        let refused = Policy::new(options().algorithms(list.clone())).unwrap_err();
        assert_eq!(refused.code(), Config, "{list:?}");
    }
}

/// `oct` beside RSA under one kid, and an HMAC made with it (Wycheproof `MixedKeySet`).
#[test]
fn a_symmetric_key_in_the_set_is_never_used() {
    let rsa = jwk_members(key());
    let set = parse_set(&format!(
        r#"{{"keys":[{{"kid":"k1","kty":"oct","k":"c2VjcmV0","alg":"HS256"}},{{"kid":"k1",{rsa}}}]}}"#
    ));
    let signed = with_header(r#"{"alg":"HS256","kid":"k1"}"#);
    let (input, _) = signed.rsplit_once('.').unwrap();
    let mac = mac("HS256", b"secret", input.as_bytes());
    let forged = format!("{input}.{}", base64url::encode(&mac));
    judge("oct", &forged, &set, options(), Some(AlgNotAllowed));
    let genuine = with_claims(&good_claims());
    judge("RSA beside oct", &genuine, &set, options(), None);
    let both = format!(r#"{{"keys":[{{"kid":"k1",{rsa},"k":"c2VjcmV0"}}]}}"#);
    judge(
        "RSA with k",
        &genuine,
        &parse_set(&both),
        options(),
        Some(KeyUnusable),
    );
}

const OTHERS: [&str; 5] = ["RS384", "RS512", "PS256", "PS384", "PS512"];

#[test]
fn another_algorithm_of_the_same_key() {
    let without_alg = set_of("k1", key());
    let for_rs256 = set_with(&format!(r#"{},"alg":"RS256""#, jwk_members(key())));
    for alg in OTHERS {
        let genuine = token(alg, "k1", key(), &good_claims());
        judge(alg, &genuine, &without_alg, options(), Some(AlgNotAllowed));
        let listed = options().algorithms(["RS256", alg]);
        judge(alg, &genuine, &without_alg, listed.clone(), None);
        judge(alg, &genuine, &for_rs256, listed, Some(KeyUnusable));
        // The same signature bytes under the name RS256: hash or padding differ.
        let relabelled = sign(alg, key(), r#"{"alg":"RS256","kid":"k1"}"#, &good_claims());
        judge_usual(alg, &relabelled, Some(SignatureInvalid));
    }
}

/// CVE-2022-21449: this build has no elliptic curves, so the name alone refuses the token.
#[test]
fn psychic_signatures() {
    let order: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc,
        0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ];
    let mut one = [0; 32];
    one[31] = 1;
    let signed = with_header(r#"{"alg":"ES256","kid":"k1"}"#);
    let (input, _) = signed.rsplit_once('.').unwrap();
    let values = [[0; 32], one, order];
    for r in values {
        for s in values {
            let signature = base64url::encode(&[r, s].concat());
            let token = format!("{input}.{signature}");
            judge_usual("ES256", &token, Some(AlgNotAllowed));
        }
    }
}
