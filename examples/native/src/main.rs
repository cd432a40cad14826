//! `claimgate-example-native policy.json keys.json <token>`: the verdict that a JavaScript verifier with the same policy
//! file gives. Prints the claims, or the code, and exits with 0 or 1.

use std::error::Error;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use claimgate::jwk::DEFAULT_MAX_KEYS;
use claimgate::{verify, JwkSet, Policy};

#[expect(
    clippy::disallowed_methods,
    reason = "a program of its own has a clock; the engine does not"
)]
fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [policy, keys, token] = arguments.as_slice() else {
        return Err("usage: claimgate-example-native policy.json keys.json <token>".into());
    };
    let policy = Policy::from_json(&std::fs::read_to_string(policy)?)?;
    let keys = JwkSet::parse(&std::fs::read(keys)?, DEFAULT_MAX_KEYS)?;
    // The engine reads no clock: the time is an argument.
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs_f64();

    Ok(match verify(token, &keys, &policy, now) {
        Ok(verified) => {
            println!("valid {}", verified.claims_json);
            ExitCode::SUCCESS
        }
        Err(refusal) => {
            println!("refused {}", refusal.code());
            ExitCode::FAILURE
        }
    })
}
