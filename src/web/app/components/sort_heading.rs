//! A table heading that sorts by its column.

use leptos::prelude::*;

use super::{Icon, IconName};

/// The heading. `way` is whether the largest come first, or none where another column sorts.
#[component]
pub fn SortHeading(
    label: &'static str,
    is_number: bool,
    way: Signal<Option<bool>>,
    on_choose: Callback<()>,
) -> impl IntoView {
    let sort = move || match way.get() {
        None => "none",
        Some(true) => "descending",
        Some(false) => "ascending",
    };
    let icon = move || {
        let name = if way.get()? { IconName::Down } else { IconName::Up };
        Some(view! { <Icon name /> })
    };
    view! {
        <th scope="col" class=if is_number { "number" } else { "" } aria-sort=sort>
            <button type="button" on:click=move |_| on_choose.run(())>
                {label}
                {icon}
            </button>
        </th>
    }
    .into_any()
}
