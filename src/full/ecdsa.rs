//! ECDSA over the NIST curves (RFC 7518 section 3.4): the signature is R and S side by side, each as long as the curve's
//! order, never DER.

use core::fmt;

use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::elliptic_curve::sec1::ToSec1Point;

use crate::algorithm::Algorithm;
use crate::prelude::*;
use crate::rsa::hash::HashAlgorithm;

/// A curve of RFC 7518 section 6.2.1.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    /// `P-256`, for `ES256`.
    P256,
    /// `P-384`, for `ES384`.
    P384,
    /// `P-521`, for `ES512`.
    P521,
}

impl Curve {
    const ALL: [Self; 3] = [Self::P256, Self::P384, Self::P521];

    /// The `crv` value.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
        }
    }

    /// The curve with exactly this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| curve.as_str() == name)
    }

    /// The one algorithm of the curve.
    pub const fn algorithm(self) -> Algorithm {
        match self {
            Self::P256 => Algorithm::Es256,
            Self::P384 => Algorithm::Es384,
            Self::P521 => Algorithm::Es512,
        }
    }

    /// The hash of that algorithm.
    const fn hash(self) -> HashAlgorithm {
        match self {
            Self::P256 => HashAlgorithm::Sha256,
            Self::P384 => HashAlgorithm::Sha384,
            Self::P521 => HashAlgorithm::Sha512,
        }
    }

    /// The length of a coordinate in bytes (RFC 7518 section 6.2.1.2).
    pub const fn coordinate_bytes(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }
}

enum Point {
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
    P521(p521::ecdsa::VerifyingKey),
}

/// A point on one of the curves.
pub struct EcKey {
    point: Point,
    /// Uncompressed (SEC 1 section 2.3.3): 04, x, y.
    encoded: Vec<u8>,
}

impl EcKey {
    /// Imports a point from its coordinates, each exactly as long as the curve says.
    ///
    /// `None` for other lengths, for a point that is not on the curve, and for the point at infinity.
    pub fn from_coordinates(curve: Curve, x: &[u8], y: &[u8]) -> Option<Self> {
        let length = curve.coordinate_bytes();
        if x.len() != length || y.len() != length {
            return None;
        }
        Self::from_sec1(curve, &[&[4], x, y].concat())
    }

    /// Imports an encoded point, compressed or not (SEC 1 section 2.3.4).
    pub fn from_sec1(curve: Curve, bytes: &[u8]) -> Option<Self> {
        let point = match curve {
            Curve::P256 => p256::ecdsa::VerifyingKey::from_sec1_bytes(bytes).map(Point::P256),
            Curve::P384 => p384::ecdsa::VerifyingKey::from_sec1_bytes(bytes).map(Point::P384),
            Curve::P521 => p521::ecdsa::VerifyingKey::from_sec1_bytes(bytes).map(Point::P521),
        }
        .ok()?;
        let encoded = match &point {
            Point::P256(key) => key.to_sec1_point(false).as_bytes().to_vec(),
            Point::P384(key) => key.to_sec1_point(false).as_bytes().to_vec(),
            Point::P521(key) => key.to_sec1_point(false).as_bytes().to_vec(),
        };
        Some(Self { point, encoded })
    }

    /// The public point of a private number, big-endian. `None` for zero and for what is not below the order.
    pub(super) fn of_private(curve: Curve, number: &[u8]) -> Option<Self> {
        let encoded = match curve {
            Curve::P256 => p256::SecretKey::from_slice(number)
                .map(|key| key.public_key().to_sec1_point(false).as_bytes().to_vec()),
            Curve::P384 => p384::SecretKey::from_slice(number)
                .map(|key| key.public_key().to_sec1_point(false).as_bytes().to_vec()),
            Curve::P521 => p521::SecretKey::from_slice(number)
                .map(|key| key.public_key().to_sec1_point(false).as_bytes().to_vec()),
        };
        Self::from_sec1(curve, &encoded.ok()?)
    }

    /// The curve.
    pub fn curve(&self) -> Curve {
        match self.point {
            Point::P256(_) => Curve::P256,
            Point::P384(_) => Curve::P384,
            Point::P521(_) => Curve::P521,
        }
    }

    /// The coordinates, each as long as the curve says.
    pub fn coordinates(&self) -> (&[u8], &[u8]) {
        let length = self.curve().coordinate_bytes();
        self.encoded.get(1..).unwrap_or_default().split_at(length)
    }

    pub(crate) fn suits(&self, algorithm: Algorithm) -> bool {
        self.curve().algorithm() == algorithm
    }

    /// Whether `signature` is R and S of `message`. Zero and numbers not below the order are refused by the crates, so
    /// the "psychic" signature of zeros (CVE-2022-21449) is; so is any other length than twice the order's.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        let digest = self.curve().hash().digest(&[message]);
        let prehash = digest.as_bytes();
        match &self.point {
            Point::P256(key) => p256::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_prehash(prehash, &signature).is_ok()),
            Point::P384(key) => p384::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_prehash(prehash, &signature).is_ok()),
            Point::P521(key) => p521::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_prehash(prehash, &signature).is_ok()),
        }
    }
}

impl fmt::Debug for EcKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "EcKey({})", self.curve().as_str())
    }
}
