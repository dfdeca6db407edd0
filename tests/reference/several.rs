//! Many tests at once.

use forerun::stats::{self, Adjustment};
use serde_json::json;

use crate::{Case, Fields, fields};

pub(crate) fn several(function: &str, case: &Case<'_>) -> Option<Fields> {
    let p = case.column("p");
    match function {
        "p_adjust" => {
            let alpha = case.param("alpha").as_f64().unwrap_or(0.05);
            let one = |adjustment: Adjustment| {
                let adjusted = stats::adjust_p(&p, adjustment);
                let reject: Vec<bool> = adjusted.iter().map(|&p| p <= alpha).collect();
                json!({ "p_adj": adjusted, "reject": reject })
            };
            fields(json!({
                "bonferroni": one(Adjustment::Bonferroni), "holm": one(Adjustment::Holm),
                "hochberg": one(Adjustment::Hochberg), "bh": one(Adjustment::FalseDiscoveries),
                "by": one(Adjustment::FalseDiscoveriesDependent),
                "p_adj": stats::adjust_p(&p, Adjustment::FalseDiscoveries),
            }))
        }
        "combine_p" => {
            let found = stats::combine_p(&p).ok()?;
            fields(json!({
                "fisher_stat": found.fisher.0, "fisher_p": found.fisher.1, "stouffer_z": found.stouffer.0,
                "stouffer_p": found.stouffer.1, "cauchy_stat": found.cauchy.0, "cauchy_p": found.cauchy.1,
            }))
        }
        _ => None,
    }
}
