//! Which part of its time a chart shows, and how keys, wheel and drag change that. Pure: knows no event and no pixel.

use crate::domain::{Period, Timestamp};

/// Shorter parts than this show nothing more.
const LEAST_SECONDS: i64 = 3_600;
/// A key or a press of a button.
const STEP: f64 = 0.5;
/// How far an arrow key moves, as a share of what is shown.
const MOVE: f64 = 0.25;
/// A notch of a wheel, in the pixels that browsers tell, halves or doubles.
const NOTCH_PIXELS: f64 = 240.0;

/// A part of a whole; the whole at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zoom {
    whole: Period,
    shown: Period,
}

impl Zoom {
    /// All of it.
    pub fn new(whole: Period) -> Self {
        Self { whole, shown: whole }
    }

    /// A part of it, as far as it lies inside; all of it where nothing does.
    pub fn of(whole: Period, shown: Option<Period>) -> Self {
        shown.map_or(Self::new(whole), |shown| Self::new(whole).to(shown.start, shown.end))
    }

    /// The part; `None` where all is shown.
    pub fn part(self) -> Option<Period> {
        (self.shown != self.whole).then_some(self.shown)
    }

    /// What is shown.
    pub fn shown(self) -> Period {
        self.shown
    }

    /// Shows what lies between two instants, in either order, but never less than an hour.
    #[must_use]
    pub fn to(self, from: Timestamp, to: Timestamp) -> Self {
        let (from, to) = (from.min(to).max(self.whole.start), from.max(to).min(self.whole.end));
        if to <= from {
            return Self::new(self.whole);
        }
        self.placed(from, to.seconds_since(from))
    }

    /// Shows `factor` times as much; the instant `around` keeps its place.
    #[must_use]
    pub fn by(self, factor: f64, around: Timestamp) -> Self {
        if !(factor.is_finite() && factor > 0.0) {
            return self;
        }
        let around = around.clamp(self.shown.start, self.shown.end);
        let seconds = (self.shown.seconds() as f64 * factor).min(self.whole.seconds() as f64) as i64;
        let seconds = seconds.max(LEAST_SECONDS);
        let share = around.seconds_since(self.shown.start) as f64 / self.shown.seconds().max(1) as f64;
        self.placed(around.plus_seconds(-(share * seconds as f64) as i64), seconds)
    }

    /// Shows what lies before or after, by a share of what is shown.
    #[must_use]
    pub fn moved(self, share: f64) -> Self {
        let by = if share.is_finite() { (share * self.shown.seconds() as f64) as i64 } else { 0 };
        self.placed(self.shown.start.plus_seconds(by), self.shown.seconds())
    }

    /// What a wheel does that was turned by so many pixels, downwards positive.
    #[must_use]
    pub fn wheeled(self, pixels: f64, around: Timestamp) -> Self {
        self.by((pixels / NOTCH_PIXELS).clamp(-2.0, 2.0).exp2(), around)
    }

    /// What a key does, with Shift or without; `None` for keys that are not for this. `around` is where the crosshair
    /// rests, the middle where it does not.
    #[must_use]
    pub fn keyed(self, key: &str, has_shift: bool, around: Option<Timestamp>) -> Option<Self> {
        let middle = self.shown.start.plus_seconds(self.shown.seconds() / 2);
        let around = around.unwrap_or(middle);
        match (key, has_shift) {
            ("+" | "=", _) => Some(self.by(STEP, around)),
            ("-" | "_", _) => Some(self.by(1.0 / STEP, around)),
            ("0", _) => Some(Self::new(self.whole)),
            ("ArrowLeft", true) => Some(self.moved(-MOVE)),
            ("ArrowRight", true) => Some(self.moved(MOVE)),
            _ => None,
        }
    }

    /// So many seconds from `start` on, pushed into the whole.
    fn placed(self, start: Timestamp, seconds: i64) -> Self {
        let seconds = seconds.max(LEAST_SECONDS).min(self.whole.seconds().max(0));
        let latest = self.whole.end.plus_seconds(-seconds);
        let start = start.min(latest).max(self.whole.start);
        Self { whole: self.whole, shown: Period { start, end: start.plus_seconds(seconds) } }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOUR: i64 = 3_600;

    fn zoom() -> Zoom {
        Zoom::new(period(0, 100))
    }

    fn period(from: i64, to: i64) -> Period {
        Period { start: Timestamp(from * HOUR), end: Timestamp(to * HOUR) }
    }

    fn check(zoom: Zoom, from: i64, to: i64) {
        assert_eq!(zoom.shown(), period(from, to));
    }

    #[test]
    fn shows_what_is_asked_for() {
        let at = |hour: i64| Timestamp(hour * HOUR);
        check(zoom(), 0, 100);
        assert_eq!(zoom().part(), None);
        check(zoom().to(at(20), at(10)), 10, 20);
        check(zoom().to(at(-20), at(10)), 0, 10);
        check(zoom().to(at(200), at(300)), 0, 100);
        check(zoom().to(at(100), at(100)), 0, 100);
        check(zoom().to(at(50), Timestamp(50 * HOUR + 1)), 50, 51);
        check(zoom().by(0.5, at(50)), 25, 75);
        check(zoom().by(0.5, at(0)), 0, 50);
        check(zoom().by(0.5, at(0)).by(2.0, at(50)), 0, 100);
        check(zoom().by(f64::NAN, at(0)), 0, 100);
        check(zoom().to(at(10), at(20)).moved(0.5), 15, 25);
        check(zoom().to(at(10), at(20)).moved(-9.0), 0, 10);
        check(Zoom::of(period(0, 100), Some(period(90, 120))), 90, 100);
        check(Zoom::of(period(0, 100), Some(period(190, 220))), 0, 100);
        check(zoom().wheeled(-240.0, at(0)), 0, 50);
        check(zoom().wheeled(240.0, at(0)), 0, 100);
    }

    #[test]
    fn keys_zoom_and_move() {
        let start = zoom().to(Timestamp(40 * HOUR), Timestamp(60 * HOUR));
        let check = |key: &str, has_shift: bool, expected: Option<(i64, i64)>| {
            let shown = start.keyed(key, has_shift, None).map(Zoom::shown);
            assert_eq!(shown, expected.map(|(from, to)| period(from, to)), "{key} {has_shift}");
        };
        check("+", true, Some((45, 55)));
        check("=", false, Some((45, 55)));
        check("-", false, Some((30, 70)));
        check("0", false, Some((0, 100)));
        check("ArrowLeft", true, Some((35, 55)));
        check("ArrowRight", true, Some((45, 65)));
        check("ArrowRight", false, None);
        check("a", false, None);
    }

    proptest! {
        #[test]
        fn stays_inside(
            seconds in 0..10_000_000_i64,
            steps in prop::collection::vec((0..4_u8, -3.0..3.0_f64, -1_000_000..11_000_000_i64), 0..20),
        ) {
            let whole = Period { start: Timestamp(0), end: Timestamp(seconds) };
            let mut zoom = Zoom::new(whole);
            for (kind, amount, at) in steps {
                zoom = match kind {
                    0 => zoom.by(amount, Timestamp(at)),
                    1 => zoom.moved(amount),
                    2 => zoom.wheeled(amount * 300.0, Timestamp(at)),
                    _ => zoom.to(Timestamp(at), Timestamp(at + (amount * 1e6) as i64)),
                };
                let shown = zoom.shown();
                prop_assert!(whole.start <= shown.start && shown.start <= shown.end && shown.end <= whole.end);
                prop_assert!(shown.seconds() >= LEAST_SECONDS.min(seconds));
            }
        }
    }
}
