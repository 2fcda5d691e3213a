//! Doubles inputs of the shapes that once cost the square of their size, and prints the processor time and by how much it
//! grew: 2 is linear, 4 is quadratic.
//!
//!     cargo bench --bench growth                            # this build
//!     cargo bench --bench growth -- OLD/certgraph NEW/certgraph
//!     cargo bench --bench growth -- --only webhooks
//!
//! Several programs take turns on each input, so that a busy machine is busy for all of them. One that takes longer than
//! a minute is ended, and its larger inputs are left out.
#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program for those who work on certgraph"
)]

mod cost;
mod shapes;

use cost::{Cost, run};
use shapes::{SHAPES, Shape};

fn main() {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    words.retain(|word| word != "--bench");
    let only = words
        .iter()
        .position(|word| word == "--only")
        .map(|at| words.drain(at..=at + 1).next_back().unwrap());
    if words.is_empty() {
        words.push(env!("CARGO_BIN_EXE_certgraph").to_owned());
    }
    let chosen = SHAPES
        .iter()
        .filter(|shape| only.as_ref().is_none_or(|part| shape.name.contains(part)));
    println!("| shape | size | program | CPU | growth | peak memory |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for shape in chosen {
        double(shape, &words);
    }
}

/// Runs every program on one shape, each time twice as large.
fn double(shape: &Shape, programs: &[String]) {
    let mut before: Vec<Option<Cost>> = vec![None; programs.len()];
    let mut ended = vec![false; programs.len()];
    for size in [shape.smallest, 2 * shape.smallest, 4 * shape.smallest] {
        let folder = tempfile::tempdir().unwrap();
        let made = (shape.make)(folder.path(), size);
        for (number, program) in programs.iter().enumerate() {
            if ended[number] {
                continue;
            }
            let cost = run(program, folder.path(), &made);
            let growth = match (&before[number], &cost) {
                (Some(before), Some(cost)) => format!("× {:.1}", cost.cpu / before.cpu),
                _ => String::new(),
            };
            let (cpu, peak) = cost.as_ref().map_or_else(
                || ("over 60 s".to_owned(), String::new()),
                |cost| (format!("{:.3} s", cost.cpu), format!("{} MiB", cost.peak)),
            );
            let label = number + 1;
            println!(
                "| {} | {size} | {label} | {cpu} | {growth} | {peak} |",
                shape.name
            );
            ended[number] = cost.is_none();
            before[number] = cost;
        }
    }
}
