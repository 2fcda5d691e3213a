//! The state of a file that a setting names, as the program's reader sees it.

use super::start::{Start, Stop};
use crate::assemble::NamedFile;
use crate::decode::bundle::{self, StrictError};
use crate::decode::key_pair::key_pair;
use crate::decode::pem;
use crate::decode::private_key;
use crate::ground::location::Location;
use crate::ground::path::Shown as _;
use crate::ground::secret::Secret;
use crate::programs::{Effect, FileState, Reader, Setting};
use crate::source::{ErrorKind, Limit};
use crate::survey::Rules;
use crate::survey::control_plane::material::public_keys;

/// What of the files of a setting ends the program. A file that is not among those given says nothing.
pub(super) fn stops(start: &Start<'_>, setting: &'static Setting) -> Vec<Stop> {
    let is_key = setting.reader == Reader::SigningKey || setting.reader == Reader::Key;
    let files = start.own.files(setting.name).into_iter();
    let files = files.zip(start.own.values(setting.name));
    let found = files.filter_map(|(file, written)| {
        let path = file.path.as_ref()?;
        let text = match start.rules.files.read_secret(path, Limit::BUNDLE) {
            Ok(text) => text,
            // Of a copy without keys, that one is absent says nothing.
            Err(error) => {
                let counts = error.kind == ErrorKind::NotFound && (start.keys || !is_key);
                return counts.then(|| {
                    let words = setting.words(FileState::Missing, &written, None);
                    Stop::missing(&file, &error, words)
                });
            }
        };
        judged(start, setting, &file, &written, &text)
    });
    found.collect()
}

fn judged(
    start: &Start<'_>,
    setting: &Setting,
    file: &NamedFile,
    written: &str,
    text: &Secret,
) -> Option<Stop> {
    let (state, go) = match setting.reader {
        Reader::Certificate { key } | Reader::Signer { key } => {
            return pair(start, setting, key, file, written, text);
        }
        reader => state(reader, text, start.rules)?,
    };
    let words = setting.words(state, written, go.as_deref());
    (setting.effect(state) == Effect::Ends).then(|| stop(start, file, words))
}

fn stop(start: &Start<'_>, file: &NamedFile, words: String) -> Stop {
    let path = file.path.as_ref().map(|path| path.shown().to_string());
    let places = vec![
        Location::file(path.unwrap_or_default()),
        file.location.clone(),
    ];
    Stop::with_words(start.component, words, places)
}

/// The state of one file, with Go's own error where it has one; none where nothing is wrong.
pub(super) fn state(
    reader: Reader,
    text: &Secret,
    rules: &Rules<'_>,
) -> Option<(FileState, Option<String>)> {
    let bytes = text.expose();
    match reader {
        Reader::DynamicCa(_) | Reader::CertPool | Reader::OidcCa => {
            if bytes.is_empty() {
                return Some((FileState::Empty, None));
            }
            match bundle::strict(bytes, &Location::file(""), rules.release).error? {
                StrictError::Empty => Some((FileState::Empty, None)),
                StrictError::NoCertificate => Some((FileState::NotPem, None)),
                StrictError::Malformed { go } => Some((FileState::Damaged, Some(go))),
            }
        }
        Reader::PublicKeys => {
            let none = public_keys(text, rules.release).is_empty();
            none.then_some((FileState::NotPem, None))
        }
        Reader::SigningKey => {
            (!holds_private_key(text, rules)).then_some((FileState::NotPem, None))
        }
        Reader::ClientGoCa
        | Reader::EtcdCa
        | Reader::EtcdClientCa
        | Reader::Certificate { .. }
        | Reader::LateCertificate { .. }
        | Reader::Signer { .. }
        | Reader::Key
        | Reader::Crl
        | Reader::Kubeconfig
        | Reader::Configuration => None,
    }
}

/// Whether one of the blocks is a private key that is not encrypted (client-go `keyutil` `ParsePrivateKeyPEM`).
fn holds_private_key(text: &Secret, rules: &Rules<'_>) -> bool {
    let mut blocks = pem::blocks(text.expose(), rules.release.into());
    blocks.any(|mut block| {
        let der = Secret::new(std::mem::take(&mut block.bytes));
        block.label.ends_with(b"PRIVATE KEY") && private_key::parse(&der, rules.release).is_ok()
    })
}

/// A certificate with its key, and for a signer that it is one alone.
fn pair(
    start: &Start<'_>,
    setting: &Setting,
    key: &'static str,
    file: &NamedFile,
    written: &str,
    text: &Secret,
) -> Option<Stop> {
    let own_key = start.own.file(key).filter(|_| start.keys)?;
    let written_key = start.own.value(key)?;
    let key_path = own_key.path.as_ref()?;
    let secret = match start.rules.files.read_secret(key_path, Limit::REFERENCED) {
        Ok(secret) => secret,
        Err(error) if error.kind == ErrorKind::NotFound => {
            // The key's file, in a frame that names the certificate's.
            let opened = setting.reader.words(FileState::Missing, written_key, None);
            let words = setting.framed(written, &opened);
            return Some(Stop::missing(&own_key, &error, words));
        }
        Err(_) => return None,
    };
    let places = (
        Location::of_path(file.path.as_ref()?),
        Location::of_path(key_path),
    );
    let release = start.rules.release;
    let pair = key_pair((text.expose(), &places.0), (&secret, &places.1), release);
    if let Some(go) = pair.go_text(release) {
        let words = setting.words(FileState::Mismatched, written, Some(&go));
        let places = vec![places.0, places.1, file.location.clone(), own_key.location];
        return Some(Stop::with_words(start.component, words, places));
    }
    let count = pair.chain.links.len();
    let several = matches!(setting.reader, Reader::Signer { .. }) && count > 1;
    several.then(|| {
        let watched = format!("csr-controller::{written}::{written_key}");
        let words = setting.words(FileState::Several, &watched, Some(&count.to_string()));
        stop(start, file, words)
    })
}
