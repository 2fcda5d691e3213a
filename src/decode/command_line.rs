//! Flags of a control-plane program, as pflag and Go's `flag` read them (spf13/pflag `flag.go`).
//!
//! `--name=value`, `--name value` and, for etcd, `-name`; of a scalar the last counts, lists add up.

/// The arguments of a program, each with its line in the file that holds it.
#[derive(Clone, Debug, Default)]
pub struct CommandLine {
    flags: Vec<Flag>,
}

/// A flag as it was written.
#[derive(Clone, Debug)]
struct Flag {
    name: String,
    /// After `=`.
    value: Option<String>,
    /// The next argument, which is the value unless the flag is a boolean.
    next: Option<String>,
    line: Option<u32>,
}

/// A flag's value and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value<'a> {
    /// The text.
    pub text: &'a str,
    /// 1-based.
    pub line: Option<u32>,
}

/// The words of a line as a shell splits it; none where a quote is not closed.
pub fn words(line: &str) -> Option<Vec<String>> {
    shlex::split(line)
}

impl CommandLine {
    /// From arguments with their lines. Words before the first flag, such as the program's path, are passed over.
    pub fn new(arguments: &[(String, Option<u32>)]) -> Self {
        let mut flags = Vec::new();
        for (index, (argument, line)) in arguments.iter().enumerate() {
            // Everything behind it is positional.
            if argument == "--" {
                break;
            }
            let Some(flag) = argument.strip_prefix('-') else {
                continue;
            };
            let flag = flag.strip_prefix('-').unwrap_or(flag);
            let (name, value) = match flag.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (flag, None),
            };
            let next = arguments
                .get(index + 1)
                .map(|(next, _)| next.clone())
                .filter(|next| value.is_none() && !next.starts_with('-'));
            flags.push(Flag {
                // Kubernetes components take `_` for `-` (component-base `cli/flag/flags.go`).
                name: name.replace('_', "-"),
                value,
                next,
                line: *line,
            });
        }
        Self { flags }
    }

    /// The same behind flags that stand elsewhere, over which these count.
    pub fn behind(mut self, others: &[String]) -> Self {
        let others: Vec<_> = others.iter().map(|flag| (flag.clone(), None)).collect();
        let mut flags = Self::new(&others).flags;
        flags.append(&mut self.flags);
        Self { flags }
    }

    /// Whether there are no flags at all.
    pub fn is_empty(&self) -> bool {
        self.flags.is_empty()
    }

    /// The value of a scalar flag: the last one given. An empty value is a value.
    pub fn value(&self, name: &str) -> Option<Value<'_>> {
        let flag = self.flags.iter().rev().find(|flag| flag.name == name)?;
        Some(Value {
            text: flag.text().unwrap_or_default(),
            line: flag.line,
        })
    }

    /// The values of a flag that may be repeated, in order, as they were written.
    pub fn values(&self, name: &str) -> Vec<Value<'_>> {
        let named = self.flags.iter().filter(|flag| flag.name == name);
        named
            .map(|flag| Value {
                text: flag.text().unwrap_or_default(),
                line: flag.line,
            })
            .collect()
    }

    /// The name of every flag, without dashes, with its line.
    pub fn names(&self) -> impl Iterator<Item = (&str, Option<u32>)> {
        let flags = self.flags.iter();
        flags.map(|flag| (flag.name.as_str(), flag.line))
    }

    /// Every value of any flag, in order.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.flags.iter().filter_map(Flag::text)
    }

    /// The entries of a list flag: comma-separated, repetitions append (pflag `StringSlice`).
    pub fn list(&self, name: &str) -> Vec<&str> {
        let values = self.values(name).into_iter();
        values
            .flat_map(|value| value.text.split(','))
            .filter(|entry| !entry.is_empty())
            .collect()
    }

    /// The value of a boolean flag, which takes no argument of its own: `--flag` or `--flag=false`
    /// (Go `strconv.ParseBool`).
    pub fn boolean(&self, name: &str) -> Option<bool> {
        let flag = self.flags.iter().rev().find(|flag| flag.name == name)?;
        match flag.value.as_deref() {
            None | Some("1" | "t" | "T" | "true" | "TRUE" | "True") => Some(true),
            Some("0" | "f" | "F" | "false" | "FALSE" | "False") => Some(false),
            Some(_) => None,
        }
    }
}

impl Flag {
    fn text(&self) -> Option<&str> {
        self.value.as_deref().or(self.next.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(arguments: &[&str]) -> CommandLine {
        let arguments: Vec<_> = arguments
            .iter()
            .map(|argument| ((*argument).to_owned(), None))
            .collect();
        CommandLine::new(&arguments)
    }

    #[test]
    fn reads_both_spellings_and_the_last_wins() {
        let line = line(&[
            "kube-apiserver",
            "--client-ca-file=/a",
            "--tls-cert-file",
            "/b",
            "--client_ca_file=/c",
            "-cert-file=/d",
        ]);
        assert_eq!(line.value("client-ca-file").unwrap().text, "/c");
        assert_eq!(line.value("tls-cert-file").unwrap().text, "/b");
        assert_eq!(line.value("cert-file").unwrap().text, "/d");
        assert_eq!(line.value("absent"), None);
    }

    #[test]
    fn lists_append() {
        let line = line(&["--names=a,b", "--names", "c", "--names="]);
        assert_eq!(line.list("names"), ["a", "b", "c"]);
    }

    #[test]
    fn booleans_take_no_argument() {
        let line = line(&["--on", "x", "--off=false", "--odd=maybe"]);
        assert_eq!(line.boolean("on"), Some(true));
        assert_eq!(line.boolean("off"), Some(false));
        assert_eq!(line.boolean("odd"), None);
        assert_eq!(line.boolean("absent"), None);
    }

    #[test]
    fn two_dashes_end_the_flags() {
        assert!(line(&["etcd", "--", "--cert-file=x"]).is_empty());
    }
}
