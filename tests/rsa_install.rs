//! Installing a kernel, and what happens when one fails. One test, because the choice is made once a process.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use claimgate::rsa::{
    active, install, InstallError, PowerKernel, PreparedModulus, PublicKey, RsaAlgorithm, EMULATED,
};
use rsa::sha2::{Digest, Sha256};
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Sign, RsaPrivateKey};
use support::Sequence;

/// A kernel that works in its self-test, if it is to, and fails afterwards.
struct Unreliable {
    power_works: bool,
    prepare_works: bool,
    /// It works for 2048 bits alone.
    small_only: bool,
}

struct FailingModulus;

impl PowerKernel for Unreliable {
    fn name(&self) -> &'static str {
        "unreliable"
    }

    fn prepare(&self, modulus: &[u8]) -> Option<Box<dyn PreparedModulus>> {
        if !self.prepare_works {
            return None;
        }
        if self.power_works && (modulus.len() <= 256 || !self.small_only) {
            EMULATED[0].prepare(modulus)
        } else {
            Some(Box::new(FailingModulus))
        }
    }
}

impl PreparedModulus for FailingModulus {
    fn power(&self, _signature: &[u8], block: &mut [u8]) -> bool {
        block.fill(0xff);
        false
    }
}

static NO_PREPARE: Unreliable = Unreliable {
    power_works: true,
    prepare_works: false,
    small_only: false,
};
static NO_POWER: Unreliable = Unreliable {
    power_works: false,
    prepare_works: true,
    small_only: false,
};
static GOOD_FOR_SMALL_KEYS: Unreliable = Unreliable {
    power_works: true,
    prepare_works: true,
    small_only: true,
};

#[test]
fn a_kernel_is_installed_once_and_only_if_it_works() {
    let mut sequence = Sequence::new(6);
    let private = RsaPrivateKey::new(&mut sequence, 2048).expect("a key");
    let (n, e) = (private.n().to_bytes_be(), private.e().to_bytes_be());
    let signature = private
        .sign(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(b"message"))
        .expect("a signature");

    for broken in [&NO_PREPARE, &NO_POWER] {
        assert_eq!(install(broken), Err(InstallError::SelfTestFailed));
        // A key that has such a kernel all the same is served by plain arithmetic.
        let key = PublicKey::with_kernel(&n, &e, Some(broken)).expect("a usable key");
        assert!(key.verify(RsaAlgorithm::Rs256, b"message", &signature));
        assert!(!key.verify(RsaAlgorithm::Rs256, b"massage", &signature));
    }
    assert_eq!(install(&GOOD_FOR_SMALL_KEYS), Ok(()));
    assert_eq!(active(), "unreliable");
    let key = PublicKey::from_components(&n, &e).expect("a usable key");
    assert!(key.verify(RsaAlgorithm::Rs256, b"message", &signature));
    assert_eq!(install(&GOOD_FOR_SMALL_KEYS), Err(InstallError::TooLate));
    // It fails the self-test for larger keys, which are served by plain arithmetic from the start.
    let large = RsaPrivateKey::new(&mut sequence, 2056).expect("a key");
    let key = PublicKey::try_from(&large.to_public_key()).expect("a usable key");
    let signature = large
        .sign(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(b"message"))
        .expect("a signature");
    assert!(key.verify(RsaAlgorithm::Rs256, b"message", &signature));
    assert!(!key.verify(RsaAlgorithm::Rs256, b"massage", &signature));
}
