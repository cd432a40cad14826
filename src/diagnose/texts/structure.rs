//! What is not a token, or a broken one; and headers that are refused.

use super::{text, Text};

pub(super) const TEXTS: &[Text] = &[
    text("token.empty", "Nothing was given to look at.", "Paste a token: three parts with dots between them."),
    text(
        "token.too_large",
        "The text is longer than the limit of {limit} bytes.",
        "Tokens that large usually carry group lists: ask the provider for fewer claims. For one token, raise maxTokenBytes.",
    ),
    text(
        "token.not_a_jwt",
        "This is not a JSON Web Token: it has no dots between parts.",
        "Copy the whole access token. If this is all there is, the provider issues opaque tokens, which only it can read.",
    ),
    text(
        "token.not_a_jwt/guid",
        "This is an identifier (a GUID), not a token.",
        "Copy the access_token of the token response, not a client, tenant or correlation id.",
    ),
    text(
        "token.opaque/microsoft_account",
        "This is an opaque token of a Microsoft account: only Microsoft can read it. Personal accounts get such tokens for some Microsoft APIs.",
        "Ask for a token for your own API's scope; that one is a JSON Web Token.",
    ),
    text(
        "token.opaque/refresh_token",
        "This looks like a refresh token or an authorization code of Microsoft Entra, which only its token endpoint can use.",
        "Send the access_token of the token response instead. Treat this one as a password: it should not have been copied.",
    ),
    text(
        "token.opaque/saml",
        "This is XML: a SAML assertion, not a JSON Web Token.",
        "Ask for an OAuth 2.0 or OpenID Connect token instead.",
    ),
    text(
        "token.segments",
        "The text has {count} parts; a signed token has three.",
        "Copy the token again, whole and alone.",
    ),
    text(
        "token.empty_segment",
        "The {segment} is empty.",
        "Copy the token again; a part of it was lost. A detached payload (RFC 7515 appendix F) is not a JSON Web Token.",
    ),
    text(
        "token.truncated",
        "The token looks cut off after {length} characters: {what}.",
        "Terminals, logs and database columns often cut long lines. Copy it from the place where it was issued.",
    ),
    text(
        "token.encrypted",
        "The token is encrypted (JWE, five parts): only its header can be read without the private key of its audience.",
        "The audience has to decrypt it. To look inside, turn off token encryption for the test application.",
    ),
    text(
        "token.encrypted/authorization_code",
        "This is an authorization code of Azure AD B2C (its kid begins with cpimcore_), not a token.",
        "Exchange the code at the token endpoint, and send the access_token that comes back.",
    ),
    text(
        "base64url.character",
        "The {segment} has a character at position {offset} that base64url does not have: {character}.",
        "Something changed the token on its way. Copy it again from where it was issued.",
    ),
    text(
        "base64url.character/base64",
        "The {segment} has {character} at position {offset}: that is standard base64, and a token is base64url.",
        "Whoever made the token has to use base64url without padding: - for +, _ for /, and no = (RFC 7515 section 2).",
    ),
    text(
        "base64url.character/white_space",
        "The {segment} has white space or a line break at position {offset}.",
        "Remove line breaks and spaces: a token is one line.",
    ),
    text(
        "base64url.character/quote",
        "The {segment} has a quotation mark at position {offset}.",
        "Remove what stands around the token: quotation marks, commas, brackets.",
    ),
    text(
        "base64url.padding",
        "The {segment} ends in = at position {offset}: base64 padding, which a token does not have.",
        "Whoever made the token has to leave the padding out (RFC 7515 section 2).",
    ),
    text(
        "base64url.trailing_bits",
        "The last character of the {segment} has bits that mean nothing and are not zero: this is not how the token was issued.",
        "Somebody changed the last character. Many libraries ignore these bits, so that several texts pass as one token; this one does not.",
    ),
    text(
        "json.invalid",
        "The {segment} is not a valid JSON object; the fault is at byte {offset}.",
        "It was re-encoded or edited on its way, or made by hand. Copy the token again.",
    ),
    text(
        "json.utf8",
        "The {segment} is not valid UTF-8.",
        "JSON in a token is UTF-8 (RFC 7519 section 3); whoever made it used another encoding.",
    ),
    text(
        "json.depth",
        "The {segment} is nested deeper than 32 levels.",
        "No token needs that; it was made to break a parser.",
    ),
    text(
        "json.not_an_object",
        "The {segment} is JSON, but not an object.",
        "Header and claims are JSON objects (RFC 7519 section 7.2).",
    ),
    text(
        "json.duplicate_member",
        "A member stands twice in the {segment} (the second is near byte {offset}). Parsers differ in which one they keep, so nobody can say what it means.",
        "Whoever made the token has to write each member once.",
    ),
    text(
        "header.missing",
        "The header has no {member}.",
        "A token's header names its algorithm in alg (RFC 7515 section 4.1.1).",
    ),
    text(
        "header.type",
        "{member} in the header is not a string.",
        "alg, kid and typ are strings (RFC 7515 section 4.1).",
    ),
    text(
        "header.zip",
        "The header asks for decompression (zip), which signed tokens do not have.",
        "Issue the token without zip (RFC 8725 section 3.6).",
    ),
    text(
        "header.alg_none",
        "The token says that it is not signed (alg \"none\"): anybody can write such a token.",
        "Never accept it. Find out who sends it; it is the oldest attack on JSON Web Tokens.",
    ),
    text(
        "header.alg_not_allowed",
        "The token says {alg}; your policy allows {allowed}.",
        "Add {alg} to algorithms only if you know that your issuer signs with it: a verifier that follows what the token says can be tricked.",
    ),
    text(
        "header.alg_not_allowed/hmac",
        "The token says {alg}, a shared secret; your policy allows {allowed}. Taking the issuer's public key for the secret is how RS-to-HS confusion works.",
        "If the issuer really uses a shared secret, allow {alg} and give the secret as a key of type oct. Otherwise refuse the token.",
    ),
    text(
        "header.alg_not_allowed/unknown",
        "{alg} is not a signature algorithm that is known (RFC 7518).",
        "Names are compared with case: RS256, not rs256.",
    ),
    text(
        "header.alg_unsupported",
        "{alg} is a sound algorithm that this build does not verify. That says nothing against the token.",
        "Check it with a library that has {alg}.",
    ),
    text(
        "header.crit",
        "The header has a critical extension (crit) that nobody here understands, and then it has to be refused (RFC 7515 section 4.1.11).",
        "The issuer must not send crit to this API.",
    ),
    text(
        "header.b64",
        "The header asks for an unencoded payload (b64, RFC 7797), which a JSON Web Token must not have.",
        "Issue the token without b64.",
    ),
    text(
        "typ.mismatch",
        "The token is of type {actual}; your policy accepts {expected}.",
        "The type keeps tokens for one purpose from being used for another (RFC 8725 section 3.11). Send an access token, or set typ in the policy.",
    ),
    text(
        "typ.mismatch/missing",
        "The token has no type (typ); your policy demands {expected}.",
        "Remove typ from the policy if your issuer does not write it.",
    ),
    text(
        "header.kid_missing",
        "The header has no kid. The tokens of this provider always name their key.",
        "This token was not issued by the provider that the policy names.",
    ),
];
