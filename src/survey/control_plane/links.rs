//! Symbolic links of copied nodes, whose targets are paths of the node.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::ControlPlane;
use crate::source::link_target;

/// The nodes that a path may be of, by the folders that they stand in.
pub(in crate::survey) struct Links<'a> {
    nodes: HashMap<&'a Path, Vec<&'a ControlPlane>>,
    /// Whether a link to an absolute path is in the way to a folder, or is the folder.
    through: HashMap<PathBuf, bool>,
}

impl<'a> Links<'a> {
    pub(in crate::survey) fn new(planes: &'a [ControlPlane]) -> Self {
        let mut nodes: HashMap<_, Vec<_>> = HashMap::new();
        for plane in planes {
            for folder in plane.host.folders() {
                nodes.entry(folder).or_default().push(plane);
            }
        }
        let through = HashMap::new();
        Self { nodes, through }
    }

    /// Whether a path is a link of a node's to another file of it.
    pub(in crate::survey) fn lead_elsewhere(&mut self, path: &Path) -> bool {
        if !self.is_through_link(path) {
            return false;
        }
        let above = path.ancestors();
        let mut nodes = above.filter_map(|above| self.nodes.get(above)).flatten();
        nodes.any(|plane| plane.host.leads(path).is_some())
    }

    /// The system is asked once for each folder.
    fn is_through_link(&mut self, path: &Path) -> bool {
        let is_link = |path: &Path| link_target(path).is_some_and(|target| target.has_root());
        let folders = path.ancestors().skip(1);
        let mut unknown = Vec::new();
        let mut through = false;
        for folder in folders {
            if let Some(known) = self.through.get(folder) {
                through = *known;
                break;
            }
            unknown.push(folder);
        }
        for folder in unknown.into_iter().rev() {
            through |= is_link(folder);
            self.through.insert(folder.to_owned(), through);
        }
        through || is_link(path)
    }
}
