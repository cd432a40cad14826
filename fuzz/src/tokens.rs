//! Tokens, policies and signatures.

use std::sync::OnceLock;

use claimgate::report::{CheckState, Verdict};
use claimgate::rsa::{PublicKey, RsaAlgorithm};
use claimgate::{
    base64url, inspect, verify, verify_signature, Algorithm, JwkSet, Policy, PolicyOptions,
    Verified,
};
use rsa::signature::Verifier;
use rsa::{pkcs1v15, pss, BigUint, RsaPublicKey};
use sha2::{Sha256, Sha384, Sha512};

/// The time at which the tokens of the fixtures are valid, in seconds since 1970.
const NOW: f64 = 1_700_000_000.0;

/// The key set of the fixtures: one key, `k1`.
const KEY_SET: &str = include_str!("../fixtures/keys.json");

/// One genuine token per algorithm, one a line, in the order of [`ALGORITHMS`].
const TOKENS: &str = include_str!("../fixtures/tokens.txt");

const ALGORITHMS: [&str; 6] = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];

const SCHEMES: [RsaAlgorithm; 6] = [
    RsaAlgorithm::Rs256,
    RsaAlgorithm::Rs384,
    RsaAlgorithm::Rs512,
    RsaAlgorithm::Ps256,
    RsaAlgorithm::Ps384,
    RsaAlgorithm::Ps512,
];

fn keys() -> &'static JwkSet {
    static KEYS: OnceLock<JwkSet> = OnceLock::new();
    KEYS.get_or_init(|| JwkSet::parse(KEY_SET.as_bytes(), 1).expect("the fixture's keys"))
}

fn usual_policy() -> &'static Policy {
    static POLICY: OnceLock<Policy> = OnceLock::new();
    POLICY.get_or_init(|| {
        let options = PolicyOptions::new("https://issuer.example", "api://orders");
        Policy::new(options.algorithms(ALGORITHMS)).expect("a policy")
    })
}

fn genuine(index: usize) -> &'static str {
    TOKENS.lines().nth(index).expect("one token per algorithm")
}

/// A token as text, or made of up to three lines: header, payload and signature before their encoding.
pub fn token(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let mut lines = data.splitn(3, |byte| *byte == b'\n').map(base64url::encode);
    let mut line = || lines.next().unwrap_or_default();
    let encoded = format!("{}.{}.{}", line(), line(), line());
    for token in [text, &encoded] {
        judge_genuine(token, usual_policy());
        claimgate::decode::decode(token);
        let _ = verify_signature(token, keys(), Algorithm::ALL, token.len());
        let bare = inspect(token, None, None, NOW);
        assert_ne!(
            bare.verdict,
            Verdict::Valid,
            "nothing was there to check it with"
        );
    }
}

/// As [`judge`], and only the tokens of the fixtures are accepted.
fn judge_genuine(token: &str, policy: &Policy) {
    if judge(token, policy).is_some() {
        assert!(TOKENS.lines().any(|genuine| genuine == token), "a forgery");
    }
}

/// Verdict and report agree, and a refusal shows nothing of the token.
pub(super) fn judge(token: &str, policy: &Policy) -> Option<Verified> {
    let verdict = verify(token, keys(), policy, NOW);
    let report = inspect(token, Some(keys()), Some(policy), NOW);
    match verdict {
        Ok(verified) => {
            assert_eq!((report.verdict, report.code), (Verdict::Valid, None));
            Some(verified)
        }
        Err(error) => {
            assert_eq!(report.verdict, Verdict::Refused);
            assert_eq!(report.code, Some(error.code().as_str()));
            let failed = |state| report.checks.iter().any(|check| check.state == state);
            assert!(failed(CheckState::Fail) && !failed(CheckState::CannotCheck));
            let shown = format!("{error} {error:?}");
            for part in token.split('.').filter(|part| part.len() > 70) {
                assert!(!shown.contains(part), "leaks");
            }
            None
        }
    }
}

/// A policy file: what is accepted as one judges a genuine token without contradiction.
pub fn policy(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let Ok(policy) = Policy::from_json(text) else {
        return;
    };
    assert!((0.0..=300.0).contains(&policy.clock_tolerance()));
    assert!(policy.issuers().count() > 0 && !policy.algorithms().is_empty());
    assert!(policy
        .audiences()
        .is_none_or(|accepted| !accepted.is_empty()));
    // One is enough for an input, and keeps the rate up.
    judge_genuine(genuine(data.len() % ALGORITHMS.len()), &policy);
}

/// A genuine token with changes, and any bytes as signature and message, against the crate `rsa` itself.
///
/// The first byte chooses the algorithm, the second the number of changes; each takes two bytes for the position and one
/// for the new value. What is left is a signature of its own.
pub fn verify_differential(data: &[u8]) {
    let [algorithm, changes, rest @ ..] = data else {
        return;
    };
    let index = usize::from(*algorithm) % ALGORITHMS.len();
    let mut token = genuine(index).as_bytes().to_vec();
    let (edits, signature) = rest.split_at(rest.len().min(3 * usize::from(*changes % 8)));
    for edit in edits.chunks_exact(3) {
        let position = usize::from(u16::from_be_bytes([edit[0], edit[1]])) % token.len();
        token[position] = edit[2];
    }
    if let Ok(text) = std::str::from_utf8(&token) {
        judge_genuine(text, usual_policy());
        if let Some((message, encoded)) = text.rsplit_once('.') {
            if let Ok(bytes) = base64url::decode(encoded) {
                compare(index, message.as_bytes(), &bytes);
            }
        }
    }
    compare(index, &token, signature);
}

/// Both implementations give the same answer.
fn compare(index: usize, message: &[u8], signature: &[u8]) {
    let (ours, theirs) = both_keys();
    assert_eq!(
        ours.verify(SCHEMES[index], message, signature),
        reference_accepts(theirs, index, message, signature),
        "{}",
        ALGORITHMS[index]
    );
}

fn both_keys() -> (&'static PublicKey, &'static RsaPublicKey) {
    static THEIRS: OnceLock<RsaPublicKey> = OnceLock::new();
    let ours = keys().keys()[0].public_key().expect("a usable key");
    let theirs = THEIRS.get_or_init(|| {
        let modulus = BigUint::from_bytes_be(ours.modulus_bytes());
        RsaPublicKey::new(modulus, ours.exponent().into()).expect("the same key")
    });
    (ours, theirs)
}

fn reference_accepts(key: &RsaPublicKey, index: usize, message: &[u8], signature: &[u8]) -> bool {
    macro_rules! check {
        ($scheme:ident, $hash:ty) => {
            $scheme::Signature::try_from(signature).is_ok_and(|signature| {
                $scheme::VerifyingKey::<$hash>::new(key.clone())
                    .verify(message, &signature)
                    .is_ok()
            })
        };
    }
    match index {
        0 => check!(pkcs1v15, Sha256),
        1 => check!(pkcs1v15, Sha384),
        2 => check!(pkcs1v15, Sha512),
        3 => check!(pss, Sha256),
        4 => check!(pss, Sha384),
        _ => check!(pss, Sha512),
    }
}
