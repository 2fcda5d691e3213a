//! The `certgraph` command.

fn main() {}
