//! What is said of a text that is no key.

use super::Problem;
use crate::prelude::*;

const TEXTS: [(&str, &str, &str); 9] = [
    ("keys.empty", "Nothing was given.", "Paste a key or a key set."),
    (
        "keys.unrecognised",
        "This is none of the forms in which keys are written.",
        "Paste a JWK, a key set, PEM, a certificate, or the base64 of one of these. A shared secret is given as a secret.",
    ),
    (
        "keys.json",
        "This begins as JSON and is not valid JSON; the fault is at byte {offset}.",
        "Copy it again, whole.",
    ),
    (
        "keys.not_a_key",
        "This is JSON, but neither a key nor a key set.",
        "A key has kty; a key set has a list named keys.",
    ),
    (
        "keys.openid_configuration",
        "This is an OpenID configuration. The keys are at {address}.",
        "Fetch that address, and paste what it answers.",
    ),
    (
        "keys.ssh",
        "This is a key of SSH.",
        "Convert it: ssh-keygen -e -m PKCS8 -f <file> prints a public key in PEM.",
    ),
    (
        "keys.encrypted",
        "This is a private key that is encrypted with a password.",
        "Only the public key is needed here: openssl pkey -in <file> -pubout prints it.",
    ),
    (
        "keys.unsupported",
        "This key is of a kind that this build does not verify with ({kind}).",
        "RSA, the curves P-256, P-384 and P-521, and Ed25519 can be used.",
    ),
    (
        "keys.pem",
        "The PEM text between BEGIN and END is not whole.",
        "Copy it from the line with BEGIN to the line with END.",
    ),
];

/// A problem with its text filled in.
pub(super) fn problem(reason: &'static str, values: &[(&str, &str)]) -> Problem {
    let (text, fix) = TEXTS
        .iter()
        .find(|(known, ..)| *known == reason)
        .map_or(("", ""), |(_, text, fix)| (*text, *fix));
    Problem {
        reason,
        text: values.iter().fold(text.to_string(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        }),
        fix: (!fix.is_empty()).then_some(fix),
    }
}
