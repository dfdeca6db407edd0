//! Asks how each listed repository stands, one after the other, the open one first: no more than one question is under way,
//! so that no more than one other history is in memory. Leaving the page ends it.

use std::collections::BTreeMap;
use std::sync::Arc;

use forerun::engine::{Answer, Problem, Query, RepositoryKey, Standing, StoredRepository};
use leptos::prelude::*;

use crate::asking::misunderstanding;
use crate::state::App;

/// What is known of a repository.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// How it was listed when it was asked about; another listing is asked about anew.
    pub listing: StoredRepository,
    /// How it stands, or why nobody can tell.
    pub standing: Result<Arc<Standing>, Problem>,
}

/// By key.
pub type KnownByKey = BTreeMap<RepositoryKey, Known>;

/// What is listed and what is known of it.
#[derive(Clone, Copy)]
pub struct Standings {
    /// All stored repositories and the open one, newest sync first.
    pub listed: Memo<Vec<StoredRepository>>,
    /// What has been answered.
    pub known: RwSignal<KnownByKey>,
    asked: StoredValue<Option<StoredRepository>>,
    app: App,
}

impl Standings {
    /// Asks for as long as the page lives.
    pub fn follow(app: App) -> Self {
        let listed = Memo::new(move |_| {
            app.with_session(|session| {
                let mut listed = session.stored.clone();
                if let Some(open) = &session.open {
                    match listed.iter_mut().find(|stored| stored.key == open.key) {
                        Some(stored) => stored.clone_from(open),
                        None => listed.insert(0, open.clone()),
                    }
                }
                listed
            })
        });
        let standings = Self { listed, known: RwSignal::default(), asked: StoredValue::new(None), app };
        Effect::new(move |_| {
            // An engine that was started again knows nothing of what was asked before.
            if app.session.with(Option::is_none) {
                standings.asked.set_value(None);
            }
            listed.track();
            standings.ask_next();
        });
        standings
    }

    /// Of how many repositories it is known how they stand, or why not.
    pub fn done(self) -> usize {
        self.known.with(|known| self.listed.with(|listed| listed.iter().filter(|one| is_known(known, one)).count()))
    }

    /// Asks about one repository once more.
    pub fn ask_again(self, key: &RepositoryKey) {
        self.known.update(|known| {
            known.remove(key);
        });
        self.ask_next();
    }

    fn ask_next(self) {
        if self.asked.with_value(Option::is_some) {
            return;
        }
        let open = self.app.session.with_untracked(|session| Some(session.as_ref()?.open.as_ref()?.key.clone()));
        let next = self.known.with_untracked(|known| {
            self.listed.with_untracked(|listed| {
                let unknown = || listed.iter().filter(|stored| !is_known(known, stored));
                unknown().find(|stored| Some(&stored.key) == open.as_ref()).or_else(|| unknown().next()).cloned()
            })
        });
        let Some(next) = next else { return };
        let zone = self.app.zone.with_value(|zone| (**zone).clone());
        let query = Query::Standing(next.key.clone(), zone);
        self.asked.set_value(Some(next.clone()));
        self.app.query(query, move |answer| self.hear(next, answer));
    }

    /// The page may be gone by now; then nothing more is asked.
    fn hear(self, listing: StoredRepository, answer: Result<Answer, Problem>) {
        let standing = match answer {
            Ok(Answer::Standing(standing)) => Ok(Arc::from(standing)),
            Ok(_) => Err(misunderstanding()),
            Err(problem) => Err(problem),
        };
        let key = listing.key.clone();
        let is_here = self.asked.try_update_value(|asked| *asked = None).is_some();
        let known = Known { listing, standing };
        if is_here && self.known.try_update(|all| all.insert(key, known)).is_some() {
            self.ask_next();
        }
    }
}

fn is_known(known: &KnownByKey, stored: &StoredRepository) -> bool {
    known.get(&stored.key).is_some_and(|known| known.listing == *stored)
}
