//! What Forerun does with data, how good its numbers are, its keys and its licences.

use leptos::prelude::*;

use super::id_of;

/// A part of the page, apart from definitions.
pub(super) struct Part {
    /// Its word in addresses.
    pub topic: &'static str,
    /// Its headline.
    pub title: &'static str,
    /// Its paragraphs.
    paragraphs: &'static [&'static str],
}

/// All parts, in order; the keys and the licences follow the paragraphs.
pub(super) const PRACTICE: &[Part] = &[
    Part {
        topic: "accuracy",
        title: "How good the numbers are",
        paragraphs: &[
            "Every analysis is put to repositories whose truth is known: simulated ones of fifteen classes, from quiet to \
             full of outages, and real ones where they are at hand. The command “make evaluate” does it and writes \
             bench/accuracy.md in the source: what is found, what is missed, how often an alarm is false, how often an \
             interval holds. Figures that miss their target are marked there.",
            "Whoever sets a threshold looks at other repositories than those that the figures come from.",
        ],
    },
    Part {
        topic: "stored",
        title: "What is stored, and where",
        paragraphs: &[
            "In this browser, in its IndexedDB: runs, attempts, jobs, steps and, if you ask for them, notes of failed jobs, \
             for each repository you have read; beside them your settings and the forecasts that are to be checked later. \
             The Data page shows how much that is, gives it to you as a file and deletes it.",
            "In its local storage: light or dark, how you have arranged tables and panels, and that you have seen the tour. \
             The browser also keeps the app's own files, so that it opens without a network.",
            "GitHub forgets runs after some months; what is stored here stays until you delete it, or until the browser \
             needs the space. The Data page asks it to keep it.",
        ],
    },
    Part {
        topic: "privacy",
        title: "Privacy",
        paragraphs: &[
            "There is no server. One host is asked for data, GitHub's API (or your company's own), and nothing is sent to \
             it but the requests that read your history. The page's policy forbids all other hosts: no analytics, no fonts, \
             no scripts from elsewhere.",
            "The token is in the memory of this tab and nowhere else: not in storage, not in addresses, not in documents, \
             not in messages. Closing the tab or signing out ends it. Reading is all it is used for.",
        ],
    },
    Part {
        topic: "offline",
        title: "Without a network",
        paragraphs: &[
            "After the first visit Forerun opens without a network, with everything that is stored. Your browser can also \
             install it as an app. When a newer version is there, a notice says so; it never reloads by itself.",
        ],
    },
    Part { topic: "keys", title: "Keyboard", paragraphs: &[] },
    Part {
        topic: "licences",
        title: "Version and licences",
        paragraphs: &[
            concat!(
                "Forerun ",
                env!("CARGO_PKG_VERSION"),
                ", under the MIT licence or the Apache licence 2.0, as you like."
            ),
            "It is written in Rust with Leptos, draws with Plotters and computes with statrs, each under the MIT or Apache \
             licence. GitHub and GitHub Actions are names of GitHub, Inc., which has no part in Forerun.",
        ],
    },
];

const KEYS: [(&str, &str); 8] = [
    ("Ctrl K, ⌘ K", "Any page or command by its name"),
    ("Tab, Shift Tab", "From one control to the next, and back"),
    ("Escape", "Closes what is open: an explanation, a dialog, the tour"),
    ("← →", "In a chart: value by value; in tabs: the next one"),
    ("+ −", "In a chart: closer, further"),
    ("Shift ← →", "In a chart that is zoomed: earlier, later"),
    ("0", "In a chart: all of it"),
    ("Ctrl P, ⌘ P", "Prints the page without what only a screen needs"),
];

/// All parts.
pub(super) fn practice() -> AnyView {
    let part = |part: &'static Part| {
        let paragraphs = part.paragraphs.iter().map(|text| view! { <p>{*text}</p> }).collect_view();
        view! {
            <section class="panel about-section" aria-label=part.title>
                <h2 id=id_of(part.topic) tabindex="-1">
                    {part.title}
                </h2>
                {paragraphs}
                {(part.topic == "keys").then(keys)}
            </section>
        }
    };
    PRACTICE.iter().map(part).collect_view().into_any()
}

fn keys() -> AnyView {
    let row = |(keys, what): (&'static str, &'static str)| {
        view! {
            <tr>
                <th scope="row" class="nowrap">
                    <kbd>{keys}</kbd>
                </th>
                <td>{what}</td>
            </tr>
        }
    };
    view! {
        <table class="about-keys">
            <thead>
                <tr>
                    <th scope="col">"Keys"</th>
                    <th scope="col">"What they do"</th>
                </tr>
            </thead>
            <tbody>{KEYS.map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}
