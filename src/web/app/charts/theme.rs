//! The colours and the font of charts, read from the page's style sheet: once for all charts, and again when they may
//! have changed. Knows which variable a tone is; nothing else in the charts names a colour.

use std::cell::RefCell;

use forerun::view::chart::{Step, Tone};
use js_sys::{Object, Reflect};
use leptos::prelude::{ArcRwSignal, Set as _, WithUntracked as _};
use plotters::style::RGBAColor;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{CanvasRenderingContext2d, Document, Element, HtmlCanvasElement, HtmlElement, window};

use crate::platform::listener::Listener;
use crate::platform::observe::AttributeObserver;

const TONES: [(Tone, &str, RGBAColor); 18] = [
    (Tone::Text, "--color-text", opaque(0x1a, 0x1d, 0x23)),
    (Tone::Muted, "--color-muted", opaque(0x5a, 0x63, 0x70)),
    (Tone::Line, "--color-line", opaque(0xc4, 0xca, 0xd2)),
    (Tone::Grid, "--color-grid", opaque(0xe6, 0xe9, 0xed)),
    (Tone::Surface, "--color-surface", opaque(0xff, 0xff, 0xff)),
    (Tone::Band, "--color-band", opaque(0xc9, 0xdb, 0xf5)),
    (Tone::Accent, "--color-accent", opaque(0x1f, 0x5f, 0xbf)),
    (Tone::Passed, "--color-passed", opaque(0x1f, 0x83, 0x4a)),
    (Tone::Failed, "--color-failed", opaque(0xc6, 0x2f, 0x3b)),
    (Tone::Cancelled, "--color-cancelled", opaque(0x7a, 0x7f, 0x8a)),
    (Tone::Excluded, "--color-excluded", opaque(0x9a, 0xa1, 0xac)),
    (Tone::Unfinished, "--color-unfinished", opaque(0x8a, 0x6d, 0x1d)),
    (Tone::Warning, "--color-warning", opaque(0x9a, 0x62, 0x00)),
    (Tone::Step(Step::First), "--color-step-1", opaque(0xc9, 0xd8, 0xf7)),
    (Tone::Step(Step::Second), "--color-step-2", opaque(0x97, 0xb2, 0xee)),
    (Tone::Step(Step::Third), "--color-step-3", opaque(0x64, 0x8b, 0xe2)),
    (Tone::Step(Step::Fourth), "--color-step-4", opaque(0x36, 0x63, 0xd0)),
    (Tone::Step(Step::Fifth), "--color-step-5", opaque(0x1d, 0x3f, 0x95)),
];

const fn opaque(red: u8, green: u8, blue: u8) -> RGBAColor {
    RGBAColor(red, green, blue, 1.0)
}

thread_local! {
    static OF_PAGE: RefCell<Option<(ArcRwSignal<Theme>, ThemeObserver)>> = const { RefCell::new(None) };
}

/// Colours and font.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    colors: Vec<RGBAColor>,
    /// A CSS list of families.
    pub font_family: String,
}

impl Theme {
    /// For pictures that leave the page: dark on white, whatever the page looks like.
    pub fn paper() -> Self {
        Self::dark_on_white(Self::of_page().with_untracked(|theme| theme.font_family.clone()))
    }

    fn dark_on_white(font_family: String) -> Self {
        Self { colors: TONES.iter().map(|tone| tone.2).collect(), font_family }
    }

    /// The page's, now and after each change. All charts follow the same: to ask for a colour has the browser style, and
    /// often lay out, what has changed on the page until then.
    pub fn of_page() -> ArcRwSignal<Self> {
        OF_PAGE.with_borrow_mut(|known| {
            let (theme, _) = known.get_or_insert_with(|| {
                let theme = ArcRwSignal::new(Self::read());
                let changed = theme.clone();
                (theme, ThemeObserver::new(move || changed.set(Self::read())))
            });
            theme.clone()
        })
    }

    /// What the style sheet says; the colours of paper where it cannot be read.
    fn read() -> Self {
        let body = window().and_then(|window| window.document()?.body());
        let computed = body.as_ref().and_then(|body| window()?.get_computed_style(body).ok()?);
        let font_family = computed.and_then(|style| style.get_property_value("font-family").ok());
        let paper =
            Self::dark_on_white(font_family.filter(|family| !family.is_empty()).unwrap_or("sans-serif".to_owned()));
        match body.as_ref().and_then(read_colors) {
            Some(colors) if colors.len() == TONES.len() => Self { colors, ..paper },
            _ => paper,
        }
    }

    /// The colour of a tone.
    pub fn color(&self, tone: Tone) -> RGBAColor {
        let position = TONES.iter().position(|known| known.0 == tone);
        position.and_then(|position| self.colors.get(position).copied()).unwrap_or(opaque(0, 0, 0))
    }
}

/// Resolves every variable by way of an element's colour and one pixel of a canvas, so that any CSS colour will do
/// (`light-dark()`, `color-mix()`, system colours).
fn read_colors(body: &HtmlElement) -> Option<Vec<RGBAColor>> {
    let window = window()?;
    let document = window.document()?;
    let probe: HtmlElement = document.create_element("span").ok()?.dyn_into().ok()?;
    probe.set_class_name("chart-probe");
    body.append_child(&probe).ok()?;
    let computed = window.get_computed_style(&probe).ok().flatten();
    let context = context_for_reading(&document)?;
    for (position, (_, variable, _)) in TONES.iter().enumerate() {
        probe.style().set_property("color", &format!("var({variable})")).ok()?;
        let color = computed.as_ref().and_then(|style| style.get_property_value("color").ok());
        context.set_fill_style_str(&color.unwrap_or_default());
        context.fill_rect(position as f64, 0.0, 1.0, 1.0);
    }
    probe.remove();
    let pixels = context.get_image_data(0.0, 0.0, TONES.len() as f64, 1.0).ok()?.data();
    let color = |pixel: &[u8]| match *pixel {
        [red, green, blue, alpha] => Some(RGBAColor(red, green, blue, f64::from(alpha) / 255.0)),
        _ => None,
    };
    pixels.chunks_exact(4).map(color).collect()
}

fn context_for_reading(document: &Document) -> Option<CanvasRenderingContext2d> {
    let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(TONES.len() as u32);
    canvas.set_height(1);
    let options = Object::new();
    Reflect::set(&options, &JsValue::from_str("willReadFrequently"), &JsValue::TRUE).ok()?;
    canvas.get_context_with_context_options("2d", &options).ok()??.dyn_into().ok()
}

/// Reports that colours may have changed: the page's theme, the system's, or forced colours.
struct ThemeObserver {
    _attribute: Option<AttributeObserver>,
    _preferences: Vec<Listener>,
}

impl ThemeObserver {
    /// Calls `report` after each change.
    fn new(report: impl Fn() + Clone + 'static) -> Self {
        let root: Option<Element> = window().and_then(|window| window.document()?.document_element());
        let attribute = root.and_then(|root| AttributeObserver::new(&root, "data-theme", report.clone()));
        let queries = ["(prefers-color-scheme: dark)", "(forced-colors: active)", "(prefers-contrast: more)"];
        let preferences = queries.into_iter().filter_map(|query| {
            let media = window()?.match_media(query).ok()??;
            let report = report.clone();
            Some(Listener::new(&media, "change", move |_| report()))
        });
        Self { _attribute: attribute, _preferences: preferences.collect() }
    }
}
