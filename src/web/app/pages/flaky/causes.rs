//! Why attempts failed: how often which kind of trouble, against the window before, with examples.

use forerun::engine::Failures;
use forerun::insight::{CategoryCount, ErrorExample};
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{Explanation, Moment, Panel, attempt_reference};
use crate::words::{NOTHING, counted, p_value};

use super::words;

/// A change of a share is told below this p.
const SIGNIFICANT: f64 = 0.05;

/// The section.
pub fn section(failures: &Failures) -> AnyView {
    let errors = &failures.errors;
    let explanation = Explanation::of(
        "Failed attempts with a failed job of a kind ÷ failed attempts of which something is told. An attempt counts once \
         for each kind among its failed jobs, so that shares add up to more than 100 %.",
    )
    .fact("Failed attempts", format::count(errors.failed_attempts))
    .fact("Something is told of", format::count(errors.examined_attempts))
    .fact("Told by", "GitHub's conclusion, names of job and step, GitHub's notes where they were read; never by logs")
    .fact("Change", "told where chance alone would bring it about in fewer than 5 % of windows");
    if errors.examined_attempts == 0 {
        let why = match errors.failed_attempts {
            0 => "No attempt failed in this window.".to_owned(),
            failed => {
                let failed = counted(failed, "attempt", "attempts");
                format!("{failed} failed, and no stored job of theirs tells a cause.")
            }
        };
        return view! {
            <Panel title="Causes of failures" explanation=Some(explanation)>
                <p class="muted">{why}</p>
            </Panel>
        }
        .into_any();
    }
    let silent = errors.failed_attempts.saturating_sub(errors.examined_attempts);
    let note = match silent {
        0 => String::new(),
        _ => format!(
            "Told of {}; of {} more no job is stored that tells a cause.",
            counted(errors.examined_attempts, "failed attempt", "failed attempts"),
            format::count(silent)
        ),
    };
    let rows = errors.categories.iter().filter(|count| count.share.numerator > 0).map(category).collect_view();
    view! {
        <Panel title="Causes of failures" note=note explanation=Some(explanation)>
            <ul class="flaky-causes">{rows}</ul>
        </Panel>
    }
    .into_any()
}

fn category(count: &CategoryCount) -> AnyView {
    let share = count.share.value.unwrap_or_default();
    let interval = match (count.share.low, count.share.high) {
        (Some(low), Some(high)) => format!("{} – {}", format::percent(low), format::percent(high)),
        _ => NOTHING.to_owned(),
    };
    let change = count.p_value.filter(|&p| p < SIGNIFICANT).zip(count.share_before.and_then(|before| before.value));
    let change = change.map(|(p, before)| {
        let word = if share > before { "More" } else { "Less" };
        view! { <p class="flaky-cause-change">{format!("{word} than before: {} then ({})", format::percent(before), p_value(p))}</p> }
    });
    let examples = count.newest.iter().map(example).collect_view();
    let width = format!("{:.1}%", share * 100.0);
    view! {
        <li>
            <details>
                <summary>
                    <span class="flaky-cause-name">{words::category(count.category)}</span>
                    <span class="meter" aria-hidden="true">
                        <span class="meter-fill" style:width=width></span>
                    </span>
                    <span class="number">
                        {format::percent(share)} " "
                        <small class="muted">{format!("{} of {}", format::count(count.share.numerator), format::count(count.share.denominator))}</small>
                    </span>
                </summary>
                {change}
                <p class="muted">{format!("95 % interval {interval}; {} failed jobs. The newest:", format::count(count.jobs))}</p>
                <ul class="flaky-examples">{examples}</ul>
            </details>
        </li>
    }
    .into_any()
}

fn example(example: &ErrorExample) -> AnyView {
    let what = match (&example.step, example.job.is_empty()) {
        (Some(step), _) => format!("{} › {step}", example.job),
        (None, false) => example.job.clone(),
        (None, true) => "the whole attempt".to_owned(),
    };
    let (trust, why) = words::confidence(example.verdict.confidence);
    let evidence = (!example.verdict.evidence.is_empty()).then(|| format!(" by “{}”", example.verdict.evidence));
    let message = example.message.clone().map(|message| view! { <small class="flaky-message">{message}</small> });
    view! {
        <li>
            {attempt_reference(example.run_id, example.attempt)}
            " · "
            <Moment at=example.started_at />
            <span>{what}</span>
            <small class="muted" title=why>
                {trust}
                {evidence}
            </small>
            {message}
        </li>
    }
    .into_any()
}
