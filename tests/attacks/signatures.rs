//! Signature values that no signer makes, and the encodings behind them (RFC 8017 sections 8.2.2 and 9.2).

use claimgate::ErrorCode::SignatureInvalid;
use rand_chacha::rand_core::SeedableRng;
use rand_chacha::ChaCha20Rng;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::*;

const SIZE: usize = 256;

/// `DigestInfo` of SHA-256 up to the hash (RFC 8017 section 9.2, note 1).
const SHA256_PREFIX: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];

#[test]
fn values_that_are_no_signature() {
    let n = key().n();
    let one = BigUint::from(1_u8);
    let genuine = signature("RS256", key(), signing_input().as_bytes());
    let value = BigUint::from_bytes_be(&genuine);
    let mut flipped = genuine.clone();
    flipped[100] ^= 1;
    let hex: String = genuine
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    let full = |value: &BigUint| left_pad(&value.to_bytes_be(), SIZE);
    let unreduced = (&value + n).to_bytes_be();
    let rows: Vec<(&str, Vec<u8>)> = vec![
        ("empty", vec![]),
        ("one zero byte", vec![0]),
        ("s = 0", vec![0; SIZE]),
        ("0xff everywhere", vec![0xff; SIZE]),
        ("s = 1", full(&one)),
        ("s = n - 1", full(&(n - &one))),
        ("s = n", full(n)),
        ("s = n + 1", full(&(n + &one))),
        ("s + n", unreduced),
        ("n - s", full(&(n - &value))),
        ("255 bytes", genuine[1..].to_vec()),
        ("last byte missing", genuine[..SIZE - 1].to_vec()),
        ("257 bytes, zero first", [vec![0], genuine.clone()].concat()),
        ("257 bytes, zero last", [genuine.clone(), vec![0]].concat()),
        ("twice", [genuine.clone(), genuine.clone()].concat()),
        ("flipped bit", flipped),
        ("hexadecimal text", hex.into_bytes()),
        ("reversed", genuine.iter().rev().copied().collect()),
    ];
    for (row, bytes) in rows {
        judge_usual(row, &with_signature(&bytes), Some(SignatureInvalid));
        let as_pss = options().algorithms(["PS256"]);
        let header = base64url::encode(br#"{"alg":"PS256","kid":"k1"}"#);
        let payload = base64url::encode(good_claims().as_bytes());
        let token = format!("{header}.{payload}.{}", base64url::encode(&bytes));
        judge(
            row,
            &token,
            &set_of("k1", key()),
            as_pss,
            Some(SignatureInvalid),
        );
    }
    judge_usual("the genuine one", &with_signature(&genuine), None);
}

/// `00 01 ff.. 00` before `content`, to the full size.
fn padded(content: &[u8]) -> Vec<u8> {
    let fill = SIZE - 3 - content.len();
    [&[0, 1], vec![0xff; fill].as_slice(), &[0], content].concat()
}

/// The digest info in this encoding, with the genuine hash.
fn info(prefix: &[u8]) -> Vec<u8> {
    [prefix, Sha256::digest(signing_input()).as_slice()].concat()
}

fn edited(edit: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut prefix = SHA256_PREFIX.to_vec();
    edit(&mut prefix);
    info(&prefix)
}

/// Everything is signed with the genuine private key; only the encoding differs from the one that counts.
#[test]
fn encodings_of_the_genuine_hash() {
    let hash = Sha256::digest(signing_input());
    let trailing = |bytes: &[u8]| padded(&[info(&SHA256_PREFIX).as_slice(), bytes].concat());
    let genuine = || padded(&info(&SHA256_PREFIX));
    let changed = |edit: &dyn Fn(&mut Vec<u8>)| {
        let mut block = genuine();
        edit(&mut block);
        block
    };
    let rows: Vec<(&str, Vec<u8>)> = vec![
        ("hash without digest info", padded(&hash)),
        (
            "missing NULL",
            padded(&edited(|p| {
                p.drain(15..17);
                (p[1], p[3]) = (0x2f, 0x0b);
            })),
        ),
        (
            "NULL of one byte",
            padded(&edited(|p| {
                p.insert(17, 0);
                (p[1], p[3], p[16]) = (0x32, 0x0e, 1);
            })),
        ),
        (
            "BER length of the sequence",
            padded(&edited(|p| p.insert(1, 0x81))),
        ),
        (
            "BER length with leading zero",
            padded(&edited(|p| {
                p.splice(1..2, [0x82, 0, 0x31]);
            })),
        ),
        (
            "BER length of the algorithm",
            padded(&edited(|p| {
                p.insert(3, 0x81);
                p[1] += 1;
            })),
        ),
        (
            "BER length of the hash",
            padded(&edited(|p| {
                p.insert(18, 0x81);
                p[1] += 1;
            })),
        ),
        (
            "indefinite length",
            padded(&[edited(|p| p[1] = 0x80).as_slice(), &[0, 0]].concat()),
        ),
        ("OID of SHA-384", padded(&edited(|p| p[14] = 2))),
        (
            "OID of SHA-1",
            padded(
                &[
                    &[
                        0x30, 0x21, 0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0, 4, 0x20,
                    ][..],
                    &hash,
                ]
                .concat(),
            ),
        ),
        ("length too long", padded(&edited(|p| p[1] += 1))),
        ("hash length too short", padded(&edited(|p| p[18] -= 1))),
        ("trailing zero", trailing(&[0])),
        ("trailing NULL", trailing(&[5, 0])),
        ("trailing garbage", trailing(&[0xaa; 100])),
        ("block type 0", changed(&|block| block[1] = 0)),
        ("block type 2", changed(&|block| block[1] = 2)),
        ("first byte not zero", changed(&|block| block[0] = 0x01)),
        ("hole in the padding", changed(&|block| block[50] = 0xfe)),
        ("zero in the padding", changed(&|block| block[50] = 0)),
        ("no separator", changed(&|block| block[SIZE - 52] = 0xff)),
        (
            "short padding, then garbage",
            [
                &[0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0][..],
                &info(&SHA256_PREFIX),
                &[0; SIZE - 11 - 51],
            ]
            .concat(),
        ),
    ];
    for (row, block) in rows {
        assert_eq!(block.len(), SIZE, "{row}");
        let token = with_signature(&private_operation(key(), &block));
        judge_usual(row, &token, Some(SignatureInvalid));
    }
    let token = with_signature(&private_operation(key(), &genuine()));
    judge_usual("the genuine encoding", &token, None);
}

#[test]
fn other_hashes_and_paddings_under_the_name_rs256() {
    let input = signing_input();
    let sha1: &[u8] = &[
        0x30, 0x21, 0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0, 4, 0x14,
    ];
    let mut sha512 = SHA256_PREFIX.to_vec();
    (sha512[1], sha512[14], sha512[18]) = (0x51, 3, 0x40);
    let rows = [
        ("SHA-1", [sha1, &Sha1::digest(&input)].concat()),
        (
            "SHA-512",
            [sha512.as_slice(), &Sha512::digest(&input)].concat(),
        ),
        (
            "hash of something else",
            [&SHA256_PREFIX[..], &Sha256::digest(b"x")].concat(),
        ),
    ];
    for (row, content) in rows {
        let token = with_signature(&private_operation(key(), &padded(&content)));
        judge_usual(row, &token, Some(SignatureInvalid));
    }
    let pss = signature("PS256", key(), input.as_bytes());
    judge_usual("PSS", &with_signature(&pss), Some(SignatureInvalid));
}

/// A key with exponent 3.
fn cubic_key() -> RsaPrivateKey {
    let mut rng = ChaCha20Rng::seed_from_u64(30);
    RsaPrivateKey::new_with_exp(&mut rng, 2048, &BigUint::from(3_u8)).expect("key generation")
}

/// Bleichenbacher 2006 (CVE-2006-4339): with exponent 3, a cube root forges a block whose end nobody looks at.
#[test]
fn cube_roots() {
    let key = cubic_key();
    let keys = set_of("k1", &key);
    let genuine = token("RS256", "k1", &key, &good_claims());
    judge(
        "a genuine signature, e = 3",
        &genuine,
        &keys,
        options(),
        None,
    );
    for fill in [0, 1, 8] {
        let start = [
            &[0, 1],
            vec![0xff; fill].as_slice(),
            &[0],
            &info(&SHA256_PREFIX),
        ]
        .concat();
        let mut block = start.clone();
        block.resize(SIZE, 0);
        // The next cube above the block shares its first bytes, since there is room below them.
        let root = cube_root(&BigUint::from_bytes_be(&block)) + BigUint::from(1_u8);
        let cube = left_pad(&(&root * &root * &root).to_bytes_be(), SIZE);
        assert_eq!(
            cube[..start.len()],
            start,
            "the forgery would fool a careless check"
        );
        let token = with_signature(&left_pad(&root.to_bytes_be(), SIZE));
        let row = format!("{fill} bytes of padding");
        judge(&row, &token, &keys, options(), Some(SignatureInvalid));
    }
}

/// The largest number whose cube is not above `value`.
fn cube_root(value: &BigUint) -> BigUint {
    let mut root = BigUint::from(0_u8);
    for bit in (0..=value.bits() / 3).rev() {
        let candidate = &root + (BigUint::from(1_u8) << bit);
        if &candidate * &candidate * &candidate <= *value {
            root = candidate;
        }
    }
    root
}

/// What Graph does to its own tokens: the signature covers the hash of the nonce that the header shows.
#[test]
fn a_header_whose_nonce_was_replaced_after_signing() {
    let hashed = base64url::encode(&Sha256::digest(b"nonce-value"));
    let signed = with_header(&format!(
        r#"{{"alg":"RS256","kid":"k1","nonce":"{hashed}"}}"#
    ));
    judge_usual("as signed", &signed, None);
    let (_, rest) = signed.split_once('.').unwrap();
    let shown = base64url::encode(br#"{"alg":"RS256","kid":"k1","nonce":"nonce-value"}"#);
    judge_usual(
        "replaced",
        &format!("{shown}.{rest}"),
        Some(SignatureInvalid),
    );
}
