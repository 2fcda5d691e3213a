//! How long functions are.

/// Each function's name, first line (from 1) and number of lines.
pub(crate) fn functions(code: &str) -> Vec<(String, usize, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let Some(name) = name(line) else { continue };
        let (mut braces, mut inner, mut opened) = (0_i64, 0_i64, false);
        for (end, line) in lines.iter().enumerate().skip(start) {
            for c in line.chars() {
                match c {
                    '(' | '[' => inner += 1,
                    ')' | ']' => inner -= 1,
                    '{' if opened || inner == 0 => {
                        braces += 1;
                        opened = true;
                    }
                    '}' if opened => braces -= 1,
                    _ => {}
                }
            }
            let declared = !opened && inner == 0 && line.trim_end().ends_with(';');
            if declared || opened && braces == 0 {
                found.push((name.clone(), start + 1, end - start + 1));
                break;
            }
        }
    }
    found
}

fn name(line: &str) -> Option<String> {
    let at = line.find("fn ")?;
    let before = line[..at].trim();
    let modifiers = ["pub", "const", "async", "unsafe", "extern"];
    let plain = before.split_whitespace().all(|word| {
        modifiers.iter().any(|modifier| word.starts_with(modifier))
            || word.ends_with(')')
            || word == "in"
    });
    let name: String = line[at + 3..]
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    (plain && !name.is_empty()).then_some(name)
}
