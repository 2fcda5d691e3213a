//! The home directory, in which kubectl looks for `.kube/config`: client-go `util/homedir/homedir.go`.

use std::path::Path;

use certgraph::source::{exists, is_folder};

use super::terminal;

/// The home directory; none where nothing says it.
pub(super) fn folder() -> Option<String> {
    if cfg!(windows) {
        on_windows(terminal::variable, exists, is_folder)
    } else {
        terminal::variable("HOME")
    }
}

/// The first that holds a kubeconfig, else the first that is a folder, else the first that is set. Whether one can be written
/// to, which client-go asks as well, is nothing to somebody who reads.
fn on_windows(
    variable: impl Fn(&str) -> Option<String>,
    exists: impl Fn(&Path) -> bool,
    is_folder: impl Fn(&Path) -> bool,
) -> Option<String> {
    let home = variable("HOME");
    let drive = variable("HOMEDRIVE")
        .zip(variable("HOMEPATH"))
        .map(|(drive, path)| format!("{drive}{path}"));
    let profile = variable("USERPROFILE");
    let has_kubeconfig = |folder: &&String| exists(&Path::new(folder).join(".kube/config"));
    let holders = [&home, &drive, &profile];
    let kept = holders.into_iter().flatten().find(has_kubeconfig);
    // Programs that write credentials prefer the profile.
    let set: Vec<&String> = [&home, &profile, &drive].into_iter().flatten().collect();
    let is_there = |folder: &&&String| is_folder(Path::new(folder));
    kept.or_else(|| set.iter().find(is_there).copied())
        .or_else(|| set.first().copied())
        .cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(set: &[(&str, &str)], files: &[&str], folders: &[&str]) -> Option<String> {
        on_windows(
            |name| {
                let value = set.iter().find(|(known, _)| *known == name)?;
                Some(value.1.to_owned())
            },
            |path| files.iter().any(|file| Path::new(file) == path),
            |path| folders.iter().any(|folder| Path::new(folder) == path),
        )
    }

    const SET: [(&str, &str); 4] = [
        ("HOME", "/h"),
        ("HOMEDRIVE", "/d"),
        ("HOMEPATH", "/p"),
        ("USERPROFILE", "/u"),
    ];

    #[test]
    fn the_folder_with_a_kubeconfig_comes_first() {
        let all = ["/h", "/d/p", "/u"];
        let both = ["/d/p/.kube/config", "/u/.kube/config"];
        assert_eq!(found(&SET, &both, &all).as_deref(), Some("/d/p"));
        let last = ["/u/.kube/config"];
        assert_eq!(found(&SET, &last, &all).as_deref(), Some("/u"));
    }

    #[test]
    fn without_one_a_folder_that_is_there_or_set() {
        let behind = [SET[1], SET[2], SET[3]];
        assert_eq!(found(&SET, &[], &["/u", "/d/p"]).as_deref(), Some("/u"));
        assert_eq!(found(&behind, &[], &["/d/p"]).as_deref(), Some("/d/p"));
        assert_eq!(found(&behind, &[], &[]).as_deref(), Some("/u"));
        assert_eq!(found(&SET[1..2], &[], &[]), None);
    }
}
