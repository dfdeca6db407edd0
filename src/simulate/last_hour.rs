//! What has happened since the full hour at which a story ends: a push now and then, the night's runs, and always one
//! that somebody has just pushed. Changes nothing of what was told before.

use super::calendar;
use super::execution::World;
use super::plan::{CI, LINT, NIGHTLY, WORKFLOWS};
use super::random::Chance;
use super::story::{Story, Teller, Trigger, TriggerKind, pushed};
use super::{SECONDS_PER_HOUR, Shape};
use crate::domain::{SECONDS_PER_DAY, sort_by_key};

/// Runs that a push starts, on average.
const RUNS_PER_PUSH: f64 = 2.6;
/// How busy an hour of the week is on average, as [`calendar::rush`] counts it.
const MEAN_RUSH: f64 = 0.32;
/// The hour of the nightly runs.
const NIGHT_SECONDS: i64 = 2 * SECONDS_PER_HOUR;
/// Somebody has just pushed: by the minute, so that the same minute always shows the same.
const SECONDS_BETWEEN_PUSHES: i64 = 60;
const SINCE_PUSH_SECONDS: i64 = 45;

/// Goes on with a story until `seen_at`. What lies beyond is told too, so that the same hour is always the same.
pub(super) fn tell(teller: Teller<'_>, shape: &Shape, seen_at: i64) -> Story {
    let Teller { world, with_jobs, story, mut open, latest_pull_request, head, jobs, .. } = teller;
    let hour = world.now;
    let later = World { now: hour.max(seen_at) + SECONDS_PER_HOUR, ..*world };
    let mut random = Chance::new(shape.seed ^ hour.unsigned_abs());
    let triggers = triggers(shape, hour, &mut random);
    // The positions of earlier runs are others by now.
    for pull in &mut open {
        pull.latest = [None; WORKFLOWS.len()];
    }
    let before = story.drafts.len();
    let mut teller =
        Teller { world: &later, random: &mut random, with_jobs, story, open, latest_pull_request, head, jobs };
    for trigger in triggers {
        teller.pull(trigger);
    }
    let time = seen_at.div_euclid(SECONDS_BETWEEN_PUSHES) * SECONDS_BETWEEN_PUSHES - SINCE_PUSH_SECONDS;
    let time = time.max(hour + 1);
    let mut random = Chance::new(shape.seed ^ time.unsigned_abs());
    let mut teller = Teller { random: &mut random, ..teller };
    teller.pull(Trigger { time, kind: TriggerKind::PullRequest, workflows: 1 << CI | 1 << LINT });
    numbered(teller.story, before)
}

/// In order of creation, with the numbers that follow those before.
fn numbered(mut story: Story, before: usize) -> Story {
    let first = story.drafts.get(..before).and_then(|told| told.last()).map_or(0, |last| last.run + 1);
    if let Some(new) = story.drafts.get_mut(before..) {
        sort_by_key(new, |draft| draft.created);
        for (draft, run) in new.iter_mut().zip(first..) {
            draft.run = run;
        }
    }
    story
}

/// What starts runs in the hour, in order of time.
fn triggers(shape: &Shape, hour: i64, random: &mut Chance) -> Vec<Trigger> {
    let hours = 24.0 * f64::from(shape.days.max(1));
    let usual = f64::from(shape.runs) / RUNS_PER_PUSH / hours;
    let count = (usual * calendar::rush(hour) / MEAN_RUSH + random.unit()).floor() as usize;
    let mut triggers = Vec::with_capacity(count + 1);
    for _ in 0..count {
        let (kind, workflows) = pushed(random);
        triggers.push(Trigger { time: hour + random.between(0, SECONDS_PER_HOUR), kind, workflows });
    }
    if hour.rem_euclid(SECONDS_PER_DAY) == NIGHT_SECONDS {
        let time = hour + random.between(1_020, 1_300);
        triggers.push(Trigger { time, kind: TriggerKind::Night, workflows: 1 << NIGHTLY });
    }
    sort_by_key(&mut triggers, |trigger| trigger.time);
    triggers
}
