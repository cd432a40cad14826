//! Keys that must not check anything, and sets that are none (RFC 7517 sections 4 and 5, RFC 7518 sections 3.3 and 6.3).

use claimgate::ErrorCode::{JwksInvalid, KeyUnusable};
use rand_chacha::rand_core::{RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;
use sha2::{Digest, Sha256};

use super::*;

/// Judges the genuine token with a set of one key, given as the inside of its object.
#[track_caller]
fn judge_key(row: &str, members: &str, expected: Expected) {
    let genuine = with_claims(&good_claims());
    judge(row, &genuine, &set_with(members), options(), expected);
}

#[test]
fn exponents() {
    let n = modulus(key());
    let minus_two = (key().n() - BigUint::from(2_u8)).to_bytes_be();
    let rows: [(&str, &[u8]); 9] = [
        ("0", &[0]),
        ("1", &[1]),
        ("1 with zeros", &[0, 0, 1]),
        ("2", &[2]),
        ("empty", &[]),
        ("65536", &[1, 0, 0]),
        ("2^33 + 1", &[2, 0, 0, 0, 1]),
        ("2^64 + 1", &[1, 0, 0, 0, 0, 0, 0, 0, 1]),
        ("n - 2", &minus_two),
    ];
    for (row, exponent) in rows {
        judge_key(row, &members(&n, exponent), Some(KeyUnusable));
    }
    let n = base64url::encode(&n);
    for e in [r#","e":65537"#, r#","e":null"#, r#","e":["AQAB"]"#, ""] {
        let members = format!(r#""kty":"RSA","n":"{n}"{e}"#);
        judge_key(e, &members, Some(KeyUnusable));
    }
    let zeros_first = [vec![0], modulus(key())].concat();
    judge_key("00 || n", &members(&zeros_first, &USUAL_EXPONENT), None);
    judge_key("e = AAEAAQ", &members(&modulus(key()), &[0, 1, 0, 1]), None);
}

/// With exponent 1 the padded hash is its own signature.
#[test]
fn exponent_one_needs_no_private_key() {
    let input = signing_input();
    let prefix: &[u8] = &[
        0x30, 0x31, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 0x20,
    ];
    let block = [
        &[0, 1],
        [0xff; 202].as_slice(),
        &[0],
        prefix,
        &Sha256::digest(&input),
    ]
    .concat();
    assert_eq!(block.len(), 256);
    let set = set_with(&members(&modulus(key()), &[1]));
    let token = with_signature(&block);
    judge("e = 1", &token, &set, options(), Some(KeyUnusable));
}

#[test]
fn sizes() {
    for bits in [512, 768, 1024, 2040] {
        let small = generate(40, bits);
        let genuine = token("RS256", "k1", &small, &good_claims());
        let row = format!("{bits} bits");
        let set = set_of("k1", &small);
        judge(&row, &genuine, &set, options(), Some(KeyUnusable));
        let padded = members(&left_pad(&modulus(&small), 256), &USUAL_EXPONENT);
        let set = set_with(&padded);
        judge(&row, &genuine, &set, options(), Some(KeyUnusable));
    }
    for bits in [8200, 16_384, 131_072] {
        let row = format!("{bits} bits");
        let huge = members(&vec![0xff; bits / 8], &USUAL_EXPONENT);
        judge_key(&row, &huge, Some(KeyUnusable));
    }
}

#[test]
fn moduli_that_are_none() {
    let even = (key().n() + BigUint::from(1_u8)).to_bytes_be();
    judge_key("n + 1", &members(&even, &USUAL_EXPONENT), Some(KeyUnusable));
    for zero in [vec![], vec![0], vec![0; 256]] {
        judge_key("zero", &members(&zero, &USUAL_EXPONENT), Some(KeyUnusable));
    }
    let n = base64url::encode(&modulus(key()));
    let rows = [
        format!("{n}="),
        format!("{n}\\n"),
        format!(" {n}"),
        format!("{}+", &n[1..]),
        format!("{}/", &n[1..]),
        format!("{n}A"),
    ];
    for text in rows {
        let members = format!(r#""kty":"RSA","n":"{text}","e":"AQAB""#);
        judge_key(&text, &members, Some(KeyUnusable));
    }
    for value in ["1", "null", "[]"] {
        let members = format!(r#""kty":"RSA","n":{value},"e":"AQAB""#);
        judge_key(value, &members, Some(KeyUnusable));
    }
    judge_key("absent", r#""kty":"RSA","e":"AQAB""#, Some(KeyUnusable));
}

#[test]
fn members_that_forbid_the_use() {
    let good = jwk_members(key());
    let refused = [
        r#""use":"enc""#,
        r#""use":"tls""#,
        r#""use":"SIG""#,
        r#""use":"""#,
        r#""use":null"#,
        r#""use":["sig"]"#,
        r#""key_ops":["encrypt"]"#,
        r#""key_ops":["sign"]"#,
        r#""key_ops":[]"#,
        r#""key_ops":"verify""#,
        r#""key_ops":["verify",1]"#,
        r#""key_ops":["verify","verify"]"#,
        r#""use":"sig","key_ops":["verify","encrypt"]"#,
        r#""use":"enc","key_ops":["verify"]"#,
        r#""alg":"RSA-OAEP""#,
        r#""alg":"HS256""#,
        r#""alg":"RS512""#,
        r#""alg":"PS256""#,
        r#""alg":"none""#,
        r#""alg":"rs256""#,
        r#""alg":null"#,
        r#""d":"AQAB""#,
        r#""p":"AQAB""#,
        r#""q":"AQAB""#,
        r#""dp":"AQAB""#,
        r#""dq":"AQAB""#,
        r#""qi":"AQAB""#,
        r#""oth":[]"#,
        r#""k":"AQAB""#,
        r#""d":null"#,
    ];
    for member in refused {
        judge_key(member, &format!("{good},{member}"), Some(KeyUnusable));
    }
    for member in [
        r#""use":"sig""#,
        r#""key_ops":["verify"]"#,
        r#""key_ops":["sign","verify"]"#,
        r#""use":"sig","key_ops":["verify"]"#,
        r#""alg":"RS256""#,
        r#""__proto__":{"use":"enc"}"#,
    ] {
        judge_key(member, &format!("{good},{member}"), None);
    }
}

#[test]
fn key_types() {
    let numbers = jwk_members(key()).replace(r#""kty":"RSA","#, "");
    for kty in [
        r#""kty":"EC","#,
        r#""kty":"rsa","#,
        r#""kty":"RSA ","#,
        r#""kty":"oct","#,
        r#""kty":null,"#,
        r#""kty":["RSA"],"#,
        "",
    ] {
        judge_key(kty, &format!("{kty}{numbers}"), Some(KeyUnusable));
    }
}

#[test]
fn broken_siblings_beside_a_good_key() {
    let good = jwk_members(key());
    let genuine = with_claims(&good_claims());
    for sibling in [
        "null",
        "1",
        r#""key""#,
        "[]",
        "{}",
        r#"{"kty":"quantum","kid":"k1"}"#,
        r#"{"kty":"RSA","kid":"k2","n":"!","e":"AQAB"}"#,
        r#"{"kty":"RSA","kid":"k1","n":"","e":""}"#,
        r#"{"kty":"EC","kid":"k1","crv":"P-256"}"#,
    ] {
        for set in [
            format!(r#"{{"keys":[{sibling},{{"kid":"k1",{good}}}]}}"#),
            format!(r#"{{"keys":[{{"kid":"k1",{good}}},{sibling}]}}"#),
        ] {
            judge(sibling, &genuine, &parse_set(&set), options(), None);
        }
    }
}

#[test]
fn documents_that_are_no_set() {
    let deep = format!(
        r#"{{"keys":{}{}}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let open = "[".repeat(100_000);
    let deep_object = r#"{"keys":"#.repeat(100_000);
    let many = format!(r#"{{"keys":[{}{{}}]}}"#, "{},".repeat(64));
    let rows = [
        "",
        " ",
        "null",
        "{}",
        "[]",
        r#"[{"kty":"RSA"}]"#,
        r#"{"keys":null}"#,
        r#"{"keys":{}}"#,
        r#"{"keys":"x"}"#,
        r#"{"KEYS":[]}"#,
        r#"{"__proto__":{"keys":[]}}"#,
        r#"{"keys":[]}x"#,
        r#"{"keys":[]}{"keys":[]}"#,
        r#"{"keys":[],"keys":[]}"#,
        r#"{"keys":[],"\u006beys":[]}"#,
        r#"{"keys":[{"kid":"a","kid":"b"}]}"#,
        r#"{"keys":[,]}"#,
        "<!DOCTYPE html><html></html>",
        "\u{feff}{\"keys\":[]}",
        deep.as_str(),
        open.as_str(),
        deep_object.as_str(),
        many.as_str(),
    ];
    for text in rows {
        let refused = JwkSet::parse(text.as_bytes(), 64).map(drop);
        let code = refused.map_err(|error| error.code());
        let shown: String = text.chars().take(60).collect();
        assert_eq!(code, Err(JwksInvalid), "{shown}");
    }
    for bytes in [&b"{\"keys\":[\"\xff\"]}"[..], b"\xff\xfe{\x00}\x00", b"\0"] {
        let code = JwkSet::parse(bytes, 64).map(drop).unwrap_err().code();
        assert_eq!(code, JwksInvalid);
    }
}

/// CVE-2017-15361: primes of Infineon's generator are `k * M + (65537^a mod M)`.
#[test]
fn a_key_of_the_roca_shape() {
    let key = roca_key();
    for prime in small_primes().filter(|prime| *prime > 2) {
        let residue = (key.n() % prime).to_bytes_be();
        let residue = residue
            .iter()
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        assert!(
            is_power_of_65537(residue, prime),
            "not of the shape at {prime}"
        );
    }
    let genuine = token("RS256", "k1", &key, &good_claims());
    judge(
        "ROCA",
        &genuine,
        &set_of("k1", &key),
        options(),
        Some(KeyUnusable),
    );
}

/// The primes whose product is the generator's `M` for keys of 2048 bits.
fn small_primes() -> impl Iterator<Item = u64> {
    (2..=701_u64).filter(|number| (2..*number).all(|divisor| number % divisor != 0))
}

fn is_power_of_65537(residue: u64, prime: u64) -> bool {
    let mut power = 1;
    (0..prime).any(|_| {
        power = power * 65_537 % prime;
        power == residue
    })
}

fn roca_key() -> RsaPrivateKey {
    let product = small_primes().fold(BigUint::from(1_u8), |product, prime| {
        product * BigUint::from(prime)
    });
    let mut rng = ChaCha20Rng::seed_from_u64(50);
    let mut prime = || loop {
        let power = BigUint::from(65_537_u32).modpow(&BigUint::from(rng.next_u64()), &product);
        // The top bits are set, so that two such primes make a modulus of full length.
        let factor = (BigUint::from(3_u8) << 1022_usize) / &product + BigUint::from(rng.next_u32());
        let candidate = factor * &product + power;
        if candidate.bits() == 1024 && is_probably_prime(&candidate) {
            break candidate;
        }
    };
    let primes = vec![prime(), prime()];
    RsaPrivateKey::from_primes(primes, BigUint::from(65_537_u32)).expect("a key")
}

/// Fermat's test to the bases 2 and 3; enough for numbers that nobody chose to fool it.
fn is_probably_prime(candidate: &BigUint) -> bool {
    let one = BigUint::from(1_u8);
    [2_u8, 3]
        .into_iter()
        .all(|base| BigUint::from(base).modpow(&(candidate - &one), candidate) == one)
}
