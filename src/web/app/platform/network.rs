//! Whether this device has a network at all, as far as the browser knows.

use forerun::engine::{Problem, ProblemKind};

use super::listener::Listener;

/// Whether the browser is sure that there is none. That it knows of one does not mean that it leads anywhere.
pub fn is_away() -> bool {
    web_sys::window().is_some_and(|window| !window.navigator().on_line())
}

/// Calls `hear` whenever the browser loses or finds the network, for as long as the answer is kept.
pub fn watch(hear: impl Fn(bool) + Clone + 'static) -> Option<[Listener; 2]> {
    let window = web_sys::window()?;
    let lost = hear.clone();
    Some([
        Listener::new(&window, "offline", move |_| lost(true)),
        Listener::new(&window, "online", move |_| hear(false)),
    ])
}

/// What is said while there is none.
pub fn no_network() -> Problem {
    Problem {
        kind: ProblemKind::Network,
        title: "This device has no network".to_owned(),
        advice: "What is stored can still be read. It is brought up to date when the network is back.".to_owned(),
        link: None,
    }
}

/// The problem, with the network named as its cause where there is none.
pub fn blame(problem: Problem) -> Problem {
    if !matches!(problem.kind, ProblemKind::Part | ProblemKind::Network) || !is_away() {
        return problem;
    }
    let advice = format!("This device seems to have no network at the moment. {}", problem.advice);
    Problem { advice, ..problem }
}
