//! A dialog before something that cannot be undone.

use leptos::html::Dialog;
use leptos::prelude::*;

/// What is about to happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirm {
    /// A question.
    pub title: String,
    /// What is lost, in plain words.
    pub advice: String,
    /// What the button that does it says.
    pub action: &'static str,
}

/// A button that asks before it acts.
#[component]
pub fn ConfirmButton(
    label: &'static str,
    #[prop(into)] confirm: Signal<Confirm>,
    on_confirm: Callback<()>,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let open = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            // Fails only where it is open already.
            dialog.show_modal().ok();
        }
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let act = move |_| {
        close();
        on_confirm.run(());
    };
    view! {
        <button type="button" class="button danger" on:click=open>
            {label}
        </button>
        <dialog node_ref=dialog class="dialog" aria-label=label>
            <h2>{move || confirm.get().title}</h2>
            <p>{move || confirm.get().advice}</p>
            <div class="actions actions-end">
                <button type="button" class="button" on:click=move |_| close()>
                    "Keep it"
                </button>
                <button type="button" class="button danger-solid" on:click=act>
                    {move || confirm.get().action}
                </button>
            </div>
        </dialog>
    }
    .into_any()
}
