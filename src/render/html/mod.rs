//! One HTML file: the picture, a timeline of expiries, findings and every certificate. It asks the network for nothing,
//! and its policy forbids it to; the script only adds what reading does not need.

mod certificates;
mod summary;
mod timeline;

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::escape::markup;
use super::lanes::Direction;
use super::svg;
use crate::finding::{Finding, Severity};
use crate::report::picture::Picture;
use crate::x509::Fingerprint;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Findings that are listed before the rest is counted.
const LISTED: usize = 500;

/// The page.
pub fn html(picture: &Picture, direction: Direction) -> String {
    let order = certificates::order(picture);
    let numbers: BTreeMap<Fingerprint, usize> = order
        .iter()
        .enumerate()
        .map(|(number, known)| (*known, number))
        .collect();
    format!(
        "<!DOCTYPE html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{style_hash}'; script-src 'sha256-{script_hash}'; base-uri 'none'; form-action 'none'\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<meta name=\"color-scheme\" content=\"light dark\">
<title>{title}</title>
<style>{STYLE}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<p>{subtitle}</p>
{summary}</header>
<p class=\"tools\" hidden><label>Filter <input id=\"filter\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\" placeholder=\"name, SAN, issuer, file\"></label> <output id=\"count\" for=\"filter\"></output> <span class=\"keys\">click a row to see its chain · / to filter · Esc to reset</span></p>
<main>
<section id=\"picture\" aria-label=\"Picture\">
<div class=\"scroll\">
{drawing}</div>
<aside id=\"panel\" aria-live=\"polite\" hidden></aside>
</section>
{findings}<section id=\"timeline\">
<h2>Expiries</h2>
<div class=\"scroll\">
{timeline}</div>
</section>
{certificates}</main>
<footer><p>certgraph {version}</p></footer>
<script>{SCRIPT}</script>
</body>
</html>
",
        style_hash = hash(STYLE),
        script_hash = hash(SCRIPT),
        title = markup(&picture.title),
        subtitle = markup(&picture.subtitle),
        summary = summary::summary(picture),
        drawing = svg::inline(picture, direction, &numbers),
        findings = findings(&picture.findings),
        timeline = timeline::timeline(picture),
        certificates = certificates::table(picture, &order),
        version = env!("CARGO_PKG_VERSION"),
    )
}

/// What a content security policy calls a text by.
fn hash(text: &str) -> String {
    STANDARD.encode(Fingerprint::of(text.as_bytes()).0)
}

fn findings(findings: &[Finding]) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "<section id=\"findings\">\n<h2>Findings ({})</h2>\n<ul>\n",
        findings.len()
    );
    for finding in findings.iter().take(LISTED) {
        let mark = match finding.severity {
            Severity::Error => "✗",
            Severity::Warning => "▲",
            Severity::Note => "·",
        };
        let place = finding.place();
        let place = place.map(|place| format!(" <span class=\"place\">{}</span>", markup(&place)));
        out.push_str(&format!(
            "<li class=\"{severity}\"><span class=\"mark\">{mark}</span> <code>{code}</code> {text}{place}</li>\n",
            severity = finding.severity.as_str(),
            code = finding.problem.code(),
            text = markup(&finding.problem.to_string()),
            place = place.unwrap_or_default(),
        ));
    }
    if let Some(more) = findings.len().checked_sub(LISTED + 1) {
        out.push_str(&format!("<li>and {} more</li>\n", more + 1));
    }
    out.push_str("</ul>\n</section>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_style_and_script_by_what_they_hold() {
        assert_eq!(hash(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    /// What stands inside `<style>` and `<script>` ends with its end tag, whatever is around it.
    #[test]
    fn style_and_script_hold_no_markup() {
        assert!(!STYLE.contains('<') && !SCRIPT.contains("</"));
    }
}
