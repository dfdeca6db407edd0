//! The person's time zone as a table. Asks the browser for its name and its offsets, and nothing else.

use forerun::domain::{Month, Period, Timestamp, Zone};
use forerun::view::offsets::offsets_over;
use js_sys::{Array, Date, Object, Reflect};
use wasm_bindgen::JsValue;

/// The first year of the table: GitHub Actions began in 2018.
const FIRST_YEAR: i32 = 2018;

/// The zone from 2018 to the end of next year.
pub fn local_zone() -> Zone {
    let start = Month { year: FIRST_YEAR, month: 1 }.start();
    let end = Month { year: Month::of(now()).year + 1, month: 12 }.end();
    Zone { name: zone_name(), offsets: offsets_over(Period { start, end }, offset_seconds) }
}

/// The browser's clock.
pub fn now() -> Timestamp {
    Timestamp((Date::now() / 1_000.0).floor() as i64)
}

/// A browser date for an instant.
pub fn date(time: Timestamp) -> Date {
    Date::new(&JsValue::from_f64(time.0 as f64 * 1_000.0))
}

fn offset_seconds(time: Timestamp) -> i32 {
    // The browser counts minutes west; an invalid date gives NaN, which becomes 0.
    (date(time).get_timezone_offset() * -60.0) as i32
}

fn zone_name() -> String {
    let options = js_sys::Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    let name = Reflect::get(&options, &JsValue::from_str("timeZone")).ok().and_then(|name| name.as_string());
    name.unwrap_or_else(|| "local time".to_owned())
}
