//! What was typed, checked: one file a command.

mod backtest;
mod evaluate;
mod replay;
mod report;
mod simulate;
mod validate;
mod values;

use std::path::PathBuf;

use lexopt::prelude::{Long, Short, Value};

use crate::failure::Failure;

pub use backtest::BacktestOptions;
pub use evaluate::EvaluateOptions;
pub use replay::ReplayOptions;
pub use report::ReportOptions;
pub use simulate::SimulateOptions;

use backtest::read_backtest;
use evaluate::read_evaluate;
use replay::read_replay;
use report::read_report;
use simulate::read_simulate;
use validate::read_validate;

/// Ends every message about wrong arguments.
pub const USAGE_HINT: &str = "`forerun --help` lists the commands and their options.";

const HELP: &str = "forerun: GitHub Actions analytics, in a terminal

forerun report --runs FILE [--jobs FILE] --repository OWNER/NAME
    Prints a document that the page exports, from GitHub run and job objects: one JSON object a line, or whole
    answers such as {\"workflow_runs\": […]}.
      --runs FILE         runs
      --jobs FILE         jobs with their steps
      --repository NAME   the repository's name
      --branch-default B  its main branch (default: main)
      --store DIR         keep the history in DIR and add to what is there; then --runs may be left out
      --now TIME          the moment that counts as now (default: the clock), such as 2026-01-31T12:00:00Z
      --window W          24h, 7d, 30d, 90d, all or FROM..TO (default: 30d)
      --workflow ID       only this workflow (GitHub's number)
      --branch B          only this branch
      --event E           only this event
      --rule R            balanced, all, not_cancelled or strict (default: balanced)
      --kind K            performance, alert, dashboard, predictive_analysis, trend_analysis or report (default:
                          report)
      --private           the repository is private: minutes on standard runners cost money
      --format F          json, or markdown for the whole report (default: json)

forerun replay --rule ID --runs FILE [--jobs FILE] --repository OWNER/NAME
    Prints what an alert rule would have done over these runs: when it would have fired, on what, how often a month.
      --rule ID           failure_rate, success_rate, duration, duration_change, failure_streak, flakiness, health,
                          queue, job_queued, schedule_missed
      --warning X         its level of a warning instead of the default (rates as fractions, durations in seconds)
      --critical Y        likewise of what is critical
      --format F          text or json (default: text)
      --runs, --jobs, --branch-default, --private, --now as above

forerun backtest --runs FILE [--jobs FILE] --repository OWNER/NAME
    Prints how forecasts of failure rate, duration, volume and cost, and the chances of next runs, would have done on
    these runs, each from what was known before alone.
      --horizon N         days ahead, 1 to 30 (default: 7)
      --format F          text or json (default: text)
      --runs, --jobs, --branch-default, --private, --now as above

forerun simulate --seed N --runs N --days N --out DIR [--now TIME]
    Writes a simulated repository: runs.jsonl, jobs.jsonl and truth.json.

forerun evaluate [--simulated] [--files DIR] [--seeds A..B] [--commit TEXT] [--out FILE]
    Scores the analyses and writes the figures as Markdown.
      --simulated         on labelled simulations
      --seeds A..B        their seeds, both included (default: 4000..4239)
      --files DIR         on the runs of real repositories below DIR
      --commit TEXT       what is measured
      --out FILE          where to (default: print)

forerun validate FILE
    Checks an exported document against its published JSON Schema.

Exit code 0: done. 2: wrong arguments or input; nothing was printed but the reason.
";

/// A checked command line.
#[derive(Debug)]
pub enum Arguments {
    /// Print this.
    Help(&'static str),
    /// `report`
    Report(Box<ReportOptions>),
    /// `replay`
    Replay(Box<ReplayOptions>),
    /// `backtest`
    Backtest(Box<BacktestOptions>),
    /// `simulate`
    Simulate(SimulateOptions),
    /// `evaluate`
    Evaluate(EvaluateOptions),
    /// `validate`
    Validate(PathBuf),
}

impl Arguments {
    /// Reads and checks.
    pub fn read(mut parser: lexopt::Parser) -> Result<Self, Failure> {
        match parser.next()? {
            None | Some(Short('h') | Long("help")) => Ok(Self::Help(HELP)),
            Some(Long("version")) => Ok(Self::Help(concat!("forerun ", env!("CARGO_PKG_VERSION"), "\n"))),
            Some(Value(command)) => match command.to_str() {
                Some("report") => read_report(parser),
                Some("replay") => read_replay(parser),
                Some("backtest") => read_backtest(parser),
                Some("simulate") => read_simulate(parser),
                Some("evaluate") => read_evaluate(parser),
                Some("validate") => read_validate(parser),
                Some("help") => Ok(Self::Help(HELP)),
                _ => Err(Failure::Usage(format!("there is no command {}", command.display()))),
            },
            Some(other) => Err(other.unexpected().into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use forerun::domain::{SuccessRule, Window};

    use super::*;

    fn read(line: &str) -> Result<Arguments, Failure> {
        Arguments::read(lexopt::Parser::from_iter(std::iter::once("forerun").chain(line.split_whitespace())))
    }

    #[test]
    fn good_lines_are_taken() {
        assert!(matches!(read(""), Ok(Arguments::Help(_))));
        assert!(matches!(read("--help"), Ok(Arguments::Help(_))));
        assert!(matches!(read("validate x.json"), Ok(Arguments::Validate(_))));
        assert!(matches!(read("simulate --seed 1 --runs 10 --days 3 --out d"), Ok(Arguments::Simulate(_))));
        let Ok(Arguments::Evaluate(options)) = read("evaluate --simulated --seeds 1..99 --out f") else {
            panic!("a good line was refused");
        };
        assert_eq!((options.seeds, options.simulated, options.files), ((1, 99), true, None));
        let Ok(Arguments::Report(options)) =
            read("report --runs r --repository a/b --window all --rule strict --format markdown --now 2026-01-01")
        else {
            panic!("a good line was refused");
        };
        assert_eq!((options.filter.window, options.filter.rule), (Window::All, SuccessRule::Strict));
        let Ok(Arguments::Replay(replay)) =
            read("replay --rule duration --runs r --repository a/b --warning 100 --private")
        else {
            panic!("a good line was refused");
        };
        assert_eq!((replay.rule.warning, replay.rule.critical, replay.json), (Some(100.0), Some(600.0), false));
        assert!(replay.files.is_private && replay.files.runs.is_some());
        let Ok(Arguments::Backtest(backtest)) = read("backtest --runs r --repository a/b --private --format json")
        else {
            panic!("a good line was refused");
        };
        assert_eq!((backtest.horizon_days, backtest.files.is_private, backtest.json), (7, true, true));
        assert!(options.markdown && options.files.jobs.is_none() && options.files.now.is_some());
    }

    #[test]
    fn bad_lines_are_refused_with_a_reason() {
        let check = |line: &str, reason: &str| {
            let message = read(line).unwrap_err().to_string();
            assert!(message.contains(reason), "{line}: {message}");
        };
        check("frobnicate", "no command frobnicate");
        check("report --runs r", "--repository OWNER/NAME is missing");
        check("report --repository a/b", "--runs FILE is missing");
        check("report --runs r --repository a", "does not name a repository");
        check("report --runs r --repository a/b --window 3w", "is not a window");
        check("report --runs r --repository a/b --rule lax", "the rules are");
        check("report --runs r --repository a/b --now soon", "is not a time");
        check("report --runs r --repository a/b --format pdf", "the formats are");
        check("report --runs r --repository a/b --kind novel", "the kinds are performance, alert, dashboard");
        check("report --runs r --repository a/b --kind alert --format markdown", "only the whole report");
        check("report --runs r --repository a/b --kind dashboard --format markdown", "only the whole report");
        check("report --runs", "missing argument");
        check("simulate --seed 1 --runs 0 --days 3 --out d", "--runs must be at least 1");
        check("simulate --seed x --runs 1 --days 3 --out d", "cannot parse argument \"x\"");
        check("evaluate --seeds 1..9", "--simulated or --files DIR is missing");
        check("evaluate --simulated --seeds 9..1", "the smaller first");
        check("replay --runs r --repository a/b", "--rule ID is missing");
        check("replay --rule x --runs r --repository a/b", "there is no such rule");
        check("replay --rule duration --warning NaN", "a level is a number");
        check("replay --rule duration --repository a/b", "--runs FILE is missing");
        check("backtest --runs r", "--repository OWNER/NAME is missing");
        check("backtest --repository a/b", "--runs FILE is missing");
        check("backtest --runs r --repository a/b --horizon 0", "a number of days from 1 to 30");
        check("backtest --runs r --repository a/b --horizon 31", "a number of days from 1 to 30");
        check("backtest --runs r --repository a/b --format pdf", "the formats are text and json");
        check("backtest --runs r --repository a/b --window 7d", "invalid option '--window'");
        check("validate", "FILE is missing");
        check("validate a b", "unexpected argument");
    }
}
