//! The clouds of Microsoft Entra: which issuers their tokens carry and how their keys name them.

use super::version::TokenVersion;
use crate::prelude::*;

/// A cloud of Microsoft Entra; each has its own tenants, issuers and keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cloud {
    /// `login.microsoftonline.com`.
    #[default]
    Public,
    /// United States Government, `login.microsoftonline.us`.
    UsGov,
    /// China, operated by 21Vianet, `login.partner.microsoftonline.cn`.
    China,
    /// France (Bleu), `login.sovcloud-identity.fr`.
    Bleu,
    /// Germany (Delos), `login.sovcloud-identity.de`.
    Delos,
    /// Singapore Government, `login.sovcloud-identity.sg`.
    GovSg,
}

impl Cloud {
    /// Every cloud.
    pub(crate) const ALL: [Self; 6] = [
        Self::Public,
        Self::UsGov,
        Self::China,
        Self::Bleu,
        Self::Delos,
        Self::GovSg,
    ];

    /// The cloud with this name in a configuration.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "public" => Self::Public,
            "usGov" => Self::UsGov,
            "china" => Self::China,
            "bleu" => Self::Bleu,
            "delos" => Self::Delos,
            "govSg" => Self::GovSg,
            _ => return None,
        })
    }

    /// The template of the issuer of one token version, where it is known.
    ///
    /// The sovereign clouds of France, Germany and Singapore are not measured: their version 2.0 form follows the
    /// pattern of the others, and their version 1.0 form is not known. Where the metadata of such a cloud says otherwise,
    /// the option `issuer` is the place for it.
    pub(crate) const fn issuer(self, version: TokenVersion) -> Option<&'static str> {
        match (self, version) {
            (Self::Public, TokenVersion::V2) => {
                Some("https://login.microsoftonline.com/{tenantid}/v2.0")
            }
            // For the government cloud from memory, not measured.
            (Self::Public | Self::UsGov, TokenVersion::V1) => {
                Some("https://sts.windows.net/{tenantid}/")
            }
            (Self::UsGov, TokenVersion::V2) => {
                Some("https://login.microsoftonline.us/{tenantid}/v2.0")
            }
            (Self::China, TokenVersion::V2) => {
                Some("https://login.partner.microsoftonline.cn/{tenantid}/v2.0")
            }
            (Self::China, TokenVersion::V1) => Some("https://sts.chinacloudapi.cn/{tenantid}/"),
            (Self::Bleu, TokenVersion::V2) => {
                Some("https://login.sovcloud-identity.fr/{tenantid}/v2.0")
            }
            (Self::Delos, TokenVersion::V2) => {
                Some("https://login.sovcloud-identity.de/{tenantid}/v2.0")
            }
            (Self::GovSg, TokenVersion::V2) => {
                Some("https://login.sovcloud-identity.sg/{tenantid}/v2.0")
            }
            (Self::Bleu | Self::Delos | Self::GovSg, TokenVersion::V1) => None,
        }
    }

    /// The `cloud_instance_name` of the cloud's keys and metadata, where it is known.
    const fn instance_name(self) -> Option<&'static str> {
        match self {
            Self::Public => Some("microsoftonline.com"),
            Self::UsGov => Some("microsoftonline.us"),
            Self::China => Some("partner.microsoftonline.cn"),
            Self::Bleu | Self::Delos | Self::GovSg => None,
        }
    }

    /// Whether `name` is a known name of a cloud other than this.
    pub(crate) fn is_name_of_another(self, name: &str) -> bool {
        Self::ALL
            .into_iter()
            .any(|cloud| cloud != self && cloud.instance_name() == Some(name))
    }

    /// Whether a key that names its cloud `name` belongs to this one. A cloud whose own name is not known refuses the
    /// names of the others.
    pub(crate) fn owns_key(self, name: &str) -> bool {
        match self.instance_name() {
            Some(own) => own == name,
            None => !self.is_name_of_another(name),
        }
    }

    /// The policy's own value for an error: the name that was expected.
    pub(crate) fn expected_name(self) -> Vec<&'static str> {
        self.instance_name().into_iter().collect()
    }
}
