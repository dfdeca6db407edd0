//! Writes p-values for people. Computes none.

/// A p-value in a sentence, with as many digits as mean something.
pub(super) fn p_value_text(p_value: f64) -> String {
    match p_value {
        ..0.001 => "p < 0.001".to_owned(),
        ..0.1 => format!("p = {p_value:.3}"),
        _ => format!("p = {p_value:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_chance_is_written_as_none() {
        let told = [6.0e-2, 0.499_9, 1e-9, 0.001].map(p_value_text);
        assert_eq!(told, ["p = 0.060", "p = 0.50", "p < 0.001", "p = 0.001"]);
    }
}
