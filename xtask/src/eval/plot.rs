//! The sweep as a picture: what is saved against what is shown in vain, a point a threshold.

use std::path::Path;

use anyhow::{Context, Result, anyhow};
use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};
use serde_json::Value;

const SIZE: (u32, u32) = (960, 600);
const LINE: RGBColor = RGBColor(0x2f, 0x5d, 0xa8);
const SHIPPED: RGBColor = RGBColor(0xc2, 0x41, 0x0c);
const GRID: RGBColor = RGBColor(0xe4, 0xe4, 0xe7);
const TEXT: RGBColor = RGBColor(0x33, 0x33, 0x3a);

struct Point {
    threshold: f64,
    wrong: f64,
    saved: f64,
}

/// Draws what `inkling eval --json` printed to a PNG file.
pub fn plot(report: &Value, file: &Path) -> Result<()> {
    register_font("sans-serif", FontStyle::Normal, epaint_default_fonts::UBUNTU_LIGHT)
        .map_err(|_| anyhow!("the plot's font cannot be read"))?;
    let points = points(report)?;
    let title = format!("{} characters typed on {}", report["characters"], report["adapter"].as_str().unwrap_or("?"));
    let shipped = report["threshold"].as_f64().context("the report names no threshold")?;
    let most = |value: fn(&Point) -> f64, least: f64| points.iter().map(value).fold(least, f64::max);
    let (most_wrong, most_saved) = (most(|point| point.wrong, 0.5) * 1.08, most(|point| point.saved, 5.0) * 1.12);
    let least_saved = points.iter().map(|point| point.saved).fold(0.0, f64::min);

    let area = BitMapBackend::new(file, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let font = |size: u32| ("sans-serif", size).into_font().color(&TEXT);
    let mut chart = ChartBuilder::on(&area)
        .margin(24)
        .caption(title, font(26))
        .x_label_area_size(52)
        .y_label_area_size(64)
        .build_cartesian_2d(0.0..most_wrong, least_saved..most_saved)?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(GRID)
        .axis_style(TEXT)
        .label_style(font(18))
        .axis_desc_style(font(20))
        .x_desc("wrong shows per accept")
        .y_desc("keystrokes saved, %")
        .draw()?;
    let line = points.iter().map(|point| (point.wrong, point.saved));
    chart.draw_series(LineSeries::new(line, LINE.stroke_width(2)))?;
    for Point { threshold, wrong, saved } in points {
        let ships = (threshold - shipped).abs() < 1e-6;
        let (radius, color, mark) = if ships { (7, SHIPPED, ": ships") } else { (4, LINE, "") };
        let label = Text::new(format!("{threshold:.2}{mark}"), (8, 6), ("sans-serif", 17).into_font().color(&color));
        chart.draw_series([EmptyElement::at((wrong, saved)) + Circle::new((0, 0), radius, color.filled()) + label])?;
    }
    Ok(area.present()?)
}

/// Those where something was accepted.
fn points(report: &Value) -> Result<Vec<Point>> {
    let sweep = report["sweep"].as_array().context("the report has no sweep")?;
    let point = |figures: &Value| {
        Some(Point {
            threshold: figures["threshold"].as_f64()?,
            wrong: figures["wrong_shows_per_accept"].as_f64()?,
            saved: figures["keystrokes_saved_percent"].as_f64()?,
        })
    };
    Ok(sweep.iter().filter_map(point).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_sweep_becomes_a_picture() {
        let figures = |threshold: f64, wrong: Option<f64>| json!({ "threshold": threshold, "wrong_shows_per_accept": wrong, "keystrokes_saved_percent": 20.0 * threshold });
        let report = json!({ "threshold": 0.4, "sweep": [figures(0.2, Some(1.5)), figures(0.4, Some(0.5)), figures(0.9, None)] });
        assert_eq!(points(&report).unwrap().len(), 2, "where nothing was accepted there is no point");
        let file = std::env::temp_dir().join(format!("inkling-plot-{}.png", std::process::id()));
        plot(&report, &file).unwrap();
        let bytes = std::fs::read(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        assert!(bytes.starts_with(b"\x89PNG") && bytes.len() > 5_000, "{} bytes", bytes.len());
        assert!(plot(&json!({}), &file).is_err());
    }
}
