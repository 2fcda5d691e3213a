//! What several families of fixes share: what they look at, and the commands they print.

mod authority;
mod component_scene;
mod distribution;
mod issuing;
pub(crate) mod kubectl;
mod layout;
mod leaves;
mod phase;
mod restart;
mod scene;
mod server;
mod set_flag;

pub(crate) use authority::{follow, renew_authority, sign_again};
pub(crate) use component_scene::ComponentScene;
pub(crate) use distribution::distribution;
pub(crate) use issuing::{issue, where_from};
pub(crate) use kubectl::{bundle, cut, jsonpath, set_cluster, set_credentials, unset};
pub use layout::subject;
pub(crate) use layout::{by_hand, names, remake_serving, renew_serving};
pub(crate) use leaves::{
    KUBEADM, Leaf, k3s_leaf, k3s_service, microk8s_refreshes, reissue_pair, renew, rotate,
};
pub use leaves::{kubeadm_name, kubelet_asks, kubelet_is_approved};
pub(crate) use phase::make_leaf;
pub use restart::restart_of;
pub(crate) use restart::{restart, rotate_service};
pub(crate) use scene::{Entry, Scene};
pub(crate) use server::{
    flags_at_fault, of_pair, overlaps, put_in_place, remove, swap, without_block,
};
pub(crate) use set_flag::set_flag;
