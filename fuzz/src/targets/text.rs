//! Small readers.

use certgraph::decode::kubeconfig::{UrlText, bypasses_proxy, proxy};
use certgraph::golang::url::{GoUrl, UrlRules};
use certgraph::golang::{GoRelease, base64};
use certgraph::ground::time::{Timestamp, parse_duration};

use crate::AT;

/// Each by itself.
pub fn run(bytes: &[u8]) {
    let _ = base64::decode(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(url) = GoUrl::parse(text, UrlRules::LENIENT) {
        let _ = (url.hostname(), url.port());
    }
    let shown = UrlText::new(text.to_owned()).shown();
    assert!(!text.contains("user:PASSWORD@") || !shown.contains("PASSWORD"), "{shown}");
    let _ = proxy(&UrlText::new(text.to_owned()));
    let (list, host) = text.split_once(' ').unwrap_or((text, "example.com"));
    let _ = bypasses_proxy(list, host, 443);
    let _ = GoRelease::parse(text);
    let _ = parse_duration(text);
    if let Ok(time) = Timestamp::parse_at(text, *AT) {
        let _ = (time.human(), time.date(), time.rfc3339(0));
    }
}
