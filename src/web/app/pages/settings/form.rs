//! The numbers of the settings as they are typed: to text, back, and what is wrong with them.

use forerun::domain::{KpiKind, KpiTarget, Settings, Thresholds};
use forerun::view::number::decimal;
use leptos::prelude::*;

use crate::words::{Unit, kpi_unit};

use super::prices::PriceFields;

/// A number being typed.
#[derive(Clone, Copy)]
pub struct Typed {
    /// What stands in the field.
    pub text: RwSignal<String>,
    unit: Unit,
    is_whole: bool,
    digits: usize,
}

/// Most digits behind the point; prices a minute have more.
const DIGITS: usize = 2;
const PRICE_DIGITS: usize = 4;
/// No minute costs more, US dollars.
const DEAREST_MINUTE: f64 = 100.0;
/// The longest that GitHub lets a job run on any runner: five days.
const LONGEST_JOB_MINUTES: f64 = 7_200.0;

impl Typed {
    fn new(unit: Unit, value: f64) -> Self {
        Self { text: RwSignal::new(as_typed(unit, value, DIGITS)), unit, is_whole: false, digits: DIGITS }
    }

    fn whole(value: u32) -> Self {
        Self { is_whole: true, ..Self::new(Unit::OutOfTen, f64::from(value)) }
    }

    /// A price a minute.
    pub fn price(value: f64) -> Self {
        let text = RwSignal::new(as_typed(Unit::Dollars, value, PRICE_DIGITS));
        Self { text, unit: Unit::Dollars, is_whole: false, digits: PRICE_DIGITS }
    }

    /// Shows another value.
    pub fn show(self, value: f64) {
        self.text.set(as_typed(self.unit, value, self.digits));
    }

    /// The value in the engine's unit.
    pub fn value(self) -> Result<f64, &'static str> {
        let text = self.text.get();
        let number = decimal(&text).ok_or("A number, please.")?;
        match self.unit {
            _ if !number.is_finite() || number < 0.0 => Err("A number that is not below 0."),
            _ if self.is_whole && (number.fract() != 0.0 || number < 1.0) => Err("A whole number from 1."),
            _ if self.digits == PRICE_DIGITS && number > DEAREST_MINUTE => Err("At most 100 dollars a minute."),
            Unit::Percent if number > 100.0 => Err("At most 100 %."),
            Unit::Percent => Ok(number / 100.0),
            Unit::OutOfTen if !self.is_whole && number > 10.0 => Err("At most 10."),
            Unit::Seconds if number > 1e7 => Err("At most 10\u{202f}000\u{202f}000 seconds."),
            _ => Ok(number),
        }
    }
}

/// At most so many digits behind the point, none where they are 0.
fn as_typed(unit: Unit, value: f64, digits: usize) -> String {
    let value = if unit == Unit::Percent { value * 100.0 } else { value };
    let text = format!("{value:.digits$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// All fields.
#[derive(Clone)]
pub struct Fields {
    /// Full marks up to here.
    pub warning: Typed,
    /// Half marks here.
    pub critical: Typed,
    /// Full marks from here.
    pub cache: Typed,
    /// Apdex' T.
    pub satisfying: Typed,
    /// Minutes after which GitHub stops a job.
    pub timeout: Typed,
    /// Fewest points of a forecast.
    pub points: Typed,
    /// What minutes cost, and baselines.
    pub prices: PriceFields,
    /// What the form has no field for, as it was last shown.
    others: StoredValue<Settings>,
    /// Target and floor of each KPI.
    pub kpis: Vec<(KpiKind, Typed, Typed)>,
}

impl Fields {
    /// Filled with what is in force.
    pub fn of(settings: &Settings) -> Self {
        let thresholds = settings.thresholds;
        let kpi = |kpi: &KpiTarget| {
            let unit = kpi_unit(kpi.kind);
            (kpi.kind, Typed::new(unit, kpi.target), Typed::new(unit, kpi.floor))
        };
        Self {
            warning: Typed::new(Unit::Seconds, thresholds.duration_warning_seconds),
            critical: Typed::new(Unit::Seconds, thresholds.duration_critical_seconds),
            cache: Typed::new(Unit::Percent, thresholds.cache_hit_rate),
            satisfying: Typed::new(Unit::Seconds, settings.satisfying_validation_seconds),
            timeout: Typed::whole(settings.job_timeout_minutes),
            points: Typed::whole(settings.forecast_minimum_points),
            prices: PriceFields::of(settings),
            others: StoredValue::new(settings.clone()),
            kpis: settings.kpi_targets.iter().map(kpi).collect(),
        }
    }

    /// Filled anew.
    pub fn show(&self, settings: &Settings) {
        self.warning.show(settings.thresholds.duration_warning_seconds);
        self.critical.show(settings.thresholds.duration_critical_seconds);
        self.cache.show(settings.thresholds.cache_hit_rate);
        self.satisfying.show(settings.satisfying_validation_seconds);
        self.timeout.show(f64::from(settings.job_timeout_minutes));
        self.points.show(f64::from(settings.forecast_minimum_points));
        self.prices.show(settings);
        self.others.set_value(settings.clone());
        for (kind, target, floor) in &self.kpis {
            if let Some(kpi) = settings.kpi_target(*kind) {
                target.show(kpi.target);
                floor.show(kpi.floor);
            }
        }
    }

    /// What the critical field says of itself: it must lie above the warning.
    pub fn critical_error(&self) -> Option<String> {
        match (self.warning.value(), self.critical.value()) {
            (_, Err(error)) => Some(error.to_owned()),
            (Ok(warning), Ok(critical)) if critical <= warning => Some("Must be above the warning.".to_owned()),
            _ => None,
        }
    }

    /// What the time limit says of itself.
    pub fn timeout_error(&self) -> Option<String> {
        match self.timeout.value() {
            Err(error) => Some(error.to_owned()),
            Ok(minutes) if minutes > LONGEST_JOB_MINUTES => {
                Some("At most 7\u{202f}200 minutes (five days).".to_owned())
            }
            Ok(_) => None,
        }
    }

    /// The settings, where every field is right.
    pub fn settings(&self) -> Option<Settings> {
        if self.critical_error().is_some() {
            return None;
        }
        let kpi = |(kind, target, floor): &(KpiKind, Typed, Typed)| {
            let (target, floor) = (target.value().ok()?, floor.value().ok()?);
            (target.total_cmp(&floor).is_ne()).then_some(KpiTarget { kind: *kind, target, floor })
        };
        if self.timeout_error().is_some() {
            return None;
        }
        self.prices.settings(Settings {
            thresholds: Thresholds {
                duration_warning_seconds: self.warning.value().ok()?,
                duration_critical_seconds: self.critical.value().ok()?,
                cache_hit_rate: self.cache.value().ok()?,
            },
            kpi_targets: self.kpis.iter().map(kpi).collect::<Option<_>>()?,
            job_timeout_minutes: self.timeout.value().ok()? as u32,
            satisfying_validation_seconds: self.satisfying.value().ok()?,
            forecast_minimum_points: self.points.value().ok()? as u32,
            ..self.others.get_value()
        })
    }
}

/// What a floor says of itself: it must differ from its target.
pub fn floor_error(target: Typed, floor: Typed) -> Option<String> {
    match (target.value(), floor.value()) {
        (_, Err(error)) => Some(error.to_owned()),
        (Ok(target), Ok(floor)) if target.total_cmp(&floor).is_eq() => Some("Must differ from the target.".to_owned()),
        _ => None,
    }
}
