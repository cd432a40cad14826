//! Moduli of the shape that ROCA (CVE-2017-15361) factors: the affected smart cards drew primes
//! `k * M + (65537^a mod M)` with `M` a product of the first primes, so their moduli are powers of 65537 modulo
//! each of those primes. A modulus drawn at random is one for all 38 of them with a chance of about 2^-28.

/// The odd primes up to 167. They divide `M` for every affected key size.
const PRIMES: [u32; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
    101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/// Whether a big-endian modulus has the shape.
pub(super) fn is_roca_shaped(modulus: &[u8]) -> bool {
    PRIMES.iter().all(|&prime| {
        let residue = modulus
            .iter()
            .fold(0, |rest, &byte| (rest << 8 | u32::from(byte)) % prime);
        is_power_of_65537(residue, prime)
    })
}

fn is_power_of_65537(residue: u32, prime: u32) -> bool {
    let generator = 65_537 % prime;
    let mut power = 1;
    for _ in 1..prime {
        if power == residue {
            return true;
        }
        power = power * generator % prime;
    }
    false
}
