//! Grey shapes in the size of what is coming, so that nothing jumps when it is there.

use leptos::prelude::*;

/// What is coming.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Lines of text.
    Lines(usize),
    /// A chart.
    Chart,
    /// Rows of a table.
    Rows(usize),
}

/// The shape; `label` says what is loading.
pub fn skeleton(shape: Shape, label: &'static str) -> AnyView {
    let (class, count) = match shape {
        Shape::Lines(count) => ("skeleton-line", count),
        Shape::Chart => ("skeleton-block skeleton-picture", 1),
        Shape::Rows(count) => ("skeleton-row", count),
    };
    let blocks: Vec<_> = (0..count).map(|_| view! { <div class=class></div> }).collect();
    view! {
        <div class="skeleton-stack" role="status">
            <span class="visually-hidden">{label}</span>
            {blocks}
        </div>
    }
    .into_any()
}
