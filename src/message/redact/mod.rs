//! Secrets that stand in a pasted line, or across several. They are taken out first, so that nothing behind can print them.
//!
//! A secret is known by its shape (a private key, a web token, a long random word), by its name (`password:`, `--token`,
//! `"clientSecret"`), or by where it stands (before the `@` of a URL). Each rule gives the bytes that have to go; all are
//! taken out at once, so that no rule sees what another one left.

mod key;
mod line;
mod name;
mod option;
mod prefix;
mod prose;
mod scheme;
mod secrets;
mod shape;
mod span;
mod state;
mod url;
mod value;

pub use line::redact;
pub(super) use shape::shape;
pub(super) use state::Redactor;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_and_prose_stays() {
        for (line, shown) in [
            ("Authorization: Bearer abc.def", "Authorization: Bearer […]"),
            ("kubectl --token s3cret get", "kubectl --token […] get"),
            ("kubectl --token=s3cret get", "kubectl --token=[…] get"),
            (r#"{"token":"abc"}"#, r#"{"token":"[…]"}"#),
            (r#"{\"token\":\"abc\"}"#, r#"{\"token\":\"[…]\"}"#),
            ("GET /?access_token=abc&x=1", "GET /?access_token=[…]&x=1"),
            ("https://u:p@h:1/x", "https://[…]@h:1/x"),
            ("https://u:p/w@h:1/x", "https://[…]@h:1/x"),
            ("https://u:123/456@h/", "https://[…]@h/"),
            ("https://[::1]/a@b", "https://[::1]/a@b"),
            (
                "err=\"invalid bearer token\"",
                "err=\"invalid bearer token\"",
            ),
            (
                "invalid bearer token: it has expired",
                "invalid bearer token: it has expired",
            ),
            ("jwt eyJhbGciOiJSUzI1NiIsImtpZCI6I.x", "jwt […]"),
            (
                "-----BEGIN EC PRIVATE KEY-----MHcCAQ",
                "-----BEGIN EC PRIVATE KEY-----[…]",
            ),
            ("password: hunter2", "password: […]"),
            ("password: correcthorse", "password: […]"),
            ("--password \"two words\" -x", "--password \"[…]\" -x"),
            ("password: \"a,b\", c", "password: \"[…]\", c"),
            ("Authorization: Token X", "Authorization: Token […]"),
            (
                "Authorization: Bearer --token X",
                "Authorization: Bearer […]",
            ),
            ("passphrase: X", "passphrase: […]"),
            ("ca-key-passphrase=X", "ca-key-passphrase=[…]"),
            ("api-key: X", "api-key: […]"),
            ("Cookie: session=X; a=b", "Cookie: […]"),
            ("curl -u admin:X https://h", "curl -u […] https://h"),
            ("sshpass -p X ssh h", "sshpass -p […] ssh h"),
            (
                "AWS_SECRET_ACCESS_KEY=X aws s3 ls",
                "AWS_SECRET_ACCESS_KEY=[…] aws s3 ls",
            ),
            ("secretAccessKey: X", "secretAccessKey: […]"),
            ("key-data X", "key-data […]"),
            ("password is X", "password is […]"),
            (
                "unable to read client-key /x/a.key for u due to open /x/a.key: permission denied",
                "unable to read client-key /x/a.key for u due to open /x/a.key: permission denied",
            ),
            (
                "token CA hash does not match the Cluster CA certificate hash: f086 != 8e7d",
                "token CA hash does not match the Cluster CA certificate hash: f086 != 8e7d",
            ),
            (
                "getting token: x509: certificate signed by unknown authority",
                "getting token: x509: certificate signed by unknown authority",
            ),
        ] {
            assert_eq!(redact(line), shown);
        }
    }
}
