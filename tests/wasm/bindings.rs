//! Tests of the JavaScript boundary, for Node and browsers. The token is the example of RFC 7515 appendix A.2.

use claimgate::wasm::{
    decode, engine_info, inspect, verify, verify_bytes, verify_signature, KeySet, Policy,
};
use js_sys::{Object, Reflect, Uint8Array, JSON};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

const MODULUS: &str =
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0B\
     m4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5\
     z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7\
     aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
const SIGNING_INPUT: &str = "eyJhbGciOiJSUzI1NiJ9.\
     eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cn\
     VlfQ";
const SIGNATURE: &str =
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2F\
     p5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQB\
     MHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeY\
     I2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
/// Before the token's `exp`, 1300819380.
const NOW: f64 = 1_300_819_000.0;

pub fn token() -> String {
    format!("{SIGNING_INPUT}.{SIGNATURE}")
}

pub fn key_set() -> String {
    format!(r#"{{"keys":[{{"kty":"RSA","n":"{MODULUS}","e":"AQAB"}}]}}"#)
}

fn keys() -> KeySet {
    KeySet::new(&key_set(), 64).expect("a key set")
}

fn object(json: &str) -> JsValue {
    JSON::parse(json).expect("JSON")
}

fn get(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).expect("an object")
}

fn text(value: &JsValue, name: &str) -> String {
    get(value, name).as_string().expect("text")
}

#[wasm_bindgen_test]
fn verifies_and_hands_over_json() {
    let policy = Policy::new(r#"{"issuer":"joe","audience":null}"#).expect("a policy");
    let verified = object(&verify(&token(), &keys(), &policy, NOW).expect("a valid token"));
    assert_eq!(text(&get(&verified, "header"), "alg"), "RS256");
    assert_eq!(
        get(&get(&verified, "claims"), "exp").as_f64(),
        Some(1_300_819_380.0)
    );
    assert_eq!(text(&verified, "issuer"), "joe");
    assert_eq!(text(&get(&verified, "key"), "thumbprint").len(), 43);
    assert_eq!(text(&get(&verified, "subject"), "kind"), "unknown");
}

#[wasm_bindgen_test]
fn throws_code_message_and_detail() {
    let policy = Policy::new(r#"{"issuer":"joe","audience":["a","b"]}"#).expect("a policy");
    let late = verify(&token(), &keys(), &policy, NOW + 3600.0).expect_err("expired");
    assert_eq!(text(&late, "code"), "ERR_TOKEN_EXPIRED");
    assert_eq!(
        get(&get(&late, "detail"), "seconds").as_f64(),
        Some(3600.0 - 380.0 - 30.0)
    );
    let audience = verify(&token(), &keys(), &policy, NOW).expect_err("no audience");
    assert_eq!(text(&audience, "code"), "ERR_CLAIM_MISSING");
    assert_eq!(text(&get(&audience, "detail"), "claim"), "aud");
}

#[wasm_bindgen_test]
fn options_must_be_right() {
    let code = |options: &str| text(&Policy::new(options).expect_err("refused"), "code");
    assert_eq!(code(r#"{"issuer":"joe"}"#), "ERR_CONFIG");
    assert_eq!(code(r#"{"audience":null}"#), "ERR_CONFIG");
    assert_eq!(code(r#"{"issuer":1,"audience":null}"#), "ERR_CONFIG");
    assert_eq!(code("null"), "ERR_CONFIG");
    assert_eq!(
        code(r#"{"issuer":"joe","audience":null,"clockTolerence":5}"#),
        "ERR_CONFIG"
    );
    let misspelt = Policy::new(r#"{"issuer":"joe","audience":null,"clockTolerence":5}"#);
    let detail = get(&misspelt.expect_err("refused"), "detail");
    assert_eq!(text(&detail, "claim"), "clockTolerence");
}

#[wasm_bindgen_test]
fn signature_and_bytes() {
    let verified =
        verify_signature(&token(), &keys(), vec!["RS256".to_string()]).expect("a valid signature");
    let payload = Uint8Array::from(get(&verified, "payload")).to_vec();
    assert!(payload.starts_with(b"{\"iss\":\"joe\""));
    let refused =
        verify_signature(&token(), &keys(), vec!["PS256".to_string()]).expect_err("not allowed");
    assert_eq!(text(&refused, "code"), "ERR_ALG_NOT_ALLOWED");
    let signature = claimgate::base64url::decode(SIGNATURE).expect("base64url");
    assert_eq!(
        verify_bytes("RS256", &keys(), &signature, SIGNING_INPUT.as_bytes()),
        Ok(true)
    );
    assert_eq!(
        verify_bytes("RS256", &keys(), &signature, b"other"),
        Ok(false)
    );
    assert_eq!(
        text(
            &verify_bytes("HS256", &keys(), &signature, b"x").expect_err("unknown"),
            "code"
        ),
        "ERR_CONFIG"
    );
}

#[wasm_bindgen_test]
fn decodes_and_inspects() {
    let decoded = decode(&token()).expect("decoded");
    assert_eq!(text(&decoded, "header"), r#"{"alg":"RS256"}"#);
    assert_eq!(Uint8Array::from(get(&decoded, "signature")).length(), 256);
    assert_eq!(js_sys::Array::from(&get(&decoded, "faults")).length(), 0);

    let nothing = inspect(&token(), None, 64, None, NOW).expect("a report");
    assert_eq!(text(&nothing, "verdict"), "incomplete");
    let options = r#"{"issuer":"joe","audience":null}"#.to_string();
    let whole = inspect(&token(), Some(key_set()), 64, Some(options), NOW).expect("a report");
    assert_eq!(text(&whole, "verdict"), "valid");
    assert_eq!(js_sys::Array::from(&get(&whole, "checks")).length(), 8);
}

#[wasm_bindgen_test]
fn describes_keys_and_itself() {
    let described = js_sys::Array::from(&keys().describe().expect("a description"));
    assert_eq!(get(&described.get(0), "bits").as_f64(), Some(2048.0));
    assert_eq!(get(&described.get(0), "usable").as_bool(), Some(true));
    let invalid = KeySet::new("[]", 64).expect_err("no set");
    assert_eq!(text(&invalid, "code"), "ERR_JWKS_INVALID");
    let info = engine_info().expect("a description");
    assert!(Object::is(
        &get(&info, "version"),
        &env!("CARGO_PKG_VERSION").into()
    ));
}

const TENANT: &str = "f645ad92-e38d-4d1a-b510-d1b09a74a8ca";

#[wasm_bindgen_test]
fn the_options_of_a_provider_come_through() {
    let entra = |members: &str| {
        let options =
            format!(r#"{{"audience":"a","provider":{{"kind":"entra","tenants":{members}}}}}"#);
        Policy::new(&options)
    };
    let accepted = [
        format!(
            r#"["{TENANT}"],"cloud":"usGov","versions":["1.0","2.0"],"allowedClients":["{TENANT}"]"#
        ),
        r#""organizations","allowWithoutScopeOrRoles":true"#.to_string(),
        r#""any","versions":["2.0"]"#.to_string(),
    ];
    for members in accepted {
        let policy = entra(&members).expect("a policy");
        let refused = verify(&token(), &keys(), &policy, NOW).expect_err("no kid");
        assert_eq!(text(&refused, "code"), "ERR_KID_MISSING");
    }
    for (members, option) in [
        (r#"["contoso.onmicrosoft.com"]"#, "provider.tenants"),
        (r#""any","policies":["x"]"#, "provider.policies"),
        (r#""any","versions":[]"#, "provider.versions"),
    ] {
        let error = entra(members).expect_err("refused");
        assert_eq!(text(&error, "code"), "ERR_CONFIG");
        assert_eq!(text(&get(&error, "detail"), "claim"), option);
    }
    for members in [
        r#""any","cloud":"x""#,
        r#""any","versions":["1"]"#,
        r#""any","x":1"#,
    ] {
        assert_eq!(
            text(&entra(members).expect_err("refused"), "code"),
            "ERR_CONFIG"
        );
    }
}

#[wasm_bindgen_test]
fn null_members_are_absent() {
    for options in [
        r#"{"issuer":null,"roles":null,"audience":null,
            "provider":{"kind":"entra","tenants":"any","cloud":null,"versions":null,"policies":null}}"#,
        r#"{"issuer":"joe","audience":null,"provider":null,"clockTolerance":null}"#,
    ] {
        Policy::new(options).expect("a policy");
    }
}

#[wasm_bindgen_test]
fn provider_and_roles_decide() {
    let adfs = |more: &str| {
        Policy::new(&format!(
            r#"{{"issuer":"joe","audience":null,"provider":{{"kind":"adfs"{more}}},
                "roles":{{"mappings":[{{"issuer":"joe","source":"iss","value":"joe","role":"editor"}}],
                          "hierarchy":{{"editor":["viewer"]}}}}}}"#
        ))
        .expect("a policy")
    };
    let refused = verify(&token(), &keys(), &adfs(""), NOW).expect_err("no scope");
    assert_eq!(text(&refused, "code"), "ERR_TOKEN_NOT_ACCESS");
    let lenient = adfs(r#","allowWithoutScopeOrRoles":true"#);
    let verified = object(&verify(&token(), &keys(), &lenient, NOW).expect("a valid token"));
    let roles = js_sys::Array::from(&get(&verified, "roles"));
    assert_eq!(roles.join(","), "editor,viewer");
    let grants = js_sys::Array::from(&get(&get(&verified, "subject"), "grants"));
    assert_eq!(text(&grants.get(1), "source"), "hierarchy");
}
