//! The queue: by priority, then by arrival. A newer request of the same field takes the older one's place.

use std::{cell::Cell, rc::Rc};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    Chat,
    Rewrite,
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
    running: Option<(Key, Priority, Rc<Cell<bool>>)>,
}

impl<T> Default for Scheduler<T> {
    fn default() -> Self {
        Self { waiting: vec![], running: None }
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
        if let Some((key, _, cancelled)) = &self.running
            && matches(key)
        {
            cancelled.set(true);
        }
        self.waiting.extract_if(.., |entry| matches(&entry.key)).collect()
    }

    /// The next request to run: it counts as running until `done`.
    pub fn start_next(&mut self) -> Option<Entry<T>> {
        let best = self.waiting.iter().map(|entry| entry.priority).max()?;
        let index = self.waiting.iter().position(|entry| entry.priority == best)?;
        let entry = self.waiting.remove(index);
        self.running = Some((entry.key, entry.priority, entry.cancelled.clone()));
        Some(entry)
    }

    pub fn done(&mut self) {
        self.running = None;
    }

    pub fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.running.is_none()
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
        let order: Vec<_> = std::iter::from_fn(|| queue.start_next().map(|entry| entry.work)).collect();
        assert_eq!(order, ["first", "second", "chat"]);
    }

    #[test]
    fn a_newer_request_of_the_same_field_replaces_the_older() {
        let mut queue = Scheduler::default();
        queue.add(key(1, 1, 7), Priority::Complete, "running");
        let running = queue.start_next();
        queue.add(key(1, 2, 7), Priority::Complete, "waiting");
        let replaced = queue.add(key(1, 3, 7), Priority::Complete, "newest");
        assert!(running.is_some_and(|entry| entry.cancelled.get()), "the running one is told to stop");
        assert_eq!(replaced.iter().map(|entry| entry.work).collect::<Vec<_>>(), ["waiting"]);
        assert!(queue.add(key(2, 1, 7), Priority::Complete, "another client").is_empty());
    }

    #[test]
    fn done_leaves_it_idle() {
        let mut queue = Scheduler::default();
        queue.add(key(1, 1, 1), Priority::Complete, ());
        assert!(!queue.is_idle());
        queue.start_next();
        assert!(!queue.is_idle());
        queue.done();
        assert!(queue.is_idle());
    }
}
