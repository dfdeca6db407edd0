//! What was typed, checked.

use std::path::PathBuf;

use forerun::domain::{AlertRule, Filter, RepositoryName, SuccessRule, Timestamp, Window};
use forerun::engine::DocumentKind;
use forerun::insight::MOST_HORIZON_DAYS;
use lexopt::prelude::{Long, Short, Value, ValueExt as _};

use crate::failure::Failure;

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
      --runs, --jobs, --branch-default, --now as above

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
      --seeds A..B        their seeds, both included (default: 3000..3239)
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

/// Options of `report`.
#[derive(Debug)]
pub struct ReportOptions {
    /// File of runs.
    pub runs: Option<PathBuf>,
    /// File of jobs.
    pub jobs: Option<PathBuf>,
    /// Folder of the kept history.
    pub store: Option<PathBuf>,
    /// The repository's name.
    pub repository: RepositoryName,
    /// Its main branch.
    pub default_branch: String,
    /// The moment that counts as now.
    pub now: Option<Timestamp>,
    /// Which attempts, and the rule.
    pub filter: Filter,
    /// Which document.
    pub kind: DocumentKind,
    /// Whether minutes on standard runners cost money.
    pub is_private: bool,
    /// Markdown instead of JSON.
    pub markdown: bool,
}

/// Options of `replay`.
#[derive(Debug)]
pub struct ReplayOptions {
    /// The rule, its levels as asked for.
    pub rule: AlertRule,
    /// File of runs.
    pub runs: PathBuf,
    /// File of jobs.
    pub jobs: Option<PathBuf>,
    /// The repository's name.
    pub repository: RepositoryName,
    /// Its main branch.
    pub default_branch: String,
    /// The moment that counts as now.
    pub now: Option<Timestamp>,
    /// JSON instead of text.
    pub json: bool,
}

/// Options of `backtest`.
#[derive(Debug)]
pub struct BacktestOptions {
    /// File of runs.
    pub runs: PathBuf,
    /// File of jobs.
    pub jobs: Option<PathBuf>,
    /// The repository's name.
    pub repository: RepositoryName,
    /// Its main branch.
    pub default_branch: String,
    /// Whether minutes on standard runners cost money.
    pub is_private: bool,
    /// The moment that counts as now.
    pub now: Option<Timestamp>,
    /// Days ahead.
    pub horizon_days: u32,
    /// JSON instead of text.
    pub json: bool,
}

/// Options of `simulate`.
#[derive(Debug)]
pub struct SimulateOptions {
    /// Seed.
    pub seed: u64,
    /// How many runs.
    pub runs: u32,
    /// Over how many days.
    pub days: u32,
    /// Into which folder.
    pub out: PathBuf,
    /// When the last day ends.
    pub now: Option<Timestamp>,
}

/// Options of `evaluate`.
#[derive(Debug)]
pub struct EvaluateOptions {
    /// Whether on labelled simulations.
    pub simulated: bool,
    /// First and last seed of them.
    pub seeds: (u64, u64),
    /// Folder of real runs.
    pub files: Option<PathBuf>,
    /// What is measured.
    pub commit: Option<String>,
    /// Into which file.
    pub out: Option<PathBuf>,
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

fn read_report(mut parser: lexopt::Parser) -> Result<Arguments, Failure> {
    let (mut runs, mut jobs, mut store, mut repository, mut now) = (None, None, None, None, None);
    let mut default_branch = "main".to_owned();
    let mut filter = Filter { window: Window::LastDays(30), ..Filter::default() };
    let (mut kind, mut is_private, mut markdown) = (DocumentKind::default(), false, false);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("runs") => runs = Some(parser.value()?.into()),
            Long("jobs") => jobs = Some(parser.value()?.into()),
            Long("store") => store = Some(parser.value()?.into()),
            Long("repository") => repository = Some(parsed(&mut parser, RepositoryName::parse)?),
            Long("branch-default") => default_branch = parser.value()?.string()?,
            Long("now") => now = Some(parsed(&mut parser, Timestamp::parse)?),
            Long("window") => filter.window = parsed(&mut parser, Window::parse)?,
            Long("workflow") => filter.workflow_id = Some(parser.value()?.parse()?),
            Long("branch") => filter.branch = Some(parser.value()?.string()?),
            Long("event") => filter.event = Some(parser.value()?.string()?),
            Long("rule") => {
                let no_rule = "the rules are balanced, all, not_cancelled and strict";
                filter.rule = parsed(&mut parser, |word| SuccessRule::from_word(word).ok_or(no_rule))?;
            }
            Long("kind") => {
                kind = parsed(&mut parser, |word| DocumentKind::from_word(word).ok_or_else(kinds))?;
            }
            Long("private") => is_private = true,
            Long("format") => {
                markdown = parsed(&mut parser, |word| match word {
                    "json" => Ok(false),
                    "markdown" => Ok(true),
                    _ => Err("the formats are json and markdown"),
                })?;
            }
            Short('h') | Long("help") => return Ok(Arguments::Help(HELP)),
            other => return Err(other.unexpected().into()),
        }
    }
    let repository = repository.ok_or_else(|| missing("--repository OWNER/NAME"))?;
    if runs.is_none() && store.is_none() {
        return Err(missing("--runs FILE"));
    }
    if markdown && kind != DocumentKind::Report {
        return Err(Failure::Usage("only the whole report can be written as markdown".to_owned()));
    }
    let options =
        ReportOptions { runs, jobs, store, repository, default_branch, now, filter, kind, is_private, markdown };
    Ok(Arguments::Report(Box::new(options)))
}

fn read_replay(mut parser: lexopt::Parser) -> Result<Arguments, Failure> {
    let (mut rule, mut runs, mut jobs, mut repository, mut now) = (None, None, None, None, None);
    let (mut warning, mut critical) = (None, None);
    let mut default_branch = "main".to_owned();
    let mut json = false;
    while let Some(argument) = parser.next()? {
        match argument {
            Long("rule") => {
                let no_rule = "there is no such rule; `forerun --help` lists them";
                rule = Some(parsed(&mut parser, |id| AlertRule::default_of(id).ok_or(no_rule))?);
            }
            Long("runs") => runs = Some(parser.value()?.into()),
            Long("jobs") => jobs = Some(parser.value()?.into()),
            Long("repository") => repository = Some(parsed(&mut parser, RepositoryName::parse)?),
            Long("branch-default") => default_branch = parser.value()?.string()?,
            Long("now") => now = Some(parsed(&mut parser, Timestamp::parse)?),
            Long("warning") => warning = Some(parsed(&mut parser, level)?),
            Long("critical") => critical = Some(parsed(&mut parser, level)?),
            Long("format") => json = parsed(&mut parser, is_json)?,
            Short('h') | Long("help") => return Ok(Arguments::Help(HELP)),
            other => return Err(other.unexpected().into()),
        }
    }
    let mut rule = rule.ok_or_else(|| missing("--rule ID"))?;
    if warning.is_some() || critical.is_some() {
        let levels = (warning.or(rule.warning), critical.or(rule.critical));
        rule = rule.with_levels(levels.0, levels.1);
    }
    Ok(Arguments::Replay(Box::new(ReplayOptions {
        rule,
        runs: runs.ok_or_else(|| missing("--runs FILE"))?,
        jobs,
        repository: repository.ok_or_else(|| missing("--repository OWNER/NAME"))?,
        default_branch,
        now,
        json,
    })))
}

fn read_backtest(mut parser: lexopt::Parser) -> Result<Arguments, Failure> {
    let (mut runs, mut jobs, mut repository, mut now) = (None, None, None, None);
    let mut default_branch = "main".to_owned();
    let (mut is_private, mut json, mut horizon_days) = (false, false, 7);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("runs") => runs = Some(parser.value()?.into()),
            Long("jobs") => jobs = Some(parser.value()?.into()),
            Long("repository") => repository = Some(parsed(&mut parser, RepositoryName::parse)?),
            Long("branch-default") => default_branch = parser.value()?.string()?,
            Long("private") => is_private = true,
            Long("now") => now = Some(parsed(&mut parser, Timestamp::parse)?),
            Long("horizon") => horizon_days = parsed(&mut parser, horizon)?,
            Long("format") => json = parsed(&mut parser, is_json)?,
            Short('h') | Long("help") => return Ok(Arguments::Help(HELP)),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Arguments::Backtest(Box::new(BacktestOptions {
        runs: runs.ok_or_else(|| missing("--runs FILE"))?,
        jobs,
        repository: repository.ok_or_else(|| missing("--repository OWNER/NAME"))?,
        default_branch,
        is_private,
        now,
        horizon_days,
        json,
    })))
}

fn horizon(text: &str) -> Result<u32, String> {
    let days = text.parse().ok().filter(|days| (1..=MOST_HORIZON_DAYS).contains(days));
    days.ok_or_else(|| format!("the horizon is a number of days from 1 to {MOST_HORIZON_DAYS}"))
}

fn is_json(word: &str) -> Result<bool, &'static str> {
    match word {
        "json" => Ok(true),
        "text" => Ok(false),
        _ => Err("the formats are text and json"),
    }
}

fn level(text: &str) -> Result<f64, &'static str> {
    text.parse().ok().filter(|level: &f64| level.is_finite()).ok_or("a level is a number")
}

fn read_simulate(mut parser: lexopt::Parser) -> Result<Arguments, Failure> {
    let (mut seed, mut runs, mut days, mut out, mut now) = (None, None, None, None, None);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("seed") => seed = Some(parser.value()?.parse()?),
            Long("runs") => runs = Some(parser.value()?.parse()?),
            Long("days") => days = Some(parser.value()?.parse()?),
            Long("out") => out = Some(parser.value()?.into()),
            Long("now") => now = Some(parsed(&mut parser, Timestamp::parse)?),
            Short('h') | Long("help") => return Ok(Arguments::Help(HELP)),
            other => return Err(other.unexpected().into()),
        }
    }
    let positive = |value: Option<u32>, name: &str| match value {
        Some(0) => Err(Failure::Usage(format!("{name} must be at least 1"))),
        Some(value) => Ok(value),
        None => Err(missing(&format!("{name} N"))),
    };
    Ok(Arguments::Simulate(SimulateOptions {
        seed: seed.ok_or_else(|| missing("--seed N"))?,
        runs: positive(runs, "--runs")?,
        days: positive(days, "--days")?,
        out: out.ok_or_else(|| missing("--out DIR"))?,
        now,
    }))
}

fn read_evaluate(mut parser: lexopt::Parser) -> Result<Arguments, Failure> {
    let mut options = EvaluateOptions { simulated: false, seeds: (3_000, 3_239), files: None, commit: None, out: None };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("simulated") => options.simulated = true,
            Long("seeds") => {
                let no_seeds = "seeds are two numbers, the smaller first, such as 3000..3239";
                options.seeds = parsed(&mut parser, |text| seeds(text).ok_or(no_seeds))?;
            }
            Long("files") => options.files = Some(parser.value()?.into()),
            Long("commit") => options.commit = Some(parser.value()?.string()?),
            Long("out") => options.out = Some(parser.value()?.into()),
            Short('h') | Long("help") => return Ok(Arguments::Help(HELP)),
            other => return Err(other.unexpected().into()),
        }
    }
    if !options.simulated && options.files.is_none() {
        return Err(missing("--simulated or --files DIR"));
    }
    Ok(Arguments::Evaluate(options))
}

fn read_validate(mut parser: lexopt::Parser) -> Result<Arguments, Failure> {
    let mut path = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Value(value) if path.is_none() => path = Some(PathBuf::from(value)),
            Short('h') | Long("help") => return Ok(Arguments::Help(HELP)),
            other => return Err(other.unexpected().into()),
        }
    }
    path.map(Arguments::Validate).ok_or_else(|| missing("FILE"))
}

fn seeds(text: &str) -> Option<(u64, u64)> {
    let (first, last) = text.split_once("..")?;
    let seeds = (first.parse().ok()?, last.parse().ok()?);
    (seeds.0 <= seeds.1).then_some(seeds)
}

fn parsed<T, E: core::fmt::Display>(
    parser: &mut lexopt::Parser,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T, Failure> {
    let text = parser.value()?.string()?;
    parse(&text).map_err(|error| Failure::Usage(error.to_string()))
}

fn kinds() -> String {
    format!("the kinds are {}", DocumentKind::ALL.map(DocumentKind::word).join(", "))
}

fn missing(what: &str) -> Failure {
    Failure::Usage(format!("{what} is missing"))
}

#[cfg(test)]
mod tests {
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
        let Ok(Arguments::Replay(replay)) = read("replay --rule duration --runs r --repository a/b --warning 100")
        else {
            panic!("a good line was refused");
        };
        assert_eq!((replay.rule.warning, replay.rule.critical, replay.json), (Some(100.0), Some(600.0), false));
        let Ok(Arguments::Backtest(backtest)) = read("backtest --runs r --repository a/b --private --format json")
        else {
            panic!("a good line was refused");
        };
        assert_eq!((backtest.horizon_days, backtest.is_private, backtest.json), (7, true, true));
        assert!(options.markdown && options.jobs.is_none() && options.now.is_some());
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
