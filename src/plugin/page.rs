//! One page of a list, as an API server answers it.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A list of objects. The objects stay text: nothing here looks into them.
#[derive(Deserialize)]
pub(crate) struct Page<'a> {
    kind: String,
    #[serde(rename = "apiVersion")]
    api_version: String,
    #[serde(default)]
    metadata: Metadata,
    #[serde(borrow, default)]
    items: Option<&'a RawValue>,
    #[serde(default)]
    message: String,
}

#[derive(Default, Deserialize)]
struct Metadata {
    #[serde(default, rename = "continue")]
    token: String,
}

#[derive(Serialize)]
struct Written<'a> {
    kind: &'a str,
    #[serde(rename = "apiVersion")]
    api_version: &'a str,
    metadata: WrittenMetadata<'a>,
    items: &'a RawValue,
}

#[derive(Serialize)]
struct WrittenMetadata<'a> {
    #[serde(rename = "continue", skip_serializing_if = "str::is_empty")]
    token: &'a str,
}

impl<'a> Page<'a> {
    /// Reads an answer.
    ///
    /// # Errors
    /// It is no list: what the answer is instead.
    pub(crate) fn parse(answer: &'a [u8]) -> Result<Self, String> {
        let page: Self = serde_json::from_slice(answer)
            .map_err(|error| format!("the answer is no list of objects: {error}"))?;
        if page.items.is_none() && !page.kind.ends_with("List") {
            return Err(match page.message.as_str() {
                "" => format!("the answer is a {}, not a list", page.kind),
                message => message.to_owned(),
            });
        }
        Ok(page)
    }

    /// What asks for the next page; `None` where this is the last.
    pub(crate) fn token(&self) -> Option<&str> {
        Some(self.metadata.token.as_str()).filter(|token| !token.is_empty())
    }

    /// The page as certgraph reads it. Its `continue` stays only where the rest of the list could not be had: certgraph then
    /// knows that the list is cut.
    ///
    /// # Errors
    /// Writing JSON to memory does not fail; the type says it may.
    pub(crate) fn written(&self, cut: bool) -> serde_json::Result<Vec<u8>> {
        let nothing = RawValue::from_string("[]".to_owned())?;
        let mut bytes = serde_json::to_vec(&Written {
            kind: &self.kind,
            api_version: &self.api_version,
            metadata: WrittenMetadata {
                token: if cut { &self.metadata.token } else { "" },
            },
            items: self.items.unwrap_or(&nothing),
        })?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// The objects, as text.
    pub(crate) fn items(&self) -> Option<&'a RawValue> {
        self.items
    }

    /// `v1`.
    pub(crate) fn api_version(&self) -> &str {
        &self.api_version
    }

    /// `SecretList`.
    pub(crate) fn kind(&self) -> &str {
        &self.kind
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_was_followed_is_whole() {
        let text = br#"{"kind":"SecretList","apiVersion":"v1","metadata":{"continue":"abc","remainingItemCount":3},"items":[{"data":{"a":"\u0041"}}]}"#;
        let page = Page::parse(text).unwrap();
        assert_eq!(page.token(), Some("abc"));
        assert_eq!(
            String::from_utf8(page.written(false).unwrap()).unwrap(),
            "{\"kind\":\"SecretList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[{\"data\":{\"a\":\"\\u0041\"}}]}\n"
        );
        assert!(
            String::from_utf8(page.written(true).unwrap())
                .unwrap()
                .contains(r#""continue":"abc""#)
        );
    }

    #[test]
    fn a_status_is_no_list() {
        let text = br#"{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"secrets is forbidden","code":403}"#;
        assert_eq!(Page::parse(text).err().unwrap(), "secrets is forbidden");
        assert!(Page::parse(b"<html>").is_err());
    }
}
