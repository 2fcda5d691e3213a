//! What ends a program as it starts: its flags, and the files that they name, by the tables of [`crate::programs`].

pub(super) mod calls;
mod configuration;
mod file;
mod flags;
mod kubeconfig;
mod start;

use crate::programs::{self, Judged, When};
pub(super) use configuration::Configurations;
pub(super) use kubeconfig::{Called, called, missing, named};
pub(super) use start::{Start, Stop};

impl Start<'_> {
    /// What ends it, in the order in which it comes to it: flags, then files. Its kubeconfigs and configurations are read by
    /// [`called`] and [`Configurations::read`].
    pub(super) fn stops(&self) -> Vec<Stop> {
        let mut stops = flags::stops(self);
        let settings = programs::settings(self.component).iter();
        for setting in settings.filter(|setting| self.reads(setting)) {
            stops.extend(file::stops(self, setting));
        }
        stops
    }

    /// Whether a file of the setting is looked at as it starts. Those of connections are looked at with these.
    fn reads(&self, setting: &programs::Setting) -> bool {
        let is_read = match setting.when {
            When::Always => true,
            When::Beside(other) => self.own.value(other).is_some(),
        };
        is_read && setting.judged == Judged::AtStart && setting.leads_to.is_none()
    }
}
