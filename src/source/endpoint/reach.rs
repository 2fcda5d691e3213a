//! The way to the target, directly or through a proxy.

use super::dial::dial;
use super::model::{Route, Target};
use super::proxy;
use super::stream::{Deadline, Transport};
use crate::source::NetworkFault;

/// A connection to the target, directly or through the proxy, and the address that was dialled.
pub(super) fn reach(
    target: &Target,
    route: &Route<'_>,
    deadline: Deadline,
) -> Result<(Box<dyn Transport>, String), NetworkFault> {
    match route.proxy {
        None => {
            let (stream, address) = dial(&target.host, target.port, deadline)?;
            Ok((Box::new(stream), address))
        }
        Some(proxy) => {
            let transport = proxy::connect(proxy, target, route.accept, deadline)?;
            Ok((transport, target.authority()))
        }
    }
}
