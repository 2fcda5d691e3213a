//! Verifies a server's chain as kubectl would, and says everything that is wrong with it.
//!
//! ```sh
//! cargo run --example verify_chain -- apiserver.crt ca.crt kubernetes.default.svc
//! ```

#![allow(clippy::print_stdout, reason = "an example prints what it found")]
#![allow(
    clippy::disallowed_methods,
    reason = "an example reads what it was given"
)]

use std::error::Error;
use std::fs;
use std::time::SystemTime;

use certgraph::{ChainOptions, Verdict, verify_chain};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut next = |what: &str| arguments.next().ok_or_else(|| format!("no {what} given"));
    let chain = fs::read(next("chain")?)?;
    let anchors = fs::read(next("CA bundle")?)?;
    let options = ChainOptions::server(next("server name")?, SystemTime::now().into());

    let judged = verify_chain(&chain, &anchors, &options);
    match judged.verdict {
        Verdict::Accept => println!("accepted by {} chains", judged.chains.len()),
        Verdict::Reject => println!("rejected: {}", judged.error.unwrap_or_default()),
        Verdict::Undetermined => println!("undetermined"),
    }
    for problem in &judged.problems {
        println!("{}: {problem}", problem.code().slug());
    }
    Ok(())
}
