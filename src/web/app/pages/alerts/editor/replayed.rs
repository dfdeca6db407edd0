//! What a rule would have done as it is typed, beside what it does as it is in force.

use std::sync::Arc;
use std::time::Duration;

use forerun::domain::{AlertRule, Filter, Window, Zone};
use forerun::engine::{Answer, Query};
use forerun::insight::{Firing, Replay};
use forerun::view::alert_rule::{compared, level_text, replayed_span, sample_text};
use forerun::view::chart::{Chart, Span, SpanRow, Spans};
use forerun::view::format;
use leptos::prelude::*;

use crate::asking::ask;
use crate::charts::{ChartFigure, built, zone};
use crate::components::{Explanation, Loading, Moment, Panel, ProblemBox, badge};
use crate::platform::zone::now;
use crate::state::App;
use crate::words::{NOTHING, alerts as words, or_nothing};

use super::super::history::weight;

/// Typing goes on for so long after each key.
const PAUSE: Duration = Duration::from_millis(350);
const DAYS: u32 = forerun::insight::ALERT_DAYS;
/// Of less history no share of time is told.
const FEWEST_DAYS: f64 = 1.0;
/// Newest firings that are listed.
const SHOWN: usize = 8;

fn take(answer: Answer) -> Option<Box<Replay>> {
    if let Answer::Replay(replay) = answer { Some(replay) } else { None }
}

fn query(rule: AlertRule) -> Query {
    let filter = Filter { window: Window::LastDays(DAYS), ..Filter::default() };
    Query::Replay(Box::new(rule), filter, Zone::default())
}

/// The newest rule that could be read, once typing has paused.
fn settled(in_force: Signal<AlertRule>, edited: Memo<Option<AlertRule>>) -> RwSignal<AlertRule> {
    let settled = RwSignal::new(in_force.get_untracked());
    let changes = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let Some(rule) = edited.get() else { return };
        let number = changes.get_value().wrapping_add(1);
        changes.set_value(number);
        let settle = move || {
            // The page may be gone by then.
            if changes.try_get_value() == Some(number) && settled.with_untracked(|settled| *settled != rule) {
                settled.set(rule);
            }
        };
        set_timeout(settle, PAUSE);
    });
    settled
}

/// The panel.
pub fn replayed(app: App, in_force: Signal<AlertRule>, edited: Memo<Option<AlertRule>>) -> AnyView {
    let wanted = settled(in_force, edited);
    let stored = ask(app, move || query(in_force.get()), take);
    let changed = ask(app, move || query(wanted.get()), take);
    let explanation = Explanation::of(
        "The rule is replayed over the last 90 days of the whole repository, or as far back as the history goes: at up to \
         2\u{202f}000 instants, each seeing only what had completed by then. What you said of alerts plays no part.",
    )
    .fact("Flapping", "came back within 24 hours of the end of one about the same")
    .fact("Time firing", "share of the instants with an alert open");
    let both = Memo::new(move |_| changed.value.with(Option::is_some) && stored.value.with(Option::is_some));
    let sentence = move || {
        let stored = stored.value.get()?;
        let changed = changed.value.get()?;
        Some(compared(&stored, &changed))
    };
    let problem = move || {
        changed.problem.get().map(|problem| {
            view! {
                <ProblemBox problem>
                    <button type="button" class="button" on:click=move |_| changed.ask_again()>
                        "Try again"
                    </button>
                </ProblemBox>
            }
        })
    };
    view! {
        <Panel title="What it would have done" explanation=Some(explanation)>
            <p class="replay-sentence" role="status" aria-busy=move || if changed.is_busy.get() { "true" } else { "false" }>
                {sentence}
            </p>
            {problem}
            <Show when=move || both.get() fallback=|| view! { <Loading label="Replaying the rule" /> }>
                <div class:is-stale=changed.is_busy>
                    {move || stored.value.get().zip(changed.value.get()).map(|(stored, changed)| table(&stored, &changed))}
                    {picture(stored.value, changed.value)}
                    {move || changed.value.get().map(|changed| firings(&changed))}
                </div>
            </Show>
        </Panel>
    }
    .into_any()
}

fn table(stored: &Replay, changed: &Replay) -> AnyView {
    let firings = |replay: &Replay| format::count(replay.firings.len() as u64);
    let flapping = |replay: &Replay| format::count(u64::from(replay.flapping));
    let share = |replay: &Replay| {
        let quiet = replay.quiet_share.filter(|_| replay.days >= FEWEST_DAYS);
        or_nothing(quiet.map(|quiet| 1.0 - quiet), format::percent)
    };
    let span = replayed_span(changed.days);
    let span = span.strip_prefix('i').map_or_else(|| span.clone(), |rest| format!("I{rest}"));
    let monthly = |replay: &Replay| or_nothing(replay.expected_alerts_a_month, |count| format::number(count, 1));
    let row = |name: &'static str, show: &dyn Fn(&Replay) -> String| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="number">{show(stored)}</td>
                <td class="number">{show(changed)}</td>
            </tr>
        }
    };
    view! {
        <table class="replay-table">
            <thead>
                <tr>
                    <th scope="col">{span}</th>
                    <th scope="col" class="number">"In force"</th>
                    <th scope="col" class="number">"As typed"</th>
                </tr>
            </thead>
            <tbody>
                {row("Firings", &firings)}
                {row("Of them flapping", &flapping)}
                {row("Time firing", &share)}
                {row("Firings a month", &monthly)}
            </tbody>
        </table>
    }
    .into_any()
}

fn picture(stored: RwSignal<Option<Arc<Replay>>>, changed: RwSignal<Option<Arc<Replay>>>) -> AnyView {
    let zone = zone();
    let chart = built(move || {
        let row = |name: &str, replay: Option<Arc<Replay>>| {
            let span = |firing: &Firing| Span {
                start: firing.opened_at,
                end: firing.resolved_at,
                weight: weight(firing.severity),
            };
            let spans = replay.map(|replay| replay.firings.iter().map(span).collect()).unwrap_or_default();
            SpanRow { name: name.to_owned(), spans }
        };
        let end = now();
        let days = changed.with(|replay| replay.as_ref().map_or(f64::from(DAYS), |replay| replay.days));
        let start = end.plus_seconds(-(days.max(1.0) * 86_400.0) as i64);
        let rows = vec![row("In force", stored.get()), row("As typed", changed.get())];
        let period = forerun::domain::Period { start, end };
        Arc::new(Spans { title: "When it would have fired", period, rows, zone: zone.get() }) as Arc<dyn Chart>
    });
    view! { <ChartFigure chart /> }.into_any()
}

fn firings(replay: &Replay) -> AnyView {
    if replay.firings.is_empty() {
        return ().into_any();
    }
    let newest = replay.firings.iter().rev().take(SHOWN);
    let metric = replay.rule.metric;
    let row = |firing: &Firing| {
        let (word, tone) = words::severity(firing.severity);
        let length = firing.resolved_at.map_or_else(
            || "still open".to_owned(),
            |ended| format::duration(ended.seconds_since(firing.opened_at) as f64),
        );
        let value =
            firing.reading.value.as_ref().map_or_else(|_| NOTHING.to_owned(), |&value| level_text(metric, value));
        let sample = sample_text(metric, firing.reading.sample);
        let sample = sample.map(|sample| view! { <span class="muted">{format!("of {sample}")}</span> });
        view! {
            <li>
                {badge(word, tone)} <span>{words::subject(&firing.subject)}</span> <strong>{value}</strong> {sample}
                <span class="muted"><Moment at=firing.opened_at /> {format!(" · {length}")}</span>
            </li>
        }
    };
    let rows = newest.map(row).collect_view();
    let left = replay.firings.len().saturating_sub(SHOWN);
    let more =
        (left > 0).then(|| view! { <p class="muted">{format!("and {} before", format::count(left as u64))}</p> });
    view! {
        <h3>"Newest firings as typed"</h3>
        <ol class="firing-list">{rows}</ol>
        {more}
    }
    .into_any()
}
