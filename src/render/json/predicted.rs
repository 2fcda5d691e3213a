//! What the programs print.

use serde::Serialize;

use crate::connection::Predicted;

#[derive(Serialize)]
pub(super) struct PredictedV1 {
    exit: Option<u8>,
    kubectl: Option<String>,
    kubectl_raw: Option<String>,
    apiserver_log: Option<String>,
    http_status: Option<u16>,
    client_error: Option<String>,
}

pub(super) fn predicted(predicted: &Predicted) -> PredictedV1 {
    PredictedV1 {
        exit: predicted.exit,
        kubectl: predicted.kubectl.clone(),
        kubectl_raw: predicted.kubectl_raw.clone(),
        apiserver_log: predicted.apiserver_log.clone(),
        http_status: predicted.http_status,
        client_error: predicted.client_error.clone(),
    }
}
