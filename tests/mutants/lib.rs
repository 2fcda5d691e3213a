//! The files that guard, by themselves.
#![allow(dead_code, unreachable_pub, unused_imports, clippy::all, reason = "only their own tests use them here")]

pub mod decode {
    pub mod kubeconfig {
        pub mod no_proxy;
    }
}
pub mod golang {
    pub mod base64;
    pub mod der;
    pub mod netip;
    pub mod percent;
    mod quote;

    pub use quote::go_quote;
}
pub mod ground {
    pub mod hex;
    pub mod printable;
    pub mod secret;
    pub mod shell;
}
pub mod message {
    pub mod redact;
}
pub mod render {
    pub mod escape;
}
pub mod source {
    pub mod limit;
}
