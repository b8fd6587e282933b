//! What was measured, as pictures: decode speed against context, and against the bytes that a token reads.

use std::fs;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use plotters::coord::combinators::WithKeyPoints;
use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};
use serde_json::Value;

const SIZE: (u32, u32) = (960, 600);
const GRID: RGBColor = RGBColor(0xe4, 0xe4, 0xe7);
const TEXT: RGBColor = RGBColor(0x33, 0x33, 0x3a);
/// Told apart by people who see few colours (Okabe and Ito).
const COLOURS: [RGBColor; 6] = [
    RGBColor(0x00, 0x72, 0xb2),
    RGBColor(0xd5, 0x5e, 0x00),
    RGBColor(0x00, 0x9e, 0x73),
    RGBColor(0xcc, 0x79, 0xa7),
    RGBColor(0x56, 0xb4, 0xe9),
    RGBColor(0xe6, 0x9f, 0x00),
];

/// A line with its name.
struct Series {
    name: String,
    points: Vec<(f64, f64)>,
}

struct Picture {
    title: &'static str,
    across: &'static str,
    series: Vec<Series>,
}

pub fn plot(from: &Path, to: &Path) -> Result<()> {
    register_font("sans-serif", FontStyle::Normal, epaint_default_fonts::UBUNTU_LIGHT)
        .map_err(|_| anyhow!("the plot's font cannot be read"))?;
    let runs = runs(from)?;
    if runs.is_empty() {
        bail!("{} holds no measurement: `cargo xtask bench` makes one", from.display());
    }
    for (file, picture) in [("decode-by-context.png", by_context(&runs)), ("decode-by-size.png", by_size(&runs))] {
        let file = to.join(file);
        if picture.series.is_empty() {
            eprintln!("Nothing to draw for {}", file.display());
            continue;
        }
        draw(&picture, &file).with_context(|| format!("could not draw {}", file.display()))?;
        eprintln!("The plot is {}", file.display());
    }
    Ok(())
}

/// Every measurement in the folder, by name.
fn runs(folder: &Path) -> Result<Vec<Value>> {
    let entries = fs::read_dir(folder).with_context(|| format!("could not list {}", folder.display()))?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.sort();
    let mut runs = vec![];
    for file in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "json")) {
        let text = fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))?;
        let run: Value = serde_json::from_str(&text).with_context(|| format!("{} is no JSON", file.display()))?;
        // What `gpu_host.py` keeps holds many.
        let more = run["runs"].as_array().filter(|_| run["kind"] == "bench-host");
        let more: Vec<Value> = more.into_iter().flatten().map(|run| run["result"].clone()).collect();
        runs.extend([vec![run], more].concat().into_iter().filter(|run| run["kind"] == "bench"));
    }
    Ok(runs)
}

fn name(run: &Value, parts: &[&str]) -> String {
    parts.iter().map(|part| run[*part].as_str().unwrap_or("?")).collect::<Vec<_>>().join(", ")
}

fn by_context(runs: &[Value]) -> Picture {
    let point = |decode: &Value| Some((decode["context"].as_f64()?, decode["tokens_per_s"].as_f64()?));
    let series = runs.iter().map(|run| Series {
        name: name(run, &["model", "adapter", "where"]),
        points: run["contexts"].as_array().into_iter().flatten().filter_map(point).collect(),
    });
    let series = series.filter(|series| series.points.len() > 1).collect();
    Picture { title: "Decode speed against context", across: "tokens before", series }
}

/// One line for each device, a point a model.
fn by_size(runs: &[Value]) -> Picture {
    let mut series: Vec<Series> = vec![];
    for run in runs {
        let decode = &run["decode"];
        let (Some(bytes), Some(speed)) = (decode["weight_bytes_per_token"].as_f64(), decode["tokens_per_s"].as_f64())
        else {
            continue;
        };
        let (name, point) = (name(run, &["adapter", "where"]), (bytes / 1e6, speed));
        match series.iter_mut().find(|series| series.name == name) {
            Some(series) => series.points.push(point),
            None => series.push(Series { name, points: vec![point] }),
        }
    }
    for series in &mut series {
        series.points.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    Picture { title: "Decode speed against the model's size", across: "MB of weights read a token", series }
}

/// Both ways in powers of ten: devices differ that much.
fn draw(picture: &Picture, file: &Path) -> Result<()> {
    let area = BitMapBackend::new(file, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let points = || picture.series.iter().flat_map(|series| &series.points);
    let span = |of: fn(&(f64, f64)) -> f64| {
        let (least, most) = points().map(of).fold((f64::INFINITY, 0f64), |(l, m), value| (l.min(value), m.max(value)));
        (least.max(1e-3) / 1.6)..(most * 1.6)
    };
    let mut chart = ChartBuilder::on(&area)
        .margin(18)
        .caption(picture.title, ("sans-serif", 24).into_font().color(&TEXT))
        .x_label_area_size(48)
        .y_label_area_size(72)
        .build_cartesian_2d(marked(span(|point| point.0)), marked(span(|point| point.1)))?;
    chart
        .configure_mesh()
        .x_desc(picture.across)
        .y_desc("tokens a second")
        .bold_line_style(GRID)
        .light_line_style(WHITE)
        .axis_style(TEXT)
        .label_style(("sans-serif", 16).into_font().color(&TEXT))
        // As few digits as tell it: 1000 and 0.5.
        .x_label_formatter(&f64::to_string)
        .y_label_formatter(&f64::to_string)
        .draw()?;
    for (series, colour) in picture.series.iter().zip(COLOURS.iter().cycle()) {
        chart
            .draw_series(LineSeries::new(series.points.clone(), colour.stroke_width(2)))?
            .label(&series.name)
            .legend(|(x, y)| PathElement::new([(x, y), (x + 18, y)], colour.stroke_width(3)));
        chart.draw_series(series.points.iter().map(|point| Circle::new(*point, 4, colour.filled())))?;
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::LowerLeft)
        .background_style(WHITE.mix(0.85))
        .border_style(GRID)
        .label_font(("sans-serif", 15).into_font().color(&TEXT))
        .draw()?;
    Ok(area.present()?)
}

fn marked(span: Range<f64>) -> WithKeyPoints<LogCoord<f64>> {
    let marks = marks(&span);
    span.log_scale().with_key_points(marks)
}

/// Where lines of the grid go, with a number each: at powers of ten, closer where the span holds few of those.
fn marks(span: &Range<f64>) -> Vec<f64> {
    let decades = span.start.log10().floor() as i32..=span.end.log10().ceil() as i32;
    let at = |steps: &[u32]| -> Vec<f64> {
        let power = |decade: i32, step: u32| match decade {
            0.. => f64::from(step) * 10f64.powi(decade),
            _ => f64::from(step) / 10f64.powi(-decade), // a division rounds to what is written with few digits
        };
        let all = decades.clone().flat_map(|decade| steps.iter().map(move |step| power(decade, *step)));
        all.filter(|mark| span.contains(mark)).collect()
    };
    let mut choices = [&[1][..], &[1, 2, 5], &[1, 2, 3, 4, 5, 7]].into_iter().map(at);
    choices.find(|marks| marks.len() >= 3).unwrap_or_else(|| at(&[1, 2, 3, 4, 5, 6, 7, 8, 9]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_span_has_marks() {
        assert_eq!(marks(&(60.0..13_000.0)), [100.0, 1_000.0, 10_000.0]);
        assert_eq!(marks(&(400.0..2_200.0)), [500.0, 1_000.0, 2_000.0]);
        assert_eq!(marks(&(0.16..0.73)), [0.2, 0.3, 0.4, 0.5, 0.7]);
        assert_eq!(
            marks(&(0.06..7.0)).iter().map(f64::to_string).collect::<Vec<_>>(),
            ["0.1", "0.2", "0.5", "1", "2", "5"]
        );
        assert!(marks(&(61.0..61.0 * 2.56)).len() >= 3, "one point alone");
    }

    #[test]
    fn measurements_become_pictures() {
        let run = |model: &str, bytes: f64, speed: f64| {
            let behind =
                |context: u32| json!({ "context": context, "tokens_per_s": speed - f64::from(context) / 100.0 });
            json!({
                "kind": "bench", "model": model, "adapter": "Any", "where": "native",
                "decode": { "weight_bytes_per_token": bytes, "tokens_per_s": speed },
                "contexts": [behind(100), behind(2000), { "context": 8000, "skipped": "no room" }],
            })
        };
        let folder = std::env::temp_dir().join(format!("inkling-plots-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        assert!(plot(&folder, &folder).is_err(), "nothing was measured");
        fs::write(folder.join("a.json"), run("Small", 1e8, 900.0).to_string()).unwrap();
        let host = json!({ "kind": "bench-host", "runs": [{ "result": run("Large", 4e9, 90.0) }, { "result": {} }] });
        fs::write(folder.join("b.json"), host.to_string()).unwrap();
        fs::write(folder.join("other.json"), "{}").unwrap();
        let runs = runs(&folder).unwrap();
        assert_eq!(by_context(&runs).series.iter().map(|series| series.points.len()).collect::<Vec<_>>(), [2, 2]);
        assert_eq!(by_size(&runs).series[0].points, [(100.0, 900.0), (4000.0, 90.0)]);
        plot(&folder, &folder).unwrap();
        for name in ["decode-by-context.png", "decode-by-size.png"] {
            let bytes = fs::read(folder.join(name)).unwrap();
            assert!(bytes.starts_with(b"\x89PNG") && bytes.len() > 5_000, "{name}: {} bytes", bytes.len());
        }
        fs::remove_dir_all(&folder).unwrap();
    }
}
