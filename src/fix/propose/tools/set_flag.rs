//! Another file for a flag of a manifest, or for a field of a configuration.

use crate::fix::model::{Command, Words};

/// Has a flag or field name `new` where it names `old`, in block or in flow style, in quotes or without, and shows the line:
/// sed says nothing where it changed nothing. None of a path that would not stand for itself there.
pub(crate) fn set_flag(file: &str, flag: &str, (old, new): (&str, &str)) -> Option<Command> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/' | '_');
    if ![old, new, flag].iter().all(|text| text.chars().all(plain)) || !file.ends_with(".yaml") {
        return None;
    }
    let is_flag = flag.starts_with("--");
    let before = if is_flag {
        format!("{flag}=")
    } else {
        format!(r#"{flag}: *"\{{0,1\}}"#)
    };
    // The path ends there: no longer one begins like it.
    let end = r"\([^A-Za-z0-9._/-]\|$\)";
    // No `|` parts the words of the command: in it, `\|` would be that sign.
    let change = format!(r"'s#\({before}\){old}{end}#\1{new}\2#'");
    Words::new("sed -i")
        .raw(change)
        .value(file)
        .and("&& grep -n -e")
        .raw(format!("'{flag}.*{new}'"))
        .value(file)
        .done()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_and_fields_are_changed_and_shown() {
        let line = |flag| {
            set_flag("/m.yaml", flag, ("/a.crt", "/b.crt"))
                .unwrap()
                .line()
        };
        assert_eq!(
            line("--x"),
            r"sed -i 's#\(--x=\)/a.crt\([^A-Za-z0-9._/-]\|$\)#\1/b.crt\2#' /m.yaml && grep -n -e '--x.*/b.crt' /m.yaml"
        );
        assert!(line("clientCAFile").contains(r#"\(clientCAFile: *"\{0,1\}\)/a.crt"#));
        assert_eq!(set_flag("/m.yaml", "--x", ("/a#b", "/c")), None);
    }
}
