//! The bearer token of a kubeconfig's user.

use super::named_files::shown_path;
use crate::decode::kubeconfig::User;
use crate::ground::location::Location;
use crate::ground::secret::Secret;
use crate::source::{Files, Limit};

/// What net/http says of a header that it does not send (`transport.go`, `RoundTrip`).
pub(super) const INVALID_AUTHORIZATION: &str =
    "Unable to connect to the server: net/http: invalid header field value for \"Authorization\"";

/// The token that is sent. A file that holds one counts before `token` (client-go
/// `bearerAuthRoundTripper.RoundTrip`, transport/round_trippers.go).
///
/// # Errors
/// The field of a token that no header can hold.
pub(super) fn sent(user: &User, files: &Files) -> Result<Option<Secret>, Location> {
    if let Some(token) = of_file(user, files) {
        return Ok(Some(token));
    }
    let Some(token) = &user.token else {
        return Ok(None);
    };
    // net/http `validHeaderFieldValue`: of the control characters a header may hold the tab alone.
    let is_control = |octet: &u8| octet.is_ascii_control() && *octet != b'\t';
    if token.value.expose().iter().any(is_control) {
        return Err(token.location.clone());
    }
    Ok(Some(token.value.clone()))
}

/// client-go `fileTokenSource` trims white space, and takes an empty file for an error.
fn of_file(user: &User, files: &Files) -> Option<Secret> {
    let file = user.token_file.as_ref()?;
    let secret = files
        .read_secret(&shown_path(&file.value, &file.location), Limit::REFERENCED)
        .ok()?;
    let trimmed = secret.expose().trim_ascii().to_vec();
    Some(Secret::new(trimmed)).filter(|token| !token.is_empty())
}
