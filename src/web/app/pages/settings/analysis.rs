//! Thresholds, limits and KPI targets, saved together.

use forerun::domain::{KpiKind, Settings};
use forerun::engine::Command;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::components::{CheckedField, Explanation, Panel};
use crate::state::use_app;
use crate::words::{Unit, kpi_meaning, kpi_name, kpi_unit};

use super::form::{Fields, Typed, floor_error};
use super::prices::panels;

fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Percent => "%",
        Unit::Seconds => "s",
        Unit::OutOfTen => "of 10",
        Unit::Dollars => "$",
    }
}

fn own_error(typed: Typed) -> Signal<Option<String>> {
    Signal::derive(move || typed.value().err().map(str::to_owned))
}

/// The form.
#[component]
pub fn AnalysisSettings() -> impl IntoView {
    let app = use_app();
    let fields = app.session.with_untracked(|session| {
        session.as_ref().map_or_else(|| Fields::of(&Settings::default()), |session| Fields::of(&session.settings))
    });
    let (shown, checked) = (fields.clone(), fields.clone());
    let settings = Memo::new(move |_| checked.settings());
    let is_changed =
        move || settings.get().is_some_and(|settings| app.with_session(|session| session.settings != settings));
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !untrack(is_changed) {
            return;
        }
        if let Some(settings) = settings.get_untracked() {
            app.command(Command::ChangeSettings(settings));
            app.announcement.set("The settings are saved.".to_owned());
        }
    };
    let reset = move |_| shown.show(&Settings::default());
    view! {
        <form class="footed" on:submit=on_submit novalidate>
            <Thresholds fields=fields.clone() />
            {panels(fields.prices)}
            <Targets kpis=fields.kpis />
            <div class="form-foot">
                <button type="submit" class="button primary" aria-disabled=move || (!is_changed()).to_string()>
                    "Save settings"
                </button>
                <button type="button" class="button" on:click=reset>
                    "Reset to defaults"
                </button>
                <p class="hint" role="status">
                    {move || settings.with(Option::is_none).then_some("Some fields need another look before this can be saved.")}
                </p>
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn Thresholds(fields: Fields) -> impl IntoView {
    let critical_error = {
        let fields = fields.clone();
        Signal::derive(move || fields.critical_error())
    };
    let timeout_error = {
        let fields = fields.clone();
        Signal::derive(move || fields.timeout_error())
    };
    let field = |id: &str, label: &'static str, unit: &'static str, typed: Typed, error| {
        view! { <CheckedField id=format!("settings-{id}") label unit text=typed.text error /> }
    };
    view! {
        <Panel title="Thresholds" note="Where scores begin to fall, and what counts as a timeout.">
            <div class="settings-grid">
                {field("warning", "Duration, warning from", "s", fields.warning, own_error(fields.warning))}
                {field("critical", "Duration, critical from", "s", fields.critical, critical_error)}
                {field("cache", "Cache hit rate, full marks from", "%", fields.cache, own_error(fields.cache))}
                {field("satisfying", "A pull request answer satisfies within", "s", fields.satisfying, own_error(fields.satisfying))}
                {field("timeout", "Job time limit", "min", fields.timeout, timeout_error)}
                {field("points", "Fewest data points of a forecast", "points", fields.points, own_error(fields.points))}
            </div>
        </Panel>
    }
}

#[component]
fn Targets(kpis: Vec<(KpiKind, Typed, Typed)>) -> impl IntoView {
    let row = |(kind, target, floor): (KpiKind, Typed, Typed)| {
        let (name, unit) = (kpi_name(kind), unit_name(kpi_unit(kind)));
        let id = format!("kpi-{kind:?}").to_ascii_lowercase();
        let error = Signal::derive(move || floor_error(target, floor));
        view! {
            <fieldset class="target-row">
                <legend>{name}</legend>
                <CheckedField
                    id=format!("{id}-target")
                    label="Target"
                    unit
                    text=target.text
                    error=own_error(target)
                />
                <CheckedField id=format!("{id}-floor") label="Floor" unit text=floor.text error />
            </fieldset>
        }
    };
    let told = kpis.iter().filter_map(|(kind, ..)| Some((kpi_name(*kind), kpi_meaning(*kind)?)));
    let explanation = told.fold(
        Explanation::of("The key figures are those of the overview, where each stands beside its target.")
            .topic("health-score"),
        |explanation, (name, meaning)| explanation.fact(name, meaning),
    );
    view! {
        <Panel
            title="Targets"
            note="A key figure scores 100 at its target and 0 at its floor, straight between."
            explanation=Some(explanation)
        >
            <div class="targets">{kpis.into_iter().map(row).collect_view()}</div>
        </Panel>
    }
    .into_any()
}
