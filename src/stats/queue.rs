//! Waiting lines: Erlang's formula, Little's law, and how many are in a system at once.

use super::describe::{all_finite, sum};
use super::{Lack, mean};

/// A line before several equal servers, with random arrivals and services.
#[derive(Clone, Debug, PartialEq)]
pub struct ErlangC {
    /// Arrivals a service time: as many servers are busy on average.
    pub load: f64,
    /// Share of time that a server is busy.
    pub utilisation: f64,
    /// Chance to wait.
    pub wait_chance: f64,
    /// Mean wait.
    pub mean_wait: f64,
    /// Drain rate of the line: servers × service rate − arrival rate.
    drain: f64,
}

impl ErlangC {
    /// Chance to wait longer than this.
    pub fn longer_than(&self, wait: f64) -> f64 {
        (self.wait_chance * (-self.drain * wait.max(0.0)).exp()).clamp(0.0, 1.0)
    }
}

/// Rates a unit of time. Undefined where rates are not positive or the line grows without end.
pub fn erlang_c(arrival_rate: f64, service_rate: f64, servers: u32) -> Result<ErlangC, Lack> {
    let positive = |rate: f64| rate > 0.0 && rate.is_finite();
    if !(positive(arrival_rate) && positive(service_rate) && servers > 0) {
        return Err(Lack::undefined("the rates must be positive"));
    }
    let load = arrival_rate / service_rate;
    let utilisation = load / f64::from(servers);
    if utilisation >= 1.0 {
        return Err(Lack::undefined("more comes in than is served"));
    }
    // Erlang's B by its recursion, which never overflows.
    let blocked = (1..=servers).fold(1.0, |blocked, server| load * blocked / (f64::from(server) + load * blocked));
    let wait_chance = blocked / (1.0 - utilisation * (1.0 - blocked));
    let drain = f64::from(servers) * service_rate - arrival_rate;
    Ok(ErlangC { load, utilisation, wait_chance, mean_wait: wait_chance / drain, drain })
}

/// The fewest servers with which a wait beyond `wait` has at most the chance `at_most`; `None` above 100,000.
pub fn servers_needed(arrival_rate: f64, service_rate: f64, wait: f64, at_most: f64) -> Option<u32> {
    let enough = |servers: u32| {
        erlang_c(arrival_rate, service_rate, servers).is_ok_and(|line| line.longer_than(wait) <= at_most)
    };
    let (mut low, mut high) = (1, 100_000);
    if !enough(high) {
        return None;
    }
    while low < high {
        let middle = u32::midpoint(low, high);
        if enough(middle) { high = middle } else { low = middle + 1 }
    }
    Some(low)
}

/// How many are in a system at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Occupancy {
    /// At most.
    pub most: usize,
    /// On average over the window.
    pub mean: f64,
}

/// What Little's law ties together, over the closed window from the first arrival to the last departure.
#[derive(Clone, Debug, PartialEq)]
pub struct Little {
    /// First arrival and last departure.
    pub window: (f64, f64),
    /// Arrivals a unit of time.
    pub arrival_rate: f64,
    /// Mean time in the system. The rate times it is the mean number in the system, exactly.
    pub mean_stay: f64,
    /// How many were in it.
    pub occupancy: Occupancy,
}

/// Sweeps stays `(from, to)` over a window; departures come before arrivals at the same time. Needs a window of positive
/// length.
pub fn occupancy(stays: &[(f64, f64)], window: (f64, f64)) -> Result<Occupancy, Lack> {
    let length = window.1 - window.0;
    if !(length > 0.0 && length.is_finite()) {
        return Err(Lack::undefined("the window has no length"));
    }
    let mut events: Vec<(f64, bool)> = Vec::with_capacity(2 * stays.len());
    for &(from, to) in stays {
        all_finite(&[from, to])?;
        events.push((from, true));
        events.push((to.max(from), false));
    }
    events.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let (mut inside, mut most) = (0_i64, 0_i64);
    for (_, arrives) in events {
        inside += if arrives { 1 } else { -1 };
        most = most.max(inside);
    }
    let total = sum(stays.iter().map(|(from, to)| (to - from).max(0.0)));
    Ok(Occupancy { most: most.max(0) as usize, mean: total / length })
}

/// Of stays `(from, to)`. Needs one that takes time.
pub fn little(stays: &[(f64, f64)]) -> Result<Little, Lack> {
    Lack::unless_enough(stays.len(), 1)?;
    let first = stays.iter().map(|stay| stay.0).fold(f64::INFINITY, f64::min);
    let last = stays.iter().map(|stay| stay.1).fold(f64::NEG_INFINITY, f64::max);
    let occupancy = occupancy(stays, (first, last))?;
    let stayed: Vec<f64> = stays.iter().map(|(from, to)| (to - from).max(0.0)).collect();
    let mean_stay = mean(&stayed).ok_or_else(|| Lack::undefined("the numbers are too large"))?;
    Ok(Little { window: (first, last), arrival_rate: stays.len() as f64 / (last - first), mean_stay, occupancy })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_without_end_has_no_wait() {
        assert!(erlang_c(1.0, 0.5, 2).is_err() && erlang_c(0.0, 1.0, 1).is_err());
        assert_eq!(servers_needed(1.0, 0.5, 10.0, 0.05), Some(3));
        assert_eq!(servers_needed(f64::NAN, 0.5, 10.0, 0.05), None);
        let law = little(&[(0.0, 2.0), (2.0, 3.0), (2.5, 5.0)]).unwrap();
        assert_eq!(law.occupancy.most, 2);
        assert!((law.arrival_rate * law.mean_stay - law.occupancy.mean).abs() < 1e-12);
        assert!(little(&[]).is_err() && little(&[(1.0, 1.0)]).is_err());
    }
}
