//! The queue: by priority, then by arrival. A newer request of the same field takes the older one's place.

use std::{cell::Cell, rc::Rc};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    Score,
    Chat,
    Rewrite,
    /// Counting tokens: done at once.
    Measure,
    Complete,
}

/// Who asked: requests of one field replace each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    pub client: u32,
    pub id: u32,
    pub field: Option<u32>,
}

pub struct Entry<T> {
    pub key: Key,
    pub priority: Priority,
    pub cancelled: Rc<Cell<bool>>,
    pub work: T,
}

/// What waits, and what runs.
pub struct Scheduler<T> {
    waiting: Vec<Entry<T>>,
    /// The last one runs, the others pause for it.
    running: Vec<(Key, Rc<Cell<bool>>)>,
    held: Option<Priority>,
}

impl<T> Default for Scheduler<T> {
    fn default() -> Self {
        Self { waiting: vec![], running: vec![], held: None }
    }
}

impl<T> Scheduler<T> {
    /// Queues work; gives back the waiting requests that it replaces. One that runs is told to stop.
    pub fn add(&mut self, key: Key, priority: Priority, work: T) -> Vec<Entry<T>> {
        let same = |other: &Key| key.field.is_some() && other.client == key.client && other.field == key.field;
        let replaced = self.remove(same);
        self.waiting.push(Entry { key, priority, cancelled: Rc::default(), work });
        replaced
    }

    /// Takes waiting requests out and tells a running one to stop, where `matches` says so.
    pub fn remove(&mut self, matches: impl Fn(&Key) -> bool) -> Vec<Entry<T>> {
        for (_, cancelled) in self.running.iter().filter(|(key, _)| matches(key)) {
            cancelled.set(true);
        }
        self.waiting.extract_if(.., |entry| matches(&entry.key)).collect()
    }

    /// Requests of this priority are not started.
    pub fn hold(&mut self, held: Option<Priority>) {
        self.held = held;
    }

    fn best(&self) -> Option<Priority> {
        self.waiting.iter().map(|entry| entry.priority).filter(|priority| Some(*priority) != self.held).max()
    }

    /// Whether something waits that is more urgent than this.
    pub fn waits_above(&self, least: Priority) -> bool {
        self.best().is_some_and(|best| best > least)
    }

    /// The next request to run, more urgent than `above`: it counts as running until `done`, and the one before it as paused.
    pub fn start_next(&mut self, above: Option<Priority>) -> Option<Entry<T>> {
        let best = self.best().filter(|best| Some(*best) > above)?;
        let index = self.waiting.iter().position(|entry| entry.priority == best)?;
        let entry = self.waiting.remove(index);
        self.running.push((entry.key, entry.cancelled.clone()));
        Some(entry)
    }

    /// What was started last is over.
    pub fn done(&mut self) {
        self.running.pop();
    }

    pub fn can_start(&self) -> bool {
        self.best().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(client: u32, id: u32, field: u32) -> Key {
        Key { client, id, field: Some(field) }
    }

    #[test]
    fn higher_priority_runs_first_and_equals_in_order() {
        let mut queue = Scheduler::default();
        queue.add(key(1, 1, 1), Priority::Chat, "chat");
        queue.add(key(1, 2, 2), Priority::Complete, "first");
        queue.add(key(1, 3, 3), Priority::Complete, "second");
        let order: Vec<_> = std::iter::from_fn(|| queue.start_next(None).map(|entry| entry.work)).collect();
        assert_eq!(order, ["first", "second", "chat"]);
    }

    #[test]
    fn a_newer_request_of_the_same_field_replaces_the_older() {
        let mut queue = Scheduler::default();
        queue.add(key(1, 1, 7), Priority::Complete, "running");
        let running = queue.start_next(None);
        queue.add(key(1, 2, 7), Priority::Complete, "waiting");
        let replaced = queue.add(key(1, 3, 7), Priority::Complete, "newest");
        assert!(running.is_some_and(|entry| entry.cancelled.get()), "the running one is told to stop");
        assert_eq!(replaced.iter().map(|entry| entry.work).collect::<Vec<_>>(), ["waiting"]);
        assert!(queue.add(key(2, 1, 7), Priority::Complete, "another client").is_empty());
    }

    #[test]
    fn what_pauses_is_told_to_stop_and_goes_on_when_the_other_is_done() {
        let mut queue = Scheduler::default();
        queue.add(key(1, 1, 1), Priority::Chat, "chat");
        let chat = queue.start_next(None).unwrap();
        queue.add(key(1, 2, 2), Priority::Chat, "another chat");
        assert!(!queue.waits_above(Priority::Chat) && queue.start_next(Some(Priority::Chat)).is_none());
        queue.add(key(1, 3, 3), Priority::Complete, "completion");
        assert!(queue.waits_above(Priority::Chat));
        let completion = queue.start_next(Some(Priority::Chat)).unwrap();
        queue.remove(|key| key.id == 1);
        assert!(chat.cancelled.get() && !completion.cancelled.get());
        queue.done();
        queue.remove(|key| key.id == 3);
        assert!(!completion.cancelled.get(), "it is over");
    }

    #[test]
    fn what_is_held_is_not_started() {
        let mut queue = Scheduler::default();
        queue.add(key(1, 1, 1), Priority::Chat, "chat");
        queue.hold(Some(Priority::Chat));
        assert!(!queue.can_start() && queue.start_next(None).is_none());
        queue.add(key(1, 2, 2), Priority::Complete, "completion");
        assert_eq!(queue.start_next(None).map(|entry| entry.work), Some("completion"));
        queue.hold(None);
        assert!(queue.can_start());
    }
}
