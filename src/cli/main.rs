//! The engine in a terminal: `forerun report`, `replay`, `backtest`, `simulate`, `evaluate` and `validate`. Owns
//! arguments, files and exit codes; computes nothing itself.

mod arguments;
mod backtest;
mod block_on;
mod evaluate;
mod failure;
mod file_store;
mod files;
mod input;
mod records;
mod replay;
mod report;
mod shell;
mod simulate;
mod validate;

use std::io::Write as _;
use std::process::ExitCode;

use arguments::Arguments;
use failure::Failure;

fn main() -> ExitCode {
    let output = Arguments::read(lexopt::Parser::from_env()).and_then(run);
    match output {
        // The whole output at once: a failure prints nothing half.
        Ok(text) => match std::io::stdout().lock().write_all(text.as_bytes()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_closed_pipe) => ExitCode::FAILURE,
        },
        Err(failure) => {
            // Nowhere is left to complain when standard error is closed.
            writeln!(std::io::stderr().lock(), "forerun: {failure}").ok();
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Arguments) -> Result<String, Failure> {
    match arguments {
        Arguments::Help(text) => Ok(text.to_owned()),
        Arguments::Report(options) => report::run(&options),
        Arguments::Replay(options) => replay::run(&options),
        Arguments::Backtest(options) => backtest::run(&options),
        Arguments::Simulate(options) => simulate::run(&options),
        Arguments::Evaluate(options) => evaluate::run(&options),
        Arguments::Validate(path) => validate::run(&path),
    }
}
