//! What a real kubectl 1.33 printed for odd kubeconfigs; every rule of the modules beside this one shows up here.

use super::*;

/// No file is there but `there` and `empty`; `/w` is the working directory.
struct Nothing;

impl Files for Nothing {
    fn read(&mut self, path: &str) -> Result<Vec<u8>, FileError> {
        if path.ends_with("/there") {
            return Ok(b"x".to_vec());
        }
        if path.ends_with("/empty") {
            return Ok(Vec::new());
        }
        Err(FileError::from_io(&std::io::ErrorKind::NotFound.into()))
    }

    fn open(&mut self, path: &str) -> Result<(), FileError> {
        self.read(path).map(drop)
    }
}

/// Standard error of `kubectl get --raw /api`, without the file's name; empty if kubectl goes on to connect.
fn raw(text: &str) -> String {
    let loaded = load_bytes("F", text.as_bytes(), "/w");
    let predicted = if loaded.faults.is_empty() {
        let assessment = assess(
            &loaded.config,
            &Flags::default(),
            &mut Nothing,
            crate::golang::url::UrlRules::LENIENT,
        );
        predict(&assessment.faults)
    } else {
        predict(&loaded.faults)
    };
    let text = predicted.map_or_else(String::new, |failure| failure.get_raw.unwrap());
    text.replace("error loading config file \"F\": ", "")
}

#[test]
fn yaml_is_read_as_kubectl_reads_it() {
    for (text, kubectl) in YAML {
        let wanted = if kubectl.is_empty() {
            String::new()
        } else {
            format!("error: {kubectl}")
        };
        assert_eq!(raw(text), wanted, "{text:?}");
    }
}

#[test]
fn fields_are_judged_as_kubectl_judges_them() {
    for (cluster, user, kubectl) in FIELDS {
        let text = format!(
            "current-context: c\ncontexts: [{{name: c, context: {{cluster: k, user: u}}}}]\n\
             clusters: [{{name: k, cluster: {cluster}}}]\nusers: [{{name: u, user: {user}}}]\n"
        );
        assert_eq!(raw(&text), *kubectl, "{cluster} {user}");
    }
}

/// A file, and the reason why kubectl cannot load it; `[…]` for what is elided.
const YAML: &[(&str, &str)] = &[
    ("", ""),
    ("\n", ""),
    ("# c\n", ""),
    ("---\n", ""),
    ("--- \n...\n", ""),
    ("---\na: b\n---\nc: [d\n", ""),
    ("%YAML 1.1\n---\na: b\n", ""),
    (
        "%YAML 1.2\n---\na: b\n",
        "yaml: found incompatible YAML document",
    ),
    ("%FOO\n---\na: b\n", "yaml: found unknown directive name"),
    ("\u{feff}a: b", ""),
    ("a: b\n\u{feff}c: d", ""),
    ("a: \"\u{feff}\"", ""),
    ("a:\tb", ""),
    ("a: b\tc", ""),
    ("a: b\t", ""),
    (
        "\ta: b",
        "yaml: found character that cannot start any token",
    ),
    (
        "a:\n\tb",
        "yaml: line 2: found character that cannot start any token",
    ),
    ("a: [\tb]", ""),
    (
        "a: 1\n\tb: 2",
        "yaml: line 2: found a tab character that violates indentation",
    ),
    (
        "- a",
        "couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }",
    ),
    (
        "a",
        "couldn't get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }",
    ),
    (
        "a: b: c",
        "yaml: mapping values are not allowed in this context",
    ),
    ("a: b\n c", ""),
    (
        "a: b\n c: d",
        "yaml: line 2: mapping values are not allowed in this context",
    ),
    ("a: [b", "yaml: line 1: did not find expected ',' or ']'"),
    ("a: {b", "yaml: line 1: did not find expected ',' or '}'"),
    ("a: ]", "yaml: did not find expected node content"),
    ("a: [b}", "yaml: did not find expected ',' or ']'"),
    ("a: {b]", "yaml: did not find expected ',' or '}'"),
    ("a: \"b", "yaml: found unexpected end of stream"),
    ("a: \"b\\qc\"", "yaml: found unknown escape character"),
    (
        "a: \"b\\x1\"",
        "yaml: did not find expected hexdecimal number",
    ),
    (
        "a: \"\\ud83d\\ude00\"",
        "yaml: found invalid Unicode character escape code",
    ),
    ("a: \"\\u0000\"", ""),
    ("a: &b", ""),
    ("a: &b c\nd: *b", ""),
    ("a: *b", "yaml: unknown anchor '[…]' referenced"),
    (
        "a: *",
        "yaml: did not find expected alphabetic or numeric character",
    ),
    ("a: &b [*b]", "yaml: anchor '[…]' value contains itself"),
    ("a: !", ""),
    ("a: !!", "yaml: did not find expected tag URI"),
    ("a: !x!y z", "yaml: found undefined tag handle"),
    ("a: !!foo b", ""),
    ("a: |\n b\n  c\nd: e", ""),
    (
        "a: |\n  b\n c\nd: e",
        "yaml: line 2: did not find expected key",
    ),
    (
        "a: |0\n b",
        "yaml: found an indentation indicator equal to 0",
    ),
    (
        "a: |x\n b",
        "yaml: did not find expected comment or line break",
    ),
    ("a: > # c\n b", ""),
    (
        "a: |\n\tb",
        "yaml: line 2: found a tab character where an indentation space is expected",
    ),
    ("? a\n: b", ""),
    ("? a", ""),
    ("? [a]\n: b", "yaml: invalid map key: []interface {}{[…]}"),
    (
        "? {a: b}\n: c",
        "yaml: invalid map key: map[interface {}]interface {}{[…]}",
    ),
    (
        "~: b",
        "unsupported map key of type: %!s(<nil>), key: <nil>, value: […]",
    ),
    (
        "<<: 5",
        "yaml: map merge requires map or sequence of maps as the value",
    ),
    (
        "a: &x {token: 5}\nusers: [{name: u, user: {token: t, <<: *x}}]",
        "json: cannot unmarshal number into Go struct field AuthInfo.users.user.token of type string",
    ),
    (
        "a: - b",
        "yaml: block sequence entries are not allowed in this context",
    ),
    (
        "- a\nb: c",
        "yaml: line 1: did not find expected '-' indicator",
    ),
    ("a:\n- b\nc", "yaml: line 4: could not find expected ':'"),
    ("\"a\" b: c", "yaml: did not find expected key"),
    (
        "a: 'b\n---\nc'",
        "yaml: line 2: found unexpected document indicator",
    ),
    ("a: \u{7}", "yaml: control characters are not allowed"),
    ("a: ?", "yaml: mapping keys are not allowed in this context"),
    (
        "a:\n\n\n  b: \"c\n",
        "yaml: line 5: found unexpected end of stream",
    ),
    ("x:\n  y: *foo\n", "yaml: unknown anchor '[…]' referenced"),
    (
        "x:\n  !!int y: 5",
        "yaml: cannot decode !!bool `[…]` as a !!int",
    ),
    (
        "x:\n  y: !!bool foo",
        "yaml: cannot decode !!str `[…]` as a !!bool",
    ),
    (
        "clusters:\n- name: a\n- name: a\n",
        "error converting *[]NamedCluster into *map[string]*api.Cluster: duplicate name \"a\" in list: […]",
    ),
    (
        "users:\n- name: a\n- name: a\n",
        "error converting *[]NamedAuthInfo into *map[string]*api.AuthInfo: duplicate name \"a\" in list: […]",
    ),
    (
        "contexts:\n- name: a\n- name: a\n",
        "error converting *[]NamedContext into *map[string]*api.Context: duplicate name \"a\" in list: […]",
    ),
    (
        "clusters: [{},{}]",
        "error converting *[]NamedCluster into *map[string]*api.Cluster: duplicate name \"\" in list: […]",
    ),
    (
        "Kind: 5",
        "couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string",
    ),
    ("apiVersion: v1/", "Object 'apiVersion' is missing in '[…]'"),
    (
        "apiVersion: \"v1 \"",
        "no kind \"Config\" is registered for version \"v1 \" in scheme \"k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50\"",
    ),
    (
        "apiVersion: a/b",
        "no kind \"Config\" is registered for version \"a/b\" in scheme \"k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50\"",
    ),
    (
        "apiVersion: v1\nkind: ConfigX",
        "no kind \"ConfigX\" is registered for version \"v1\" in scheme \"k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50\"",
    ),
    (
        "apiVersion: 1\nkind: 2",
        "couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .apiVersion of type string",
    ),
    ("*a : b", "yaml: unknown anchor '[…]' referenced"),
    (
        "a: !!timestamp 5",
        "yaml: cannot decode !!int `[…]` as a !!timestamp",
    ),
    (
        "a: !!float x",
        "yaml: cannot decode !!str `[…]` as a !!float",
    ),
    (
        "a: !!int 1.5",
        "yaml: cannot decode !!float `[…]` as a !!int",
    ),
    ("a: !!null x", "yaml: cannot decode !!str `[…]` as a !!null"),
    ("a: !!bool 1", "yaml: cannot decode !!int `[…]` as a !!bool"),
];

/// A cluster, a user, and what kubectl prints.
const FIELDS: &[(&str, &str, &str)] = &[
    (
        "{server: \"1http://x\"}",
        "{token: t}",
        "error: host must be a URL or a host:port pair: \"1http://x\"",
    ),
    (
        "{server: \"ht tp://x\"}",
        "{token: t}",
        "Unable to connect to the server: invalid character \" \" in host name",
    ),
    (
        "{server: \"http://127.0.0.1:16993\", proxy-url: \"ftp://x\"}",
        "{token: t}",
        "error: invalid 'proxy-url' \"ftp://x\" for cluster \"k\": unsupported scheme \"ftp\", must be http, https, or socks5",
    ),
    (
        "{server: \"http://127.0.0.1:16993\", proxy-url: \"://x\"}",
        "{token: t}",
        "error: invalid 'proxy-url' \"://x\" for cluster \"k\": could not parse: ://x",
    ),
    (
        "{server: \"http://127.0.0.1:16993\", proxy-url: \":\"}",
        "{token: t}",
        "error: invalid 'proxy-url' \":\" for cluster \"k\": could not parse: :",
    ),
    (
        "{server: \"http://127.0.0.1:16993\", proxy-url: \"http://a b\"}",
        "{token: t}",
        "error: invalid 'proxy-url' \"http://a b\" for cluster \"k\": could not parse: http://a b",
    ),
    (
        "{server: \"http://127.0.0.1:16993\", proxy-url: \"%zz\"}",
        "{token: t}",
        "error: invalid 'proxy-url' \"%zz\" for cluster \"k\": could not parse: %zz",
    ),
    (
        "{server: \"http://127.0.0.1:16993\", proxy-url: \"http://[::1\"}",
        "{token: t}",
        "error: invalid 'proxy-url' \"http://[::1\" for cluster \"k\": could not parse: http://[::1",
    ),
    (
        "{server: \"http://127.0.0.1:16993\", proxy-url: \"1.2.3.4:80\"}",
        "{token: t}",
        "error: invalid 'proxy-url' \"1.2.3.4:80\" for cluster \"k\": could not parse: 1.2.3.4:80",
    ),
    (
        "{server: \"http://127.0.0.1:16993\", proxy-url: \"\\u0001\"}",
        "{token: t}",
        "error: invalid 'proxy-url' \"\\x01\" for cluster \"k\": could not parse: \u{1}",
    ),
    (
        "{server: \"http://127.0.0.1:16993\", proxy-url: \"a\\\"b\"}",
        "{token: t}",
        "error: invalid 'proxy-url' \"a\\\"b\" for cluster \"k\": unsupported scheme \"\", must be http, https, or socks5",
    ),
    (
        "{server: \"https://h:1\", insecure-skip-tls-verify: true}",
        "{client-key: there, tokenFile: empty}",
        "error: EOF",
    ),
    (
        "{server: \"\"}",
        "{as-user-extra: {a: [b]}}",
        "error: requesting uid, groups or user-extra for u without impersonating a user",
    ),
    (
        "{server: \"https://h:1\"}",
        "{auth-provider: {name: openstack}}",
        "error: no Auth Provider found for name \"openstack\"",
    ),
    (
        "{server: \"127.0.0.1:16993\", proxy-url: \"ftp://x\"}",
        "{exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}, tokenFile: /tmp, as-user-extra: {a: [b]}, as-uid: x}",
        "Error in configuration: \n* requesting uid, groups or user-extra for u without impersonating a user\n* invalid 'proxy-url' \"ftp://x\" for cluster \"k\": unsupported scheme \"ftp\", must be http, https, or socks5",
    ),
    (
        "{server: \"https://h:1\", tls-server-name: x, certificate-authority: there}",
        "{auth-provider: {name: openstack}, tokenFile: nope, client-key-data: YQ==}",
        "error: open /w/nope: no such file or directory",
    ),
    (
        "{server: \"https://h:1\", proxy-url: \"ftp://x\", certificate-authority-data: YQ==, certificate-authority: nope}",
        "{}",
        "Error in configuration: \n* invalid 'proxy-url' \"ftp://x\" for cluster \"k\": unsupported scheme \"ftp\", must be http, https, or socks5\n* certificate-authority-data and certificate-authority are both specified for k. certificate-authority-data will override.\n* unable to read certificate-authority /w/nope for k due to open /w/nope: no such file or directory",
    ),
    (
        "{server: \"https://h:1\", certificate-authority-data: YQ==, certificate-authority: there}",
        "{}",
        "error: certificate-authority-data and certificate-authority are both specified for k. certificate-authority-data will override.",
    ),
    (
        "{server: \"https://h:1\"}",
        "{exec: {command: x, apiVersion: client.authentication.k8s.io/v1}, as-groups: [a]}",
        "Error in configuration: \n* interactiveMode must be specified for u to use exec authentication plugin\n* requesting uid, groups or user-extra for u without impersonating a user",
    ),
    (
        "{server: \"https://h:1\"}",
        "{as-groups: [], exec: {command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: no, env: [{}]}}",
        "error: json: cannot unmarshal bool into Go struct field ExecConfig.users.user.exec.interactiveMode of type v1.ExecInteractiveMode",
    ),
    (
        "{server: \"https://h:1\"}",
        "{exec: {command: x, apiVersion: foo, interactiveMode: Never}, client-key: there}",
        "error: exec plugin: invalid apiVersion \"foo\"",
    ),
    (
        "{server: \"https://h:1\"}",
        "{exec: {}}",
        "Error in configuration: \n* command must be specified for u to use exec authentication plugin\n* apiVersion must be specified for u to use exec authentication plugin\n* interactiveMode must be specified for u to use exec authentication plugin",
    ),
    (
        "{server: \"127.0.0.1:16993\"}",
        "{client-certificate-data: YQ==, token: t}",
        "error: client-key-data or client-key must be specified for u to use the clientCert authentication method.",
    ),
    (
        "{server: \"\", tls-server-name: x}",
        "{auth-provider: {name: oidc, config: {idp-issuer-url: x}}, client-key-data: YQ==, exec: {command: x, apiVersion: foo, interactiveMode: Never}}",
        "error: authProvider cannot be provided in combination with an exec plugin for u",
    ),
    (
        "{server: \"a b\", proxy-url: \"ftp://x\", certificate-authority: nope}",
        "{client-key: nope}",
        "Error in configuration: \n* invalid 'proxy-url' \"ftp://x\" for cluster \"k\": unsupported scheme \"ftp\", must be http, https, or socks5\n* unable to read certificate-authority /w/nope for k due to open /w/nope: no such file or directory",
    ),
    (
        "{server: \"127.0.0.1:16993\", insecure-skip-tls-verify: true, certificate-authority-data: YQ==, certificate-authority: nope}",
        "{client-key: nope, auth-provider: {name: openstack}, exec: {command: x, apiVersion: client.authentication.k8s.io/v1beta1, env: [{name: a}]}}",
        "Error in configuration: \n* authProvider cannot be provided in combination with an exec plugin for u\n* certificate-authority-data and certificate-authority are both specified for k. certificate-authority-data will override.\n* unable to read certificate-authority /w/nope for k due to open /w/nope: no such file or directory",
    ),
    (
        "{server: \"https://h:1\", certificate-authority-data: YQ==, tls-server-name: x}",
        "{exec: {command: x, apiVersion: client.authentication.k8s.io/v1}, tokenFile: nope}",
        "error: interactiveMode must be specified for u to use exec authentication plugin",
    ),
    (
        "{server: \"https://h:1\", tls-server-name: x}",
        "{client-certificate: nope, client-key: there}",
        "error: unable to read client-cert /w/nope for u due to open /w/nope: no such file or directory",
    ),
    (
        "{tls-server-name: x, certificate-authority: nope, server: \"\"}",
        "{as-groups: []}",
        "error: unable to read certificate-authority /w/nope for k due to open /w/nope: no such file or directory",
    ),
    (
        "{server: \"a b\", certificate-authority: nope}",
        "{username: a, client-certificate-data: YQ==}",
        "Error in configuration: \n* client-key-data or client-key must be specified for u to use the clientCert authentication method.\n* unable to read certificate-authority /w/nope for k due to open /w/nope: no such file or directory",
    ),
    (
        "{server: \"https://h:1\"}",
        "{auth-provider: {name: oidc}, password: b, client-certificate: nope}",
        "Error in configuration: \n* client-key-data or client-key must be specified for u to use the clientCert authentication method.\n* unable to read client-cert /w/nope for u due to open /w/nope: no such file or directory",
    ),
    (
        "{server: \"https://h:1\"}",
        "{exec: {command: x, apiVersion: client.authentication.k8s.io/v1}, as-uid: x, auth-provider: {name: oidc}, username: a}",
        "Error in configuration: \n* authProvider cannot be provided in combination with an exec plugin for u\n* interactiveMode must be specified for u to use exec authentication plugin\n* requesting uid, groups or user-extra for u without impersonating a user",
    ),
    (
        "{server: \"https://h:1\", proxy-url: \"ftp://x\"}",
        "{client-key: nope, tokenFile: there, exec: {command: x, apiVersion: client.authentication.k8s.io/v1}, auth-provider: {name: oidc, config: {idp-issuer-url: x}}}",
        "Error in configuration: \n* authProvider cannot be provided in combination with an exec plugin for u\n* interactiveMode must be specified for u to use exec authentication plugin\n* invalid 'proxy-url' \"ftp://x\" for cluster \"k\": unsupported scheme \"ftp\", must be http, https, or socks5",
    ),
    (
        "{server: \"https://h:1\"}",
        "{username: a, exec: {}, auth-provider: {name: gcp}}",
        "Error in configuration: \n* authProvider cannot be provided in combination with an exec plugin for u\n* command must be specified for u to use exec authentication plugin\n* apiVersion must be specified for u to use exec authentication plugin\n* interactiveMode must be specified for u to use exec authentication plugin",
    ),
    (
        "{insecure-skip-tls-verify: true, server: \"\"}",
        "{auth-provider: {name: gcp}, exec: {command: x, apiVersion: client.authentication.k8s.io/v1beta1, env: [{name: a}]}, password: b, token: t}",
        "Error in configuration: \n* authProvider cannot be provided in combination with an exec plugin for u\n* more than one authentication method found for u; found [token basicAuth], only one is allowed",
    ),
    (
        "{server: \"https://h:1\", proxy-url: \"ftp://x\"}",
        "{exec: {}, client-certificate: nope, auth-provider: {name: gcp}}",
        "Error in configuration: \n* client-key-data or client-key must be specified for u to use the clientCert authentication method.\n* unable to read client-cert /w/nope for u due to open /w/nope: no such file or directory\n* authProvider cannot be provided in combination with an exec plugin for u\n* command must be specified for u to use exec authentication plugin\n* apiVersion must be specified for u to use exec authentication plugin\n* interactiveMode must be specified for u to use exec authentication plugin\n* invalid 'proxy-url' \"ftp://x\" for cluster \"k\": unsupported scheme \"ftp\", must be http, https, or socks5",
    ),
    (
        "{server: \"https://h:1\", certificate-authority: nope}",
        "{client-certificate: nope, exec: {command: x, apiVersion: client.authentication.k8s.io/v1}}",
        "Error in configuration: \n* client-key-data or client-key must be specified for u to use the clientCert authentication method.\n* unable to read client-cert /w/nope for u due to open /w/nope: no such file or directory\n* interactiveMode must be specified for u to use exec authentication plugin\n* unable to read certificate-authority /w/nope for k due to open /w/nope: no such file or directory",
    ),
    (
        "{server: \"https://h:1\", certificate-authority: there, insecure-skip-tls-verify: true}",
        "{auth-provider: {name: oidc, config: {idp-issuer-url: x}}}",
        "error: Must provide client-id",
    ),
    (
        "{server: \"https://h:1\", certificate-authority: nope}",
        "{exec: {command: x, apiVersion: client.authentication.k8s.io/v1}, client-certificate: nope, client-key: nope}",
        "Error in configuration: \n* unable to read client-cert /w/nope for u due to open /w/nope: no such file or directory\n* unable to read client-key /w/nope for u due to open /w/nope: no such file or directory\n* interactiveMode must be specified for u to use exec authentication plugin\n* unable to read certificate-authority /w/nope for k due to open /w/nope: no such file or directory",
    ),
    (
        "{certificate-authority-data: YQ==, server: \"\", certificate-authority: nope}",
        "{tokenFile: empty, as-uid: x}",
        "Error in configuration: \n* requesting uid, groups or user-extra for u without impersonating a user\n* certificate-authority-data and certificate-authority are both specified for k. certificate-authority-data will override.\n* unable to read certificate-authority /w/nope for k due to open /w/nope: no such file or directory",
    ),
    (
        "{server: \"https://h:1\"}",
        "{exec: {command: x, apiVersion: client.authentication.k8s.io/v1beta1, env: [{name: a}]}, as-groups: [a], client-certificate: there}",
        "Error in configuration: \n* client-key-data or client-key must be specified for u to use the clientCert authentication method.\n* requesting uid, groups or user-extra for u without impersonating a user",
    ),
    (
        "{certificate-authority: nope, server: \"\"}",
        "{client-certificate: nope, as-groups: [a]}",
        "Error in configuration: \n* client-key-data or client-key must be specified for u to use the clientCert authentication method.\n* unable to read client-cert /w/nope for u due to open /w/nope: no such file or directory\n* requesting uid, groups or user-extra for u without impersonating a user\n* unable to read certificate-authority /w/nope for k due to open /w/nope: no such file or directory",
    ),
    (
        "{server: \"https://h:1\", certificate-authority-data: YQ==, certificate-authority: nope, insecure-skip-tls-verify: true}",
        "{client-key: nope, auth-provider: {name: openstack}}",
        "Error in configuration: \n* certificate-authority-data and certificate-authority are both specified for k. certificate-authority-data will override.\n* unable to read certificate-authority /w/nope for k due to open /w/nope: no such file or directory",
    ),
    (
        "{server: \"https://h:1\", certificate-authority-data: YQ==}",
        "{exec: {}, as-groups: [a]}",
        "Error in configuration: \n* command must be specified for u to use exec authentication plugin\n* apiVersion must be specified for u to use exec authentication plugin\n* interactiveMode must be specified for u to use exec authentication plugin\n* requesting uid, groups or user-extra for u without impersonating a user",
    ),
    (
        "{server: \"https://h:1\", certificate-authority: nope}",
        "{exec: {command: x, apiVersion: client.authentication.k8s.io/v1}, client-certificate: there, auth-provider: {name: oidc, config: {idp-issuer-url: x}}, tokenFile: nope}",
        "Error in configuration: \n* client-key-data or client-key must be specified for u to use the clientCert authentication method.\n* authProvider cannot be provided in combination with an exec plugin for u\n* interactiveMode must be specified for u to use exec authentication plugin\n* unable to read certificate-authority /w/nope for k due to open /w/nope: no such file or directory",
    ),
    (
        "{server: \"https://h:1\", certificate-authority-data: YQ==, certificate-authority: nope}",
        "{exec: {}, auth-provider: {name: oidc, config: {idp-issuer-url: x}}, tokenFile: nope}",
        "Error in configuration: \n* authProvider cannot be provided in combination with an exec plugin for u\n* command must be specified for u to use exec authentication plugin\n* apiVersion must be specified for u to use exec authentication plugin\n* interactiveMode must be specified for u to use exec authentication plugin\n* certificate-authority-data and certificate-authority are both specified for k. certificate-authority-data will override.\n* unable to read certificate-authority /w/nope for k due to open /w/nope: no such file or directory",
    ),
    (
        "{server: \"https://h:1\"}",
        "{exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}, client-certificate: nope, as-user-extra: {a: [b]}}",
        "Error in configuration: \n* client-key-data or client-key must be specified for u to use the clientCert authentication method.\n* unable to read client-cert /w/nope for u due to open /w/nope: no such file or directory\n* requesting uid, groups or user-extra for u without impersonating a user",
    ),
    (
        "{server: \"https://h:1\"}",
        "{username: a, tokenFile: empty}",
        "error: username/password or bearer token may be set, but not both",
    ),
    (
        "{server: \"127.0.0.1:16993\"}",
        "{as: x, client-key: nope, client-key-data: YQ==, client-certificate: there}",
        "Error in configuration: \n* client-key-data and client-key are both specified for u; client-key-data will override\n* unable to read client-key /w/nope for u due to open /w/nope: no such file or directory",
    ),
    (
        "{server: \"https://h:1\", proxy-url: \"ftp://x\"}",
        "{exec: {command: x, apiVersion: client.authentication.k8s.io/v1beta1, env: [{name: a}]}, auth-provider: {name: foo}}",
        "Error in configuration: \n* authProvider cannot be provided in combination with an exec plugin for u\n* invalid 'proxy-url' \"ftp://x\" for cluster \"k\": unsupported scheme \"ftp\", must be http, https, or socks5",
    ),
    (
        "{server: \"\", certificate-authority: nope}",
        "{as-groups: [], client-certificate: there, client-key: nope, username: a}",
        "Error in configuration: \n* unable to read client-key /w/nope for u due to open /w/nope: no such file or directory\n* unable to read certificate-authority /w/nope for k due to open /w/nope: no such file or directory",
    ),
    (
        "{insecure-skip-tls-verify: true, server: \"\", proxy-url: \"ftp://x\"}",
        "{client-certificate: there}",
        "Error in configuration: \n* client-key-data or client-key must be specified for u to use the clientCert authentication method.\n* invalid 'proxy-url' \"ftp://x\" for cluster \"k\": unsupported scheme \"ftp\", must be http, https, or socks5",
    ),
    (
        "{server: \"https://h:1\", insecure-skip-tls-verify: true, certificate-authority: there, certificate-authority-data: YQ==}",
        "{client-key: there, as-user-extra: {a: [b]}, tokenFile: /tmp}",
        "Error in configuration: \n* requesting uid, groups or user-extra for u without impersonating a user\n* certificate-authority-data and certificate-authority are both specified for k. certificate-authority-data will override.",
    ),
    (
        "{server: \"https://h:1\", tls-server-name: x}",
        "{exec: {command: x, apiVersion: foo, interactiveMode: Never}, auth-provider: {name: oidc}, as-user-extra: {a: [b]}, password: b}",
        "Error in configuration: \n* authProvider cannot be provided in combination with an exec plugin for u\n* requesting uid, groups or user-extra for u without impersonating a user",
    ),
    (
        "{server: \"https://h:1\", proxy-url: \"ftp://x\", certificate-authority: there}",
        "{client-certificate-data: YQ==, client-certificate: there}",
        "Error in configuration: \n* client-cert-data and client-cert are both specified for u. client-cert-data will override.\n* client-key-data or client-key must be specified for u to use the clientCert authentication method.\n* invalid 'proxy-url' \"ftp://x\" for cluster \"k\": unsupported scheme \"ftp\", must be http, https, or socks5",
    ),
    (
        "{server: \"https://h:1\", insecure-skip-tls-verify: true, certificate-authority: there, certificate-authority-data: YQ==}",
        "{exec: {}, tokenFile: nope, token: t, client-key-data: YQ==}",
        "Error in configuration: \n* command must be specified for u to use exec authentication plugin\n* apiVersion must be specified for u to use exec authentication plugin\n* interactiveMode must be specified for u to use exec authentication plugin\n* certificate-authority-data and certificate-authority are both specified for k. certificate-authority-data will override.",
    ),
    (
        "{server: \"https://h:1\", certificate-authority: there, certificate-authority-data: YQ==, proxy-url: \"ftp://x\"}",
        "{exec: {command: x, apiVersion: client.authentication.k8s.io/v1beta1, env: [{name: a}]}, tokenFile: empty, client-certificate: there, client-key: there}",
        "Error in configuration: \n* invalid 'proxy-url' \"ftp://x\" for cluster \"k\": unsupported scheme \"ftp\", must be http, https, or socks5\n* certificate-authority-data and certificate-authority are both specified for k. certificate-authority-data will override.",
    ),
    (
        "{server: \"https://h:1\", proxy-url: \"ftp://x\"}",
        "{exec: {}, tokenFile: empty}",
        "Error in configuration: \n* command must be specified for u to use exec authentication plugin\n* apiVersion must be specified for u to use exec authentication plugin\n* interactiveMode must be specified for u to use exec authentication plugin\n* invalid 'proxy-url' \"ftp://x\" for cluster \"k\": unsupported scheme \"ftp\", must be http, https, or socks5",
    ),
    (
        "{server: \"https://h:1\"}",
        "{token: [300]}",
        "error: json: cannot unmarshal array into Go struct field AuthInfo.users.user.token of type string",
    ),
    (
        "{server: \"https://h:1\"}",
        "{username: [{name: 5}]}",
        "error: json: cannot unmarshal array into Go struct field AuthInfo.users.user.username of type string",
    ),
    (
        "{server: \"https://h:1\"}",
        "{as-groups: !!str 5}",
        "error: json: cannot unmarshal string into Go struct field AuthInfo.users.user.as-groups of type []string",
    ),
    (
        "{server: \"https://h:1\"}",
        "{as: y}",
        "error: json: cannot unmarshal bool into Go struct field AuthInfo.users.user.as of type string",
    ),
    (
        "{server: \"https://h:1\"}",
        "{auth-provider: [{name: a, extension: {}},{name: a}]}",
        "error: json: cannot unmarshal array into Go struct field AuthInfo.users.user.auth-provider of type v1.AuthProviderConfig",
    ),
    (
        "{server: \"https://h:1\"}",
        "{token: t, exec: {args: 1_000}}",
        "error: json: cannot unmarshal number into Go struct field ExecConfig.users.user.exec.args of type []string",
    ),
    (
        "{server: \"https://h:1\", certificate-authority: !!bool \"yes\"}",
        "{token: t}",
        "error: json: cannot unmarshal bool into Go struct field Cluster.clusters.cluster.certificate-authority of type string",
    ),
    (
        "{server: \"https://h:1\", extensions: {a: {b: c}}}",
        "{token: t}",
        "error: json: cannot unmarshal object into Go struct field Cluster.clusters.cluster.extensions of type []v1.NamedExtension",
    ),
    (
        "{server: \"https://h:1\", extensions: 1e3}",
        "{token: t}",
        "error: json: cannot unmarshal number into Go struct field Cluster.clusters.cluster.extensions of type []v1.NamedExtension",
    ),
    (
        "{server: \"https://h:1\", insecure-skip-tls-verify: {a: 1}}",
        "{token: t}",
        "error: json: cannot unmarshal object into Go struct field Cluster.clusters.cluster.insecure-skip-tls-verify of type bool",
    ),
    (
        "{server: \"https://h:1\"}",
        "{token: t, exec: {command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, env: [{name: 1.}]}}",
        "error: json: cannot unmarshal number into Go struct field ExecEnvVar.users.user.exec.env.name of type string",
    ),
    (
        "{server: \"https://h:1\", certificate-authority: 0o7}",
        "{token: t}",
        "error: json: cannot unmarshal number into Go struct field Cluster.clusters.cluster.certificate-authority of type string",
    ),
    (
        "{server: \"https://h:1\"}",
        "{token: t, auth-provider: {name: 5}}",
        "error: json: cannot unmarshal number into Go struct field AuthProviderConfig.users.user.auth-provider.name of type string",
    ),
    (
        "{server: 0777}",
        "{token: t}",
        "error: json: cannot unmarshal number into Go struct field Cluster.clusters.cluster.server of type string",
    ),
    (
        "{server: \"https://h:1\"}",
        "{username: 08}",
        "error: json: cannot unmarshal number into Go struct field AuthInfo.users.user.username of type string",
    ),
    (
        "{server: \"https://h:1\"}",
        "{as: 5}",
        "error: json: cannot unmarshal number into Go struct field AuthInfo.users.user.as of type string",
    ),
    (
        "{server: \"https://h:1\"}",
        "{client-certificate: \"1\"}",
        "Error in configuration: \n* client-key-data or client-key must be specified for u to use the clientCert authentication method.\n* unable to read client-cert /w/1 for u due to open /w/1: no such file or directory",
    ),
    (
        "{server: \"https://h:1\"}",
        "{token: t, exec: {provideClusterInfo: 1e3}}",
        "error: json: cannot unmarshal number into Go struct field ExecConfig.users.user.exec.provideClusterInfo of type bool",
    ),
    (
        "{server: \"https://h:1\"}",
        "{token: t, exec: {installHint: 1_000}}",
        "error: json: cannot unmarshal number into Go struct field ExecConfig.users.user.exec.installHint of type string",
    ),
    (
        "{server: \"https://h:1\"}",
        "{client-certificate-data: [300]}",
        "error: json: cannot unmarshal number […] into Go struct field AuthInfo.users.user.client-certificate-data of type uint8",
    ),
    (
        "{server: \"https://h:1\"}",
        "{token: 1_000}",
        "error: json: cannot unmarshal number into Go struct field AuthInfo.users.user.token of type string",
    ),
    (
        "{server: \"https://h:1\", disable-compression: \"1\"}",
        "{token: t}",
        "error: json: cannot unmarshal string into Go struct field Cluster.clusters.cluster.disable-compression of type bool",
    ),
    (
        "{server: \"https://h:1\"}",
        "{client-key: true}",
        "error: json: cannot unmarshal bool into Go struct field AuthInfo.users.user.client-key of type string",
    ),
    (
        "{server: \"https://h:1\"}",
        "{extensions: !!int \"5\"}",
        "error: json: cannot unmarshal number into Go struct field AuthInfo.users.user.extensions of type []v1.NamedExtension",
    ),
    (
        "{server: \"https://h:1\"}",
        "{token: t, exec: {env: \"1\"}}",
        "error: json: cannot unmarshal string into Go struct field ExecConfig.users.user.exec.env of type []v1.ExecEnvVar",
    ),
    (
        "{server: \"https://h:1\", tls-server-name: []}",
        "{token: t}",
        "error: json: cannot unmarshal array into Go struct field Cluster.clusters.cluster.tls-server-name of type string",
    ),
    (
        "{server: \"https://h:1\"}",
        "{token: t, exec: {env: [a]}}",
        "error: json: cannot unmarshal string into Go struct field ExecConfig.users.user.exec.env of type v1.ExecEnvVar",
    ),
    (
        "{server: \"https://h:1\"}",
        "{token: t, exec: {command: 5}}",
        "error: json: cannot unmarshal number into Go struct field ExecConfig.users.user.exec.command of type string",
    ),
    (
        "{server: \"https://h:1\"}",
        "{token: t, auth-provider: {name: !!binary x}}",
        "error: yaml: !!binary value contains invalid base64 data",
    ),
    (
        "{server: !!bool \"yes\"}",
        "{token: t}",
        "error: json: cannot unmarshal bool into Go struct field Cluster.clusters.cluster.server of type string",
    ),
    (
        "{server: \"https://h:1\"}",
        "{auth-provider: y}",
        "error: json: cannot unmarshal bool into Go struct field AuthInfo.users.user.auth-provider of type v1.AuthProviderConfig",
    ),
    (
        "{server: \"https://h:1\"}",
        "{token: t, exec: {command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, env: [{name: [a]}]}}",
        "error: json: cannot unmarshal array into Go struct field ExecEnvVar.users.user.exec.env.name of type string",
    ),
    (
        "{server: \"https://h:1\"}",
        "{client-key-data: yes}",
        "error: json: cannot unmarshal bool into Go struct field AuthInfo.users.user.client-key-data of type []uint8",
    ),
    (
        "{server: \"https://h:1\"}",
        "{token: t, exec: {provideClusterInfo: 2020-01-01}}",
        "error: json: cannot unmarshal string into Go struct field ExecConfig.users.user.exec.provideClusterInfo of type bool",
    ),
    (
        "{server: \"https://h:1\"}",
        "{as-groups: {a: 1}}",
        "error: json: cannot unmarshal object into Go struct field AuthInfo.users.user.as-groups of type []string",
    ),
    (
        "{server: \"https://h:1\", disable-compression: {a: 1}}",
        "{token: t}",
        "error: json: cannot unmarshal object into Go struct field Cluster.clusters.cluster.disable-compression of type bool",
    ),
    (
        "{server: \"https://h:1\"}",
        "{token: t, auth-provider: {config: !!float 5}}",
        "error: json: cannot unmarshal number into Go struct field AuthProviderConfig.users.user.auth-provider.config of type map[string]string",
    ),
    (
        "{server: \"https://h:1\"}",
        "{token: t, exec: {interactiveMode: [1]}}",
        "error: json: cannot unmarshal array into Go struct field ExecConfig.users.user.exec.interactiveMode of type v1.ExecInteractiveMode",
    ),
    (
        "{server: \"https://h:1\"}",
        "{token: t, auth-provider: {config: [1,2,3]}}",
        "error: json: cannot unmarshal array into Go struct field AuthProviderConfig.users.user.auth-provider.config of type map[string]string",
    ),
    (
        "{server: \"https://h:1\"}",
        "{token: t, auth-provider: {config: {a: [b]}}}",
        "error: json: cannot unmarshal array into Go struct field AuthProviderConfig.users.user.auth-provider.config of type string",
    ),
    (
        "{server: \"https://h:1\", insecure-skip-tls-verify: 'y'}",
        "{token: t}",
        "error: json: cannot unmarshal string into Go struct field Cluster.clusters.cluster.insecure-skip-tls-verify of type bool",
    ),
    (
        "{server: \"https://h:1\"}",
        "{client-key-data: !!int \"5\"}",
        "error: json: cannot unmarshal number into Go struct field AuthInfo.users.user.client-key-data of type []uint8",
    ),
];
