//! A connection on which the client proves who it is, to a server that it accepts, and to no other.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

use super::exchange::{Exchange, LoginError, Request};
use super::guard::{Guard, guarded};
use super::http::{self, Unanswered};
use super::model::Accept;
use super::model::{ClientKey, Route, Target};
use super::offer;
use super::reach::reach;
use super::session::{self, Session};
use super::stream::Deadline;
use crate::ground::secret::Secret;

/// What the client proves itself with.
pub struct Login<'a> {
    /// Its certificate, presented if the server asks for one.
    pub certificate: Option<&'a ClientKey>,
    /// Its bearer token.
    pub token: Option<&'a Secret>,
    /// To whom.
    pub accept: Arc<Accept<'static>>,
}

/// How long a refusal of the certificate is waited for, before anything is sent that the server might not read: the reset
/// for what it has not read would overtake its alert.
const PATIENCE: Duration = Duration::from_millis(300);

/// The whole of [`super::log_in`].
pub(super) fn log_in(
    target: &Target,
    route: &Route<'_>,
    login: &Login<'_>,
    requests: &[Request],
) -> Result<Exchange, LoginError> {
    let deadline = Deadline::after(route.timeout);
    let provider = offer::for_data();
    let shown = Arc::new(AtomicBool::new(false));
    let presenter = match login.certificate {
        Some(pair) => Some(Presenter {
            pair: certified(pair, &provider)?,
            shown: Arc::clone(&shown),
        }),
        None => None,
    };
    let lost = |fault| LoginError::Network {
        fault,
        presented: shown.load(Ordering::Relaxed),
    };
    let (transport, address) = reach(target, route, deadline).map_err(lost)?;
    let begin = Instant::now();
    let guard = Guard::new(Arc::clone(&login.accept));
    let builder = guarded(provider, &guard).map_err(|why| LoginError::Key(why.to_string()))?;
    let mut config = match presenter {
        Some(presenter) => builder.with_client_cert_resolver(Arc::new(presenter)),
        None => builder.with_no_client_auth(),
    };
    session::prepare(&mut config, &[b"http/1.1"], &target.server_name);
    let mut open = Session::open(config, target, transport, &address, deadline).map_err(
        |broken| match guard.refusal() {
            Some(go) => LoginError::Refused(go),
            None => lost(broken.fault),
        },
    )?;
    if shown.load(Ordering::Relaxed) {
        let patience = PATIENCE + 2 * begin.elapsed();
        if let Some(fault) = open.turned_away(patience, &address, deadline) {
            return Err(lost(fault));
        }
    }
    let answers = http::converse(&mut open, target, login.token, requests, &address, deadline);
    open.close();
    match answers {
        Ok(answers) => Ok(Exchange {
            presented: shown.load(Ordering::Relaxed),
            answers,
        }),
        Err(Unanswered::Key(why)) => Err(LoginError::Key(why)),
        Err(Unanswered::Http(why)) => Err(LoginError::Answer(why)),
        Err(Unanswered::Network(fault)) => Err(lost(fault)),
    }
}

/// The key as rustls takes it: it has fewer kinds than Go.
fn certified(pair: &ClientKey, provider: &CryptoProvider) -> Result<Arc<CertifiedKey>, LoginError> {
    let der = pair.key.expose();
    let forms = [
        PrivateKeyDer::Pkcs8(der.into()),
        PrivateKeyDer::Pkcs1(der.into()),
        PrivateKeyDer::Sec1(der.into()),
    ];
    let key = forms
        .into_iter()
        .find_map(|form| provider.key_provider.load_private_key(form.clone_key()).ok())
        .ok_or_else(|| {
            LoginError::Key(
                "certgraph cannot sign with this kind of key (it takes RSA from 2048 bits, P-256, P-384, P-521 and \
                 Ed25519)"
                    .to_owned(),
            )
        })?;
    let chain = pair
        .chain
        .iter()
        .map(|certificate| CertificateDer::from(certificate.clone()))
        .collect();
    Ok(Arc::new(CertifiedKey::new(chain, key)))
}

/// Presents the certificate whatever CAs the server names, as client-go does, and notes that it did.
struct Presenter {
    pair: Arc<CertifiedKey>,
    shown: Arc<AtomicBool>,
}

impl fmt::Debug for Presenter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Presenter")
    }
}

impl ResolvesClientCert for Presenter {
    fn resolve(&self, _: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        // rustls presents nothing where the key has no scheme that the server takes.
        let signs = self.pair.key.choose_scheme(schemes).is_some();
        self.shown.store(signs, Ordering::Relaxed);
        Some(Arc::clone(&self.pair))
    }

    fn has_certs(&self) -> bool {
        true
    }
}
