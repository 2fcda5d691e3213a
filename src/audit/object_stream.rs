//! Kubernetes objects of any number, in batches and on all cores. Of a batch nothing is kept but rows, and what servers
//! its objects call.

use std::path::Path;

use rayon::iter::{ParallelBridge as _, ParallelIterator as _};

use super::issuers::Budget;
use super::stock::Stock;
use super::{Progress, room};
use crate::decode::objects::Batches;
use crate::decode::recognise::Kind;
use crate::ground::path::Shown as _;
use crate::source::Error;
use crate::survey::{Pending, Rules, Unreadable, survey_batch};

/// Takes a stream in, and gives what has to be judged together with other inputs.
pub(super) fn objects(
    path: &Path,
    rules: &Rules<'_>,
    progress: &dyn Progress,
    budget: &Budget,
) -> Result<(Stock, Pending), Error> {
    let mut stream = rules.files.stream(path)?;
    let name = path.shown().to_string();
    let failed = |error: &std::io::Error| Error::from_read(path, error);
    let mut batches = Batches::new(&mut *stream).map_err(|error| failed(&error))?;
    room::prepare();
    let mut taken: Vec<_> = (&mut batches)
        .enumerate()
        .par_bridge()
        .map(|(index, batch)| {
            room::make();
            let mut found = survey_batch(&batch, &name, rules);
            progress.advance(u64::try_from(batch.size()).unwrap_or(u64::MAX));
            let stock = Stock::of(std::mem::take(&mut found.survey), rules.at, budget);
            (index, stock, found)
        })
        .collect();
    taken.sort_unstable_by_key(|(index, ..)| *index);
    let (mut stock, mut pending) = (Stock::default(), Pending::default());
    let (mut any, mut nothing, mut fault) = (false, true, None);
    for (_, one, found) in taken {
        stock.absorb(one);
        pending.absorb(found.pending);
        any |= found.objects > 0;
        nothing &= found.is_empty;
        fault = fault.or(found.fault);
    }
    if let Err(error) = batches.end() {
        let error = failed(&error);
        let text = format!("{error}; what was read before is taken");
        stock.unreadable.push(Unreadable::Fault(text));
    } else if !any && let Some(why) = fault {
        stock.findings.clear();
        let fault = Unreadable::Fault(format!("{name}: {why}"));
        stock.unreadable.push(fault);
    } else if nothing && !rules.skip_others {
        stock.unreadable.push(Unreadable::NoCertificates {
            input: name.to_owned(),
            kind: Kind::KubernetesObjects,
        });
    }
    Ok((stock, pending))
}
