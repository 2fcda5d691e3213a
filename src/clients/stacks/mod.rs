//! The stacks that were measured, a table each.

mod gnutls;
mod jdk;
mod openssl;
mod rustls;

pub use self::gnutls::{GNUTLS, GNUTLS_WGET};
pub use self::jdk::{CLIENT_JAVA, FABRIC8, FABRIC8_EC, JDK};
pub use self::openssl::{
    AIOHTTP_3_11, AIOHTTP_3_13, CURL, HTTPX, KOPF_3_13, NODE_20, NODE_24, OPENSSL_VERIFY,
    URLLIB3_3_11, URLLIB3_3_13,
};
pub use self::rustls::{RUSTLS_RING, WEBPKI_AWS_LC};
