//! The first screenful: one sentence and the four keys, each with its class and what it rests on.

use std::sync::Arc;

use forerun::engine::Delivery;
use forerun::insight::{DoraClass, FrequencyClass, Lack, Maturity, Rate};
use forerun::view::format;
use forerun::view::lack::inner_reason;
use leptos::prelude::*;

use crate::components::{ChangeNote, Explanation, Stat, StatData, badge};
use crate::words::{NOTHING, Tone, counted, decimal, or_nothing};

use super::maturity::{kind_name, level_name};
use super::outages::FEWEST_FOR_P90;

/// A class in a word, and its tone.
fn class_word(class: DoraClass) -> (&'static str, Tone) {
    match class {
        DoraClass::Elite => ("Elite", Tone::Good),
        DoraClass::High => ("High", Tone::Good),
        DoraClass::Medium => ("Medium", Tone::Warning),
        DoraClass::Low => ("Low", Tone::Bad),
    }
}

/// Sentence, tiles and classes.
pub fn panel(answer: Signal<Arc<Delivery>>) -> AnyView {
    let sentence = move || answer.with(|delivery| sentence(delivery));
    let tile = |make: Make| {
        let data = Memo::new(move |_| answer.with(|delivery| make(delivery).0));
        let class = Memo::new(move |_| answer.with(|delivery| make(delivery).1));
        let class = move || {
            let (word, tone) = class.get().map_or(("Not classed", Tone::Neutral), class_word);
            badge(word, tone)
        };
        view! {
            <div class="delivery-key">
                <Stat data />
                <p class="delivery-class">{class}</p>
            </div>
        }
    };
    view! {
        <p class="answer-sentence">{sentence}</p>
        <section class="numbers delivery-keys" aria-label="The four keys">
            {[frequency, lead_time, change_failures, restore].map(tile).collect_view()}
        </section>
    }
    .into_any()
}

type Make = fn(&Delivery) -> (StatData, Option<DoraClass>);

fn sentence(delivery: &Delivery) -> String {
    let dora = &delivery.dora;
    let frequency = match (&dora.deployment_frequency, &dora.change_failure_rate) {
        (Ok(found), _) => format!("Deployed {} times a week", decimal(found.deployments_per_week)),
        (Err(_), Ok(found)) => counted(found.rate.denominator, "deployment", "deployments"),
        (Err(_), Err(_)) => "No deployment is known in this window".to_owned(),
    };
    let lead = dora.lead_time.as_ref().ok().and_then(|found| found.seconds.median);
    let lead = lead.map(|seconds| format!("; a commit is out after {} (median)", format::duration(seconds)));
    let failures = dora.change_failure_rate.as_ref().ok().and_then(|found| found.rate.value);
    let failures = failures.map(|rate| format!("; {} of deployments fail", format::percent(rate)));
    let restore = dora.restore_default_branch.as_ref().ok().map(|found| match (found.open, found.seconds.median) {
        (0, None) => " The default branch never broke.".to_owned(),
        (0, Some(median)) => format!(" The default branch is green again after {} (median).", format::duration(median)),
        (open, _) => format!(" On the default branch {} red now.", counted(open, "workflow is", "workflows are")),
    });
    format!(
        "{frequency}{}{}.{}{}",
        lead.unwrap_or_default(),
        failures.unwrap_or_default(),
        restore.unwrap_or_default(),
        held_back(&delivery.maturity)
    )
}

fn held_back(maturity: &Maturity) -> String {
    let Ok(level) = &maturity.level else { return String::new() };
    let kinds: Vec<String> = maturity.held_back_by.iter().map(|&kind| kind_name(kind).to_ascii_lowercase()).collect();
    if kinds.is_empty() {
        return format!(" Maturity: {} of 5.", level.number());
    }
    format!(" Maturity: {} of 5, {}, held back by {}.", level.number(), level_name(*level), listed(&kinds))
}

/// `a, b and c`.
fn listed(words: &[String]) -> String {
    match words {
        [most @ .., last] if !most.is_empty() => format!("{} and {last}", most.join(", ")),
        _ => words.concat(),
    }
}

/// A key that was not measured, with the reason.
fn missing(label: &'static str, lack: &Lack, explanation: Explanation) -> (StatData, Option<DoraClass>) {
    let details = vec![format!("Not measured: {}", inner_reason(&lack.to_string()))];
    (StatData { label, value: NOTHING.to_owned(), details, change: None::<ChangeNote>, explanation }, None)
}

const FREQUENCY: &str = "Days with a successful deployment in the last whole weeks of the window, 4 to 13 of them. Three or \
                         more in the median week: daily, elite. One or more: weekly, high. One or more in the median \
                         month: monthly, medium. Else low.";

fn frequency(delivery: &Delivery) -> (StatData, Option<DoraClass>) {
    let label = "Deployment frequency";
    let found = match &delivery.dora.deployment_frequency {
        Ok(found) => found,
        Err(lack @ Lack::TooFewPoints { have, need }) => {
            let (mut data, class) = missing(label, lack, Explanation::of(FREQUENCY));
            data.details =
                vec![format!("Not measured: {have} of {need} whole weeks"), "Choose a longer window".to_owned()];
            return (data, class);
        }
        Err(lack) => return missing(label, lack, Explanation::of(FREQUENCY)),
    };
    let word = match found.class {
        FrequencyClass::Daily => "Daily",
        FrequencyClass::Weekly => "Weekly",
        FrequencyClass::Monthly => "Monthly",
        FrequencyClass::Yearly => "Yearly",
    };
    let data = StatData {
        label,
        value: word.to_owned(),
        details: vec![
            format!("{} a week", decimal(found.deployments_per_week)),
            format!(
                "{} in {}",
                counted(found.deployments, "deployment", "deployments"),
                counted(found.weeks, "week", "weeks")
            ),
        ],
        change: None,
        explanation: Explanation::of(FREQUENCY)
            .fact("Successful deployments", format::count(found.deployments))
            .fact("Whole weeks", format::count(found.weeks))
            .fact("Days with one, median week", decimal(found.median_deploy_days_per_week)),
    };
    (data, delivery.classes.deployment_frequency.clone().ok())
}

const LEAD_TIME: &str = "For each commit deployed: from the creation of its first stored run to the end of its first \
                         successful deployment. Below a day elite, a week high, a month medium, else low, by the median. Time \
                         before the first run, and on other commits before a squash, is not seen.";

fn lead_time(delivery: &Delivery) -> (StatData, Option<DoraClass>) {
    let label = "Lead time for changes";
    let found = match &delivery.dora.lead_time {
        Ok(found) => found,
        Err(lack) => return missing(label, lack, Explanation::of(LEAD_TIME)),
    };
    let seconds = &found.seconds;
    let mut details = vec![format!(
        "P90 {} · {}",
        or_nothing(seconds.p90, format::duration),
        counted(seconds.count, "commit", "commits")
    )];
    if found.first_seen_when_deployed > 0 {
        details.push(format!("{} had no run before their deployment", format::count(found.first_seen_when_deployed)));
    }
    let data = StatData {
        label,
        value: or_nothing(seconds.median, format::duration),
        details,
        change: None,
        explanation: Explanation::of(LEAD_TIME)
            .fact("Commits", format::count(seconds.count))
            .fact("P75", or_nothing(seconds.p75, format::duration))
            .fact("P90", or_nothing(seconds.p90, format::duration))
            .fact("First seen when deployed", format::count(found.first_seen_when_deployed)),
    };
    (data, delivery.classes.lead_time.clone().ok())
}

const FAILURES: &str = "Deployments that failed, or passed and were taken back, ÷ all that passed or failed. Taken back: within \
                        24 hours the same workflow deployed a commit that it had deployed before. At most 5 % elite, 10 % \
                        high, 15 % medium, else low; from 10 deployments on. “Deployment success” in the health score is \
                        not the rest of it: that counts previews of pull requests too, and what was taken back as passed.";

/// The 95 % interval of a rate.
fn interval(rate: &Rate) -> String {
    match (rate.low, rate.high) {
        (Some(low), Some(high)) => format::percent_interval(low, high),
        _ => NOTHING.to_owned(),
    }
}

fn change_failures(delivery: &Delivery) -> (StatData, Option<DoraClass>) {
    let label = "Change failure rate";
    let found = match &delivery.dora.change_failure_rate {
        Ok(found) => found,
        Err(lack) => return missing(label, lack, Explanation::of(FAILURES)),
    };
    let rate = &found.rate;
    let deployments = counted(rate.denominator, "deployment", "deployments");
    let data = StatData {
        label,
        value: or_nothing(rate.value, format::percent),
        details: vec![
            match found.taken_back {
                0 => format!("{} of {deployments}", format::count(rate.numerator)),
                back => format!(
                    "{} failed and {} taken back of {deployments}",
                    format::count(found.failed),
                    format::count(back)
                ),
            },
            format!("95\u{a0}%: {}", interval(rate)),
        ],
        change: None,
        explanation: Explanation::of(FAILURES)
            .fact("Failed", format::count(found.failed))
            .fact("Taken back", format::count(found.taken_back))
            .fact("All passed or failed", format::count(rate.denominator))
            .fact("95 % interval (Wilson)", interval(rate)),
    };
    (data, delivery.classes.change_failure_rate.clone().ok())
}

const RESTORE: &str = "For each workflow that deploys: from the end of the first failed deployment to the end of the next passed \
                       one. At most an hour elite, a day high, a week medium, else low, by the median. Failures that have \
                       not been followed by a passed deployment are in no median.";

fn restore(delivery: &Delivery) -> (StatData, Option<DoraClass>) {
    let label = "Time to restore service";
    let found = match &delivery.dora.restore_service {
        Ok(found) => found,
        Err(lack) => return missing(label, lack, Explanation::of(RESTORE)),
    };
    let seconds = &found.seconds;
    let explanation = Explanation::of(RESTORE)
        .fact("Ended outages", format::count(seconds.count))
        .fact("Open outages", format::count(found.open))
        .fact("Deployments", format::count(found.runs))
        .fact("P90", or_nothing(seconds.p90, format::duration))
        .fact("Median, confirmed by two failures", or_nothing(found.confirmed_seconds.median, format::duration));
    if seconds.count == 0
        && let Err(lack) = &delivery.classes.restore_service
    {
        return missing(label, lack, explanation);
    }
    let p90 = seconds.p90.filter(|_| seconds.count >= FEWEST_FOR_P90);
    let data = StatData {
        label,
        value: or_nothing(seconds.median, format::duration),
        details: [
            format!("{}, {} open", counted(seconds.count, "ended outage", "ended outages"), format::count(found.open)),
            p90.map(|p90| format!("P90 {}", format::duration(p90))).unwrap_or_default(),
        ]
        .into_iter()
        .filter(|detail| !detail.is_empty())
        .collect(),
        change: None,
        explanation,
    };
    (data, delivery.classes.restore_service.clone().ok())
}
