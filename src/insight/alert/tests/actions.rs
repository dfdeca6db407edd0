//! What people say of alerts, over a history in which half of the runs of the last days fail.

use crate::domain::{AlertRule, Timestamp, Window};

use super::super::super::testing::{DAY, Row, START, World};
use super::super::{
    Alert, AlertAction, AlertActionKind as Kind, AlertBook, AlertEnd, AlertInputs, AlertState, replay, replay_book,
    replay_book_with, replay_each,
};

fn world() -> World {
    let days = 70;
    let row = |number: u32| {
        let every = if number / 12 >= days - 4 { 2 } else { 30 };
        let state = if number.is_multiple_of(every) { "failure" } else { "success" };
        Row { state, ..Row::at(u64::from(number) + 1, START + number * (DAY / 12)) }
    };
    let rows: Vec<Row> = (0..days * 12).map(row).collect();
    World::of(&rows).with_window(Window::LastDays(45))
}

fn rules() -> Vec<AlertRule> {
    vec![AlertRule::default_of("failure_rate").unwrap()]
}

fn book(actions: &[AlertAction]) -> AlertBook {
    replay_book_with(&world().view(), &rules(), AlertInputs::default(), actions)
}

fn only(book: &AlertBook) -> &Alert {
    assert_eq!(book.open.len(), 1, "{book:?}");
    &book.open[0]
}

#[test]
fn an_open_alert_tells_how_it_stands_now() {
    let book = book(&[]);
    let alert = only(&book);
    let current = alert.current.as_deref().unwrap();
    assert_eq!(current.evaluated_at, world().now);
    assert!(current.value.as_ref().is_ok_and(|&share| (0.4..=0.6).contains(&share)), "{:?}", current.value);
    assert!(current.level.is_some() && current.interval.is_some() && !current.evidence_run_ids.is_empty());
    let title = current.explanation.as_ref().map(|words| words.title.as_str()).unwrap();
    assert!(title.ends_with("% of the runs of CI fail") && !title.contains("Critical"), "{title}");
    assert_eq!(replay_book(&world().view(), &rules(), AlertInputs::default()), book);
    assert!(book.closed.iter().all(|alert| alert.current.is_none()));
}

#[test]
fn what_is_said_takes_effect() {
    let silent = book(&[]);
    let opened = only(&silent).opened_at;
    let key = only(&silent).key.clone();
    let now = world().now;
    let say = |kind: Kind, at: Timestamp| AlertAction { key: key.clone(), kind, at };
    let check =
        |actions: &[AlertAction], state: AlertState| assert_eq!(only(&book(actions)).state, state, "{actions:?}");
    check(&[], AlertState::Firing);
    check(&[say(Kind::Acknowledge, now)], AlertState::Acknowledged);
    check(&[say(Kind::Snooze { until: now.plus_seconds(3_600) }, now)], AlertState::Snoozed);
    // A snooze that is over, and one of before the alert.
    check(&[say(Kind::Snooze { until: now.plus_seconds(-60) }, opened.plus_seconds(60))], AlertState::Firing);
    let acknowledged = |at: Timestamp| only(&book(&[say(Kind::Acknowledge, at)])).acknowledged_at;
    assert_eq!(acknowledged(opened.plus_days(-3)), None);
    // Seen a moment before the replay's own instant.
    assert_eq!(acknowledged(opened.plus_seconds(-600)), Some(opened.plus_seconds(-600)));
    let other = AlertAction {
        key: crate::insight::AlertKey { rule_id: "queue".to_owned(), ..key.clone() },
        ..say(Kind::Resolve, now)
    };
    check(&[other], AlertState::Firing);
}

#[test]
fn what_is_resolved_by_hand_has_ended_and_may_come_back() {
    let silent = book(&[]);
    let (opened, key) = (only(&silent).opened_at, only(&silent).key.clone());
    let resolve = |at: Timestamp| [AlertAction { key: key.clone(), kind: Kind::Resolve, at }];
    let at_once = book(&resolve(world().now));
    assert!(at_once.open.is_empty());
    let last = at_once.closed.last().unwrap();
    assert_eq!((last.end, last.resolved_at), (Some(AlertEnd::ByHand), Some(world().now)));
    // The trouble goes on, so that the rule speaks up again after its quiet time.
    let early = book(&resolve(opened.plus_seconds(7_200)));
    assert!(only(&early).opened_at > opened && early.closed.last().unwrap().end == Some(AlertEnd::ByHand));
}

#[test]
fn rules_that_are_replayed_together_do_not_see_each_other() {
    let (world, rules) = (world(), AlertRule::defaults());
    let together = replay_each(&world.view(), &rules, AlertInputs::default());
    for (rule, found) in rules.iter().zip(together) {
        assert_eq!(found, replay(&world.view(), rule, AlertInputs::default()), "{}", rule.id);
    }
}
