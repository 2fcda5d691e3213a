//! What comes out of streams of objects, whole and damaged.

use std::io::Read;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::*;
use crate::decode::pem;
use crate::golang::GoRelease;
use crate::ground::location::Location;

/// Gives a few bytes at a time.
struct Drops<'a>(&'a [u8], usize);

impl Read for Drops<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.1.min(self.0.len()).min(buffer.len());
        let (now, rest) = self.0.split_at(count);
        buffer[..count].copy_from_slice(now);
        self.0 = rest;
        Ok(count)
    }
}

/// The place of each text and each fault, read in pieces of `size` bytes.
fn places_of(text: &str, size: usize) -> Vec<String> {
    let mut found = Vec::new();
    let mut stream = Drops(text.as_bytes(), size);
    let base = Location::file("o");
    read(
        &mut stream,
        &base,
        GoRelease::default(),
        &mut |read| match read {
            Ok(mut object) => {
                object.texts.retain_mut(|text| text.kind().is_some());
                let texts = object.texts.iter().map(|text| text.location.to_string());
                found.extend(texts);
                let faults = object.faults.iter();
                found.extend(faults.map(|fault| format!("{}: {}", fault.location, fault.problem)));
                if object.texts.is_empty() && object.faults.is_empty() {
                    found.push(object.location.to_string());
                }
            }
            Err(fault) => found.push(format!("{}: {}", fault.location, fault.problem)),
        },
    )
    .unwrap();
    found
}

fn places(text: &str) -> Vec<String> {
    let found = places_of(text, 1 << 20);
    for size in [1, 7, 4096] {
        assert_eq!(places_of(text, size), found, "in pieces of {size}");
    }
    found
}

fn certificate() -> String {
    pem::encode("CERTIFICATE", &[0x30; 200])
}

fn data() -> String {
    STANDARD.encode(certificate())
}

#[test]
fn finds_certificates_by_object_and_field() {
    let (data, block) = (data(), certificate().replace('\n', "\n    "));
    let text = format!(
        "# two documents\napiVersion: v1\nkind: Secret\nmetadata: {{name: tls, namespace: web}}\ndata:\n  ca.crt: {data}\n---\n\
         kind: ConfigMap\nmetadata: {{name: kube-root-ca.crt}}\ndata:\n  ca: |\n    {block}\n"
    );
    assert_eq!(
        places(&text),
        [
            "o:1, Secret web/tls: data[\"ca.crt\"]",
            "o:7, ConfigMap kube-root-ca.crt: data.ca"
        ]
    );
}

#[test]
fn reads_lists_of_both_formats_item_by_item() {
    let data = data();
    for indent in ["", "  "] {
        let text = format!(
            "apiVersion: v1\nitems:\n{indent}- kind: Secret\n{indent}  metadata:\n{indent}    name: a\n{indent}  data:\n{indent}    x: {data}\n\n\
             # a comment\n{indent}-\n{indent}  kind: Secret\n{indent}  metadata: {{name: b}}\n{indent}  data: {{x: {data}}}\nkind: List\n"
        );
        assert_eq!(
            places(&text),
            ["o:3, Secret a: data.x", "o:10, Secret b: data.x"]
        );
    }
    let text = format!(
        "{{\n \"kind\": \"SecretList\", \"items\" : [\n {{\"metadata\":{{\"name\":\"a\"}},\"data\":{{\"x\":\"{data}\"}}}},\n\
         {{\"metadata\":{{\"name\":\"b {{[\\\"\"}},\n\"data\":{{\"x\":\"{data}\"}}}}]}}\n{{\"kind\":\"Secret\",\"data\":{{\"y\":\"{data}\"}}}}"
    );
    assert_eq!(
        places(&text),
        [
            "o:3, Secret a: data.x",
            "o:4, Secret b {[\": data.x",
            "o:6, Secret: data.y"
        ]
    );
}

#[test]
fn one_bad_item_costs_one_item() {
    let data = data();
    let json = format!(
        "{{\"kind\":\"List\",\"items\":[{{\"kind\":\"Secret\",\"data\":{{\"x\" {{}}}}}},5,\n{{\"kind\":\"Secret\",\"metadata\":{{\"name\":\"b\"}},\"data\":{{\"x\":\"{data}\"}}}}]}}"
    );
    assert_eq!(
        places(&json),
        [
            "o:1: line 1, column 54: not JSON that can be read",
            "o:2, Secret b: data.x",
            "o:1: not a Kubernetes object",
        ]
    );
    let yaml = format!(
        "items:\n- kind: [Secret\n  x: 1\n- 5\n- kind: Secret\n  metadata: {{name: b}}\n  data: {{x: {data}}}\nkind: List\n---\n]\n---\nkind: Secret\ndata: {{x: {data}}}\n"
    );
    let found = places(&yaml);
    assert!(found[0].starts_with("o:3: line 3, "), "{found:?}");
    assert_eq!(found[1], "o:4: not a Kubernetes object");
    assert_eq!(found[2], "o:5, Secret b: data.x");
    assert!(found[3].starts_with("o:10: line 10, "), "{found:?}");
    assert_eq!(found[4], "o:11, Secret: data.x");
    let cut = places("{\"kind\":\"List\",\"items\":[{\"kind\":\"Secret\"},{\"kind\":");
    assert_eq!(cut[0], "o:1, Secret");
    assert!(cut[1].contains("not JSON"), "{cut:?}");
}

#[test]
fn anchors_reach_from_one_item_into_the_next() {
    let text = format!(
        "apiVersion: &v v1\nitems:\n- kind: Secret\n  metadata: &m {{name: a}}\n  data: {{x: &x {}}}\n- apiVersion: *v\n  kind: Secret\n  metadata: *m\n  data: {{y: *x}}\n",
        data()
    );
    assert_eq!(
        places(&text),
        ["o:3, Secret a: data.x", "o:6, Secret a: data.y"]
    );
}

/// `kubectl get secrets -o json | jq .items`.
#[test]
fn reads_a_bare_array_item_by_item() {
    let data = data();
    let secret = |name: &str| {
        format!(
            "{{\"kind\": \"Secret\", \"metadata\": {{\"name\": \"{name}\", \"x\": [[{{}}]]}},\n \"data\": {{\"x\": \"{data}\"}}}}"
        )
    };
    let text = format!(" [\n{},\n5,\n{}\n]\n", secret("a"), secret("b"));
    assert_eq!(
        places(&text),
        [
            "o:2, Secret a: data.x",
            "o:5, Secret b: data.x",
            "o:1: not a Kubernetes object"
        ]
    );
    assert!(places("[]").is_empty());
}

/// What tools that clean an export leave in the place of a secret tells nothing of it.
#[test]
fn a_key_that_was_blacked_out_is_a_key_that_was_taken_out() {
    let pair = |key: &str| {
        let text = format!(
            "kind: Secret\ndata: {{tls.crt: {}, tls.key: '{key}'}}",
            data()
        );
        let mut found = Vec::new();
        let mut give = |read: Result<Object, ObjectFault>| {
            let object = read.unwrap();
            assert!(object.faults.is_empty(), "{:?}", object.faults);
            found.extend(object.pairs.iter().map(|pair| pair.has_key));
        };
        let base = Location::file("o");
        read(&mut text.as_bytes(), &base, GoRelease::default(), &mut give).unwrap();
        found
    };
    for taken in ["REDACTED", "<removed>", "***", "xxx", "UkVEQUNURUQ="] {
        assert_eq!(pair(taken), [false], "{taken}");
    }
    // Nothing, and what is no key, may be what the cluster has.
    for there in ["", "a2V5", "aHh4eA=="] {
        assert_eq!(pair(there), [true], "{there}");
    }
}

#[test]
fn what_looks_like_items_in_a_text_is_text() {
    let data = data();
    let text = format!(
        "kind: ConfigMap\nmetadata: {{name: a}}\ndata:\n  script: |\n    items:\n    - kind: Secret\n      data: {{x: {data}}}\n"
    );
    assert_eq!(places(&text), ["o:1, ConfigMap a"]);
    let text = format!("--- |\nitems:\n- kind: Secret\n  data: {{x: {data}}}\n");
    assert_eq!(places(&text), ["o:1: not a Kubernetes object"]);
}

/// JSON Lines: a line that was cut off costs itself alone.
#[test]
fn a_line_that_was_cut_off_costs_none_of_the_others() {
    let data = data();
    let line = |name: &str| {
        format!(
            "{{\"kind\": \"Secret\", \"metadata\": {{\"name\": \"{name}\"}}, \"data\": {{\"x\": \"{data}\"}}}}\n"
        )
    };
    let text = format!(
        "{}{{\"kind\": \"Secret\", \"metadata\": {{\"name\": \"b\"\n{}\n{}",
        line("a"),
        line("c"),
        line("d")
    );
    assert_eq!(
        places(&text),
        [
            "o:1, Secret a: data.x",
            "o:2: line 2, column 43: not JSON that can be read",
            "o:3, Secret c: data.x",
            "o:5, Secret d: data.x"
        ]
    );
    // Whoever writes brackets so writes JSON all the same.
    let odd = format!(
        "{{\"kind\": \"Secret\",\n\"data\":\n{{\"x\": \"{data}\"}},\n\"metadata\":\n{{\"name\":\n\"a\"}}}}\n"
    );
    assert_eq!(places(&odd), ["o:1, Secret a: data.x"]);
}

#[test]
fn says_what_is_no_base64_and_shows_none_of_it() {
    let text = "kind: Secret\nmetadata: {name: a}\ndata: {tls.crt: 'geheim!'}\n";
    assert_eq!(
        places(text),
        ["o:1, Secret a: data[\"tls.crt\"]: not base64: illegal base64 data at input byte 6"]
    );
    let error = places("kind: Secret\ndata:\n  tls.key: [geheim\n");
    assert!(!error[0].contains("geheim"), "{error:?}");
}

#[test]
fn reads_whom_kube_apiserver_calls() {
    let bundle = STANDARD.encode(certificate());
    let text = format!(
        "kind: ValidatingWebhookConfiguration\nmetadata:\n  name: v\n  annotations: {{cert-manager.io/inject-ca-from: web/serving}}\nwebhooks:\n\
         - name: a.example\n  clientConfig:\n    caBundle: {bundle}\n    service: {{namespace: web, name: hook, port: 8443, path: /x}}\n\
         - name: b.example\n  clientConfig: {{url: 'https://u:p@[fd00::1]:8443/x?y'}}\n---\n\
         kind: APIService\nmetadata: {{name: v1beta1.metrics.k8s.io}}\nspec: {{insecureSkipTLSVerify: true, service: {{namespace: kube-system, name: metrics-server}}}}\n---\n\
         kind: APIService\nmetadata: {{name: v1.}}\nspec: {{groupPriorityMinimum: 1}}\n---\n\
         kind: CustomResourceDefinition\nmetadata: {{name: c}}\nspec: {{conversion: {{webhook: {{clientConfig: {{service: {{namespace: crd, name: s}}}}}}}}}}\n---\n\
         kind: CustomResourceDefinition\nmetadata: {{name: d}}\nspec: {{conversion: {{webhook: {{clientConfig: {{caBundle: '%', service: {{namespace: crd, name: s}}}}}}}}}}\n"
    );
    let mut found = Vec::new();
    let mut faults = 0;
    let base = Location::file("o");
    read(
        &mut text.as_bytes(),
        &base,
        GoRelease::default(),
        &mut |read| {
            let object = read.ok().unwrap();
            faults += object.faults.len();
            found.extend(object.clients);
        },
    )
    .unwrap();
    let shown: Vec<_> = found
        .iter()
        .map(|client| {
            (
                client.name.as_str(),
                client.target.url(),
                client.target.server_name().unwrap(),
                client.ca_bundle.is_some(),
            )
        })
        .collect();
    let row =
        |name, url: &str, server: &str, bundle| (name, url.to_owned(), server.to_owned(), bundle);
    assert_eq!(
        shown,
        [
            row(
                "ValidatingWebhookConfiguration v, webhook a.example",
                "https://hook.web.svc:8443/x",
                "hook.web.svc",
                true
            ),
            row(
                "ValidatingWebhookConfiguration v, webhook b.example",
                "https://[fd00::1]:8443/x",
                "fd00::1",
                false
            ),
            row(
                "APIService v1beta1.metrics.k8s.io",
                "https://metrics-server.kube-system.svc:443",
                "metrics-server.kube-system.svc",
                false
            ),
            row(
                "CustomResourceDefinition c, conversion",
                "https://s.crd.svc:443",
                "s.crd.svc",
                false
            ),
        ]
    );
    assert!(found[2].insecure);
    assert_eq!(
        faults, 1,
        "a caBundle that is no base64; nobody is called for it"
    );
    let injected = found[0].injected_from.clone();
    let wanted = Injected::Certificate("web".to_owned(), "serving".to_owned());
    assert_eq!(injected, Some(wanted));
}

/// The root keeps one `null` for all items, and no line of theirs.
#[test]
fn errors_behind_many_items_have_their_lines() {
    let item = "{\n\"kind\": \"Secret\",\n\"metadata\": {\"name\": \"a\"}\n}";
    let items = vec![item; 1000].join(",\n");
    let json = format!("{{\"kind\": \"List\",\n\"items\": [\n{items}\n],\n\"a\": nothing\n}}\n");
    let line = json.lines().position(|line| line.contains("nothing"));
    let found = places(&json);
    assert_eq!(found.len(), 1001);
    assert_eq!(found[999], format!("o:{}, Secret a", 4 * 999 + 3));
    let start = format!("o:{0}: line {0}, ", line.unwrap() + 1);
    assert!(found[1000].ends_with("not JSON that can be read"));
    assert!(found[1000].starts_with(&start), "{} {start}", found[1000]);
    // A `null` of the list's own is no item that was cut out.
    let found = places(&format!("[{item},\n{item},\nnull,\n{item}]"));
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found[3].ends_with("not a Kubernetes object"), "{found:?}");

    let item = "- kind: Secret\n  metadata: {name: a}\n";
    let yaml = format!("kind: List\nitems:\n{}a: [\n", item.repeat(1000));
    let found = places(&yaml);
    assert_eq!(found.len(), 1001);
    assert_eq!(found[999], format!("o:{}, Secret a", 2 * 999 + 3));
    let line = yaml.lines().count();
    let lines = [line, line + 1].map(|line| format!(": line {line}, column "));
    assert!(
        lines.iter().any(|text| found[1000].contains(text)),
        "{}",
        found[1000]
    );
}

/// Errors in JSON stand where serde_json finds them in the whole, whether in an item, between items or around them.
#[test]
fn errors_have_the_line_and_column_of_the_whole() {
    let item = || serde_json::json!({"é": [1, {}]});
    let list = serde_json::json!({"items": [item(), item(), item()], "kind": "List"});
    let bare = serde_json::json!([item(), null, item()]);
    let mut count = 0;
    for value in [list, bare, item()] {
        let pretty = serde_json::to_string_pretty(&value).unwrap();
        for text in [
            value.to_string(),
            pretty.replace('\n', "\r\n\t"),
            format!(" \n  {pretty}"),
        ] {
            count += places_are_those_of_the_whole(&text);
        }
    }
    assert!(count > 2_000, "{count}");
}

/// How many errors there were.
fn places_are_those_of_the_whole(text: &str) -> usize {
    // What does not begin as JSON is none.
    let begin = text.find(['{', '[']).unwrap() + 1;
    let cuts = (begin..text.len()).filter_map(|at| text.get(..at));
    // An end behind white space is told where that begins.
    let cuts = cuts.map(|cut| cut.trim_end().to_owned());
    let strange = (begin..text.len()).flat_map(|at| {
        let parts = text.get(..at).zip(text.get(at..));
        let parts = parts.into_iter();
        parts.flat_map(|(before, behind)| {
            ["!", ",", " \"\n\" "].map(|token| format!("{before}{token}{behind}"))
        })
    });
    let mut count = 0;
    for text in cuts.chain(strange) {
        let wanted = match serde_json::from_str::<serde_json::Value>(&text) {
            // Of what stands behind a whole document, each is one by itself.
            Err(error) if !error.to_string().contains("trailing") => {
                format!("line {}, column {}: ", error.line(), error.column())
            }
            _ => continue,
        };
        let found: Vec<_> = places(&text)
            .into_iter()
            .filter(|place| place.contains("not JSON"))
            .collect();
        assert!(
            found.iter().any(|place| place.contains(&wanted)),
            "{wanted} {found:?} in {text}"
        );
        count += 1;
    }
    count
}

proptest::proptest! {
    #[test]
    fn never_panics_and_never_depends_on_the_pieces(
        yaml in "(items:|- |-|kind: List|a: b|  |\\n|---|\\||&a |\\*a|#|\"|\\{|\\}|\\[|\\]|,|\\t|\\r\\n){0,30}",
        json in "(\\{|\\}|\\[|\\]|\"items\"|\"kind\"|:|,|\"|\\\\|null|1| |\\n|\"List\"){0,30}",
        size in 1usize..9,
    ) {
        for text in [yaml, format!("{{{json}")] {
            assert_eq!(places_of(&text, size), places_of(&text, 1 << 20));
        }
    }
}
