//! The statistics against values of other implementations (numpy, scipy, statsmodels, mpmath, pymannkendall).
//!
//! The values lie outside the repository: `FORERUN_REFERENCE_VALUES` names the file; without it that part is
//! skipped, and says so. A small file of made-up series beside this one (`own_values.json`) is always compared. What is not compared is printed with its reason: nothing is skipped in silence.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may panic")]

mod anomaly;
mod change;
mod clustering;
mod duration;
mod forecast;
mod queue;
mod rates;
mod season;
mod several;
mod special;
mod trend;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;

use serde_json::{Map, Value};

/// Fields that must not be met, and why.
const NOT_MET: [(&str, &str); 1] = [(
    "two_proportions.miettinen_nurminen_ci_diff",
    "made with a slip in the restricted likelihood (the failures of the first sample stand where its size belongs in the \
     linear coefficient of the cubic): with it z is 1.959964 at every bound, without it 1.936 to 1.960; \
     the interval used here is Newcombe's, which is compared",
)];

pub(crate) type Fields = Map<String, Value>;

pub(crate) struct Case<'a> {
    pub(crate) case: &'a Value,
    pub(crate) series: &'a Value,
}

impl Case<'_> {
    pub(crate) fn input(&self, name: &str) -> &Value {
        &self.case["input"][name]
    }

    pub(crate) fn numbers(&self, value: &Value) -> Vec<f64> {
        let all = match value.get("series").and_then(Value::as_str) {
            Some(name) => &self.series[name]["values"],
            None => value,
        };
        let numbers: Vec<f64> = all.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        match value.get("slice").and_then(Value::as_array).map(Vec::as_slice) {
            Some([from, to]) => numbers[from.as_u64().unwrap() as usize..to.as_u64().unwrap() as usize].to_vec(),
            _ => numbers,
        }
    }

    /// The values that most cases are about.
    pub(crate) fn y(&self) -> Vec<f64> {
        let input = &self.case["input"];
        ["y", "x"]
            .into_iter()
            .find(|name| input.get("series").is_none() && input[*name].is_array())
            .map_or_else(|| self.numbers(input), |name| self.numbers(&input[name]))
    }

    pub(crate) fn column(&self, name: &str) -> Vec<f64> {
        self.numbers(self.input(name))
    }

    pub(crate) fn param(&self, name: &str) -> &Value {
        &self.case["params"][name]
    }

    /// `(x, failures, runs)` of a series of days.
    pub(crate) fn days(&self) -> (Vec<f64>, Vec<(u64, u64)>) {
        let series = &self.series[self.case["input"]["series"].as_str().unwrap_or_default()];
        let (day, runs, failures) =
            (self.numbers(&series["day"]), self.numbers(&series["runs"]), self.numbers(&series["values"]));
        (day, failures.iter().zip(&runs).map(|(&k, &n)| (k as u64, n as u64)).collect())
    }

    /// The same on the calendar: days without runs stand as `(0, 0)`.
    pub(crate) fn calendar(&self) -> Vec<(u64, u64)> {
        let (day, counts) = self.days();
        let mut calendar: Vec<(u64, u64)> = Vec::new();
        for (day, count) in day.into_iter().zip(counts) {
            calendar.resize(calendar.len().max(day as usize), (0, 0));
            calendar.push(count);
        }
        calendar
    }
}

pub(crate) fn index(values: &[f64]) -> Vec<f64> {
    (0..values.len()).map(|i| i as f64).collect()
}

pub(crate) fn fields(value: Value) -> Option<Fields> {
    value.as_object().cloned()
}

/// What the library says to a case; `None` for functions it does not have yet.
fn answer(case: &Case<'_>) -> Option<Fields> {
    let function = case.case["fn"].as_str().unwrap_or_default();
    let groups = [
        special::special,
        trend::trend,
        trend::kendalls,
        rates::rates,
        change::change,
        several::several,
        season::season,
        anomaly::anomaly,
        clustering::clustering,
        queue::queue,
        forecast::forecast,
        duration::durations,
    ];
    groups.into_iter().find_map(|group| group(function, case))
}

fn close(found: &Value, expected: &Value, relative: f64, absolute: f64) -> bool {
    match (found, expected) {
        (Value::Array(found), Value::Array(expected)) => {
            found.len() == expected.len()
                && found.iter().zip(expected).all(|(found, expected)| close(found, expected, relative, absolute))
        }
        (Value::Number(found), Value::Number(expected)) => {
            let (found, expected) = (found.as_f64().unwrap(), expected.as_f64().unwrap());
            (found - expected).abs() <= absolute + relative * expected.abs()
        }
        (Value::Object(found), Value::Object(expected)) => {
            let close = |(name, expected): (&String, &Value)| {
                found.get(name).is_some_and(|found| close(found, expected, relative, absolute))
            };
            found.len() == expected.len() && expected.iter().all(close)
        }
        _ => found == expected,
    }
}

/// What a file of reference values came to.
struct Tally {
    cases: usize,
    ran: usize,
    compared: usize,
    missing: BTreeMap<String, usize>,
    unchecked: BTreeSet<String>,
    wrong: Vec<String>,
}

fn compare(text: &str) -> Tally {
    let reference: Value = serde_json::from_str(text).unwrap();
    let cases = reference["cases"].as_array().unwrap();
    let mut tally = Tally {
        cases: cases.len(),
        ran: 0,
        compared: 0,
        missing: BTreeMap::new(),
        unchecked: BTreeSet::new(),
        wrong: Vec::new(),
    };
    for case in cases {
        let name = case["fn"].as_str().unwrap();
        let Some(found) = answer(&Case { case, series: &reference["series"] }) else {
            *tally.missing.entry(name.to_owned()).or_default() += 1;
            continue;
        };
        tally.ran += 1;
        let informational = case["params"]["informational"] == true;
        let tolerance = |kind: &str| case["tol"][kind].as_f64().unwrap();
        for (field, expected) in case["expected"].as_object().unwrap() {
            match found.get(field) {
                None => {
                    let field = format!("{name}.{field}");
                    let reason = NOT_MET.iter().find(|(known, _)| *known == field).map(|(_, reason)| *reason);
                    tally.unchecked.insert(format!("{field}: {}", reason.unwrap_or("not computed here")));
                }
                Some(found) if close(found, expected, tolerance("rel"), tolerance("abs")) => tally.compared += 1,
                // Cases that depend on an optimiser are bound to the mean they forecast; their intervals are simulated.
                Some(_) if informational && field != "mean" => {
                    tally.unchecked.insert(format!("{} {field} (informational, differs)", case["id"]));
                }
                Some(found) => tally.wrong.push(format!("{} {field}: {found} is not {expected}", case["id"])),
            }
        }
    }
    tally
}

impl Tally {
    /// Printed past the test harness, which keeps what a passing test prints to itself: the count belongs in every run.
    fn tell(&self, file: &str) {
        let Self { cases, ran, compared, missing, unchecked, wrong } = self;
        let mut text = format!(
            "\nreference values of {file}: {ran} of {cases} cases, {compared} fields within tolerance, {} wrong\n",
            wrong.len()
        );
        let missing = missing.iter().map(|(function, count)| format!("  not covered: {function} ({count} cases)\n"));
        text.extend(missing);
        text.extend(unchecked.iter().map(|field| format!("  not compared: {field}\n")));
        std::io::stdout().write_all(text.as_bytes()).unwrap();
    }
}

#[test]
fn statistics_agree_with_other_implementations() {
    let path = std::env::var("FORERUN_REFERENCE_VALUES")
        .unwrap_or_else(|_| "../shared/reference/reference_values.json".to_owned());
    let Ok(text) = fs::read_to_string(&path) else {
        writeln!(std::io::stdout(), "\nreference values: skipped: no {path}").unwrap();
        return;
    };
    let tally = compare(&text);
    tally.tell(&path);
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n"));
    assert!(tally.ran > 0, "no case of the file is known");
}

/// Keeps a part of the comparison where the large file is absent.
#[test]
fn statistics_agree_on_series_of_our_own() {
    let tally = compare(include_str!("own_values.json"));
    tally.tell("tests/reference/own_values.json");
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n"));
    assert_eq!((tally.ran, tally.unchecked.len()), (tally.cases, 0));
}
