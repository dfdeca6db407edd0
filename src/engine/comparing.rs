//! Puts two choices of attempts side by side: the first of the open repository, the second of it too or of a guest.

use crate::domain::Timestamp;
use crate::history::Store;
use crate::insight::{self, Context, SideBySide, View};
use crate::sync::Clock;

use super::core::{Engine, State};
use super::pages::SideAbout;
use super::ports::Network;
use super::{CompareQuery, Compared, OtherWindow, Problem, problems};

impl<S: Store, N: Network, C: Clock> Engine<S, N, C> {
    /// Both sides. A second repository that cannot be read is told in the answer: what to compare with can still be
    /// changed then.
    pub(super) async fn compare(&self, asked: CompareQuery, now: Timestamp) -> Result<Compared, Problem> {
        let CompareQuery { first, second, window, zone } = &asked;
        let guest =
            if first.repository == second.repository { None } else { Some(self.guest(&second.repository, now).await) };
        let answer = |view: &View<'_>, state: &State, revision| {
            let open = state.open.as_ref().filter(|open| open.key == first.repository)?;
            let about = SideAbout::of(open, view.period);
            let told = match &guest {
                None => {
                    let View { zone, settings, default_branch, is_private, .. } = *view;
                    let context = Context { zone, settings, default_branch, is_private, now };
                    let other = insight::select(view.columns, view.prepared, &second.filter, context);
                    Ok((about.clone(), side_by_side(view, &other, *window)))
                }
                Some(Ok(guest)) => {
                    let other = guest.view(&state.settings, &second.filter, zone, now);
                    Ok((SideAbout::of(guest.open(), other.period), side_by_side(view, &other, *window)))
                }
                Some(Err(problem)) => Err(format!("{}. {}", problem.title, problem.advice)),
            };
            let (told, problem) = match told {
                Ok(told) => (Some(told), None),
                Err(problem) => (None, Some(problem)),
            };
            let (second, sides) = told.unzip();
            Some(Compared { revision, first: about, second, sides, problem })
        };
        self.with_view(&first.filter, zone, now, answer)?.ok_or_else(problems::nothing_open)
    }
}

fn side_by_side(first: &View<'_>, second: &View<'_>, window: OtherWindow) -> SideBySide {
    match window {
        OtherWindow::OfFilter => insight::compare_sides(first, second),
        OtherWindow::Before => insight::compare_sides(first, &second.over(first.period.before())),
    }
}
