//! The facts of a connection that did not come about, as a JSON object.

use serde_json::{Value, json};

use crate::finding::{Closing, NetworkFault, NetworkStage, ProxyFault};

/// The facts by name.
pub(super) fn network(fault: &NetworkFault) -> Value {
    match fault {
        NetworkFault::NotResolved { host, absent } => json!({ "host": host, "absent": absent }),
        NetworkFault::Refused { address }
        | NetworkFault::OldVersion { address }
        | NetworkFault::Renegotiation { address } => {
            json!({ "address": address })
        }
        NetworkFault::LargeHello { address, fault } => {
            json!({ "address": address, "with_the_usual_hello": network(fault) })
        }
        NetworkFault::Unreachable { address, reason }
        | NetworkFault::BeyondUs { address, reason } => {
            json!({ "address": address, "reason": reason })
        }
        NetworkFault::Silent {
            address,
            stage,
            waited,
        } => {
            let stage = match stage {
                NetworkStage::Resolve => "resolve",
                NetworkStage::Connect => "connect",
                NetworkStage::Handshake => "handshake",
                NetworkStage::Answer => "answer",
            };
            json!({ "address": address, "stage": stage, "waited_seconds": waited })
        }
        NetworkFault::Closed { address, manner } => {
            let manner = match manner {
                Closing::Eof => "eof",
                Closing::Torn => "torn",
                Closing::Reset => "reset",
            };
            json!({ "address": address, "manner": manner })
        }
        NetworkFault::NotTls { address, protocol } => {
            json!({ "address": address, "protocol": protocol.name() })
        }
        NetworkFault::Alert { address, alert } => {
            json!({ "address": address, "alert": alert, "text": fault.alert() })
        }
        NetworkFault::BadSignature { go } => json!({ "go": go }),
        NetworkFault::Proxy { proxy, fault } => {
            let why = match fault {
                ProxyFault::Network(fault) => network(fault),
                ProxyFault::Status(status) => json!({ "status": status }),
                ProxyFault::Socks(text) => json!({ "socks": text }),
                ProxyFault::Untrusted(go) => json!({ "go": go }),
                ProxyFault::Protocol(why) => json!({ "reason": why }),
            };
            json!({ "proxy": proxy, "fault": why })
        }
    }
}
