//! Why a signature was refused: another key made it, or the text was changed, or it was made in another way.

use sha2::{Digest, Sha256, Sha384, Sha512};

use super::case::{cut, Case};
use super::explanation::Explanation;
use super::trial::Trial;
use crate::algorithm::Algorithm;
use crate::base64url;
use crate::jwk::Jwk;
use crate::key::VerifyingKey;
use crate::prelude::*;
use crate::report::{Check, CheckState};
use crate::rsa::open::{Opened, Padding};
use crate::token::UnverifiedToken;

pub(super) fn explain(check: &Check, case: &Case<'_>) -> Option<Explanation> {
    if check.state != CheckState::Fail {
        return Explanation::of("signature.without_key", &[]);
    }
    let token = UnverifiedToken::decode(case.token, case.max_token_bytes()).ok()?;
    if token.signature().as_slice().is_empty() {
        return Explanation::of("sig.missing", &[]);
    }
    let (index, jwk) = picked(case)?;
    let trial = case.trials.get(index)?;
    match (&trial.opened, trial.verifies_as) {
        (_, Some(made)) => other_algorithm(case, made.as_str(), "sig.hash_mismatch"),
        (Some(opened), None) => changed(case, &token, opened),
        (None, None) => not_this_key(case, &token, jwk),
    }
}

/// The key that the signature was checked with: the first that the header names and that suits it.
fn picked<'c>(case: &'c Case<'_>) -> Option<(usize, &'c Jwk)> {
    let algorithm = Algorithm::from_name(case.header_text("alg")?)?;
    let (kid, x5t) = (case.header_text("kid"), case.header_text("x5t"));
    case.keys?
        .keys()
        .iter()
        .enumerate()
        .filter(|(_, jwk)| match (kid, x5t) {
            (Some(kid), _) => jwk.kid.as_deref() == Some(kid),
            (None, Some(x5t)) => jwk.x5t.as_deref() == Some(x5t),
            (None, None) => true,
        })
        .find(|(_, jwk)| jwk.key_for(algorithm).is_ok())
}

fn other_algorithm(case: &Case<'_>, made: &str, key: &str) -> Option<Explanation> {
    Explanation::of(key, &[("made", made), ("alg", &case.alg_shown())])
}

/// The key made the signature, for another text.
fn changed(case: &Case<'_>, token: &UnverifiedToken<'_>, opened: &Opened) -> Option<Explanation> {
    if is_good_for_graph(case, token, opened) {
        return Explanation::of("sig.graph_nonce", &[]);
    }
    let made = opened.algorithm();
    if let Some(made) = made.filter(|made| *made != case.alg_shown()) {
        return other_algorithm(case, made, "sig.hash_mismatch/changed");
    }
    let explanation = Explanation::of("sig.content_changed", &[])?;
    let (Padding::Pkcs1, Some(hash)) = (opened.padding, opened.hash) else {
        return Some(explanation);
    };
    let Some(actual) = hash_of(hash, token.signing_input().as_bytes()) else {
        return Some(explanation);
    };
    Some(explanation.comparing(
        format!("{hash} {}", hexadecimal(&opened.digest)),
        format!("{hash} {}", hexadecimal(&actual)),
    ))
}

fn hash_of(name: &str, message: &[u8]) -> Option<Vec<u8>> {
    Some(match name {
        "SHA-256" => Sha256::digest(message).to_vec(),
        "SHA-384" => Sha384::digest(message).to_vec(),
        "SHA-512" => Sha512::digest(message).to_vec(),
        _ => return None,
    })
}

fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| DIGITS.get(usize::from(digit)))
        .map(|digit| char::from(*digit))
        .collect()
}

/// Whether a signature that a key made is good once the nonce of the header is hashed, as Microsoft Graph does it.
fn is_good_for_graph(case: &Case<'_>, token: &UnverifiedToken<'_>, opened: &Opened) -> bool {
    let Some(hash) = opened.hash.filter(|_| opened.padding == Padding::Pkcs1) else {
        return false;
    };
    graph_input(case, token)
        .and_then(|input| hash_of(hash, input.as_bytes()))
        .is_some_and(|digest| digest == opened.digest)
}

/// What the signature of a token for Graph covers: the nonce replaced inside the header's own text, since writing the
/// JSON anew would change more than the nonce.
fn graph_input(case: &Case<'_>, token: &UnverifiedToken<'_>) -> Option<String> {
    let nonce = case.header_text("nonce")?;
    let header = core::str::from_utf8(token.header()).ok()?;
    let name = header.find("\"nonce\"")?;
    let at = name + header.get(name..)?.find(&format!("\"{nonce}\""))? + 1;
    let hashed = base64url::encode(&Sha256::digest(nonce.as_bytes()));
    let transformed = [header.get(..at)?, &hashed, header.get(at + nonce.len()..)?].concat();
    let (_, payload) = token.signing_input().split_once('.')?;
    Some(format!(
        "{}.{payload}",
        base64url::encode(transformed.as_bytes())
    ))
}

/// Whether some key of the set made the signature of a token for Graph: the token is genuine.
pub(super) fn is_genuine_for_graph(case: &Case<'_>) -> bool {
    let Ok(token) = UnverifiedToken::decode(case.token, case.max_token_bytes()) else {
        return false;
    };
    case.trials
        .iter()
        .filter_map(|trial| trial.opened.as_ref())
        .any(|opened| is_good_for_graph(case, &token, opened))
}

fn not_this_key(case: &Case<'_>, token: &UnverifiedToken<'_>, jwk: &Jwk) -> Option<Explanation> {
    let keys = case.keys?.keys();
    if let Some(other) = case
        .trials
        .iter()
        .position(Trial::made_it)
        .and_then(|index| keys.get(index))
    {
        let other = other
            .kid
            .as_deref()
            .map_or("without a kid".to_string(), cut);
        return Explanation::of(
            "sig.other_key",
            &[("kid", &case.kid_shown()), ("other", &other)],
        );
    }
    let signature = token.signature().as_slice();
    match jwk.key().ok()? {
        VerifyingKey::Rsa(key) if signature.len() != key.modulus_bytes().len() => Explanation::of(
            "sig.length",
            &[
                ("signature", &(8 * signature.len()).to_string()),
                ("key", &key.modulus_bits().to_string()),
                ("issuer", &case.issuer_shown()),
            ],
        ),
        VerifyingKey::Rsa(_) => Explanation::of(
            "sig.wrong_key",
            &[
                ("count", &case.key_count().to_string()),
                ("issuer", &case.issuer_shown()),
            ],
        ),
        #[cfg(feature = "full")]
        VerifyingKey::Ec(key) if signature.first() == Some(&0x30) && is_der(signature) => {
            let bytes = (2 * key.curve().coordinate_bytes()).to_string();
            Explanation::of("sig.der", &[("bytes", &bytes)])
        }
        #[cfg(feature = "full")]
        VerifyingKey::Secret(secret) => wrong_secret(case, token, secret),
        #[cfg(feature = "full")]
        _ => Explanation::of("sig.invalid", &[("alg", &case.alg_shown())]),
    }
}

/// A SEQUENCE of two INTEGERs and nothing else, as X.509 has ECDSA signatures (RFC 3279 section 2.2.3).
#[cfg(feature = "full")]
fn is_der(signature: &[u8]) -> bool {
    use der::asn1::UintRef;
    use der::{Decode, Reader, SliceReader};
    let read = |bytes| {
        let mut reader = SliceReader::new(bytes)?;
        let parsed = reader.sequence(|inner| {
            UintRef::decode(inner)?;
            UintRef::decode(inner)
        });
        parsed.map(drop).and_then(|()| reader.finish(()))
    };
    read(signature).is_ok()
}

/// Secrets are passed around as text and as the base64 of bytes, and taken for the one where they are the other.
#[cfg(feature = "full")]
fn wrong_secret(
    case: &Case<'_>,
    token: &UnverifiedToken<'_>,
    secret: &crate::full::Secret,
) -> Option<Explanation> {
    let hash = Algorithm::from_name(case.header_text("alg")?)?.hmac()?;
    let (message, signature) = (
        token.signing_input().as_bytes(),
        token.signature().as_slice(),
    );
    let found = secret
        .other_readings()
        .into_iter()
        .find(|(_, other)| other.verify(hash, message, signature));
    match found {
        Some((reading, _)) => Explanation::of("sig.secret_encoding", &[("encoding", reading)]),
        None => Explanation::of("sig.invalid/secret", &[]),
    }
}
