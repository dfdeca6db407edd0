//! Questions put to small worlds whose truth is known: what was, what is coming, and any history at all.

mod any;
mod outlook;
mod past;

use super::testing::{DAY, Row, START};
use super::{Metric, Rate, Trend};

const HOUR: u32 = 3_600;

/// `per_day` runs a day, each with its own commit, shaped by their number and day.
fn history(days: u32, per_day: u32, shape: impl Fn(Row, u32, u32) -> Row) -> Vec<Row> {
    let row = |number: u32| {
        let (day, within) = (number / per_day, number % per_day);
        let row = Row::at(u64::from(number) + 1, START + day * DAY + within * (DAY / per_day));
        shape(row, number, day)
    };
    (0..days * per_day).map(row).collect()
}

fn failing(row: Row, fails: bool) -> Row {
    Row { state: if fails { "failure" } else { "success" }, ..row }
}

fn own(trends: &[Trend], metric: Metric) -> &Trend {
    trends.iter().find(|trend| trend.metric == metric).unwrap()
}

fn parts(rate: Rate) -> (u64, u64) {
    (rate.numerator, rate.denominator)
}
