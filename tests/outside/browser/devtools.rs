//! A browser without a window, driven by the Chrome DevTools Protocol over a pipe.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// A browser that is silent for so long does not come back.
const PATIENCE: Duration = Duration::from_secs(60);

/// The command of a browser, where there is one.
pub(super) fn find() -> Option<&'static str> {
    let known = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    known.into_iter().find(|name| {
        let version = Command::new(name).arg("--version").output();
        version.is_ok_and(|found| found.status.success())
    })
}

/// A browser with one tab.
pub(super) struct Tab {
    child: Child,
    commands: ChildStdin,
    messages: Receiver<Value>,
    session: Option<String>,
    sent: u64,
    /// The page that is open.
    url: String,
    /// What the browser complained of, and what the page asked of the network, since it was opened.
    pub(super) problems: Vec<String>,
    loaded: bool,
    _profile: tempfile::TempDir,
}

impl Tab {
    pub(super) fn start(browser: &str) -> Self {
        let profile = tempfile::tempdir().unwrap();
        // The protocol is spoken over the descriptors 3 and 4. A container's root has no sandbox to give away.
        let mut child = Command::new("/bin/sh")
            .args(["-c", "exec \"$@\" 3<&0 4>&1 </dev/null >/dev/null", "sh"])
            .arg(browser)
            .arg("--headless=new")
            .arg("--remote-debugging-pipe")
            .arg("--no-sandbox")
            .arg("--disable-gpu")
            .arg("--disable-dev-shm-usage")
            .arg("--disable-background-networking")
            .arg("--no-first-run")
            .arg("--window-size=1500,1000")
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (sender, messages) = channel();
        let answers = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for message in answers.split(0).map_while(Result::ok) {
                let message = serde_json::from_slice(&message).unwrap();
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let mut tab = Self {
            commands: child.stdin.take().unwrap(),
            child,
            messages,
            session: None,
            sent: 0,
            url: String::new(),
            problems: Vec::new(),
            loaded: false,
            _profile: profile,
        };
        let target = tab.call("Target.createTarget", json!({ "url": "about:blank" }));
        let target = json!({ "targetId": target["targetId"], "flatten": true });
        let session = tab.call("Target.attachToTarget", target);
        tab.session = Some(session["sessionId"].as_str().unwrap().to_owned());
        for domain in ["Page", "Runtime", "Log", "Network"] {
            tab.call(&format!("{domain}.enable"), json!({}));
        }
        tab
    }

    /// Opens a file and waits until it is loaded.
    pub(super) fn open(&mut self, file: &Path) {
        self.url = format!("file://{}", file.display());
        self.problems.clear();
        self.loaded = false;
        let opened = self.call("Page.navigate", json!({ "url": self.url }));
        assert!(opened["errorText"].is_null(), "{opened}");
        while !self.loaded {
            let message = self.receive();
            self.note(&message);
        }
        // What is said late comes before this answer.
        self.evaluate("0");
    }

    /// What an expression comes to, also where that is a promise.
    #[track_caller]
    pub(super) fn evaluate(&mut self, expression: &str) -> Value {
        let arguments = json!({
            "expression": expression, "returnByValue": true, "awaitPromise": true
        });
        let answer = self.call("Runtime.evaluate", arguments);
        assert!(
            answer["exceptionDetails"].is_null(),
            "{expression}: {answer:#}"
        );
        answer["result"]["value"].clone()
    }

    /// Presses and releases a key.
    pub(super) fn press(&mut self, key: &str) {
        let (code, text) = match key {
            "Tab" => (9, ""),
            "Enter" => (13, "\r"),
            "Escape" => (27, ""),
            _ => (0, key),
        };
        for kind in ["keyDown", "keyUp"] {
            let typed = if kind == "keyDown" { text } else { "" };
            let event = json!({
                "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "text": typed
            });
            self.call("Input.dispatchKeyEvent", event);
        }
    }

    /// Types into what has the focus.
    pub(super) fn write(&mut self, text: &str) {
        self.call("Input.insertText", json!({ "text": text }));
    }

    /// Moves the pointer to the middle of what a selector finds.
    pub(super) fn point(&mut self, selector: &str) -> (f64, f64) {
        let selector = json!(selector);
        let middle = self.evaluate(&format!(
            "(() => {{
              const found = document.querySelector({selector});
              found.scrollIntoView({{ block: 'center', inline: 'center' }});
              const area = found.getBoundingClientRect();
              return [area.x + area.width / 2, area.y + area.height / 2];
            }})()"
        ));
        let (x, y) = (middle[0].as_f64().unwrap(), middle[1].as_f64().unwrap());
        let event = json!({ "type": "mouseMoved", "x": x, "y": y });
        self.call("Input.dispatchMouseEvent", event);
        (x, y)
    }

    /// Clicks on the middle of what a selector finds.
    pub(super) fn click(&mut self, selector: &str) {
        let (x, y) = self.point(selector);
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", event);
        }
    }

    /// Sends a command and waits for its answer.
    #[track_caller]
    pub(super) fn call(&mut self, method: &str, arguments: Value) -> Value {
        self.sent += 1;
        let mut command = json!({ "id": self.sent, "method": method, "params": arguments });
        if let Some(session) = &self.session {
            command["sessionId"] = json!(session);
        }
        self.commands
            .write_all(command.to_string().as_bytes())
            .unwrap();
        self.commands.write_all(&[0]).unwrap();
        loop {
            let message = self.receive();
            if message["id"] == self.sent {
                assert!(message["error"].is_null(), "{method}: {message:#}");
                return message["result"].clone();
            }
            self.note(&message);
        }
    }

    fn receive(&mut self) -> Value {
        self.messages
            .recv_timeout(PATIENCE)
            .expect("the browser answers")
    }

    /// Events: what went wrong, what was asked for.
    fn note(&mut self, message: &Value) {
        let event = &message["params"];
        match message["method"].as_str().unwrap_or_default() {
            "Page.loadEventFired" => self.loaded = true,
            "Runtime.consoleAPICalled" => self.problems.push(format!("console: {}", event["args"])),
            "Runtime.exceptionThrown" => {
                self.problems
                    .push(format!("exception: {}", event["exceptionDetails"]));
            }
            // Also what the content security policy forbids.
            "Log.entryAdded" => self
                .problems
                .push(format!("log: {}", event["entry"]["text"])),
            "Network.requestWillBeSent" => {
                let url = event["request"]["url"].as_str().unwrap();
                if url != self.url {
                    self.problems.push(format!("request: {url}"));
                }
            }
            _ => {}
        }
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
