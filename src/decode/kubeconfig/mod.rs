//! The kubeconfig as client-go reads it.
