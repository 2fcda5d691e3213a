//! What a client prints of an answer that does not let it in.

use super::super::answer::Answer;
use super::super::client::ClientName;

/// The innermost text.
pub(in crate::clients) fn text(client: ClientName, answer: Answer) -> String {
    let status = match answer {
        Answer::Unauthorized => 401,
        Answer::Anonymous => 403,
    };
    let reason = match answer {
        Answer::Unauthorized => "Unauthorized",
        Answer::Anonymous => "Forbidden",
    };
    match client {
        ClientName::Python | ClientName::Python312 | ClientName::Asyncio => {
            format!("({status})\nReason: {reason}")
        }
        ClientName::Kr8s => format!("Client error '{status} {reason}'"),
        ClientName::Node | ClientName::Node20 => match answer {
            Answer::Unauthorized => format!("HTTP-Code: {status}\nMessage: {reason}"),
            Answer::Anonymous => {
                format!("HTTP-Code: {status}\nMessage: Unknown API Status Code!")
            }
        },
        ClientName::Curl => format!("HTTP {status}"),
        ClientName::GnuTls => format!("HTTP/1.0 {status} {reason}"),
        ClientName::KubeRs if answer == Answer::Unauthorized => {
            "Unauthorized: Unauthorized".to_owned()
        }
        ClientName::Java | ClientName::Fabric8 | ClientName::Kubectl
            if answer == Answer::Unauthorized =>
        {
            reason.to_owned()
        }
        ClientName::Kopf | ClientName::Lightkube if answer == Answer::Unauthorized => {
            reason.to_owned()
        }
        _ => "forbidden: User \"system:anonymous\" cannot get path \"/api\"".to_owned(),
    }
}
