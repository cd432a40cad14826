//! Keys and signatures.

use super::{text, Text};

pub(super) const TEXTS: &[Text] = &[
    text(
        "key.none",
        "No keys were given, so nobody can say whether the signature is good. That is not a fault of the token.",
        "Give the issuer's key set: fetch it, or paste it.",
    ),
    text(
        "key.after_header",
        "The header was refused before a key was looked for.",
        "",
    ),
    text(
        "signature.without_key",
        "Without a key there is nothing to check the signature with.",
        "",
    ),
    text(
        "key.kid_not_found",
        "The token names the key {kid}, which is not among the keys given ({count}).",
        "Use the key set of the issuer that the token names ({issuer}), fetched now: providers rotate their keys.",
    ),
    text(
        "key.kid_not_found/other_key",
        "The token names the key {kid}, which is not in the set, yet the key {other} of the set made the signature.",
        "The issuer signs under a kid that it does not publish. Its key set and its header have to agree.",
    ),
    text(
        "key.kid_not_found/case",
        "The token names the key {kid}; the set has {other}, which differs only in case.",
        "A kid is compared exactly (RFC 7515 section 4.1.4). Somebody changed its case on the way.",
    ),
    text(
        "key.kid_not_found/x5t",
        "The token names the key {kid}; the set has it under another kid and with that value as x5t.",
        "Use the key set as the issuer publishes it; this one was rewritten.",
    ),
    text(
        "key.kid_not_found/entra",
        "The token names the key {kid}, which is not among the keys given ({count}).",
        "Three usual causes with Microsoft Entra: the set is old (keys rotate, fetch it again); the set is of another cloud or tenant than {issuer}; or the application has a signing key of its own, and then the metadata needs ?appid={client}.",
    ),
    text(
        "key.kid_not_found/b2c",
        "The token names the key {kid}, which is not among the keys given ({count}).",
        "Azure AD B2C has one key set for each policy: use the metadata of the policy in the token's tfp or acr claim, on the token's own host.",
    ),
    text(
        "key.kid_not_found/no_kid",
        "The token names no key, and no key of the set fits its algorithm.",
        "Use the key set of the issuer that the token names ({issuer}).",
    ),
    text("key.picked", "The signature was checked with this key.", ""),
    text("key.fits", "This key fits what the header says.", ""),
    text("key.duplicate", "This is the same key once more.", ""),
    text("key.other_kid", "The token names another key.", ""),
    text("key.no_algorithm", "The token's algorithm is not one of this build.", ""),
    text(
        "key.ambiguous",
        "More than one key of the set answers to the token's key name, so the choice would be a guess.",
        "The issuer has to give each key a kid of its own and name it in the header.",
    ),
    text(
        "key.type",
        "The key that the token names is of another type than {alg} needs.",
        "The issuer's header or its key set is wrong. A key is never used for another algorithm than its own.",
    ),
    text(
        "key.alg_mismatch",
        "The key that the token names is for another algorithm than the token's {alg}.",
        "The key's alg member and the header's alg have to agree (RFC 7517 section 4.4).",
    ),
    text(
        "key.alg",
        "The key's alg names no signature algorithm of this build.",
        "It may be a key for encryption; the token has to name a signing key.",
    ),
    text(
        "key.private",
        "The key set has a private key. Whoever has seen it can make tokens.",
        "Withdraw that key at once, and publish public members only (n and e, or x and y).",
    ),
    text(
        "key.too_small",
        "The key is too short to be safe: RSA keys have 2048 bits at least (RFC 7518 section 3.3).",
        "The issuer needs a longer key.",
    ),
    text(
        "key.too_large",
        "The key has more than 8192 bits, which no verifier should have to compute with.",
        "The issuer needs a key of usual size: 2048 to 4096 bits.",
    ),
    text("key.modulus_even", "The RSA modulus is even, so it is no RSA key.", "Copy the key again."),
    text("key.modulus", "The key has no usable modulus (n) and exponent (e).", "Copy the key again, whole."),
    text(
        "key.exponent",
        "The RSA exponent is not one that is safe or that the provider uses (65537).",
        "The key set is not the provider's, or the key is not a good one.",
    ),
    text(
        "key.weak_shape",
        "The RSA key has the shape of keys that can be factored (ROCA, CVE-2017-15361).",
        "The issuer has to replace the key: its tokens can be forged.",
    ),
    text(
        "key.wrong_use",
        "The key is not for signatures (its use is not sig).",
        "The token has to name a signing key.",
    ),
    text(
        "key.wrong_operations",
        "The key is not for verifying (key_ops).",
        "The token has to name a key whose key_ops has verify.",
    ),
    text("key.base64url", "A number of the key is not valid base64url.", "Copy the key again."),
    text(
        "key.member_type",
        "A member of the key is missing or has the wrong type.",
        "Copy the key again, as the issuer publishes it.",
    ),
    text("key.not_an_object", "An entry of the key set is not a JSON object.", "Copy the key set again."),
    text(
        "key.certificate",
        "The key's certificate (x5c) cannot be read.",
        "Copy the key again; x5c is standard base64 of DER, without line breaks.",
    ),
    text("key.curve", "The key's curve is not one for signatures.", "The token has to name a signing key."),
    text(
        "key.curve_unsupported",
        "The key's curve is a sound one that this build does not have. That says nothing against the token.",
        "Check it with a library that has the curve.",
    ),
    text("key.point", "The key's numbers are not a point on its curve.", "Copy the key again."),
    text(
        "sig.missing",
        "The third part is empty: the signature was removed.",
        "Redacted tokens, such as those in logs and shared links, cannot be verified. Use the original.",
    ),
    text(
        "sig.length",
        "The signature has {signature} bits and the key {key}: this key did not make it.",
        "It is the key of another issuer, or the signature was cut. Use the key set of {issuer}.",
    ),
    text(
        "sig.wrong_key",
        "This key did not make this signature. Opened with it, the signature is noise; of the keys given ({count}), none made it.",
        "Use the key set of the issuer that the token names ({issuer}). If that is the one, the signature itself was changed, or the token is a forgery.",
    ),
    text(
        "sig.other_key",
        "The key {kid} did not make this signature; the key {other} of the same set did.",
        "The issuer writes the wrong kid into its header, or its key set has the wrong kid at that key.",
    ),
    text(
        "sig.content_changed",
        "The key is right: it made this signature, but for another text. The header or the payload was changed after signing.",
        "Use the token as it was issued. Edited claims, a re-encoded header and a changed character all do this.",
    ),
    text(
        "sig.hash_mismatch",
        "The key is right and nothing was changed, but the token was signed with {made} while its header says {alg}.",
        "The issuer has to write the algorithm that it signs with into the header.",
    ),
    text(
        "sig.hash_mismatch/changed",
        "The key is right, but the signature was made with {made} and for another text, while the header says {alg}.",
        "The token was changed after signing, its alg among it.",
    ),
    text(
        "sig.graph_nonce",
        "The signature is good for Microsoft Graph: it covers the header with the SHA-256 hash of the nonce in place of the nonce. The token is genuine, and only Graph may accept it.",
        "Your client asked for a Graph scope. Request a token for your own API: scope api://<your API>/.default or one of its scopes.",
    ),
    text(
        "sig.der",
        "The signature is in DER form, as certificates have it; a token has R and S side by side ({bytes} bytes).",
        "Whoever made the token has to convert the signature (RFC 7518 section 3.4).",
    ),
    text(
        "sig.secret_encoding",
        "The signature fits this secret read another way: {encoding}.",
        "Issuer and API have to agree whether the secret is its characters or what they decode to.",
    ),
    text(
        "sig.invalid",
        "The signature does not fit. With {alg} nobody can tell a wrong key from a changed token.",
        "Check that the key is the issuer's; then compare the token with the one that was issued.",
    ),
    text(
        "sig.invalid/secret",
        "The signature does not fit this secret. With a shared secret nobody can tell a wrong secret from a changed token.",
        "Check the secret: its characters or its base64 value, without a line break at the end. Then compare the token with the one that was issued.",
    ),
];
