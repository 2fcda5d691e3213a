//! `-o`, `--output` and `--format`: how a result is written, and where it goes.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use certgraph::decode::recognise::Kind;
use certgraph::ground::likeness::did_you_mean;
use certgraph::ground::path::Shown as _;
use clap::{Args, ValueEnum};

use super::exit::ExitStatus;
use super::{output, overwrite, terminal};

/// The formats of a command.
pub(crate) trait ResultFormat: ValueEnum + Send + Sync + 'static {
    /// What is written where nothing is asked for.
    const DEFAULT: Self;
}

/// Output of most commands.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// The same as YAML
    Yaml,
}

impl ResultFormat for Format {
    const DEFAULT: Self = Self::Text;
}

/// How a result is written, and where.
#[derive(Args)]
pub(crate) struct OutputArgs<F: ResultFormat> {
    /// Print in this format; the first is the default
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<F>,
    /// As kubectl's -o: a format, or a file whose suffix names the format
    #[arg(short = 'o', value_name = "FORMAT|FILE")]
    o: Option<PathBuf>,
    /// Write to this file, by rename, so that readers see the old one or the new one
    #[arg(long, value_name = "FILE", conflicts_with = "o")]
    output: Option<PathBuf>,
}

/// What the options come to.
pub(crate) struct Target<F> {
    /// How to write.
    pub(crate) format: F,
    /// The file; standard output where it is none.
    pub(crate) file: Option<PathBuf>,
}

impl<F: ResultFormat> OutputArgs<F> {
    /// The format and the file that are asked for; the file is none of `inputs`.
    ///
    /// # Errors
    /// What is to be typed instead.
    pub(crate) fn target(&self, inputs: &[PathBuf]) -> Result<Target<F>, String> {
        let (option, value) = match (&self.o, &self.output) {
            (Some(value), _) => ("-o", value),
            (None, Some(value)) => ("--output", value),
            (None, None) => {
                let format = self.format.clone().unwrap_or(F::DEFAULT);
                return Ok(Target { format, file: None });
            }
        };
        // `--output json` is kubectl's too; a file of that name is `./json`.
        if let Some(format) = named(value.as_os_str()) {
            return self.format_only(option, format);
        }
        overwrite::check(option, value, inputs, &[Kind::Xml])?;
        let format = match (&self.format, by_suffix::<F>(value)) {
            (Some(format), _) => format.clone(),
            (None, Some(format)) => format,
            (None, None) if self.output.is_some() && value.extension().is_none() => F::DEFAULT,
            (None, None) => return Err(unclear(option, value, &names::<F>())),
        };
        let file = Some(value.clone());
        Ok(Target { format, file })
    }

    fn format_only(&self, option: &str, format: F) -> Result<Target<F>, String> {
        let other = self.format.as_ref().map(name_of);
        if let Some(other) = other.filter(|other| *other != name_of(&format)) {
            let name = name_of(&format);
            return Err(format!(
                "{option} {name} and --format {other} are two formats; give one (a file named {name} is ./{name})"
            ));
        }
        Ok(Target { format, file: None })
    }
}

impl<F> Target<F> {
    /// Writes, and gives how the run ends: with `status` where all of it was written.
    pub(crate) fn write(
        &self,
        status: ExitStatus,
        print: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> ExitStatus {
        match output::write(self.file.as_deref(), print) {
            Ok(()) => status,
            Err(why) => {
                terminal::error(&why);
                ExitStatus::Unreadable
            }
        }
    }

    /// The same of a text.
    pub(crate) fn print(&self, text: &str, status: ExitStatus) -> ExitStatus {
        self.write(status, |out| out.write_all(text.as_bytes()))
    }
}

fn named<F: ResultFormat>(value: &OsStr) -> Option<F> {
    F::from_str(value.to_str()?, true).ok()
}

/// The format that people give a file of this suffix.
fn by_suffix<F: ResultFormat>(path: &Path) -> Option<F> {
    let suffix = path.extension()?.to_str()?.to_ascii_lowercase();
    let formats: &[&str] = match suffix.as_str() {
        "crt" | "cer" => &["pem"],
        "gv" => &["dot"],
        "htm" => &["html"],
        "ics" => &["ical"],
        "md" => &["markdown", "mermaid"],
        "mmd" => &["mermaid"],
        "ndjson" => &["jsonl"],
        "prom" => &["prometheus"],
        "txt" => &["text"],
        "xml" => &["junit"],
        "yml" => &["yaml"],
        other => &[other],
    };
    formats.iter().find_map(|name| named(OsStr::new(name)))
}

fn unclear(option: &str, value: &Path, formats: &[String]) -> String {
    let shown = value.shown();
    let list = formats.join(", ");
    match value.extension().and_then(OsStr::to_str) {
        Some(suffix) => format!(
            "{option} {shown}: no format of this command has the suffix .{suffix}; add --format, one of {list}"
        ),
        None if value == Path::new("wide") => {
            format!("{option} wide: no such format; --full shows everything (formats: {list})")
        }
        None => {
            let text = shown.to_string();
            let near = did_you_mean(&text, formats.iter().map(String::as_str));
            format!(
                "{option} {shown}: no such format{near} (formats: {list}; a file is --output {shown})"
            )
        }
    }
}

fn name_of<F: ResultFormat>(format: &F) -> String {
    let value = format.to_possible_value();
    value.map_or_else(String::new, |value| value.get_name().to_owned())
}

fn names<F: ResultFormat>() -> Vec<String> {
    F::value_variants().iter().map(name_of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(format: Option<Format>, o: &str) -> Result<(Format, Option<PathBuf>), String> {
        let args = OutputArgs {
            format,
            o: Some(PathBuf::from(o)),
            output: None,
        };
        args.target(&[]).map(|target| (target.format, target.file))
    }

    #[test]
    fn a_format_is_no_file() {
        assert!(target(None, "json") == Ok((Format::Json, None)));
        assert!(target(None, "YAML") == Ok((Format::Yaml, None)));
        assert!(target(Some(Format::Json), "json") == Ok((Format::Json, None)));
        let both = target(Some(Format::Text), "json").map(drop).unwrap_err();
        assert!(both.contains("two formats"), "{both}");
    }

    #[test]
    fn a_suffix_tells_the_format() {
        let file = |name: &str| Some(PathBuf::from(name));
        assert!(target(None, "x.yml") == Ok((Format::Yaml, file("x.yml"))));
        assert!(target(None, "./x.json") == Ok((Format::Json, file("./x.json"))));
        assert!(target(Some(Format::Json), "out") == Ok((Format::Json, file("out"))));
        let unknown = target(None, "x.svg").map(drop).unwrap_err();
        assert!(
            unknown.contains("add --format, one of text, json, yaml"),
            "{unknown}"
        );
        let slip = target(None, "jsn").map(drop).unwrap_err();
        assert!(slip.contains("did you mean \"json\"?"), "{slip}");
    }

    #[test]
    fn a_file_without_suffix_is_named_by_the_long_option() {
        let args: OutputArgs<Format> = OutputArgs {
            format: None,
            o: None,
            output: Some(PathBuf::from("report")),
        };
        let target = args.target(&[]).unwrap();
        assert!(target.format == Format::Text);
        assert_eq!(target.file, Some(PathBuf::from("report")));
    }
}
