//! How to make a token that can read Actions and nothing more.

use leptos::prelude::*;

/// Both kinds of token, step by step.
#[component]
pub fn TokenRecipe() -> impl IntoView {
    view! {
        <section class="recipe" aria-labelledby="recipe-title">
            <h2 id="recipe-title">"How to get a token"</h2>
            <details name="recipe">
                <summary>"Fine-grained token (recommended)"</summary>
                <ol>
                    <li>
                        "Open "
                        <a
                            href="https://github.com/settings/personal-access-tokens/new"
                            target="_blank"
                            rel="noopener noreferrer"
                        >
                            "GitHub → Settings → Fine-grained tokens"
                        </a>
                        " and choose the repository's owner."
                    </li>
                    <li>"Under “Repository access”, select only the repositories you want to look at."</li>
                    <li>
                        "Under “Permissions”, set "
                        <strong>"Actions: Read-only"</strong>
                        "; "
                        <strong>"Metadata: Read-only"</strong>
                        " comes with it. Nothing else is needed."
                    </li>
                    <li>"Generate the token, copy it and paste it above. An organization may have to approve it first."</li>
                </ol>
            </details>
            <details name="recipe">
                <summary>"Classic token"</summary>
                <ol>
                    <li>
                        "Open "
                        <a href="https://github.com/settings/tokens/new" target="_blank" rel="noopener noreferrer">
                            "GitHub → Settings → Tokens (classic)"
                        </a>
                        "."
                    </li>
                    <li>
                        "For public repositories tick " <strong>"no scope at all"</strong>
                        ". For private ones tick " <strong>"repo"</strong>
                        ", which can also write: a fine-grained token is safer."
                    </li>
                    <li>
                        "Only a classic token can also read what GitHub notes on failed jobs, which tells kinds of "
                        "errors better than names do."
                    </li>
                    <li>"Generate the token, copy it and paste it above."</li>
                    <li>
                        "If the organization uses single sign-on, press “Configure SSO” beside the new token and authorize it."
                    </li>
                </ol>
            </details>
        </section>
    }
    .into_any()
}
