//! Every certificate as a row of a table, with all its fields to unfold.

use crate::render::escape::markup;
use crate::render::palette;
use crate::report::picture::{Detail, Picture};
use crate::x509::Fingerprint;

/// All certificates, those first that someone must act on.
pub(super) fn order(picture: &Picture) -> Vec<Fingerprint> {
    let mut order: Vec<_> = picture.details.iter().collect();
    order.sort_by(|(one, first), (other, second)| {
        (first.urgency, first.not_after, &first.name, one).cmp(&(
            second.urgency,
            second.not_after,
            &second.name,
            other,
        ))
    });
    order.into_iter().map(|(known, _)| *known).collect()
}

/// The table.
pub(super) fn table(picture: &Picture, order: &[Fingerprint]) -> String {
    let mut out = format!(
        "<section id=\"certificates\">\n<h2>Certificates ({})</h2>\n<div class=\"scroll\">\n<table>\n<thead><tr><th></th><th>Name</th><th>Use</th><th>Issuer</th><th>Until</th><th class=\"end\">Left</th><th>Found in</th></tr></thead>\n<tbody>\n",
        order.len()
    );
    for (number, known) in order.iter().enumerate() {
        if let Some(detail) = picture.details.get(known) {
            row(&mut out, number, *known, detail);
        }
    }
    out.push_str("</tbody>\n</table>\n</div>\n</section>\n");
    out
}

fn row(out: &mut String, number: usize, known: Fingerprint, detail: &Detail) {
    let class = palette::urgent(detail.urgency).map_or("", |paint| paint.class);
    let class = if class.is_empty() {
        String::new()
    } else {
        format!(" class=\"{class}\"")
    };
    let place = detail.places.first().map(String::as_str);
    out.push_str(&format!(
        "<tr id=\"c{number}\"{class}><td>{mark}</td><td><details><summary>{name}</summary>{fields}</details></td><td>{usage}</td><td>{issuer}</td><td>{date}</td><td class=\"end\">{left}</td><td>{place}</td></tr>\n",
        mark = palette::sign(detail.urgency),
        name = markup(&detail.name),
        fields = fields(known, detail),
        usage = detail.usage,
        issuer = markup(&detail.issuer_name),
        date = detail.not_after.date(),
        left = detail.left,
        place = markup(place.unwrap_or_default()),
    ));
}

fn fields(known: Fingerprint, detail: &Detail) -> String {
    let mut out = "<dl>".to_owned();
    let mut field = |name: &str, values: &[String]| {
        if values.is_empty() {
            return;
        }
        out.push_str(&format!("<dt>{name}</dt>"));
        for value in values {
            out.push_str(&format!("<dd>{}</dd>", markup(value)));
        }
    };
    let one = |value: &str| [value.to_owned()];
    field("subject", &one(&detail.subject));
    field("names", &detail.names);
    field("issuer", &one(&detail.issuer));
    field("serial", &one(&detail.serial));
    field(
        "valid",
        &one(&format!(
            "{} to {}",
            detail.not_before.human(),
            detail.not_after.human()
        )),
    );
    field("key", &one(&detail.key));
    field("SHA-256", &one(&known.to_string()));
    field("found in", &detail.places);
    field("presented by", &detail.presented_by);
    field("trusted by", &detail.trusted_by);
    out.push_str("</dl>");
    out
}
