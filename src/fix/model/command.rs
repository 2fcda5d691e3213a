//! Commands that work as they are printed: every value from the input is quoted, and none is printed that cannot be.

use crate::ground::shell;
use crate::programs::Program;

/// A command line, ready to be pasted, in words so that it can be broken between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    words: Vec<String>,
    effect: Effect,
    /// It is a list with `||` in it.
    has_alternative: bool,
}

/// What a command does, as far as a plan joins it with others of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Anything that stands by itself.
    Other,
    /// `kubeadm certs renew NAME`: several of them are `kubeadm certs renew all`.
    Renew(&'static str),
    /// The program reads its files again. One restart serves all that was changed before it.
    Restart(Program),
}

impl Command {
    /// Its words.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// In one line.
    pub fn line(&self) -> String {
        self.words.join(" ")
    }

    /// The same for a script that stops at the first command that fails. `set -e` looks at the last command of a list joined
    /// with `&&` alone, so each stands by itself: in a line of its own, or within a loop or braces behind `;`.
    pub fn statements(&self) -> String {
        let compound = self
            .words
            .iter()
            .any(|word| matches!(word.as_str(), "for" | "{" | "["));
        let between = if compound { " ; " } else { "\n" };
        let parts = self.words.split(|word| word == "&&");
        let parts: Vec<String> = parts.map(|part| part.join(" ")).collect();
        parts.join(between)
    }

    /// A command line of our own, that holds nothing of an input.
    pub(crate) fn fixed(line: &str) -> Option<Self> {
        Words::new(line).done()
    }

    /// The same command with its words changed.
    #[must_use]
    pub(crate) fn map_words(mut self, change: impl Fn(&str) -> String) -> Self {
        for word in &mut self.words {
            *word = change(word);
        }
        self
    }

    /// Whether it is a list of which a part runs only where another failed, so that it stands in braces behind `&&`: the shell
    /// takes `a && b || c` from the left, and `c` would run where `a` failed.
    pub const fn has_alternative(&self) -> bool {
        self.has_alternative
    }

    /// What it does.
    pub const fn effect(&self) -> Effect {
        self.effect
    }

    /// The same command, which does `effect`.
    #[must_use]
    pub(crate) const fn with_effect(mut self, effect: Effect) -> Self {
        self.effect = effect;
        self
    }
}

/// A command under construction. One value that cannot be quoted, and there is none.
#[derive(Clone)]
pub struct Words(Option<Vec<String>>);

impl Words {
    /// Words of our own, separated by blanks.
    pub fn new(words: &str) -> Self {
        Self(Some(Vec::new())).and(words)
    }

    /// More words of our own.
    pub fn and(mut self, words: &str) -> Self {
        if let Some(known) = &mut self.0 {
            known.extend(words.split(' ').map(str::to_owned));
        }
        self
    }

    /// A word of our own that holds blanks or signs of the shell, as it is.
    pub fn raw(mut self, word: impl Into<String>) -> Self {
        if let Some(known) = &mut self.0 {
            known.push(word.into());
        }
        self
    }

    /// A value. One that looks like an option would be taken for one.
    pub fn value(self, value: &str) -> Self {
        if value.starts_with('-') {
            return Self(None);
        }
        self.joined("", value)
    }

    /// `NAME=VALUE`.
    pub fn option(self, name: &str, value: &str) -> Self {
        self.joined(&format!("{name}="), value)
    }

    fn joined(mut self, prefix: &str, value: &str) -> Self {
        let quoted = shell::quote(value);
        self.0 = match (self.0, quoted) {
            (Some(mut words), Some(quoted)) => {
                words.push(format!("{prefix}{quoted}"));
                Some(words)
            }
            _ => None,
        };
        self
    }

    /// The command, if every value could be quoted.
    pub fn done(self) -> Option<Command> {
        // A value is quoted, and never is the operator by itself.
        self.0.map(|words| Command {
            has_alternative: words.iter().any(|word| word == "||"),
            words,
            effect: Effect::Other,
        })
    }
}

/// All of them, or none: half of a recipe is no recipe.
pub fn all(commands: impl IntoIterator<Item = Option<Command>>) -> Vec<Command> {
    commands
        .into_iter()
        .collect::<Option<Vec<_>>>()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_a_script_each_command_fails_by_itself() {
        let statements = |line| Command::fixed(line).unwrap().statements();
        assert_eq!(
            statements("mv a b && sleep 20 && mv b a"),
            "mv a b\nsleep 20\nmv b a"
        );
        assert_eq!(
            statements("[ -e x ] || { mkdir x && cp a x; }"),
            "[ -e x ] || { mkdir x ; cp a x; }"
        );
    }

    #[test]
    fn values_are_quoted_and_what_cannot_be_is_refused() {
        let line = |value: &str| {
            Words::new("kubectl config use-context")
                .value(value)
                .option("--kubeconfig", "a b")
                .done()
                .map(|command| command.line())
        };
        assert_eq!(
            line("it's").as_deref(),
            Some(r"kubectl config use-context 'it'\''s' --kubeconfig='a b'")
        );
        assert_eq!(line("--insecure-skip-tls-verify"), None);
        assert_eq!(line("a\u{1b}[2J"), None);
        assert_eq!(all([Words::new("x").done(), None]), []);
    }
}
