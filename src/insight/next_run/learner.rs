//! Learns a workflow's outcomes in the order in which they became known, and says the chance of each run when it started:
//! prequential, so that its record is that of a forecast. Reads no history.

use crate::domain::{Zone, sort_by_key};
use crate::stats::{DiscountedBeta, OnlineLogistic, brier, discrimination, index_of_largest, log_loss, logistic};

use super::features::{FEATURES, Known, NAMES, Start};
use super::{ChanceFactor, ChanceMethod, ChanceRecord};

/// Below so many attempts, failures and passes the logistic model is not asked and the discount is not chosen but set.
const FEWEST_TO_CHOOSE: usize = 200;
const FEWEST_OF_EACH: usize = 20;
/// That discount, an attempt.
const SET_DISCOUNT: f64 = 0.9;
/// Discounts to choose from.
const CHOICES: [f64; 6] = [0.8, SET_DISCOUNT, 0.95, 0.98, 0.99, 1.0];
/// First attempts that are learnt from only: nothing can be foreseen there.
const UNSCORED: usize = 10;
/// What is left of the weight of a squared error an attempt later, when methods are compared.
const LOSS_FADING: f64 = 0.998;
/// The logistic model must be better than the plain one by so much, and the fading share than the base rate.
const MARGIN: f64 = 0.995;
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

/// What the three methods say of one run.
#[derive(Clone, Copy, Debug)]
struct Saying {
    base: f64,
    fading: f64,
    /// Ln odds before recalibration; `None` where the model may not be asked.
    raw: Option<f64>,
    recalibrated: f64,
    chosen: ChanceMethod,
    features: [f64; FEATURES],
}

/// The chance of a run to come.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Chance {
    pub chance: f64,
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
    base: DiscountedBeta,
    states: [DiscountedBeta; CHOICES.len()],
    /// Likelihood of each discount, over that of the first: products, rescaled as they shrink.
    likelihoods: [f64; CHOICES.len()],
    model: OnlineLogistic,
    recalibration: OnlineLogistic,
    /// Faded squared errors of base, fading share and recalibrated model, where all three spoke.
    losses: [f64; 3],
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
            base: DiscountedBeta::default(),
            states: [DiscountedBeta::default(); CHOICES.len()],
            likelihoods: [1.0; CHOICES.len()],
            model: OnlineLogistic::new(FEATURES, PENALTY),
            recalibration: OnlineLogistic::new(1, RECALIBRATION_PENALTY),
            losses: [0.0; 3],
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
                chance: saying.chance(),
                base: saying.base,
                method: saying.chosen,
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
        let happened = f64::from(failed);
        if let Some(raw) = saying.raw {
            let said = [saying.base, saying.fading, saying.recalibrated];
            for (loss, said) in self.losses.iter_mut().zip(said) {
                *loss = LOSS_FADING * *loss + (said - happened) * (said - happened);
            }
            self.recalibration.learn(&[raw], raw, failed);
        }
        self.model.learn(&saying.features, 0.0, failed);
        self.base = self.base.observing(u64::from(failed), 1);
        for ((state, likelihood), discount) in self.states.iter_mut().zip(&mut self.likelihoods).zip(CHOICES) {
            let chance = state.mean();
            *likelihood *= if failed { chance } else { 1.0 - chance };
            *state = state.faded(discount).observing(u64::from(failed), 1);
        }
        let largest = self.likelihoods.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        if largest < 1e-100 {
            self.likelihoods.iter_mut().for_each(|likelihood| *likelihood = (*likelihood / largest).max(1e-150));
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
    }

    fn fading(&self) -> DiscountedBeta {
        let set = || CHOICES.iter().position(|discount| discount.total_cmp(&SET_DISCOUNT).is_eq());
        let few = self.counts.1 < FEWEST_TO_CHOOSE;
        let position = if few { set() } else { index_of_largest(&self.likelihoods) };
        position.and_then(|position| self.states.get(position)).copied().unwrap_or_default()
    }

    fn say(&self, start: Start) -> Saying {
        let since = self.last_start.map_or(0.0, |last| f64::from(start.seconds.saturating_sub(last)));
        let features = self.known.features(start, since, self.zone);
        let (failed, all) = self.counts;
        let may = all >= FEWEST_TO_CHOOSE && failed >= FEWEST_OF_EACH && all - failed >= FEWEST_OF_EACH;
        let raw = may.then(|| self.model.ln_odds(&features, 0.0)).filter(|raw| raw.is_finite());
        let recalibrated = raw.map_or(0.5, |raw| logistic(self.recalibration.ln_odds(&[raw], raw)));
        let [base_loss, fading_loss, model_loss] = self.losses;
        let chosen = if raw.is_some() && model_loss < MARGIN * fading_loss.min(base_loss) && model_loss > 0.0 {
            ChanceMethod::Logistic
        } else if raw.is_some() && fading_loss > base_loss {
            ChanceMethod::BaseRate
        } else {
            ChanceMethod::DiscountedBeta
        };
        let clamp = |chance: f64| chance.clamp(0.001, 0.999);
        Saying {
            base: self.base.mean(),
            fading: self.fading().mean(),
            raw,
            recalibrated: clamp(recalibrated),
            chosen,
            features,
        }
    }

    /// The chance of a run that starts so, on a branch of which nothing newer is known than `same_branch`.
    pub(super) fn chance(&self, start: Start) -> Chance {
        let saying = self.say(start);
        let chance = saying.chance();
        let interval_80 = match (saying.chosen, saying.raw) {
            (ChanceMethod::Logistic, Some(raw)) => {
                let half = CRITICAL * self.model.variance(&saying.features).unwrap_or_default().sqrt();
                let at = |raw: f64| logistic(self.recalibration.ln_odds(&[raw], raw)).clamp(0.001, 0.999);
                (at(raw - half).min(chance), at(raw + half).max(chance))
            }
            (ChanceMethod::BaseRate, _) => self.base.interval(0.8),
            _ => self.fading().interval(0.8),
        };
        let factors = if saying.chosen == ChanceMethod::Logistic { self.factors(&saying) } else { Vec::new() };
        Chance { chance, interval_80, method: saying.chosen, factors }
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
        let at = |raw: f64| logistic(self.recalibration.ln_odds(&[raw], raw));
        let effect = |share: f64| 100.0 * (at(raw) - at(raw - share));
        let told = sums.into_iter().filter(|sum| sum.1.is_finite() && effect(sum.1).abs() >= 0.05).take(MOST_FACTORS);
        told.map(|(name, share)| ChanceFactor { name: name.to_owned(), points: effect(share) }).collect()
    }
}

impl Saying {
    fn chance(&self) -> f64 {
        match self.chosen {
            ChanceMethod::Logistic => self.recalibrated,
            ChanceMethod::DiscountedBeta => self.fading,
            ChanceMethod::BaseRate => self.base,
        }
    }
}

/// How foretold runs turned out, the first ten left out; `None` without any.
pub(super) fn record(foretold: &[Foretold]) -> Option<ChanceRecord> {
    let scored = foretold.get(UNSCORED..)?;
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
