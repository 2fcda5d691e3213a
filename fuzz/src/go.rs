//! Go's answers, asked in batches: a process for each case would be most of the time.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::Value;

/// Cases that wait for Go, each with our answer.
pub struct Go {
    program: String,
    waiting: Vec<(Value, Value)>,
}

/// Cases a process.
const BATCH: usize = 500;

impl Go {
    /// None unless `GOVERIFY` names a program that reads the cases of `certgraph verify --batch` and answers
    /// `{"id", "verdict": "ok"|"fail", "error", "chains"}`, a line each.
    pub fn from_environment() -> Option<Self> {
        Some(Self {
            program: std::env::var("GOVERIFY").ok()?,
            waiting: Vec::new(),
        })
    }

    /// Compares, once enough cases wait.
    ///
    /// # Panics
    /// If an answer differs; the message holds the case.
    pub fn compare(&mut self, case: Value, ours: Value) {
        self.waiting.push((case, ours));
        if self.waiting.len() < BATCH {
            return;
        }
        let waiting = std::mem::take(&mut self.waiting);
        let mut child = Command::new(&self.program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("GOVERIFY runs");
        let mut input = child.stdin.take().expect("it is piped");
        let cases: String = waiting
            .iter()
            .map(|(case, _)| format!("{case}\n"))
            .collect();
        let writer = std::thread::spawn(move || input.write_all(cases.as_bytes()));
        let output = child.wait_with_output().expect("GOVERIFY ends");
        writer.join().expect("no panic").expect("GOVERIFY reads");
        let answers = serde_json::Deserializer::from_slice(&output.stdout).into_iter::<Value>();
        let mut compared = 0;
        for ((case, ours), go) in waiting.iter().zip(answers) {
            let go = go.expect("an answer");
            let go_chains = go
                .get("chains")
                .cloned()
                .unwrap_or_else(|| Value::Array(Vec::new()));
            let same = (ours["verdict"] == "accept") == (go["verdict"] == "ok")
                && ours["error"] == go["error"]
                && ours["chains"] == go_chains;
            assert!(same, "Go differs\ncase: {case}\nours: {ours}\nGo:   {go}");
            compared += 1;
        }
        assert_eq!(compared, waiting.len(), "one answer a case");
    }
}
