//! The page of `graph --format html` in a real browser: it asks for nothing, the browser has nothing to complain of, and
//! what it offers works with the pointer, with the keyboard, without scripts, in the dark and on paper.

mod devtools;
mod mermaid;

use std::fs;
use std::path::Path;

use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};

use self::devtools::Tab;
use crate::graphviz::{certgraph, fixtures};
use crate::twins::{FRAGMENTS, twins};

type Test = fn(&mut Tab);

/// Those that want Mermaid too.
const OF_MERMAID: [(&str, Test); 2] = [
    (
        "mermaid_reads_what_the_model_says",
        mermaid::mermaid_reads_what_the_model_says,
    ),
    (
        "mermaid_draws_no_more_for_a_name",
        mermaid::mermaid_draws_no_more_for_a_name,
    ),
];

const TESTS: [(&str, Test); 9] = [
    ("no_page_asks_or_complains", no_page_asks_or_complains),
    ("what_is_forbidden_is_noticed", what_is_forbidden_is_noticed),
    ("a_name_adds_nothing", a_name_adds_nothing),
    (
        "the_filter_leaves_what_has_the_text",
        the_filter_leaves_what_has_the_text,
    ),
    (
        "a_click_shows_what_belongs_together",
        a_click_shows_what_belongs_together,
    ),
    (
        "the_pointer_finds_everything_out",
        the_pointer_finds_everything_out,
    ),
    (
        "keys_do_what_the_pointer_does",
        keys_do_what_the_pointer_does,
    ),
    ("it_reads_without_scripts", it_reads_without_scripts),
    (
        "it_reads_in_light_and_dark_and_on_paper",
        it_reads_in_light_and_dark_and_on_paper,
    ),
];

/// One trial a test.
pub(crate) fn trials() -> Vec<Trial> {
    let browser = devtools::find();
    if browser.is_none() {
        eprintln!("no Chromium is found: the tests of HTML are ignored");
    }
    let mermaid = mermaid::find().is_some();
    if !mermaid {
        eprintln!("target/ci/mermaid.min.js is absent: the tests of Mermaid are ignored");
    }
    let all = TESTS.map(|own| (own, true));
    let all = all.into_iter().chain(OF_MERMAID.map(|own| (own, mermaid)));
    let trials = all.map(|((name, test), able)| {
        let able = able && browser.is_some();
        let run = move || -> Result<(), Failed> {
            test(&mut Tab::start(browser.unwrap_or_default()));
            Ok(())
        };
        Trial::test(format!("browser::{name}"), run).with_ignored_flag(!able)
    });
    trials.collect()
}

/// Writes and opens the page of a fixture.
fn open(tab: &mut Tab, folder: &str) -> tempfile::TempDir {
    let page = certgraph(
        &fixture(folder),
        &["graph", ".", "--at", "2026-06-01", "--format", "html"],
    );
    show(tab, &page)
}

fn show(tab: &mut Tab, page: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("graph.html");
    fs::write(&file, page).unwrap();
    tab.open(&file);
    folder
}

fn fixture(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(name)
}

fn no_page_asks_or_complains(tab: &mut Tab) {
    for (name, _) in fixtures() {
        let _page = open(tab, &name);
        assert_eq!(tab.problems, [""; 0], "{name}");
        assert_eq!(tab.evaluate("document.scripts.length"), 1, "{name}");
        assert_eq!(
            tab.evaluate("document.querySelectorAll('a, img, iframe, object, form, link').length"),
            0,
            "{name}"
        );
    }
}

/// That the tests above can fail.
fn what_is_forbidden_is_noticed(tab: &mut Tab) {
    let page = certgraph(
        &fixture("pictures/kubeadm"),
        &["graph", ".", "--format", "html"],
    );
    let more = "<script>document.title = 'owned'</script><img src=\"https://example.invalid/x.png\"><p onclick=\"1\">";
    let _page = show(tab, &page.replace("</main>", &format!("{more}</main>")));
    assert!(tab.problems.len() >= 2, "{:?}", tab.problems);
    assert_ne!(tab.evaluate("document.title"), "owned");
}

/// Whatever a name holds, the page has the elements and attributes of its benign twin's.
fn a_name_adds_nothing(tab: &mut Tab) {
    let mut parts = |folder: &Path| {
        let arguments = [
            "graph",
            ".",
            "--at",
            "2026-06-01",
            "--fold",
            "never",
            "--format",
            "html",
        ];
        let _page = show(tab, &certgraph(folder, &arguments));
        assert_eq!(tab.problems, [""; 0], "{}", folder.display());
        tab.evaluate(
            "[...document.querySelectorAll('*')]
              .map((part) => `${part.tagName} ${part.getAttributeNames().sort()} ${part.className}`)
              .sort().join('\\n')",
        )
    };
    for fragment in FRAGMENTS {
        let (_folder, benign, hostile) = twins(fragment);
        assert_eq!(parts(&benign), parts(&hostile), "{fragment:?}");
    }
}

/// Names of the certificates that are listed, and the boxes and rows of the picture that are not dimmed.
fn seen(tab: &mut Tab) -> (Vec<String>, Vec<String>) {
    let texts = |value: Value| -> Vec<String> {
        let list = value.as_array().unwrap().iter();
        list.map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let listed = tab.evaluate(
        "[...document.querySelectorAll('#certificates tbody tr')]
          .filter((line) => line.getClientRects().length > 0)
          .map((line) => line.querySelector('summary').textContent)",
    );
    let lit = tab.evaluate(
        "[...document.querySelectorAll('#picture .box, #picture .row')]
          .filter((shape) => getComputedStyle(shape).opacity === '1')
          .map((shape) => (shape.querySelector('.strong') ?? shape.querySelector('text')).textContent)",
    );
    (texts(listed), texts(lit))
}

fn the_filter_leaves_what_has_the_text(tab: &mut Tab) {
    let _page = open(tab, "pictures/fleet");
    let (all, drawn) = seen(tab);
    assert!(
        all.len() > 200 && drawn.len() > 20,
        "{} {}",
        all.len(),
        drawn.len()
    );
    tab.press("/");
    tab.write("WORKER-04");
    let (listed, lit) = seen(tab);
    let workers: Vec<_> = (40..50)
        .map(|number| format!("system:node:worker-{number:03}"))
        .collect();
    assert_eq!(listed.len(), 10, "{listed:?}");
    assert!(
        workers.iter().all(|worker| listed.contains(worker)),
        "{listed:?}"
    );
    // The one that expired, and a folded row for the nine others.
    assert_eq!(lit, ["system:node:worker-044", "90 × system:node:worker-*"]);
    let count = tab.evaluate("document.getElementById('count').textContent");
    assert_eq!(count, format!("10 of {} certificates", all.len()));
    tab.press("Escape");
    assert_eq!(seen(tab), (all, drawn));
    assert_eq!(tab.problems, [""; 0]);
}

fn a_click_shows_what_belongs_together(tab: &mut Tab) {
    let _page = open(tab, "pictures/kubeadm");
    let (all, drawn) = seen(tab);
    let etcd = named(tab, "etcd-ca");
    tab.click(&etcd);
    let (listed, lit) = seen(tab);
    let below = [
        "apiserver-etcd-client",
        "etcd peer cp-1",
        "etcd server cp-1",
        "kube-etcd-healthcheck-client",
    ];
    assert_eq!(listed.len(), 5, "{listed:?}");
    let verifiers = ["etcd", "etcd-probe", "kube-apiserver", "etcd-ca"];
    assert_eq!(lit, [&verifiers[..], &below].concat());
    let arrows = "document.querySelectorAll('#picture .edge.on').length";
    assert_eq!(tab.evaluate(arrows), 4);
    tab.click(&etcd);
    assert_eq!(seen(tab), (all.clone(), drawn.clone()));

    // A row belongs to its issuer and to those who trust that, and not to the rows beside it.
    let row = named(tab, "etcd peer cp-1");
    tab.click(&row);
    let (listed, lit) = seen(tab);
    assert_eq!(lit, [&verifiers[..], &["etcd peer cp-1"]].concat());
    assert_eq!(listed.len(), 2, "{listed:?}");
    tab.click("#picture svg .page, #picture svg");
    tab.press("Escape");
    assert_eq!(seen(tab), (all, drawn));
    assert_eq!(tab.problems, [""; 0]);
}

/// A selector for the box or row with a name.
fn named(tab: &mut Tab, name: &str) -> String {
    let name = json!(name);
    let id = tab.evaluate(&format!(
        "[...document.querySelectorAll('#picture .box, #picture .row')]
          .find((shape) => [...shape.querySelectorAll('text')].some((text) => text.textContent === {name})).id"
    ));
    format!("#{}", id.as_str().unwrap())
}

/// What the panel says; nothing where it is not there.
fn told(tab: &mut Tab) -> String {
    let text = tab.evaluate("document.getElementById('panel').innerText");
    let shown = tab.evaluate("document.getElementById('panel').getClientRects().length > 0");
    if shown == true {
        text.as_str().unwrap().to_owned()
    } else {
        String::new()
    }
}

fn the_pointer_finds_everything_out(tab: &mut Tab) {
    let _page = open(tab, "pictures/kubeadm");
    assert_eq!(told(tab), "");
    let row = named(tab, "kube-apiserver-kubelet-client");
    tab.point(&row);
    let text = told(tab);
    for part in [
        "CN=kube-apiserver-kubelet-client",
        "CN=kubernetes",
        "pki/apiserver-kubelet-client.crt",
        "SHA-256",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    tab.point("#v0");
    let text = told(tab);
    assert!(
        text.contains("--trusted-ca-file") && text.contains("pki/etcd/ca.crt"),
        "{text}"
    );
    tab.point("h1");
    assert_eq!(told(tab), "");
    let _page = open(tab, "kubeadm/healthy");
    let server = tab.evaluate(
        "[...document.querySelectorAll('#picture .row')]
          .find((row) => row.querySelector('text').textContent === 'kube-apiserver').id",
    );
    tab.point(&format!("#{}", server.as_str().unwrap()));
    let text = told(tab);
    for name in ["names", "kubernetes.default.svc", "10.96.0.1"] {
        assert!(text.contains(name), "{name}: {text}");
    }
}

fn keys_do_what_the_pointer_does(tab: &mut Tab) {
    let _page = open(tab, "pictures/kubeadm");
    let (all, drawn) = seen(tab);
    let focus = "document.activeElement.id";
    tab.press("Tab");
    assert_eq!(tab.evaluate(focus), "filter");
    let etcd = named(tab, "etcd-ca");
    let mut steps = 0;
    while tab.evaluate(focus) != etcd[1..] {
        tab.press("Tab");
        steps += 1;
        assert!(steps < 30, "{etcd} is not reached");
    }
    let ring = format!("getComputedStyle(document.querySelector('{etcd} > rect')).strokeWidth");
    assert_eq!(tab.evaluate(&ring), "2.5px");
    assert!(told(tab).contains("CN=etcd-ca"));
    tab.press("Enter");
    let (listed, lit) = seen(tab);
    assert_eq!((listed.len(), lit.len()), (5, 8), "{listed:?} {lit:?}");
    let pressed = format!("document.querySelector('{etcd}').getAttribute('aria-pressed')");
    assert_eq!(tab.evaluate(&pressed), "true");
    tab.press("Escape");
    assert_eq!(seen(tab), (all, drawn));
    assert_eq!(told(tab), "");
    assert_eq!(tab.evaluate(&pressed), "false");
    assert_eq!(tab.problems, [""; 0]);
}

fn it_reads_without_scripts(tab: &mut Tab) {
    tab.call(
        "Emulation.setScriptExecutionDisabled",
        json!({ "value": true }),
    );
    let _page = open(tab, "pictures/kubeadm");
    // The filter would do nothing.
    assert_eq!(
        tab.evaluate("document.querySelector('.tools').getClientRects().length"),
        0
    );
    let (listed, lit) = seen(tab);
    assert_eq!((listed.len(), lit.len()), (14, 21), "{listed:?} {lit:?}");
    let text = tab.evaluate("document.body.innerText");
    let text = text.as_str().unwrap();
    for part in [
        "Findings",
        "expired",
        "Expiries",
        "Certificates (14)",
        "who trusts what",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // Every field unfolds without a script.
    let field = "document.querySelector('#certificates dl').checkVisibility()";
    assert_eq!(tab.evaluate(field), false);
    tab.click("#certificates summary");
    assert_eq!(tab.evaluate(field), true);
}

/// The least contrast of a text of the page with what it stands on, as WCAG reckons it, and that text.
const LEAST_CONTRAST: &str = "(() => {
  const parts = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = parts(color).slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const solid = (color) => color !== 'none' && (parts(color)[3] ?? 1) === 1;
  const below = (text) => {
    for (let at = text; at; at = at.parentElement) {
      const boxes = [...at.children].filter((child) => child.matches('rect')).reverse();
      if (!at.matches('.bar')) {
        for (const box of boxes) if (solid(getComputedStyle(box).fill)) return getComputedStyle(box).fill;
      }
      const page = getComputedStyle(at).backgroundColor;
      if (solid(page)) return page;
    }
    return 'rgb(255, 255, 255)';
  };
  const own = (text) => getComputedStyle(text)[text instanceof SVGElement ? 'fill' : 'color'];
  const texts = [...document.querySelectorAll('svg text, h1, h2, p, td, th, li, summary, dt, dd')];
  const seen = texts.filter((text) => text.getClientRects().length > 0 && text.textContent.trim() !== '');
  const found = seen.map((text) => {
    const [dark, bright] = [light(own(text)), light(below(text))].sort((one, other) => one - other);
    return [(bright + 0.05) / (dark + 0.05), text.textContent];
  });
  return found.sort(([one], [other]) => one - other)[0];
})()";

fn it_reads_in_light_and_dark_and_on_paper(tab: &mut Tab) {
    let media = |tab: &mut Tab, media: &str, scheme: &str| {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        tab.call(
            "Emulation.setEmulatedMedia",
            json!({ "media": media, "features": features }),
        );
    };
    let page = "getComputedStyle(document.body).backgroundColor";
    for folder in ["pictures/fleet", "pictures/rotated"] {
        let _page = open(tab, folder);
        for (scheme, color) in [("light", "rgb(255, 255, 255)"), ("dark", "rgb(13, 17, 23)")] {
            media(tab, "screen", scheme);
            assert_eq!(tab.evaluate(page), color);
            let least = tab.evaluate(LEAST_CONTRAST);
            assert!(
                least[0].as_f64().unwrap() >= 4.5,
                "{folder}, {scheme}: {least}"
            );
        }
        // Paper is white, holds no tools, and nothing stands beside it.
        media(tab, "print", "dark");
        assert_eq!(tab.evaluate(page), "rgb(255, 255, 255)");
        let least = tab.evaluate(LEAST_CONTRAST);
        assert!(
            least[0].as_f64().unwrap() >= 4.5,
            "{folder}, print: {least}"
        );
        let tools = "document.querySelector('.tools').getClientRects().length";
        assert_eq!(tab.evaluate(tools), 0);
        let size = json!({ "width": 1000, "height": 700, "deviceScaleFactor": 1, "mobile": false });
        tab.call("Emulation.setDeviceMetricsOverride", size);
        let over = tab.evaluate("document.documentElement.scrollWidth - window.innerWidth");
        let beside = tab.evaluate(
            "[...document.querySelectorAll('svg rect, svg text')]
              .map((part) => part.getBoundingClientRect())
              .filter((area) => area.left < 0 || area.right > window.innerWidth).length",
        );
        assert_eq!(beside, 0, "{folder}: the picture is cut off");
        assert!(
            over.as_i64().unwrap() <= 0,
            "{folder}: {over} px beside the page"
        );
        let printed = tab.call("Page.printToPDF", json!({ "preferCSSPageSize": true }));
        assert!(
            printed["data"].as_str().unwrap().starts_with("JVBERi"),
            "{folder}: no PDF"
        );
        tab.call("Emulation.clearDeviceMetricsOverride", json!({}));
        media(tab, "", "");
    }
}
