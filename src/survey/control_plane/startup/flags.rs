//! Flags that end a program by themselves.

use super::start::{Start, Stop};
use crate::programs::{self, FileState, tls};

/// In the order in which a program comes to them: what it cannot parse, what it does not allow, what is half.
pub(super) fn stops(start: &Start<'_>) -> Vec<Stop> {
    let mut stops = removed(start);
    stops.extend(policy(start));
    stops.extend(excluded(start));
    stops.extend(halves(start));
    stops.extend(nowhere(start));
    stops
}

/// Flags that its release does not know any more. Without its release nothing is known of that.
fn removed(start: &Start<'_>) -> Vec<Stop> {
    let Some(release) = start.own.release() else {
        return Vec::new();
    };
    let known = programs::removed(start.component).iter();
    let known = known.filter(|removed| release.is_since(removed.since));
    let found = known.filter_map(|removed| {
        let (name, place) = start.own.flag_beginning(removed.prefix)?;
        let words = format!("flag provided but not defined: -{name}");
        Some(Stop::with_words(start.component, words, vec![place]))
    });
    found.collect()
}

/// Its lists of versions, suites and curves.
fn policy(start: &Start<'_>) -> Option<Stop> {
    let own = start.own;
    let lists = |flag| own.list(flag);
    let (words, flags) = if start.component == programs::Program::Etcd {
        let suites = lists("--cipher-suites");
        let suites: Vec<_> = suites.iter().map(String::as_str).collect();
        let (min, max) = (
            own.value("--tls-min-version"),
            own.value("--tls-max-version"),
        );
        let words = tls::refused_by_etcd(min, max, &suites)?;
        (
            words,
            ["--cipher-suites", "--tls-min-version", "--tls-max-version"],
        )
    } else {
        let suites = lists("--tls-cipher-suites");
        let suites: Vec<_> = suites.iter().map(String::as_str).collect();
        let curves = lists("--tls-curve-preferences");
        let curves: Vec<_> = curves.iter().map(String::as_str).collect();
        let policy = tls::Policy {
            min_version: own.value("--tls-min-version"),
            suites: &suites,
            curves: own
                .value("--tls-curve-preferences")
                .map(|_| curves.as_slice()),
            minor: own.release().map(|release| release.minor),
        };
        let words = policy.refused()?;
        (
            words,
            [
                "--tls-curve-preferences",
                "--tls-cipher-suites",
                "--tls-min-version",
            ],
        )
    };
    let given = flags.iter().find(|flag| own.value(flag).is_some());
    let place = own.place(given.copied().unwrap_or_default());
    Some(Stop::with_words(start.component, words, vec![place]))
}

/// Flags that exclude each other.
fn excluded(start: &Start<'_>) -> Vec<Stop> {
    let own = start.own;
    let mut stops = Vec::new();
    for rule in programs::exclusions(start.component) {
        let Some(value) = own.value(rule.flag) else {
            continue;
        };
        let mut others = rule.others.iter();
        let other = others.find_map(|other| Some((other, own.value(other)?)));
        let Some((other, other_value)) = other else {
            continue;
        };
        let words = rule.words.replace("{flag}", &quoted_list(value));
        let words = words.replace("{other}", &quoted_list(other_value));
        let places = vec![own.place(rule.flag), own.place(other)];
        stops.push(Stop::with_words(start.component, words, places));
        // Two flags of one pair say it once.
        break;
    }
    stops
}

/// As Go prints a list of strings with `%q`.
fn quoted_list(value: &str) -> String {
    let each: Vec<_> = value.split(',').map(|name| format!("{name:?}")).collect();
    each.join(" ")
}

/// A certificate without its key, or a key without its certificate.
fn halves(start: &Start<'_>) -> Vec<Stop> {
    let own = start.own;
    let halves = programs::halves(start.component).iter();
    let found = halves.filter_map(|half| {
        let (certificate, key) = (own.value(half.certificate), own.value(half.key));
        let flag = match (certificate, key) {
            (Some(_), None) => half.certificate,
            (None, Some(_)) => half.key,
            (Some(_), Some(_)) | (None, None) => return None,
        };
        let words = half.words.replace("{key}", key.unwrap_or_default());
        let words = words.replace("{certificate}", certificate.unwrap_or_default());
        Some(Stop::with_words(
            start.component,
            words,
            vec![own.place(flag)],
        ))
    });
    found.collect()
}

/// Paths that lead nowhere in the container: those in quotes, which inside a scalar of YAML belong to the path, and those
/// where nothing is mounted.
fn nowhere(start: &Start<'_>) -> Vec<Stop> {
    let own = start.own;
    let settings = programs::settings(start.component).iter();
    let found = settings.filter_map(|setting| {
        let written = own.value(setting.name)?;
        let is_nowhere = written.starts_with(['"', '\'']) || own.is_unmounted(written);
        let is_read = match setting.when {
            programs::When::Always => true,
            programs::When::Beside(other) => own.value(other).is_some(),
        };
        let ends = setting.effect(FileState::Missing) == programs::Effect::Ends;
        (is_nowhere && is_read && ends).then(|| {
            let words = setting.words(FileState::Missing, written, None);
            Stop::with_words(start.component, words, vec![own.place(setting.name)])
        })
    });
    found.collect()
}
