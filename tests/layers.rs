//! Holds the house to its one rule: an arrow points down. Reads every source file and fails where a layer names one that
//! it may not, where the library names a browser, a clock, a random source or I/O, or where a file has no purpose line
//! or is too long. Asks cargo that a host build knows no browser crate.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

const LONGEST_FILE_LINES: usize = 600;

/// Each layer and what it may name.
const LAYERS: [(&str, &[&str]); 13] = [
    ("domain", &[]),
    ("stats", &[]),
    ("insight", GROUND),
    ("github", GROUND),
    ("history", GROUND),
    ("sync", FIRST_FLOOR),
    ("report", FIRST_FLOOR),
    ("simulate", FIRST_FLOOR),
    ("engine", SECOND_FLOOR),
    ("view", &["domain", "insight", "engine"]),
    ("cli", ALL),
    ("web/engine", ALL),
    ("web/app", &["domain", "insight", "github", "sync", "engine", "view"]),
];
const GROUND: &[&str] = &["domain", "stats"];
const FIRST_FLOOR: &[&str] = &["domain", "stats", "insight", "github", "history"];
const SECOND_FLOOR: &[&str] = &["domain", "stats", "insight", "github", "history", "sync", "report", "simulate"];
const ALL: &[&str] =
    &["domain", "stats", "insight", "github", "history", "sync", "report", "simulate", "engine", "view"];

/// What the page may know of GitHub: what a person types in.
const GITHUB_FOR_THE_PAGE: [&str; 4] = ["Token", "TokenError", "ApiBase", "ApiBaseError"];

/// Crates that only the browser shells may name.
const BROWSER_CRATES: [&str; 12] = [
    "leptos",
    "web_sys",
    "js_sys",
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "gloo_net",
    "gloo_timers",
    "idb",
    "plotters",
    "plotters_canvas",
    "console_error_panic_hook",
    "wasm_split_helpers",
];
/// What reaches out of the program, or differs from one run to the next. A shell brings it in.
const OUTSIDE: [&str; 10] = [
    "std::fs",
    "std::net",
    "std::thread",
    "std::process",
    "std::env",
    "std::io",
    "std::time::Instant",
    "std::time::SystemTime",
    "rand",
    "getrandom",
];

struct Source {
    /// Below `src/`, with `/`.
    name: String,
    text: String,
}

impl Source {
    fn layer(&self) -> Option<(&'static str, &'static [&'static str])> {
        LAYERS.into_iter().find(|(layer, _)| self.name.strip_prefix(layer).is_some_and(|rest| rest.starts_with('/')))
    }

    fn is_browser_shell(&self) -> bool {
        self.name.starts_with("web/")
    }

    /// A module of tests, which is in no shipped binary: may measure, and may feed on simulated data.
    fn is_test(&self) -> bool {
        self.name.ends_with("/tests.rs") || self.name.contains("/tests/")
    }

    /// What is wrong with it, a line each.
    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if !self.text.starts_with("//!") {
            faults.push("does not begin with a //! line".to_owned());
        }
        let lines = self.text.lines().count();
        if lines > LONGEST_FILE_LINES {
            faults.push(format!("has {lines} lines, {LONGEST_FILE_LINES} are allowed"));
        }
        let paths = if self.is_test() { Vec::new() } else { paths(&code_only(&self.text)) };
        faults.extend(self.outside_faults(&paths));
        match self.layer() {
            Some((layer, allowed)) => faults.extend(self.layer_faults(layer, allowed, &paths)),
            None if self.name == "lib.rs" => {}
            None => faults.push("belongs to no known layer".to_owned()),
        }
        faults.into_iter().map(|fault| format!("src/{}: {fault}", self.name)).collect()
    }

    fn outside_faults(&self, paths: &[Vec<String>]) -> Vec<String> {
        let is_named = |path: &Vec<String>, forbidden: &str| {
            let forbidden: Vec<&str> = forbidden.split("::").collect();
            path.len() >= forbidden.len() && path.iter().zip(&forbidden).all(|(part, name)| part == name)
        };
        let browser = BROWSER_CRATES.iter().filter(|_| !self.is_browser_shell());
        let outside = OUTSIDE.iter().filter(|_| !self.name.starts_with("cli/"));
        browser
            .chain(outside)
            .filter(|forbidden| paths.iter().any(|path| is_named(path, forbidden)))
            .map(|forbidden| format!("names {forbidden}"))
            .collect()
    }

    fn layer_faults(&self, layer: &str, allowed: &[&str], paths: &[Vec<String>]) -> BTreeSet<String> {
        let mut faults = BTreeSet::new();
        for path in paths {
            let Some(inside) = self.below_root(path) else { continue };
            let Some(other) = inside.first().filter(|name| *name != layer && ALL.contains(&name.as_str())) else {
                continue;
            };
            if !allowed.contains(&other.as_str()) {
                faults.insert(format!("{layer} names {other}"));
            }
            let item = inside.get(1).map_or("all of it", String::as_str);
            if layer == "web/app" && other == "github" && !GITHUB_FOR_THE_PAGE.contains(&item) {
                faults.insert(format!("{layer} names github::{item}"));
            }
        }
        faults
    }

    /// The part of a path below the library's root, where it leads there.
    fn below_root<'a>(&self, path: &'a [String]) -> Option<&'a [String]> {
        let root = if self.is_browser_shell() || self.name.starts_with("cli/") { "forerun" } else { "crate" };
        let (first, rest) = path.split_first()?;
        if first == root {
            return Some(rest);
        }
        let climbs = path.iter().take_while(|part| *part == "super").count();
        let folders = self.name.matches('/').count();
        let depth = if self.name.ends_with("/mod.rs") { folders } else { folders + 1 };
        (root == "crate" && climbs >= depth).then(|| path.get(climbs..).unwrap_or_default())
    }
}

/// The text without comments and without what stands in quotes.
fn code_only(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let at = |index: usize| characters.get(index).copied().unwrap_or('\0');
    let mut code = String::with_capacity(text.len());
    let mut index = 0;
    while index < characters.len() {
        match (at(index), at(index + 1)) {
            ('/', '/') => index = end_of(&characters, index, "\n"),
            ('/', '*') => index = end_of(&characters, index + 2, "*/"),
            ('r', '"' | '#') if !code.ends_with(|c: char| c.is_alphanumeric() || c == '_') => {
                let hashes = characters.iter().skip(index + 1).take_while(|c| **c == '#').count();
                if at(index + 1 + hashes) == '"' {
                    index = end_of(&characters, index + 2 + hashes, &format!("\"{}", "#".repeat(hashes)));
                } else {
                    index += 1;
                }
            }
            ('"', _) => {
                index += 1;
                while index < characters.len() && at(index) != '"' {
                    index += if at(index) == '\\' { 2 } else { 1 };
                }
                index += 1;
            }
            ('\'', '\\') => index = end_of(&characters, index + 3, "'"),
            ('\'', _) if at(index + 2) == '\'' => index += 3,
            (character, _) => {
                code.push(character);
                index += 1;
                continue;
            }
        }
        code.push(' ');
    }
    code
}

/// The index behind the next `end`, or behind the text.
fn end_of(characters: &[char], from: usize, end: &str) -> usize {
    let end: Vec<char> = end.chars().collect();
    let rest = characters.get(from..).unwrap_or_default();
    rest.windows(end.len()).position(|window| window == end).map_or(characters.len(), |found| from + found + end.len())
}

/// Every path in the code, braces resolved: `a::{b, c::d}` gives `a::b` and `a::c::d`.
fn paths(code: &str) -> Vec<Vec<String>> {
    let mut tokens = Vec::new();
    let mut characters = code.chars().peekable();
    while let Some(character) = characters.next() {
        if character.is_alphanumeric() || character == '_' {
            let mut word = String::from(character);
            while let Some(next) = characters.next_if(|c| c.is_alphanumeric() || *c == '_') {
                word.push(next);
            }
            tokens.push(word);
        } else if character == ':' && characters.next_if_eq(&':').is_some() {
            tokens.push("::".to_owned());
        } else if !character.is_whitespace() {
            tokens.push(character.to_string());
        }
    }
    let mut found = Vec::new();
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        let is_path = tokens.get(index + 1).is_some_and(|next| next == "::") && is_word(token);
        index = if is_path { read_path(&tokens, index, &[], &mut found) } else { index + 1 };
    }
    found
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Reads one path from `index` on, below `prefix`; gives the index behind it.
fn read_path(tokens: &[String], mut index: usize, prefix: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut path = prefix.to_vec();
    while let Some(token) = tokens.get(index).filter(|token| is_word(token)) {
        path.push(token.clone());
        index += 1;
        if tokens.get(index).is_none_or(|next| next != "::") {
            break;
        }
        index += 1;
        if tokens.get(index).is_some_and(|next| next == "{") {
            index += 1;
            while let Some(token) = tokens.get(index).filter(|token| *token != "}") {
                index = if is_word(token) { read_path(tokens, index, &path, found) } else { index + 1 };
            }
            return index + 1;
        }
    }
    found.push(path);
    index
}

fn sources() -> io::Result<Vec<Source>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path: PathBuf = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let inside = path.strip_prefix(&root).unwrap_or(&path);
                let name = inside.to_string_lossy().replace('\\', "/");
                sources.push(Source { name, text: fs::read_to_string(&path)? });
            }
        }
    }
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(sources)
}

#[test]
fn every_arrow_points_down() {
    let sources = sources().unwrap();
    assert!(sources.len() > 30, "found only {} files", sources.len());
    let faults: Vec<String> = sources.iter().flat_map(Source::faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_host_build_knows_no_browser_crate() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let arguments = ["tree", "--edges", "normal", "--all-features", "--prefix", "none", "--offline", "--locked"];
    let output = Command::new(cargo).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    let tree = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(tree.contains("postcard"), "{tree}");
    let names = tree.lines().filter_map(|line| line.split(' ').next()).map(|name| name.replace('-', "_"));
    let browser: BTreeSet<String> = names.filter(|name| BROWSER_CRATES.contains(&name.as_str())).collect();
    assert!(browser.is_empty(), "{browser:?}");
}

fn check(name: &str, code: &str, expected: &[&str]) {
    let source = Source { name: name.to_owned(), text: format!("//! Purpose.\n{code}") };
    let expected: Vec<String> = expected.iter().map(|fault| format!("src/{name}: {fault}")).collect();
    assert_eq!(source.faults(), expected, "{code}");
}

#[test]
fn faults_are_found() {
    check("domain/a.rs", "use crate::stats::mean;", &["domain names stats"]);
    check("domain/a.rs", "use crate::{domain::Run, history::{Store}};", &["domain names history"]);
    check("domain/a.rs", "use super::super::engine::Engine;", &["domain names engine"]);
    check("domain/mod.rs", "use super::engine::Engine;", &["domain names engine"]);
    check("history/deep/a.rs", "fn f() { super::super::super::sync::run() }", &["history names sync"]);
    check("sync/a.rs", "use std::{fmt, time::{Duration, Instant}};", &["names std::time::Instant"]);
    check("engine/a.rs", "fn f() -> web_sys::Window { std::fs::read(); }", &["names web_sys", "names std::fs"]);
    check("view/a.rs", "use crate::github::Token;", &["view names github"]);
    check("cli/a.rs", "use leptos::prelude::*;", &["names leptos"]);
    check("web/app/a.rs", "use forerun::history::Store;", &["web/app names history"]);
    check("web/app/a.rs", "use forerun::github::{Token, HttpRequest};", &["web/app names github::HttpRequest"]);
    check("attic/a.rs", "", &["belongs to no known layer"]);
    check("stats/a.rs", &"\n".repeat(600), &["has 601 lines, 600 are allowed"]);
}

#[test]
fn what_is_allowed_is_left_alone() {
    check("domain/a.rs", "use super::records::Run; use crate::domain::time::Timestamp; use core::time::Duration;", &[]);
    check("insight/a.rs", "// use crate::sync::run;\n/* web_sys::Window */ const A: &str = \"crate::sync::run\";", &[]);
    check(
        "insight/a.rs",
        "const A: (char, char, &str) = ('\"', '\\'', r#\"crate::sync::\"run\"#); use crate::stats;",
        &[],
    );
    check("sync/ports.rs", "use crate::github::{HttpRequest, HttpResponse}; fn f<'a>(a: &'a str) {}", &[]);
    check("history/tests/a.rs", "use crate::simulate; use std::time::Instant;", &[]);
    check("cli/main.rs", "use std::fs; use forerun::engine::Engine;", &[]);
    check("web/app/a.rs", "use leptos::prelude::*; use forerun::{github::ApiBase, view::route::Route};", &[]);
}
