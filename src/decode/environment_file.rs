//! Flags in an environment file of systemd, whose variables a unit hands to a program (systemd `env-file.c`).

use super::command_line::CommandLine;

/// The flags in the variable of that name; of several assignments the last counts. None where there is none.
pub fn flags(text: &[u8], variable: &str) -> Option<CommandLine> {
    let text = String::from_utf8_lossy(text);
    let assignments = text.lines().zip(1_u32..).filter_map(|(line, number)| {
        let line = line.trim();
        if line.starts_with(['#', ';']) {
            return None;
        }
        let value = line.strip_prefix(variable)?.strip_prefix('=')?;
        // Quotes around the whole value are the file's; what stands in it is split at blanks as `$NAME` is in a unit.
        Some((shlex::split(value)?.join(" "), number))
    });
    let (value, number) = assignments.last()?;
    let words = shlex::split(&value).unwrap_or_default().into_iter();
    let words: Vec<_> = words.map(|word| (word, Some(number))).collect();
    Some(CommandLine::new(&words))
}

/// The flags of the program that a unit starts: of its last `ExecStart`, whose lines a backslash joins.
pub fn started(text: &[u8]) -> CommandLine {
    let text = String::from_utf8_lossy(text).replace("\\\n", " ");
    let mut commands = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("ExecStart="));
    let words = commands
        .next_back()
        .and_then(shlex::split)
        .unwrap_or_default();
    let words: Vec<_> = words.into_iter().map(|word| (word, None)).collect();
    CommandLine::new(&words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_s_command_goes_over_several_lines() {
        let text = b"[Service]\nExecStartPre=-/sbin/modprobe --node-ip=9\nExecStart=/usr/local/bin/k3s \\\n    server \\\n\
            \t'--node-ip' \\\n\t'10.0.0.10' \\\n\n[Install]\n";
        assert_eq!(started(text).value("node-ip").unwrap().text, "10.0.0.10");
        assert!(started(b"[Unit]").is_empty());
    }

    #[test]
    fn the_last_assignment_counts() {
        let text = b"# KUBELET_KUBEADM_ARGS=--node-ip=10.0.0.1\n\
            KUBELET_KUBEADM_ARGS=\"--node-ip=10.0.0.2\"\n\
            KUBELET_KUBEADM_ARGS_OLD=x\n\
            KUBELET_KUBEADM_ARGS=\"--container-runtime-endpoint=unix:///x --node-ip 10.0.0.3 --rotate\"\n";
        let flags = flags(text, "KUBELET_KUBEADM_ARGS").unwrap();
        let node_ip = flags.value("node-ip").unwrap();
        assert_eq!((node_ip.text, node_ip.line), ("10.0.0.3", Some(4)));
        assert_eq!(flags.boolean("rotate"), Some(true));
    }

    #[test]
    fn without_quotes_and_without_the_variable() {
        let text = b"KUBELET_EXTRA_ARGS=--hostname-override=cp-1\n";
        let found = flags(text, "KUBELET_EXTRA_ARGS").unwrap();
        assert_eq!(found.value("hostname-override").unwrap().text, "cp-1");
        assert!(flags(text, "KUBELET_KUBEADM_ARGS").is_none());
        assert!(flags(b"KUBELET_EXTRA_ARGS=\"--open", "KUBELET_EXTRA_ARGS").is_none());
    }
}
