//! The Rust that `Cargo.toml` asks for is enough for every dependency. What the standard library got later is clippy's to
//! refuse (`incompatible_msrv`).

use std::process::Command;

use serde_json::Value;

#[test]
fn no_dependency_wants_a_later_rust() {
    let rustc = Command::new("rustc").arg("-vV").output().unwrap();
    let said = String::from_utf8(rustc.stdout).unwrap();
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    // What other platforms alone need was not fetched for this build.
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .args(["--filter-platform", host.unwrap()])
        .args([
            "--manifest-path",
            concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"),
        ])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let own = packages
        .iter()
        .find(|package| package["name"] == "certgraph");
    let own = version(&own.unwrap()["rust_version"]).unwrap();
    let later: Vec<_> = packages
        .iter()
        .filter(|package| version(&package["rust_version"]).is_some_and(|wanted| wanted > own))
        .map(|package| format!("{} {}", package["name"], package["rust_version"]))
        .collect();
    assert!(
        later.is_empty(),
        "want a later Rust than {own:?}:\n{}",
        later.join("\n")
    );
}

/// `1.89` or `1.89.0` as numbers; none where a package says nothing.
fn version(text: &Value) -> Option<Vec<u32>> {
    let numbers = text.as_str()?.split('.').map(|part| part.parse().unwrap());
    Some(numbers.chain([0, 0]).take(3).collect())
}
