//! `--token-auth-file`.

use crate::connection::TokenLine;
use crate::ground::secret::Secret;

/// Lines of a token file (apiserver `tokenfile.go`): `token,user,uid[,"group,group"]`; others are passed over.
pub(super) fn token_lines(secret: &Secret) -> Vec<TokenLine> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(None)
        .from_reader(secret.expose());
    let mut lines = Vec::new();
    for record in reader.records().flatten() {
        let field = |index: usize| {
            record
                .get(index)
                .unwrap_or_default()
                .trim_start()
                .to_owned()
        };
        if record.len() < 3 || field(0).is_empty() {
            continue;
        }
        let groups = field(3)
            .split(',')
            .map(str::trim)
            .filter(|group| !group.is_empty())
            .map(str::to_owned)
            .collect();
        lines.push(TokenLine {
            token: Secret::new(field(0).into_bytes()),
            user: field(1),
            uid: field(2),
            groups,
        });
    }
    lines
}
