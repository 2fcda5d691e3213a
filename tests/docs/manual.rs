//! README, usage and the manual pages.

use std::fs;

use certgraph::finding::Code;

use crate::command::{certgraph, root, words};

const FIRST: &str = "cargo run --release -- explain fixtures/ack/kubeconfig.yaml --client-ca-file fixtures/ack/apiserver-ca.crt --tls-cert-file fixtures/ack/apiserver.crt --at 2019-06-01";

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The subcommands, as `--help` lists them.
pub(crate) fn commands() -> Vec<String> {
    let help = certgraph(root(), &words("--help")).output;
    let list = help.split("Commands:\n").nth(1).unwrap();
    list.lines()
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .filter(|name| name != "help")
        .collect()
}

#[test]
fn the_readme_has_the_two_commands_and_they_work() {
    let readme = read("README.md");
    assert!(
        readme.contains(&format!("\n{FIRST}\n")),
        "the first command, to be copied"
    );
    assert!(readme.contains("\ncargo test\n"), "the second command");
    let arguments = words(FIRST.split(" -- ").nth(1).unwrap());
    let run = certgraph(root(), &arguments);
    assert_eq!(run.status, 0, "{}", run.output);
}

#[test]
fn every_command_is_documented() {
    let [readme, reference] = ["README.md", "docs/reference.md"].map(read);
    let commands = commands();
    assert!(commands.len() > 3, "{commands:?}");
    for command in commands {
        assert!(
            readme.contains(&format!("| `certgraph {command}")),
            "README: {command}"
        );
        let heading = format!("\n## certgraph {command}\n");
        assert!(reference.contains(&heading), "docs/reference.md: {command}");
    }
}

#[test]
fn every_command_has_a_manual_page() {
    for command in commands() {
        let run = certgraph(root(), &words(&format!("man {command}")));
        assert_eq!(run.status, 0, "{command}");
        let title = format!(".TH certgraph-{command} 1");
        assert!(run.output.contains(&title), "{command}: {}", run.output);
    }
    let main = certgraph(root(), &words("man"));
    assert!(main.output.contains(".TH certgraph 1"), "{}", main.output);
    assert_eq!(certgraph(root(), &words("man nothing")).status, 2);
}

#[test]
fn every_shell_gets_a_completion() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = certgraph(root(), &words(&format!("completions {shell}")));
        assert_eq!(run.status, 0, "{shell}");
        assert!(run.output.contains("client-ca-file"), "{shell}");
    }
    assert_eq!(certgraph(root(), &words("completions tcsh")).status, 2);
}

#[test]
fn codes_are_listed_and_shown() {
    let list = certgraph(root(), &words("code")).output;
    for code in Code::ALL {
        assert!(list.contains(code.slug()), "{code}");
        let page = certgraph(root(), &["code".to_owned(), code.slug().to_owned()]);
        assert_eq!(page.status, 0, "{code}");
        assert!(page.output.starts_with(code.slug()), "{code}");
        assert!(!page.output.contains("<!--"), "{code}");
        assert!(!page.output.contains('\u{1b}'), "{code}");
    }
    let slip = certgraph(root(), &words("code expierd"));
    assert_eq!(slip.status, 2);
    assert!(slip.output.contains("`expired`"), "{}", slip.output);
    let json = certgraph(root(), &words("code expired --format json")).output;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["schema"], "certgraph.code/v1");
    assert_eq!(json["codes"][0]["code"], "expired");
    assert_eq!(
        json["codes"][0]["page"],
        Code::from_slug("expired").unwrap().page()
    );
}

#[test]
fn every_kind_of_test_is_documented() {
    let text = read("docs/development.md");
    for entry in fs::read_dir(root().join("tests")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        // Benchmarks have a section of their own.
        let named = text.contains(&format!("tests/{name}")) || name == "bench";
        assert!(named, "docs/development.md: tests/{name}");
    }
}

#[test]
fn an_empty_flag_says_that_the_server_has_none() {
    let arguments = words(
        "explain fixtures/ack/kubeconfig.yaml --client-ca-file= --tls-cert-file=fixtures/ack/apiserver.crt \
         --requestheader-allowed-names= --at 2019-06-01 --format json",
    );
    let run = certgraph(root(), &arguments);
    assert_eq!(run.status, 1, "{}", run.output);
    assert!(run.output.contains("client-certificate-not-requested"));
}
