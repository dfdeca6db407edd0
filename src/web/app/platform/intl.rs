//! Dates and sizes as text, by way of the browser's `Intl`. The page speaks English and writes dates as its charts do,
//! day before month, the month by its name: nobody anywhere reads that wrongly.

use forerun::domain::{Period, Timestamp};
use js_sys::Intl::DateTimeFormat;
use js_sys::{Array, JsString, Object, Reflect};
use wasm_bindgen::JsValue;

use super::zone::date;

/// How much of an instant is told.
#[derive(Clone, Copy)]
enum Detail {
    Day,
    Minute,
    Hour,
}

// Making a formatter costs far more than using it.
struct Formatters {
    day: DateTimeFormat,
    minute: DateTimeFormat,
    hour: DateTimeFormat,
}

thread_local! {
    static FORMATTERS: Formatters = Formatters {
        day: formatter(&[("dateStyle", "medium")]),
        minute: formatter(&[("dateStyle", "medium"), ("timeStyle", "short")]),
        hour: formatter(&[("timeStyle", "short")]),
    };
}

fn formatter(options: &[(&str, &str)]) -> DateTimeFormat {
    let object = Object::new();
    for (name, value) in options {
        // Setting a property of a fresh object cannot fail.
        Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_str(value)).ok();
    }
    DateTimeFormat::new(&Array::of1(&JsValue::from_str(LOCALE)), &object)
}

const LOCALE: &str = "en-GB";

fn format(time: Timestamp, detail: Detail) -> String {
    let call = |formatter: &DateTimeFormat| formatter.format().call1(formatter, &date(time)).ok();
    let text = FORMATTERS.with(|formatters| match detail {
        Detail::Day => call(&formatters.day),
        Detail::Minute => call(&formatters.minute),
        Detail::Hour => call(&formatters.hour),
    });
    // Instants beyond what a browser date holds have no local text.
    text.and_then(|text| text.as_string()).unwrap_or_else(|| time.to_rfc3339())
}

/// `21 Nov 2026`, local.
pub fn day(time: Timestamp) -> String {
    format(time, Detail::Day)
}

/// `21 Nov 2026, 14:05`, local.
pub fn minute(time: Timestamp) -> String {
    format(time, Detail::Minute)
}

/// `14:05`, local.
pub fn hour(time: Timestamp) -> String {
    format(time, Detail::Hour)
}

/// `2026-11-21 14:05 UTC`, for titles.
pub fn utc(time: Timestamp) -> String {
    let text = time.to_rfc3339();
    let (day, clock) = text.split_once('T').unwrap_or((&text, ""));
    format!("{day} {} UTC", clock.get(..5).unwrap_or_default())
}

/// Text from elsewhere, its instants told in local time.
pub fn with_local_times(text: &str) -> String {
    let told = |word: &str| {
        let instant = word.trim_end_matches(['.', ',', ';', ':', ')']);
        let is_instant = instant.len() == "2026-11-21T14:05:00Z".len() && instant.ends_with('Z');
        let time = Timestamp::parse(instant).ok().filter(|_| is_instant)?;
        Some(format!("{}{}", minute(time), word.get(instant.len()..).unwrap_or_default()))
    };
    let words: Vec<String> = text.split(' ').map(|word| told(word).unwrap_or_else(|| word.to_owned())).collect();
    words.join(" ")
}

/// `22 Oct 2026 – 21 Nov 2026`, local; the last day is the one in which the period ends.
pub fn period(period: Period) -> String {
    let (first, last) = (day(period.start), day(period.end.plus_seconds(-1)));
    if first == last { first } else { format!("{first} – {last}") }
}

/// `1.2 MB`, in powers of 1000 as browsers and disks count.
pub fn bytes(bytes: u64) -> String {
    let value = bytes as f64;
    match bytes {
        0..1_000 => format!("{bytes}\u{a0}B"),
        1_000..1_000_000 => format!("{:.0}\u{a0}kB", value / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1}\u{a0}MB", value / 1e6),
        _ => format!("{:.2}\u{a0}GB", value / 1e9),
    }
}

/// A text in small letters, whatever its alphabet. The browser has the tables; here they would be 13 KB.
pub fn lower_case(text: &str) -> String {
    JsString::from(text).to_lower_case().into()
}
