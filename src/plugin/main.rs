//! `kubectl certgraph`: reads the connected cluster through kubectl and hands it to certgraph.
//!
//! certgraph itself starts no program and sends no credential. Whoever types `kubectl certgraph` already runs kubectl, with
//! its exec plugins and its login; so this small second program asks `kubectl get --raw`, page by page, and pipes what
//! comes into `certgraph … -`. It only ever lists: no write, no exec, no log is asked for, and no object is kept.

mod arguments;
mod complete;
mod lists;
mod outcome;
mod page;
mod programs;
mod rbac;
mod read;
mod save;

use std::ffi::OsString;
use std::process::ExitCode;

use arguments::{Arguments, Kind};
use outcome::{UNDETERMINED, UNREADABLE, say};

fn main() -> ExitCode {
    let mut words = std::env::args_os();
    let called = words.next().unwrap_or_default();
    let words: Vec<OsString> = words.collect();
    if is_completion(&called) {
        return ExitCode::from(complete::print(&words));
    }
    let arguments = Arguments::parse(words);
    let code = match arguments.kind {
        Kind::Rbac => rbac::print(),
        Kind::Save => read::save(&arguments),
        Kind::Cluster => read::into_certgraph(&arguments),
        Kind::Plain => programs::certgraph_alone(&arguments.certgraph),
    };
    ExitCode::from(code)
}

/// kubectl asks an executable of this name for completions (kubectl `pkg/cmd/plugin/plugin_completion.go`).
fn is_completion(called: &OsString) -> bool {
    std::path::Path::new(called)
        .file_stem()
        .is_some_and(|name| name == "kubectl_complete-certgraph")
}
