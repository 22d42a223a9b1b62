//! The links of an import: mails that go out one after the other, or sheets of paper.

use std::path::Path;

use credentials::activation_pin::ActivationPin;
use jiff::SignedDuration;
use store::ImportLink;
use web::look::Brand;

use super::super::delay::Delay;
use super::super::desk::Desk;
use super::super::link::{self, Wanted};
use super::decide::LinkFor;
use super::letters::Letters;
use crate::cli::account::Import;
use crate::cli::import::Links as How;
use crate::complaint::Complaint;
use crate::wiring;

/// Makes links.
pub struct Links<'a> {
    desk: &'a Desk,
    brand: Brand,
    letters: Option<Letters>,
    on_paper: bool,
    mails_per_minute: u32,
    mails: u32,
}

impl<'a> Links<'a> {
    /// What the command asks; a dry run makes no file.
    pub fn new(desk: &'a Desk, import: &Import) -> Result<Self, Complaint> {
        let brand = wiring::brand(&desk.settings)?;
        if import.links != How::None {
            desk.settings.server.public_url()?;
        }
        let on_paper = import.links == How::Letters;
        let file = import.letters.as_deref().filter(|_| on_paper && import.apply);
        let letters = file.map(|file| Letters::begin(desk, file, &brand)).transpose()?;
        Ok(Self { desk, brand, letters, on_paper, mails_per_minute: import.mails_per_minute, mails: 0 })
    }

    /// Makes a link, and its sheet when it goes on paper; the number for another channel comes with it.
    pub fn make(&mut self, whom: &LinkFor) -> Result<(ImportLink, Option<ActivationPin>), Complaint> {
        let wanted = Wanted {
            kind: whom.kind,
            display_name: &whom.display_name,
            language: whom.language,
            mail: whom.mail.as_deref(),
            letter: self.on_paper.then_some(Path::new("")),
            delay: Delay::NONE,
        };
        // Ten thousand mails at once would stand before the mail of somebody who forgot a password, and look like spam.
        let after = if self.on_paper { SignedDuration::ZERO } else { self.after() };
        let made = link::bulk(self.desk, &wanted, &self.brand, after)?;
        if let (Some(letters), Some(sheet)) = (&mut self.letters, &made.sheet) {
            letters.add(sheet)?;
        }
        self.mails += u32::from(!self.on_paper);
        let send_at = (!self.on_paper).then(|| self.desk.ctx.now + after);
        Ok((ImportLink { kind: whom.kind, order: made.order, send_at }, made.pin))
    }

    /// The link that was made last was not stored.
    pub fn take_back(&mut self) -> Result<(), Complaint> {
        self.mails = self.mails.saturating_sub(u32::from(!self.on_paper));
        self.letters.as_mut().map_or(Ok(()), Letters::take_back)
    }

    fn after(&self) -> SignedDuration {
        SignedDuration::from_mins(i64::from(self.mails / self.mails_per_minute))
    }

    /// What to say of all of them.
    pub fn end(self) -> Result<String, Complaint> {
        if let Some(letters) = self.letters {
            return letters.end();
        }
        if self.mails == 0 {
            return Ok(String::new());
        }
        let minutes = self.mails.div_ceil(self.mails_per_minute);
        Ok(format!("The portal mails {} links, spread over {minutes} minutes, as soon as it runs.\n", self.mails))
    }
}
