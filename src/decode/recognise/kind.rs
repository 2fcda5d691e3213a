//! What some bytes may be, and how people call it.

use crate::decode::keystore::Format;

/// What some bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A file that age encrypted.
    Age,
    /// A file that Ansible Vault encrypted.
    AnsibleVault,
    /// Neither text nor a format that is known.
    Binary,
    /// A DER certificate.
    DerCertificate,
    /// A DER certificate request, PKCS#10.
    DerCertificateRequest,
    /// A DER certificate revocation list.
    DerRevocationList,
    /// A DER private key: PKCS#8, PKCS#1 or SEC 1.
    DerPrivateKey,
    /// A DER public key.
    DerPublicKey,
    /// No bytes, or white space only.
    Empty,
    /// CMS for a recipient's key alone: EnvelopedData.
    EncryptedCms,
    /// gzip data.
    Gzip,
    /// A JPEG, PNG or GIF image.
    Image,
    /// What `keytool -printcert` and the like print: names and dates, and no certificate.
    CertificateText,
    /// JSON that is no Kubernetes object.
    Json,
    /// A key store.
    KeyStore(Format),
    /// A kubeconfig, in YAML or JSON.
    Kubeconfig,
    /// Kubernetes objects, in YAML or JSON: one, several documents, or a List.
    KubernetesObjects,
    /// An OpenSSH public key line.
    OpenSshPublicKey,
    /// A PDF document.
    Pdf,
    /// Certificates in PEM, and nothing else that matters.
    PemCertificates,
    /// Certificates and a private key in PEM.
    PemCertificatesAndKey,
    /// A certificate request in PEM.
    PemCertificateRequest,
    /// PEM with labels that are not used here.
    PemOther,
    /// A key store in PEM, as GnuTLS's certtool writes it.
    PemPkcs12,
    /// PKCS#7 or CMS in PEM.
    PemPkcs7,
    /// An encrypted private key in PEM.
    PemEncryptedKey,
    /// An EC private key in PEM.
    PemEcKey,
    /// A private key in the format of OpenSSH.
    PemOpenSshKey,
    /// A private key in PEM, PKCS#8.
    PemPrivateKey,
    /// A public key in PEM.
    PemPublicKey,
    /// Certificate revocation lists in PEM.
    PemRevocationList,
    /// An RSA private key in PEM.
    PemRsaKey,
    /// Text with lines of PEM, none of which Go reads.
    PemUnreadable,
    /// A message of GnuPG, encrypted or signed.
    PgpMessage,
    /// PKCS#7 in DER.
    Pkcs7,
    /// The manifest of a Pod, as a static pod has.
    Pod,
    /// A private key in the format of PuTTY.
    PuttyKey,
    /// Assignments: TOML, HCL, `.env`, properties.
    Settings,
    /// A file that SOPS encrypted.
    Sops,
    /// A signed or encrypted mail, S/MIME.
    Smime,
    /// What `talosctl` calls machines by.
    TalosConfig,
    /// The configuration of a machine of Talos.
    TalosMachine,
    /// Other text.
    Text,
    /// UTF-16 text.
    Utf16,
    /// XML.
    Xml,
    /// YAML that is no Kubernetes object.
    Yaml,
    /// A zip archive.
    Zip,
}

impl Kind {
    /// What it is, for a message: `a private key (RSA)`.
    pub const fn description(self) -> &'static str {
        match self {
            Self::Age => "a file that age encrypted (age --decrypt FILE | certgraph inspect -)",
            Self::AnsibleVault => {
                "a file that Ansible Vault encrypted (ansible-vault view FILE | certgraph inspect -)"
            }
            Self::Binary => "binary data of an unknown kind",
            Self::DerCertificate => "a certificate (DER)",
            Self::DerCertificateRequest => "a certificate request (DER)",
            Self::DerRevocationList => "a certificate revocation list (DER)",
            Self::DerPrivateKey => "a private key (DER)",
            Self::DerPublicKey => "a public key (DER)",
            Self::Empty => "empty",
            Self::EncryptedCms => {
                "an encrypted message (CMS), which only its recipient's key opens"
            }
            Self::Gzip => "gzip data",
            Self::Image => "an image",
            Self::CertificateText => "what a program printed about certificates, without PEM",
            Self::Json => "JSON",
            Self::KeyStore(Format::Pkcs12) => "a PKCS#12 key store",
            Self::KeyStore(Format::Java) => "a Java key store",
            Self::KeyStore(Format::Bks) => "a Bouncy Castle key store (BKS)",
            Self::KeyStore(Format::Uber) => "a Bouncy Castle key store (UBER)",
            Self::KeyStore(Format::Bcfks) => "a Bouncy Castle key store (BCFKS)",
            Self::Kubeconfig => "a kubeconfig",
            Self::KubernetesObjects => "Kubernetes objects",
            Self::OpenSshPublicKey => "an OpenSSH public key",
            Self::Pdf => "a PDF document",
            Self::PemCertificates => "certificates (PEM)",
            Self::PemCertificatesAndKey => "certificates and a private key (PEM)",
            Self::PemCertificateRequest => "a certificate request (PEM)",
            Self::PemOther => "PEM without certificates or keys",
            Self::PemPkcs12 => "a key store (PKCS#12 in PEM)",
            Self::PemPkcs7 => "certificates (PKCS#7 in PEM)",
            Self::PemEncryptedKey => "a private key (encrypted)",
            Self::PemEcKey => "a private key (EC)",
            Self::PemOpenSshKey => "a private key (OpenSSH)",
            Self::PemPrivateKey => "a private key",
            Self::PemPublicKey => "a public key (PEM)",
            Self::PemRevocationList => "certificate revocation lists (PEM)",
            Self::PemRsaKey => "a private key (RSA)",
            Self::PemUnreadable => "damaged PEM",
            Self::PgpMessage => "a message of GnuPG (gpg --decrypt FILE | certgraph inspect -)",
            Self::Pkcs7 => "certificates (PKCS#7)",
            Self::Pod => "a Pod manifest",
            Self::PuttyKey => "a private key (PuTTY)",
            Self::Settings => "settings (TOML, HCL, .env or properties)",
            Self::Sops => "a file that SOPS encrypted (sops decrypt FILE | certgraph inspect -)",
            Self::Smime => "an S/MIME mail (openssl smime -pk7out takes its certificates out)",
            Self::TalosConfig => "a talosconfig",
            Self::TalosMachine => "a machine configuration of Talos",
            Self::Text => "text of another kind",
            Self::Utf16 => "UTF-16 text",
            Self::Xml => "XML",
            Self::Yaml => "YAML",
            Self::Zip => "a zip archive",
        }
    }

    /// Whether it holds a private key that can be seen, encrypted or not.
    pub const fn has_private_key(self) -> bool {
        matches!(
            self,
            Self::DerPrivateKey
                | Self::PemCertificatesAndKey
                | Self::PemEncryptedKey
                | Self::PemEcKey
                | Self::PemOpenSshKey
                | Self::PemPrivateKey
                | Self::PemRsaKey
                | Self::PuttyKey
        )
    }

    /// Whether certificates, requests or what holds them can be taken out of it.
    pub(in crate::decode) const fn has_certificates(self) -> bool {
        matches!(
            self,
            Self::DerCertificate
                | Self::DerCertificateRequest
                | Self::KeyStore(_)
                | Self::Kubeconfig
                | Self::PemCertificates
                | Self::PemCertificatesAndKey
                | Self::PemCertificateRequest
                | Self::PemPkcs12
                | Self::PemPkcs7
                | Self::PemUnreadable
                | Self::Pkcs7
        )
    }

    /// Whether it is read field by field, as YAML or JSON.
    pub(in crate::decode) const fn is_objects(self) -> bool {
        matches!(self, Self::Kubeconfig | Self::KubernetesObjects | Self::Pod)
    }
}
