//! Flags that a program refuses by themselves, whatever their files hold.

/// A flag that must not stand beside others.
#[derive(Clone, Copy, Debug)]
pub struct Exclusion {
    /// The flag.
    pub flag: &'static str,
    /// What it excludes.
    pub others: &'static [&'static str],
    /// The program's words; `{flag}` and `{other}` are the values of both.
    pub words: &'static str,
}

/// A certificate whose key has to be named too.
#[derive(Clone, Copy, Debug)]
pub struct Half {
    /// The flag of the certificate.
    pub certificate: &'static str,
    /// That of its key.
    pub key: &'static str,
    /// The program's words; `{certificate}` and `{key}` are the paths, one of which is empty.
    pub words: &'static str,
}

/// A flag that a release of the program does not know any more.
#[derive(Clone, Copy, Debug)]
pub struct Removed {
    /// How its name begins, with both dashes.
    pub prefix: &'static str,
    /// The first minor release without it, `(3, 7)`.
    pub since: (u16, u16),
}
