//! Collects what the rules over several keys find wrong, with the place where the key was set.

use std::collections::BTreeMap;

use crate::complaint::Complaint;

/// Where each key was set: "file line 3" or the name of a variable, by path.
pub type Places = BTreeMap<String, String>;

/// The complaints so far, and where keys were set.
pub struct Checks {
    complaints: Vec<Complaint>,
    places: Places,
    file: String,
}

impl Checks {
    /// Goes on from what reading found wrong.
    pub fn new(complaints: Vec<Complaint>, places: Places, file: &str) -> Self {
        Self { complaints, places, file: file.to_owned() }
    }

    /// Notes that a key is wrong; quiet when its section already has a complaint, since then this may only be its echo.
    pub fn wrong(&mut self, key: &str, found: String, advice: &str) {
        let section = first_segment(key);
        if !self.complaints.iter().any(|earlier| earlier.key().map(first_segment) == Some(section)) {
            let place = self.place_of(key);
            self.complaints.push(Complaint::new(found, advice).at(place).about(key));
        }
    }

    /// Where the key was set, else the nearest table around it, else the file as a whole.
    fn place_of(&self, key: &str) -> &str {
        let mut path = key;
        loop {
            match (self.places.get(path), path.rfind(['.', '['])) {
                (Some(place), _) => return place,
                (None, Some(end)) => path = &path[..end],
                (None, None) => return &self.file,
            }
        }
    }

    /// All that is wrong.
    pub fn into_complaints(self) -> Vec<Complaint> {
        self.complaints
    }
}

fn first_segment(key: &str) -> &str {
    key.split(['.', '[']).next().unwrap_or(key)
}
