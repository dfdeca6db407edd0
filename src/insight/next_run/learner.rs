//! Learns a workflow's outcomes in the order in which they became known, and says the chance of each run when it started:
//! prequential, so that its record is that of a forecast. Reads no history.

use crate::domain::{Zone, sort_by_key};
use crate::stats::{DiscountedBeta, OnlineLogistic, brier, discrimination, index_of_largest, log_loss, logistic};

use super::features::{FEATURES, Known, NAMES, Start};
use super::{ChanceFactor, ChanceMethod, ChanceRecord};

/// Below so many attempts, failures and passes the logistic model is not asked.
const FEWEST_LEARNT: usize = 200;
const FEWEST_OF_EACH: usize = 20;
/// Discounts of the posteriors, the last none at all: the base rate.
const DISCOUNTS: [f64; 6] = [0.8, 0.9, 0.95, 0.98, 0.99, 1.0];
/// What is believed of a workflow that nobody has seen run: one attempt's worth of "one in ten fails".
const BELIEVED: (f64, f64) = (0.1, 0.9);
/// The posteriors and the model.
const METHODS: usize = DISCOUNTS.len() + 1;
/// Weights before anything is learnt.
const PRIORS: [f64; METHODS] = [0.1, 0.1, 0.1, 0.1, 0.1, 0.5, 0.0];
/// Share of the weight with which the model joins.
const SHARE_OF_MODEL: f64 = 0.2;
/// Every so many outcomes the weights fade, by this power: 0.1 % an outcome.
const FADING_EVERY: usize = 32;
const FADING_POWER: f64 = 0.968;
/// First attempts that are learnt from only: nothing can be foreseen there.
pub(super) const UNSCORED: usize = 10;
/// Fewer runs held against what was said of them make no record.
const FEWEST_SCORED: usize = 20;
/// Strength of the ridge.
const PENALTY: f64 = 1.0;
/// How much recalibration is held back.
const RECALIBRATION_PENALTY: f64 = 20.0;
/// Of an 80 % interval.
const CRITICAL: f64 = 1.281_551_565_544_6;
/// Most reasons told.
const MOST_FACTORS: usize = 3;

/// One decided run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Run {
    pub start: Start,
    pub branch: u32,
    pub ended: u32,
    pub failed: bool,
}

/// What is said of one run.
#[derive(Clone, Copy, Debug)]
struct Saying {
    /// What each method says; of the model one half while it is not asked.
    methods: [f64; METHODS],
    /// Their weighted mean.
    mixed: f64,
    /// Which weighs most.
    heaviest: usize,
    /// Ln odds of the model before recalibration; `None` where it is not asked.
    raw: Option<f64>,
    features: [f64; FEATURES],
}

/// The chance of a run to come.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Chance {
    pub probability: f64,
    pub interval_80: (f64, f64),
    pub method: ChanceMethod,
    pub factors: Vec<ChanceFactor>,
}

/// One past run as it was foretold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Foretold {
    pub seconds: u32,
    pub chance: f64,
    pub base: f64,
    pub method: ChanceMethod,
    pub failed: bool,
}

/// All that is known at one moment.
pub(super) struct Learner<'a> {
    zone: &'a Zone,
    known: Known,
    states: [DiscountedBeta; DISCOUNTS.len()],
    /// Weight of each method; they sum to 1.
    weights: [f64; METHODS],
    model: OnlineLogistic,
    recalibration: OnlineLogistic,
    counts: (usize, usize),
    means: [f64; FEATURES],
    last_start: Option<u32>,
    /// The newest known outcome of a branch, newest last; a short list, for branches come and go.
    branches: Vec<(u32, f64)>,
}

impl<'a> Learner<'a> {
    fn new(zone: &'a Zone) -> Self {
        Self {
            zone,
            known: Known::default(),
            states: [DiscountedBeta::believing(BELIEVED); DISCOUNTS.len()],
            weights: PRIORS,
            model: OnlineLogistic::new(FEATURES, PENALTY),
            recalibration: OnlineLogistic::new(1, RECALIBRATION_PENALTY),
            counts: (0, 0),
            means: [0.0; FEATURES],
            last_start: None,
            branches: Vec::new(),
        }
    }

    /// Goes through runs in the order of their starts; each outcome is learnt when it has ended. Answers with what is known
    /// at the end, when all have.
    pub(super) fn over(zone: &'a Zone, runs: &[Run]) -> (Self, Vec<Foretold>) {
        let mut learner = Self::new(zone);
        let mut foretold = Vec::with_capacity(runs.len());
        let mut pending: Vec<(u32, Saying, Run)> = Vec::new();
        for &run in runs {
            learner.learn_ended(&mut pending, run.start.seconds);
            let start = Start { same_branch: learner.of_branch(run.branch), ..run.start };
            let saying = learner.say(start);
            foretold.push(Foretold {
                seconds: run.start.seconds,
                chance: saying.mixed,
                base: saying.base(),
                method: saying.method(),
                failed: run.failed,
            });
            pending.push((run.ended.max(run.start.seconds.saturating_add(1)), saying, run));
            learner.last_start = Some(run.start.seconds);
        }
        learner.learn_ended(&mut pending, u32::MAX);
        (learner, foretold)
    }

    /// Learns what has ended by `now`, in the order of the ends.
    fn learn_ended(&mut self, pending: &mut Vec<(u32, Saying, Run)>, now: u32) {
        // Few are under way at a time; the first of equals is the one that started first.
        loop {
            let ended = pending.iter().enumerate().filter(|(_, waiting)| waiting.0 <= now);
            let earliest = ended.reduce(|best, next| if next.1.0 < best.1.0 { next } else { best });
            let Some((position, _)) = earliest else { break };
            let (_, saying, run) = pending.remove(position);
            self.learn(&saying, run);
        }
    }

    fn of_branch(&self, branch: u32) -> f64 {
        self.branches.iter().rev().find(|known| known.0 == branch).map_or(0.0, |known| known.1)
    }

    fn learn(&mut self, saying: &Saying, run: Run) {
        let failed = run.failed;
        let total: f64 = self
            .weights
            .iter_mut()
            .zip(saying.methods)
            .map(|(weight, chance)| {
                *weight *= if failed { chance } else { 1.0 - chance };
                *weight
            })
            .sum();
        let fades = self.counts.1 % FADING_EVERY == FADING_EVERY - 1;
        for weight in &mut self.weights {
            let share = *weight / total.max(f64::MIN_POSITIVE);
            // Nothing is ever ruled out: what has failed may be right later.
            *weight = if share > 0.0 && fades { share.powf(FADING_POWER).max(1e-9) } else { share };
        }
        if let Some(raw) = saying.raw {
            self.recalibration.learn(&[raw], raw, failed);
        }
        self.model.learn(&saying.features, 0.0, failed);
        for (state, discount) in self.states.iter_mut().zip(DISCOUNTS) {
            *state = state.faded(discount).observing(u64::from(failed), 1);
        }
        self.counts.0 += usize::from(failed);
        self.counts.1 += 1;
        let share = 1.0 / self.counts.1 as f64;
        self.means.iter_mut().zip(saying.features).for_each(|(mean, x)| *mean += share * (x - *mean));
        self.known.learn(failed);
        self.branches.retain(|known| known.0 != run.branch);
        if self.branches.len() >= 32 {
            self.branches.remove(0);
        }
        self.branches.push((run.branch, if failed { 1.0 } else { -1.0 }));
        if let Some(weight) = self.weights.last_mut().filter(|weight| **weight <= 0.0)
            && may_ask(self.counts)
        {
            *weight = SHARE_OF_MODEL;
        }
    }

    fn say(&self, start: Start) -> Saying {
        let since = self.last_start.map_or(0.0, |last| f64::from(start.seconds.saturating_sub(last)));
        let features = self.known.features(start, since, self.zone);
        let raw = may_ask(self.counts).then(|| self.model.ln_odds(&features, 0.0)).filter(|raw| raw.is_finite());
        let mut methods = [0.5; METHODS];
        for (said, state) in methods.iter_mut().zip(&self.states) {
            *said = state.mean();
        }
        if let (Some(said), Some(raw)) = (methods.last_mut(), raw) {
            *said = self.recalibrated(raw);
        }
        let asked = METHODS - usize::from(raw.is_none());
        let (mut mixed, mut total) = (0.0, 0.0);
        for (said, weight) in methods.iter().zip(self.weights).take(asked) {
            mixed += weight * said;
            total += weight;
        }
        let heaviest = self.weights.get(..asked).and_then(index_of_largest).unwrap_or_default();
        Saying { methods, mixed: if total > 0.0 { mixed / total } else { 0.5 }, heaviest, raw, features }
    }

    /// What the model says after recalibration; never quite certain.
    fn recalibrated(&self, raw: f64) -> f64 {
        logistic(self.recalibration.ln_odds(&[raw], raw)).clamp(0.001, 0.999)
    }

    /// The chance of a run that starts so, on a branch of which nothing newer is known than `same_branch`.
    pub(super) fn chance(&self, start: Start) -> Chance {
        let saying = self.say(start);
        let chance = saying.mixed;
        let (low, high) = match (self.states.get(saying.heaviest), saying.raw) {
            (None, Some(raw)) => {
                let half = CRITICAL * self.model.variance(&saying.features).unwrap_or_default().sqrt();
                (self.recalibrated(raw - half), self.recalibrated(raw + half))
            }
            (state, _) => state.copied().unwrap_or_default().interval(0.8),
        };
        let method = saying.method();
        let factors = if method == ChanceMethod::Logistic { self.factors(&saying) } else { Vec::new() };
        Chance { probability: chance, interval_80: (low.min(chance), high.max(chance)), method, factors }
    }

    /// What moves the chance most away from that of the average run, in percentage points, features of one name together.
    fn factors(&self, saying: &Saying) -> Vec<ChanceFactor> {
        let Some(raw) = saying.raw else { return Vec::new() };
        let coefficients = self.model.coefficients().iter().skip(1);
        let mut sums: Vec<(&str, f64)> = Vec::new();
        for (((coefficient, x), mean), name) in coefficients.zip(saying.features).zip(self.means).zip(NAMES) {
            let share = coefficient * (x - mean);
            match sums.iter_mut().find(|sum| sum.0 == name) {
                Some(sum) => sum.1 += share,
                None => sums.push((name, share)),
            }
        }
        sort_by_key(&mut sums, |sum| core::cmp::Reverse((sum.1.abs() * 1e9) as u64));
        let effect = |share: f64| 100.0 * (self.recalibrated(raw) - self.recalibrated(raw - share));
        let told = sums.into_iter().filter(|sum| sum.1.is_finite() && effect(sum.1).abs() >= 0.05).take(MOST_FACTORS);
        told.map(|(name, share)| ChanceFactor { name: name.to_owned(), points: effect(share) }).collect()
    }
}

impl Saying {
    fn method(&self) -> ChanceMethod {
        match DISCOUNTS.get(self.heaviest) {
            None => ChanceMethod::Logistic,
            Some(&discount) if discount < 1.0 => ChanceMethod::DiscountedBeta,
            Some(_) => ChanceMethod::BaseRate,
        }
    }

    /// What the posterior says whose past does not fade.
    fn base(&self) -> f64 {
        self.methods.get(DISCOUNTS.len() - 1).copied().unwrap_or(0.5)
    }
}

fn may_ask((failed, all): (usize, usize)) -> bool {
    all >= FEWEST_LEARNT && failed >= FEWEST_OF_EACH && all - failed >= FEWEST_OF_EACH
}

/// How foretold runs turned out, the first ten left out; `None` below [`FEWEST_SCORED`] others.
pub(super) fn record(foretold: &[Foretold]) -> Option<ChanceRecord> {
    let scored = foretold.get(UNSCORED..).filter(|scored| scored.len() >= FEWEST_SCORED)?;
    let said: Vec<f64> = scored.iter().map(|run| run.chance).collect();
    let base: Vec<f64> = scored.iter().map(|run| run.base).collect();
    let happened: Vec<bool> = scored.iter().map(|run| run.failed).collect();
    Some(ChanceRecord {
        runs: scored.len() as u64,
        brier: brier(&said, &happened)?,
        brier_base: brier(&base, &happened)?,
        log_loss: log_loss(&said, &happened)?,
        log_loss_base: log_loss(&base, &happened)?,
        discrimination: discrimination(&said, &happened),
    })
}
