//! Names for a made-up project: people, branches, titles. Names no real person, project or organisation.

use super::random::Chance;

/// The default branch.
pub(super) const MAIN: &str = "main";

/// People who push.
pub(super) const PEOPLE: [&str; 9] = [
    "anneke-tide",
    "brunoquay",
    "c-lighthouse",
    "dalia-wharf",
    "emrebuoy",
    "fenja-keel",
    "goran-pier",
    "hollyanchor",
    "ines-jetty",
];
/// The machine that updates dependencies.
pub(super) const BOT: &str = "harbour-bot[bot]";

const VERBS: [(&str, &str); 8] = [
    ("Add", "feature"),
    ("Fix", "fix"),
    ("Speed up", "perf"),
    ("Simplify", "refactor"),
    ("Document", "docs"),
    ("Test", "test"),
    ("Rework", "refactor"),
    ("Guard", "fix"),
];
const THINGS: [&str; 16] = [
    "berth planner",
    "tide table",
    "crane queue",
    "pilot booking",
    "cargo manifest",
    "customs export",
    "mooring alerts",
    "fuel meter",
    "lock schedule",
    "harbour map",
    "login page",
    "rate limiter",
    "search index",
    "audit log",
    "webhook retries",
    "currency rounding",
];
const ASPECTS: [&str; 10] = [
    "for small vessels",
    "in winter time",
    "on slow links",
    "after midnight",
    "with empty input",
    "for night shifts",
    "in the public API",
    "on phones",
    "for long names",
    "under load",
];
const PACKAGES: [&str; 6] = ["tidecalc", "quaymap", "ropeknot", "gullparser", "saltjson", "keelhttp"];

/// A pull request's texts.
#[derive(Clone, Debug)]
pub(super) struct Topic {
    pub branch: String,
    pub title: String,
    pub actor: &'static str,
}

/// Thinks up a pull request.
pub(super) fn topic(random: &mut Chance, number: u32) -> Topic {
    if random.chance(0.12) {
        let package = random.pick(&PACKAGES).copied().unwrap_or_default();
        let version = format!("{}.{}.{}", random.below(4), random.below(20), random.below(10));
        return Topic {
            branch: format!("deps/{package}-{version}"),
            title: format!("Bump {package} to {version}"),
            actor: BOT,
        };
    }
    let (verb, folder) = random.pick(&VERBS).copied().unwrap_or_default();
    let thing = random.pick(&THINGS).copied().unwrap_or_default();
    let aspect = random.pick(&ASPECTS).copied().unwrap_or_default();
    let has_aspect = random.chance(0.6);
    let title = if has_aspect { format!("{verb} {thing} {aspect}") } else { format!("{verb} {thing}") };
    Topic {
        branch: format!("{folder}/{}-{number}", thing.replace(' ', "-")),
        title,
        actor: random.pick(&PEOPLE).copied().unwrap_or_default(),
    }
}
