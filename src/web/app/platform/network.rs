//! Whether this device has a network at all, as far as the browser knows.

use forerun::engine::{Problem, ProblemKind};

/// Whether the browser is sure that there is none. That it knows of one does not mean that it leads anywhere.
fn is_away() -> bool {
    web_sys::window().is_some_and(|window| !window.navigator().on_line())
}

/// The problem, with the network named as its cause where there is none.
pub fn blame(problem: Problem) -> Problem {
    if !matches!(problem.kind, ProblemKind::Part | ProblemKind::Network) || !is_away() {
        return problem;
    }
    let advice = format!("This device seems to have no network at the moment. {}", problem.advice);
    Problem { advice, ..problem }
}
