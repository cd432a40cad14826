//! Whole verifications against the crate `rsa`: its signatures are accepted, and changed ones refused, for key sizes on
//! both sides of a byte boundary, several exponents, and every kernel.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use claimgate::rsa::{PowerKernel, PublicKey, RsaAlgorithm};
use rsa::rand_core::RngCore;
use rsa::sha2::{Digest, Sha256, Sha384, Sha512};
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use rsa::{BigUint, Pkcs1v15Sign, Pss, RsaPrivateKey};
use support::{padded, Sequence, KERNELS};

const ALGORITHMS: [RsaAlgorithm; 6] = [
    RsaAlgorithm::Rs256,
    RsaAlgorithm::Rs384,
    RsaAlgorithm::Rs512,
    RsaAlgorithm::Ps256,
    RsaAlgorithm::Ps384,
    RsaAlgorithm::Ps512,
];

fn sign(
    key: &RsaPrivateKey,
    algorithm: RsaAlgorithm,
    message: &[u8],
    sequence: &mut Sequence,
) -> Vec<u8> {
    let [short, middle, long] = [
        Sha256::digest(message).to_vec(),
        Sha384::digest(message).to_vec(),
        Sha512::digest(message).to_vec(),
    ];
    match algorithm {
        RsaAlgorithm::Rs256 => key.sign(Pkcs1v15Sign::new::<Sha256>(), &short),
        RsaAlgorithm::Rs384 => key.sign(Pkcs1v15Sign::new::<Sha384>(), &middle),
        RsaAlgorithm::Rs512 => key.sign(Pkcs1v15Sign::new::<Sha512>(), &long),
        RsaAlgorithm::Ps256 => key.sign_with_rng(sequence, Pss::new::<Sha256>(), &short),
        RsaAlgorithm::Ps384 => key.sign_with_rng(sequence, Pss::new::<Sha384>(), &middle),
        RsaAlgorithm::Ps512 => key.sign_with_rng(sequence, Pss::new::<Sha512>(), &long),
    }
    .expect("a signature")
}

fn components(key: &RsaPrivateKey) -> (Vec<u8>, Vec<u8>) {
    (key.n().to_bytes_be(), key.e().to_bytes_be())
}

fn keys_on_every_engine(key: &RsaPrivateKey) -> Vec<(&'static str, PublicKey)> {
    let (n, e) = components(key);
    let engines = KERNELS.map(Some).into_iter().chain([None]);
    engines
        .map(|kernel| {
            let name = kernel.map_or("reference", PowerKernel::name);
            (
                name,
                PublicKey::with_kernel(&n, &e, kernel).expect("a usable key"),
            )
        })
        .collect()
}

fn assert_accepts_and_refuses(private: &RsaPrivateKey, sequence: &mut Sequence) {
    for (engine, key) in keys_on_every_engine(private) {
        for algorithm in ALGORITHMS {
            let context = format!("{engine} {algorithm:?} {key:?}");
            let mut message = b"header.payload".to_vec();
            let signature = sign(private, algorithm, &message, sequence);
            assert!(key.verify(algorithm, &message, &signature), "{context}");
            for other in ALGORITHMS {
                assert_eq!(
                    key.verify(other, &message, &signature),
                    other == algorithm,
                    "{context} as {other:?}"
                );
            }
            for _ in 0..4 {
                let mut changed = signature.clone();
                let at = sequence.next_u32() as usize % changed.len();
                changed[at] ^= 1 << (sequence.next_u32() % 8);
                assert!(
                    !key.verify(algorithm, &message, &changed),
                    "{context} changed at {at}"
                );
            }
            message[0] ^= 1;
            assert!(
                !key.verify(algorithm, &message, &signature),
                "{context} other message"
            );
        }
    }
}

#[test]
fn signatures_of_every_size() {
    let mut sequence = Sequence::new(2);
    // 2049 bits leave the PSS encoding a byte shorter than the modulus; 2050 to 2056 fill its first byte bit by bit.
    for bits in [2048, 2049, 2050, 2055, 2056, 2057, 3000] {
        let private = RsaPrivateKey::new(&mut sequence, bits).expect("a key");
        assert_accepts_and_refuses(&private, &mut sequence);
    }
}

#[test]
fn signatures_for_every_exponent() {
    let mut sequence = Sequence::new(3);
    for exponent in [3, 17, (1 << 32) + 1, (1 << 33) - 1] {
        let private = RsaPrivateKey::new_with_exp(&mut sequence, 2048, &BigUint::from(exponent))
            .expect("a key");
        assert_eq!(keys_on_every_engine(&private)[0].1.exponent(), exponent);
        assert_accepts_and_refuses(&private, &mut sequence);
    }
}

#[test]
fn a_salt_of_another_length_is_refused() {
    let mut sequence = Sequence::new(4);
    let private = RsaPrivateKey::new(&mut sequence, 2048).expect("a key");
    let digest = Sha256::digest(b"message");
    for length in [0, 20, 31, 32, 33, 64, 222] {
        let padding = Pss::new_with_salt::<Sha256>(length);
        let signature = private
            .sign_with_rng(&mut sequence, padding, &digest)
            .expect("a signature");
        for (engine, key) in keys_on_every_engine(&private) {
            let accepted = key.verify(RsaAlgorithm::Ps256, b"message", &signature);
            assert_eq!(accepted, length == 32, "{engine}, salt of {length}");
        }
    }
}

/// With 2049 bits the encoding is a byte shorter than the modulus, and the byte above it is zero: the holder of a key
/// could otherwise make a second signature of the same encoding.
#[test]
fn a_bit_above_the_encoding_is_refused() {
    let mut sequence = Sequence::new(7);
    let private = RsaPrivateKey::new(&mut sequence, 2049).expect("a key");
    let forged = loop {
        let signature = sign(&private, RsaAlgorithm::Ps256, b"message", &mut sequence);
        let encoding = BigUint::from_bytes_be(&signature).modpow(private.e(), private.n());
        let with_bit = encoding + (BigUint::from(1_u8) << 2048);
        if &with_bit < private.n() {
            break with_bit.modpow(private.d(), private.n());
        }
    };
    for (engine, key) in keys_on_every_engine(&private) {
        let accepted = key.verify(RsaAlgorithm::Ps256, b"message", &padded(&forged, 257));
        assert!(!accepted, "{engine}");
    }
}

#[test]
fn a_signature_is_as_long_as_the_modulus_and_below_it() {
    let mut sequence = Sequence::new(5);
    let private = RsaPrivateKey::new(&mut sequence, 2048).expect("a key");
    let modulus = private.n();
    // Small enough that adding the modulus keeps the length.
    let signature = loop {
        let mut message = [0; 8];
        sequence.fill_bytes(&mut message);
        let signature = sign(&private, RsaAlgorithm::Rs256, &message, &mut sequence);
        let plus_modulus = BigUint::from_bytes_be(&signature) + modulus;
        if plus_modulus.bits() <= 2048 {
            break (message, signature, plus_modulus);
        }
    };
    let (message, signature, plus_modulus) = signature;
    for (engine, key) in keys_on_every_engine(&private) {
        let verify = |signature: &[u8]| key.verify(RsaAlgorithm::Rs256, &message, signature);
        assert!(verify(&signature), "{engine}");
        assert!(!verify(&padded(&plus_modulus, 256)), "{engine}: s + n");
        assert!(
            !verify(&[&[0], &signature[..]].concat()),
            "{engine}: a leading zero"
        );
        assert!(!verify(&signature[1..]), "{engine}: a byte short");
        assert!(!verify(&[]), "{engine}: empty");
        let ends = [
            BigUint::from(0_u8),
            BigUint::from(1_u8),
            modulus - 1_u8,
            modulus.clone(),
            modulus + 1_u8,
        ];
        for end in ends {
            assert!(!verify(&padded(&end, 256)), "{engine}: {end:x}");
        }
    }
}
