//! Labels of a repository of which nothing is true, for the tests of the scorers.

use forerun::simulate::labelled::{Class, Labels};

pub fn labels() -> Labels {
    Labels {
        class: Class::Quiet,
        workflows: Vec::new(),
        changes: Vec::new(),
        trends: Vec::new(),
        flaky_jobs: Vec::new(),
        outages: Vec::new(),
        breakages: Vec::new(),
        schedule_death: None,
        cost_jump: None,
        attempts: Vec::new(),
    }
}
