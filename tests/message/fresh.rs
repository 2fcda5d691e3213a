//! Complaints of other people's programs, collected after the catalogue was written, from public threads and by running the
//! programs: who speaks, at which end, who refused whom, and why. The labels were written down before certgraph saw a line.

use libtest_mimic::Failed;

use crate::spoken::told;
use crate::wrapped::fail;

const SETS: [&str; 4] = [
    include_str!("fresh-1.tsv"),
    include_str!("fresh-2.tsv"),
    include_str!("fresh-3.tsv"),
    include_str!("fresh-4.tsv"),
];

/// Columns of a set: entries, programs, sides and refusing ends that are right for a line, `|` between them and `-` where
/// a line does not show it; and the line.
pub(crate) fn lines_are_understood() -> Result<(), Failed> {
    let mut wrong = Vec::new();
    let lines = SETS.into_iter().flat_map(str::lines);
    for row in lines.filter(|line| !line.starts_with("# ")) {
        let columns: Vec<_> = row.splitn(5, '\t').collect();
        let [ids, programs, sides, refusing, line] = columns.try_into().unwrap();
        let [id, program, side, _, _, refused_by] = told(line);
        let pairs = [
            (ids, id),
            (programs, program),
            (sides, side),
            (refusing, refused_by),
        ];
        let is_right = |(right, told): &(&str, String)| right.split('|').any(|one| one == told);
        if !pairs.iter().all(is_right) {
            wrong.push(format!("{pairs:?}: {line}"));
        }
    }
    fail(&wrong)
}

/// The entries that the sets show to be printed by somebody.
pub(crate) fn entries() -> impl Iterator<Item = &'static str> {
    SETS.into_iter()
        .flat_map(str::lines)
        .filter(|line| !line.starts_with("# "))
        .filter_map(|line| line.split(['|', '\t']).next())
}
