//! From a host's name to a connection, as Go's `net.Dialer` gets there.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use super::stream::{Deadline, Timed};
use crate::source::{NetworkFault, NetworkStage};

/// Connects to the first address that answers. The error is that of the first that does not, as Go reports it.
pub(super) fn dial(
    host: &str,
    port: u16,
    deadline: Deadline,
) -> Result<(Timed, String), NetworkFault> {
    let addresses = resolve(host, port, deadline)?;
    let mut first = None;
    let count = addresses.len();
    for (index, address) in addresses.into_iter().enumerate() {
        match connect(address, deadline, count - index) {
            Ok(stream) => {
                // Small messages in turn: waiting for more to send only costs time.
                let _ = stream.set_nodelay(true);
                return Ok((Timed::new(stream, deadline), address.to_string()));
            }
            Err(fault) => {
                first.get_or_insert(fault);
            }
        }
    }
    Err(first.unwrap_or_else(|| NetworkFault::NotResolved {
        host: host.to_owned(),
        absent: true,
    }))
}

/// Names that are looked up at a time, those included that nobody waits for any more.
const LOOKUPS: usize = 256;
/// Bytes of a resolver thread's stack.
const STACK: usize = 512 << 10;

static RUNNING: AtomicUsize = AtomicUsize::new(0);

/// A lookup that is under way, until it is dropped.
struct Lookup;

impl Lookup {
    /// Waits for a place, as long as there is time.
    fn begin(deadline: Deadline) -> io::Result<Self> {
        let free = |running: usize| (running < LOOKUPS).then_some(running + 1);
        while RUNNING
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, free)
            .is_err()
        {
            deadline.left()?;
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(Self)
    }
}

impl Drop for Lookup {
    fn drop(&mut self) {
        RUNNING.fetch_sub(1, Ordering::SeqCst);
    }
}

/// The addresses of a host, IPv4 first where the resolver has no opinion; its own order otherwise.
///
/// The resolver cannot be interrupted, so it runs on a thread that is left behind when time is up.
fn resolve(host: &str, port: u16, deadline: Deadline) -> Result<Vec<SocketAddr>, NetworkFault> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let silent = || NetworkFault::Silent {
        address: host.to_owned(),
        stage: NetworkStage::Resolve,
        waited: deadline.seconds,
    };
    let lookup = Lookup::begin(deadline).map_err(|_| silent())?;
    let left = deadline.left().map_err(|_| silent())?;
    let (sender, receiver) = sync_channel(1);
    let name = host.to_owned();
    let look = move || {
        let found = (name.as_str(), port)
            .to_socket_addrs()
            .map(Iterator::collect::<Vec<_>>);
        drop(lookup);
        // The receiver may have given up; there is nobody else to tell.
        let _ = sender.send(found);
    };
    let thread = std::thread::Builder::new().stack_size(STACK);
    thread.spawn(look).map_err(|_| silent())?;
    match receiver.recv_timeout(left) {
        Ok(Ok(addresses)) if !addresses.is_empty() => Ok(addresses),
        Ok(Ok(_)) => Err(NetworkFault::NotResolved {
            host: host.to_owned(),
            absent: true,
        }),
        Ok(Err(error)) => Err(NetworkFault::NotResolved {
            host: host.to_owned(),
            absent: is_absent(&error),
        }),
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Err(silent()),
    }
}

/// `EAI_NONAME` and `EAI_NODATA`, which std tells only in words; the words are C's, whatever the locale.
fn is_absent(error: &io::Error) -> bool {
    let text = error.to_string();
    [
        "not known",
        "No address associated",
        "nodename nor servname",
        "No such host is known",
    ]
    .iter()
    .any(|known| text.contains(known))
}

fn connect(
    address: SocketAddr,
    deadline: Deadline,
    candidates: usize,
) -> Result<TcpStream, NetworkFault> {
    let silent = || NetworkFault::Silent {
        address: address.to_string(),
        stage: NetworkStage::Connect,
        waited: deadline.seconds,
    };
    // Every address that is left gets its share, as in Go's `partialDeadline`.
    let left = deadline.left().map_err(|_| silent())?;
    let share = left / u32::try_from(candidates.max(1)).unwrap_or(1);
    TcpStream::connect_timeout(&address, share).map_err(|error| match error.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => silent(),
        io::ErrorKind::ConnectionRefused => NetworkFault::Refused {
            address: address.to_string(),
        },
        _ => NetworkFault::Unreachable {
            address: address.to_string(),
            reason: system_words(&error),
        },
    })
}

/// The system's text as Go prints it: lower case, without the number.
fn system_words(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    text.to_lowercase()
}
