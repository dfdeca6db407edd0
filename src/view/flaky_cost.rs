//! What the work lost to flakes cost, in words: how much of it is known comes with the number. Works out nothing.

use crate::engine::FlakyCost;

use super::format;

/// What `wasted_seconds` of work cost, as far as it is known.
pub fn lost_dollars(cost: &FlakyCost, wasted_seconds: f64) -> String {
    let total = &cost.total;
    if total.billed_minutes == 0 && wasted_seconds > 0.0 {
        return "cost not known: no jobs of it are stored".to_owned();
    }
    let is_free = cost.is_free && total.dollars <= 0.0 && total.unpriced_minutes == 0;
    let price = if is_free {
        "free: a public repository".to_owned()
    } else {
        format!("{} at list prices", format::dollars(total.dollars))
    };
    let lacks = [
        (cost.seconds_without_jobs > 0.0)
            .then(|| format!("without {} whose jobs are not stored", format::duration(cost.seconds_without_jobs))),
        (total.unpriced_minutes > 0)
            .then(|| format!("{} minutes without a known price", format::count(total.unpriced_minutes))),
    ];
    [Some(price)].into_iter().chain(lacks).flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::PricedWaste;

    #[test]
    fn a_cost_says_how_much_of_it_is_known() {
        let check = |seconds: f64, cost: FlakyCost, expected: &str| {
            assert_eq!(lost_dollars(&cost, seconds), expected);
        };
        let cost = |billed_minutes, unpriced_minutes, dollars| FlakyCost {
            total: PricedWaste { billed_minutes, unpriced_minutes, dollars },
            ..FlakyCost::default()
        };
        check(0.0, cost(0, 0, 0.0), "$0 at list prices");
        check(600.0, cost(10, 0, 0.08), "$0.08 at list prices");
        check(600.0, cost(0, 0, 0.0), "cost not known: no jobs of it are stored");
        check(600.0, cost(10, 4, 0.08), "$0.08 at list prices, 4 minutes without a known price");
        let partly = FlakyCost { seconds_without_jobs: 300.0, ..cost(5, 0, 0.04) };
        check(600.0, partly, "$0.04 at list prices, without 5\u{a0}min\u{a0}00\u{a0}s whose jobs are not stored");
        check(600.0, FlakyCost { is_free: true, ..cost(10, 0, 0.0) }, "free: a public repository");
        check(600.0, FlakyCost { is_free: true, ..cost(10, 0, 0.6) }, "$0.60 at list prices");
        check(600.0, FlakyCost { is_free: true, ..cost(0, 0, 0.0) }, "cost not known: no jobs of it are stored");
    }
}
